"""What bytes hold whose name does not say it, told from how they begin.

It looks and reads nothing on; how a format is read is left to its own module.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

from annotator.documents.columns import Columns
from annotator.documents.source import Format
from annotator.documents.tables import delimiter
from annotator.documents.text import guess_encoding

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARQUET = b"PAR1"
_ROWS_OF_JSON = re.compile(r'\[?\s*\{\s*["}]')
_LINE_OF_JSON = re.compile(r'\{[ \t]*["}]')
_PAGE = ("<!doctype html", "<html")
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def recognised(head: bytes, columns: Columns | None = None, *, encoding: str | None = None) -> Format:
    """What begins with some bytes: Parquet, objects of JSON, a web page, a table, or else a text.

    Who names a column has a table; without that, a first line is taken for the header of one when it names the
    column of the text, or holds nothing but names and is followed by cells.

    Args:
        head: The first bytes, unpacked; the first two lines are enough.
        columns: Which column of a table is what.
        encoding: Their encoding, if it is known.
    """
    if head.startswith(_PARQUET):
        return Format.PARQUET
    text = _decoded(head, encoding)
    if "\x00" in text:
        return Format.TEXT  # which will be said to be none
    start = text.lstrip("\ufeff").lstrip()
    if _ROWS_OF_JSON.match(start):
        return Format.JSONL if lines_of_json(start) else Format.JSON
    if start[: len(_PAGE[0])].lower().startswith(_PAGE):
        return Format.HTML
    wanted = columns or Columns()
    return Format.CSV if start and (wanted != Columns() or _is_table(start, wanted.text)) else Format.TEXT


def lines_of_json(start: str) -> bool:
    """Whether objects of JSON stand on a line each, as far as the first two lines tell."""
    if not _LINE_OF_JSON.match(start):
        return False
    first, _, rest = start.partition("\n")
    following = rest.lstrip()
    return following.startswith("{") if following else not _goes_on(first)


def rows_of_json(named: Format, head: bytes, encoding: str | None = None) -> Format:
    """How to read a file whose name says JSON or JSONL: by lines if it has any, so that a broken one is alone."""
    start = _decoded(head, encoding).lstrip("\ufeff").lstrip()
    if named is Format.JSON:
        return Format.JSONL if lines_of_json(start) else named
    return Format.JSON if _ROWS_OF_JSON.match(start) and not _LINE_OF_JSON.match(start) else named


def _goes_on(line: str) -> bool:
    """Whether another object follows the first one on a line."""
    try:
        _, end = json.JSONDecoder().raw_decode(line)
    except (ValueError, RecursionError):
        return False
    return bool(line[end:].strip())


def _decoded(head: bytes, encoding: str | None) -> str:
    try:
        return head.decode(encoding or guess_encoding(head) or "latin-1", "replace")
    except LookupError:
        return head.decode("latin-1")


def _is_table(start: str, text: str) -> bool:
    first, _, rest = start.partition("\n")
    between = delimiter(first)
    names = _names(first, between)
    if text in names:
        return True
    return len(names) > 1 and all(map(_NAME.fullmatch, names)) and between in rest


def _names(line: str, between: str) -> Sequence[str]:
    try:
        return [
            name.strip() for name in next(csv.reader([line.rstrip("\r")], delimiter=between, strict=True), list[str]())
        ]
    except csv.Error:
        return ()
