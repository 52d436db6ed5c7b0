"""The main job: a document in, an annotation out, with one engine; many documents with bounded concurrency.

It joins zones, engine and resolve and records provenance; what they do is theirs, and storing results is a run's.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
from collections import deque
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar

from annotator import codebook as codebooks
from annotator.documents import identified, zones
from annotator.engines.base import ALL_TASKS, Engine, Judgement
from annotator.errors import AnnotatorError, DocumentError, SettingsError, sentence
from annotator.resolve import resolve
from annotator.schema import Annotation, Document, Provenance, text_digest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable

    from annotator.codebook import Codebook
    from annotator.engines.drafts import Draft
    from annotator.resolve import Resolution
    from annotator.spans import Span

Answer = TypeVar("Answer")
Thing = TypeVar("Thing")

CONCURRENCY = 8
"""Documents under way at once, unless the caller says otherwise."""
_CLOSING_S = 5.0
"""Seconds within which what is open is closed at the end of a program."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be annotated, as a value.

    Attributes:
        document: The document.
        error: Why.
    """

    document: Document
    error: AnnotatorError


class Annotator:
    """Annotates documents with one engine and one codebook.

    Example:
        >>> annotation = Annotator(engine="rules").annotate("“It is over,” Mayor Dorn said.")
        >>> annotation.quotes[0].content[0].text
        '“It is over,”'
    """

    def __init__(
        self,
        engine: Engine | str = "rules",
        *,
        codebook: Codebook | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Bring engine and codebook together; nothing is read or sent yet.

        Args:
            engine: An engine, or “rules” for the embedded one.
            codebook: The labels; the engine's own or the shipped one when None.
            clock: Tells the time that goes into provenance.

        Raises:
            SettingsError: There is no engine of that name.
        """
        self._codebook = codebook
        self._clock = clock
        self.engine: Engine = _named_engine(engine, codebook) if isinstance(engine, str) else engine

    @property
    def codebook(self) -> Codebook:
        """The labels in force."""
        return self._codebook or getattr(self.engine, "codebook", None) or codebooks.default()

    @staticmethod
    def prepare(document: Document | str) -> Document:
        """The document with language and zones, found out where nobody has said; a bare text gets an id."""
        if isinstance(document, str):
            document = Document(id="text-" + text_digest(document)[:10], text=document)
        return identified(document if document.zones else zones.detect(document))

    def annotate(self, document: Document | str) -> Annotation:
        """Annotate one document and wait for it; works inside a running event loop (a notebook) too.

        Raises:
            ModelError: The model gave no usable answer.
        """
        return _wait(self.annotate_async(document))

    def judge(self, document: Document | str, target: Span | str, holder: Span | str | None = None) -> Judgement:
        """How a holder (None: the text itself) stands toward a target; see `annotator.engines.base.Engine.judge`."""
        return _wait(self.judge_async(document, target, holder))

    async def judge_async(
        self, document: Document | str, target: Span | str, holder: Span | str | None = None
    ) -> Judgement:
        """As `judge`, without waiting."""
        return await self.engine.judge(self.prepare(document), target, holder)

    async def close(self) -> None:
        """Close the engine's connections, if it has any; call it in the loop that used them."""
        close = getattr(self.engine, "close", None)
        if close is not None:
            await close()

    async def annotate_async(self, document: Document | str) -> Annotation:
        """Annotate one document.

        Raises:
            ModelError: The model gave no usable answer.
        """
        return (await self.resolve_async(document))[0]

    async def resolve_async(self, document: Document | str) -> tuple[Annotation, Resolution]:
        """Annotate one document and keep what each record came from, for explanations."""
        ready = self.prepare(document)
        begun = time.perf_counter()
        draft = await self.engine.draft(ready)
        resolution = resolve(draft, ready, self.codebook)
        return self._annotation(ready, draft, resolution, time.perf_counter() - begun), resolution

    async def annotate_many(
        self, documents: Iterable[Document] | AsyncIterable[Document], *, concurrency: int = CONCURRENCY
    ) -> AsyncIterator[Annotation | Failure]:
        """Annotate many documents, several at a time.

        Args:
            documents: Read lazily; at most twice ``concurrency`` are held at once.
            concurrency: Documents under way at once.

        Yields:
            For each document, in their order, its annotation, or its failure as a value. Leaving the loop early gives
            up what is under way; `annotator.runs.Run` keeps it.

        Raises:
            Exception: What reading documents raised, once those before have been yielded.
        """
        limit = asyncio.Semaphore(concurrency)
        waiting: deque[asyncio.Task[Annotation | Failure]] = deque()
        broken: Exception | None = None
        try:
            try:
                async for document in stream(documents):
                    waiting.append(asyncio.create_task(self._one(document, limit)))
                    if len(waiting) >= 2 * concurrency:
                        yield await waiting.popleft()
            except Exception as error:  # noqa: BLE001  # from reading; raised after what is paid for
                broken = error
            while waiting:
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
        if broken is not None:
            raise broken

    async def _one(self, document: Document, limit: asyncio.Semaphore) -> Annotation | Failure:
        async with limit:
            try:
                return await self.annotate_async(document)
            except AnnotatorError as error:
                return Failure(document, error)
            except Exception as error:  # noqa: BLE001  # a text on which we stumble takes no other along
                return Failure(document, DocumentError(sentence(error)))

    def _annotation(self, document: Document, draft: Draft, resolution: Resolution, latency_s: float) -> Annotation:
        identity = self.engine.identity
        provenance = Provenance(
            engine=identity.engine,
            engine_version=identity.engine_version,
            package_version=_package_version(),
            model=identity.model,
            served_model=draft.served_model,
            prompts=identity.prompts,
            schema_digest=identity.schema_digest,
            codebook_digest=self.codebook.digest,
            parameters=identity.parameters,
            created_at=self._clock(),
            usage=draft.usage,
            latency_s=round(latency_s, 4),
            notes=(*draft.notes, *resolution.notes),
        )
        return Annotation(
            document_id=document.id,
            text_sha256=document.sha256,
            actors=resolution.actors,
            quotes=resolution.quotes,
            claims=resolution.claims,
            stances=resolution.stances,
            rejected=resolution.rejected,
            provenance=provenance,
        )


