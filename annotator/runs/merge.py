"""Several runs over parts of one corpus as one run.

It knows which rows may stand side by side; what is in them is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import RunError
from annotator.runs import configuration, lock
from annotator.runs.configuration import Configuration, Setup
from annotator.runs.connection import FILE
from annotator.runs.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ATTEMPTS = (
    "position, request, reply, error, status, latency_s, calls, reasks, retries, input_tokens, output_tokens,"
    " cached_tokens, reasoning_tokens, cost, spoiled, at"
)


def merge(parts: Sequence[Path], target: Path) -> int:
    """Bring runs together in a new one.

    A document that one part annotated and another failed counts as annotated.

    Args:
        parts: Directories of runs with the same setup but for their selection.
        target: A directory without a run.

    Returns:
        How many documents it holds.

    Raises:
        RunError: The setups differ, two parts hold different documents at one place, or the target is taken.
    """
    setup = _common(parts)
    if (target / configuration.FILE).exists() or (target / FILE).exists():
        raise RunError("there is a run already; name a new directory", run=target)
    target.mkdir(parents=True, exist_ok=True)
    held = lock.acquire(target)
    try:
        store = Store.create(target)
        try:
            for part in parts:
                _take(store, part)
        finally:
            store.close()
        configuration.write(target, Configuration.new(setup, {"merged": [part.name for part in parts]}))
        return _count(target)
    finally:
        held.release()


def _common(parts: Sequence[Path]) -> Setup:
    """The setup of all parts, without a selection."""
    first, *others = [configuration.read(part).setup.model_copy(update={"selection": {}}) for part in parts]
    for part, other in zip(parts[1:], others, strict=True):
        differences = first.differences(other)
        if differences:
            message = f"it was set up otherwise than {parts[0]} ({'; '.join(differences)}); merge parts of one corpus"
            raise RunError(message, run=part)
    return first


def _take(store: Store, part: Path) -> None:
    """Copy the rows of a part, after all pages of it were checked by opening it."""
    Store.read(part).close()
    store.change("ATTACH DATABASE ? AS part", f"{(part / FILE).resolve().as_uri()}?mode=ro")
    try:
        _refuse_conflict(store, part)
        for statement in _COPY:
            store.change(statement)
    finally:
        store.change("DETACH DATABASE part")


_COPY = (
    """INSERT OR REPLACE INTO documents SELECT * FROM part.documents AS new WHERE new.state = 'annotated'
        OR NOT EXISTS (SELECT 1 FROM main.documents old WHERE old.position = new.position)""",
    "INSERT OR IGNORE INTO annotations SELECT * FROM part.annotations",
    f"INSERT INTO attempts({_ATTEMPTS}) SELECT {_ATTEMPTS} FROM part.attempts ORDER BY number",  # noqa: S608  # constants
)


def _refuse_conflict(store: Store, part: Path) -> None:
    rows = store.query(
        "SELECT new.position, new.id, old.id FROM part.documents new JOIN main.documents old USING (position)"
        " WHERE new.id <> old.id OR new.sha256 IS NOT old.sha256 LIMIT 1"
    )
    if rows:
        position, new, old = rows[0]
        message = f"document {position + 1} is {new!r} here and {old!r} in another part; merge parts of one corpus"
        raise RunError(message, run=part)


def _count(target: Path) -> int:
    store = Store.read(target)
    try:
        return int(store.query("SELECT count(*) FROM documents")[0][0])
    finally:
        store.close()
