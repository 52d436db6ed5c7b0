"""Scores as words: a value, an interval, a count and the name of a measure, the same in terminal, page and Markdown.

It knows how numbers are written. Which numbers are shown is left to `annotator.views.rows` and its users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.scoring.uncertainty import NoInterval

if TYPE_CHECKING:
    from annotator.scoring.criteria import Criterion
    from annotator.scoring.measures import Measure
    from annotator.scoring.scores import Metric
    from annotator.scoring.uncertainty import AnyInterval

UNDEFINED = "–"
"""What stands for a number that is undefined."""

DEGENERATE = "†"
"""Stands behind an interval when every resample gave the same value, so that its width of 0 says nothing."""

DIGITS = 3
"""Decimals of a score."""

UNITS = {"cost": ("$", "", 5), "latency": ("", " s", 3), "tokens": ("", "", 1)}
"""Aspect of a run → what stands before the number, what stands behind it, and its decimals."""

ASPECTS = {
    "speaker_mention": "speaker mention",
    "triple": "stance",
    "b3": "coreference, B³",
    "ceaf": "coreference, CEAF",
    "direction": "holder and target swapped",
    "cost": "cost per document",
    "tokens": "tokens per document",
    "latency": "seconds per document",
    "duplicates": "duplicates",
    "leakage": "from boilerplate",
    "all": "all labels",
}
"""Aspect → its words, where the name itself is none."""

CONDITIONS = {
    "": "",
    "exact": "every character",
    "lenient": "any overlap",
    "match": "given the match",
    "joint": "both right",
    "strict": "",
    "relaxed": "holder and target only",
    "pair": "given holder and target",
    "grounding": "of all proposals",
    "document": "",
}
"""Condition → its words; that of a criterion by overlap is made from its number."""


def number(value: float | None, aspect: str = "") -> str:
    """A score with three decimals, money or seconds with their unit, or “–” when it is undefined."""
    if value is None:
        return UNDEFINED
    before, behind, digits = UNITS.get(aspect, ("", "", DIGITS))
    return f"{before}{value:,.{digits}f}{behind}"


def difference(value: float | None) -> str:
    """A difference with its sign, or “–”."""
    return UNDEFINED if value is None else f"{value:+.{DIGITS}f}".replace("-", "−")


def bounds(interval: AnyInterval, aspect: str = "") -> str:
    """An interval as “[.., ..]”, or nothing when there is none."""
    if isinstance(interval, NoInterval):
        return ""
    low, high = (number(each, aspect).strip("$s ").replace("-", "−") for each in (interval.low, interval.high))
    return f"[{low}, {high}]{DEGENERATE if interval.degenerate else ''}"


def with_bounds(metric: Metric | None) -> str:
    """A number and its interval in one cell."""
    if metric is None:
        return ""
    aspect = metric.measure.aspect
    return " ".join(filter(None, (number(metric.value, aspect), bounds(metric.interval, aspect))))


def count(support: float) -> str:
    """How many cases a number rests on."""
    return f"{support:,.0f}"


def probability(p: float | None) -> str:
    """A p-value: “–”, “< .001” or three decimals."""
    if p is None:
        return UNDEFINED
    least = 10**-DIGITS
    return f"< {least:.{DIGITS}f}" if p < least else f"{p:.{DIGITS}f}"


def overlap(criterion: str) -> str:
    """A criterion in words: “iou:0.5” is “overlap ≥ 0.5”."""
    name, _, least = criterion.partition(":")
    return f"overlap ≥ {least}" if name == "iou" else CONDITIONS.get(name, name)


def aspect_of(measure: Measure) -> str:
    """What of a record is measured, in words."""
    if measure.condition == "grounding":
        return f"found {measure.aspect}" if measure.aspect != "rejected" else "rejected"
    return ASPECTS.get(measure.aspect, measure.aspect)


def condition_of(measure: Measure) -> str:
    """Under which condition it is measured, in words."""
    return overlap(measure.condition)


def criterion_of(criterion: Criterion) -> str:
    """The criterion that counts, as a clause."""
    if criterion.name == "lenient":
        return "any character in common counts as found"
    if criterion.name == "exact":
        return "only the very same characters count as found"
    return f"an intersection over union of characters of {criterion.least:g} or more counts as found"
