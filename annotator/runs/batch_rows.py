"""What a run remembers of its batches: which there are, what is in them, and whether their answers are kept.

Each change happens whole or not at all; talking to the provider is `annotator.runs.openai_batch`'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from annotator.schema import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.engines.base import Attempt
    from annotator.runs.store import Store


def custom_id(request: str, position: int) -> str:
    """What a request is called in a batch: always the same, no other's, and short enough for every provider (64)."""
    return text_digest(f"{request} {position}")


def remember(store: Store, row: tuple[str, str, int, int, str], requests: Iterable[tuple[str, int]]) -> None:
    """Remember a batch (id, input file, round, size, time) and the requests in it, each with its position."""
    with store.whole() as connection:
        connection.execute("INSERT INTO batches VALUES (?, ?, ?, ?, 'submitted', 0, ?)", row)
        pairs = [(request, position, row[0]) for request, position in requests]
        connection.executemany("INSERT INTO batch_requests VALUES (?, ?, ?)", pairs)


def rename(store: Store, old: str, new: str) -> None:
    """Give a batch the id that the provider gave it."""
    with store.whole() as connection:
        connection.execute("UPDATE batches SET id = ? WHERE id = ?", (new, old))
        connection.execute("UPDATE batch_requests SET batch = ? WHERE batch = ?", (new, old))


def forget(store: Store, batch: str) -> None:
    """Forget a batch that was never worked on, so that its requests go into another one."""
    with store.whole() as connection:
        connection.execute("DELETE FROM batch_requests WHERE batch = ?", (batch,))
        connection.execute("DELETE FROM batches WHERE id = ?", (batch,))


def keep(store: Store, batch: str, answers: Iterable[tuple[str, Attempt]]) -> int:
    """Keep the answers of a batch; how many replies there are."""
    sent = store.query("SELECT request, position FROM batch_requests WHERE batch = ?", batch)
    wanted = {custom_id(request, position): (request, position) for request, position in sent}
    kept = 0
    with store.whole() as connection:
        for name, attempt in answers:
            if name in wanted:
                request, position = wanted[name]
                store.insert(position, replace(attempt, request=request))
                kept += attempt.reply is not None
        connection.execute("UPDATE batches SET collected = 1 WHERE id = ?", (batch,))
    return kept


class Tries(NamedTuple):
    """How often a request has been in a batch, and the HTTP status with which it came back last, if it did."""

    number: int
    status: int | None


def tries(store: Store, request: str, position: int | None, since: int) -> Tries:
    """The tries of a request from a round on, for the document at a position, or for any when None."""
    [(number,)] = store.query(
        "SELECT count(*) FROM batch_requests r JOIN batches b ON b.id = r.batch"
        " WHERE r.request = ?1 AND (?2 IS NULL OR r.position = ?2) AND b.round >= ?3",
        request,
        position,
        since,
    )
    last = store.query(
        "SELECT status FROM attempts WHERE request = ?1 AND (?2 IS NULL OR position = ?2) ORDER BY number DESC LIMIT 1",
        request,
        position,
    )
    return Tries(int(number), last[0][0] if last else None)
