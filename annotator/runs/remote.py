"""What a worker on another process or machine does: annotate a batch of documents and say everything as values.

It has a gate and a cache of its own and no store; what it says is brought into the run by `annotator.runs.distributed`.
"""

from __future__ import annotations

import asyncio
import json
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from annotator import errors
from annotator.engines.base import Attempt
from annotator.errors import AnnotatorError, BudgetExceeded, ModelError, sentence
from annotator.pipeline import Annotator
from annotator.runs.admission import Admission
from annotator.runs.cache import Cache
from annotator.schema import NOTHING, Document, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from annotator.engines.base import Calls, Engine
    from annotator.runs.limits import Limits


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for one document.

    Attributes:
        attempts: Of requests that went out.
        found: Requests that were answered from the cache.
    """

    attempts: list[Attempt] = field(default_factory=list[Attempt])
    found: list[str] = field(default_factory=list[str])


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


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
        asked = _asked.get()
        if reply is not None and asked is not None:
            asked.found.append(request)
        return reply

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        return self._admission.admit(tokens)

    async def rest(self, seconds: float, *, limited: bool) -> None:
        await self._admission.rest(seconds, limited=limited)

    def record(self, attempt: Attempt) -> None:
        if self._cache is not None and attempt.reply is not None and attempt.error is None:
            self._cache.put([(attempt.request, attempt.reply)])
        asked = _asked.get()
        if asked is not None:
            asked.attempts.append(attempt)
        self._admission.observe(attempt)


class Worker:
    """Annotates batches, one after the other, each with its documents together.

    Args:
        make: Makes the engine.
        limits: This worker's part of the run's.
        cache: File of the replies that workers share; None for no cache.
    """

    def __init__(self, make: MakeEngine, limits: Limits, cache: Path | None) -> None:
        self._make = make
        self._limits = limits
        self._cache = None if cache is None else Cache(cache)
        self._loop = asyncio.new_event_loop()
        self._engine: Engine | None = None
        self._annotator: Annotator | None = None

    def annotate(self, sources: Sequence[str]) -> list[str]:
        """Documents as JSON to answers as JSON, in their order; never raises for a document."""
        return self._loop.run_until_complete(self._all(sources))

    def close(self) -> None:
        """Close connections, cache and loop."""
        close = getattr(self._engine, "close", None)
        if close is not None:
            self._loop.run_until_complete(close())
        self._loop.close()
        if self._cache is not None:
            self._cache.close()

    async def _all(self, sources: Sequence[str]) -> list[str]:
        if self._annotator is None:
            calls = _WorkerCalls(Admission(self._limits, NOTHING), self._cache)
            self._engine = self._make(calls)
            self._annotator = Annotator(self._engine)
        gate = asyncio.Semaphore(self._limits.concurrency)
        return await asyncio.gather(*[self._one(source, self._annotator, gate) for source in sources])

    async def _one(self, source: str, annotator: Annotator, gate: asyncio.Semaphore) -> str:
        asked = _Asked()
        async with gate:
            _asked.set(asked)
            answer: dict[str, Any] = {}
            try:
                annotation = await annotator.annotate_async(Document.model_validate_json(source))
                answer["annotation"] = annotation.model_dump(mode="json")
            except Exception as error:  # noqa: BLE001  # an error is a value here: it must not take its batch along
                answer["error"] = said(error)
        answer["attempts"] = [asdict(each) | {"usage": each.usage.model_dump()} for each in asked.attempts]
        answer["found"] = asked.found
        return json.dumps(answer)


def attempts(answer: dict[str, Any]) -> list[Attempt]:
    """The attempts in an answer."""
    return [_attempt(dict(each)) for each in answer["attempts"]]


def _attempt(fields: dict[str, Any]) -> Attempt:
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
