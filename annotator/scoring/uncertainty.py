"""How sure a number is: intervals from resampling whole documents or clusters, and standard errors of means.

It knows count tables and formulas; resampling adds up other rows, so nothing is matched again. Whether two systems
differ is left to `annotator.scoring.significance`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.ragged import upto

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.scoring.formulas import Sums
    from annotator.scoring.measures import Measure
    from annotator.scoring.ragged import Real, Whole
    from annotator.scoring.table import CountTable

LEAST_CLUSTERS = 10
"""Below this many the percentile bootstrap covers far less than it claims."""

LEAST_DRAWS = 2000
"""Below this many resamples the ends of a 95 % interval are noise."""

MOST_UNDEFINED = 0.05
"""Share of resamples in which a number may be undefined before its interval would mislead."""

ROUNDING = 1e-12
"""Numbers closer than this are equal: sums taken in another order differ by so much."""

BLOCK = 2_000_000
"""Weights drawn at a time; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made.

    Attributes:
        draws: Resamples; 0 makes no interval at all.
        seed: Of the random numbers, so that a report can be repeated.
        level: Coverage of the intervals.
        cluster: Property of documents (“outlet”) whose values are resampled as a whole; None: each document by itself.
    """

    draws: int = LEAST_DRAWS
    seed: int = 0
    level: float = 0.95
    cluster: str | None = None

    def __post_init__(self) -> None:
        if self.draws and self.draws < LEAST_DRAWS:
            raise ScoringError(f"{self.draws} resamples are too few for an interval: take {LEAST_DRAWS} or more, or 0")
        if not 0 < self.level < 1:
            raise ScoringError(f"an interval cannot have level {self.level:g}: give a share such as 0.95")


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval.

    Attributes:
        low: Lower end.
        high: Upper end.
        level: Coverage it aims at.
        clusters: What was resampled: documents, or the clusters that they fall into.
        degenerate: Whether every resample gave the same value, so that the width of 0 says nothing.
    """

    low: float
    high: float
    level: float
    clusters: int
    degenerate: bool = False


@dataclass(frozen=True, slots=True)
class NoInterval:
    """That there is no interval, and why."""

    reason: str


AnyInterval: TypeAlias = Interval | NoInterval
"""An interval, or the reason why there is none."""


def bootstrap(table: CountTable, measures: Sequence[Measure], resampling: Resampling) -> list[AnyInterval]:
    """A percentile interval for each measure (Efron 1979), documents or clusters resampled with replacement.

    Args:
        table: Counts per document.
        measures: What to make intervals for.
        resampling: How.

    Raises:
        ScoringError: The cluster is no property that the table knows.
    """
    clusters = cluster_numbers(table, resampling.cluster)
    number = int(clusters.max(initial=-1)) + 1
    refusal = too_few(number, resampling)
    if refusal is not None:
        return [refusal] * len(measures)
    values = resampled(table, measures, resampling)
    return [percentiles(values[:, at], resampling.level, number) for at in range(len(measures))]


def too_few(clusters: int, resampling: Resampling) -> NoInterval | None:
    """Why there can be no interval at all."""
    if not resampling.draws:
        return NoInterval("no resamples were asked for")
    if clusters < LEAST_CLUSTERS:
        what = f"{resampling.cluster} clusters" if resampling.cluster else "documents"
        return NoInterval(f"{clusters} {what} are too few: an interval takes {LEAST_CLUSTERS}")
    return None


def resampled(table: CountTable, measures: Sequence[Measure], resampling: Resampling) -> Real:
    """The value of each measure (column) in each resample (row), NaN where undefined."""
    columns = sorted(frozenset[str]().union(*(measure.formula.columns for measure in measures)))
    sums = by_cluster(table, columns, resampling.cluster)
    blocks = [
        evaluated(measures, columns, weights @ sums)
        for weights in weightings(len(sums), resampling.draws, resampling.seed)
    ]
    return np.concatenate(blocks)


def evaluated(measures: Sequence[Measure], columns: Sequence[str], sums: Real) -> Real:
    """Each measure (column) for each row of column sums."""
    lookup = looked_up(columns, sums)
    return np.stack([measure.formula(lookup) for measure in measures], axis=1)


def looked_up(columns: Sequence[str], sums: Real) -> Sums:
    """A table of sums as a function of the column's name."""
    place = {name: number for number, name in enumerate(columns)}
    return lambda name: sums[:, place[name]]


def weightings(units: int, draws: int, seed: int) -> Iterator[Real]:
    """How often each unit is in each resample, a block of resamples at a time."""
    generator = np.random.default_rng(seed)
    size = max(1, BLOCK // units)
    for begin in range(0, draws, size):
        rows = min(size, draws - begin)
        picked = generator.integers(0, units, size=(rows, units)) + upto(rows)[:, None] * units
        yield np.bincount(picked.ravel(), minlength=rows * units).reshape(rows, units).astype(np.float64)


def cluster_numbers(table: CountTable, cluster: str | None) -> Whole:
    """The number of each row's cluster."""
    if cluster is None:
        return upto(len(table))
    if cluster not in table.groups:
        raise ScoringError(
            f"documents cannot be clustered by {cluster!r}: score them with that property, or name another"
        )
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(value, len(codes)) for value in table.groups[cluster]], dtype=np.int64)


def by_cluster(table: CountTable, columns: Sequence[str], cluster: str | None) -> Real:
    """Sums of the columns, one row per cluster."""
    matrix = table.matrix(columns)
    if cluster is None:
        return matrix
    numbers = cluster_numbers(table, cluster)
    sums = np.zeros((int(numbers.max(initial=-1)) + 1, len(columns)))
    np.add.at(sums, numbers, matrix)
    return sums


def percentiles(values: Real, level: float, clusters: int) -> AnyInterval:
    """The interval that holds the middle ``level`` of resampled values."""
    defined = values[~np.isnan(values)]
    undefined = 1 - len(defined) / len(values)
    if undefined > MOST_UNDEFINED:
        return NoInterval(f"it is undefined in {undefined:.0%} of the resamples: too few documents have such cases")
    low, high = (float(each) for each in np.quantile(defined, ((1 - level) / 2, (1 + level) / 2)))
    return Interval(low, high, level, clusters, degenerate=bool(np.ptp(defined) <= ROUNDING))


def clustered_error(values: Sequence[float], clusters: Sequence[str]) -> float | None:
    """Standard error of a mean whose values come in clusters: √(C/(C−1) Σ_c (Σ_{i∈c} (x_i − x̄))²) / n.

    None with fewer than two clusters, where it is unknown and not 0 (Liang and Zeger 1986).
    """
    sums: defaultdict[str, float] = defaultdict(float)
    mean = fmean(values) if values else 0.0
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] += value - mean
    count = len(sums)
    if count < 2:  # noqa: PLR2004  # a spread takes two
        return None
    return sqrt(count / (count - 1) * sum(each * each for each in sums.values())) / len(values)


def wilson(successes: float, total: float, level: float = 0.95) -> Interval | NoInterval:
    """Wilson's score interval of a share (1927), for independent cases."""
    if not total:
        return NoInterval("there is no case")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return Interval(max(0.0, middle - half), min(1.0, middle + half), level, int(total))
