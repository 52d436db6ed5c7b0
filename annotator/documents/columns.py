"""Which column of a table is what in a document.

A row is a mapping of names to JSON values; how rows are read from a file is left to the modules of the formats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from annotator.documents.text import checked
from annotator.errors import DocumentError
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from pydantic import JsonValue

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_ROLES = ("title", "date", "outlet", "author", "language")


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that documents are made from; all others become metadata.

    A column that was renamed here must exist; one that has its usual name may be missing, but for the text.

    Attributes:
        text: The article.
        id: Names the document within the corpus; without it, ids are made of the file's name and the row's number.
        title: Its title.
        date: When it was published, ISO 8601; anything else is kept as metadata.
        outlet: Who published it.
        author: Who wrote it.
        language: BCP-47 tag; anything else is kept as metadata.
    """

    text: str = "text"
    id: str = "id"
    title: str = "title"
    date: str = "date"
    outlet: str = "outlet"
    author: str = "author"
    language: str = "language"

    def check(self, names: Iterable[str], path: Path | None = None) -> None:
        """See whether a table has the columns that are needed.

        Raises:
            DocumentError: It has not; the message names those that it has.
        """
        present = list(names)
        role = self.missing(present)
        if role is not None:
            column, shown = getattr(self, role), ", ".join(present) or "none"
            message = f"there is no column {column!r}; name the right one with --{role}-column (there are: {shown})"
            raise DocumentError(message, path=path)

    def missing(self, names: Collection[str]) -> str | None:
        """The first role whose column a table lacks, None if it has all that are needed."""
        for field in fields(self):
            column: str = getattr(self, field.name)
            if column not in names and (field.name == "text" or column != field.default):
                return field.name
        return None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or what is wrong with it.

    Attributes:
        number: Its number within the file, from 1.
        line: The line where it starts, from 1; None in files without lines.
        content: Column name → value, or the error that kept it from being read.
    """

    number: int
    line: int | None
    content: Mapping[str, Any] | DocumentError


def is_record(content: Mapping[str, Any]) -> bool:
    """Whether a row is a line of annotator's own JSONL."""
    return "annotation" in content and isinstance(content.get("document"), Mapping)


def as_document(row: Row, columns: Columns, *, default_id: str, path: Path | None = None) -> Document:
    """The document that a row holds.

    Args:
        row: A row that could be read.
        columns: Which column is what.
        default_id: Id of the document if the row has none.
        path: The file, for the error's sake.

    Raises:
        DocumentError: The row is broken, or its text is missing, empty or no text.
    """
    if isinstance(row.content, DocumentError):
        raise row.content
    try:
        if is_record(row.content):
            return _from_record(row.content["document"])
        return _from_columns(row.content, columns, default_id)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "document"
        message = f"the row is no document ({place}: {first['msg']}); mend or remove it"
        raise DocumentError(message, path=path, line=row.line) from error
    except DocumentError as error:
        raise _placed(error, row, path) from error


def _placed(error: DocumentError, row: Row, path: Path | None) -> DocumentError:
    place = "" if row.line else f"row {row.number}: "
    return DocumentError(f"{place}{error}", path=path, line=row.line)


def _from_record(record: Mapping[str, Any]) -> Document:
    if "text" not in record:
        raise DocumentError("this record was written without its text; give the text, or export it with the text")
    checked(str(record["text"]))
    return Document.model_validate(record)


def _from_columns(content: Mapping[str, Any], columns: Columns, default_id: str) -> Document:
    text = content.get(columns.text)
    if not isinstance(text, str):
        columns.check(content)
        if isinstance(text, bytes):
            raise DocumentError(f"the column {columns.text!r} holds bytes that are not UTF-8; write it as text")
        raise DocumentError(f"the column {columns.text!r} holds no text; fill it or remove the row")
    known: dict[str, str | None] = {role: _cell(content, getattr(columns, role)) for role in _ROLES}
    known["date"] = _iso_date(known["date"])
    known["language"] = language_tag(known["language"])
    used = {columns.text, columns.id} | {getattr(columns, role) for role in _ROLES if known[role] is not None}
    rest = {name: as_json(value) for name, value in content.items() if name not in used and value not in (None, "")}
    nested = rest.pop("metadata", {})
    metadata = {**rest, **nested} if isinstance(nested, Mapping) else {**rest, "metadata": nested}
    identity = _cell(content, columns.id) or default_id
    return Document.model_validate({"id": identity, "text": checked(text), **known, "metadata": metadata})


def language_tag(name: str | None) -> str | None:
    """A BCP-47 tag, with the usual underscore mended, or None for anything else (“English”)."""
    tag = (name or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def as_json(value: Any) -> JsonValue:
    """A cell as JSON: dates as ISO 8601, numbers that JSON lacks as null, anything unknown as its text."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in cast("Sequence[Any]", value)]
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(content: Mapping[str, Any], name: str) -> str | None:
    value = as_json(content.get(name))
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, float) and value.is_integer():  # tables with a gap turn whole numbers into floats
        value = int(value)
    return str(value).strip() or None


def _iso_date(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return None
    return text
