"""Sets of characters of many items at once, as arrays: sizes, common characters, and who overlaps whom.

It knows whole numbers only; which items are worth pairing is left to `annotator.scoring.matching`. Documents are kept
apart by shifting each one's offsets, so that a batch of them is one long text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from annotator.errors import ScoringError
from annotator.spans import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.spans import Ranges, Span

Whole: TypeAlias = NDArray[np.int64]
"""An array of whole numbers."""

Real: TypeAlias = NDArray[np.float64]
"""An array of real numbers."""

LARGEST_OFFSET = 2**40
"""No text is longer; larger offsets would overflow when documents are laid side by side."""

BLOCK = 1_000_000
"""Candidate pairs looked at in one go, so that a degenerate document costs time and not memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """The characters of ``count`` items: one row per range, rows of an item together, disjoint and in text order.

    Attributes:
        owner: Item of each range, not falling.
        start: First character of each range.
        end: Character after the last one.
        count: How many items there are; an item without a range has no characters.
    """

    owner: Whole
    start: Whole
    end: Whole
    count: int

    @property
    def single(self) -> bool:
        """Whether no item has more than one range."""
        return bool((self.owner[1:] != self.owner[:-1]).all())

    def sizes(self) -> Whole:
        """Characters of each item."""
        return total(self.owner, self.end - self.start, self.count)

    def shifted(self, document: Whole, stride: int) -> Ragged:
        """The same items, the offsets of each one's document moved by ``stride`` times its number."""
        shift = document[self.owner] * stride
        return Ragged(self.owner, self.start + shift, self.end + shift, self.count)

    def take(self, items: Whole) -> Ragged:
        """The items with these indexes, in their order; repeats are allowed."""
        first = np.searchsorted(self.owner, items, "left")
        length = np.searchsorted(self.owner, items, "right") - first
        rows = spread(first, length)
        return Ragged(np.repeat(upto(len(items)), length), self.start[rows], self.end[rows], len(items))


