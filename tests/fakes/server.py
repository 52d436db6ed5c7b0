"""A loopback endpoint that speaks enough HTTP/1.1 for the real openai client, with latency, faults and rate limits.

It knows sockets and counts; what it answers is a script or a function of the request (`tests.fakes.model`).
Run it by itself with ``python -m tests.fakes.server --port 8080``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
import time
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

from tests.fakes import answers
from tests.fakes.faults import Faults
from tests.fakes.model import answer as model_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping
    from types import TracebackType

    from tests.fakes.answers import Answer

REMEMBERED = 10_000
"""Requests kept for tests to look at; all are counted."""
COMPLETIONS = "/v1/chat/completions"


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    """Seconds on the monotonic clock."""

    @cached_property
    def json(self) -> dict[str, Any]:
        """The body, parsed."""
        return cast("dict[str, Any]", json.loads(self.body))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The chat messages."""
        return cast("list[dict[str, Any]]", self.json["messages"])


Responder: TypeAlias = "Callable[[Received], Answer]"


class FakeServer:
    """An OpenAI-compatible endpoint on a loopback port.

    Attributes:
        received: The last requests, in order.
        statuses: How often each status was answered; 0 counts resets and silences.
        active: Requests that wait for their answer now.
        most_active: The highest value that ``active`` had.
    """

    def __init__(
        self,
        respond: Responder = model_answer,
        *,
        script: Iterable[Answer] = (),
        latency_s: float = 0.0,
        rate_per_s: int | None = None,
        says_retry_after: bool = True,
    ) -> None:
        """Prepare an endpoint; `start` opens it.

        Args:
            respond: What to answer when the script is over.
            script: The first answers, whatever the request.
            latency_s: Seconds before each answer.
            rate_per_s: Requests let through in any second; others get 429.
            says_retry_after: Whether a 429 says how long to wait.
        """
        self.respond = respond
        self.script = deque(script)
        self.latency_s = latency_s
        self.rate_per_s = rate_per_s
        self.says_retry_after = says_retry_after
        self.routes: dict[tuple[str, str], Responder] = {("POST", COMPLETIONS): self._complete}
        self.received: deque[Received] = deque(maxlen=REMEMBERED)
        self.statuses: Counter[int] = Counter()
        self.active = self.most_active = 0
        self._let_through: deque[float] = deque()
        self._server: asyncio.Server | None = None

    @property
    def calls(self) -> int:
        """Requests answered in any way."""
        return self.statuses.total()

    @property
    def url(self) -> str:
        """The base URL that clients are given."""
        if self._server is None:
            message = "the server is not started"
            raise RuntimeError(message)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def start(self, port: int = 0) -> Self:
        """Listen; port 0 takes a free one."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", port, backlog=2048)
        return self

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def answer(self, request: Received) -> Answer:
        """Take note of a request and decide its answer."""
        self.received.append(request)
        path = request.path.partition("?")[0]
        respond = self.routes.get((request.method, path)) or self._prefixed(request.method, path)
        answer = respond(request) if respond else answers.error(404, f"there is no {path} here")
        self.statuses[answer.status if answer.ending == "whole" else 0] += 1
        return answer

    def _prefixed(self, method: str, path: str) -> Responder | None:
        """A route that ends in “/*” answers for everything below it."""
        while "/" in path:
            path = path.rpartition("/")[0]
            if (method, path + "/*") in self.routes:
                return self.routes[method, path + "/*"]
        return None

    def _complete(self, request: Received) -> Answer:
        wait = self._excess(request.at)
        if wait is not None:
            return answers.rate_limited(f"{wait:.3f}" if self.says_retry_after else None)
        return self.script.popleft() if self.script else self.respond(request)

    def _excess(self, now: float) -> float | None:
        """Seconds until the rate limit would let a request through; None lets this one through."""
        if self.rate_per_s is None:
            return None
        passed = self._let_through
        while passed and passed[0] <= now - 1:
            passed.popleft()
        if len(passed) >= self.rate_per_s:
            return passed[0] + 1 - now
        passed.append(now)
        return None


class _Connection(asyncio.Protocol):
    """One keep-alive connection; requests are answered in order, one at a time."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # the protocol's signature
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.busy:
            self._next()

    def _next(self) -> None:
        request = self._parse()
        if request is None:
            return
        self.busy = True
        server = self.server
        server.active += 1
        server.most_active = max(server.active, server.most_active)
        answer = server.answer(request)
        wait = server.latency_s + answer.delay_s
        if wait:
            asyncio.get_running_loop().call_later(wait, self._send, answer)
        else:
            self._send(answer)

    def _parse(self) -> Received | None:
        """The first whole request of the buffer, taken out of it."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        whole = end + 4 + int(headers.get("content-length", 0))
        if len(self.buffer) < whole:
            return None
        body = bytes(self.buffer[end + 4 : whole])
        del self.buffer[:whole]
        method, path, _ = first.split(" ", 2)
        return Received(method, path, headers, body, time.monotonic())

    def _send(self, answer: Answer) -> None:
        if answer.ending == "silence":
            return
        self.server.active -= 1
        if self.transport is None:
            return
        if answer.ending == "reset":
            self.transport.abort()
            return
        fields = {"content-type": "application/json", **answer.headers, "content-length": str(len(answer.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self.transport.write(f"HTTP/1.1 {answer.status} -\r\n{head}\r\n".encode() + answer.body)
        self.busy = False
        if self.buffer:
            self._next()


@contextmanager
def serving(server: FakeServer) -> Generator[FakeServer]:
    """Run a server in a thread of its own, for tests that are not asynchronous."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(server.start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(server.close())
        loop.close()


def main() -> None:
    """Serve until interrupted; prints the base URL, then the counts at the end."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--rate", type=int, default=None, help="requests let through a second")
    parser.add_argument("--faults", type=float, default=0.0, help="share of requests that fail, 0 to 1")
    parser.add_argument("--seed", type=int, default=0, help="of the faults")
    options = parser.parse_args()
    respond = Faults(model_answer, share=options.faults, seed=options.seed) if options.faults else model_answer
    server = FakeServer(respond, latency_s=options.latency, rate_per_s=options.rate)
    try:
        asyncio.run(_forever(server, options.port))
    except KeyboardInterrupt:
        print(dict(server.statuses), flush=True)  # noqa: T201  # a command's output


async def _forever(server: FakeServer, port: int) -> None:
    await server.start(port)
    print(server.url, flush=True)  # noqa: T201  # a command's output
    await asyncio.Event().wait()


if __name__ == "__main__":
    main()
