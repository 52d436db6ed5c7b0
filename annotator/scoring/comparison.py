"""Several systems on the same documents: by how much they differ, and whether that can be told from chance.

It knows scored systems. Tests and intervals are left to `annotator.scoring.significance` and
`annotator.scoring.uncertainty`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.scores import interval_dict
from annotator.scoring.significance import (
    Randomisation,
    benjamini_hochberg,
    detectable,
    holm,
    randomisation,
)
from annotator.scoring.uncertainty import NoInterval, cluster_numbers, percentiles, resampled, too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import JsonValue

    from annotator.scoring.measures import Measure
    from annotator.scoring.scores import Scores
    from annotator.scoring.table import CountTable
    from annotator.scoring.uncertainty import AnyInterval, Resampling

HEADLINES = (
    ("quotes", "content", "f1", "{criterion}"),
    ("quotes", "speaker", "f1", "joint"),
    ("claims", "evidence", "f1", "{criterion}"),
    ("claims", "claimant", "f1", "joint"),
    ("stances", "triple", "f1", "strict"),
    ("stances", "triple", "f1", "relaxed"),
    ("stances", "polarity", "favg", "strict"),
    ("actors", "b3", "f1", ""),
)
"""What systems are compared on: record type, aspect, statistic, condition."""

NOTHING = "no difference is distinguishable from zero"
"""The verdict when no adjusted p-value is small enough."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two systems differ in one measure.

    Attributes:
        measure: Which one, and for which slice.
        first: Name of the system that is subtracted.
        second: Name of the system that it is subtracted from.
        value: Second minus first; None when the measure is undefined for one of them.
        interval: From resampling the same documents for both.
        p: Two-sided, by paired randomisation; None without a value.
        exact: Whether all assignments were enumerated.
        holm: p adjusted for all comparisons of the report, controlling any false alarm.
        benjamini_hochberg: p adjusted for all comparisons of the report, controlling the share of false alarms.
        detectable: The smallest true difference that these documents would show with a chance of 80 %; None when the
            standard error is unknown.
    """

    measure: Measure
    first: str
    second: str
    value: float | None
    interval: AnyInterval
    p: float | None
    exact: bool
    detectable: float | None
    holm: float | None = None
    benjamini_hochberg: float | None = None

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        of = self.measure.slice
        return {
            "measure": self.measure.name,
            "slice": None if of is None else {"dimension": of[0], "value": of[1]},
            "first": self.first,
            "second": self.second,
            "value": self.value,
            "interval": interval_dict(self.interval),
            "p": self.p,
            "exact": self.exact,
            "holm": self.holm,
            "benjamini_hochberg": self.benjamini_hochberg,
            "detectable": self.detectable,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Systems compared on the documents that all of them annotated.

    Attributes:
        systems: Their names.
        documents: Ids of the documents they are compared on.
        left_out: Ids of documents that not all of them annotated.
        differences: All of them, measure by measure.
        level: 1 minus the risk of a false alarm that the verdict takes.
    """

    systems: tuple[str, ...]
    documents: tuple[str, ...]
    left_out: tuple[str, ...]
    differences: tuple[Difference, ...]
    level: float

    @property
    def real(self) -> tuple[Difference, ...]:
        """The differences that remain after Holm's adjustment."""
        risk = 1 - self.level
        return tuple(each for each in self.differences if each.holm is not None and each.holm <= risk)

    @property
    def verdict(self) -> str:
        """What may be said, as a sentence without a period."""
        tested = sum(each.holm is not None for each in self.differences)
        if not self.real:
            return NOTHING
        return f"{len(self.real)} of {tested} differences are distinguishable from zero (Holm, {1 - self.level:.0%})"

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "systems": list(self.systems),
            "documents": list(self.documents),
            "left_out": list(self.left_out),
            "level": self.level,
            "verdict": self.verdict,
            "differences": [each.as_dict() for each in self.differences],
        }


def compare(systems: Sequence[Scores], *, every_pair: bool = False, names: Iterable[str] = ()) -> Comparison:
    """Compare systems that were scored against the same gold by the same scheme.

    Args:
        systems: The first is the baseline that the others are compared with.
        every_pair: Compare each with each instead.
        names: Measures to compare, such as “quotes.content.f1@exact”; by default one or two per record type.

    Raises:
        ScoringError: Fewer than two systems, equal names, different schemes, or no document in common.
    """
    documents = _common(systems)
    chosen = frozenset(names)
    pairs = [(first, second) for first, second in combinations(systems, 2) if every_pair or first is systems[0]]
    differences = [each for pair in pairs for each in _differences(pair[0], pair[1], documents, chosen)]
    every = {document for system in systems for document in system.documents}
    return Comparison(
        tuple(system.name for system in systems),
        documents,
        tuple(sorted(every - set(documents))),
        _adjusted(differences),
        systems[0].scheme.resampling.level,
    )


