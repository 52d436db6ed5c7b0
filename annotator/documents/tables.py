"""Rows of CSV and Parquet files, read a few at a time.

A broken row is a row with an error and does not end the file; what the columns mean is left to
`annotator.documents.columns`.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import tempfile
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Any

from annotator.documents.columns import Row
from annotator.documents.source import head_of
from annotator.documents.text import guess_encoding, is_wide, refuse_foreign
from annotator.errors import DocumentError

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Generator, Iterator
    from pathlib import Path

_DELIMITERS = ",;\t|"
_BATCH = 64  # rows of Parquet in memory at a time, so that long articles do not add up
_PIECE = 1 << 20  # bytes of a pipe that are kept at a time
_PARQUET = b"PAR1"  # at both ends
_MARKED = "annotator.marked"
_FOOTER = 8  # bytes at the end of a Parquet file: length of the footer, then PAR1


def as_text(stream: IO[bytes], path: Path, encoding: str | None, newline: str | None) -> IO[str]:
    """A table's bytes as text; bytes that do not belong to the encoding stay recognisable by `odd_bytes`.

    Raises:
        DocumentError: The encoding cannot be found out or does not exist.
    """
    head = head_of(stream)
    refuse_foreign(head, path)
    name = encoding or guess_encoding(head)
    if name is None:
        raise DocumentError("its encoding cannot be found out; name it with --encoding", path=path)
    try:
        return io.TextIOWrapper(stream, encoding=name, errors=_error_policy(name), newline=newline)
    except LookupError as error:
        raise DocumentError(f"there is no encoding {encoding!r}; try utf-8 or cp1252", path=path) from error


def odd_bytes(text: str) -> bool:
    """Whether bytes of a file did not belong to its encoding."""
    return re.search(r"[\udc80-\udcff]", text) is not None


def damaged(path: Path, line: int) -> DocumentError:
    """What to say of a row with odd bytes."""
    message = (
        "the bytes of this row do not fit the encoding of the file; mend the row, or name the right one with --encoding"
    )
    return DocumentError(message, path=path, line=line)


def csv_rows(text: IO[str], path: Path, limit: int, *, between: str | None = None) -> Iterator[Row]:
    """One row per record below the header, numbered from 1.

    Args:
        text: The file, its line ends as they are.
        path: Its name, for the errors' sake.
        limit: Characters that a cell may have.
        between: What stands between cells; found out from the header if None.

    Raises:
        DocumentError: There is no header.
    """
    csv.field_size_limit(max(limit, csv.field_size_limit()))  # the module's only way; articles outgrow its 131,072
    first = text.readline()
    reader = csv.reader(itertools.chain([first], text), delimiter=between or delimiter(first), strict=True)
    header = _header(reader, path)
    for number in itertools.count(1):
        line = reader.line_num + 1
        cells = _cells(reader, path, line)
        if cells is None:
            return
        if cells:
            yield Row(number, line, _content(header, cells, path, line))


def delimiter(header: str) -> str:
    """What stands between the cells of a table, from its first line: a comma, semicolon, tab or bar."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def parquet_rows(stream: IO[bytes], path: Path) -> Iterator[Row]:
    """One row per row of a Parquet file, numbered from 1.

    Args:
        stream: The file, in which any place can be gone to.
        path: Its name, for the errors' sake.

    Raises:
        DocumentError: The file is no Parquet file, or is damaged.
    """
    _refuse_no_parquet(stream, path)
    number = 0
    for names, columns in _batches(stream, path):
        for cells in zip(*columns, strict=True):
            number += 1
            yield Row(number, None, dict(zip(names, cells, strict=True)))


@contextmanager
def spooled(stream: IO[bytes], path: Path) -> Generator[IO[bytes]]:
    """What a stream holds as a temporary file without a name, because Parquet begins to be read at its end.

    Raises:
        DocumentError: There is no room for it.
    """
    with ExitStack() as stack:
        with _room(path):
            file = stack.enter_context(tempfile.TemporaryFile())
        while piece := stream.read(_PIECE):
            with _room(path):
                file.write(piece)
        with _room(path):
            file.flush()
        yield file


@contextmanager
def _room(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        message = f"Parquet from a pipe needs room for a temporary file ({error.strerror}); name a file instead"
        raise DocumentError(message, path=path) from error


def _error_policy(encoding: str) -> str:
    return _MARKED if is_wide(encoding) else "surrogateescape"


def _marked(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are no character of UTF-16 or UTF-32, where ``surrogateescape`` knows nothing."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  # it is asked for when reading only
    return "\udc80", error.end


codecs.register_error(_MARKED, _marked)


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        names = [name.strip() for name in next(reader, list[str]())]
    except csv.Error as error:
        raise DocumentError(f"the header is broken ({error}); mend it", path=path, line=1) from error
    if not any(names):
        raise DocumentError("the file is empty; a CSV file starts with the names of its columns", path=path)
    return [name if name not in names[:place] else f"{name}.{place + 1}" for place, name in enumerate(names)]


def _cells(reader: Reader, path: Path, line: int) -> list[str] | DocumentError | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        what = "the row that starts here" + (
            f" and goes on to line {reader.line_num}" if reader.line_num > line else ""
        )
        message = f"{what} is broken ({error}); see whether its quotation marks are doubled and closed"
        return DocumentError(message, path=path, line=line)


def _content(
    header: list[str], cells: list[str] | DocumentError, path: Path, line: int
) -> dict[str, Any] | DocumentError:
    if isinstance(cells, DocumentError):
        return cells
    if len(cells) != len(header):
        message = f"the row has {len(cells)} cells where the header has {len(header)}; see whether a cell needs quoting"
        return DocumentError(message, path=path, line=line)
    if any(map(odd_bytes, cells)):
        return damaged(path, line)
    return dict(zip(header, cells, strict=True))


def _batches(stream: IO[bytes], path: Path) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """Names and cells of a few rows at a time."""
    from arro3.io import read_parquet  # noqa: PLC0415  # heavy, and only Parquet needs it

    try:
        for batch in read_parquet(stream, batch_size=_BATCH):
            columns: list[Any] = batch.columns  # declared as numpy arrays; they are Arrow's
            yield batch.schema.names, [[_as_words(cell) for cell in column.to_pylist()] for column in columns]
    except GeneratorExit:
        raise
    except BaseException as error:  # the reader panics on damaged files, and its panic is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise DocumentError("the Parquet file is damaged; write it again", path=path) from error


def _as_words(cell: Any) -> Any:
    """A cell, its bytes as the words that they are, because some writers do not say that a column holds text."""
    if not isinstance(cell, bytes):
        return cell
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return cell


def _refuse_no_parquet(stream: IO[bytes], path: Path) -> None:
    """Keep from the reader what would make it panic."""
    stream.seek(0)
    start, size = stream.read(len(_PARQUET)), stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _FOOTER))
    end = stream.read()
    stream.seek(0)
    if start != _PARQUET:
        raise DocumentError("this is no Parquet file; see whether its name ends rightly", path=path)
    if end[4:] != _PARQUET or int.from_bytes(end[:4], "little") + _FOOTER + len(start) > size:
        raise DocumentError("the Parquet file is cut off; fetch or write it again", path=path)