@dataclass(slots=True)
class RaggedBuilder:
    """Collects the ranges of one item after the other."""

    owners: list[int] = field(default_factory=list[int])
    starts: list[int] = field(default_factory=list[int])
    ends: list[int] = field(default_factory=list[int])
    count: int = 0

    def extend(self, roles: Iterable[Sequence[Span]]) -> Self:
        """Add items that stand on these spans, each on one, several or none."""
        owners, starts, ends = self.owners, self.starts, self.ends
        for spans in roles:
            if len(spans) == 1:
                owners.append(self.count)
                starts.append(spans[0].start)
                ends.append(spans[0].end)
                self.count += 1
            else:
                self.add_ranges(ranges(spans))
        return self

    def add_ranges(self, characters: Ranges) -> None:
        """Add an item that stands on a set of characters in canonical form."""
        for start, end in characters:
            self.owners.append(self.count)
            self.starts.append(start)
            self.ends.append(end)
        self.count += 1

    def done(self) -> Ragged:
        """What was collected, as arrays.

        Raises:
            ScoringError: An offset is negative or too large for any text.
        """
        if self.ends and (max(self.ends) > LARGEST_OFFSET or min(self.starts) < 0):
            raise ScoringError("a span has an offset that no text can have: check the file that it came from")
        owner, start, end = (np.array(each, dtype=np.int64) for each in (self.owners, self.starts, self.ends))
        return Ragged(owner, start, end, self.count)


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Pairs of items that share characters, by left index, then right.

    Attributes:
        left: Index of the left item of each pair.
        right: Index of the right item.
        iou: Intersection over union of their characters.
    """

    left: Whole
    right: Whole
    iou: Real


def crossings(left: Ragged, right: Ragged) -> Crossings:
    """All pairs of items that share a character."""
    blocks = [_common(left, right, rows, columns) for rows, columns in _candidates(left, right)]
    if not blocks:
        nothing = np.zeros(0, dtype=np.int64)
        return Crossings(nothing, nothing, np.zeros(0))
    keys, shared = (np.concatenate(part) for part in zip(*blocks, strict=True))
    if left.single and right.single:
        order = np.argsort(keys)
        keys, shared = keys[order], shared[order]
    else:
        keys, inverse = np.unique(keys, return_inverse=True)
        shared = total(inverse, shared, len(keys))
    rows, columns = np.divmod(keys, max(right.count, 1))
    union = left.sizes()[rows] + right.sizes()[columns] - shared
    return Crossings(rows, columns, shared / union)


def _candidates(left: Ragged, right: Ragged) -> Iterator[tuple[Whole, Whole]]:
    """Rows of ranges that may overlap, in blocks; a superset, because ranges may be nested."""
    order = np.argsort(right.start, kind="stable")
    reach = np.maximum.accumulate(right.end[order])
    first = np.searchsorted(reach, left.start, "right")
    length = np.maximum(np.searchsorted(right.start[order], left.end, "left") - first, 0)
    full = np.searchsorted(np.cumsum(length), upto(int(length.sum()), BLOCK, BLOCK), "right")
    begin = 0
    for cut in sorted({*plain(np.maximum(full, 1)), len(length)}):
        rows = upto(cut, begin)
        yield np.repeat(rows, length[rows]), order[spread(first[rows], length[rows])]
        begin = cut


def _common(left: Ragged, right: Ragged, rows: Whole, columns: Whole) -> tuple[Whole, Whole]:
    """Pair keys and numbers of common characters of the ranges that do overlap."""
    both = np.minimum(left.end[rows], right.end[columns]) - np.maximum(left.start[rows], right.start[columns])
    real = both > 0
    return left.owner[rows[real]] * max(right.count, 1) + right.owner[columns[real]], both[real]


def paired_iou(left: Ragged, right: Ragged) -> Real:
    """Intersection over union of the first with the first, the second with the second …; 1 where both are empty."""
    stride = 1 + max(_last(left), _last(right))
    own = upto(left.count)
    found = crossings(left.shifted(own, stride), right.shifted(own, stride))
    result: Real = ((left.sizes() == 0) & (right.sizes() == 0)).astype(np.float64)
    result[found.left] = found.iou
    return result


def covered(ragged: Ragged, group: Whole, groups: int) -> Whole:
    """Characters that the items of each group cover together, each counted once.

    Args:
        ragged: Items; those of different groups share no character.
        group: Group of each item.
        groups: How many groups there are.
    """
    if not len(ragged.owner):
        return np.zeros(groups, dtype=np.int64)
    order = np.argsort(ragged.start, kind="stable")
    start, end = ragged.start[order], ragged.end[order]
    seen = np.concatenate(([0], np.maximum.accumulate(end)[:-1]))
    return total(group[ragged.owner[order]], np.maximum(end - np.maximum(start, seen), 0), groups)


def merged(*parts: Ragged) -> Ragged:
    """All items, those of the first part first."""
    offsets = np.cumsum([0, *(part.count for part in parts)])
    owner = np.concatenate([part.owner + offset for part, offset in zip(parts, offsets, strict=False)])
    start = np.concatenate([part.start for part in parts])
    end = np.concatenate([part.end for part in parts])
    return Ragged(owner, start, end, int(offsets[-1]))


def stride_of(*parts: Ragged) -> int:
    """A shift per document at which no two documents touch."""
    return 1 + max(map(_last, parts))


def _last(ragged: Ragged) -> int:
    return int(ragged.end.max()) if len(ragged.end) else 0


def spread(first: Whole, length: Whole) -> Whole:
    """The numbers ``first[0] … first[0] + length[0] − 1, first[1] …`` in one array."""
    ends: Whole = np.cumsum(length)
    offset: Whole = np.repeat(first - (ends - length), length)
    return upto(int(length.sum())) + offset


def upto(stop: int, start: int = 0, step: int = 1) -> Whole:
    """The numbers from ``start`` to before ``stop``."""
    numbers: Whole = np.arange(start, stop, step, dtype=np.int64)
    return numbers


def plain(array: Whole) -> list[int]:
    """An array as a list."""
    numbers: list[int] = array.tolist()
    return numbers


def total(group: Whole, numbers: Whole, groups: int) -> Whole:
    """The sum of the numbers of each group; exact below 2^53."""
    sums: Whole = np.bincount(group, weights=numbers, minlength=groups).astype(np.int64)
    return sums
