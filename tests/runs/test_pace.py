"""Pace: what is learned from answers and refusals, against simulated endpoints on a simulated clock."""

from __future__ import annotations

import heapq
import random
from collections import deque
from typing import TYPE_CHECKING

import pytest

from annotator.runs.limits import Gauge, Limits
from annotator.runs.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Callable


def sliding(rate: int) -> Callable[[float], float]:
    """An endpoint that lets so many through in any second; says how long to wait, 0 for not at all."""
    passed: deque[float] = deque()

    def wait(now: float) -> float:
        while passed and passed[0] <= now - 1:
            passed.popleft()
        if len(passed) >= rate:
            return passed[0] + 1 - now
        passed.append(now)
        return 0.0

    return wait


def chance(share: float) -> Callable[[float], float]:
    """An endpoint that refuses at random."""
    draw = random.Random(1)
    return lambda _now: float(draw.random() < share)


def simulate(wait: Callable[[float], float], *, answers: int, latency: float, hint: bool) -> tuple[float, int]:
    """Seconds and refusals until so many answers came, 64 at a time."""
    pace, now, got, refused, flying = Pace(Limits(concurrency=64), 0.0), 0.0, 0, 0, list[tuple[float, float, float]]()
    while got < answers:
        while len(flying) < int(pace.concurrency) and pace.delay(1, now) == 0 and got + len(flying) < answers:
            pace.take(1, now)
            heapq.heappush(flying, (now + latency, now, wait(now)))
        delay = pace.delay(1, now) if len(flying) < int(pace.concurrency) else float("inf")
        following = flying[0][0] if flying else float("inf")
        now = min(max(now + delay, now + 1e-3), following) if delay < float("inf") else following
        while flying and flying[0][0] <= now:
            _, started, told = heapq.heappop(flying)
            got += told == 0
            refused += told > 0
            if told:
                pace.refused(started, now, told if hint else None)
            else:
                pace.answered(started, now)
    return now, refused


@pytest.mark.parametrize("hint", [pytest.param(True, id="with retry-after"), pytest.param(False, id="without")])
def test_an_endpoint_with_a_limit_is_used_to_near_that_limit(hint: bool) -> None:  # noqa: FBT001  # parametrised
    """30 a second allowed: 600 answers take hardly more than 20 seconds, and refusals stay few."""
    seconds, refused = simulate(sliding(30), answers=600, latency=0.2, hint=hint)
    assert seconds < 1.25 * 600 / 30
    assert refused < 150


def test_refusals_by_chance_do_not_throttle_for_good() -> None:
    """An endpoint that refuses three in a hundred whatever the pace is not taken for one with a limit."""
    seconds, _ = simulate(chance(0.03), answers=2000, latency=0.2, hint=False)
    assert seconds < 5 * 2000 / 64 * 0.2


def test_the_pace_recovers_when_the_limit_is_lifted() -> None:
    """Ten a second for the first ten seconds, then none: the pace rises again."""
    strict = sliding(10)
    seconds, _ = simulate(lambda now: strict(now) if now < 10 else 0.0, answers=2000, latency=0.1, hint=True)
    assert seconds < 40


def test_a_volley_of_refusals_is_one_step_back_and_one_pause() -> None:
    """Sixty refusals of requests that went out together shrink concurrency once."""
    pace = Pace(Limits(concurrency=100), 0.0)
    for _ in range(60):
        pace.refused(0.0, 0.1, None)
    assert round(pace.concurrency) == 70
    assert pace.until == pytest.approx(0.2)


def test_repeated_refusals_without_an_answer_pause_longer_each_time() -> None:
    """A tenth, two tenths, four tenths of a second."""
    pace, pauses = Pace(Limits(), 0.0), list[float]()
    now = 0.0
    for _ in range(3):
        pace.refused(now, now, None)
        pauses.append(round(pace.until - now, 3))
        now = pace.until
    assert pauses == [0.1, 0.2, 0.4]


def test_a_low_gauge_paces_before_anything_is_refused() -> None:
    """With 50 of 500 left and full in 54 seconds, requests go out 8.33 a second."""
    pace = Pace(Limits(), 0.0)
    pace.heed(Gauge(500, 50, 54.0), None, 0.0)
    assert pace.learned == pytest.approx(500 / 60)


def test_the_users_own_limit_is_never_exceeded() -> None:
    """60 a minute let one out now and the next a second later, whatever the endpoint allows."""
    pace = Pace(Limits(requests_per_minute=60), 0.0)
    pace.take(1, 0.0)
    assert pace.delay(1, 0.0) == pytest.approx(1.0)
    pace.heed(Gauge(500, 50, 1.0), None, 0.0)
    assert pace.delay(1, 0.0) == pytest.approx(1.0)
