"""A run: a corpus annotated into a directory, to be continued, retried and read.

It opens the directory, refuses what does not fit, and brings the parts together; each part's work is its own.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from annotator.documents.corpus import Unreadable
from annotator.errors import AnnotatorError, FormatError, RunError
from annotator.pipeline import Annotator, stream
from annotator.runs import configuration, connection, lock
from annotator.runs.admission import Admission
from annotator.runs.cache import Cache, default_path
from annotator.runs.calls import RunCalls
from annotator.runs.configuration import Configuration, Setup
from annotator.runs.connection import FILE as STORE_FILE
from annotator.runs.descriptors import room_for
from annotator.runs.limits import Limits
from annotator.runs.result import Result
from annotator.runs.runner import Runner
from annotator.runs.selection import Census, Selection
from annotator.runs.store import COMPLETE, CORPUS, NOTHING_TO_DO, RETRY, Store
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from types import TracebackType

    from pydantic import JsonValue

    from annotator.engines.base import Calls, Engine
    from annotator.runs.runner import Annotate

_TURNS = 3
"""Of the event loop, after which a generator that nobody holds any more has been told to close."""
_STEPS_BETWEEN = 4
"""One document more for so many calls at a time, so that calls wait for their turn while others are resolved."""


@dataclass(frozen=True)
class _Work:
    """What it takes to annotate; a run that is only read has none."""

    lock: lock.Lock
    calls: RunCalls
    cache: Cache | None
    annotate: Annotate
    selection: Selection
    window: int
    force: bool


class Run:
    """A directory with the annotations of a corpus.

    Attributes:
        path: The directory.
        configuration: What the run was set up with.
        store: Its rows.
        draining: Whether no further document is taken.

    Example:
        >>> async with Run.open("runs/june", engine="rules") as run:  # doctest: +SKIP
        ...     async for result in run.annotate(documents):
        ...         print(result.id, result.annotation)
    """

    def __init__(self, path: Path, configuration: Configuration, store: Store, work: _Work | None = None) -> None:
        self.path = path
        self.configuration = configuration
        self.store = store
        self._work = work
        self.draining = False
        self._runner: Runner | None = None
        self._kind = CORPUS
        self._census: Census | None = None
        self._failure: AnnotatorError | None = None

    @classmethod
    def open(  # noqa: PLR0913  # one keyword for each thing a user may want otherwise
        cls,
        path: str | Path,
        *,
        engine: Engine | str | Callable[[Calls], Engine] = "rules",
        annotate: Annotate | None = None,
        limits: Limits | None = None,
        selection: Selection | None = None,
        window: int | None = None,
        cache: bool | Path = True,
        options: Mapping[str, JsonValue] | None = None,
        force: bool = False,
        keep_selection: bool = False,
    ) -> Self:
        """Start a run, or go on with one.

        Args:
            path: The run's directory; made if it does not exist.
            engine: “rules”, or an engine without calls, or a function that makes an engine which reports its calls to
                the argument, as in ``lambda calls: LLMEngine(…, calls=calls)``; only then are replies kept, pace and
                budgets observed.
            annotate: What makes annotations, when not `annotator.Annotator` with the engine.
            limits: Pace and budgets.
            selection: Which documents of the corpus to take.
            window: Documents under way at once; by default what the engine and the limits ask for.
            cache: Whether replies are shared with other runs of this user, or the file that shares them.
            options: Anything to keep in ``run.json``; never a key.
            force: Go on although configuration or corpus are others than before. Answers of the earlier configuration
                are kept, documents that changed are annotated again, and documents that are gone stay in the run.
            keep_selection: Take the selection of the run that is there, whatever it is, as when only retrying.

        Raises:
            RunError: The directory cannot be used, another process works on it, or it was set up otherwise.
        """
        directory = Path(path)
        _make(directory)
        selection, limits = selection or Selection(), limits or Limits()
        limits = replace(limits, concurrency=room_for(limits.concurrency))
        with ExitStack() as undo:
            held = lock.acquire(directory)
            undo.callback(held.release)
            store = _store(directory)
            undo.callback(store.close)
            shared = _shared(cache)
            calls = RunCalls(store, Admission(limits, store.usage()), shared)
            annotator = Annotator(_made(engine, calls))
            described = configuration.read(directory).setup.selection if keep_selection else selection.described()
            setup = Setup.of(annotator.engine.identity, described)
            calls.model = setup.model or ""
            agreed = _agreed(directory, setup, options or {}, force=force)
            store.begin_session()
            undo.pop_all()
        at_once = window or _window(limits, setup)
        work = _Work(held, calls, shared, annotate or annotator.annotate_async, selection, at_once, force)
        return cls(directory, agreed, store, work)

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Open a run only to look at it, also while it is being worked on.

        Raises:
            RunError: There is no run, or it is damaged.
        """
        directory = Path(path)
        return cls(directory, configuration.read(directory), Store.read(directory))

    async def annotate(
        self, documents: Iterable[Document | Unreadable] | AsyncIterable[Document | Unreadable]
    ) -> AsyncGenerator[Result]:
        """Annotate what is not done yet.

        Args:
            documents: The corpus, from its beginning and in the same order each time; read lazily.

        Yields:
            A result for each document as it is finished, not in corpus order (`results` has that). What an earlier
            session finished comes again, marked as resumed, its annotation read only when asked for. Leaving the loop
            early gives up no answer: in ``async with Run.open(…) as run``, or once the generator is closed, requests
            that are out are waited for and their documents saved. `drain` stops early and still yields those.

        Raises:
            RunError: The disk is full, the corpus is another than before, or the run is being annotated already.
            TypeError: Something among the documents is none.
            BudgetExceeded: A budget is spent; everything finished is saved, as with all of these.
            AuthenticationFailed: The endpoint does not accept the key.
            ModelUnavailable: The endpoint is dead.
        """
        selection, corpus = self._at_work.selection, _checked(documents)
        if selection.shard is not None:
            self._census = Census()
            corpus = self._census.over(corpus)
        async with aclosing(self._session(selection.of(corpus), again=False)) as results:
            async for result in results:
                yield result

    async def retry(self, positions: AbstractSet[int] | None = None) -> AsyncGenerator[Result]:
        """Annotate once more the documents that failed; replies on which they did not fail are used again.

        Documents that could not be read are left out: their text is not in the run.

        Args:
            positions: Only those at these places of the corpus; None for all.
        """
        again = (
            (position, Document.model_validate_json(source))
            for position, source, *_ in list(self.store.failed())
            if source is not None and (positions is None or position in positions)
        )
        async with aclosing(self._session(stream(again), again=True)) as results:
            async for result in results:
                yield result

    def documents(self) -> Iterator[Document]:
        """The documents that could be read, in corpus order, as they were annotated."""
        for row in self.store.finished():
            if row.document is not None:
                yield Document.model_validate_json(row.document)

    def drain(self) -> None:
        """Take no further document, send no further request, and let what is out come back; for good."""
        self.draining = True
        if self._runner is not None:
            self._runner.drain()

    def results(self) -> Iterator[Result]:
        """All finished documents in corpus order."""
        for row in self.store.finished():
            document = None if row.document is None else Document.model_validate_json(row.document)
            yield Result(
                row.position,
                row.id,
                document,
                row.error,
                row.message,
                shared=bool(row.shared),
                resumed=True,
                seconds=row.seconds or 0.0,
                load=partial(_itself, row.annotation),
            )

    @property
    def calls(self) -> RunCalls:
        """How calls are watched, for what makes annotations elsewhere."""
        return self._at_work.calls

    @property
    def admission(self) -> Admission:
        """The gate for calls: pace, spending and what it was stopped by."""
        return self._at_work.calls.admission

    @property
    def cache_trouble(self) -> str | None:
        """Why the shared cache is not used, a sentence; None when it is, or is not wanted."""
        cache = self._at_work.cache
        return None if cache is None else cache.trouble

    def close(self) -> None:
        """Save, close and let others write."""
        work, self._work = self._work, None
        if self._runner is not None:
            self._runner.drain()  # a loop that was left must not send more
        try:
            if work is not None:
                self._end_session()
        finally:
            self.store.close()
            if work is not None:
                work.lock.release()
                if work.cache is not None:
                    work.cache.close()

    def __enter__(self) -> Self:
        """The run itself; it is closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._failure = error if isinstance(error, AnnotatorError) else None
        if isinstance(error, RunError):  # the disk did not go along; a second error would hide the first
            with suppress(RunError):
                self.close()
        else:
            self.close()

    async def __aenter__(self) -> Self:
        """The run itself; at the end of the block what is under way is finished, and the run is closed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._runner is not None:
                await self._runner.leave()
        finally:
            self.__exit__(kind, error, trace)

    @property
    def _at_work(self) -> _Work:
        if self._work is None:
            raise RunError("the run is open for reading only; use Run.open", run=self.path)
        return self._work

    async def _session(
        self, documents: AsyncIterator[tuple[int, Document | Unreadable]], *, again: bool
    ) -> AsyncGenerator[Result]:
        work = self._at_work
        await self._earlier_over()
        self._refuse_pending(force=work.force)
        self._turn_to(RETRY if again else CORPUS)
        self._runner = Runner(
            store=self.store,
            calls=work.calls,
            annotate=work.annotate,
            setup=self.configuration.setup.digest,
            share=work.cache is not None,
            force=work.force,
        )
        if self.draining:
            self._runner.drain()
        async with aclosing(self._runner.work(documents, window=work.window, again=again)) as results:
            async for result in results:
                yield result

    def _turn_to(self, kind: str) -> None:
        """Begin a session of its own for another kind of work than before."""
        if self._runner is None:
            self.store.turn_to(kind)
        elif kind != self._kind:
            self._end_session()
            self.store.begin_session(kind)
        self._kind = kind

    def _end_session(self) -> None:
        ending = _ending(self._runner, self._failure)
        census = self._census if ending == COMPLETE and self._kind == CORPUS else None
        self.store.end_session(ending, None if census is None else census.digest)

    def _refuse_pending(self, *, force: bool) -> None:
        """Refuse to ask again for what a provider is being paid for.

        Raises:
            RunError: Batches are under way.
        """
        [(batches, requests)] = self.store.query(
            "SELECT count(*), coalesce(sum(requests), 0) FROM batches WHERE NOT collected"
        )
        if batches and not force:
            where = f"{batches} {'batch' if batches == 1 else 'batches'}"
            message = (
                f"{requests:,} requests are still with the provider in {where}; collect them first, with the command"
                " that submitted them and --batch-api"
            )
            raise RunError(message, run=self.path)

    async def _earlier_over(self) -> None:
        """Wait for the end of a session whose loop was left.

        Raises:
            RunError: Its loop goes on.
        """
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        earlier = self._runner
        if earlier is None or earlier.ended.is_set() or earlier.loop is not asyncio.get_running_loop():
            return
        if not earlier.left:
            raise RunError("it is being annotated already; end that loop, or close its generator, first", run=self.path)
        await earlier.ended.wait()


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"the directory cannot be made ({error.strerror})", run=directory) from error


