"""A line of annotator's JSONL: a document and what was found in it, with or without the words.

It knows how such lines are read, written and shared; what an annotation holds is the schema's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, cast

from pydantic import Field, JsonValue, ValidationError, model_validator

from annotator.errors import RecordError
from annotator.files import whole_file
from annotator.schema import Annotation, Document, Frozen, Zone, text_digest

if TYPE_CHECKING:
    from pathlib import Path


class TextlessDocument(Frozen):
    """A document whose text may not be shared: what identifies it, without the words."""

    id: str = Field(min_length=1)
    """Names the document within its corpus."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Digest of the text that is not here."""
    length: int = Field(ge=0)
    """Characters of that text."""
    title: str | None = None
    """Title from metadata."""
    date: str | None = None
    """Publication date, ISO 8601."""
    outlet: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    language: str | None = None
    """BCP-47 tag."""
    zones: tuple[Zone, ...] = ()
    """Zones without their words."""
    metadata: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Anything else, kept as it came."""


class Record(Frozen):
    """A line of annotator's JSONL: a document and what was found in it."""

    document: Document | TextlessDocument
    """The article, or what identifies it."""
    annotation: Annotation
    """What was found."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.annotation.document_id != self.document.id:
            msg = f"the annotation is of document {self.annotation.document_id!r}, not of {self.document.id!r}"
            raise ValueError(msg)
        if isinstance(self.document, Document):
            try:
                self.annotation.check(self.document)
            except RecordError as error:
                raise ValueError(str(error)) from error
        elif self.annotation.text_sha256 != self.document.sha256:
            msg = f"document {self.document.id!r}: its sha256 differs from that of the annotated text"
            raise ValueError(msg)
        return self

    def without_text(self) -> Record:
        """The same labels with every word of the article taken out, for texts that may not be shared.

        Names of actors, labels of targets and propositions stay: they are the labels. Rejected proposals lose their
        fragment and payload.
        """
        if isinstance(self.document, TextlessDocument):
            return self
        document = self.document
        fields = document.model_dump(exclude={"text"})
        reference = {**fields, "sha256": document.sha256, "length": len(document.text)}
        annotation = self.annotation.model_dump()
        annotation["rejected"] = [{**each, "fragment": None, "payload": {}} for each in annotation["rejected"]]
        return Record.model_validate(
            _respanned({"document": reference, "annotation": annotation}, lambda _start, _end: "")
        )

    def with_text(self, text: str) -> Record:
        """The same labels with their words back.

        Raises:
            RecordError: ``text`` is not the text that was annotated.
        """
        if text_digest(text) != self.annotation.text_sha256:
            msg = f"document {self.document.id!r}: this is not the text that was annotated (another sha256)"
            raise RecordError(msg)
        fields = self.document.model_dump(exclude={"sha256", "length"})
        raw = {"document": {**fields, "text": text}, "annotation": self.annotation.model_dump()}
        return Record.model_validate(_respanned(raw, lambda start, end: text[start:end]))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a line of annotator's JSONL."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Record.model_json_schema()}


def read(path: Path) -> Iterator[Record]:
    """The records of a JSONL file, checked one by one.

    Raises:
        RecordError: The file cannot be read, or a line is no valid record; the message names the line.
    """
    try:
        stream = path.open(encoding="utf-8")
    except OSError as error:
        msg = f"the file cannot be read: {error.strerror}"
        raise RecordError(msg, path=path) from error
    with stream:
        for number, line in enumerate(_lines(stream, path), start=1):
            if line.strip():
                yield parse(line, path=path, line=number)


def _lines(stream: Iterable[str], path: Path) -> Iterator[str]:
    try:
        yield from stream
    except UnicodeDecodeError as error:
        msg = "the file is not UTF-8, so it is none of annotator's"
        raise RecordError(msg, path=path) from error


def parse(source: str, *, path: Path | None = None, line: int | None = None) -> Record:
    """A record from its JSON.

    Raises:
        RecordError: It is no JSON, or breaks the schema.
    """
    try:
        return Record.model_validate_json(source)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"] if not _inner(step))
        message = first["msg"].removeprefix("Value error, ")
        raise RecordError(f"{where}: {message}" if where else message, path=path, line=line) from error


def _inner(step: int | str) -> bool:
    """Whether a step of an error's location is pydantic's, not the file's."""
    return isinstance(step, str) and (step in {"Document", "TextlessDocument"} or step.startswith("function-"))


def serialise(record: Record) -> str:
    """A record as one line of JSON, without the line break."""
    return record.model_dump_json()


def write(path: Path, records: Iterable[Record]) -> int:
    """Write a JSONL file, whole or not at all.

    Returns:
        How many records were written.

    Raises:
        FormatError: The place cannot be written to.
    """
    count = 0
    with whole_file(path) as stream:
        for record in records:
            stream.write(serialise(record) + "\n")
            count += 1
    return count


def _respanned(value: object, words: Callable[[int, int], str]) -> object:
    """A dumped record with the text of each span made anew from its offsets."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if fields.keys() == {"start", "end", "text"}:
            return {**fields, "text": words(fields["start"], fields["end"])}
        return {key: _respanned(each, words) for key, each in fields.items()}
    if isinstance(value, list | tuple):
        return [_respanned(each, words) for each in cast("list[object]", value)]
    return value
