"""A run's rows on disk: one SQLite file, in which everything that was paid for outlives the process.

A reply is committed before it is used; finished documents are committed in groups, because their replies are already
safe. It keeps and finds rows; what is asked, when, and who may write is left to the runner.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.runs import connection
from annotator.runs.connection import told
from annotator.schema import Usage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from annotator.engines.base import Attempt

_GROUP = 64
"""Finished documents in one transaction, at most."""
_GROUP_S = 0.2
"""Seconds that a finished document waits for its transaction, at most; a kill in that time repeats no call."""

CORPUS, RETRY = "run", "retry"
"""Kinds of a session: it goes over the corpus, or only over documents that failed."""
COMPLETE = "complete"
"""Ending of a session that came to the end of the corpus."""
NOTHING_TO_DO = "nothing to do"
"""Ending of a session that read no corpus, so that it does not say how far the run is."""

_COUNTS = ("calls", "reasks", "retries", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens")


@dataclass(frozen=True, slots=True)
class Finished:
    """A document that is done with, one way or the other.

    Attributes:
        position: Place in the corpus, from 0.
        id: The document's id.
        sha256: Digest of its text, None when it could not be read.
        document: It as JSON, None when it could not be read.
        key: Of its annotation, None when it failed.
        annotation: As JSON, None when it failed or when an equal document's is meant.
        shared: Whether the answer was made for an equal document.
        error: Class name of the error.
        message: What went wrong, a sentence.
        reply: The model's last raw reply before it failed.
        seconds: Wall clock.
        setup: Digest of what decided the annotation; only written, never read back.
    """

    position: int
    id: str
    sha256: str | None
    document: str | None
    key: str | None = None
    annotation: str | None = None
    shared: bool = False
    error: str | None = None
    message: str | None = None
    reply: str | None = None
    seconds: float | None = None
    setup: str = ""

    @property
    def failed(self) -> bool:
        """Whether there is no annotation."""
        return self.key is None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that was paid for.

    Attributes:
        text: The raw reply.
        position: Of the document that it was bought for.
        usage: What it took.
    """

    text: str
    position: int
    usage: Usage


class Known(NamedTuple):
    """The row of a document that is done with, without its annotation.

    Attributes:
        id: The document's id.
        document: It as JSON, None when it could not be read.
        key: Of its annotation, None when it failed.
        error: Class name of the error.
        message: What went wrong, a sentence.
    """

    id: str
    document: str | None
    key: str | None
    error: str | None
    message: str | None


