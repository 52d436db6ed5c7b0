"""Grounding: where a fragment stands in a text, or nowhere. The text itself is never rewritten.

Exact first; then with typography folded; then, outside quotation marks, a bounded fuzzy match whose every difference
must be harmless. What a fragment is for, and what happens when it is not there, is left to `annotator.resolve`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from annotator import fuzzy
from annotator.errors import GroundingError
from annotator.folding import MARKS, Folded, combines, fold
from annotator.occurrences import SPACED_SCRIPTS_END, Occurrences
from annotator.schema import GroundingStatus
from annotator.spans import Ranges, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    Found = tuple[tuple[int, int], ...]

MOST_OCCURRENCES = 500
"""Occurrences looked at; a fragment that stands more often says nothing about its place."""
WIDEST_GAP = 200
"""Characters that an attribution between two pieces of a quote may take."""
WIDEST_ELLIPSIS = 2_000
"""Characters that an ellipsis may leave out."""
FEWEST_PIECE = 2
"""Words that each piece of a split fragment must have."""

_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:…|\.\s?\.\s?\.\s?\.?)\s*[\])]?\s*")
_EDGE = " \t\n\r.,;:!?…"
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")  # words that folding leaves alone, but for their case


@dataclass(frozen=True, slots=True)
class Grounding:
    """Where a fragment stands.

    Attributes:
        spans: In text order; several when the fragment leaves words of the text out.
        status: How it was found.
        score: Similarity of fragment and text after folding, 0 to 1; 1 unless fuzzy.
    """

    spans: tuple[Span, ...]
    status: GroundingStatus
    score: float = 1.0


class Text:
    """A text made ready to be searched many times.

    Attributes:
        raw: The text.
        skip: Characters where nothing may be found, such as boilerplate.
    """

    def __init__(self, raw: str, skip: Ranges = ()) -> None:
        self.raw = raw
        self.skip = skip

    @cached_property
    def folded(self) -> Folded:
        """The text with typography folded; made when first needed."""
        return fold(self.raw)

    @cached_property
    def unmarked(self) -> Folded:
        """The text with typography folded and quotation marks left out."""
        return fold(self.raw, marks=False)

    @cached_property
    def occurrences(self) -> Occurrences:
        """Where words stand in the text as it is."""
        return Occurrences(self.raw)

    @cached_property
    def folded_occurrences(self) -> Occurrences:
        """Where words stand in the folded text."""
        return Occurrences(self.folded.text)

    @cached_property
    def unmarked_occurrences(self) -> Occurrences:
        """Where words stand in the folded text without marks."""
        return Occurrences(self.unmarked.text)

    def free(self, start: int, end: int) -> bool:
        """Whether a range may be used: outside what is skipped, and not cutting a word in two."""
        raw = self.raw
        if start > 0 and raw[start - 1].isalnum() and _one_word(raw[start - 1], raw[start]):
            return False
        if end < len(raw) and raw[end].isalnum() and _one_word(raw[end], raw[end - 1]):
            return False
        if not self.skip:
            return True
        before = bisect_left(self.skip, (end,)) - 1
        return before < 0 or self.skip[before][1] <= start

    def holds(self, words: str, at: int) -> bool:
        """Whether words stand at an offset, character by character, where they may be used."""
        return self.raw.startswith(words, at) and self.free(at, at + len(words))

    def names(self, words: str) -> bool:
        """Whether words stand anywhere as they are, or plain ones in another case; no is no proof, only yes is.

        A quick answer for names, which are looked for by the dozen and nearly always stand in the text.
        """
        if self._has(self.raw, words) and any(map(str.isalnum, words)):
            return True
        return _PLAIN.fullmatch(words) is not None and self._has(self._lower, words.lower())

    def _has(self, raw: str, words: str) -> bool:
        length = len(words)
        found = self.occurrences.of(words, text=raw)
        return any(not combines(raw, at + length) and self.free(at, at + length) for at in found)

    @cached_property
    def _lower(self) -> str:
        """The text in small letters; nothing when that would move its characters."""
        lower = self.raw.lower()
        return lower if len(lower) == len(self.raw) else ""


@dataclass(frozen=True, slots=True)
class Hints:
    """Where to prefer a fragment that stands in several places, strongest first.

    Attributes:
        at: The very offset; believed when the words stand there.
        near: The range of the sentence that was named.
        beside: A range that should be close, such as the cue's.
        used: Places that other fragments took already.
    """

    at: int | None = None
    near: tuple[int, int] | None = None
    beside: tuple[int, int] | None = None
    used: Collection[tuple[int, int]] = ()

    @property
    def anchor(self) -> int:
        """The offset around which to look first."""
        wanted = self.near or self.beside
        return 0 if wanted is None else (wanted[0] + wanted[1]) // 2

    def key(self, place: tuple[int, int]) -> tuple[int, int, bool, int]:
        """What to sort places by, best first."""
        return (_apart(self.near, place), _apart(self.beside, place), place in self.used, place[0])


NO_HINTS = Hints()


def ground(fragment: str, text: Text, *, hints: Hints = NO_HINTS, marked: bool = False) -> Grounding | None:
    """Find where a verbatim fragment stands in a text.

    Args:
        fragment: Words that are claimed to stand in the text; an ellipsis may stand for words left out.
        text: Where to look.
        hints: Where to prefer when the fragment stands in several places.
        marked: Whether the words are claimed to be somebody's very words, so that nothing fuzzy will do.

    Returns:
        The spans in code points with how they were found, or None when the words are not there.

    Raises:
        GroundingError: The fragment has no letter or digit and no hint says where to look.
    """
    fragment = fragment.strip()
    if fragment and hints.at is not None and text.holds(fragment, hints.at):
        return _grounding(text, ((hints.at, hints.at + len(fragment)),), GroundingStatus.EXACT)
    if not any(map(str.isalnum, fragment)) and (not fragment or hints == NO_HINTS):
        msg = f"{fragment!r} holds no letter or digit, so it cannot be looked for; copy words of the article"
        raise GroundingError(msg)
    exact = _best(hints, _occurrences(fragment, text, hints))
    if exact is not None:
        return _grounding(text, exact, GroundingStatus.EXACT)
    for search in (_whole, _trimmed, _unmarked, _around_ellipses, _around_attribution):
        found = search(fragment, text, hints)
        if found is not None:
            return _grounding(text, found, GroundingStatus.NORMALIZED)
    return None if marked or fragment[:1] in MARKS else _fuzzily(fragment, text, hints)


def _grounding(text: Text, found: Found, status: GroundingStatus, score: float = 1.0) -> Grounding:
    return Grounding(tuple(Span.of(text.raw, start, end) for start, end in found), status, score)


def _one_word(outside: str, inside: str) -> bool:
    """Whether two neighbours are letters or digits of scripts that separate words by blanks."""
    return outside.isalnum() and inside.isalnum() and outside < SPACED_SCRIPTS_END and inside < SPACED_SCRIPTS_END


def _apart(wanted: tuple[int, int] | None, place: tuple[int, int]) -> int:
    """Characters between two ranges, by the start of the place; 0 inside, and when nothing is wanted."""
    return 0 if wanted is None else max(wanted[0] - place[0], place[0] - wanted[1], 0)


def _best(hints: Hints, found: Iterator[tuple[int, int]]) -> Found | None:
    best = min(found, key=hints.key, default=None)
    return None if best is None else (best,)


def _occurrences(fragment: str, text: Text, hints: Hints) -> Iterator[tuple[int, int]]:
    length = len(fragment)
    for start in islice(text.occurrences.of(fragment, around=hints.anchor), MOST_OCCURRENCES):
        if text.free(start, start + length):
            yield start, start + length


def _folded_occurrences(needle: str, text: Text, hints: Hints, *, marks: bool = True) -> Iterator[tuple[int, int]]:
    """Original ranges where a folded fragment stands."""
    folded, occurrences = (
        (text.folded, text.folded_occurrences) if marks else (text.unmarked, text.unmarked_occurrences)
    )
    around = bisect_left(folded.starts, hints.anchor)
    for start in islice(occurrences.of(needle, around=around), MOST_OCCURRENCES):
        place = folded.original(start, start + len(needle))
        if place is not None and text.free(*place):
            yield place


def _whole(fragment: str, text: Text, hints: Hints) -> Found | None:
    return _best(hints, _folded_occurrences(fold(fragment).text.strip(), text, hints))


def _trimmed(fragment: str, text: Text, hints: Hints) -> Found | None:
    """Without the punctuation and marks at its ends, which writers adapt to their own sentence."""
    needle = fold(fragment).text.strip(_EDGE + "'")
    return _best(hints, _folded_occurrences(needle, text, hints)) if any(map(str.isalnum, needle)) else None


def _unmarked(fragment: str, text: Text, hints: Hints) -> Found | None:
    """Without any quotation marks, which writers drop inside their own sentence."""
    needle = fold(fragment, marks=False).text.strip(_EDGE)
    if not any(map(str.isalnum, needle)):
        return None
    return _best(hints, _folded_occurrences(needle, text, hints, marks=False))


def _around_ellipses(fragment: str, text: Text, hints: Hints) -> Found | None:
    """The pieces around ellipses, in order."""
    pieces = [fold(piece).text.strip(_EDGE) for piece in _ELLIPSIS.split(fragment) if any(map(str.isalnum, piece))]
    if len(pieces) < 2 or min(map(_words, pieces)) < FEWEST_PIECE:  # noqa: PLR2004  # one piece is no split
        return None
    return _in_order(pieces, text, hints, lambda start, end: end - start <= WIDEST_ELLIPSIS)


def _around_attribution(fragment: str, text: Text, hints: Hints) -> Found | None:
    """Two pieces that the text separates by an attribution between marks (“A,” he said, “B”)."""
    needle = fold(fragment).text.strip(_EDGE)
    blanks = [match.start() for match in re.finditer(r"[ ']", needle)]
    low, high = 0, len(blanks)
    while low < high:  # the longest head that stands in the text
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _stands(needle[: blanks[middle - 1]].strip(_EDGE), text) else (low, middle - 1)
    for cut in blanks[max(0, low - 2) : low][::-1]:
        pieces = [needle[:cut].strip(_EDGE), needle[cut:].strip(_EDGE + "'")]
        if min(map(_words, pieces)) >= FEWEST_PIECE:
            found = _in_order(pieces, text, hints, lambda start, end: _attributes(text.raw, start, end))
            if found is not None:
                return found
    return None


def _stands(piece: str, text: Text) -> bool:
    """Whether folded words stand anywhere; no words stand everywhere."""
    return not piece or next(text.folded_occurrences.of(piece), None) is not None


def _attributes(raw: str, start: int, end: int) -> bool:
    """Whether a gap closes marks, says something short, and opens marks again."""
    gap = raw[start:end].strip(_EDGE)
    return end - start <= WIDEST_GAP and len(gap) > 1 and gap[0] in MARKS and gap[-1] in MARKS


def _words(piece: str) -> int:
    return len(piece.split())


def _in_order(pieces: list[str], text: Text, hints: Hints, fits: Callable[[int, int], bool]) -> Found | None:
    """Ranges of the pieces, each after the one before with a gap that fits, from the best place of the first."""
    for first in sorted(_folded_occurrences(pieces[0], text, hints), key=hints.key):
        found = [first]
        for piece in pieces[1:]:
            end = found[-1][1]
            after = _folded_occurrences(piece, text, Hints(near=(end, end)))
            place = min((place for place in after if place[0] >= end), default=None)
            if place is None or not fits(end, place[0]):
                break
            found.append(place)
        else:
            return tuple(found)
    return None


def _fuzzily(fragment: str, text: Text, hints: Hints) -> Grounding | None:
    match = fuzzy.find(fragment, text.raw, text.unmarked, hints.near)
    if match is None or not text.free(match.start, match.end):
        return None
    return _grounding(text, ((match.start, match.end),), GroundingStatus.FUZZY, match.score)
