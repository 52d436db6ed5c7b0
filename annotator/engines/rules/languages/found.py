"""What the matchers of a language find: places in the text, not yet names.

Who a speaker's place refers to is left to `speakers`, the choice among overlapping finds to the package.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.schema import Mode
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.engines.rules.languages.reading import Place


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says something, by which words.

    Attributes:
        cue: Places of the words that license it.
        speaker: Place of the noun phrase or pronoun; None when there is none.
        addressee: Place of whom it is said to.
        mode: Speech, writing or thought.
        steps: What was seen, a sentence each.
        end: Code point after the last word that belongs to the attribution.
    """

    cue: tuple[Place, ...]
    speaker: Place | None = None
    addressee: Place | None = None
    mode: Mode = Mode.SPEECH
    steps: tuple[str, ...] = ()
    end: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Content with its attribution.

    Attributes:
        content: Places in text order.
        attribution: Whose it is.
        confidence: Probability that it is right, set by hand per construction and checked on German news.
        construction: Name of the pattern.
        continues: Whether its speaker is the one of the quote before, since no words name one.
    """

    content: tuple[Place, ...]
    attribution: Attribution
    confidence: float
    construction: str
    continues: bool = False

    @property
    def start(self) -> int:
        """First code point of the content."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """Code point after the content."""
        return self.content[-1][1]

    def also(self, *content: Place) -> Found:
        """The same with further content, in text order."""
        if len(content) == 1 and self.content[-1] < content[0]:  # nearly always, and up to thousands of times
            return replace(self, content=(*self.content, *content))
        return replace(self, content=tuple(sorted({*self.content, *content})))


def by_place(quotes: Iterable[Found]) -> Stretches[tuple[int, Found]]:
    """Quotes with their indices, to be found by where they stand."""
    return Stretches((quote.start, quote.end, (index, quote)) for index, quote in enumerate(quotes))


def covers(outer: Sequence[Place], inner: Sequence[Place]) -> bool:
    """Whether each inner place lies in one of the outer ones."""
    for start, end in inner:  # asked for each pair of quotes in a sentence, and loops take half the time
        for left, right in outer:
            if left <= start and end <= right:
                break
        else:
            return False
    return True


def touch(left: Sequence[Place], right: Sequence[Place]) -> bool:
    """Whether two sets of places share a character."""
    for a, b in left:
        for c, d in right:
            if a < d and c < b:
                return True
    return False
