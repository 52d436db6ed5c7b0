"""Connections in many small pools: httpx2 looks at every connection of a pool whenever a request begins or ends.

It decides which pool carries a request; connections are httpx2's, requests `transport`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import getproxies

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

POOL_SIZE = 8
"""Requests that one pool carries at a time."""
MOST_CONNECTIONS = 1000
"""Kept open at once behind a proxy; httpx2's own limits close and reopen them above 100."""


def http_client(timeout_s: float) -> httpx2.AsyncClient:
    """A client with small pools; behind a proxy of the environment, as httpx2 keeps connections itself.

    Args:
        timeout_s: Seconds for one answer.
    """
    from openai import DefaultAsyncHttpxClient  # noqa: PLC0415  # slow to import

    limits = httpx2.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
    if getproxies():
        return DefaultAsyncHttpxClient(limits=limits, timeout=timeout_s)
    context = httpx2.create_ssl_context()
    pools = Pools(lambda: httpx2.AsyncHTTPTransport(verify=context, limits=limits))
    return DefaultAsyncHttpxClient(transport=pools, timeout=timeout_s)


class Pools(httpx2.AsyncBaseTransport):
    """A transport that takes the first pool with room, so that few requests share few connections.

    Args:
        make: Makes a pool.
    """

    def __init__(self, make: Callable[[], httpx2.AsyncBaseTransport]) -> None:
        self._make = make
        self._pools: list[_Pool] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its pool counts it until the answer is closed."""
        pool = self._with_room()
        pool.carried += 1
        try:
            response = await pool.transport.handle_async_request(request)
        except BaseException:
            pool.carried -= 1
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101  # as httpx2's own client asserts
        response.stream = _Counted(response.stream, pool)
        return response

    def _with_room(self) -> _Pool:
        for pool in self._pools:
            if pool.carried < POOL_SIZE:
                return pool
        self._pools.append(_Pool(self._make()))
        return self._pools[-1]

    async def aclose(self) -> None:
        """Close all connections."""
        for pool in self._pools:
            await pool.transport.aclose()


class _Pool:
    """One of the pools, with the number of requests under way."""

    __slots__ = ("carried", "transport")

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self.transport = transport
        self.carried = 0


class _Counted(httpx2.AsyncByteStream):
    """The body of an answer; closing it, once, makes room in its pool."""

    def __init__(self, stream: httpx2.AsyncByteStream, pool: _Pool) -> None:
        self._stream = stream
        self._pool: _Pool | None = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        pool, self._pool = self._pool, None
        try:
            await self._stream.aclose()
        finally:
            if pool is not None:
                pool.carried -= 1
