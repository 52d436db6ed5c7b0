"""Annotating in several processes, for engines that compute instead of asking a model.

It knows processes, and that one may die of a document: that document alone fails. What is annotated is the runner's.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from annotator.errors import AnnotatorError, SettingsError
from annotator.pipeline import Annotator
from annotator.runs.orphan import end_with_pipe
from annotator.runs.remote import raised, said
from annotator.schema import Annotation, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from multiprocessing.connection import Connection

    from annotator.engines.base import Engine

_Answer: TypeAlias = "str | dict[str, Any]"
"""An annotation as JSON, or an error as a value."""
_EACH = 3
"""Documents under way for each process, so that none waits for the next one."""
_FOR_EACH_PROCESSOR = 4
_ANYWHERE = 8
"""Processes that any machine has room for; one takes about 60 MB."""
_WINDOWS = 61
"""Processes that Windows can wait for at a time."""


def refuse_crowd(workers: int) -> None:
    """Refuse so many processes that they would only take the memory from each other.

    Raises:
        SettingsError: There are more than this machine has use for.
    """
    processors = os.cpu_count() or 1
    most = max(_ANYWHERE, processors * _FOR_EACH_PROCESSOR)
    most = min(most, _WINDOWS) if sys.platform == "win32" else most
    if workers > most:
        message = f"--workers {workers} is too much for this machine ({processors} processors); give {most} at most"
        raise SettingsError(message, variable="--workers")


class DiedOfIt(AnnotatorError):
    """The process that read a document died, as it would again."""


class Pool:
    """Processes that annotate; calling it annotates one document.

    Args:
        make: Makes the engine in each process; it and what it holds must be picklable.
        workers: How many processes.

    Raises:
        SettingsError: This machine has no use for so many.
    """

    def __init__(self, make: Callable[[], Engine], workers: int) -> None:
        refuse_crowd(workers)
        self.window = workers * _EACH
        self._make = make
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._pipes: list[Connection] = []
        self._alone = asyncio.Lock()

    async def __call__(self, document: Document) -> Annotation:
        """Annotate a document in one of the processes.

        Raises:
            DiedOfIt: The process died, and died again with this document alone.
            AnnotatorError: As in the process.
        """
        try:
            answer = await self._ask(document)
        except BrokenProcessPool:
            answer = await self._by_itself(document)
        if not isinstance(answer, str):
            raise raised(answer)
        return Annotation.model_validate_json(answer)

    def close(self) -> None:
        """End the processes, also within a text that takes minutes."""
        pool, self._pool = self._pool, None
        while self._pipes:
            self._pipes.pop().close()
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    async def _ask(self, document: Document) -> _Answer:
        if self._pool is None:
            self._pool = self._started(self._workers)
        mine = self._pool
        try:
            return await _asked(mine, document)
        except BrokenProcessPool:
            if self._pool is mine:
                self._pool = None
            raise

    async def _by_itself(self, document: Document) -> _Answer:
        """Annotate where no other document can be the one that kills."""
        async with self._alone:
            single = self._started(1)
            try:
                return await _asked(single, document)
            except BrokenProcessPool as error:
                raise DiedOfIt("the process that annotated it died, twice; its memory may not suffice") from error
            finally:
                single.shutdown(wait=False)

    def _started(self, workers: int) -> ProcessPoolExecutor:
        fresh = multiprocessing.get_context("spawn")  # a forked copy of a process with threads may hang
        reader, writer = fresh.Pipe(duplex=False)
        self._pipes.append(writer)
        return ProcessPoolExecutor(workers, fresh, _prepare, (self._make, reader))


def _asked(pool: ProcessPoolExecutor, document: Document) -> asyncio.Future[_Answer]:
    """The answer of one of the processes, which may have to be started for it."""
    with _deaf():
        return asyncio.get_running_loop().run_in_executor(pool, _annotated, document.model_dump_json())


@contextmanager
def _deaf() -> Generator[None]:
    """Let processes that are started here not hear Ctrl-C, which a terminal sends to all: the run tells them to end."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_make: Callable[[], Engine] | None = None


def _prepare(make: Callable[[], Engine], pipe: Connection) -> None:
    """Keep how to make the engine of this process, which ends with the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it could not be started deaf
    end_with_pipe(pipe)
    global _make  # noqa: PLW0603  # a process has one, from before its first document
    _make = make


@cache
def _annotator() -> Annotator:
    """What annotates in this process."""
    assert _make is not None  # noqa: S101  # `_prepare` ran first
    return Annotator(_make())


def _annotated(source: str) -> _Answer:
    """The answer for a document; an error as a value, because not every error outlives the way between processes."""
    try:
        document = Document.model_validate_json(source)
        return asyncio.run(_annotator().annotate_async(document)).model_dump_json()
    except Exception as error:  # noqa: BLE001  # raised again where it is awaited
        return said(error)
