"""Where a labelled fragment stands: strict, exact, once, or refused.

It is deliberately not annotator's grounding, so that gold does not depend on what it judges; the fragments come from
`eval.labels`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.errors import RecordError
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eval.labels import Fragment


def occurrences(text: str, words: str, start: int, end: int) -> Iterator[int]:
    """Every offset in ``[start, end)`` where the words stand, overlapping ones included."""
    at = text.find(words, start, end)
    while at >= 0:
        yield at
        at = text.find(words, at + 1, end)


@dataclass(frozen=True, slots=True)
class Lookup:
    """An article's text, the file whose labels point into it, and the passage to look in first.

    Attributes:
        text: The article, as stored.
        path: The file of the labels, for messages.
        passage: ``(start, end)`` of the wider words that an item gives for all its fragments.
    """

    text: str
    path: Path
    passage: tuple[int, int] | None = None

    def near(self, wider: str | None, line: int) -> Lookup:
        """The same, looking first inside wider words that stand once in the article."""
        if wider is None:
            return self
        start = self._only(wider, 0, len(self.text), line)
        return replace(self, passage=(start, start + len(wider)))

    def spans(self, fragments: Sequence[Fragment]) -> tuple[Span, ...]:
        """Where the fragments stand, in text order.

        Raises:
            RecordError: One does not stand in the text, or stands there several times and no hint tells which.
        """
        return tuple(sorted((self.span(each) for each in fragments), key=lambda span: (span.start, span.end)))

    def span(self, fragment: Fragment) -> Span:
        """Where one fragment stands.

        Raises:
            RecordError: As for `spans`.
        """
        if fragment.text is None:
            return self._stretch(fragment)
        low, high = self._range(fragment.text, fragment)
        if fragment.n is None:
            start = self._only(fragment.text, low, high, fragment.line)
        else:
            start = self._nth(fragment.text, fragment.n, low, high, fragment.line)
        return Span.of(self.text, start, start + len(fragment.text))

    def names(self, name: str) -> Iterator[Span]:
        """Every place where a name stands as whole words."""
        for start in occurrences(self.text, name, 0, len(self.text)):
            end = start + len(name)
            before, after = self.text[start - 1 : start], self.text[end : end + 1]
            if not (before.isalnum() or after.isalnum()):
                yield Span.of(self.text, start, end)

    def _range(self, words: str, fragment: Fragment) -> tuple[int, int]:
        """Where to look: the fragment's own wider words, else the item's passage if it holds them, else everywhere."""
        if fragment.within is not None:
            start = self._only(fragment.within, 0, len(self.text), fragment.line)
            return start, start + len(fragment.within)
        if self.passage is not None and fragment.n is None and self.text.find(words, *self.passage) >= 0:
            return self.passage
        return 0, len(self.text)

    def _stretch(self, fragment: Fragment) -> Span:
        first = fragment.first or ""
        low, high = self._range(first, fragment)
        start = self._only(first, low, high, fragment.line)
        if fragment.last is None:
            return Span.of(self.text, start, len(self.text))
        last = self.text.find(fragment.last, start)
        if last < 0:
            raise self._refusal(f"{fragment.last!r} does not stand after {first!r}", fragment.line)
        return Span.of(self.text, start, last + len(fragment.last))

    def _only(self, words: str, low: int, high: int, line: int) -> int:
        found = list(occurrences(self.text, words, low, high))
        if not found:
            raise self._refusal(f"{words!r} does not stand in the text; copy it character by character", line)
        if len(found) > 1:
            reason = f"{words!r} stands {len(found)} times; give wider words after “ | ” or an occurrence number n"
            raise self._refusal(reason, line)
        return found[0]

    def _nth(self, words: str, n: int, low: int, high: int, line: int) -> int:
        found = list(occurrences(self.text, words, low, high))
        if n > len(found):
            raise self._refusal(f"{words!r} stands {len(found)} times, so there is no occurrence {n}", line)
        return found[n - 1]

    def _refusal(self, message: str, line: int) -> RecordError:
        return RecordError(message, path=self.path, line=line or None)
