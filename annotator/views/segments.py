"""A text cut at every boundary of its marks: a segment knows all marks that cover it, so overlaps need no nesting.

What a mark looks like is left to the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.schema import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.schema import Annotation, Document
    from annotator.spans import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text with a role in a record.

    Attributes:
        owner: Id of the record.
        role: “content”, “cue”, “speaker”, “addressee”, “claim”, “stance” or “target”.
        start: First code point.
        end: Code point after the last one.
    """

    owner: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that all its marks cover from end to end.

    Attributes:
        text: Its characters.
        marks: What covers it.
        boilerplate: Whether it lies in boilerplate.
        opens: Owners whose first mark of text starts here, where a keyboard stops.
    """

    text: str
    marks: tuple[Mark, ...]
    boilerplate: bool
    opens: tuple[str, ...]


def marks(annotation: Annotation) -> Iterator[Mark]:
    """All marks of an annotation."""
    for quote in annotation.quotes:
        yield from _marks(quote.id, "content", quote.content)
        yield from _marks(quote.id, "cue", quote.cue)
        yield from _marks(quote.id, "speaker", quote.speaker_mentions)
        yield from _marks(quote.id, "addressee", quote.addressee_mentions)
    for claim in annotation.claims:
        yield from _marks(claim.id, "claim", claim.evidence)
    for stance in annotation.stances:
        yield from _marks(stance.id, "stance", stance.evidence)
        yield from _marks(stance.id, "target", stance.target.mentions)


def _marks(owner: str, role: str, spans: Iterable[Span]) -> Iterator[Mark]:
    return (Mark(owner, role, span.start, span.end) for span in spans)


def segments(document: Document, annotation: Annotation) -> tuple[Segment, ...]:
    """The whole text in order, cut where a mark or boilerplate starts or ends."""
    found = sorted(marks(annotation), key=lambda mark: (mark.start, mark.end, mark.owner, mark.role))
    waste = [zone.span for zone in document.zones if zone.kind is ZoneKind.BOILERPLATE]
    edges = {0, len(document.text)}
    edges.update(offset for mark in found for offset in (mark.start, mark.end))
    edges.update(offset for span in waste for offset in (span.start, span.end))
    cuts = sorted(edges)
    seen: set[str] = set()
    result: list[Segment] = []
    active: list[Mark] = []
    upcoming = iter(found)
    following = next(upcoming, None)
    for start, end in pairwise(cuts):
        active = [mark for mark in active if mark.end > start]
        while following is not None and following.start <= start:
            active.append(following)
            following = next(upcoming, None)
        opens = tuple(dict.fromkeys(mark.owner for mark in active if mark.owner not in seen and mark.role in _MAIN))
        seen.update(opens)
        boilerplate = any(span.start <= start < span.end for span in waste)
        result.append(Segment(document.text[start:end], tuple(active), boilerplate, opens))
    return tuple(result)


_MAIN = frozenset({"content", "claim", "stance"})
"""Roles whose first segment stands for the record."""
