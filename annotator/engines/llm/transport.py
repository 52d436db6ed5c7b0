"""The one place where requests leave: the openai client under tenacity, watched and steered by `Calls`.

It knows attempts, not answers: re-asking for a better one is `asking`'s.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from annotator.engines.base import NO_ACCESS, TOO_MANY, Attempt
from annotator.engines.llm import completions, failures
from annotator.engines.llm.failures import Passing
from annotator.engines.llm.spending import priced, tokens_of
from annotator.errors import ModelError
from annotator.schema import Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from contextlib import AbstractAsyncContextManager

    import httpx2
    from openai import AsyncOpenAI
    from openai._types import RequestOptions

    from annotator.engines.base import Calls
    from annotator.engines.llm.completions import Completion
    from annotator.engines.llm.patience import Patience
    from annotator.engines.llm.providers import Endpoint

PATH = "/chat/completions"
_WATCHED = ("retry-after", "retry-after-ms")
_WATCHED_PREFIX = "x-ratelimit-"


class _Open(NamedTuple):
    """A client that is in use.

    Attributes:
        client: The client.
        living: Ends with it.
    """

    client: AsyncOpenAI
    living: AsyncGenerator[AsyncOpenAI]


class _Answer(NamedTuple):
    """An answer of any kind.

    Attributes:
        response: As it came.
        body: Its text; None when it is not to be kept.
    """

    response: httpx2.Response
    body: str | None


class NoCalls:
    """Nobody watches, and nothing is known."""

    def lookup(self, request: str) -> str | None:  # noqa: ARG002  # the protocol's signature
        """Nothing was paid for before."""
        return None

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:  # noqa: ARG002  # as above
        """Everybody may go."""
        return nullcontext()

    async def rest(self, seconds: float, *, limited: bool) -> None:  # noqa: ARG002  # as above
        """Nobody shortens it."""
        await asyncio.sleep(seconds)

    def record(self, attempt: Attempt) -> None:
        """Nobody takes note."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to be sent.

    Attributes:
        content: The JSON body, encoded.
        digest: sha256 over all that makes the request what it is; equal ones may share a reply.
        tokens: About how many it takes, the answer not counted.
        prompt: The user message, which no error message may repeat.
        reask: Whether it repeats a question whose answer was not valid.
    """

    content: bytes
    digest: str
    tokens: int
    prompt: str
    reask: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer: the body as it came, what it says, and what it took."""

    raw: str
    completion: Completion
    usage: Usage


