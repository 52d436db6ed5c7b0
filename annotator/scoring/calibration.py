"""Whether stated confidence can be believed, and above which confidence items may be accepted unseen.

It knows pairs of confidence and outcome. Which items are right is left to `annotator.scoring.evaluation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import ScoringError
from annotator.scoring.uncertainty import Interval, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import JsonValue

BINS = 10
"""Bins of a reliability diagram, unless told otherwise."""


class Outcome(NamedTuple):
    """An item with the confidence that was stated, 0 to 1, and whether it was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Items of similar confidence.

    Attributes:
        low: Lowest confidence in it.
        high: Highest confidence in it.
        count: How many items.
        confidence: Mean confidence.
        accuracy: Share of right items.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


class Point(NamedTuple):
    """What comes of accepting the items above a threshold.

    Attributes:
        threshold: Lowest confidence that is accepted.
        coverage: Share of items that are.
        risk: Share of wrong ones among them.
    """

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Accept what is above a threshold unseen, look at the rest.

    Attributes:
        threshold: Lowest confidence that is accepted; None when no threshold keeps the promise.
        coverage: Share of items that are accepted.
        risk: Share of wrong ones among them; None when none is accepted.
        bound: Upper end of the one-sided Wilson interval of that share.
        items: How many items were accepted.
    """

    threshold: float | None
    coverage: float
    risk: float | None
    bound: float | None
    items: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How confidence relates to being right.

    Attributes:
        bins: Of equal mass, by confidence; equal confidences are never torn apart.
        ece: Expected calibration error Σ n_b/n · |accuracy_b − confidence_b|; None without items.
        brier: Mean squared distance of confidence from outcome (Brier 1950); None without items.
        curve: Risk–coverage points, from the highest threshold to the lowest.
        area: Area under the risk–coverage curve, the mean risk over all coverages (Geifman and El-Yaniv 2017).
        items: How many items stated a confidence.
        silent: How many did not, and are in no number here.
    """

    bins: tuple[Bin, ...]
    ece: float | None
    brier: float | None
    curve: tuple[Point, ...]
    area: float | None
    items: int
    silent: int

    def at(self, threshold: float) -> Point | None:
        """What comes of accepting all items of this confidence or more; None when there is none."""
        return next((point for point in reversed(self.curve) if point.threshold >= threshold), None)

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "ece": self.ece,
            "brier": self.brier,
            "area": self.area,
            "items": self.items,
            "silent": self.silent,
            "bins": [
                {"low": b.low, "high": b.high, "count": b.count, "confidence": b.confidence, "accuracy": b.accuracy}
                for b in self.bins
            ],
            "curve": [{"threshold": p.threshold, "coverage": p.coverage, "risk": p.risk} for p in self.curve],
        }


def calibration(outcomes: Iterable[tuple[float | None, bool]], bins: int = BINS) -> Calibration:
    """Calibrate confidences against outcomes.

    Args:
        outcomes: Confidence, or None where none was stated, and whether the item was right.
        bins: How many bins of equal mass.

    Raises:
        ScoringError: A confidence is NaN or not between 0 and 1.
    """
    every = list(outcomes)
    stated = [Outcome(confidence, right) for confidence, right in every if confidence is not None]
    for each in stated:
        if not isfinite(each.confidence) or not 0 <= each.confidence <= 1:
            raise ScoringError(f"a confidence of {each.confidence} is no probability: leave it out or mend the engine")
    stated.sort()
    found = _bins(stated, bins)
    curve = risk_coverage(stated)
    return Calibration(
        bins=found,
        ece=sum(b.count * abs(b.accuracy - b.confidence) for b in found) / len(stated) if stated else None,
        brier=fmean((each.confidence - each.right) ** 2 for each in stated) if stated else None,
        curve=curve,
        area=_area(curve),
        items=len(stated),
        silent=len(every) - len(stated),
    )


def _bins(ordered: Sequence[Outcome], bins: int) -> tuple[Bin, ...]:
    """Fill bins up to their share of the mass, whole groups of equal confidence at a time."""
    found: list[Bin] = []
    waiting: list[Outcome] = []
    done = 0
    for _, group in groupby(ordered, key=lambda each: each.confidence):
        waiting += group
        if (done + len(waiting)) * bins >= len(ordered) * (len(found) + 1):
            found.append(_bin(waiting))
            done += len(waiting)
            waiting = []
    return tuple(found)


def _bin(members: list[Outcome]) -> Bin:
    confidences = [each.confidence for each in members]
    accuracy = fmean(each.right for each in members)
    return Bin(confidences[0], confidences[-1], len(members), fmean(confidences), accuracy)


def risk_coverage(outcomes: Iterable[Outcome]) -> tuple[Point, ...]:
    """What comes of every threshold, from the highest to the lowest; one point per distinct confidence."""
    ordered = sorted(outcomes, reverse=True)
    accepted = wrong = 0
    points: list[Point] = []
    for threshold, group in groupby(ordered, key=lambda each: each.confidence):
        members = list(group)
        accepted += len(members)
        wrong += sum(not each.right for each in members)
        points.append(Point(threshold, accepted / len(ordered), wrong / accepted))
    return tuple(points)


def _area(curve: Sequence[Point]) -> float | None:
    """Sum of risk times the coverage that each point adds."""
    if not curve:
        return None
    covered, area = 0.0, 0.0
    for point in curve:
        area += point.risk * (point.coverage - covered)
        covered = point.coverage
    return area


def accept_above(outcomes: Iterable[Outcome], risk: float, level: float = 0.95) -> Plan:
    """The lowest threshold above which at most a share ``risk`` of items is wrong, by the upper Wilson bound.

    The threshold is chosen on the same items that it is judged by: try it on others before relying on it.

    Args:
        outcomes: Items with their confidence and outcome.
        risk: Share of wrong items that is tolerated.
        level: Confidence of the one-sided bound.
    """
    ordered = list(outcomes)
    best = Plan(None, 0.0, None, None, 0)
    for point in risk_coverage(ordered):
        accepted = round(point.coverage * len(ordered))
        interval = wilson(round(point.risk * accepted), accepted, 2 * level - 1)
        if isinstance(interval, Interval) and interval.high <= risk:
            best = Plan(point.threshold, point.coverage, point.risk, interval.high, accepted)
    return best