@cache
def _package_version() -> str:
    """Read once: it is looked up on disk, which takes longer than grounding an article."""
    return version("annotator")


@cache
def _background() -> asyncio.AbstractEventLoop:
    """A loop in a thread of its own, which stays alive so that connections can be used again."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="annotator", daemon=True).start()
    atexit.register(_end, loop)
    return loop


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """Close what is open in a loop, such as connections, before the interpreter goes down around it."""
    with suppress(TimeoutError):
        asyncio.run_coroutine_threadsafe(loop.shutdown_asyncgens(), loop).result(_CLOSING_S)


def _wait(work: Coroutine[object, object, Answer]) -> Answer:
    """Run work to its end from outside any loop, or from inside one that must not be re-entered."""
    return asyncio.run_coroutine_threadsafe(work, _background()).result()


def _named_engine(name: str, codebook: Codebook | None) -> Engine:
    if name != "rules":
        msg = f"there is no engine {name!r}; use “rules”, or pass an LLMEngine"
        raise SettingsError(msg, variable="engine")
    from annotator.engines.rules.engine import RulesEngine  # noqa: PLC0415  # its lexicons load only when it is used

    return RulesEngine(codebook=codebook, tasks=ALL_TASKS)


async def stream(things: Iterable[Thing] | AsyncIterable[Thing]) -> AsyncIterator[Thing]:
    """What an iterable of either kind holds, one by one."""
    if isinstance(things, AsyncIterable):
        async for thing in things:
            yield thing
    else:
        for thing in things:
            yield thing
