"""Many documents, one after the other: files, folders, globs and tables as one lazy stream.

What cannot be read is a value in the stream, in its place; only a corpus that is wrong as such raises. Memory does not
grow with the corpus, but for one small number per document that keeps ids apart.
"""

from __future__ import annotations

import itertools
from contextlib import nullcontext
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import IO, TYPE_CHECKING

from annotator.documents.columns import Columns, Row, as_document, is_record
from annotator.documents.json_rows import json_rows, jsonl_rows
from annotator.documents.read import read_source
from annotator.documents.recognition import recognised, rows_of_json
from annotator.documents.source import BROKEN, Format, Source, find, head_of, identity, open_source, unreadable
from annotator.documents.tables import as_text, csv_rows, parquet_rows, spooled
from annotator.documents.text import MAX_BYTES
from annotator.errors import DocumentError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from annotator.schema import Document

_LOOK_AHEAD = 20  # rows of JSON in which the text column must show itself


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place in a corpus where a document should be.

    Attributes:
        id: What the document would have been called.
        error: Why it could not be read.
    """

    id: str
    error: DocumentError


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a corpus is to be read."""

    columns: Columns
    encoding: str | None
    max_bytes: int


def stream(
    paths: Iterable[str | os.PathLike[str]],
    *,
    columns: Columns | None = None,
    form: Format | None = None,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Document | Unreadable]:
    """Read a corpus lazily, in the order of the paths; within folders and globs in the order of names.

    Args:
        paths: Files, folders, globs, pipes, or ``-`` for standard input. Text, Markdown and HTML files are one document
            each; JSONL, JSON, CSV, TSV and Parquet files one per row; all but Parquet may be compressed. What has no
            name that says it is recognised by how it begins. A pipe is opened once, when its turn comes.
        columns: Which column of a table is what.
        form: Format of all files, whatever their names say.
        encoding: Encoding of all files, if it is known.
        max_bytes: What one document must stay below.

    Returns:
        Documents with ids that are unique within the corpus, and `Unreadable` where one is broken.

    Raises:
        DocumentError: On the call: a path does not exist, a folder or pattern leads to nothing, a table cannot be
            opened or has no text column, a pipe is named twice. On the step that opens it, if a pipe holds no table.
    """
    reading = _Reading(columns or Columns(), encoding, max_bytes)
    given = list(paths)
    pipes = set[object]()
    for source in find(given, form=form):
        if source.piped:
            _refuse_twice(source, pipes)
        else:
            _refuse_unfit(source, reading)
    return _distinct(found for source in find(given, form=form) for found in _read(source, reading))


def _refuse_twice(source: Source, pipes: set[object]) -> None:
    """Refuse to read to the end of a pipe what was read to the end already."""
    if (pipe := identity(source.path)) in pipes:
        raise DocumentError("a pipe can be read only once; name it once", path=source.path)
    pipes.add(pipe)


def _refuse_unfit(source: Source, reading: _Reading) -> None:
    """Open a table and look at its first rows, so that a wrong column is known before any work is done."""
    if source.one_document:
        return
    try:
        known = _known(source, reading)
    except DocumentError:  # one document that is broken is a value in its place
        return
    with known.opened or nullcontext():
        if not known.one_document:
            for _ in itertools.islice(_rows(known, reading), 1):
                return


def _known(source: Source, reading: _Reading) -> Source:
    """A source whose format is known, opened if it had to be looked into."""
    if source.format is not None:
        return source
    opened = open_source(source)
    try:
        form = recognised(head_of(opened), reading.columns, encoding=reading.encoding)
    except BaseException:
        opened.close()
        raise
    return replace(source, format=form, opened=opened)


def _read(source: Source, reading: _Reading) -> Iterator[Document | Unreadable]:
    number = 0
    try:
        known = _known(source, reading)
        if known.one_document:
            yield _one(known, reading)
            return
        for row in _rows(known, reading):
            number = row.number
            yield _from_row(row, known, reading)
    except DocumentError as error:
        if source.piped and number == 0:  # nobody could look into it before
            raise
        yield Unreadable(source.name if number == 0 else f"{source.name}-{number + 1}", error)


def _one(source: Source, reading: _Reading) -> Document | Unreadable:
    try:
        return read_source(source, encoding=reading.encoding, max_bytes=reading.max_bytes)
    except DocumentError as error:
        return Unreadable(source.name, error)


