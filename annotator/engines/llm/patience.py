"""How long an endpoint's failures are put up with: tenacity policies, made afresh for each call.

Failures that may pass are tried again a few times; a rate limit is no failure of the call, so it is waited out for as
long as `Patience.rate_limit_s`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type
from tenacity.stop import stop_base
from tenacity.wait import wait_base

from annotator.engines.base import TIMEOUT_S, TOO_MANY
from annotator.engines.llm.failures import Passing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits on waiting.

    Attributes:
        retries: Times that a call is repeated after failures other than a rate limit.
        first_wait_s: Seconds before the first repetition when the endpoint does not say; doubled each time.
        longest_wait_s: Seconds that are never exceeded by doubling.
        rate_limit_s: Seconds after which a call that is still rate limited is given up.
        timeout_s: Seconds for one answer.
    """

    retries: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    rate_limit_s: float = 600.0
    timeout_s: float = TIMEOUT_S

    def retrying(self, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
        """The policy for one call; it counts, so it is never shared."""
        return AsyncRetrying(
            stop=_Stop(self),
            wait=_Wait(self),
            retry=retry_if_exception_type(Passing),
            sleep=sleep,
            reraise=True,
        )


def _passing(state: RetryCallState) -> Passing:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, Passing)  # noqa: S101  # nothing else is retried
    return error


class _Stop(stop_base):
    """Counts failures; for a rate limit looks at the clock instead."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self.failures = 0

    def __call__(self, retry_state: RetryCallState) -> bool:
        error = _passing(retry_state)
        if error.status == TOO_MANY:
            spent = retry_state.seconds_since_start or 0.0
            return spent + (error.after_s or 0.0) > self.patience.rate_limit_s
        self.failures += 1
        return self.failures > self.patience.retries


class _Wait(wait_base):
    """As long as the endpoint asks, else exponentially; jittered, so that calls do not come back all at once."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience

    def __call__(self, retry_state: RetryCallState) -> float:
        error, patience = _passing(retry_state), self.patience
        doubled = patience.first_wait_s * 2.0 ** min(retry_state.attempt_number - 1, 20)
        jitter = random.uniform(0.5, 1.0)  # noqa: S311  # spreads calls, hides nothing
        wait = jitter * min(doubled, patience.longest_wait_s)
        return wait if error.after_s is None else error.after_s + jitter * min(patience.first_wait_s, 1.0)
