"""What a worker on another process or machine does: annotate a batch of documents and say everything as values.

It has a gate and a cache of its own and no store; what it says is brought into the run by `annotator.runs.distributed`.
Of each document it tells what happens in order: attempts, requests that the cache answered, and at last an annotation
or an error. It tells it at once over the line, if there is one, and all of it once more when the batch is done.
"""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

from annotator import errors
from annotator.engines.base import Attempt
from annotator.errors import AnnotatorError, BudgetExceeded, ModelError, sentence
from annotator.pipeline import Annotator
from annotator.runs.admission import Admission, NotYet
from annotator.runs.cache import Cache
from annotator.runs.exchange import Line
from annotator.schema import NOTHING, Document, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from annotator.engines.base import Calls, Engine
    from annotator.runs.exchange import Place
    from annotator.runs.limits import Limits
    from annotator.schema import Annotation


class _Account:
    """What happened to one document, told as it happens.

    Attributes:
        events: All of it, in order.
    """

    def __init__(self, number: int, line: Line) -> None:
        self.events: list[dict[str, Any]] = []
        self._number = number
        self._line = line

    def tell(self, **event: Any) -> None:
        """Note what happened and tell the run: of which document, as which of its events, and what."""
        self._line.tell([self._number, len(self.events), event])
        self.events.append(event)


_account: ContextVar[_Account | None] = ContextVar("account", default=None)


class MakeEngine(Protocol):
    """Makes an engine in a worker; it and what it holds must be picklable."""

    def __call__(self, calls: Calls) -> Engine:
        """Make it."""
        ...


class _WorkerCalls:
    """Calls of a worker: replies go into the cache as they come, so that a crash after them buys nothing twice."""

    def __init__(self, admission: Admission, cache: Cache | None) -> None:
        self._admission = admission
        self._cache = cache

    def lookup(self, request: str) -> str | None:
        reply = None if self._cache is None else self._cache.get(request)
        account = _account.get()
        if reply is not None and account is not None:
            account.tell(found=request)
        return reply

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        return self._admission.admit(tokens)

    async def rest(self, seconds: float, *, limited: bool) -> None:
        await self._admission.rest(seconds, limited=limited)

    def record(self, attempt: Attempt) -> None:
        if self._cache is not None and attempt.reply is not None and attempt.error is None:
            self._cache.put([(attempt.request, attempt.reply)])
        account = _account.get()
        if account is not None:
            account.tell(attempt=asdict(attempt) | {"usage": attempt.usage.model_dump()})
        self._admission.observe(attempt)


class Worker:
    """Annotates batches, one after the other, each with its documents together.

    Args:
        make: Makes the engine.
        limits: This worker's part of the run's.
        cache: File of the replies that workers share; None for no cache.
        place: Where the run listens; None when it does not.
    """

    def __init__(self, make: MakeEngine, limits: Limits, cache: Path | None, place: Place | None = None) -> None:
        self._limits = limits
        self._cache = None if cache is None else Cache(cache)
        self._place = place
        self._loop = asyncio.new_event_loop()
        self._gate = Admission(limits, NOTHING)
        self._line = Line(self._gate.drain)
        self._engine = make(_WorkerCalls(self._gate, self._cache))
        self._annotator = Annotator(self._engine)

    def annotate(self, numbers: Sequence[int], sources: Sequence[str]) -> list[str]:
        """Documents, numbered and as JSON, to what happened to each, as JSON in their order; never raises for one."""
        return self._loop.run_until_complete(self._all(numbers, sources))

    def close(self) -> None:
        """Close connections, cache and loop."""
        self._loop.run_until_complete(self._leave())
        self._loop.close()
        if self._cache is not None:
            self._cache.close()

    async def _leave(self) -> None:
        self._line.close()
        close = getattr(self._engine, "close", None)
        if close is not None:
            await close()
        await asyncio.sleep(0)  # the line is closed in the next turn

    async def _all(self, numbers: Sequence[int], sources: Sequence[str]) -> list[str]:
        place, self._place = self._place, None
        if place is not None:
            await self._line.open(place)
        room = asyncio.Semaphore(self._limits.concurrency)
        return await asyncio.gather(*[self._one(*each, room) for each in zip(numbers, sources, strict=True)])

    async def _one(self, number: int, source: str, room: asyncio.Semaphore) -> str:
        account = _Account(number, self._line)
        async with room:
            _account.set(account)
            try:
                annotation = await self._annotated(source)
                account.tell(annotation=annotation.model_dump(mode="json"))
            except Exception as error:  # noqa: BLE001  # an error is a value here: it must not take its batch along
                account.tell(error=said(error))
        return json.dumps(account.events)

    async def _annotated(self, source: str) -> Annotation:
        """The annotation of a document, unless nothing more may be begun."""
        await self._line.listen()
        if (refusal := self._gate.refusal) is not None:
            raise refusal
        return await self._annotator.annotate_async(Document.model_validate_json(source))


def attempt(event: dict[str, Any]) -> Attempt:
    """The attempt in an event."""
    fields: dict[str, Any] = dict(event["attempt"])
    usage = Usage(**fields.pop("usage"))
    return Attempt(**fields, usage=usage)


def said(error: Exception) -> dict[str, Any]:
    """An error as a value, which `raised` makes an error again."""
    shown: dict[str, Any] = {"name": type(error).__name__, "message": sentence(error)}
    if isinstance(error, BudgetExceeded):
        shown |= {"budget": error.budget, "limit": error.limit}
    if isinstance(error, ModelError):
        shown |= {"model": error.model, "reply": error.last_reply}
    return shown


def raised(error: dict[str, Any]) -> Exception:
    """The error that was said, of the class that it had; one that is none of ours keeps its name."""
    name, message = error["name"], error["message"]
    if name == NotYet.__name__:
        return NotYet()
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, ModelError) and kind is not errors.InvalidResponse:
        return kind(message, model=error["model"], last_reply=error["reply"])
    if kind is errors.BudgetExceeded:
        words = f"the workers' parts of --max-{error['budget']} are spent; raise it"
        return BudgetExceeded(
            f"{words} and give the same command again to go on", budget=error["budget"], limit=error["limit"]
        )
    if kind is errors.InvalidResponse:
        return errors.InvalidResponse(message, model=error["model"], attempts=0, last_reply=error["reply"])
    made: Exception = type(name, (AnnotatorError,), {})(message)
    return made
