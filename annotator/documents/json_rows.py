"""Rows of JSON: one object per line (JSONL, NDJSON), or one array or sequence of objects.

Both are read piece by piece, never whole; what the objects mean is left to `annotator.documents.columns`.
"""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from annotator.documents.columns import Row
from annotator.documents.tables import damaged, odd_bytes
from annotator.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 65_536  # characters read at a time from an array
_MALFORMED = (ValueError, RecursionError)  # what json raises on text that is no JSON, or is nested without end


def jsonl_rows(text: IO[str], path: Path, limit: int) -> Iterator[Row]:
    """One row per line that is not blank, numbered by its line; a broken line is a row with an error.

    Args:
        text: The file.
        path: Its name, for the errors' sake.
        limit: Characters that a line may have.
    """
    number = 0
    while line := text.readline(limit):
        number += 1
        if len(line) == limit and not line.endswith("\n"):
            _skip_line(text, limit)
            yield Row(number, number, _too_long(path, number, limit))
        elif not line.isspace():
            yield Row(number, number, _parse(line, path, number))


def json_rows(text: IO[str], path: Path, limit: int) -> Iterator[Row]:
    """One row per object of an array, or of a sequence of objects with or without line ends between them.

    What follows a broken object cannot be told apart, so the first error is the last row.
    """
    reader = _Objects(text, path, limit)
    while (row := reader.next()) is not None:
        yield row
        if isinstance(row.content, DocumentError) and reader.lost:
            return


class _Objects:
    """Takes objects off a text, one at a time, with a window of it in memory."""

    def __init__(self, text: IO[str], path: Path, limit: int) -> None:
        self._text = text
        self._path = path
        self._limit = limit
        self._window = ""
        self._line = 1
        self._number = 0
        self._decode = json.JSONDecoder(parse_constant=_null).raw_decode
        self.lost = False

    def next(self) -> Row | None:
        """The next row, or None at the end."""
        self._advance()
        if not self._window:
            return None
        self._number += 1
        line = self._line
        return Row(self._number, line, self._take(line))

    def _advance(self) -> None:
        """Leave out what stands between objects; all objects may stand in one array."""
        while True:
            rest = self._window.lstrip("[], \t\r\n\ufeff")
            self._line += self._window.count("\n", 0, len(self._window) - len(rest))
            self._window = rest
            if rest or not self._read(_CHUNK):
                return

    def _take(self, line: int) -> dict[str, Any] | DocumentError:
        while True:
            try:
                value, end = self._decode(self._window)
            except _MALFORMED as error:
                if len(self._window) < self._limit and self._read(max(_CHUNK, len(self._window))):
                    continue
                self.lost = True
                return _not_json(error, self._path, line)
            self._line += self._window.count("\n", 0, end)
            self._window = self._window[end:]
            return _object(value, self._path, line)

    def _read(self, count: int) -> bool:
        more = self._text.read(count)
        self._window += more
        return bool(more)


def _parse(line: str, path: Path, number: int) -> dict[str, Any] | DocumentError:
    if odd_bytes(line):
        return damaged(path, number)
    try:
        value = json.loads(line.rstrip("\r\n"), parse_constant=_null)
    except _MALFORMED as error:
        return _not_json(error, path, number)
    return _object(value, path, number)


def _object(value: Any, path: Path, line: int) -> dict[str, Any] | DocumentError:
    if isinstance(value, dict):
        return value  # pyright: ignore[reportUnknownVariableType]  # the keys of JSON are text
    return DocumentError('this is JSON but no object with columns; write {"text": …} instead', path=path, line=line)


def _not_json(error: Exception, path: Path, line: int) -> DocumentError:
    if isinstance(error, json.JSONDecodeError):
        why, line = f"{error.msg}, column {error.colno}", line + error.lineno - 1
    else:
        why = "it is nested too deeply, or holds a number of thousands of digits"
    return DocumentError(f"this is not JSON ({why}); mend or remove it", path=path, line=line)


def _too_long(path: Path, line: int, limit: int) -> DocumentError:
    message = f"the line is longer than {limit:,} characters; split the document or raise the limit (max_bytes)"
    return DocumentError(message, path=path, line=line)


def _skip_line(text: IO[str], limit: int) -> None:
    while (rest := text.readline(limit)) and not rest.endswith("\n"):
        pass


def _null(_: str) -> None:
    """NaN and infinities, which JSON does not have."""
