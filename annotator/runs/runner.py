"""Annotating a stream of documents into a run: a bounded window, failures as records, nothing done twice.

It decides what happens to each document and when to stop. Rows are the store's, pace and budgets the gate's, and what
an annotation is the pipeline's.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from annotator.documents.corpus import Unreadable
from annotator.errors import (
    AuthenticationFailed,
    BudgetExceeded,
    DocumentError,
    ModelUnavailable,
    RunError,
)
from annotator.pipeline import Annotator
from annotator.runs.admission import NotYet
from annotator.runs.calls import ticket
from annotator.runs.recorder import Recorder
from annotator.runs.result import Result
from annotator.schema import Document, text_digest

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable

    from annotator.runs.calls import RunCalls, Ticket
    from annotator.runs.store import Known, Store
    from annotator.schema import Annotation

_OTHERS_TOO = (RunError, BudgetExceeded, AuthenticationFailed)
"""Errors that every other document would meet too."""
_ROUNDS = 3
"""Times that a document is begun anew when the connection failed; replies that came are used again."""
_BREATH = 4
"""Documents that are taken before others get a turn: requests that are ready go out before more are prepared."""


_SEEN = ("title", "date", "outlet", "author")
"""What a corpus says about a document that an engine may read."""
_ABOUT = (*_SEEN, "metadata")
"""What a corpus says about a document beside its text."""
_FOUND_OUT = ("language", "zones")
"""What is found out about a document when its corpus does not say it."""


class _LetGo(Exception):
    """A worker is told not to wait for a document any more."""


class Annotate(Protocol):
    """What makes annotations; `annotator.pipeline.Annotator.annotate_async` is one."""

    def __call__(self, document: Document) -> Awaitable[Annotation]:
        """Annotate one document."""
        ...


class Runner:
    """One session of work on a run.

    Args:
        store: The run's rows.
        calls: How the engine's calls are watched.
        annotate: What makes annotations.
        setup: Digest of what decides the answers.
        share: Whether equal documents share an answer.
        force: Whether documents that changed since they were annotated are annotated again.
    """

    def __init__(  # noqa: PLR0913  # each is a part that another module owns
        self, *, store: Store, calls: RunCalls, annotate: Annotate, setup: str, share: bool = True, force: bool = False
    ) -> None:
        self.stopped: Exception | None = None
        self.draining = False
        self.left = self.complete = False
        self.ended = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._store = store
        self._calls = calls
        self._recorder = Recorder(store, calls, setup)
        self._annotate = annotate
        self._setup = setup
        self._share = share
        self._force = force
        self._making: dict[str, asyncio.Future[None]] = {}
        self._done_until = store.last_position()
        self._read_until = -1
        self._reader: asyncio.Task[Any] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._finished: asyncio.Queue[Result | None] = asyncio.Queue()

    def drain(self) -> None:
        """Take no further document and send no further request; what is out comes back and is kept."""
        if self.ended.is_set():
            return
        if self.loop is not None and self.loop.is_running() and self.loop is not _running():
            self.loop.call_soon_threadsafe(self.drain)
            return
        self.draining = True
        self._calls.admission.drain()
        reader, self._reader = self._reader, None
        if reader is not None and _running() is not None and reader is not asyncio.current_task():
            reader.cancel()  # what it waits for may never come, as from a pipe to which nobody writes

    async def leave(self) -> None:
        """Drain and wait for what is under way; its results are kept, but nobody looks at them now."""
        self.left = True
        self.drain()
        under_way = [each for each in self._tasks if not each.done()]
        if under_way:
            while not self._finished.empty():
                self._finished.get_nowait()  # who waits for room goes on
            await asyncio.wait(under_way)

    async def work(
        self, documents: AsyncIterator[tuple[int, Document | Unreadable]], *, window: int, again: bool = False
    ) -> AsyncGenerator[Result]:
        """Annotate documents, at most ``window`` at a time, in the order in which they finish.

        Who leaves early, or is cancelled, leaves once what is out has come back and is kept, because it is paid for;
        who is cancelled when the work drains already, at once.

        Args:
            documents: Positions and documents, ascending; read as they are needed.
            window: Documents under way at once.
            again: Annotate also what is done already.

        Raises:
            Exception: Why the work stopped before the end, such as what reading documents raised; everything finished
                is saved.
        """
        self._calls.admission.reopen()
        self.loop = asyncio.get_running_loop()
        self._finished = asyncio.Queue(maxsize=window + 1)
        turn = asyncio.Lock()
        self._tasks = [asyncio.create_task(self._worker(documents, turn, again=again)) for _ in range(window)]
        closing = asyncio.create_task(self._close())
        try:
            while (result := await self._finished.get()) is not None:
                yield result
            await closing
        except asyncio.CancelledError:
            if not self.draining:
                await self.leave()
            raise
        except GeneratorExit:
            await self.leave()
            raise
        finally:
            await _cancel([*self._tasks, closing])
            self.ended.set()
        self._store.flush()
        self.complete = not self.draining
        if self.stopped is not None:
            raise self.stopped

    async def _worker(
        self,
        documents: AsyncIterator[tuple[int, Document | Unreadable]],
        turn: asyncio.Lock,
        *,
        again: bool,
    ) -> None:
        while True:
            try:
                async with turn:
                    if self.draining:
                        return
                    position, found = await self._read(documents)
                result = (None if again else self._known(position, found)) or await self._one(position, found)
            except StopAsyncIteration:
                if not again:
                    self._end_of_corpus()
                return
            except _LetGo:
                return
            except Exception as error:  # noqa: BLE001  # whatever it is, what is under way is finished first
                self._stop(error)
                return
            if result is not None and not self.left:
                await self._finished.put(result)

    async def _read(
        self, documents: AsyncIterator[tuple[int, Document | Unreadable]]
    ) -> tuple[int, Document | Unreadable]:
        """The next document.

        Raises:
            StopAsyncIteration: There is none.
            _LetGo: The work drains, and the document has not come.
        """
        self._reader = asyncio.current_task()
        try:
            position, found = await anext(documents)
        except asyncio.CancelledError:
            if self._reader is None:
                raise _LetGo from None
            raise
        finally:
            self._reader = None
        self._read_until = position
        if (position + 1) % _BREATH == 0:
            await asyncio.sleep(0)
        return position, found

    async def _close(self) -> None:
        """Mark the end of the results once all workers are done; a bug in one of them comes through."""
        await asyncio.wait(self._tasks)
        await self._finished.put(None)
        for each in self._tasks:
            each.result()

    def _stop(self, error: Exception) -> None:
        """Take no further document because of an error that others would meet too."""
        self.stopped = self.stopped or error
        self.drain()

    def _end_of_corpus(self) -> None:
        """Refuse a corpus that is shorter than before, once what it holds is done."""
        if self._read_until < self._done_until and not self._force and not self.draining:
            message = (
                f"the corpus ends with document {self._read_until + 1}, but document {self._done_until + 1} was there"
                " before; give the corpus as it was, start another run, or give --force to keep what is gone"
            )
            self._stop(RunError(message, run=self._store.run))

    def _known(self, position: int, found: Document | Unreadable) -> Result | None:
        """What an earlier session found, None when there is work to do.

        Raises:
            RunError: Another document stands there now.
        """
        if position > self._done_until:
            return None
        row = self._store.at(position)
        if row is None:
            return None
        change = _change(found, row)
        if change is None:
            return self._resumed(position, found, row)
        if self._force or row.document is None:
            return None
        message = (
            f"document {position + 1} of the corpus is {found.id!r}, but {change} before; give the corpus as it was,"
            " start another run, or give --force to annotate again what changed"
        )
        raise RunError(message, run=self._store.run)

    def _resumed(self, position: int, found: Document | Unreadable, row: Known) -> Result:
        document = found if isinstance(found, Document) else None
        load = partial(self._store.annotation, row.key or "")
        return Result(position, found.id, document, row.error, row.message, resumed=True, load=load)

    async def _one(self, position: int, found: Document | Unreadable) -> Result | None:
        """Annotate a document or record why not; None when the work stops and the document stays to be done."""
        if isinstance(found, Unreadable):
            return self._recorder.failed(position, found.id, None, found.error)
        if not found.text.strip():
            return self._recorder.failed(position, found.id, found, DocumentError("the text is empty"))
        try:
            document = Annotator.prepare(found)
        except Exception as error:  # noqa: BLE001  # a text on which we stumble is a failure of its document
            return self._recorder.failed(position, found.id, found, error)
        key = answer_key(document, self._setup)
        return await (self._once if self._share else self._anew)(position, document, key)

    async def _once(self, position: int, document: Document, key: str) -> Result | None:
        """Annotate a document unless an equal one has been; one of the same text, which asks the same, is awaited."""
        text = document.sha256
        while (other := self._making.get(text)) is not None:
            await asyncio.wait([other])
        if (known := self._store.annotation(key)) is not None:
            before = self._store.at(position)
            own = before is not None and before.key == key  # only what does not decide the answer has changed
            return self._recorder.shared(position, document, key, known, own=own)
        mine = self._making[text] = asyncio.get_running_loop().create_future()
        try:
            return await self._anew(position, document, key)
        finally:
            del self._making[text]
            mine.set_result(None)

    async def _anew(self, position: int, document: Document, key: str) -> Result | None:
        with ticket(position) as calls:
            try:
                annotation = calls.settled(await self._patiently(document, calls))
            except NotYet:
                return None
            except _OTHERS_TOO as error:
                self._stop(error)
                return None
            except Exception as error:  # noqa: BLE001  # where a failure becomes a record: none stops a run
                if self._calls.admission.stopped is not None and isinstance(error, ModelUnavailable):
                    self._stop(self._calls.admission.stopped)
                    return None
                return self._recorder.failed(position, document.id, document, error, calls)
        return self._recorder.annotated(position, document, key, annotation, calls)

    async def _patiently(self, document: Document, calls: Ticket) -> Annotation:
        """Annotate, and begin anew when the connection failed all the same."""
        for _ in range(_ROUNDS - 1):
            try:
                return await self._annotate(document)
            except ModelUnavailable:
                if self._calls.admission.stopped is not None:
                    raise
                calls.begin_anew()
        return await self._annotate(document)


def answer_key(document: Document, setup: str) -> str:
    """Digest of all that decides the answer: a prepared document as an engine sees it, and the setup."""
    zones = [f"{zone.kind} {zone.span.start} {zone.span.end}" for zone in document.zones]
    seen = (document.sha256, document.language, *(getattr(document, name) for name in _SEEN), zones)
    return text_digest(f"{setup} {seen!r}")


def _change(found: Document | Unreadable, row: Known) -> str | None:
    """What a document had otherwise when it was done, after “but”; None when it is the same."""
    if isinstance(found, Unreadable):
        same = (row.id, row.document) == (found.id, None)
        return None if same else f"was {row.id!r}, which could be read,"
    if row.document is None:
        return f"was {row.id!r}, which could not be read,"
    was = Document.model_validate_json(row.document)
    if (was.id, was.text) != (found.id, found.text):
        return f"was {row.id!r} with another text"
    differ = _differ(was, found) and _differ(was, Document.model_validate_json(found.model_dump_json()))  # NaN is null
    return f"had another {' and '.join(differ)}" if differ else None


def _differ(was: Document, found: Document) -> list[str]:
    """What is said of a document now and was otherwise before."""
    known = [*_ABOUT, *(name for name in _FOUND_OUT if getattr(found, name))]
    return [name for name in known if getattr(was, name) != getattr(found, name)]


def _running() -> asyncio.AbstractEventLoop | None:
    """The loop that runs in this thread, if there is one."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
