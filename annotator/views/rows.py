"""Which numbers of a system stand in one row of a table, and which rows are the headline.

It knows metrics; how a number is written is left to `annotator.views.numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.scoring.comparison import is_headline
from annotator.views import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.scoring.scores import Metric, Scores

DETECTION = ("precision", "recall", "f1")
"""Statistics that share a row."""

PART_ORDER = ("quotes", "claims", "stances", "actors", "run")
"""Order of the tables."""

SHORT_ROLES = frozenset({"speaker", "claimant"})
"""Roles whose joint scores a short table shows; of the others it shows the accuracy given the match."""


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers of one aspect under one condition.

    Attributes:
        part: Record type.
        aspect: In words.
        condition: In words, or “”.
        metrics: Statistic → number: precision, recall and F1 together, any other alone.
    """

    part: str
    aspect: str
    condition: str
    metrics: Mapping[str, Metric]

    @property
    def single(self) -> Metric | None:
        """The number of a row that holds no detection."""
        return None if "f1" in self.metrics else next(iter(self.metrics.values()))

    @property
    def support(self) -> float:
        """Gold items of a detection, cases of any other number."""
        return (self.metrics.get("f1") or next(iter(self.metrics.values()))).support

    @property
    def known(self) -> bool:
        """Whether any of its numbers is defined."""
        return any(metric.value is not None for metric in self.metrics.values())


def rows(metrics: Iterable[Metric]) -> dict[str, list[Row]]:
    """Record type → rows, in the order of the metrics; numbers that the gold cannot answer are left out."""
    grouped: dict[tuple[str, ...], dict[str, Metric]] = {}
    for metric in metrics:
        measure = metric.measure
        if refused(metric):
            continue
        own = "detection" if measure.statistic in DETECTION else measure.statistic
        grouped.setdefault((measure.part, measure.aspect, measure.condition, own), {})[measure.statistic] = metric
    found: dict[str, list[Row]] = {part: [] for part in PART_ORDER}
    for (part, *_), own_metrics in grouped.items():
        found.setdefault(part, []).append(_row(part, own_metrics))
    return {part: members for part, members in found.items() if members}


def _row(part: str, metrics: dict[str, Metric]) -> Row:
    measure = next(iter(metrics.values())).measure
    words = numbers.aspect_of(measure)
    if measure.statistic in {"favg", "macro_f1"}:
        words = f"{words}, {'FAVG' if measure.statistic == 'favg' else 'macro-F1'}"
    return Row(part, words, numbers.condition_of(measure), metrics)


def refused(metric: Metric) -> bool:
    """Whether a number is not given because the gold cannot answer it."""
    return metric.reason.startswith("the gold labels no ") or metric.reason.startswith("the gold has quotes of one ")


def short(found: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The rows that fit a terminal: detection, who it is, and each role given the match."""
    return {part: kept for part, members in found.items() if (kept := [row for row in members if _is_short(row)])}


def _is_short(row: Row) -> bool:
    measure = next(iter(row.metrics.values())).measure
    if measure.condition == "grounding":
        return measure.aspect == "rejected" and bool(row.single and row.single.value)
    return measure.condition != "joint" or measure.aspect in SHORT_ROLES


def is_main(metric: Metric, criterion: str) -> bool:
    """Whether a number is the detection of a record type, which a slice is summed up by."""
    measure = metric.measure
    if measure.part == "stances":
        return (measure.aspect, measure.condition) == ("triple", "strict")
    return measure.aspect in {"content", "evidence"} and measure.condition == criterion


def headline(scores: Scores) -> list[Metric]:
    """The numbers that systems are compared on, as far as the gold can answer them."""
    criterion = scores.scheme.criterion.name
    return [metric for metric in scores.metrics if is_headline(metric.measure, criterion) and not refused(metric)]


def refusals(scores: Scores) -> dict[str, list[str]]:
    """Reason → what is not given for it: numbers, and intervals of numbers."""
    found: dict[str, list[str]] = {}
    for metric in scores.metrics:
        if metric.value is None:
            found.setdefault(metric.reason, []).append(metric.name)
        elif reason := getattr(metric.interval, "reason", ""):
            found.setdefault(f"no interval: {reason}", []).append(metric.name)
    return found
