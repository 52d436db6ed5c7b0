"""A run's results as a file: annotator's JSONL, or tidy tables as CSV or Parquet, in corpus order.

It streams, so that a file larger than memory can be written, and writes it whole or not at all. What the rows hold is
`annotator.runs.tidy`'s.
"""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from annotator.errors import FormatError
from annotator.files import whole_file
from annotator.records import Record, serialise
from annotator.runs import tidy
from annotator.runs.result import borrowed
from annotator.schema import Annotation, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

    from annotator.runs.store import Finished
    from annotator.runs.tidy import Cell, Kind, Row

TABLES = ("records", "documents")
SUFFIXES = (".jsonl", ".csv", ".parquet")
_GROUP = 5_000
"""Rows in a row group of Parquet, and in memory at a time."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet run a cell; an apostrophe before them makes it text."""


def export(finished: Iterable[Finished], path: Path, *, table: str = "records", text: bool = True) -> int:
    """Write a run's results to a file; its suffix says how.

    Args:
        finished: The documents, in order.
        path: Ends in .jsonl, .csv or .parquet.
        table: For CSV and Parquet: “records”, a row for each quote, claim and stance, or “documents”.
        text: For JSONL, whether to include the articles' words.

    Returns:
        How many lines or rows were written.

    Raises:
        FormatError: There is no such format or table, it cannot leave the words out, or the place cannot be written to.
    """
    _refuse_unfit(path, table, text=text)
    match path.suffix.lower():
        case ".jsonl":
            return _jsonl(finished, path, text=text)
        case ".csv":
            return _csv(finished, path, table)
        case ".parquet":
            return _parquet(finished, path, table)
        case _:
            raise FormatError(f"the name must end in {', '.join(SUFFIXES)}, which says what to write", path=path)


def _refuse_unfit(path: Path, table: str, *, text: bool) -> None:
    if table not in TABLES:
        raise FormatError(f"there is no table {table!r}; use {' or '.join(TABLES)}")
    lines = path.suffix.lower() == ".jsonl"
    if lines and table != "records":
        raise FormatError("JSONL has a line for each annotated document; for tables use .csv or .parquet", path=path)
    if not lines and not text:
        raise FormatError("tables hold the articles' words; only .jsonl can leave them out", path=path)


def line(done: Finished, *, text: bool = True) -> str | None:
    """A document as a line of annotator's JSONL; None when it failed."""
    if done.annotation is None or done.document is None:
        return None
    if text and not done.shared:  # the store holds what was checked when it was made
        return f'{{"document":{done.document},"annotation":{done.annotation}}}'
    annotation = Annotation.model_validate_json(done.annotation)
    own = borrowed(annotation, done.id) if done.shared else annotation
    record = Record(document=Document.model_validate_json(done.document), annotation=own)
    return serialise(record if text else record.without_text())


def _jsonl(finished: Iterable[Finished], path: Path, *, text: bool) -> int:
    count = 0
    with whole_file(path) as stream:
        for done in finished:
            written = line(done, text=text)
            if written is not None:
                stream.write(written + "\n")
                count += 1
    return count


def _csv(finished: Iterable[Finished], path: Path, table: str) -> int:
    columns, rows = _table(finished, table)
    count = 0
    with whole_file(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_harmless(row.get(name)) for name in columns])
            count += 1
    return count


def _table(finished: Iterable[Finished], table: str) -> tuple[Mapping[str, Kind], Iterator[Row]]:
    if table == "documents":
        return tidy.DOCUMENTS, map(tidy.documents, finished)
    return tidy.RECORDS, (row for done in finished for row in tidy.records(done))


def _harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _parquet(finished: Iterable[Finished], path: Path, table: str) -> int:
    from arro3.core import RecordBatchReader  # noqa: PLC0415  # heavy, and only Parquet needs it
    from arro3.io import write_parquet  # noqa: PLC0415  # as above

    columns, rows = _table(finished, table)
    schema = _schema(columns)
    counted = _Counted(rows)
    with _whole_path(path) as temporary, temporary.open("wb") as stream:
        sink = _Sink(stream)
        batches = iter(lambda: None if sink.error else _batch(list(islice(counted, _GROUP)), columns, schema), None)
        reader = RecordBatchReader.from_batches(schema, batches)
        try:
            write_parquet(reader, cast("IO[bytes]", sink), max_row_group_size=_GROUP, compression="zstd(3)")
        finally:
            for error in filter(None, (counted.error, sink.error)):
                raise error
    return counted.count


class _Counted:
    """Rows, counted as they pass; an error among them is kept, because the writer makes it one of its own."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.count = 0
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        try:
            row = next(self._rows)
        except StopIteration:
            raise
        except BaseException as error:  # Ctrl-C too
            self.error = error
            raise
        self.count += 1
        return row


class _Sink(io.RawIOBase):
    """A file to write to; an error is kept, because the writer panics on one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: BaseException | None = None

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]  # Buffer, from 3.12 on
        try:
            self._stream.write(piece)
        except BaseException as error:  # noqa: BLE001  # Ctrl-C too; it is raised again when the writer has ended
            self.error = error
        return len(piece)

    def flush(self) -> None:
        """Let what was buffered come to the disk; whoever collects a sink flushes it, perhaps after the file's end."""
        try:
            if not self._stream.closed:
                self._stream.flush()
        except OSError as error:
            self.error = error


def _arrow_type(kind: Kind) -> Any:
    from arro3.core import DataType  # noqa: PLC0415  # heavy, and only Parquet needs it

    types: dict[str, Callable[[], Any]] = {
        "text": DataType.string,
        "integer": DataType.int64,
        "number": DataType.float64,
        "truth": DataType.bool,
    }
    return types[kind]()


def _schema(columns: Mapping[str, Kind]) -> Any:
    from arro3.core import Field, Schema  # noqa: PLC0415  # heavy, and only Parquet needs it

    return Schema([Field(name, _arrow_type(kind)) for name, kind in columns.items()])


def _batch(rows: list[Row], columns: Mapping[str, Kind], schema: Any) -> Any:
    from arro3.core import Array, RecordBatch  # noqa: PLC0415  # heavy, and only Parquet needs it

    if not rows:
        return None
    arrays = [
        Array([_fitting(row.get(name), kind) for row in rows], _arrow_type(kind)) for name, kind in columns.items()
    ]
    return RecordBatch.from_arrays(arrays, schema=schema)


def _fitting(cell: Cell, kind: Kind) -> Cell:
    """Whole numbers are numbers too; lone surrogates, which Arrow cannot carry, become U+FFFD."""
    if kind == "number" and cell is not None:
        return float(cell)
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


@contextmanager
def _whole_path(path: Path) -> Generator[Path]:
    """A path to write to that becomes ``path`` when the block ends well, and leaves nothing behind when not."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as directory:
            temporary = Path(directory) / path.name
            yield temporary
            temporary.replace(path)
    except OSError as error:
        raise FormatError(f"cannot be written: {error.strerror or error}", path=path) from error
    except Exception as error:
        if type(error).__module__.startswith("arro3"):
            raise FormatError(f"cannot be written: {error}", path=path) from error
        raise
