"""Claims about connections in small pools."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest

from annotator.engines.llm.pools import POOL_SIZE, Pools, http_client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REQUEST = httpx2.Request("GET", "http://127.0.0.1/")


class Body(httpx2.AsyncByteStream):
    """The body of an answer."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"whole"


class Wire(httpx2.AsyncBaseTransport):
    """Counts what it carries; fails when told to."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = False
        self.failing = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:  # noqa: ARG002  # answers all alike
        """An answer with a body."""
        self.sent += 1
        if self.failing:
            raise httpx2.ConnectError("nobody listens")
        return httpx2.Response(200, stream=Body())

    async def aclose(self) -> None:
        """Take note."""
        self.closed = True


@pytest.fixture
def wires() -> list[Wire]:
    """What was made, in order."""
    return []


@pytest.fixture
def pools(wires: list[Wire]) -> Pools:
    """Pools over wires that lead nowhere."""

    def make() -> Wire:
        wires.append(Wire())
        return wires[-1]

    return Pools(make)


async def test_requests_one_after_the_other_share_the_first_pool(pools: Pools, wires: list[Wire]) -> None:
    """A connection is used again, so no handshake is paid for twice."""
    for _ in range(3 * POOL_SIZE):
        response = await pools.handle_async_request(REQUEST)
        await response.aclose()
    assert [wire.sent for wire in wires] == [3 * POOL_SIZE]


async def test_a_pool_carries_no_more_than_its_size_at_a_time(pools: Pools, wires: list[Wire]) -> None:
    """The next requests go to the next pool, and come back once there is room."""
    responses = [await pools.handle_async_request(REQUEST) for _ in range(POOL_SIZE + 2)]
    assert [wire.sent for wire in wires] == [POOL_SIZE, 2]
    assert await asyncio.gather(*[response.aread() for response in responses]) == [b"whole"] * len(responses)
    await pools.handle_async_request(REQUEST)
    assert [wire.sent for wire in wires] == [POOL_SIZE + 1, 2]


async def test_an_answer_that_is_closed_twice_makes_room_once(pools: Pools, wires: list[Wire]) -> None:
    """Otherwise a pool would take more than its size."""
    first, *_ = [await pools.handle_async_request(REQUEST) for _ in range(POOL_SIZE)]
    assert isinstance(first.stream, httpx2.AsyncByteStream)
    await first.stream.aclose()
    await first.stream.aclose()
    for _ in range(2):
        await pools.handle_async_request(REQUEST)
    assert [wire.sent for wire in wires] == [POOL_SIZE + 1, 1]


async def test_a_request_that_fails_makes_room(pools: Pools, wires: list[Wire]) -> None:
    """A dead endpoint does not fill pools that nothing empties."""
    await (await pools.handle_async_request(REQUEST)).aclose()
    wires[0].failing = True
    for _ in range(2 * POOL_SIZE):
        with pytest.raises(httpx2.ConnectError):
            await pools.handle_async_request(REQUEST)
    assert len(wires) == 1


async def test_all_pools_are_closed(pools: Pools, wires: list[Wire]) -> None:
    """No connection outlives the client."""
    for _ in range(POOL_SIZE + 1):
        await pools.handle_async_request(REQUEST)
    await pools.aclose()
    assert [wire.closed for wire in wires] == [True, True]


@pytest.mark.parametrize(("proxy", "pooled"), [("", True), ("http://127.0.0.1:9", False)], ids=["none", "a proxy"])
async def test_a_proxy_of_the_environment_is_observed(
    monkeypatch: pytest.MonkeyPatch, proxy: str, *, pooled: bool
) -> None:
    """Behind a proxy nothing goes out on a connection of our own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    if proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    client = http_client(1.0)
    assert isinstance(client._transport, Pools) is pooled
    assert any(each is not None for each in client._mounts.values()) is not pooled
    await client.aclose()
