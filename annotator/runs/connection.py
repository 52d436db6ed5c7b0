"""Opening a run's SQLite file, for writing or for reading, and what to say when the disk does not go along.

It refuses files that are damaged or not ours and leaves them as they are; the rows are the store's.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from annotator.errors import RunError
from annotator.runs.tables import APPLICATION_ID, TABLES, VERSION, VIEWS

if TYPE_CHECKING:
    from pathlib import Path

FILE = "run.sqlite"
_CHECKED_BYTES = 1 << 30
"""Files up to this size are checked page by page on opening; for larger ones that takes too long."""
_BUSY_S = 30.0
"""Seconds to wait for another program that reads or copies the file."""
_LOG_PAGES = 4000
"""Of SQLite's log, before they are carried over into the file: 16 MB. Until then a page that changes again and again,
as those of indexes do, is written once more to the log only."""
_SERIALIZED = 3
ONE_THREAD = sqlite3.threadsafety < _SERIALIZED
"""Whether SQLite was built so that only the thread that opened a file may use it; nearly everywhere others may too."""


class told:  # noqa: N801  # read as a verb: with told(run)
    """Turn an error of SQLite into a sentence with a remedy, within a block.

    A class, because a generator would take longer than the statement that it surrounds.

    Raises:
        RunError: Instead of `sqlite3.Error`.
    """

    __slots__ = ("_run",)

    def __init__(self, run: Path) -> None:
        self._run = run

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise RunError(_sentence(error), run=self._run) from error


def create(run: Path) -> sqlite3.Connection:
    """A new file with its tables, all of them or none.

    Raises:
        RunError: The directory cannot be written to.
    """
    marks = f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION};"
    with told(run):
        connection = _connected(run)
        try:
            connection.executescript(f"BEGIN; {marks} {TABLES} {VIEWS} COMMIT;")
        except BaseException:
            connection.close()
            raise
    return connection


def is_blank(run: Path) -> bool:
    """Whether no file is there, or one that holds nothing, because its maker was stopped before its tables stood."""
    file = run / FILE
    if not file.exists() or file.stat().st_size == 0:
        return True
    with suppress(sqlite3.Error, RunError):
        connection = _read_only(run)
        try:
            marks = [connection.execute(f"PRAGMA {each}").fetchone()[0] for each in ("application_id", "user_version")]
            return [*marks, connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]] == [0, 0, 0]
        finally:
            connection.close()
    return False


def for_writing(run: Path) -> sqlite3.Connection:
    """An existing file, to be written to.

    Raises:
        RunError: It is missing, damaged, or not ours; it is left as it is.
    """
    _refuse_missing(run)
    with told(run):
        reader = _read_only(run)
        try:
            _refuse_unfit(run, reader)
        finally:
            reader.close()
        return _connected(run)


def for_reading(run: Path) -> sqlite3.Connection:
    """An existing file, only to be read, also from a directory that cannot be written to.

    Raises:
        RunError: It is missing, damaged, or not ours.
    """
    _refuse_missing(run)
    with told(run):
        connection = _read_only(run)
        try:
            _refuse_unfit(run, connection)
        except BaseException:
            connection.close()
            raise
        return connection


def tidy(connection: sqlite3.Connection) -> None:
    """Close, and leave one file that any SQLite reader opens, also from a directory that cannot be written to."""
    with suppress(sqlite3.Error):  # a reader is in the way, or there is no room: the next one to close does it
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _connected(run: Path) -> sqlite3.Connection:
    """A writer; NORMAL means that a commit outlives the process, and that a power cut may undo the last ones."""
    address = (run / FILE).resolve().as_uri()  # not every SQLite would take the address of a run to merge otherwise
    connection = sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=ONE_THREAD)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    return connection


def _read_only(run: Path) -> sqlite3.Connection:
    """A reader; a file that is not in use may be read even where SQLite cannot make its side files."""
    address = (run / FILE).resolve().as_uri()
    opened = partial(sqlite3.connect, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=ONE_THREAD)
    connection = opened(f"{address}?mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError:
        connection.close()
        if (run / f"{FILE}-wal").exists():
            raise
        return opened(f"{address}?immutable=1")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _refuse_missing(run: Path) -> None:
    if not (run / FILE).exists():
        raise RunError(f"{FILE} is missing; give the directory of a run, or restore the file", run=run)


def _refuse_unfit(run: Path, connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise RunError(f"{FILE} was not made by annotator; nothing was changed", run=run)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        message = f"{FILE} has layout {version}, this annotator knows layout {VERSION}; use the one that wrote it"
        raise RunError(message, run=run)
    if (run / FILE).stat().st_size <= _CHECKED_BYTES:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise RunError(_DAMAGED.format(verdict.replace("\n", " ")), run=run)


_DAMAGED = FILE + " is damaged ({}); it was left as it is, restore a copy or try “sqlite3 run.sqlite .recover”"


def _sentence(error: sqlite3.Error) -> str:
    if isinstance(error, sqlite3.ProgrammingError):
        if "thread" in str(error):
            return "this SQLite lets only the thread that opened the run use it; open it in the thread that reads it"
        return "the run is closed; read its results before it is"
    match getattr(error, "sqlite_errorcode", None):
        case sqlite3.SQLITE_FULL:
            return "the disk is full; what was finished before is saved, make room and give the same command again"
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _DAMAGED.format(error)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"another program keeps {FILE} locked; close it and give the same command again"
        case _:
            return f"{FILE} cannot be used ({error}); see to the disk and the permissions of the directory"