def _common(systems: Sequence[Scores]) -> tuple[str, ...]:
    if len(systems) < 2 or len({system.name for system in systems}) < len(systems):  # noqa: PLR2004  # a pair
        raise ScoringError("a comparison takes two or more systems with different names")
    if any(system.scheme != systems[0].scheme for system in systems):
        raise ScoringError("the systems were scored by different schemes: score all by the same one")
    documents = set(systems[0].documents).intersection(*(system.documents for system in systems))
    if not documents:
        raise ScoringError("the systems have no scored document in common")
    return tuple(sorted(documents))


def _differences(first: Scores, second: Scores, documents: tuple[str, ...], chosen: frozenset[str]) -> list[Difference]:
    tables = tuple(_rows(each.table, documents) for each in (first, second))
    found: list[Difference] = []
    for job in _jobs(first, second, chosen):
        one, other = (table if job.where is None else table.where(*job.where) for table in tables)
        outcomes = _tested(one, other, job.measures, first.scheme.resampling)
        found += [replace(each, first=first.name, second=second.name) for each in outcomes]
    return found


def _rows(table: CountTable, documents: tuple[str, ...]) -> CountTable:
    if table.documents == documents:
        return table
    wanted = set(documents)
    return table.take(np.array([row for row, each in enumerate(table.documents) if each in wanted], dtype=np.int64))


class _Job(NamedTuple):
    """Measures to compare, on all documents or on those with a value of a property."""

    measures: list[Measure]
    where: tuple[str, str] | None


def _jobs(first: Scores, second: Scores, chosen: frozenset[str]) -> list[_Job]:
    """Whole corpus first, then each slice that both have."""
    defined = [metric.measure for metric in first.metrics if metric.value is not None]
    jobs = [_Job([measure for measure in defined if _wanted(measure, first, chosen)], None)]
    for of in first.slices:
        if of in second.slices:
            measures = [metric.measure for metric in first.slices[of] if metric.value is not None]
            by_document = of[0] in first.table.groups
            kept = [replace(each, slice=of) for each in measures if _wanted(each, first, chosen)]
            jobs.append(_Job(kept, of if by_document else None))
    return [job for job in jobs if job.measures]


def is_headline(measure: Measure, criterion: str) -> bool:
    """Whether systems are compared on a measure unless told otherwise."""
    key = (measure.part, measure.aspect, measure.statistic, measure.condition)
    return any(key == (*each[:3], each[3].format(criterion=criterion)) for each in HEADLINES)


def _wanted(measure: Measure, scores: Scores, chosen: frozenset[str]) -> bool:
    return measure.name in chosen if chosen else is_headline(measure, scores.scheme.criterion.name)


def _tested(one: CountTable, other: CountTable, measures: list[Measure], resampling: Resampling) -> list[Difference]:
    tests = randomisation(one, other, measures, resampling)
    clusters = int(cluster_numbers(one, resampling.cluster).max(initial=-1)) + 1
    refusal = too_few(clusters, resampling)
    if refusal is not None:
        return [_difference(measure, test, refusal, None) for measure, test in zip(measures, tests, strict=True)]
    values = resampled(other, measures, resampling) - resampled(one, measures, resampling)
    found: list[Difference] = []
    for at, (measure, test) in enumerate(zip(measures, tests, strict=True)):
        interval = percentiles(values[:, at], resampling.level, clusters)
        known = not isinstance(interval, NoInterval) and not interval.degenerate
        error = float(np.nanstd(values[:, at])) if known else None
        found.append(_difference(measure, test, interval, error and detectable(error, resampling.level)))
    return found


def _difference(measure: Measure, test: Randomisation, interval: AnyInterval, smallest: float | None) -> Difference:
    return Difference(measure, "", "", test.difference, interval, test.p, test.exact, smallest)


def _adjusted(differences: list[Difference]) -> tuple[Difference, ...]:
    """With p-values adjusted over all tests of the report."""
    tested = [at for at, each in enumerate(differences) if each.p is not None]
    p = [each.p for each in differences if each.p is not None]
    result = list(differences)
    for at, strict, loose in zip(tested, holm(p), benjamini_hochberg(p), strict=True):
        result[at] = replace(result[at], holm=strict, benjamini_hochberg=loose)
    return tuple(result)
