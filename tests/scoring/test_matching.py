"""Claims of `annotator.scoring.matching`."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.criteria import EXACT, HALF, LENIENT, Criterion
from annotator.scoring.matching import Item, ItemBatch, Labels, Overlaps, Pair, align
from annotator.spans import Span, iou, ranges
from tests.scoring.planted import items


def placed(places: list[tuple[int, int]], label: str) -> Item:
    """An item on ranges of which the start and the length are known."""
    return Item(ranges(Span(start=start, end=start + length, text="") for start, length in places), label)


an_item = st.builds(
    placed,
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), min_size=1, max_size=2),
    st.sampled_from(["a", "b"]),
)
some_items = st.lists(an_item, max_size=7)
criteria = st.sampled_from([LENIENT, HALF, EXACT, Criterion.iou(0.3)])
typings = st.sampled_from(list(Labels))


def test_the_best_sum_wins_over_the_best_pair() -> None:
    """Two pairs that overlap less win over one that overlaps more when together they overlap most."""
    gold, predicted = items((0, 10), (10, 20)), items((0, 12), (4, 14))
    assert [pair[:2] for pair in align(gold, predicted, LENIENT).pairs] == [(0, 0), (1, 1)]


def test_duplicates_are_matched_once() -> None:
    """Of three equal predictions one is right and two are spurious."""
    alignment = align(items((0, 10)), items((0, 10), (0, 10), (0, 10)), EXACT)
    assert (alignment.pairs, alignment.spurious) == ((Pair(0, 0, 1.0),), (1, 2))


def test_neighbours_do_not_overlap() -> None:
    """Ends are exclusive: spans that touch share no character."""
    alignment = align(items((0, 5)), items((5, 9)), LENIENT)
    assert (alignment.pairs, alignment.missed, alignment.spurious) == ((), (0,), (0,))


def test_discontinuous_items_are_compared_as_sets() -> None:
    """A quote split by its cue is the same however its pieces are listed, and the gap is not part of it."""
    split = Item(((0, 5), (10, 15)))
    assert align([split], [split], EXACT).pairs == (Pair(0, 0, 1.0),)
    assert align([split], items((0, 15)), HALF).pairs == (Pair(0, 0, 10 / 15),)
    assert align([split], items((5, 10)), LENIENT).pairs == ()


def test_nested_items_are_all_there() -> None:
    """Seqeval cannot encode one span inside another; here each finds its own counterpart."""
    nested = items((0, 30, "quote"), (5, 20, "quote"), (6, 10, "quote"))
    assert [pair[:2] for pair in align(nested, nested[::-1], EXACT).pairs] == [(0, 2), (1, 1), (2, 0)]


def test_a_common_label_decides_between_equal_overlaps() -> None:
    """With the same characters the prediction with the gold's label is taken, wherever it stands in the list."""
    predicted = items((0, 10, "other"), (0, 10, "same"))
    assert align(items((0, 10, "same")), predicted, EXACT).pairs == (Pair(0, 1, 1.0),)


def test_a_label_never_outweighs_an_overlap() -> None:
    """A larger overlap wins over a common label."""
    predicted = items((0, 99, "same"), (0, 100, "other"))
    assert align(items((0, 100, "same")), predicted, LENIENT).pairs == (Pair(0, 1, 1.0),)


def test_required_labels_have_their_own_optimum() -> None:
    """When labels must agree, pairs that do not are out of the way of those that do."""
    gold, predicted = items((0, 10, "a")), items((0, 10, "b"), (0, 9, "a"))
    assert align(gold, predicted, LENIENT, Labels.REQUIRE).pairs == (Pair(0, 1, 0.9),)


def test_empty_sides_match_nothing() -> None:
    """No gold, no predictions, or an item without characters: nothing is paired and nothing fails."""
    assert align([], items((0, 1)), LENIENT).spurious == (0,)
    assert align(items((0, 1)), [], LENIENT).missed == (0,)
    assert align([Item(())], [Item(())], LENIENT).pairs == ()


@given(some_items, some_items, criteria, typings)
def test_an_alignment_is_one_to_one_and_admitted(
    gold: list[Item], predicted: list[Item], criterion: Criterion, labels: Labels
) -> None:
    """Each item is in at most one pair, pairs meet criterion and labels, and the rest is missed or spurious."""
    alignment = align(gold, predicted, criterion, labels)
    pairs = alignment.pairs
    assert sorted([*(pair.gold for pair in pairs), *alignment.missed]) == list(range(len(gold)))
    assert sorted([*(pair.predicted for pair in pairs), *alignment.spurious]) == list(range(len(predicted)))
    for pair in pairs:
        one, other = gold[pair.gold], predicted[pair.predicted]
        assert pair.iou == pytest.approx(iou(one.characters, other.characters))
        assert criterion.admits(pair.iou)
        assert labels is Labels.PREFER or one.label == other.label


@given(some_items, some_items, criteria, typings, st.integers(0, 99))
def test_the_order_of_items_does_not_matter(
    gold: list[Item], predicted: list[Item], criterion: Criterion, labels: Labels, seed: int
) -> None:
    """Shuffling both sides pairs the same items, not just as many."""
    mixed_gold, mixed_predicted = list(gold), list(predicted)
    Random(seed).shuffle(mixed_gold)
    Random(seed + 1).shuffle(mixed_predicted)
    straight = align(gold, predicted, criterion, labels).pairs
    mixed = align(mixed_gold, mixed_predicted, criterion, labels).pairs
    assert sorted((gold[i], predicted[j]) for i, j, _ in straight) == sorted(
        (mixed_gold[i], mixed_predicted[j]) for i, j, _ in mixed
    )


@given(st.lists(st.tuples(some_items, some_items), max_size=4), criteria, typings)
def test_documents_in_a_batch_do_not_meet(
    documents: list[tuple[list[Item], list[Item]]], criterion: Criterion, labels: Labels
) -> None:
    """A batch pairs what its documents pair by themselves, although their offsets are the same."""
    codes: dict[str, int] = {}
    sides = [ItemBatch.of([document[side] for document in documents], codes) for side in (0, 1)]
    together = Overlaps.of(sides[0], sides[1]).align(criterion, labels)
    alone = [align(gold, predicted, criterion, labels) for gold, predicted in documents]
    assert len(together.pairs) == sum(len(each.pairs) for each in alone)
    assert together.iou.sum() == pytest.approx(sum(each.iou.sum() for each in alone))


@given(some_items, some_items)
def test_what_an_alignment_leaves_is_aligned_among_itself(gold: list[Item], predicted: list[Item]) -> None:
    """A second alignment of the rest uses no item of the first."""
    codes: dict[str, int] = {}
    overlaps = Overlaps.of(ItemBatch.of([gold], codes), ItemBatch.of([predicted], codes))
    first = overlaps.align(HALF)
    second = overlaps.without(first).align(LENIENT)
    assert not {pair.gold for pair in first.pairs} & {pair.gold for pair in second.pairs}
    assert not {pair.predicted for pair in first.pairs} & {pair.predicted for pair in second.pairs}
