"""Plain classification: one gold label and one predicted label per case, for suites in which the cases are given.

It knows labels and documents; the numbers are made as all others, by formulas over counts per document.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ScoringError
from annotator.scoring.calibration import Outcome
from annotator.scoring.catalogue import metrics
from annotator.scoring.coverage import Coverage
from annotator.scoring.formulas import Average, Ratio
from annotator.scoring.measures import Measure, detection, share
from annotator.scoring.table import Chunk, CountTable, Tally, assembled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.scoring.scores import Metric
    from annotator.scoring.uncertainty import Resampling

PART = "labels"


class LabelCase(NamedTuple):
    """A case with its document, which is what is resampled, and the probability that was stated for the prediction."""

    document: str
    gold: str
    predicted: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """How well labels were predicted.

    Attributes:
        metrics: Accuracy, macro-F1 over labels with gold support, and precision, recall and F1 of each label.
        confusion: (gold, predicted) → cases.
        table: Counts per document.
        outcomes: Confidence and outcome of each case that states one; input of
            `annotator.scoring.calibration.calibration`.
    """

    metrics: tuple[Metric, ...]
    confusion: Mapping[tuple[str, str], int]
    table: CountTable
    outcomes: tuple[Outcome, ...] = ()

    def value(self, name: str) -> float | None:
        """A number by name, such as “labels.all.macro_f1”; None when it is undefined.

        Raises:
            ScoringError: There is no such number.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric.value
        raise ScoringError(f"there is no metric {name!r}: see Classification.metrics for the names")


def classify(cases: Iterable[LabelCase], resampling: Resampling, average: Sequence[str] = ()) -> Classification:
    """Score predicted labels.

    Args:
        cases: All of them; a label that only the predictions have counts against precision and is in no average.
        resampling: How intervals are made.
        average: Labels whose mean F1 is also wanted, such as favor and against for FAVG.

    Raises:
        ScoringError: There is no case.
    """
    every = list(cases)
    if not every:
        raise ScoringError("there is no case to score")
    table = _counted(every)
    labels = sorted({label for case in every for label in (case.gold, case.predicted)})
    found = metrics(table, label_measures(labels, average), Coverage(), resampling)
    confusion = dict(sorted(Counter((case.gold, case.predicted) for case in every).items()))
    stated = (Outcome(case.confidence, case.gold == case.predicted) for case in every if case.confidence is not None)
    return Classification(found, confusion, table, tuple(sorted(stated)))


def _counted(cases: list[LabelCase]) -> CountTable:
    by_document: defaultdict[str, list[LabelCase]] = defaultdict(list)
    for case in cases:
        by_document[case.document].append(case)
    tally = Tally(len(by_document))
    for row, members in enumerate(by_document.values()):
        for case in members:
            tally.put(row, f"{PART}:all", 1)
            tally.put(row, f"{PART}:gold[label={case.gold}]", 1)
            tally.put(row, f"{PART}:predicted[label={case.predicted}]", 1)
            if case.gold == case.predicted:
                tally.put(row, f"{PART}:right", 1)
                tally.put(row, f"{PART}:right[label={case.gold}]", 1)
    return assembled([Chunk(list(by_document), tally, {})])


def label_measures(labels: Sequence[str], average: Sequence[str] = ()) -> list[Measure]:
    """Accuracy, macro-F1, the mean F1 of chosen labels, and each label by itself."""
    formulas = {label: _f1(label) for label in (*labels, *average)}
    support = tuple(f"{PART}:gold[label={label}]" for label in labels)
    macro = Average(tuple(formulas[label] for label in labels), support)
    measures = [
        share((PART, "all", "accuracy", ""), f"{PART}:right", f"{PART}:all"),
        Measure(PART, "all", "macro_f1", "", macro, support),
    ]
    if average:
        chosen = Average(tuple(formulas[label] for label in average))
        measures.append(
            Measure(PART, "all", "favg", "", chosen, tuple(f"{PART}:gold[label={each}]" for each in average))
        )
    for label in labels:
        measures += detection(PART, label, "", _columns(label), None)
    return measures


def _columns(label: str) -> tuple[str, str, str]:
    right, predicted, gold = (f"{PART}:{what}[label={label}]" for what in ("right", "predicted", "gold"))
    return right, predicted, gold


def _f1(label: str) -> Ratio:
    right, predicted, gold = _columns(label)
    return Ratio((right, right), (predicted, gold))
