"""Charts laid out by hand: places in pixels for intervals, calibration, risk by coverage, and quality by cost.

It computes; drawing is the template's, so that a chart is a few numbers and the page stays small.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import TYPE_CHECKING

from annotator.scoring.uncertainty import Interval, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.scoring.calibration import Calibration
    from annotator.scoring.uncertainty import AnyInterval

SIDE, MARGIN = 260, 36
"""Pixels: side of a square chart, and room for its axes."""

MOST_POINTS = 120
"""Points of a curve; more could not be told apart."""

LARGEST = 9.0
"""Pixels: radius of the largest dot."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """A value on a scale from 0 to 100, with the ends of its interval where it has one."""

    at: float
    low: float | None
    high: float | None


def whisker(value: float | None, interval: AnyInterval) -> Whisker | None:
    """A score between 0 and 1 as a place on a bar; None when it is undefined."""
    if value is None:
        return None
    if not isinstance(interval, Interval):
        return Whisker(_percent(value), None, None)
    return Whisker(_percent(value), _percent(interval.low), _percent(interval.high))


def _percent(value: float) -> float:
    return round(100 * min(1.0, max(0.0, value)), 2)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a square chart: its place and radius, the ends of its vertical interval, and what it says."""

    x: float
    y: float
    radius: float
    low: float
    high: float
    title: str


def _across(value: float) -> float:
    return round(MARGIN + value * (SIDE - 2 * MARGIN), 1)


def _up(value: float) -> float:
    return round(SIDE - MARGIN - value * (SIDE - 2 * MARGIN), 1)


def reliability(found: Calibration) -> tuple[Dot, ...]:
    """A dot for each bin: stated confidence across, share of right items up, area by the number of items."""
    most = max((each.count for each in found.bins), default=1)
    dots: list[Dot] = []
    for each in found.bins:
        interval = wilson(each.accuracy * each.count, each.count)
        low, high = (interval.low, interval.high) if isinstance(interval, Interval) else (each.accuracy, each.accuracy)
        title = (
            f"confidence {each.low:.2f} to {each.high:.2f}: {each.accuracy:.0%} of {each.count} items right, "
            f"{low:.0%} to {high:.0%}"
        )
        radius = round(LARGEST * sqrt(each.count / most), 1)
        dots.append(Dot(_across(each.confidence), _up(each.accuracy), radius, _up(low), _up(high), title))
    return tuple(dots)


def risk_path(found: Calibration) -> str:
    """The risk–coverage curve as SVG path data: share of accepted items across, share of wrong ones among them up."""
    curve = found.curve
    step = max(1, len(curve) // MOST_POINTS)
    kept = [*curve[::step], *(curve[-1:] if (len(curve) - 1) % step else ())]
    points = [f"{_across(point.coverage):g},{_up(point.risk):g}" for point in kept]
    return "M" + " L".join(points) if points else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A system in the chart of quality by cost."""

    number: int
    x: float
    y: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Frontier:
    """Quality by cost: places of the systems, the line that no system beats, and the ticks of the cost axis."""

    places: tuple[Place, ...]
    path: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a system costs and how good it is."""

    name: str
    cost: float
    quality: float
    interval: AnyInterval


def frontier(offers: Sequence[Offer], unit: str) -> Frontier:
    """Lay out systems by cost (linear, from 0) and quality (0 to 1).

    Args:
        offers: The systems; at least one.
        unit: What stands before a cost, such as “$”.
    """
    top = _round_up(max(offer.cost for offer in offers))
    places = tuple(_place(number, offer, top) for number, offer in enumerate(offers))
    best: list[Offer] = []
    for offer in sorted(offers, key=lambda each: (each.cost, -each.quality)):
        if not best or offer.quality > best[-1].quality:
            best.append(offer)
    points = [f"{_across(each.cost / top):g},{_up(each.quality):g}" for each in best]
    ticks = tuple((_across(share), f"{unit}{top * share:g}") for share in (0.0, 0.5, 1.0))
    return Frontier(places, "M" + " L".join(points), ticks)


def _place(number: int, offer: Offer, top: float) -> Place:
    interval = offer.interval
    low, high = (_up(interval.low), _up(interval.high)) if isinstance(interval, Interval) else (None, None)
    title = f"{offer.name}: {offer.quality:.3f} at {offer.cost:g}"
    return Place(number, _across(offer.cost / top), _up(offer.quality), low, high, title)


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)
