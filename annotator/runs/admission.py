"""Who may ask when: one gate for all requests of a run, which backs off for all together and recovers.

It learns the endpoint's pace from refusals and headers, keeps the user's limits, and shuts for good on a bad key, a
dead endpoint or a spent budget. What is asked, and what a failure means for a document, is left to others.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.base import NO_ACCESS, TOO_MANY
from annotator.errors import AnnotatorError, AuthenticationFailed, BudgetExceeded, ContentFiltered, ModelUnavailable
from annotator.runs.limits import Ledger, hint
from annotator.runs.pace import Pace

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from annotator.engines.base import Attempt
    from annotator.runs.limits import Limits
    from annotator.schema import Usage

_OVERLOADED = frozenset({TOO_MANY, 503, 529})

_FEWEST_FAILURES = 5
"""Failed connections in a row before an endpoint can count as dead."""
_NEVER_WORKED = 0.25
"""Share of the outage time that an endpoint gets which has not answered once."""
_NO_COMPLETION = 20
"""Answers in a row without one completion ever, after which an endpoint counts as the wrong one."""


class NotYet(AnnotatorError):
    """A document must wait for something that another round or session brings; it stays to be done."""


class Admission:
    """The gate. One event loop, no lock: between two awaits nothing else runs.

    Args:
        limits: What the user allows.
        spent: What the run took in earlier sessions.
        clock: Seconds that never go back.
    """

    def __init__(self, limits: Limits, spent: Usage, clock: Callable[[], float] = time.monotonic) -> None:
        self.ledger = Ledger(limits, spent)
        self.stopped: AnnotatorError | None = None
        self.refusals = 0
        self._only_errors: int | None = 0
        self._limits = limits
        self._clock = clock
        self._draining = False
        self._queue: deque[_Waiting] = deque()
        self._resting: set[asyncio.Future[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._pace = Pace(limits, clock())
        self._outage = _Outage(limits.outage_s, clock())

    @property
    def in_flight(self) -> int:
        """Requests that are out."""
        return self.ledger.in_flight

    @property
    def concurrency(self) -> int:
        """Requests that may be out at a time just now."""
        return int(self._pace.concurrency)

    @property
    def paused_s(self) -> float:
        """Seconds until the next request may go out; 0 when it may now."""
        return max(0.0, self._pace.until - self._clock())

    @asynccontextmanager
    async def admit(self, tokens: int) -> AsyncGenerator[None]:
        """Wait for the turn of a request of about so many input tokens.

        Raises:
            BudgetExceeded: A budget is spent.
            AuthenticationFailed: The endpoint has refused the key.
            ModelUnavailable: The endpoint is dead.
            NotYet: The work drains: what is out may come back, nothing else goes out.
        """
        await self._turn(tokens)
        try:
            yield
        finally:
            self._leave()

    @property
    def refusal(self) -> AnnotatorError | None:
        """Why no further request is let through, None while they are."""
        return self.stopped or (NotYet() if self._draining else None)

    def stop(self, reason: AnnotatorError) -> None:
        """Let no further request through, for good."""
        self.stopped = self.stopped or reason
        self._shut()

    def drain(self) -> None:
        """Let no further request through in this session, those that wait included."""
        self._draining = True
        self._shut()

    def reopen(self) -> None:
        """Begin another session."""
        self._draining = False

    async def rest(self, seconds: float, *, limited: bool) -> None:
        """Wait before a request is tried again, but not once the gate has shut.

        After a rate limit nobody waits for himself: the pause and the pace of all make the queue wait.
        """
        if not limited:
            await self.shut(seconds)

    async def shut(self, within_s: float | None = None) -> None:
        """Wait until the gate has shut, or for so many seconds."""
        if self.refusal is None:
            shut = asyncio.get_running_loop().create_future()
            self._resting.add(shut)
            try:
                await asyncio.wait([shut], timeout=within_s)
            finally:
                self._resting.discard(shut)

    def _shut(self) -> None:
        self._let_through()
        for each in self._resting:
            if not each.done():
                each.set_result(None)

    def observe(self, attempt: Attempt, model: str = "") -> None:
        """Learn from a finished attempt."""
        now = self._clock()
        started = now - attempt.latency_s
        self.ledger.spent += attempt.usage
        hinted = hint(attempt.headers)
        if attempt.status in NO_ACCESS and attempt.error != ContentFiltered.__name__:
            self.stop(AuthenticationFailed(_bad_key(attempt.status), model=model))
        elif attempt.status in _OVERLOADED:
            self._outage.worked(now)
            self.refusals += attempt.status == TOO_MANY
            self._pace.refused(started, now, hinted.retry_after_s)
        elif attempt.error is not None and attempt.status is None and attempt.reply is None:
            self._lost(started, now, model)
        else:
            self._outage.worked(now)
            self._pace.answered(started, now)
            self._pace.heed(hinted.requests, hinted.tokens, now)
            self._answered(attempt, model)
        self._let_through()

    def _answered(self, attempt: Attempt, model: str) -> None:
        """Stop when nothing but errors comes back, as from a wrong address or model; after one success, never."""
        if attempt.error is None:
            self._only_errors = None
        elif self._only_errors is not None:
            self._only_errors += 1
            if self._only_errors >= _NO_COMPLETION:
                how = "" if attempt.status is None else f", the last with HTTP {attempt.status}"
                message = (
                    f"the endpoint answered {self._only_errors} times and never with a completion{how}; see to the"
                    " address and the model, start again, and “annotator retry” takes up the documents that failed"
                )
                self.stop(ModelUnavailable(message, model=model))

    def _lost(self, started: float, now: float, model: str) -> None:
        """A connection failed: slow down together, and stop when it goes on for too long."""
        self._outage.failed()
        if self._outage.over(now):
            message = (
                f"the endpoint could not be reached {self._outage.failures} times in a row over"
                f" {self._outage.seconds(now):.0f} seconds; what was finished is saved, see to the address and the"
                " connection and give the same command again"
            )
            self.stop(ModelUnavailable(message, model=model))
        elif self._outage.failures >= _FEWEST_FAILURES:
            self._pace.refused(started, now, None)

    async def _turn(self, tokens: int) -> None:
        """Wait in the queue, which is first come, first served."""
        waiting = _Waiting(tokens, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._let_through()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if not waiting.turn.cancelled() and waiting.turn.exception() is None:  # it was let through a moment ago
                self._leave()
            raise

    def _leave(self) -> None:
        self.ledger.in_flight -= 1
        self._let_through()

    def _let_through(self) -> None:
        """Let through all that may go now, at once: one at a time would keep an endpoint waiting for a busy loop."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._queue:
            delay = self._let_first()
            if delay != 0:
                if delay is not None:
                    self._alarm = asyncio.get_running_loop().call_later(delay, self._let_through)
                return

    def _let_first(self) -> float | None:
        """Let the first one through, or refuse it; seconds until it may go, None to wait for a change, 0 when done."""
        first = self._queue[0]
        if not first.turn.cancelled():
            try:
                if (delay := self._delay(first.tokens)) != 0:
                    return delay
            except AnnotatorError as error:
                first.turn.set_exception(error)
            else:
                self._pace.take(first.tokens, self._clock())
                self.ledger.in_flight += 1
                first.turn.set_result(None)
        self._queue.popleft()
        return 0

    def _delay(self, tokens: int) -> float | None:
        """Seconds until the next look, None to wait for a change, 0 to go."""
        if (refusal := self.refusal) is not None:
            raise refusal
        try:
            self.ledger.check()
        except BudgetExceeded as error:
            if self.ledger.in_flight:
                return None  # what is out may take less than expected
            self.stopped = error
            raise
        if self.ledger.in_flight >= self.concurrency:
            return None
        return self._pace.delay(tokens, self._clock())


class _Waiting(NamedTuple):
    """A request in the queue.

    Attributes:
        tokens: About how many it takes.
        turn: Done when it may go.
    """

    tokens: int
    turn: asyncio.Future[None]


class _Outage:
    """Failed connections in a row, and for how long."""

    def __init__(self, longest_s: float, now: float) -> None:
        self.failures = 0
        self._longest_s = longest_s
        self._since = now
        self._ever = False

    def worked(self, now: float) -> None:
        self.failures = 0
        self._since = now
        self._ever = True

    def failed(self) -> None:
        self.failures += 1

    def seconds(self, now: float) -> float:
        return now - self._since

    def over(self, now: float) -> bool:
        patience = self._longest_s if self._ever else self._longest_s * _NEVER_WORKED
        return self.failures >= _FEWEST_FAILURES and self.seconds(now) >= patience


def _bad_key(status: int | None) -> str:
    return f"the endpoint does not accept the key (HTTP {status}); set the right one and give the same command again"
