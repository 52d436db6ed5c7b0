"""Finished documents as tidy rows: one per quote, claim and stance, or one per document.

It reads the store's JSON as it is, so that a million rows take no validation; files are `annotator.runs.export`'s.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from annotator.runs.store import Finished

Cell: TypeAlias = "str | int | float | bool | None"
Row: TypeAlias = "dict[str, Cell]"
Json: TypeAlias = "dict[str, Any]"
Kind: TypeAlias = "Literal['text', 'integer', 'number', 'truth']"

RECORDS: Mapping[str, Kind] = {
    "position": "integer",
    "document": "text",
    "title": "text",
    "date": "text",
    "outlet": "text",
    "language": "text",
    "record": "text",
    "id": "text",
    "kind": "text",
    "actor": "text",
    "actor_kind": "text",
    "text": "text",
    "start": "integer",
    "end": "integer",
    "spans": "text",
    "cue": "text",
    "mention": "text",
    "addressee": "text",
    "mode": "text",
    "parent": "text",
    "proposition": "text",
    "verifiable": "truth",
    "check_worthiness": "number",
    "certainty": "text",
    "negated": "truth",
    "target": "text",
    "target_kind": "text",
    "polarity": "text",
    "polarity_label": "text",
    "act": "text",
    "explicitness": "text",
    "derived": "truth",
    "quote": "text",
    "claim": "text",
    "grounding": "text",
    "confidence": "number",
    "engine": "text",
    "engine_version": "text",
    "model": "text",
    "served_model": "text",
}
"""Columns of the table of records: ``actor`` is the speaker, claimant or holder, empty for the article's own voice;
``text`` the content or evidence, its pieces joined by “ … ”; ``spans`` all offsets, such as “10-20;30-42”."""

DOCUMENTS: Mapping[str, Kind] = {
    "position": "integer",
    "document": "text",
    "title": "text",
    "date": "text",
    "outlet": "text",
    "language": "text",
    "characters": "integer",
    "text_sha256": "text",
    "state": "text",
    "error": "text",
    "message": "text",
    "shared": "truth",
    "actors": "integer",
    "quotes": "integer",
    "claims": "integer",
    "stances": "integer",
    "rejected": "integer",
    "calls": "integer",
    "input_tokens": "integer",
    "output_tokens": "integer",
    "cost": "number",
    "seconds": "number",
    "engine": "text",
    "engine_version": "text",
    "model": "text",
    "served_model": "text",
}
"""Columns of the table of documents, failed ones included."""


def records(done: Finished) -> Iterator[Row]:
    """A row for each quote, claim and stance of a document; none when it failed."""
    if done.annotation is None:
        return
    document, annotation = _parsed(done.document), _parsed(done.annotation)
    actors = {actor["id"]: actor for actor in annotation["actors"]}
    shared = _shared(done, document) | _provenance(annotation)
    for collection, columns in _COLLECTIONS.items():
        for record in annotation[collection]:
            yield shared | _grounded(record) | columns(record, actors)


def documents(done: Finished) -> Row:
    """The row of a document."""
    document = _parsed(done.document)
    row = _shared(done, document) | {
        "characters": len(document.get("text", "")) if done.document else None,
        "text_sha256": done.sha256,
        "state": "failed" if done.failed else "annotated",
        "error": done.error,
        "message": done.message,
        "shared": bool(done.shared),
        "seconds": done.seconds,
    }
    if done.annotation is None:
        return row
    annotation = _parsed(done.annotation)
    counts = {name: len(annotation[name]) for name in ("actors", *_COLLECTIONS, "rejected")}
    return row | counts | _provenance(annotation) | _spent(done, annotation["provenance"]["usage"])


def _spent(done: Finished, usage: Json) -> Row:
    """What a document took; nothing when an equal one was annotated."""
    if done.shared:
        return {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost": 0.0}
    return {name: usage[name] for name in ("calls", "input_tokens", "output_tokens", "cost")}


def _shared(done: Finished, document: Json) -> Row:
    known = {name: document.get(name) for name in ("title", "date", "outlet", "language")}
    return {"position": done.position, "document": done.id, **known}


def _provenance(annotation: Json) -> Row:
    return {name: annotation["provenance"][name] for name in ("engine", "engine_version", "model", "served_model")}


def _grounded(record: Json) -> Row:
    return {"id": record["id"], "grounding": record.get("grounding"), "confidence": record.get("confidence")}


def _quote(record: Json, actors: Mapping[str, Json]) -> Row:
    return {
        "record": "quote",
        "kind": record["kind"],
        **_actor(record["speaker"], actors),
        **_place(record["content"]),
        "cue": _words(record["cue"]),
        "mention": _words(record["speaker_mentions"]),
        "addressee": _actor(record["addressee"], actors)["actor"],
        "mode": record["mode"],
        "parent": record["parent"],
    }


def _claim(record: Json, actors: Mapping[str, Json]) -> Row:
    names = ("kind", "proposition", "verifiable", "check_worthiness", "certainty", "negated", "quote")
    own = {name: record[name] for name in names}
    return {"record": "claim", **own, **_actor(record["claimant"], actors), **_place(record["evidence"])}


def _stance(record: Json, actors: Mapping[str, Json]) -> Row:
    names = ("polarity", "polarity_label", "act", "explicitness", "derived", "quote", "claim")
    own = {name: record[name] for name in names}
    target = {"target": record["target"]["label"], "target_kind": record["target"]["kind"]}
    return {"record": "stance", **own, **target, **_actor(record["holder"], actors), **_place(record["evidence"])}


_COLLECTIONS: dict[str, Callable[[Json, Mapping[str, Json]], Row]] = {
    "quotes": _quote,
    "claims": _claim,
    "stances": _stance,
}


def _actor(actor_id: str | None, actors: Mapping[str, Json]) -> Row:
    found = actors.get(actor_id or "", {})
    return {"actor": found.get("name"), "actor_kind": found.get("kind")}


def _place(spans: list[Json]) -> Row:
    offsets = ";".join(f"{span['start']}-{span['end']}" for span in spans)
    last = max(span["end"] for span in spans)
    return {"text": _words(spans), "start": spans[0]["start"], "end": last, "spans": offsets}


def _words(spans: list[Json]) -> str | None:
    return " … ".join(span["text"] for span in spans) or None


def _parsed(source: str | None) -> Json:
    return {} if source is None else cast("Json", json.loads(source))