class Store:
    """An open SQLite file of a run; every method raises `RunError` when the disk does not go along."""

    def __init__(self, run: Path, opened: sqlite3.Connection) -> None:
        self.run = run
        self._connection = opened
        self._waiting = 0
        self._since = 0.0
        self._session: int | None = None
        self._closed = False

    # opening and closing

    @classmethod
    def create(cls, run: Path) -> Store:
        """A new file in an existing directory."""
        return cls(run, connection.create(run))

    @classmethod
    def open(cls, run: Path) -> Store:
        """An existing file, to be written to."""
        return cls(run, connection.for_writing(run))

    @classmethod
    def read(cls, run: Path) -> Store:
        """An existing file, only to be read, also from a directory that cannot be written to."""
        return cls(run, connection.for_reading(run))

    def begin_session(self, kind: str = CORPUS) -> None:
        """Note that work starts now, and on what."""
        with told(self.run):
            cursor = self._connection.execute("INSERT INTO sessions(kind, started_at) VALUES (?, ?)", (kind, _now()))
            self._session = cursor.lastrowid

    def turn_to(self, kind: str) -> None:
        """Note what the session that has begun is about."""
        with told(self.run):
            self._connection.execute("UPDATE sessions SET kind = ? WHERE number = ?", (kind, self._session))

    def end_session(self, ending: str, corpus: str | None = None) -> None:
        """Note how the work ended, and the digest of the corpus if it is known."""
        with told(self.run):
            self.flush()
            row = (_now(), ending, corpus, self._session)
            self._connection.execute("UPDATE sessions SET ended_at = ?, ending = ?, corpus = ? WHERE number = ?", row)

    def close(self) -> None:
        """Commit, and leave one file that any SQLite reader opens."""
        if self._closed:
            return
        self._closed = True
        with told(self.run):
            try:
                self.flush()
            finally:
                connection.tidy(self._connection)

    def abandon(self) -> None:
        """Close without another write, as after a full disk."""
        with suppress(sqlite3.Error):
            self._connection.rollback()
        self._connection.close()

    # writing

    def record(self, position: int, attempt: Attempt) -> None:
        """Keep an attempt; it is committed when this returns."""
        with told(self.run):
            self.insert(position, attempt)
            self.flush()

    def insert(self, position: int, attempt: Attempt) -> None:
        """Put an attempt into the transaction that is open."""
        usage = attempt.usage
        row = (position, attempt.request, attempt.reply, attempt.error, attempt.status, attempt.latency_s)
        spent = (usage.calls, usage.reasks, usage.retries, usage.input_tokens, usage.output_tokens)
        rest = (usage.cached_tokens, usage.reasoning_tokens, usage.cost, _now())
        self._connection.execute(
            "INSERT INTO attempts(position, request, reply, error, status, latency_s, calls, reasks, retries,"
            " input_tokens, output_tokens, cached_tokens, reasoning_tokens, cost, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, *spent, *rest),
        )

    def finish(self, done: Finished) -> None:
        """Keep a finished document; it is committed within a fifth of a second of further ones, or by `flush`."""
        with told(self.run):
            self._begin()
            if done.annotation is not None:
                row = (done.key, done.annotation, done.setup)
                self._connection.execute("INSERT OR REPLACE INTO annotations VALUES (?, ?, ?)", row)
            self._connection.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(done)
            )
            self._waiting += 1
            if self._waiting >= _GROUP or time.monotonic() - self._since > _GROUP_S:
                self.flush()

    @contextmanager
    def whole(self) -> Generator[sqlite3.Connection]:
        """One transaction for another module of this package, which happens whole or not at all."""
        self.flush()
        with told(self.run), self._connection:
            self._connection.execute("BEGIN")
            yield self._connection

    def spoil(self, request: str) -> None:
        """Never use the replies to a request again."""
        with told(self.run):
            self._connection.execute("UPDATE attempts SET spoiled = 1 WHERE request = ?", (request,))

    def flush(self) -> None:
        """Commit what waits."""
        self._waiting = 0
        if self._connection.in_transaction:
            with told(self.run):
                self._connection.execute("COMMIT")

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._since = time.monotonic()
            self._connection.execute("BEGIN")

    # reading

    def reply(self, request: str, position: int) -> Reply | None:
        """The latest usable reply to a request, of several that for the document at a position, or None."""
        row = self._one(
            "SELECT reply, position, calls, reasks, retries, input_tokens, output_tokens, cached_tokens,"
            " reasoning_tokens, cost FROM attempts WHERE request = ? AND reply IS NOT NULL AND error IS NULL"
            " AND NOT spoiled ORDER BY position = ? DESC, number DESC LIMIT 1",
            request,
            position,
        )
        return None if row is None else Reply(row[0], row[1], _usage(row[2:]))

    def annotation(self, key: str) -> str | None:
        """The annotation with a key as JSON, or None."""
        row = self._one("SELECT annotation FROM annotations WHERE key = ?", key)
        return None if row is None else row[0]

    def at(self, position: int) -> Known | None:
        """What is known of the document at a position, or None when it is not done yet."""
        row = self._one("SELECT id, document, key, error, message FROM documents WHERE position = ?", position)
        return None if row is None else Known(*row)

    def last_position(self) -> int:
        """The highest position that is done with; -1 when nothing is."""
        row = self._one("SELECT max(position) FROM documents")
        return -1 if row is None or row[0] is None else int(row[0])

    def corpus(self) -> str | None:
        """Digest of the corpus of a shard, as of the last session that came to its end; None when nobody knows."""
        row = self._one("SELECT corpus FROM sessions WHERE corpus IS NOT NULL ORDER BY number DESC")
        return None if row is None else row[0]

    def unfinished(self) -> str | None:
        """How the last session over the corpus ended if not at its end, empty while it goes on or when it was killed.

        None when it came to the end, and when there was no session, as in runs that were merged by an earlier version.
        """
        row = self._one(
            "SELECT ending FROM sessions WHERE kind = ? ORDER BY ending IS ?, number DESC", CORPUS, NOTHING_TO_DO
        )
        return None if row is None or row[0] == COMPLETE else row[0] or ""

    def failed(self) -> Iterator[tuple[int, str | None, str, str, str]]:
        """Position, document as JSON, id, error class and message of each failed document, in corpus order."""
        yield from self._rows(
            "SELECT position, document, id, error, message FROM documents WHERE state = 'failed' ORDER BY position"
        )

    def finished(self) -> Iterator[Finished]:
        """Every document that is done with, in corpus order, each with its annotation."""
        rows = self._rows(
            "SELECT position, id, sha256, document, d.key, annotation, shared <> 0, error, message, reply, seconds"
            " FROM documents d LEFT JOIN annotations a ON a.key = d.key ORDER BY position"
        )
        for row in rows:
            yield Finished(*row)

    def usage(self) -> Usage:
        """What all attempts took, those of failed documents included."""
        row = self._one(
            "SELECT coalesce(sum(calls), 0), coalesce(sum(reasks), 0), coalesce(sum(retries), 0),"
            " coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(cached_tokens), 0),"
            " coalesce(sum(reasoning_tokens), 0), CASE WHEN count(*) > count(cost) THEN NULL ELSE total(cost) END"
            " FROM attempts"
        )
        return Usage() if row is None else _usage(row)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query of another module of this package."""
        return list(self._rows(sql, *values))

    def change(self, sql: str, *values: object) -> None:
        """A change of another module of this package, committed when this returns."""
        with told(self.run):
            self._connection.execute(sql, values)
            self.flush()

    def _one(self, sql: str, *values: object) -> Any:
        with told(self.run):
            return self._connection.execute(sql, values).fetchone()

    def _rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with told(self.run):
            for row in self._connection.execute(sql, values):  # noqa: UP028  # `yield from` closes the cursor, too late
                yield row


def _row(done: Finished) -> tuple[object, ...]:
    state = "failed" if done.failed else "annotated"
    first = (done.position, done.id, done.sha256, done.document, state, done.key, int(done.shared))
    return (*first, done.error, done.message, done.reply, done.seconds, _now())


def _usage(row: tuple[Any, ...]) -> Usage:
    return Usage(**dict(zip((*_COUNTS, "cost"), row, strict=True)))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
