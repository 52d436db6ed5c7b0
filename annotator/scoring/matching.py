"""Which prediction goes with which gold item: the optimal one-to-one alignment of each document's items by characters.

It knows sets of characters and labels; that they are quotes, claims or anything else is left to its callers. The
alignment is a value, made once, that every count, test and diagnosis reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from annotator.scoring.assignment import Edge, optimal
from annotator.scoring.ragged import Ragged, RaggedBuilder, crossings, plain, stride_of, upto

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from annotator.scoring.criteria import Criterion
    from annotator.scoring.ragged import Real, Whole
    from annotator.spans import Ranges

SAME_LABEL = 1e-6
"""Weight of a common label: decides between equal overlaps, never between different ones of a real text."""


class Item(NamedTuple):
    """Something that stands on characters and may carry a label.

    Attributes:
        characters: Where it stands; without any it matches nothing.
        label: Its type, or “”.
        rank: Decides between items that are equal otherwise, so that the order of a list never does.
    """

    characters: Ranges
    label: str = ""
    rank: str = ""


class Pair(NamedTuple):
    """A gold item and the prediction aligned with it, as indexes, with the overlap of their characters."""

    gold: int
    predicted: int
    iou: float


class Labels(StrEnum):
    """What labels do to an alignment: nothing but decide ties, or admit only pairs of the same label."""

    PREFER = "prefer"
    REQUIRE = "require"


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """A one-to-one pairing of gold items and predictions, by gold index.

    Attributes:
        gold: Index of the gold item of each pair.
        predicted: Index of the prediction of each pair.
        iou: Intersection over union of the characters of each pair.
        gold_count: How many gold items there are.
        predicted_count: How many predictions there are.
    """

    gold: Whole
    predicted: Whole
    iou: Real
    gold_count: int
    predicted_count: int

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs as values."""
        rows = zip(self.gold.tolist(), self.predicted.tolist(), self.iou.tolist(), strict=True)
        return tuple(Pair(*row) for row in rows)

    @property
    def missed(self) -> tuple[int, ...]:
        """Indexes of gold items without a prediction."""
        return _absent(self.gold, self.gold_count)

    @property
    def spurious(self) -> tuple[int, ...]:
        """Indexes of predictions without a gold item."""
        return _absent(self.predicted, self.predicted_count)


