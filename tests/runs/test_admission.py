"""Admission: who may ask when, and what shuts the gate for good."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from annotator.engines.base import Attempt
from annotator.errors import AuthenticationFailed, BudgetExceeded, ModelUnavailable
from annotator.runs.admission import Admission, NotYet
from annotator.runs.limits import Limits
from annotator.schema import Usage


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def attempt(status: int | None, *, usage: Usage | None = None) -> Attempt:
    """A finished attempt."""
    reply = "{}" if status == 200 else None
    return Attempt("r", reply, usage or Usage(), 0.0, None if status == 200 else "Error", status)


async def test_only_so_many_are_out_at_a_time() -> None:
    """Ten tasks through a gate for three: never more than three are inside."""
    gate, inside, most = Admission(Limits(concurrency=3), Usage()), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with gate.admit(1):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*[one() for _ in range(10)])
    assert (most, gate.in_flight) == (3, 0)


@pytest.mark.parametrize("status", [401, 403])
async def test_the_first_refused_key_shuts_the_gate(status: int) -> None:
    """After one answer 401 no request goes out any more, also none that already waits."""
    gate = Admission(Limits(concurrency=1), Usage())
    async with gate.admit(1):
        waiting = asyncio.create_task(gate.admit(1).__aenter__())
        await asyncio.sleep(0)
        gate.observe(attempt(status), "m")
    with pytest.raises(AuthenticationFailed, match="does not accept the key"):
        await waiting


def test_a_text_that_moderation_refuses_does_not_shut_the_gate() -> None:
    """OpenRouter says so with 403; the key is good, and other documents go on."""
    gate = Admission(Limits(), Usage())
    gate.observe(replace(attempt(403), error="ContentFiltered"))
    assert gate.stopped is None


async def test_a_dead_endpoint_shuts_the_gate_after_a_while() -> None:
    """Broken connections alone stop a run once they have lasted, and the sentence says for how long."""
    clock = Clock()
    gate = Admission(Limits(outage_s=60), Usage(), clock)
    gate.observe(attempt(200))
    for _ in range(20):
        gate.observe(attempt(None))
    assert gate.stopped is None
    clock.now = 61.0
    gate.observe(attempt(None), "m")
    with pytest.raises(ModelUnavailable, match="21 times in a row over 61 seconds"):
        await gate.admit(1).__aenter__()


def test_an_endpoint_that_never_worked_gets_less_patience() -> None:
    """A wrong port is known after a quarter of the time."""
    clock = Clock()
    gate = Admission(Limits(outage_s=60), Usage(), clock)
    for clock.now in (0.0, 4.0, 8.0, 12.0, 16.0):
        gate.observe(attempt(None))
    assert isinstance(gate.stopped, ModelUnavailable)


@pytest.mark.parametrize("status", [200, 429, 500], ids=["an answer", "a refusal", "a server error"])
def test_any_answer_shows_that_the_endpoint_lives(status: int) -> None:
    """Broken connections count only when nothing else comes in between."""
    clock = Clock()
    gate = Admission(Limits(outage_s=60), Usage(), clock)
    gate.observe(attempt(200))
    for clock.now in range(0, 200, 10):
        gate.observe(attempt(None))
        gate.observe(attempt(status))
    assert gate.stopped is None


def test_connections_that_break_at_one_moment_are_one_failure() -> None:
    """A blip that ends all requests in flight makes everybody pause for as long as one refusal does."""
    clock = Clock()
    gate = Admission(Limits(concurrency=64), Usage(), clock)
    gate.observe(attempt(200))
    clock.now = 1.0
    for _ in range(64):
        gate.observe(Attempt("r", None, Usage(), 0.5, "Error"))
    assert 0 < gate.paused_s < 1


@pytest.mark.parametrize("status", [404, 400, 500, 200], ids=["not there", "not understood", "broken", "a web page"])
async def test_an_endpoint_that_never_gives_a_completion_is_left_alone(status: int) -> None:
    """Twenty errors and nothing else stop a run, with the status; 10,000 documents are not asked about."""
    gate = Admission(Limits(), Usage())
    for _ in range(20):
        assert gate.stopped is None
        gate.observe(Attempt("r", "<html>", Usage(), 0.0, "ModelError", status))
    with pytest.raises(ModelUnavailable, match=f"20 times and never with a completion, the last with HTTP {status}"):
        await gate.admit(1).__aenter__()


def test_errors_of_an_endpoint_that_has_worked_are_those_of_their_documents() -> None:
    """After one completion, any number of errors goes by."""
    gate = Admission(Limits(), Usage())
    gate.observe(attempt(200))
    for _ in range(100):
        gate.observe(attempt(400))
    assert gate.stopped is None


async def test_a_budget_stops_admission_and_lets_what_is_out_finish() -> None:
    """With two calls allowed and two out, the third waits for their end and is then refused."""
    gate = Admission(Limits(max_calls=2), Usage())
    async with gate.admit(1), gate.admit(1):
        third = asyncio.create_task(gate.admit(1).__aenter__())
        await asyncio.sleep(0.01)
        assert not third.done()
        gate.observe(attempt(200, usage=Usage(calls=1)))
        gate.observe(attempt(200, usage=Usage(calls=1)))
    with pytest.raises(BudgetExceeded, match="2 of the 2 calls"):
        await third


async def test_a_pause_of_the_endpoint_holds_for_all() -> None:
    """After one 429 with half a second to wait, nobody goes out before."""
    clock = Clock()
    gate = Admission(Limits(), Usage(), clock)
    gate.observe(Attempt("r", None, Usage(), 0.0, "Error", 429, {"retry-after": "0.5"}))
    assert gate.paused_s == 0.5
    waiting = asyncio.create_task(gate.admit(1).__aenter__())
    await asyncio.sleep(0.02)
    assert not waiting.done()
    clock.now = 0.5
    gate.observe(attempt(200))
    await waiting


async def test_all_that_have_room_go_at_once() -> None:
    """A busy loop must not let them go one by one: a single step is enough for everybody."""
    gate = Admission(Limits(concurrency=8), Usage())
    entered = [gate.admit(1) for _ in range(8)]
    for each in entered:
        await each.__aenter__()
    later = [gate.admit(1) for _ in range(8)]
    waiting = [asyncio.create_task(each.__aenter__()) for each in later]
    await asyncio.sleep(0)
    for each in entered:
        await each.__aexit__(None, None, None)
    await asyncio.sleep(0)
    assert ([each.done() for each in waiting], gate.in_flight) == ([True] * 8, 8)


async def test_who_gives_up_takes_nobodys_place() -> None:
    """Cancelled in the queue, and cancelled in the moment in which the turn came."""
    gate = Admission(Limits(concurrency=1), Usage())
    inside, *later = [gate.admit(1) for _ in range(4)]
    await inside.__aenter__()
    first, second, third = [asyncio.create_task(each.__aenter__()) for each in later]
    await asyncio.sleep(0)
    first.cancel()
    await inside.__aexit__(None, None, None)
    second.cancel()
    await asyncio.wait([first, second, third])
    assert (first.cancelled(), second.cancelled(), third.exception(), gate.in_flight) == (True, True, None, 1)


async def test_draining_refuses_who_waits_and_wakes_who_rests() -> None:
    """What waits for the pace has not been paid for, so it stays to be done; a later session may ask again."""
    gate = Admission(Limits(requests_per_minute=1), Usage())
    async with gate.admit(1):
        waiting = [asyncio.create_task(gate.admit(1).__aenter__()) for _ in range(3)]
        resting = asyncio.create_task(gate.rest(3600, limited=False))
        await asyncio.sleep(0.01)
        gate.drain()
        await asyncio.wait([*waiting, resting], timeout=5)
        assert [type(each.exception()) for each in waiting] == [NotYet] * 3
        assert resting.done()
        assert gate.in_flight == 1
    with pytest.raises(NotYet):
        await gate.admit(1).__aenter__()
    await gate.rest(3600, limited=False)  # no longer
    gate.reopen()
    later = asyncio.create_task(gate.admit(1).__aenter__())
    await asyncio.sleep(0.01)
    assert not later.done()
    later.cancel()


async def test_a_pause_ends_by_itself() -> None:
    """Nothing else has to happen for the queue to move on."""
    gate = Admission(Limits(), Usage())
    gate.observe(Attempt("r", None, Usage(), 0.0, "Error", 429, {"retry-after": "0.05"}))
    async with asyncio.timeout(5):
        async with gate.admit(1):
            assert gate.paused_s == 0
