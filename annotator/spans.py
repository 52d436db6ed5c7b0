"""A span: a stretch of characters of a text. It knows set algebra; what the characters mean is left to the schema.

Offsets are Unicode code points, half-open: ``text[start:end]``. A role (a quote's content, say) is a sequence of spans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from annotator.values import as_is

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Span(BaseModel, frozen=True):
    """A stretch of a text, ``[start, end)`` in code points."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    start: int = Field(ge=0)
    """First code point, from 0."""
    end: int
    """Code point after the last one."""
    text: str
    """The characters themselves; empty only in a record whose text is withheld."""

    def model_post_init(self, _context: object, /) -> None:
        """Check it as it is made; a validator would check it again in each record that it becomes part of."""
        if self.end <= self.start:
            msg = f"a span ends after it starts, but [{self.start}, {self.end}) does not"
            raise ValueError(msg)
        if self.text and len(self.text) != self.end - self.start:
            msg = (
                f"span [{self.start}, {self.end}) is {self.end - self.start} characters long, its text {len(self.text)}"
            )
            raise ValueError(msg)

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of ``text`` from ``start`` to ``end``.

        Raises:
            ValueError: The offsets do not lie inside the text.
        """
        if not 0 <= start < end:
            return cls(start=start, end=end, text="")  # which says what is wrong
        if end > len(text):
            msg = f"[{start}, {end}) ends past the text's {len(text)} characters"
            raise ValueError(msg)
        return as_is(cls, {"start": start, "end": end, "text": text[start:end]})

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether every character of ``other`` is also in this span."""
        return self.start <= other.start and other.end <= self.end

    def distance(self, offset: int) -> int:
        """Characters between this span and an offset; 0 inside."""
        return max(self.start - offset, offset - self.end, 0)


Thing = TypeVar("Thing")


class Stretches(Generic[Thing]):
    """Things by the stretch of a text that they take, so that those near a place are found without a look at all.

    Args:
        things: Start, end and thing, in the order in which they are found again.
    """

    def __init__(self, things: Iterable[tuple[int, int, Thing]] = ()) -> None:
        self._things: list[Thing] = []
        self._shelves: dict[int, list[int]] = {}
        for start, end, thing in things:
            self.add(start, end, thing)

    def add(self, start: int, end: int, thing: Thing) -> None:
        """Keep a thing that takes ``[start, end)``."""
        for shelf in range(start // _SHELF, end // _SHELF + 1):
            self._shelves.setdefault(shelf, []).append(len(self._things))
        self._things.append(thing)

    def near(self, start: int, end: int) -> list[Thing]:
        """All that take or touch a part of ``[start, end]``, among others that are close, in the order of adding."""
        first, last = start // _SHELF, end // _SHELF
        if first == last:
            return [self._things[number] for number in self._shelves.get(first, ())]
        shelves = (self._shelves.get(shelf, ()) for shelf in range(first, last + 1))
        return [self._things[number] for number in sorted({number for shelf in shelves for number in shelf})]


_SHELF = 512  # characters of a shelf: about two sentences, so that few stretches take several

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Sorted, disjoint, non-touching ``(start, end)`` pairs: a set of characters."""


def ranges(spans: Iterable[Span]) -> Ranges:
    """The characters of several spans as a set, in canonical form."""
    return union((span.start, span.end) for span in spans)


def union(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """The characters of several ``(start, end)`` pairs as a set, in canonical form."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def size(characters: Ranges) -> int:
    """How many characters a set holds."""
    return sum(end - start for start, end in characters)


def shared(left: Ranges, right: Ranges) -> int:
    """How many characters two sets have in common."""
    total = i = j = 0
    while i < len(left) and j < len(right):
        total += max(0, min(left[i][1], right[j][1]) - max(left[i][0], right[j][0]))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return total


def iou(left: Ranges, right: Ranges) -> float:
    """Intersection over union of two sets of characters, 0 to 1; two empty sets have nothing in common, so 0."""
    both = shared(left, right)
    return both / (size(left) + size(right) - both) if both else 0.0


def joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Merge neighbouring spans that only white space separates, in text order."""
    if len(spans) <= 1:
        return tuple(spans)
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if result and (span.start <= result[-1].end or text[result[-1].end : span.start].isspace()):
            result[-1] = Span.of(text, result[-1].start, max(span.end, result[-1].end))
        else:
            result.append(span)
    return tuple(result)
