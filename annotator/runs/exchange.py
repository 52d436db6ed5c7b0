"""The line between a run and its workers elsewhere: what they do goes up as they do it, the word to stop comes down.

Messages are lines of JSON over TCP. A worker that cannot reach the run goes on without, and says everything at the end
of its work; what a message means is `annotator.runs.distributed`'s and `annotator.runs.remote`'s.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

HERE = "127.0.0.1"
_CONNECT_S = 10.0
"""Seconds a worker tries to reach the run: a firewall may swallow what it sends."""
_HELLO = 200
"""Bytes within which a worker has to say who it is."""
_TURNS = 2
"""Of the event loop, after which what has arrived has been read."""


class Place(NamedTuple):
    """Where the run listens.

    Attributes:
        host: Its address.
        port: Its port.
        token: What a worker says first; nobody else is heard.
    """

    host: str
    port: int
    token: str


class Exchange:
    """The run's end, to which any number of workers come.

    Attributes:
        place: Where they find it; None when this machine allows no listening.
    """

    def __init__(self, heard: Callable[[Any], None]) -> None:
        self.place: Place | None = None
        self._heard = heard
        self._stopped = False
        self._strangers: set[_Lines] = set()
        self._workers: set[_Lines] = set()
        self._server: asyncio.Server | None = None

    def stop(self) -> None:
        """Tell the workers, also those who are still to come, to ask for nothing more."""
        self._stopped = True
        for each in self._workers:
            each.say("stop")

    async def open(self, host: str) -> None:
        """Listen."""
        try:
            self._server = await asyncio.get_running_loop().create_server(self._worker, host, 0)
        except OSError:
            return
        self.place = Place(host, self._server.sockets[0].getsockname()[1], secrets.token_hex())

    def close(self) -> None:
        """Hear no one any more."""
        if self._server is not None:
            self._server.close()
        for each in [*self._strangers, *self._workers]:
            each.close()

    def _worker(self) -> _Lines:
        """A protocol for someone who connects; until the token has come, it is nobody."""

        def first(said: Any) -> None:
            if self.place is None or not secrets.compare_digest(str(said), self.place.token):
                line.close()
                return
            line.heard, line.longest = self._heard, None
            self._strangers.discard(line)
            self._workers.add(line)
            line.say("stop" if self._stopped else "go")

        def lost() -> None:
            self._strangers.discard(line)
            self._workers.discard(line)

        line = _Lines(first, lost, longest=_HELLO)
        self._strangers.add(line)
        return line


@asynccontextmanager
async def exchange(heard: Callable[[Any], None], host: str = HERE) -> AsyncGenerator[Exchange]:
    """Listen to workers for a while; each message is given to ``heard``."""
    opened = Exchange(heard)
    await opened.open(host)
    try:
        yield opened
    finally:
        opened.close()


class Line:
    """A worker's end.

    Args:
        stopped: Called when the run says so, and when it is gone: nobody would keep what is bought then.
    """

    def __init__(self, stopped: Callable[[], None]) -> None:
        self._stopped = stopped
        self._lines: _Lines | None = None
        self._begun = asyncio.Event()

    async def open(self, place: Place) -> None:
        """Reach the run and hear whether to begin; without it when it cannot be reached."""
        lines = _Lines(self._hear, self._lost)
        try:
            async with asyncio.timeout(_CONNECT_S):
                await asyncio.get_running_loop().create_connection(lambda: lines, place.host, place.port)
                lines.say(place.token)
                self._lines = lines
                await self._begun.wait()
        except OSError:
            self.close()

    def tell(self, message: Any) -> None:
        """Say something to the run, if it can be reached."""
        if self._lines is not None:
            self._lines.say(message)

    async def listen(self) -> None:
        """Hear what has arrived while nothing ran."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    def close(self) -> None:
        """Leave."""
        lines, self._lines = self._lines, None
        if lines is not None:
            lines.close()

    def _hear(self, said: Any) -> None:
        self._begun.set()
        if said == "stop":
            self._stopped()

    def _lost(self) -> None:
        self._begun.set()
        if self._lines is not None:
            self._stopped()


@dataclass(eq=False)
class _Lines(asyncio.Protocol):
    """Messages, each on a line.

    Attributes:
        heard: Gets each.
        lost: Called when the connection is gone.
        longest: Bytes of a message that is still listened to; None for any.
    """

    heard: Callable[[Any], None]
    lost: Callable[[], None]
    longest: int | None = None
    _transport: asyncio.Transport | None = None
    _rest: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None
        self.lost()

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while self._transport is not None and not self._transport.is_closing():
            line, end, rest = self._rest.partition(b"\n")
            if self.longest is not None and len(line) > self.longest:
                self.close()
            if not end:
                return
            self._rest = rest
            self._take(line)

    def _take(self, line: bytearray) -> None:
        try:
            said = json.loads(line)
        except ValueError:  # nobody of ours
            self.close()
        else:
            self.heard(said)

    def say(self, message: Any) -> None:
        if self._transport is not None:
            self._transport.write(json.dumps(message).encode() + b"\n")

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
