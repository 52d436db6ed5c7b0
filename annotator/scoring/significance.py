"""Whether two systems differ: paired randomisation of whole documents, McNemar, and corrections for many tests.

It knows paired count tables and p-values. Which systems and measures to compare is left to
`annotator.scoring.comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.ragged import upto
from annotator.scoring.uncertainty import BLOCK, ROUNDING, by_cluster, evaluated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.scoring.measures import Measure
    from annotator.scoring.ragged import Real
    from annotator.scoring.table import CountTable
    from annotator.scoring.uncertainty import Resampling

POWER = 0.8
"""Chance with which the minimum detectable difference would be detected."""


@dataclass(frozen=True, slots=True)
class Randomisation:
    """A paired test of one measure.

    Attributes:
        difference: Second system minus first; None when the measure is undefined for one of them.
        p: Two-sided p-value; None when there is no difference to test.
        exact: Whether all assignments were enumerated.
    """

    difference: float | None
    p: float | None
    exact: bool


def randomisation(
    first: CountTable, second: CountTable, measures: Sequence[Measure], resampling: Resampling
) -> list[Randomisation]:
    """Paired approximate randomisation (Noreen 1989): whole documents or clusters change sides at random.

    p = (1 + #{|d*| ≥ |d|}) / (1 + draws); with few documents all assignments are enumerated and p is exact.

    Raises:
        ScoringError: The two tables are not of the same documents.
    """
    if first.documents != second.documents:
        raise ScoringError("the two systems were scored on different documents: score both on those that both have")
    columns = sorted(frozenset[str]().union(*(measure.formula.columns for measure in measures)))
    one, other = (by_cluster(table, columns, resampling.cluster) for table in (first, second))
    observed = [evaluated(measures, columns, side.sum(axis=0, keepdims=True))[0] for side in (one, other)]
    difference = observed[1] - observed[0]
    exact = 2 ** len(one) <= resampling.draws
    extreme, drawn = np.zeros(len(measures)), 0
    for swaps in _swaps(len(one), resampling, exact=exact):
        moved = swaps @ (other - one)
        new = [evaluated(measures, columns, sums) for sums in (one.sum(axis=0) + moved, other.sum(axis=0) - moved)]
        # An assignment in which the measure is undefined counts as extreme: the test errs toward “no difference”.
        extreme += (~(np.abs(new[1] - new[0]) < np.abs(difference) - ROUNDING)).sum(axis=0)
        drawn += len(swaps)
    p = extreme / drawn if exact else (1 + extreme) / (1 + drawn)
    return [_result(float(d), float(each), exact=exact) for d, each in zip(difference, p, strict=True)]


def _result(difference: float, p: float, *, exact: bool) -> Randomisation:
    if np.isnan(difference):
        return Randomisation(None, None, exact)
    return Randomisation(difference, min(p, 1.0), exact)


def _swaps(units: int, resampling: Resampling, *, exact: bool) -> Iterator[Real]:
    """Which units change sides (1) in each assignment (row), a block at a time."""
    if exact:
        yield ((upto(2**units)[:, None] >> upto(units)) & 1).astype(np.float64)
        return
    generator = np.random.default_rng(resampling.seed)
    size = max(1, BLOCK // units)
    for begin in range(0, resampling.draws, size):
        rows = min(size, resampling.draws - begin)
        yield generator.integers(0, 2, size=(rows, units), dtype=np.int8).astype(np.float64)


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided McNemar test from the cases that only one of two systems got right; 1 when there are none."""
    total, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(comb(total, count) for count in range(fewer + 1))
    return min(1.0, float(2 * tail / 2 ** float(total)))


def holm(p: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values (1979): the chance of any false alarm among all of them."""
    count = len(p)
    return _adjusted(p, [(count - rank) * p[at] for rank, at in enumerate(_ascending(p))], downward=False)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted p-values (1995): the expected share of false alarms, independent tests."""
    count = len(p)
    return _adjusted(p, [p[at] * count / rank for rank, at in enumerate(_ascending(p), 1)], downward=True)


def benjamini_yekutieli(p: Sequence[float]) -> list[float]:
    """Benjamini and Yekutieli's adjusted p-values (2001): as above, under any dependence of the tests."""
    penalty = sum(1 / rank for rank in range(1, len(p) + 1))
    count = len(p)
    return _adjusted(p, [p[at] * penalty * count / rank for rank, at in enumerate(_ascending(p), 1)], downward=True)


def _ascending(p: Sequence[float]) -> list[int]:
    return sorted(range(len(p)), key=p.__getitem__)


def _adjusted(p: Sequence[float], scaled: list[float], *, downward: bool) -> list[float]:
    """Make scaled p-values monotone, from the smallest up or from the largest down, and put them back in place."""
    ranks = range(len(scaled) - 1, -1, -1) if downward else range(len(scaled))
    order = _ascending(p)
    result = [1.0] * len(p)
    running = 1.0 if downward else 0.0
    for rank in ranks:
        running = min(running, scaled[rank]) if downward else max(running, scaled[rank])
        result[order[rank]] = min(1.0, running)
    return result


def detectable(error: float, level: float = 0.95, power: float = POWER) -> float:
    """The smallest true difference that a two-sided test would find with a given chance: (z + z′) · standard error."""
    normal = NormalDist()
    return (normal.inv_cdf((1 + level) / 2) + normal.inv_cdf(power)) * error
