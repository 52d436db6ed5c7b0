"""A run's numbers as Prometheus text, written whole, for a node exporter's textfile collector.

It knows names and types of the numbers; where they come from is the run's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.files import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.schema import Usage


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is counted.

    Attributes:
        annotated: Documents with an annotation.
        failed: Documents without one.
        cache_hits: Replies and annotations that were not bought again, in this session.
        usage: What all attempts of the run took.
        refusals: Answers 429 in this session.
        in_flight: Requests that are out.
        seconds: Since the session began.
    """

    annotated: int
    failed: int
    cache_hits: int
    usage: Usage
    refusals: int
    in_flight: int
    seconds: float


def text(numbers: Numbers) -> str:
    """The numbers in Prometheus' text format."""
    usage = numbers.usage
    rows = [
        ("documents_total", "counter", "Documents done with.", '{state="annotated"}', numbers.annotated),
        ("documents_total", "", "", '{state="failed"}', numbers.failed),
        ("cache_hits_total", "counter", "Answers that were not bought again.", "", numbers.cache_hits),
        ("calls_total", "counter", "Requests that reached the model.", "", usage.calls),
        ("retries_total", "counter", "Requests repeated for transport reasons.", "", usage.retries),
        ("refusals_total", "counter", "Requests answered with 429.", "", numbers.refusals),
        ("tokens_total", "counter", "Tokens.", '{direction="input"}', usage.input_tokens),
        ("tokens_total", "", "", '{direction="output"}', usage.output_tokens),
        ("calls_in_flight", "gauge", "Requests that are out.", "", numbers.in_flight),
        ("session_seconds", "gauge", "Seconds since the session began.", "", round(numbers.seconds, 3)),
    ]
    if usage.cost is not None:
        rows.append(("cost_dollars_total", "counter", "US dollars spent.", "", round(usage.cost, 6)))
    lines: list[str] = []
    for name, kind, what, labels, number in rows:
        if kind:
            lines += [f"# HELP annotator_{name} {what}", f"# TYPE annotator_{name} {kind}"]
        lines.append(f"annotator_{name}{labels} {number}")
    return "\n".join(lines) + "\n"


def write(path: Path, numbers: Numbers) -> None:
    """Write the numbers, whole or not at all.

    Raises:
        FormatError: The place cannot be written to.
    """
    with whole_file(path) as stream:
        stream.write(text(numbers))