class Transport:
    """Sends requests to one endpoint, with as much patience as it was given."""

    def __init__(self, endpoint: Endpoint, calls: Calls, patience: Patience, client: AsyncOpenAI | None = None) -> None:
        self.endpoint = endpoint
        self.calls = calls
        self.patience = patience
        self._given = client
        self._address = endpoint.url.rstrip("/") + PATH  # whole: a path would be joined to it, and parsed, every time
        self._worked = False
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, _Open] = WeakKeyDictionary()

    async def send(self, request: Outgoing) -> Incoming:
        """One answer, from the record or from the endpoint.

        Raises:
            ModelError: There is none.
            TooLong: The request does not fit the model.
            BudgetExceeded: `Calls` does not let it go.
        """
        known = self.calls.lookup(request.digest)
        if known is not None:
            return Incoming(known, self.parsed(known), Usage(cache_hits=1))
        try:
            return await self._attempt(request, retry=False)
        except Passing as error:
            return await self._again(request, error)

    async def _again(self, request: Outgoing, first: Passing) -> Incoming:
        """Try as often and as long as the patience lasts; the first failure counts as the first try."""
        tries, last = 0, first

        async def attempt() -> Incoming:
            nonlocal tries, last
            tries += 1
            if tries == 1:
                raise first
            try:
                return await self._attempt(request, retry=True)
            except Passing as error:
                last = error
                raise

        async def rest(seconds: float) -> None:
            await self.calls.rest(seconds, limited=last.status == TOO_MANY)

        try:
            incoming: Incoming = await self.patience.retrying(rest)(attempt)
        except Passing as error:
            failed = failures.unavailable(error, self.endpoint, tries)
            failed.usage = Usage(retries=tries - 1)
            raise failed from error
        return Incoming(incoming.raw, incoming.completion, incoming.usage + Usage(retries=tries - 1))

    def parsed(self, raw: str) -> Completion:
        """The completion in the body of an answer; raises as `completions.parse`."""
        return completions.parse(raw, model=self.endpoint.model, url=self.endpoint.url)

    async def _attempt(self, request: Outgoing, *, retry: bool) -> Incoming:
        """One request over the wire, recorded however it ends."""
        import openai  # noqa: PLC0415  # slow to import

        async with self.calls.admit(request.tokens):
            start = time.perf_counter()
            try:
                response = await self._post(request)
            except openai.APIError as error:
                failed = failures.failure(error, self.endpoint, request.prompt)
                self._record_failure(request, failed, error, time.perf_counter() - start, retry=retry)
                raise failed from error
            return self._received(request, response, time.perf_counter() - start, retry=retry)

    async def _post(self, request: Outgoing) -> httpx2.Response:
        import httpx2  # noqa: PLC0415  # comes with openai

        from annotator.engines.llm import connections  # noqa: PLC0415  # imports httpx2

        client = await self._client()
        path = PATH if self._given is not None else self._address
        options: RequestOptions = {"headers": connections.unsaid()}
        return await client.post(path, cast_to=httpx2.Response, content=request.content, options=options)

    def _received(self, request: Outgoing, response: httpx2.Response, latency_s: float, *, retry: bool) -> Incoming:
        raw = _text(response)
        answer = _Answer(response, raw)
        try:
            completion = self.parsed(raw)
        except Exception as error:
            failed = self._disappointing(error)
            self._record(request, answer, Usage(retries=int(retry)), latency_s, failed)
            raise failed from error
        self._worked = True
        usage = priced(tokens_of(completion.usage, reasks=int(request.reask)), self.endpoint)
        self._record(request, answer, usage + Usage(retries=1) if retry else usage, latency_s)
        return Incoming(raw, completion, usage)

    def _disappointing(self, error: Exception) -> Exception:
        """What an answer means that holds no completion."""
        if isinstance(error, completions.EndpointSaid):
            return failures.in_disguise(error, self.endpoint)
        gateway = self._worked and isinstance(error, ModelError)  # its page comes and goes
        return Passing("it answered with no completion") if gateway else error

    def _record_failure(
        self, request: Outgoing, failed: Exception, error: Exception, latency_s: float, *, retry: bool
    ) -> None:
        response: httpx2.Response | None = getattr(error, "response", None)
        answer = None
        if response is not None:
            answer = _Answer(response, None if response.status_code in NO_ACCESS else _text(response))
        self._record(request, answer, Usage(retries=int(retry)), latency_s, failed)

    def _record(
        self,
        request: Outgoing,
        answer: _Answer | None,
        usage: Usage,
        latency_s: float,
        error: Exception | None = None,
    ) -> None:
        name = "ModelUnavailable" if isinstance(error, Passing) else type(error).__name__ if error else None
        if answer is None:
            attempt = Attempt(request.digest, None, usage, latency_s, name)
        else:
            headers, status = _watched(answer.response.headers), answer.response.status_code
            attempt = Attempt(request.digest, answer.body, usage, latency_s, name, status, headers)
        self.calls.record(attempt)

    async def _client(self) -> AsyncOpenAI:
        """The client of the running event loop; connections cannot move from one loop to another."""
        loop = asyncio.get_running_loop()
        opened = self._clients.get(loop)
        if opened is None:
            living = self._living(loop)
            opened = self._clients[loop] = _Open(await anext(living), living)
        return opened.client

    async def _living(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[AsyncOpenAI]:
        """A client that is closed with its event loop at the latest, because asyncio ends the generators of a loop."""
        client = self._made()
        try:
            yield client
        finally:
            self._clients.pop(loop, None)
            if self._given is None:
                await client.close()

    def _made(self) -> AsyncOpenAI:
        from openai import AsyncOpenAI  # noqa: PLC0415  # slow to import

        from annotator.engines.llm.connections import http_client  # noqa: PLC0415  # imports httpx2, which comes with openai

        if self._given is not None:
            return self._given.with_options(max_retries=0, timeout=self.patience.timeout_s)
        return AsyncOpenAI(
            base_url=self.endpoint.url,
            api_key=self.endpoint.key.get_secret_value(),
            max_retries=0,
            timeout=self.patience.timeout_s,
            http_client=http_client(self.patience.timeout_s),
        )

    async def close(self) -> None:
        """Close the connections of the running event loop; those of a client that was given stay open."""
        opened = self._clients.get(asyncio.get_running_loop())
        if opened is not None:
            await opened.living.aclose()


def _text(response: httpx2.Response) -> str:
    """The body; JSON is UTF-8, whatever a header says, so that the client need not look for one."""
    raw = response.content
    return raw.decode("utf-8", "replace") if raw[:1] == b"{" else response.text


def _watched(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers about limits, lower case."""
    named = ((name, name.lower()) for name in headers)
    return {low: headers[name] for name, low in named if low in _WATCHED or low.startswith(_WATCHED_PREFIX)}
