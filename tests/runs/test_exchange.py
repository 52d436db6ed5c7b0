"""The line between a run and its workers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from annotator.runs.exchange import Exchange, Line, Place, exchange

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.enable_socket


async def until(holds: Callable[[], object]) -> None:
    """Wait for something that takes a moment."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # whatever it is, it sets no event
            await asyncio.sleep(0.01)


def place(of: Exchange) -> Place:
    """Where it listens."""
    assert of.place is not None
    return of.place


async def test_what_workers_tell_is_heard_in_order_whatever_its_length() -> None:
    """Two workers, messages of a few bytes and of a megabyte, line breaks in them."""
    heard: list[Any] = []
    async with exchange(heard.append) as run:
        lines = [Line(lambda: None), Line(lambda: None)]
        for name, line in enumerate(lines):
            await line.open(place(run))
            for number in range(3):
                line.tell([name, number, "“a”\n" * (300_000 if number == 1 else 1)])
        await until(lambda: len(heard) == 6)
        for line in lines:
            line.close()
    for name in (0, 1):
        assert [(number, len(text)) for who, number, text in heard if who == name] == [(0, 4), (1, 1_200_000), (2, 4)]


async def test_the_word_to_stop_comes_to_who_is_there_and_to_who_comes_later() -> None:
    """And who leaves by himself is not told that the run is gone."""
    stopped: list[str] = []
    async with exchange(lambda _: None) as run:
        early, gone, late = (
            Line(lambda: stopped.append("early")),
            Line(lambda: stopped.append("gone")),
            Line(lambda: stopped.append("late")),
        )
        await early.open(place(run))
        await gone.open(place(run))
        gone.close()
        assert stopped == []
        run.stop()
        await until(lambda: stopped)
        await late.open(place(run))
        assert stopped == ["early", "late"]
        early.close()
        late.close()


async def test_workers_stop_when_the_run_is_gone() -> None:
    """Nobody would keep what they buy."""
    stopped: list[int] = []
    line = Line(lambda: stopped.append(1))
    async with exchange(lambda _: None) as run:
        await line.open(place(run))
        await line.listen()
        assert stopped == []
    await until(lambda: stopped)
    line.tell("nobody hears this")


@pytest.mark.parametrize(
    "said",
    [b'"another token"\n', b"GET / HTTP/1.1\n", b"x" * 100_000, b'["a", 1]\n'],
    ids=["token", "web", "long", "list"],
)
async def test_strangers_are_not_heard(said: bytes) -> None:
    """Whoever does not say the token is put out, and what else he says with it."""
    heard: list[Any] = []
    async with exchange(heard.append) as run:
        reader, writer = await asyncio.open_connection(place(run).host, place(run).port)
        writer.write(said + b'[0, 0, {"attempt": {}}]\n')
        with pytest.raises((EOFError, ConnectionError)):
            await reader.readexactly(1)
        writer.close()
    assert heard == []


async def test_a_worker_that_cannot_reach_the_run_goes_on_without() -> None:
    """As behind a firewall: nothing is raised, and nobody is told to stop."""
    stopped: list[int] = []
    line = Line(lambda: stopped.append(1))
    async with exchange(lambda _: None) as run:
        where = place(run)
    await line.open(where)
    line.tell("nobody hears this")
    await line.listen()
    line.close()
    assert stopped == []


async def test_a_machine_that_allows_no_listening_has_no_place() -> None:
    """The run goes on without."""
    async with exchange(lambda _: None, "203.0.113.1") as run:
        assert run.place is None
        run.stop()


async def test_who_has_not_yet_said_a_word_is_put_out_at_the_end() -> None:
    """No connection outlives the run's work."""
    async with exchange(lambda _: None) as run:
        reader, writer = await asyncio.open_connection(place(run).host, place(run).port)
        await asyncio.sleep(0.05)
    with pytest.raises((EOFError, ConnectionError)):
        await asyncio.wait_for(reader.readexactly(1), 10)
    writer.close()
