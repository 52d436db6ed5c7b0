"""Claims of `annotator.scoring.ragged`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring import ragged as room
from annotator.scoring.ragged import (
    LARGEST_OFFSET,
    Ragged,
    RaggedBuilder,
    covered,
    crossings,
    merged,
    paired_iou,
    plain,
    spread,
    upto,
)
from annotator.spans import Ranges, Span, iou, ranges, size
from tests.scoring.planted import spans

places = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=3)
documents = st.lists(places, max_size=8)


def sets(raw: list[list[tuple[int, int]]]) -> list[Ranges]:
    """Starts and lengths as sets of characters."""
    return [ranges(Span(start=start, end=start + length, text="") for start, length in each) for each in raw]


def built(items: list[Ranges]) -> Ragged:
    """Sets of characters as arrays."""
    builder = RaggedBuilder()
    for characters in items:
        builder.add_ranges(characters)
    return builder.done()


@given(documents, documents)
def test_crossings_are_the_overlaps_of_single_sets(
    left: list[list[tuple[int, int]]], right: list[list[tuple[int, int]]]
) -> None:
    """All pairs that share a character are found, each once, in order, with the overlap that `spans.iou` gives."""
    one, other = sets(left), sets(right)
    found = crossings(built(one), built(other))
    expected = [(i, j, iou(a, b)) for i, a in enumerate(one) for j, b in enumerate(other) if iou(a, b)]
    assert list(zip(plain(found.left), plain(found.right), strict=True)) == [each[:2] for each in expected]
    assert found.iou.tolist() == pytest.approx([each[2] for each in expected])


@given(documents, documents)
def test_blocks_do_not_change_the_crossings(
    left: list[list[tuple[int, int]]], right: list[list[tuple[int, int]]]
) -> None:
    """Looking at one candidate at a time finds the same pairs as looking at all of them together."""
    one, other = built(sets(left)), built(sets(right))
    whole = crossings(one, other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "BLOCK", 1)
        small = crossings(one, other)
    assert plain(whole.left) == plain(small.left)
    assert plain(whole.right) == plain(small.right)


@given(documents)
def test_sizes_and_takes_keep_each_item_whole(raw: list[list[tuple[int, int]]]) -> None:
    """An item keeps its characters, in whatever order and how often it is taken."""
    items = sets(raw)
    picked = [*range(len(items) - 1, -1, -1), *range(len(items))]
    taken = built(items).take(np.array(picked, dtype=np.int64))
    assert plain(taken.sizes()) == [size(items[index]) for index in picked]


@given(st.lists(st.tuples(places, places), max_size=8))
def test_paired_overlap_is_that_of_the_pairs(raw: list[tuple[list[tuple[int, int]], list[tuple[int, int]]]]) -> None:
    """The first is held against the first only; two absent roles agree, one absent role does not."""
    left, right = sets([pair[0] for pair in raw]), sets([pair[1] for pair in raw])
    expected = [iou(a, b) if a or b else 1.0 for a, b in zip(left, right, strict=True)]
    assert paired_iou(built(left), built(right)).tolist() == pytest.approx(expected)


@given(documents)
def test_covered_characters_are_counted_once(raw: list[list[tuple[int, int]]]) -> None:
    """Overlapping items of a group cover their union, however they are nested."""
    items = sets(raw)
    expected = size(ranges(Span(start=start, end=end, text="") for item in items for start, end in item))
    group = np.zeros(len(items), dtype=np.int64)
    assert plain(covered(built(items), group, 1)) == [expected]


def test_groups_are_covered_by_themselves() -> None:
    """Shifted apart, two documents count their characters each for itself, and an empty one counts none."""
    ragged = built([((0, 5),), ((3, 9),), ((0, 5),)]).shifted(np.array([0, 0, 2]), 100)
    assert plain(covered(ragged, np.array([0, 0, 2]), 3)) == [9, 0, 5]


def test_merging_keeps_order_and_counts() -> None:
    """The second part's items follow the first part's, empty ones included."""
    both = merged(built([((0, 2),), ()]), built([((5, 6), (8, 9))]))
    assert (both.count, plain(both.owner), plain(both.sizes())) == (3, [0, 2, 2], [2, 0, 2])


def test_spans_are_added_as_sets() -> None:
    """A role of no, one or several spans is an item; touching spans become one range."""
    done = RaggedBuilder().extend([(), spans((3, 5)), spans((7, 9), (9, 12), (20, 21))]).done()
    assert (done.count, plain(done.sizes()), done.single) == (3, [0, 2, 6], False)


def test_spreading_counts_up_from_each_start() -> None:
    """Starts and lengths become one array of numbers; a length of 0 adds none."""
    assert plain(spread(np.array([5, 9, 0]), np.array([2, 0, 3]))) == [5, 6, 0, 1, 2]
    assert plain(upto(7, 2, 2)) == [2, 4, 6]


@pytest.mark.parametrize("place", [(0, LARGEST_OFFSET + 1), (2**70, 2**70 + 1)])
def test_offsets_that_no_text_can_have_are_refused(place: tuple[int, int]) -> None:
    """A number that would overflow is refused, not wrapped around."""
    builder = RaggedBuilder().extend([spans(place)])
    with pytest.raises(ScoringError, match="offset that no text can have"):
        builder.done()
