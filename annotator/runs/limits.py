"""How fast, how much at a time and how much in all a run may ask: limits as values, and the arithmetic of using them.

Nothing here waits or knows the time of day; `annotator.runs.admission` does.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from annotator.errors import BudgetExceeded
from annotator.schema import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Limits:
    """What the user allows.

    Attributes:
        concurrency: Requests in flight at a time, at most.
        requests_per_minute: Requests that start in a minute, None for as many as the endpoint takes.
        tokens_per_minute: Input tokens in a minute, None for as many as the endpoint takes.
        max_cost: US dollars for the whole run, None for no limit.
        max_tokens: Input and output tokens for the whole run, None for no limit.
        max_calls: Requests for the whole run, None for no limit.
        outage_s: Seconds without one success, over several failed connections, after which the endpoint counts as dead.
    """

    concurrency: int = 64
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    max_cost: float | None = None
    max_tokens: int | None = None
    max_calls: int | None = None
    outage_s: float = 60.0


class Bucket:
    """A token bucket: a steady flow with a small reserve. Times are seconds of one clock that never goes back."""

    def __init__(self, rate: float, reserve: float, now: float) -> None:
        self.rate = rate
        self._reserve = max(reserve, 1.0)
        self._level = self._reserve
        self._at = now

    def delay(self, amount: float, now: float) -> float:
        """Seconds until an amount may be taken; more than the reserve may be once the bucket is full."""
        self._fill(now)
        missing = min(amount, self._reserve) - self._level
        return max(0.0, missing / self.rate)

    def take(self, amount: float, now: float) -> None:
        """Take an amount; the level may go below zero and is paid back by waiting."""
        self._fill(now)
        self._level -= amount

    def drain(self, now: float) -> None:
        """Forget the reserve, as after a refusal."""
        self._fill(now)
        self._level = min(self._level, 0.0)

    def set_rate(self, rate: float, now: float) -> None:
        """Change the flow from now on."""
        self._fill(now)
        self.rate = rate

    def _fill(self, now: float) -> None:
        self._level = min(self._reserve, self._level + (now - self._at) * self.rate)
        self._at = now


@dataclass(slots=True)
class Ledger:
    """What was spent and what is being spent, held against the budgets.

    Attributes:
        limits: The budgets.
        spent: By all finished attempts of the run, those of earlier sessions included.
        in_flight: Requests that were let through and have not come back.
    """

    limits: Limits
    spent: Usage = field(default_factory=Usage)
    in_flight: int = 0

    def check(self) -> None:
        """See whether one more request is allowed; requests in flight count with what a request took on average.

        As long as nobody knows what one takes, no second one goes out beside it.

        Raises:
            BudgetExceeded: It is not.
        """
        for name, limit, spent in self._budgets():
            if limit is None:
                continue
            average = self._average(name, spent)
            unknown = average is None and self.in_flight > 0
            if spent >= limit or unknown or spent + (average or 0.0) * (self.in_flight + 1) > limit:
                raise BudgetExceeded(_sentence(name, limit, spent), budget=name, limit=limit)

    def _budgets(self) -> tuple[tuple[str, float | None, float], ...]:
        tokens = self.spent.input_tokens + self.spent.output_tokens
        return (
            ("cost", self.limits.max_cost, self.spent.cost or 0.0),
            ("tokens", self.limits.max_tokens, tokens),
            ("calls", self.limits.max_calls, self.spent.calls),
        )

    def _average(self, name: str, spent: float) -> float | None:
        if name == "calls":
            return 1.0
        return spent / self.spent.calls if self.spent.calls else None


def _sentence(budget: str, limit: float, spent: float) -> str:
    amounts = {
        "cost": f"${spent:.2f} of the ${limit:.2f} allowed are spent; raise --max-cost",
        "tokens": f"{spent:,.0f} of the {limit:,.0f} tokens allowed are used; raise --max-tokens",
        "calls": f"{spent:,.0f} of the {limit:,.0f} calls allowed are made; raise --max-calls",
    }
    return f"{amounts[budget]} and give the same command again to go on"


@dataclass(frozen=True, slots=True)
class Gauge:
    """What an endpoint says about one of its own limits.

    Attributes:
        limit: Requests or tokens when full.
        remaining: What is left of them now.
        reset_s: Seconds until it is full again.
    """

    limit: float
    remaining: float
    reset_s: float

    @property
    def rate(self) -> float:
        """Per second, if it fills evenly; a fixed window gives more than it says, and is then learned by refusals."""
        return max(self.limit - self.remaining, 1.0) / self.reset_s

    @property
    def low(self) -> bool:
        """Whether little is left."""
        return self.remaining < self.limit * _LOW


_LOW = 0.2
_LONGEST_S = 3600.0
"""Resets further away are no durations but times of day, or nonsense."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a response's headers say about the endpoint's limits; None where they say nothing.

    Attributes:
        retry_after_s: Seconds to wait before the next request.
        requests: State of the limit on requests.
        tokens: State of the limit on tokens.
    """

    retry_after_s: float | None = None
    requests: Gauge | None = None
    tokens: Gauge | None = None


def hint(headers: Mapping[str, str], now: datetime | None = None) -> Hint:
    """Read ``retry-after``, ``retry-after-ms`` and ``x-ratelimit-*`` headers (lower case); nonsense is silence."""
    if not headers:
        return Hint()
    after = _retry_after(headers, now or datetime.now(UTC))
    return Hint(after, _gauge(headers, "requests"), _gauge(headers, "tokens"))


def _gauge(headers: Mapping[str, str], kind: str) -> Gauge | None:
    limit = _number(headers.get(f"x-ratelimit-limit-{kind}", ""))
    remaining = _number(headers.get(f"x-ratelimit-remaining-{kind}", ""))
    reset = duration(headers.get(f"x-ratelimit-reset-{kind}", ""))
    if limit is None or remaining is None or reset is None or not 0 < reset <= _LONGEST_S:
        return None
    return Gauge(limit, remaining, reset)


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "").strip()
    seconds = _number(value)
    if seconds is not None or not value:
        return seconds
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")


def duration(value: str) -> float | None:
    """Seconds of “6m0s”, “120ms”, “1.5s” or “2”; None for anything else."""
    value = value.strip().lower()
    if re.fullmatch(rf"(?:{_PART.pattern})+", value):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(value))
    return _number(value)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
