"""Labelled spans by the four readings of SemEval-2013 task 9: strict, exact boundaries, partial, typed.

For span sets of any origin (entities, roles, exports of other tools); annotator's records have modules of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.counts import Counts
from annotator.scoring.criteria import EXACT, LENIENT
from annotator.scoring.matching import ItemBatch, Labels, Overlaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.scoring.matching import Item
    from annotator.scoring.ragged import Real, Whole

PARTIAL_CREDIT = 0.5
"""What an overlap that is not exact is worth in the partial reading (MUC-5)."""

BATCH = 1000
"""Documents that are laid side by side; bounds the memory."""


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """Counts of labelled spans over all documents.

    Attributes:
        strict: Same characters, same label.
        exact: Same characters, any label.
        partial: Same characters count 1, any other overlap a half; any label.
        typed: Any overlap, same label.
        by_label: Label → its strict counts, for every label that gold or predictions use.
    """

    strict: Counts
    exact: Counts
    partial: Counts
    typed: Counts
    by_label: Mapping[str, Counts]


def score_spans(gold: Iterable[Sequence[Item]], predicted: Iterable[Sequence[Item]]) -> SpanCounts:
    """Count predicted spans against gold spans, document by document; each reading has its own optimal alignment.

    Args:
        gold: The gold items of each document.
        predicted: The predictions for the same documents in the same order.

    Raises:
        ScoringError: One of the two has more documents.
    """
    codes: dict[str, int] = {}
    tp = np.zeros(4)
    by_label = np.zeros((3, 0))
    for one, other in _batches(gold, predicted):
        left, right = ItemBatch.of(one, codes), ItemBatch.of(other, codes)
        hits, strict_labels = _batch(left, right)
        tp += hits
        by_label = _grown(by_label, len(codes))
        for row, present in enumerate((strict_labels, right.label, left.label)):
            by_label[row] += np.bincount(present, minlength=len(codes))
    all_predicted, all_gold = float(by_label[1].sum()), float(by_label[2].sum())
    strict, exact, partial, typed = (Counts(each, all_predicted, all_gold) for each in tp.tolist())
    labels = {label: Counts(*by_label[:, code].tolist()) for label, code in sorted(codes.items())}
    return SpanCounts(strict, exact, partial, typed, labels)


def _batch(gold: ItemBatch, predicted: ItemBatch) -> tuple[list[float], Whole]:
    """True positives of the four readings, and the labels of the strict ones."""
    overlaps = Overlaps.of(gold, predicted)
    strict = overlaps.align(EXACT, Labels.REQUIRE)
    exact = overlaps.align(EXACT)
    lenient = overlaps.align(LENIENT)
    typed = overlaps.align(LENIENT, Labels.REQUIRE)
    whole = int((lenient.iou == 1).sum())
    partial = whole + PARTIAL_CREDIT * (len(lenient.gold) - whole)
    return [len(strict.gold), len(exact.gold), partial, len(typed.gold)], gold.label[strict.gold]


def _batches(
    gold: Iterable[Sequence[Item]], predicted: Iterable[Sequence[Item]]
) -> Iterator[tuple[list[Sequence[Item]], list[Sequence[Item]]]]:
    left, right = iter(gold), iter(predicted)
    while True:
        one, other = list(islice(left, BATCH)), list(islice(right, BATCH))
        if len(one) != len(other):
            raise ScoringError("gold and predictions differ in the number of documents: pair them by id first")
        if not one:
            return
        yield one, other


def _grown(table: Real, width: int) -> Real:
    return np.pad(table, ((0, 0), (0, width - table.shape[1])))
