"""What share of a corpus is so: machine labels corrected by some gold labels, in several ways side by side.

It knows numbers per document. Which records they count is left to `annotator.scoring.quantities`; which documents are
labelled, and how likely that was, to `annotator.scoring.sampling`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.estimates import Amount, Estimate, Method, Unit
from annotator.scoring.uncertainty import LEAST_CLUSTERS, Interval, NoInterval, clustered_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.scoring.ragged import Real
    from annotator.scoring.uncertainty import AnyInterval


def estimates(units: Sequence[Unit], level: float = 0.95) -> tuple[Estimate, ...]:
    """Estimate a share or mean in every way: naive, gold only, PPI++ and DSL.

    Args:
        units: One per document, labelled or not.
        level: Coverage of the intervals.

    Raises:
        ScoringError: There is no document, a number is NaN, or a probability is not above 0 and at most 1.
    """
    _check(units)
    return tuple(each(units, level) for each in (naive, gold_only, prediction_powered, design_based))


def _check(units: Sequence[Unit]) -> None:
    if not units:
        raise ScoringError("there is no document to estimate anything from")
    for unit in units:
        amounts = [unit.machine] if unit.gold is None else [unit.machine, unit.gold]
        if not all(isfinite(each.part) and isfinite(each.whole) for each in amounts):
            raise ScoringError("a document's number is NaN or infinite: leave the document out")
        if unit.probability is not None and not 0 < unit.probability <= 1:
            raise ScoringError(f"{unit.probability:g} is no probability of being labelled: it is above 0 and at most 1")


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Numbers of some documents, with what each is worth and which cluster it is in."""

    part: Real
    whole: Real
    clusters: list[str]
    weight: Real

    @classmethod
    def of(cls, units: Sequence[Unit], amount: Callable[[Unit], Amount], weight: Real | None = None) -> _Side:
        amounts = [amount(unit) for unit in units]
        return cls(
            np.array([each.part for each in amounts], dtype=np.float64),
            np.array([each.whole for each in amounts], dtype=np.float64),
            [unit.cluster or f"document {number}" for number, unit in enumerate(units)],
            np.ones(len(units)) if weight is None else weight,
        )

    def residuals(self, value: float) -> Real:
        """How far each document's part is from what the value expects; they sum to 0 at the side's own ratio."""
        return self.weight * (self.part - value * self.whole)


def _machine(unit: Unit) -> Amount:
    return unit.machine


def _gold(unit: Unit) -> Amount:
    return unit.machine if unit.gold is None else unit.gold


def _labelled(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.gold is not None]


def _refused(method: Method, units: Sequence[Unit], reason: str) -> Estimate:
    return Estimate(method, None, reason, NoInterval(reason), None, 0.0, len(_labelled(units)), len(units))


def _ratio(method: Method, units: Sequence[Unit], side: _Side, level: float) -> Estimate:
    """A ratio of totals with its linearised standard error."""
    whole = float((side.weight * side.whole).sum())
    if whole <= 0:
        return _refused(method, units, "there is nothing to take a share of")
    value = float((side.weight * side.part).sum()) / whole
    error = clustered_error((side.residuals(value) * len(side.part) / whole).tolist(), side.clusters)
    return _estimate(method, units, (value, error), (len(set(side.clusters)), level))


def _estimate(
    method: Method, units: Sequence[Unit], result: tuple[float, float | None], basis: tuple[int, float]
) -> Estimate:
    """Put an estimate together from value and standard error, and number of clusters and level."""
    (value, error), (clusters, level) = result, basis
    interval: AnyInterval = NoInterval(
        f"{clusters} labelled documents or clusters are too few: {LEAST_CLUSTERS} are needed"
    )
    if error is not None and clusters >= LEAST_CLUSTERS:
        reach = NormalDist().inv_cdf((1 + level) / 2) * error
        interval = Interval(value - reach, value + reach, level, clusters, degenerate=error == 0)
    return Estimate(method, value, "", interval, error, 0.0, len(_labelled(units)), len(units))


def naive(units: Sequence[Unit], level: float = 0.95) -> Estimate:
    """Take the machine's word for all documents: precise, and wrong by whatever the machine is wrong."""
    return _ratio(Method.NAIVE, units, _Side.of(units, _machine), level)


def gold_only(units: Sequence[Unit], level: float = 0.95) -> Estimate:
    """Use the labelled documents only, each standing for as many as it was unlikely to be drawn (Hájek)."""
    labelled = _labelled(units)
    if not labelled:
        return _refused(Method.GOLD_ONLY, units, "no document has a gold label")
    weight = np.array([1 / (unit.probability or 1.0) for unit in labelled])
    if any(unit.probability is None for unit in labelled):
        weight = np.ones(len(labelled))
    return _ratio(Method.GOLD_ONLY, units, _Side.of(labelled, _gold, weight), level)