def _store(directory: Path) -> Store:
    """The rows, new ones when the directory holds no run."""
    if (directory / configuration.FILE).exists():
        configuration.read(directory)  # a damaged one is refused before anything is opened for writing
        return Store.open(directory)
    if connection.is_blank(directory):
        return Store.create(directory)
    store = Store.open(directory)
    if store.last_position() >= 0:
        store.close()
        raise RunError(
            f"{configuration.FILE} is missing beside {STORE_FILE}; restore it or start another run", run=directory
        )
    return store


def _shared(cache: bool | Path) -> Cache | None:  # noqa: FBT001  # on, off or a file is one question
    if isinstance(cache, Path):
        return Cache(cache)
    return Cache(default_path()) if cache else None


def _made(engine: Engine | str | Callable[[Calls], Engine], calls: Calls) -> Engine | str:
    if isinstance(engine, str) or (hasattr(engine, "draft") and not isinstance(engine, type)):
        return cast("Engine | str", engine)
    maker: Any = engine
    made: Engine = maker(calls)
    return made


def _agreed(directory: Path, setup: Setup, options: Mapping[str, JsonValue], *, force: bool) -> Configuration:
    """The configuration of the directory, which must be the one that is wanted now.

    Raises:
        RunError: It is another, and that was not forced.
    """
    if not (directory / configuration.FILE).exists():
        return _written(directory, Configuration.new(setup, options))
    found = configuration.read(directory)
    differences = found.setup.differences(setup)
    if not differences:
        return found
    if not force:
        message = (
            f"it was set up otherwise ({'; '.join(differences)}); start another run, or give --force to go on here"
        )
        raise RunError(message, run=directory)
    return _written(directory, found.changed(setup, options))


