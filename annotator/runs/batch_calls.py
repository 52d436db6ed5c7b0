"""Requests caught before they go out, to be sent in a batch: the engine works as ever, what it lacks is kept.

A document whose answers are all there is annotated; one that lacks an answer is left for the next round. Sending and
fetching is `annotator.runs.openai_batch`'s.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.errors import ModelError
from annotator.pipeline import Annotator
from annotator.runs.admission import NotYet
from annotator.runs.calls import current

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    import httpx2
    from openai import AsyncOpenAI

    from annotator.engines.base import Attempt, Engine
    from annotator.runs.batch_files import Spool
    from annotator.runs.batch_rows import Tries
    from annotator.runs.calls import RunCalls
    from annotator.schema import Annotation, Document

MOST_TRIES = 3
"""Batches that a request goes into before its document is given up."""
_asked: ContextVar[str] = ContextVar("asked", default="")
_caught: ContextVar[_Caught | None] = ContextVar("caught", default=None)


@dataclass(slots=True)
class _Caught:
    """What became of a document's requests that had no answer.

    Attributes:
        waiting: Whether one goes into the next batch.
        given_up: What had become of the one that does not.
    """

    waiting: bool = False
    given_up: Tries | None = None


class BatchCalls:
    """Calls of a run whose requests wait for a batch.

    Args:
        calls: What knows the replies that are there.
        spool: Takes the requests that are to go out.
    """

    def __init__(self, calls: RunCalls, spool: Spool) -> None:
        self._calls = calls
        self._spool = spool

    def lookup(self, request: str) -> str | None:
        """A reply that is there; a request without one is about to be caught."""
        _asked.set(request)
        return self._calls.lookup(request)

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:  # noqa: ARG002  # nothing goes out
        """Nobody waits."""
        return nullcontext()

    async def rest(self, seconds: float, *, limited: bool) -> None:
        """Nothing is tried again."""

    def record(self, attempt: Attempt) -> None:
        """Nothing was attempted."""

    def catch(self, body: Any) -> bool:
        """Keep a request for the next batch; whether it may go into another one."""
        request, caught = _asked.get(), _caught.get() or _Caught()
        tries = self._calls.tries(request, self._spool.since)
        if tries.number >= MOST_TRIES:
            caught.given_up = tries
            return False
        caught.waiting = True
        self._spool.add(request, current().position, body, shared=self._calls.shares)
        return True


def catching_client(base_url: str, calls: BatchCalls) -> AsyncOpenAI:
    """An openai client that sends nothing: a request is caught, and answered with an error that ends its document."""
    import httpx2  # noqa: PLC0415  # comes with openai, which is slow to import
    from openai import AsyncOpenAI  # noqa: PLC0415  # as above

    class Catching(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            caught = calls.catch(json.loads(await request.aread()))
            words = "waits for its batch" if caught else "was in enough batches"
            return httpx2.Response(400, json={"error": {"message": words, "type": "batch", "code": "batch"}})

    client = httpx2.AsyncClient(transport=Catching())
    return AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0, http_client=client)


class BatchAnnotate:
    """Annotates documents whose answers are there.

    Args:
        engine: The engine over the catching client.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._annotator: Annotator | None = None

    async def __call__(self, document: Document) -> Annotation:
        """Annotate a document.

        Raises:
            NotYet: An answer is missing; its request was caught.
            ModelError: No usable answer came, or none in so many batches.
        """
        if self._annotator is None:
            self._annotator = Annotator(self._engine())
        caught = _Caught()
        token = _caught.set(caught)
        try:
            annotation = await self._annotator.annotate_async(document)
        except ModelError as error:
            if caught.waiting:
                raise NotYet from error
            if caught.given_up is not None:
                raise ModelError(_given_up(error.model, caught.given_up), model=error.model) from error
            raise
        finally:
            _caught.reset(token)
        if caught.waiting:
            raise NotYet
        return annotation


def _given_up(model: str, tries: Tries) -> str:
    how = "" if tries.status is None else f", the last one with HTTP {tries.status}"
    return f"{model}: {tries.number} batches ended without an answer to this document{how}"
