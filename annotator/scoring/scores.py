"""The result of scoring one system: every number with its interval or the reason why there is none.

It knows values and how they are written down as JSON. How they come about is left to `annotator.scoring.evaluation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import ScoringError
from annotator.scoring.calibration import calibration
from annotator.scoring.uncertainty import NoInterval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from annotator.scoring.calibration import Outcome
    from annotator.scoring.cases import Diagnosis
    from annotator.scoring.makers import System
    from annotator.scoring.measures import Measure, Slice
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.table import CountTable
    from annotator.scoring.targets import TargetScores
    from annotator.scoring.uncertainty import AnyInterval


@dataclass(frozen=True, slots=True)
class Metric:
    """One number.

    Attributes:
        measure: What was measured, by which formula.
        value: The number; None when it is undefined.
        reason: Why it is undefined, or “”.
        interval: How sure it is.
        support: How many cases it rests on: gold items, predictions or pairs, whichever it divides by.
    """

    measure: Measure
    value: float | None
    reason: str
    interval: AnyInterval
    support: float

    @property
    def name(self) -> str:
        """Unique within a report but for the slice: “quotes.content.f1@exact”."""
        return self.measure.name

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        measure = self.measure
        return {
            "name": measure.name,
            "part": measure.part,
            "aspect": measure.aspect,
            "statistic": measure.statistic,
            "condition": measure.condition,
            "slice": None if measure.slice is None else {"dimension": measure.slice[0], "value": measure.slice[1]},
            "value": self.value,
            "reason": self.reason,
            "interval": interval_dict(self.interval),
            "support": self.support,
        }


def interval_dict(interval: AnyInterval) -> dict[str, JsonValue]:
    """An interval, or why there is none, as JSON."""
    if isinstance(interval, NoInterval):
        return {"reason": interval.reason}
    return {
        "low": interval.low,
        "high": interval.high,
        "level": interval.level,
        "clusters": interval.clusters,
        "degenerate": interval.degenerate,
    }


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """All that scoring a system found out.

    Attributes:
        name: What the report calls the system.
        scheme: By which rules it was scored.
        documents: Ids of the scored documents, sorted.
        only_gold: Ids of documents without a prediction; they are not in any number.
        only_predicted: Ids of documents without gold; they are not in any number.
        metrics: Numbers for all documents.
        slices: Numbers for each part of the corpus that was asked for.
        diagnosis: What went wrong, where, and how often.
        targets: Stances target by target, those with most gold stances first.
        outcomes: Record type → confidence and outcome of each prediction that states a confidence; input of
            `annotator.scoring.calibration.calibration`.
        systems: What made the predictions.
        table: Counts per document, from which everything else can be recomputed.
    """

    name: str
    scheme: Scheme
    documents: tuple[str, ...]
    only_gold: tuple[str, ...]
    only_predicted: tuple[str, ...]
    metrics: tuple[Metric, ...]
    slices: Mapping[Slice, tuple[Metric, ...]]
    diagnosis: Diagnosis
    targets: tuple[TargetScores, ...]
    outcomes: Mapping[str, tuple[Outcome, ...]]
    systems: tuple[System, ...]
    table: CountTable

    def __getitem__(self, name: str) -> Metric:
        """The number of that name for all documents.

        Raises:
            ScoringError: There is no such number.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise ScoringError(f"there is no metric {name!r}: see Scores.metrics for the names")

    def value(self, name: str, of: Slice | None = None) -> float | None:
        """A number by name, for all documents or a slice; None when it is undefined.

        Raises:
            ScoringError: There is no such number.
        """
        if of is None:
            return self[name].value
        found = [metric for metric in self.slices.get(of, ()) if metric.name == name]
        if not found:
            raise ScoringError(f"there is no metric {name!r} for {of[0]}={of[1]}: see Scores.slices")
        return found[0].value

    def as_dict(self) -> dict[str, JsonValue]:
        """The whole report as JSON, the table left out."""
        scheme, resampling = self.scheme, self.scheme.resampling
        return {
            "name": self.name,
            "criterion": scheme.criterion.name,
            "similarity": scheme.similarity.name,
            "coverage": {
                "parts": _sorted(scheme.coverage.parts),
                "roles": _sorted(scheme.coverage.roles),
                "modes": _sorted(scheme.coverage.modes),
                "polarities": _sorted(scheme.coverage.polarities),
            },
            "resampling": {
                "draws": resampling.draws,
                "seed": resampling.seed,
                "level": resampling.level,
                "cluster": resampling.cluster,
            },
            "documents": list(self.documents),
            "only_gold": list(self.only_gold),
            "only_predicted": list(self.only_predicted),
            "systems": [system.as_dict() for system in self.systems],
            "metrics": [metric.as_dict() for metric in self.metrics],
            "slices": [
                {**metric.as_dict(), "slice": {"dimension": of[0], "value": of[1]}}
                for of, metrics in self.slices.items()
                for metric in metrics
            ],
            "diagnosis": self.diagnosis.as_dict(),
            "targets": [target.as_dict() for target in self.targets],
            "calibration": {part: calibration(outcomes).as_dict() for part, outcomes in self.outcomes.items()},
        }


def _sorted(values: Sequence[str] | frozenset[str]) -> list[JsonValue]:
    return [str(value) for value in sorted(values)]
