"""Annotations with planted spans, for the tests of scoring: what is right is known by construction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from annotator.schema import (
    Actor,
    ActorKind,
    Annotation,
    Claim,
    Document,
    Polarity,
    Provenance,
    Quote,
    QuoteKind,
    Stance,
    Target,
    TargetKind,
    text_digest,
)
from annotator.scoring.matching import Item
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.spans import Ranges

NOBODYS_TEXT = "0" * 64


def spans(*ranges: tuple[int, int]) -> tuple[Span, ...]:
    """Spans of a text that is withheld."""
    return tuple(Span(start=start, end=end, text="") for start, end in ranges)


def items(*ranges: tuple[int, int] | tuple[int, int, str]) -> list[Item]:
    """Items on one range each, with an optional label."""
    return [Item(((entry[0], entry[1]),), *(str(each) for each in entry[2:])) for entry in ranges]


def provenance(**fields: Any) -> Provenance:
    """Provenance of an engine that tests made up."""
    known = {
        "engine": "made-up",
        "engine_version": "1",
        "package_version": "1",
        "created_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Provenance.model_validate({**known, **fields})


def quote(*content: tuple[int, int], **fields: Any) -> Quote:
    """A quote on some ranges; the id follows from them unless it is given."""
    known = {"id": f"q{content}", "kind": QuoteKind.INDIRECT, "content": spans(*content)}
    return Quote.model_validate({**known, **fields})


def claim(*evidence: tuple[int, int], **fields: Any) -> Claim:
    """A claim on some ranges."""
    known = {"id": f"c{evidence}", "kind": "factual", "proposition": "It rains.", "evidence": spans(*evidence)}
    return Claim.model_validate({**known, **fields})


def stance(
    holder: str | None, target: str | Target, polarity: str = "against", at: tuple[int, int] = (0, 5), **fields: Any
) -> Stance:
    """A stance; a target that is a string is the label of an event."""
    goal = Target(label=target, kind=TargetKind.EVENT) if isinstance(target, str) else target
    known = {
        "id": f"s{holder}-{goal.label}-{polarity}-{at}",
        "holder": holder,
        "target": goal,
        "polarity": Polarity(polarity),
        "act": "condemn",
        "evidence": spans(at),
    }
    return Stance.model_validate({**known, **fields})


def actor(identifier: str, name: str, *aliases: str, mentions: Ranges = (), **fields: Any) -> Actor:
    """A person unless told otherwise."""
    known = {"id": identifier, "name": name, "kind": ActorKind.PERSON, "aliases": aliases, "mentions": spans(*mentions)}
    return Actor.model_validate({**known, **fields})


def about(target: Actor) -> Target:
    """A target that is an actor."""
    return Target(label=target.name, kind=TargetKind.ACTOR, actor=target.id)


def annotation(identifier: str = "d1", *records: Actor | Quote | Claim | Stance, **fields: Any) -> Annotation:
    """An annotation that holds some records."""
    known = {
        "document_id": identifier,
        "text_sha256": NOBODYS_TEXT,
        "provenance": provenance(),
        "actors": tuple(each for each in records if isinstance(each, Actor)),
        "quotes": tuple(each for each in records if isinstance(each, Quote)),
        "claims": tuple(each for each in records if isinstance(each, Claim)),
        "stances": tuple(each for each in records if isinstance(each, Stance)),
    }
    return Annotation.model_validate({**known, **fields})


def described(document: Document, *records: Actor | Quote | Claim | Stance, **fields: Any) -> Annotation:
    """An annotation of a document whose text is known; spans get their words."""
    raw = annotation(document.id, *records, **fields).model_dump()
    return Annotation.model_validate({**_worded(raw, document.text), "text_sha256": text_digest(document.text)})


def _worded(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if fields.keys() == {"start", "end", "text"}:
            return {**fields, "text": text[fields["start"] : fields["end"]]}
        return {key: _worded(each, text) for key, each in fields.items()}
    return [_worded(each, text) for each in cast("Sequence[Any]", value)] if isinstance(value, list | tuple) else value


def at(text: str, fragment: str, occurrence: int = 0) -> tuple[int, int]:
    """Offsets of a fragment in a text."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(fragment, start + 1)
    return start, start + len(fragment)


def corpus(count: int, records: Sequence[Actor | Quote | Claim | Stance]) -> list[Annotation]:
    """The same records in several documents."""
    return [annotation(f"d{number:03}", *records) for number in range(count)]