def _from_row(row: Row, source: Source, reading: _Reading) -> Document | Unreadable:
    default_id = f"{source.name}-{row.number}"
    try:
        return as_document(row, reading.columns, default_id=default_id, path=source.path)
    except DocumentError as error:
        return Unreadable(default_id, error)


def _rows(source: Source, reading: _Reading) -> Iterator[Row]:
    """Rows of a table whose text column is known to exist.

    Raises:
        DocumentError: It does not exist, or the file is broken here.
    """
    rows = _open_rows(source, reading)
    try:
        yield from _checked(rows, source, reading.columns)
        yield from rows
    except (*BROKEN, UnicodeError) as error:
        raise unreadable(error, source.path) from error


def _open_rows(source: Source, reading: _Reading) -> Iterator[Row]:
    if source.format is Format.PARQUET:
        yield from _parquet(source)
        return
    with open_source(source) as stream, as_text(stream, source.path, reading.encoding, _newline(source)) as text:
        yield from _parser(_form(source, stream, reading), source.path)(text, reading)


def _form(source: Source, stream: IO[bytes], reading: _Reading) -> Format | None:
    if source.format is Format.JSON or source.format is Format.JSONL:
        return rows_of_json(source.format, head_of(stream), reading.encoding)
    return source.format


def _parquet(source: Source) -> Iterator[Row]:
    if source.piped:
        with open_source(source) as stream, spooled(stream, source.path) as file:
            yield from parquet_rows(file, source.path)
        return
    if source.compressed:
        raise DocumentError("Parquet needs a file that is not compressed again; unpack it", path=source.path)
    with source.opened or nullcontext(), source.path.open("rb") as file:
        yield from parquet_rows(file, source.path)


def _newline(source: Source) -> str | None:
    """How lines end: in a cell of a table as they do; between rows of JSON in any way."""
    return "" if source.format in {Format.CSV, Format.TSV} else None


def _parser(form: Format | None, path: Path) -> Callable[[IO[str], _Reading], Iterator[Row]]:
    match form:
        case Format.CSV:
            return lambda text, reading: csv_rows(text, path, reading.max_bytes)
        case Format.TSV:
            return lambda text, reading: csv_rows(text, path, reading.max_bytes, between="\t")
        case Format.JSON:
            return lambda text, reading: json_rows(text, path, reading.max_bytes)
        case _:
            return lambda text, reading: jsonl_rows(text, path, reading.max_bytes)


def _checked(rows: Iterator[Row], source: Source, columns: Columns) -> list[Row]:
    """The first rows, as few as show that the columns are there.

    Raises:
        DocumentError: None of the first rows shows them.
    """
    first: list[Row] = []
    names: dict[str, None] = {}
    for row in itertools.islice(rows, _LOOK_AHEAD):
        first.append(row)
        if not isinstance(row.content, DocumentError):
            names |= dict.fromkeys(row.content)
            if is_record(row.content) or columns.missing(names) is None:
                return first
    if names:
        columns.check(names, source.path)
    return first


def _distinct(stream: Iterable[Document | Unreadable]) -> Iterator[Document | Unreadable]:
    """The stream with ids that occur again told apart: “x”, “x~2”, “x~3”; the id as found is kept as metadata."""
    seen: set[int] = set()
    again: dict[str, int] = {}
    for found in stream:
        name = found.id
        while _short(name) in seen:
            again[found.id] = again.get(found.id, 1) + 1
            name = f"{found.id}~{again[found.id]}"
        seen.add(_short(name))
        yield found if name == found.id else _renamed(found, name)


def told_apart(document: Document) -> bool:
    """Whether a document got another id than it was found with, because one before it in the corpus had that."""
    found = document.metadata.get("id")
    return isinstance(found, str) and document.id.startswith(f"{found}~") and document.id[len(found) + 1 :].isdecimal()


def _renamed(found: Document | Unreadable, name: str) -> Document | Unreadable:
    if isinstance(found, Unreadable):
        return Unreadable(name, found.error)
    return found.model_copy(update={"id": name, "metadata": {**found.metadata, "id": found.id}})


def _short(name: str) -> int:
    """Eight bytes for an id: a million of them collide once in thirty million corpora."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
