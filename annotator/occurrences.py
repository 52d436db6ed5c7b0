"""Where words stand in a text: of a long one an index is made, so that no search goes through all of it.

Which of several places is meant, and whether one may be used, is left to `annotator.grounding`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONG = 30_000
"""Characters from which on an index pays: an article is searched through in less time than it takes to make one."""
SPACED_SCRIPTS_END = "\u0590"
"""Latin, Greek, Cyrillic and Armenian letters come before; later scripts attach or do not separate words."""

_WORD = re.compile(rf"[^\W_{SPACED_SCRIPTS_END}-\U0010ffff]+")


class Occurrences:
    """The places of words in one text.

    In a long text only places are found where neither end cuts a word of a spaced script in two; in a short one all.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, words: str, *, text: str | None = None, around: int = 0) -> Iterator[int]:
        """Offsets where words stand.

        Args:
            words: Some characters; nothing stands nowhere.
            text: The same text in small letters, where they are looked for instead.
            around: An offset; in a long text the places near it come first. From 0 they are in text order.
        """
        text = self._text if text is None else text
        if len(text) < LONG:
            return _found(words, text, 0)
        rarest = self._rarest(words)
        if rarest is None:
            return _found(words, text, max(0, around - LONG))
        offset, starts = rarest
        found = (start - offset for start in _nearest(starts, around))
        return (start for start in found if start >= 0 and text.startswith(words, start))

    def _rarest(self, words: str) -> tuple[int, Sequence[int]] | None:
        """The rarest word's offset within some words, and where it stands in the text; None when there is no word."""
        found = [(self._places.get(match[0].lower(), ()), match.start()) for match in _WORD.finditer(words)]
        if not found:
            return None
        starts, offset = min(found, key=lambda pair: len(pair[0]))
        return offset, starts

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Small-letter word → where it starts, in text order."""
        places: dict[str, list[int]] = {}
        for match in _WORD.finditer(self._text):
            places.setdefault(match[0].lower(), []).append(match.start())
        return places


def _found(words: str, text: str, since: int) -> Iterator[int]:
    """All offsets from one on, then those before it."""
    for start, end in ((since, len(text)), (0, since + len(words) - 1)):
        at = text.find(words, start, end) if words else -1
        while at >= 0:
            yield at
            at = text.find(words, at + 1, end)


def _nearest(starts: Sequence[int], around: int) -> Iterable[int]:
    """Sorted offsets by their distance to one of them."""
    return _outward(starts, around) if around else starts


def _outward(starts: Sequence[int], around: int) -> Iterator[int]:
    right = bisect_left(starts, around)
    left = right - 1
    while left >= 0 or right < len(starts):
        if left < 0 or (right < len(starts) and starts[right] - around <= around - starts[left]):
            yield starts[right]
            right += 1
        else:
            yield starts[left]
            left -= 1
