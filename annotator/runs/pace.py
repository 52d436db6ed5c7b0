"""What an endpoint's pace seems to be, learned from its answers, refusals and headers.

It is arithmetic over a clock that the caller reads; waiting for the pace is left to `annotator.runs.admission`.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from annotator.runs.limits import Bucket

if TYPE_CHECKING:
    from annotator.runs.limits import Gauge, Limits

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 60.0
_WINDOW_S = 1.0
"""Stretch of time over which answers are counted."""
_MANY = 0.25
"""Share of requests refused in a second that shows a limit; fewer may be chance, and going slower would not help."""
_FEW = 0.1
"""Share below which a learned pace may be raised, and above which that was too much."""
_FEWEST = 4
"""Refusals in a second that can show a limit."""
_NO_CHANCE = 5
"""Volleys of refusals without an answer in between that show one."""
_BELOW = 0.995
"""How close to a pace that was refused the next one comes."""
_HOLD_S = 10.0
"""Seconds without refusal before a learned pace is raised; doubled, up to the longest pause, when that is refused."""
_GROWTH = 1.25
"""Factor by which a learned pace is raised each second after the hold."""
_SHRINK = 0.7
"""Factor by which concurrency falls on a refusal."""
_RESERVE_S = 0.1
"""Seconds of flow that may go out at once: pacing rather than bursts, but timers that fire late lose nothing."""


class Pace:
    """How many requests at a time and per second, and the common pause. It learns and does not wait.

    Many refusals in a second say that the endpoint has a limit: the pace is then kept a little below what was answered.
    A few are taken for chance and only make everybody pause.
    """

    def __init__(self, limits: Limits, now: float) -> None:
        self.concurrency = float(limits.concurrency)
        self.until = now
        self.learned: float | None = None
        self._most = limits.concurrency
        self._allowed = limits.requests_per_minute and limits.requests_per_minute / 60
        self._requests = _bucket(self._allowed, now)
        self._tokens = _bucket(limits.tokens_per_minute and limits.tokens_per_minute / 60, now)
        self._tokens_given = self._tokens is not None
        self._answers = _Lately()
        self._refusals = _Lately()
        self._refused_at = self._stepped_at = self._grown_at = float("-inf")
        self._in_a_row = 0
        self._hold = _HOLD_S

    def delay(self, tokens: int, now: float) -> float:
        """Seconds until a request of so many tokens may go out."""
        delays = [self.until - now, 0.0]
        if self._requests is not None:
            delays.append(self._requests.delay(1, now))
        if self._tokens is not None:
            delays.append(self._tokens.delay(tokens, now))
        return max(delays)

    def take(self, tokens: int, now: float) -> None:
        """Note that a request of so many tokens goes out."""
        if self._requests is not None:
            self._requests.take(1, now)
        if self._tokens is not None:
            self._tokens.take(tokens, now)

    def answered(self, started: float, now: float) -> None:
        """A request came through: note the pace, and recover a little."""
        if started >= self._refused_at:
            self._in_a_row = 0
        self._answers.add(now)
        self.concurrency = min(self._most, self.concurrency + 1 / self.concurrency)
        quiet = now - self._stepped_at > self._hold and now - self._grown_at >= 1
        if self.learned is not None and quiet and self._refused_share(now) < _FEW:
            self._grown_at = now
            self._learn(self.learned * _GROWTH, now)

    def refused(self, started: float, now: float, retry_after_s: float | None) -> None:
        """The endpoint had enough: one pause for all, and a step back if it was no chance."""
        self._refusals.add(now)
        if retry_after_s is not None:
            self.until = max(self.until, now + min(retry_after_s, 2 * _LONGEST_PAUSE_S))
        if started >= self._refused_at:  # else it went out before the refusal that was answered to
            self._refused_at = now
            self._in_a_row += 1
            if retry_after_s is None:
                pause = _FIRST_PAUSE_S * 2 ** (self._in_a_row - 1)
                self.until = max(self.until, now + min(_LONGEST_PAUSE_S, pause))
        raised = self._grown_at > self._stepped_at
        many = self._refusals.count(now) >= _FEWEST and self._refused_share(now) > (_FEW if raised else _MANY)
        if (many or self._in_a_row >= _NO_CHANCE) and now - self._stepped_at > _WINDOW_S:
            self._step_back(now)

    def heed(self, requests: Gauge | None, tokens: Gauge | None, now: float) -> None:
        """Go by what the endpoint says of itself once little is left."""
        if requests is not None and requests.low and self.learned is None:
            self._learn(requests.rate, now)
        if tokens is not None and not self._tokens_given:
            self._tokens = Bucket(tokens.rate, tokens.remaining, now) if tokens.low else None

    def _step_back(self, now: float) -> None:
        raised = self.learned is not None and now - self._stepped_at > self._hold
        self._hold = min(self._hold * 2, _LONGEST_PAUSE_S) if raised else self._hold
        self._stepped_at = self._grown_at = now
        self.concurrency = max(1.0, self.concurrency * _SHRINK)
        rate = self._answers.count(now) / _WINDOW_S
        if self.learned is not None:
            rate = min(self.learned, max(rate, self.learned / 2))
        if rate:
            self._learn(rate * _BELOW, now)

    def _refused_share(self, now: float) -> float:
        refused = self._refusals.count(now)
        return refused / max(1, refused + self._answers.count(now))

    def _learn(self, rate: float, now: float) -> None:
        """Pace requests at a rate per second, never above what the user allows."""
        self.learned = rate
        rate = min(rate, self._allowed or rate)
        if self._requests is None:
            self._requests = Bucket(rate, rate * _RESERVE_S, now)
        else:
            self._requests.set_rate(rate, now)


class _Lately:
    """How often something happened in the last second."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()

    def add(self, at: float) -> None:
        self._times.append(at)

    def count(self, now: float) -> int:
        while self._times and self._times[0] <= now - _WINDOW_S:
            self._times.popleft()
        return len(self._times)


def _bucket(rate: float | None, now: float) -> Bucket | None:
    return None if rate is None else Bucket(rate, rate * _RESERVE_S, now)
