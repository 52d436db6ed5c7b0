"""Several runs over parts of one corpus as one run.

It knows which rows may stand side by side; what is in them is left as it is.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import RunError
from annotator.runs import configuration, lock
from annotator.runs.configuration import Configuration, Setup
from annotator.runs.connection import FILE
from annotator.runs.selection import Shard
from annotator.runs.store import COMPLETE, Store

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from pydantic import JsonValue

_ATTEMPTS = (
    "position, request, reply, error, status, latency_s, calls, reasks, retries, input_tokens, output_tokens,"
    " cached_tokens, reasoning_tokens, cost, spoiled, at"
)

_DRAFT = ".merge-"


@dataclass(frozen=True, slots=True)
class Merged:
    """A run that was made of others.

    Attributes:
        documents: How many it holds.
        missing: Shards that were not among its parts.
        ended: Whether what there was came to the end of the corpus: every shard, or of runs without shards one.
    """

    documents: int
    missing: tuple[Shard, ...]
    ended: bool

    @property
    def whole(self) -> bool:
        """Whether it holds every document of its selection."""
        return self.ended and not self.missing

    @property
    def ending(self) -> str:
        """How it ended, as a session of it would have."""
        if self.missing:
            return f"merged without {', '.join(map(str, self.missing))}"
        return COMPLETE if self.ended else "merged from runs that did not end"


@dataclass(frozen=True, slots=True)
class _Part:
    """A run to be merged.

    Attributes:
        path: Its directory.
        configured: What it was set up with.
        shard: Which part of the corpus it took, None for all.
        last: Its last document, from 0; -1 without one.
        ended: Whether it came to the end of its corpus.
        corpus: Digest of its corpus, None when it did not come to its end or is no shard.
    """

    path: Path
    configured: Configuration
    shard: Shard | None
    last: int
    ended: bool
    corpus: str | None

    @classmethod
    def read(cls, path: Path) -> _Part:
        """A part, after all pages of it were checked by opening it.

        Raises:
            RunError: There is no run, it is damaged, or a provider works for it.
        """
        configured = configuration.read(path)
        shard = configured.setup.selection.get("shard")
        with closing(Store.read(path)) as store:
            _refuse_pending(store)
            last, ended, corpus = store.last_position(), store.unfinished() is None, store.corpus()
        return cls(path, configured, None if shard is None else Shard.parse(str(shard)), last, ended, corpus)

    @property
    def over_all(self) -> Setup:
        """Its setup as a run over all shards has it."""
        setup = self.configured.setup
        kept = {name: value for name, value in setup.selection.items() if name != "shard"}
        return setup.model_copy(update={"selection": kept})

    @property
    def common(self) -> Setup:
        """Its setup as all shards of one selection have it: with how many there are instead of which one it is."""
        over_all = self.over_all
        shards = {} if self.shard is None else {"shards": self.shard.of}
        return over_all.model_copy(update={"selection": {**over_all.selection, **shards}})


def merge(parts: Sequence[Path], target: Path) -> Merged:
    """Bring runs together in a new one, which can be gone on with as if there had been no shards.

    A document that one part annotated and another failed counts as annotated.

    Args:
        parts: Directories of runs with the same setup and selection: the shards of a corpus, each once, or runs without
            shards.
        target: A directory without a run.

    Raises:
        RunError: There are no parts, the setups or selections differ, a part or shard is there twice, two parts are of
            different corpora, a provider works for one, or the target is taken; nothing is left of the target then.
    """
    if not parts:
        raise RunError("there is nothing to merge; name the runs", run=target)
    _refuse_named_twice(parts)
    found = [_Part.read(part) for part in parts]
    _refuse_mixture(found)
    if (target / configuration.FILE).exists() or (target / FILE).exists():
        raise RunError("there is a run already; name a new directory", run=target)
    with _draft(target) as draft:
        merged = _filled(draft, found)
        new = Configuration.new(found[0].over_all, _options(found))
        configuration.write(draft, new.model_copy(update={"earlier": _earlier(found)}))
        for made in sorted(draft.iterdir(), reverse=True):  # run.json last: it says that there is a run
            made.replace(target / made.name)
    return merged


def _refuse_pending(store: Store) -> None:
    """Answers of batches that are under way would be bought again, because only the part can collect them."""
    if store.query("SELECT 1 FROM batches WHERE NOT collected LIMIT 1"):
        message = "requests are still with the provider in batches; collect them first, with the command that submitted"
        raise RunError(f"{message} them and --batch-api", run=store.run)


def _refuse_named_twice(parts: Sequence[Path]) -> None:
    """A part that is taken twice would count as paid twice."""
    places = [part.resolve() for part in parts]
    for part, place in zip(parts, places, strict=True):
        if places.count(place) > 1:
            raise RunError("it is named more than once; name each run once", run=part)


def _refuse_mixture(parts: Sequence[_Part]) -> None:
    """Parts of several selections or corpora would make up a run that lacks documents without anybody noticing."""
    first = parts[0]
    for part in parts[1:]:
        differences = part.common.differences(first.common, there="there")
        if differences:
            message = (
                f"it was set up otherwise than {first.path} ({'; '.join(differences)}); merge what one command made,"
                " each part with its own --shard"
            )
            raise RunError(message, run=part.path)
    _refuse_shard_twice(parts)
    if first.shard is not None and "sample" not in first.common.selection:
        _refuse_other_lengths(parts, first.shard.of)
    _refuse_other_corpora(parts)


def _refuse_shard_twice(parts: Sequence[_Part]) -> None:
    seen: dict[Shard, Path] = {}
    for part in parts:
        if part.shard is not None and (other := seen.setdefault(part.shard, part.path)) != part.path:
            raise RunError(f"it is shard {part.shard}, as {other} is; name a run for each shard", run=part.path)


def _refuse_other_corpora(parts: Sequence[_Part]) -> None:
    """Shards of several corpora do not make up one, even if all have the same length."""
    known = [part for part in parts if part.corpus is not None]
    for part in known[1:]:
        if part.corpus != known[0].corpus:
            message = f"the texts of its corpus are others than those of {known[0].path}; merge parts of one corpus"
            raise RunError(message, run=part.path)


def _refuse_other_lengths(parts: Sequence[_Part], of: int) -> None:
    """A shard that came to its end leaves room for fewer documents after its last one than there are shards."""
    longest = max(parts, key=lambda part: part.last)
    for part in parts:
        last = part.last if part.shard is None or part.last >= 0 else part.shard.number - 1 - of
        if part.ended and longest.last >= last + of:
            message = (
                f"it ends with document {part.last + 1}, but {longest.path} has a document {longest.last + 1};"
                " merge parts of one corpus"
            )
            raise RunError(message, run=part.path)


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


def _filled(draft: Path, parts: Sequence[_Part]) -> Merged:
    """Make the rows of a new run of those of the parts."""
    store = Store.create(draft)
    try:
        store.begin_session()
        for part in parts:
            _take(store, part.path)
        store.change(_SHARED)
        merged = Merged(store.query("SELECT count(*) FROM documents")[0][0], _missing(parts), _ended(parts))
        store.end_session(merged.ending)
    finally:
        store.close()
    return merged


def _missing(parts: Sequence[_Part]) -> tuple[Shard, ...]:
    there = {part.shard for part in parts if part.shard is not None}
    return tuple(each for shard in list(there)[:1] for each in shard.all() if each not in there)


def _ended(parts: Sequence[_Part]) -> bool:
    return (any if parts[0].shard is None else all)(part.ended for part in parts)


def _earlier(parts: Sequence[_Part]) -> tuple[Setup, ...]:
    """What parts were set up with before, each once."""
    setups = {each.digest: each for part in parts for each in part.configured.earlier}
    return tuple(setups.values())


def _options(parts: Sequence[_Part]) -> dict[str, JsonValue]:
    """What the run remembers: the parts, and how the command line made the engine if it was the same for all."""
    merged: dict[str, JsonValue] = {"merged": [part.path.name for part in parts]}
    engines = [part.configured.options.get("engine") for part in parts]
    if engines[0] is not None and engines.count(engines[0]) == len(engines):
        merged["engine"] = engines[0]
    return merged


def _take(store: Store, part: Path) -> None:
    """Copy the rows of a part."""
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


_SHARED = """UPDATE documents SET shared = 1 WHERE NOT shared AND key IN
    (SELECT key FROM documents GROUP BY key HAVING count(*) > 1) AND id <>
    (SELECT json_extract(annotation, '$.document_id') FROM annotations a WHERE a.key = documents.key)"""
"""Equal documents in several parts were annotated once in each; only one of their annotations is kept."""


def _refuse_conflict(store: Store, part: Path) -> None:
    rows = store.query(
        "SELECT new.position, new.id, old.id FROM part.documents new JOIN main.documents old USING (position)"
        " WHERE new.id <> old.id OR new.sha256 IS NOT old.sha256 LIMIT 1"
    )
    if rows:
        position, new, old = rows[0]
        message = f"document {position + 1} is {new!r} here and {old!r} in another part; merge parts of one corpus"
        raise RunError(message, run=part)
