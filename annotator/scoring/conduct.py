"""What can be said of predictions without gold: how faithful they are to the text, what leaked, what they took.

It knows groundings, rejections, boilerplate and provenance. Whether a faithful item is also right is left to others.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from annotator.schema import GroundingStatus, ZoneKind
from annotator.scoring.measures import Measure, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.schema import Annotation, Provenance
    from annotator.scoring.corpus import AnyDocument
    from annotator.scoring.table import Tally
    from annotator.spans import Span

_GROUNDING = attrgetter("grounding")

REJECTED = "rejected"
"""What became of a proposal that did not hold."""

PARTS = {"quote": "quotes", "claim": "claims", "stance": "stances"}
"""Kind of a rejection → record type."""


def tally_conduct(row: int, annotation: Annotation, document: AnyDocument | None, tally: Tally) -> None:
    """Count what a prediction says of itself."""
    for part, fate, count in _fates(annotation):
        tally.put(row, f"{part}.grounding:{fate}", count)
        tally.put(row, f"{part}.grounding", count)
    _tally_leakage(row, annotation, document, tally)
    _tally_expense(row, annotation.provenance, tally)


def _fates(annotation: Annotation) -> Iterator[tuple[str, str, int]]:
    """Record type, grounding status or “rejected”, and how many."""
    for part, records in (
        ("quotes", annotation.quotes),
        ("claims", annotation.claims),
        ("stances", annotation.stances),
    ):
        for fate, count in Counter(map(_GROUNDING, records)).items() if records else ():
            yield part, fate, count
    kinds = Counter(rejection.kind for rejection in annotation.rejected)
    yield from ((PARTS[kind], REJECTED, count) for kind, count in kinds.items() if kind in PARTS)


def _tally_leakage(row: int, annotation: Annotation, document: AnyDocument | None, tally: Tally) -> None:
    if document is None or not document.zones:
        return
    forbidden = [(zone.span.start, zone.span.end) for zone in document.zones if zone.kind is ZoneKind.BOILERPLATE]
    for part, spans in evidence(annotation):
        tally.put(row, f"{part}.zoned", 1)
        tally.put(row, f"{part}.leakage", leaks(spans, forbidden))


def evidence(annotation: Annotation) -> Iterator[tuple[str, Sequence[Span]]]:
    """Record type of each quote, claim and stance, and what it stands on."""
    yield from (("quotes", quote.content) for quote in annotation.quotes)
    yield from (("claims", claim.evidence) for claim in annotation.claims)
    yield from (("stances", stance.evidence) for stance in annotation.stances)


def leaks(spans: Iterable[Span], forbidden: Sequence[tuple[int, int]]) -> bool:
    """Whether any character lies in one of some stretches of a text."""
    return any(start < span.end and span.start < end for span in spans for start, end in forbidden)


def _tally_expense(row: int, provenance: Provenance, tally: Tally) -> None:
    tally.put(row, "run.documents", 1)
    usage = provenance.usage
    if usage.cost is not None:
        tally.put(row, "run.priced", 1)
        tally.put(row, "run.cost", usage.cost)
    tally.put(row, "run.tokens", usage.input_tokens + usage.output_tokens)
    if provenance.latency_s is not None:
        tally.put(row, "run.timed", 1)
        tally.put(row, "run.latency", provenance.latency_s)


def conduct_measures() -> list[Measure]:
    """Shares of groundings and of leakage per record type; US dollars, tokens and seconds per document."""
    measures: list[Measure] = []
    for part in PARTS.values():
        measures += [
            share((part, fate, "share", "grounding"), f"{part}.grounding:{fate}", f"{part}.grounding")
            for fate in (*GroundingStatus, REJECTED)
        ]
        measures.append(share((part, "leakage", "share", ""), f"{part}.leakage", f"{part}.zoned"))
    for aspect, below in (("cost", "run.priced"), ("tokens", "run.documents"), ("latency", "run.timed")):
        measures.append(share(("run", aspect, "mean", "document"), f"run.{aspect}", below))
    return measures