class Items(Protocol):
    """Items of a batch of documents."""

    @property
    def document(self) -> Whole:
        """Number of each item's document."""
        ...

    @property
    def characters(self) -> Ragged:
        """Where each item stands, as offsets into its own document."""
        ...

    @property
    def label(self) -> Whole:
        """Code of each item's label, the same code for the same label in gold and predictions."""
        ...

    def key(self, index: int) -> Any:
        """What sorts an item among its document's, independent of the order in which they came."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Overlaps:
    """Which items share characters; found once, then aligned by any criterion.

    Attributes:
        gold: Index of the gold item of each overlap.
        predicted: Index of the prediction.
        iou: Intersection over union of their characters.
        same_label: Whether their labels are the same.
        sources: The gold items and the predictions.
    """

    gold: Whole
    predicted: Whole
    iou: Real
    same_label: NDArray[np.bool_]
    sources: tuple[Items, Items]

    @classmethod
    def of(cls, gold: Items, predicted: Items) -> Overlaps:
        """Find all pairs of items of the same document that share a character."""
        stride = stride_of(gold.characters, predicted.characters)
        found = crossings(
            gold.characters.shifted(gold.document, stride), predicted.characters.shifted(predicted.document, stride)
        )
        same = gold.label[found.left] == predicted.label[found.right]
        return cls(found.left, found.right, found.iou, same, (gold, predicted))

    def align(
        self,
        criterion: Criterion,
        labels: Labels = Labels.PREFER,
        likeness: Callable[[int, int], float] | None = None,
    ) -> Alignment:
        """The one-to-one pairing whose overlaps have the largest sum among the pairs that a criterion admits.

        Args:
            criterion: Which overlaps count.
            labels: Whether a pair must have the same label.
            likeness: Further weight of a pair of indexes, for items that may stand on the same characters.
        """
        admitted = self.iou >= criterion.least
        if labels is Labels.REQUIRE:
            admitted &= self.same_label
        return self._aligned(np.flatnonzero(admitted), likeness)

    def without(self, alignment: Alignment) -> Overlaps:
        """The overlaps of items that an alignment left alone."""
        gold, predicted = self.sources
        free_gold = np.ones(gold.characters.count, dtype=np.bool_)
        free_gold[alignment.gold] = False
        free_predicted = np.ones(predicted.characters.count, dtype=np.bool_)
        free_predicted[alignment.predicted] = False
        kept = free_gold[self.gold] & free_predicted[self.predicted]
        return Overlaps(self.gold[kept], self.predicted[kept], self.iou[kept], self.same_label[kept], self.sources)

    def _aligned(self, edges: Whole, likeness: Callable[[int, int], float] | None) -> Alignment:
        """Pairs that compete with no other are taken as they are; only the rest is solved."""
        gold, predicted = self.gold[edges], self.predicted[edges]
        counts = self.sources[0].characters.count, self.sources[1].characters.count
        alone = (np.bincount(gold, minlength=counts[0])[gold] == 1) & (
            np.bincount(predicted, minlength=counts[1])[predicted] == 1
        )
        chosen = edges[alone]
        if len(chosen) < len(edges):
            chosen = np.sort(np.concatenate((chosen, self._contested(edges[~alone], likeness))))
        return Alignment(self.gold[chosen], self.predicted[chosen], self.iou[chosen], *counts)

    def _contested(self, edges: Whole, likeness: Callable[[int, int], float] | None) -> Whole:
        gold, predicted = plain(self.gold[edges]), plain(self.predicted[edges])
        row, column = _canonical(gold, self.sources[0]), _canonical(predicted, self.sources[1])
        weight = (self.iou[edges] + SAME_LABEL * self.same_label[edges]).tolist()
        if likeness is not None:
            weight = [each + likeness(i, j) for each, i, j in zip(weight, gold, predicted, strict=True)]
        place = {(row[i], column[j]): edge for i, j, edge in zip(gold, predicted, plain(edges), strict=True)}
        solved = optimal([Edge(*pair, each) for pair, each in zip(place, weight, strict=True)])
        return np.array([place[edge.row, edge.column] for edge in solved], dtype=np.int64)


def _canonical(indexes: list[int], items: Items) -> dict[int, int]:
    """Index → place in an order that depends on the items alone."""
    ordered = sorted(set(indexes), key=lambda index: (int(items.document[index]), items.key(index)))
    return {index: place for place, index in enumerate(ordered)}


def _absent(present: Whole, count: int) -> tuple[int, ...]:
    mask = np.ones(count, dtype=np.bool_)
    mask[present] = False
    return tuple(plain(np.flatnonzero(mask)))


@dataclass(frozen=True, slots=True, eq=False)
class ItemBatch:
    """Plain items of several documents, as `Items`.

    Attributes:
        items: All of them, document after document.
        document: Number of each one's document.
        characters: Where each one stands.
        label: Code of each one's label.
    """

    items: Sequence[Item]
    document: Whole
    characters: Ragged
    label: Whole

    @classmethod
    def of(cls, documents: Iterable[Sequence[Item]], codes: dict[str, int]) -> ItemBatch:
        """Stack documents; ``codes`` maps labels to numbers and is filled with those that are new."""
        items: list[Item] = []
        sizes: list[int] = []
        for document in documents:
            items += document
            sizes.append(len(document))
        builder = RaggedBuilder()
        for item in items:
            builder.add_ranges(item[0])
        labels = np.array([codes.setdefault(item[1], len(codes)) for item in items], dtype=np.int64)
        return cls(items, np.repeat(upto(len(sizes)), sizes), builder.done(), labels)

    def key(self, index: int) -> Item:
        """The item itself: its characters, label and rank."""
        return self.items[index]


def align(
    gold: Sequence[Item], predicted: Sequence[Item], criterion: Criterion, labels: Labels = Labels.PREFER
) -> Alignment:
    """The optimal one-to-one alignment of the items of one document; see `Overlaps.align`."""
    codes: dict[str, int] = {}
    return Overlaps.of(ItemBatch.of([gold], codes), ItemBatch.of([predicted], codes)).align(criterion, labels)
