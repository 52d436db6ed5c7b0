"""Replies that were paid for, shared by all runs of a user: the same request is never bought twice.

It keeps raw replies by the digest of their request; the digest is the engine's, and what the reply means is too. A
cache that cannot be used costs money but no run: it turns itself off and says so.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import settings
from annotator.runs.connection import ONE_THREAD

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "replies.sqlite"
_BUSY_S = 5.0
_TABLE = "CREATE TABLE IF NOT EXISTS replies(request TEXT PRIMARY KEY, reply TEXT NOT NULL, at TEXT NOT NULL)"
_log = logging.getLogger(__name__)


class Cache:
    """Replies by request, in one SQLite file that several processes may use at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: str | None = None
        self._connection: sqlite3.Connection | None = None
        self._opened = False

    def get(self, request: str) -> str | None:
        """The reply to a request, or None."""
        connection = self._open()
        if connection is None:
            return None
        try:
            row = connection.execute("SELECT reply FROM replies WHERE request = ?", (request,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return None if row is None else row[0]

    def put(self, replies: Iterable[tuple[str, str]]) -> None:
        """Keep replies, each with its request; what is there already stays."""
        connection = self._open()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [(request, reply, now) for request, reply in replies]
        if connection is None or not rows:
            return
        try:
            with connection:
                connection.execute("BEGIN")
                connection.executemany("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def drop(self, request: str) -> None:
        """Forget the reply to a request, because it is of no use."""
        connection = self._open()
        if connection is None:
            return
        try:
            connection.execute("DELETE FROM replies WHERE request = ?", (request,))
        except sqlite3.Error as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection | None:
        if not self._opened:
            self._opened = True
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._connection = sqlite3.connect(
                    self.path, timeout=_BUSY_S, isolation_level=None, check_same_thread=ONE_THREAD
                )
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=NORMAL")
                self._connection.execute(_TABLE)
            except (OSError, sqlite3.Error) as error:
                self._give_up(error)
        return self._connection

    def _give_up(self, error: Exception) -> None:
        self.trouble = f"the cache {self.path} cannot be used ({error}); answers are not shared between runs"
        _log.warning("%s", self.trouble)
        with suppress(sqlite3.Error):
            self.close()
        self._connection = None


def default_path() -> Path:
    """Where a user's replies are kept: ``ANNOTATOR_CACHE`` (a directory), or else the system's place for caches."""
    given = settings.variable("ANNOTATOR_CACHE")
    return (Path(given).expanduser() if given else _system_caches() / "annotator") / FILE


def _system_caches() -> Path:
    if sys.platform == "win32":
        return Path(settings.variable("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(settings.variable("XDG_CACHE_HOME") or Path.home() / ".cache")
