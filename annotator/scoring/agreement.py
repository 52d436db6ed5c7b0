"""How far coders agree on labels, corrected for chance: Cohen's κ and Krippendorff's α.

It knows labels. How far coders agree on whole annotations is left to `annotator.scoring.coders`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, TypeAlias

from annotator.errors import ScoringError
from annotator.scoring.counts import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pydantic import JsonValue

Label: TypeAlias = str | int | float | bool
"""What a coder may say of a unit."""

ONE_CATEGORY = "only one category was used, so that chance alone would give full agreement"
NO_PAIR = "no unit was labelled by two coders"


class Level(StrEnum):
    """What the differences between values mean (level of measurement)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement corrected for chance.

    Attributes:
        value: κ or α; None when it is undefined.
        observed: Share of pairs of labels that are equal; None without pairs.
        units: How many units at least two coders labelled.
        reason: Why the value is undefined, or “”.
    """

    value: float | None
    observed: float | None
    units: int
    reason: str = ""

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {"value": self.value, "observed": self.observed, "units": self.units, "reason": self.reason}


def cohen_kappa(pairs: Iterable[tuple[Label, Label]]) -> Agreement:
    """Cohen's κ of two coders (1960): (p_o − p_e) / (1 − p_e).

    Args:
        pairs: What the first and the second coder said of each unit.
    """
    cells = Counter(pairs)
    total = cells.total()
    if not total:
        return Agreement(None, None, 0, NO_PAIR)
    first, second = Counter[Label](), Counter[Label]()
    for (one, other), count in cells.items():
        first[one] += count
        second[other] += count
    observed = sum(count for (one, other), count in cells.items() if one == other) / total
    expected = sum(first[label] * second[label] for label in first) / total**2
    if expected == 1:
        return Agreement(None, observed, total, ONE_CATEGORY)
    return Agreement((observed - expected) / (1 - expected), observed, total)


def krippendorff_alpha(units: Iterable[Sequence[Label | None]], level: Level = Level.NOMINAL) -> Agreement:
    """Krippendorff's α of any number of coders (2011): 1 − D_o / D_e.

    Args:
        units: For each unit the values that coders gave it, None where a coder gave none.
        level: Level of measurement; anything but nominal takes numbers.

    Raises:
        ScoringError: A value is NaN, or no number although the level takes numbers.
    """
    patterns = Counter(tuple(value for value in unit if value is not None) for unit in units)
    return _alpha({values: count for values, count in patterns.items() if len(values) > 1}, level)


def _alpha(patterns: Mapping[tuple[Label, ...], int], level: Level) -> Agreement:
    number = sum(patterns.values())
    if not number:
        return Agreement(None, None, 0, NO_PAIR)
    coincidences = _coincidences(patterns)
    marginals: defaultdict[Label, float] = defaultdict(float)
    for (one, _), weight in coincidences.items():
        marginals[one] += weight
    total = sum(marginals.values())
    distance = _distance(level, marginals)
    agreed = sum(weight for (one, other), weight in coincidences.items() if one == other) / total
    observed = sum(weight * distance(*pair) for pair, weight in coincidences.items()) / total
    chance = sum(marginals[a] * marginals[b] * distance(a, b) for a in marginals for b in marginals)
    expected = ratio(chance, total * (total - 1))
    if not expected:
        return Agreement(None, agreed, number, ONE_CATEGORY)
    return Agreement(1 - observed / expected, agreed, number)


def _coincidences(patterns: Mapping[tuple[Label, ...], int]) -> dict[tuple[Label, Label], float]:
    """How often each value meets each other one within a unit, each unit counting as many times as it has values."""
    found: defaultdict[tuple[Label, Label], float] = defaultdict(float)
    for values, count in patterns.items():
        counts = Counter(values)
        for one in counts:
            for other in counts:
                pairs = counts[one] * (counts[other] - (one == other))
                found[one, other] += count * pairs / (len(values) - 1)
    return {pair: weight for pair, weight in found.items() if weight}


def _distance(level: Level, marginals: Mapping[Label, float]) -> Callable[[Label, Label], float]:
    """δ² of a level of measurement."""
    if any(isinstance(value, float) and isnan(value) for value in marginals):
        raise ScoringError("a coder's value is NaN: leave out what a coder did not label")
    if level is Level.NOMINAL:
        return lambda one, other: float(one != other)
    numbers = {value: _number(value, level) for value in marginals}
    if level is Level.ORDINAL:
        return _ordinal(numbers, marginals)
    if level is Level.RATIO:
        return lambda one, other: _relative(numbers[one], numbers[other]) ** 2
    return lambda one, other: (numbers[one] - numbers[other]) ** 2


def _number(value: Label, level: Level) -> float:
    if isinstance(value, str):
        raise ScoringError(f"{value!r} is no number, which {level} agreement takes: use nominal agreement for labels")
    return float(value)


def _relative(one: float, other: float) -> float:
    return (one - other) / (one + other) if one + other else 0.0


def _ordinal(numbers: Mapping[Label, float], marginals: Mapping[Label, float]) -> Callable[[Label, Label], float]:
    """Values are as far apart as there are labels between them: δ = Σ n_g − (n_c + n_k)/2."""
    ordered = sorted(marginals, key=numbers.__getitem__)
    place = {ordered[0]: 0.0}
    for one, other in pairwise(ordered):
        place[other] = place[one] + (marginals[one] + marginals[other]) / 2
    return lambda one, other: (place[one] - place[other]) ** 2
