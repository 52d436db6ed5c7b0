"""Several runs over parts of one corpus as one run.

It knows which rows may stand side by side; what is in them is left as it is.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import RunError
from annotator.runs import configuration, lock
from annotator.runs.configuration import Configuration, Setup
from annotator.runs.connection import FILE
from annotator.runs.store import Store

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from pydantic import JsonValue

_ATTEMPTS = (
    "position, request, reply, error, status, latency_s, calls, reasks, retries, input_tokens, output_tokens,"
    " cached_tokens, reasoning_tokens, cost, spoiled, at"
)

_DRAFT = ".merge-"


def merge(parts: Sequence[Path], target: Path) -> int:
    """Bring runs together in a new one.

    A document that one part annotated and another failed counts as annotated.

    Args:
        parts: Directories of runs with the same setup but for their selection.
        target: A directory without a run.

    Returns:
        How many documents it holds.

    Raises:
        RunError: The setups differ, a part is named twice, two parts hold different documents at one place, or the
            target is taken; nothing is left of the target then.
    """
    found = [configuration.read(part) for part in parts]
    setup = _common(parts, found)
    _refuse_twice(parts)
    if (target / configuration.FILE).exists() or (target / FILE).exists():
        raise RunError("there is a run already; name a new directory", run=target)
    with _draft(target) as draft:
        count = _filled(draft, parts)
        new = Configuration.new(setup, _options(parts, found))
        configuration.write(draft, new.model_copy(update={"earlier": _earlier(found)}))
        for made in sorted(draft.iterdir(), reverse=True):  # run.json last: it says that there is a run
            made.replace(target / made.name)
    return count


@contextmanager
def _draft(target: Path) -> Generator[Path]:
    """A directory in the target to work in; nothing is left of it, and nothing of a target that failed."""
    fresh = not target.exists()
    try:
        with ExitStack() as stack:
            target.mkdir(parents=True, exist_ok=True)
            stack.callback(lock.acquire(target).release)
            draft = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=_DRAFT, dir=target)))
            yield draft
    except BaseException as error:
        if fresh:
            shutil.rmtree(target, ignore_errors=True)
        if isinstance(error, OSError):
            raise RunError(f"the directory cannot be written to ({error.strerror})", run=target) from error
        if isinstance(error, RunError) and error.run.name.startswith(_DRAFT):
            raise RunError(str(error).removeprefix(f"{error.run}: "), run=target) from error
        raise


def _filled(draft: Path, parts: Sequence[Path]) -> int:
    """Make the rows of a new run of those of the parts; how many documents there are."""
    store = Store.create(draft)
    try:
        for part in parts:
            _take(store, part)
        return int(store.query("SELECT count(*) FROM documents")[0][0])
    finally:
        store.close()


def _common(parts: Sequence[Path], found: Sequence[Configuration]) -> Setup:
    """The setup of all parts, without a selection."""
    first, *others = [each.setup.model_copy(update={"selection": {}}) for each in found]
    for part, other in zip(parts[1:], others, strict=True):
        differences = first.differences(other)
        if differences:
            message = f"it was set up otherwise than {parts[0]} ({'; '.join(differences)}); merge parts of one corpus"
            raise RunError(message, run=part)
    return first


def _earlier(found: Sequence[Configuration]) -> tuple[Setup, ...]:
    """What parts were set up with before, each once."""
    setups = {each.digest: each for configured in found for each in configured.earlier}
    return tuple(setups.values())


def _refuse_twice(parts: Sequence[Path]) -> None:
    """A part that is taken twice would count as paid twice."""
    places = [part.resolve() for part in parts]
    for part, place in zip(parts, places, strict=True):
        if places.count(place) > 1:
            raise RunError("it is named more than once; name each run once", run=part)


def _options(parts: Sequence[Path], found: Sequence[Configuration]) -> dict[str, JsonValue]:
    """What the run remembers: the parts, and how the command line made the engine if it was the same for all."""
    merged: dict[str, JsonValue] = {"merged": [part.name for part in parts]}
    engines = [each.options.get("engine") for each in found]
    if engines[0] is not None and engines.count(engines[0]) == len(engines):
        merged["engine"] = engines[0]
    return merged


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