def prediction_powered(units: Sequence[Unit], level: float = 0.95) -> Estimate:
    """PPI++ (Angelopoulos, Duchi and Zrnic 2023) with the tuned λ, for labels drawn with equal probability.

    θ = λ·mean(f of unlabelled) + mean(Y − λf of labelled); its variance is λ²·Var(f)/N + Var(Y − λf)/n, by cluster.
    """
    labelled = _labelled(units)
    rest = [unit for unit in units if unit.gold is None]
    reason = _ppi_refusal(labelled, rest)
    if reason:
        return _refused(Method.PPI, units, reason)
    gold, machine, unseen = _Side.of(labelled, _gold), _Side.of(labelled, _machine), _Side.of(rest, _machine)
    if not gold.whole.sum():
        return _refused(Method.PPI, units, "there is nothing to take a share of")
    start = float(gold.part.sum() / gold.whole.sum())
    tuning = _tuned(gold.residuals(start), machine.residuals(start), unseen.residuals(start))
    part, whole = (
        tuning * getattr(unseen, name).mean() + (getattr(gold, name) - tuning * getattr(machine, name)).mean()
        for name in ("part", "whole")
    )
    if whole <= 0:
        return _refused(Method.PPI, units, "the corrected total is not above 0: label more documents")
    value = float(part / whole)
    corrected = (gold.residuals(value) - tuning * machine.residuals(value)) / whole
    floor, error = _powered_error((corrected, gold.clusters), (tuning * unseen.residuals(value) / whole, rest))
    found = _estimate(Method.PPI, units, (value, error), (len({each.cluster or id(each) for each in labelled}), level))
    return replace(found, floor=floor, tuning=tuning)


def _ppi_refusal(labelled: Sequence[Unit], rest: Sequence[Unit]) -> str:
    if len(labelled) < 2:  # noqa: PLR2004  # a variance takes two
        return "fewer than two documents have a gold label"
    if len(rest) < 2:  # noqa: PLR2004  # as above
        return "all documents have a gold label: there is nothing to correct"
    if len({unit.probability for unit in labelled}) > 1:
        return "the labels were not drawn with equal probability: DSL takes that into account"
    return ""


def _tuned(gold: Real, machine: Real, unseen: Real) -> float:
    """λ that makes the variance smallest: Cov(Y, f) / ((1 + n/N) Var(f)), kept between 0 and 1."""
    spread = float(np.var(np.concatenate((machine, unseen)), ddof=1))
    if not spread:
        return 0.0
    common = float(((gold - gold.mean()) * (machine - machine.mean())).mean())
    return min(1.0, max(0.0, common / ((1 + len(gold) / len(unseen)) * spread)))


def _powered_error(labelled: tuple[Real, list[str]], unseen: tuple[Real, Sequence[Unit]]) -> tuple[float, float]:
    """Variance of the unlabelled part alone, and the standard error of the whole, by cluster.

    A cluster with labelled and unlabelled documents adds up what both contribute.
    """
    own = _contributions(labelled[0], labelled[1])
    other = _contributions(unseen[0], [unit.cluster or f"unlabelled {number}" for number, unit in enumerate(unseen[1])])
    both = {cluster: own.get(cluster, 0.0) + other.get(cluster, 0.0) for cluster in {*own, *other}}
    return sum(each**2 for each in other.values()), sqrt(sum(each**2 for each in both.values()))


def _contributions(values: Real, clusters: Sequence[str]) -> dict[str, float]:
    """What each cluster adds to a mean, scaled for the small number of clusters."""
    sums: defaultdict[str, float] = defaultdict(float)
    for value, cluster in zip((values - values.mean()).tolist(), clusters, strict=True):
        sums[cluster] += value / len(values)
    count = len(sums)
    scale = sqrt(count / (count - 1)) if count > 1 else 1.0
    return {cluster: each * scale for cluster, each in sums.items()}


def design_based(units: Sequence[Unit], level: float = 0.95) -> Estimate:
    """DSL (Egami, Hinck, Stewart and Wei 2023): pseudo-outcomes Ỹ = f + R/π·(Y − f) with known probabilities π."""
    labelled = _labelled(units)
    if not labelled:
        return _refused(Method.DSL, units, "no document has a gold label")
    if any(unit.probability is None for unit in labelled):
        return _refused(Method.DSL, units, "nobody knows how likely each labelled document was to be drawn")
    machine = _Side.of(units, _machine)
    corrected = _Side.of(units, _pseudo)
    found = _ratio(Method.DSL, units, corrected, level)
    if found.value is None or found.error is None:
        return found
    residuals = machine.residuals(found.value) * len(units) / corrected.whole.sum()
    floor = clustered_error(residuals.tolist(), machine.clusters) or 0.0
    few = len({unit.cluster or id(unit) for unit in labelled})
    found = _estimate(Method.DSL, units, (found.value, found.error), (few, level))
    return replace(found, floor=min(floor, found.error or 0.0) ** 2)


def _pseudo(unit: Unit) -> Amount:
    if unit.gold is None or unit.probability is None:
        return unit.machine
    one, other, weight = unit.machine, unit.gold, 1 / unit.probability
    return Amount(one.part + weight * (other.part - one.part), one.whole + weight * (other.whole - one.whole))
