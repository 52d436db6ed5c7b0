"""What a run remembers of its batches: which there are, what is in them, and whether their answers are kept.

Each change happens whole or not at all; talking to the provider is `annotator.runs.openai_batch`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.engines.base import Attempt
    from annotator.runs.store import Store


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
    rows = store.query("SELECT request, position FROM batch_requests WHERE batch = ?", batch)
    positions: dict[str, int] = {request: position for request, position in rows}  # noqa: C416  # rows are of unknown length
    kept = 0
    with store.whole() as connection:
        for request, attempt in answers:
            if request in positions:
                store.insert(positions[request], attempt)
                kept += attempt.reply is not None
        connection.execute("UPDATE batches SET collected = 1 WHERE id = ?", (batch,))
    return kept


def tries(store: Store, request: str) -> int:
    """How many batches a request has been in."""
    return int(store.query("SELECT count(*) FROM batch_requests WHERE request = ?", request)[0][0])
