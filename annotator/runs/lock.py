"""One writer at a time on a run; readers are never kept out.

A SQLite transaction holds the lock, because the operating system drops it with the process, also after ``kill -9``.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator.errors import RunError
from annotator.runs.connection import ONE_THREAD

if TYPE_CHECKING:
    from pathlib import Path

FILE = "lock.sqlite"
_LOOK_S = 0.2
"""Seconds to wait for the lock: `is_held` takes it for a moment."""
_TAKEN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Lock:
    """A held lock; `release` gives it back."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def release(self) -> None:
        """Let others write."""
        self._connection.close()


def acquire(run: Path) -> Lock:
    """Take the lock of a run.

    Raises:
        RunError: Another process holds it (the message says which), or the directory cannot be written to.
    """
    try:
        connection = sqlite3.connect(run / FILE, timeout=_LOOK_S, isolation_level=None, check_same_thread=ONE_THREAD)
    except sqlite3.Error as error:
        raise RunError(f"the directory cannot be written to ({error})", run=run) from error
    try:
        _hold(connection)
    except sqlite3.Error as error:
        message = _sentence(connection, error)
        connection.close()
        raise RunError(message, run=run) from error
    return Lock(connection)


def is_held(run: Path) -> bool:
    """Whether a process is working on a run, as far as the file system tells; nothing is written."""
    address = f"{(run / FILE).resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        return getattr(error, "sqlite_errorcode", None) in _TAKEN
    return False


def _hold(connection: sqlite3.Connection) -> None:
    """Write who holds the lock, then hold it by an open transaction, which readers of that row may overlap."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE IF NOT EXISTS holder(process INTEGER, host TEXT, since TEXT)")
    connection.execute("DELETE FROM holder")
    who = (os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
    connection.execute("INSERT INTO holder VALUES (?, ?, ?)", who)
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")


def _sentence(connection: sqlite3.Connection, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    if code in _DAMAGED:
        return f"{FILE} is damaged ({error}); remove it, it only says who is at work"
    if code not in _TAKEN:
        return f"the directory cannot be written to ({error})"
    try:
        process, host, since = connection.execute("SELECT process, host, since FROM holder").fetchone()
    except (sqlite3.Error, TypeError):
        return "another process is working on this run; wait for it or stop it"
    return f"process {process} on {host} has been working on this run since {since}; wait for it or stop it"
