"""Label Studio's JSON export read as records: spans with offsets in code points, relations, choices and text areas.

Labels: Quote, Cue, Speaker, Addressee, Actor, Claim, Stance, Target, and the kinds of zones. Relations: said_by,
cued_by, said_to, claimed_by, held_by, about, in, continues (a further piece of the same item), same_as (two mentions of
one actor). Controls per region: kind, mode, polarity, act, explicitness, proposition, target, name. Regions and their
offsets are left to `annotator.formats.label_studio_regions`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from annotator.documents.marks import by_lines
from annotator.errors import FormatError, RecordError
from annotator.formats.label_studio_regions import Region, Regions, regions
from annotator.records import Record
from annotator.resolve.marks import kind
from annotator.schema import (
    Actor,
    ActorKind,
    Annotation,
    Claim,
    Document,
    Explicitness,
    Mode,
    Polarity,
    Provenance,
    Quote,
    Stance,
    Target,
    TargetKind,
    Zone,
    ZoneKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from annotator.spans import Span

WHO = frozenset({"speaker", "addressee", "actor"})
"""Labels of regions that name an actor."""

LABELS = frozenset({"quote", "cue", "claim", "stance", "target", *WHO, *ZoneKind})
"""Labels that can be read."""


OWN = ("title", "date", "outlet", "author", "language")
"""Fields of a task's data that are fields of a document; others become its metadata."""


def is_export(path: Path) -> bool:
    """Whether a file looks like a JSON export: it begins with a bracket, where JSONL begins with a brace.

    Raises:
        RecordError: The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    except OSError as error:
        raise RecordError(f"the file cannot be read: {error.strerror}", path=path) from error


def read(path: Path, documents: Mapping[str, Document]) -> list[Record]:
    """The records of an export; tasks that nobody annotated or that were skipped are left out.

    Args:
        path: The export.
        documents: Documents by id, to take zones and metadata from where the text is the same.

    Raises:
        FormatError: The file is no such export, or an annotation in it is malformed; the message names the task.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise FormatError(f"this is no Label Studio export: {error}", path=path) from error
    return [record for task in tasks for record in _of_task(task, documents, path)]


def _of_task(task: object, documents: Mapping[str, Document], path: Path) -> Iterator[Record]:
    fields = cast("dict[str, Any]", task) if isinstance(task, dict) else {}
    place = f"task {fields.get('id', '?')}"
    text = cast("dict[str, Any]", fields.get("data") or {}).get("text")
    if not isinstance(text, str):
        raise FormatError(f"{place} holds no data.text: export the project as JSON, not JSON_MIN", path=path)
    chosen = _chosen(fields, f"{path}: {place}")
    if chosen is None:
        return
    document = _document(fields, text, documents)
    try:
        found = regions(chosen.get("result") or (), text, place)
        yield Record(document=_zoned(document, found), annotation=_Reading(document, found, place).annotation(chosen))
    except FormatError as error:
        raise FormatError(str(error), path=path) from error
    except ValueError as error:  # a label that the schema does not have, or an invariant that does not hold
        words = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        raise FormatError(f"{place}: {words}", path=path) from error


def _chosen(task: Mapping[str, Any], place: str) -> Mapping[str, Any] | None:
    """The annotation that counts: the ground truth if one is marked, else the only one."""
    every = [each for each in task.get("annotations") or () if not each.get("was_cancelled")]
    marked = [each for each in every if each.get("ground_truth")] or every
    if len(marked) > 1:
        raise FormatError(f"{place} has {len(marked)} annotations: mark one as ground truth, or export one coder's")
    return marked[0] if marked else None


def _document(task: Mapping[str, Any], text: str, documents: Mapping[str, Document]) -> Document:
    fields = cast("dict[str, Any]", task["data"])
    identifier = str(fields.get("doc_id") or fields.get("id") or task.get("id"))
    known = documents.get(identifier)
    if known is not None and known.text == text:
        return known
    own = {name: str(fields[name]) for name in OWN if fields.get(name)}
    rest = {name: value for name, value in fields.items() if name not in {*OWN, "text", "id", "doc_id"}}
    return Document.model_validate({"id": identifier, "text": text, **own, "metadata": rest})


def _zoned(document: Document, found: Regions) -> Document:
    marked = [region for region in found.by_id.values() if region.label in set(ZoneKind)]
    if document.zones or not marked:
        return document
    zones = tuple(Zone(kind=ZoneKind(region.label), span=region.span, rule="label-studio") for region in marked)
    return document.model_copy(update={"zones": zones})