def _written(directory: Path, new: Configuration) -> Configuration:
    try:
        configuration.write(directory, new)
    except FormatError as error:
        raise RunError(f"{configuration.FILE} cannot be written: {error}", run=directory) from error
    return new


def _window(limits: Limits, setup: Setup) -> int:
    """Documents under way: as many as calls and a few more; one by one when the engine only computes."""
    return 1 if setup.model is None else limits.concurrency + max(1, limits.concurrency // _STEPS_BETWEEN)


def _ending(runner: Runner | None, failure: AnnotatorError | None) -> str:
    """How a session ended; a failure may come from outside the runner, as from a batch that was refused."""
    stopped = failure if runner is None or runner.stopped is None else runner.stopped
    if stopped is not None:
        return f"stopped: {type(stopped).__name__}"
    if runner is None:
        return NOTHING_TO_DO
    return COMPLETE if runner.complete else "interrupted"


def _itself(source: str | None) -> str | None:
    return source


async def _checked(documents: Iterable[object] | AsyncIterable[object]) -> AsyncIterator[Document | Unreadable]:
    """Documents one by one.

    Raises:
        TypeError: One is something else.
    """
    number = 0
    async for each in stream(documents):
        number += 1
        if not isinstance(each, Document | Unreadable):
            message = f"number {number} of the documents is of type {type(each).__name__}; give Document(id=…, text=…)"
            raise TypeError(message)
        yield each