@dataclass(slots=True)
class _Reading:
    """Turns the regions of one annotation into records."""

    document: Document
    found: Regions
    place: str
    names: dict[str, str] = field(default_factory=dict[str, str])

    def annotation(self, raw: Mapping[str, Any]) -> Annotation:
        """The whole of it."""
        self._check_labels()
        actors = self._actors()
        return Annotation(
            document_id=self.document.id,
            text_sha256=self.document.sha256,
            actors=actors,
            quotes=tuple(self._quote(region) for region in self._heads("quote")),
            claims=tuple(self._claim(region) for region in self._heads("claim")),
            stances=tuple(self._stance(region) for region in self._heads("stance")),
            provenance=_provenance(raw),
        )

    def _check_labels(self) -> None:
        for region in self.found.by_id.values():
            if region.label not in LABELS:
                raise FormatError(f"{self.place}: the label {region.label!r} is none of {', '.join(sorted(LABELS))}")

    def _heads(self, label: str) -> Iterator[Region]:
        """Regions that begin an item, rather than continue one."""
        return (region for region in self.found.labelled(label) if not self.found.related(region, "continues"))

    def _pieces(self, head: Region) -> tuple[Span, ...]:
        """The region itself and all that continue it, in text order."""
        members, waiting = {head.id}, [head.id]
        while waiting:
            last = waiting.pop()
            for region in self.found.labelled(head.label):
                if region.id not in members and any(to.id == last for to in self.found.related(region, "continues")):
                    members.add(region.id)
                    waiting.append(region.id)
        return tuple(region.span for region in self.found.by_id.values() if region.id in members)

    def _actors(self) -> tuple[Actor, ...]:
        """Mentions that are the same, by relation or by name, made one actor each."""
        mentions = [region for region in self.found.by_id.values() if region.label in WHO]
        self.names = {region.id: self._name_of(region) for region in mentions}
        grouped: dict[str, list[Region]] = {}
        for region in mentions:
            grouped.setdefault(self.names[region.id], []).append(region)
        return tuple(_actor(name, members) for name, members in grouped.items())

    def _name_of(self, region: Region) -> str:
        """The name written for a mention or for the one it is the same as, else its words."""
        seen = {region.id}
        while "name" not in region.texts:
            following = [each for each in self.found.related(region, "same_as") if each.id not in seen]
            if not following:
                break
            region = following[0]
            seen.add(region.id)
        return region.texts.get("name") or " ".join(region.span.text.split())

    def _who(self, region: Region, *relations: str) -> str | None:
        known = [self.names[each.id] for each in self.found.related(region, *relations) if each.id in self.names]
        return known[0] if known else None

    def _spans(self, region: Region, *relations: str) -> tuple[Span, ...]:
        return tuple(each.span for each in self.found.related(region, *relations))

    def _quote(self, region: Region) -> Quote:
        content, text = self._pieces(region), self.document.text
        parent = [each.id for each in self.found.related(region, "in") if each.label == "quote"]
        return Quote(
            id=region.id,
            kind=kind(content, by_lines(text), nested=bool(parent)),
            mode=Mode(region.choices.get("mode", Mode.SPEECH)),
            content=content,
            speaker=self._who(region, "said_by"),
            speaker_mentions=self._spans(region, "said_by"),
            cue=self._spans(region, "cued_by"),
            addressee=self._who(region, "said_to"),
            addressee_mentions=self._spans(region, "said_to"),
            parent=parent[0] if parent else None,
        )

    def _claim(self, region: Region) -> Claim:
        evidence = self._pieces(region)
        return Claim(
            id=region.id,
            proposition=region.texts.get("proposition") or " ".join(span.text for span in evidence),
            evidence=evidence,
            claimant=self._who(region, "claimed_by", "said_by"),
            quote=self._quote_of(region),
            kind=region.choices.get("kind", "factual"),
        )

    def _stance(self, region: Region) -> Stance:
        targets = self.found.related(region, "about")
        actor = self._who(region, "about")
        label = region.texts.get("target") or actor or (targets[0].span.text if targets else None)
        if label is None or "polarity" not in region.choices:
            raise FormatError(f"{self.place}: stance {region.id!r} has no target or no polarity")
        return Stance(
            id=region.id,
            holder=self._who(region, "held_by", "said_by"),
            target=Target(
                label=label,
                kind=TargetKind.ACTOR if actor else TargetKind.TOPIC,
                actor=actor,
                mentions=tuple(each.span for each in targets),
            ),
            polarity=Polarity(region.choices["polarity"]),
            act=region.choices.get("act", "state"),
            explicitness=Explicitness(region.choices.get("explicitness", Explicitness.EXPLICIT)),
            evidence=self._pieces(region),
            quote=self._quote_of(region),
        )

    def _quote_of(self, region: Region) -> str | None:
        return next((each.id for each in self.found.related(region, "in") if each.label == "quote"), None)


def _actor(name: str, members: list[Region]) -> Actor:
    kinds = [member.choices["kind"] for member in members if "kind" in member.choices]
    return Actor(
        id=name,
        name=name,
        kind=ActorKind(kinds[0]) if kinds else ActorKind.PERSON,
        mentions=tuple(dict.fromkeys(member.span for member in members)),
    )


def _provenance(raw: Mapping[str, Any]) -> Provenance:
    """Who labelled, and when, as the export says it."""
    who = raw.get("completed_by")
    name = cast("dict[str, Any]", who).get("email") if isinstance(who, dict) else who
    written = raw.get("created_at")
    try:
        created = datetime.fromisoformat(str(written))
    except ValueError:
        created = datetime.fromtimestamp(0, UTC)
    return Provenance(
        engine=f"coder {name}" if name is not None else "coder",
        engine_version="1",
        package_version=version("annotator"),
        created_at=created if created.tzinfo else created.replace(tzinfo=UTC),
    )
