"""Limits: the arithmetic of buckets, budgets and headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from annotator.errors import BudgetExceeded
from annotator.runs.limits import Bucket, Gauge, Hint, Ledger, Limits, duration, hint
from annotator.schema import Usage


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        pytest.param("6m0s", 360.0, id="minutes and seconds"),
        pytest.param("120ms", 0.12, id="milliseconds"),
        pytest.param("1h2m3.5s", 3723.5, id="everything"),
        pytest.param("2", 2.0, id="a bare number"),
        pytest.param("soon", None, id="a word is nothing"),
        pytest.param("", None, id="nothing is nothing"),
        pytest.param("nan", None, id="no number is nothing"),
        pytest.param("-1", None, id="the past is nothing"),
    ],
)
def test_a_duration_is_read_as_providers_write_it(given: str, seconds: float | None) -> None:
    """Each provider's way to write a time is understood, and nonsense is silence."""
    assert duration(given) == seconds


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, Hint(), id="no header says nothing"),
        pytest.param({"retry-after": "2"}, Hint(2.0), id="seconds"),
        pytest.param({"retry-after": "Tue, 24 Nov 2026 00:00:30 GMT"}, Hint(30.0), id="a date"),
        pytest.param({"retry-after-ms": "250", "retry-after": "1"}, Hint(0.25), id="milliseconds are more exact"),
        pytest.param({"retry-after": "later"}, Hint(), id="a word says nothing"),
        pytest.param(
            {
                "x-ratelimit-limit-requests": "500",
                "x-ratelimit-remaining-requests": "100",
                "x-ratelimit-reset-requests": "48s",
            },
            Hint(requests=Gauge(500, 100, 48.0)),
            id="OpenAI's state of requests",
        ),
        pytest.param(
            {
                "x-ratelimit-limit-tokens": "9000",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "1795219230",
            },
            Hint(),
            id="a time of day is no duration",
        ),
    ],
)
def test_headers_say_what_the_endpoint_allows(headers: dict[str, str], expected: Hint) -> None:
    """Waiting times and the state of the endpoint's limits are read from any provider's headers."""
    assert hint(headers, datetime(2026, 11, 24, tzinfo=UTC)) == expected


def test_a_gauge_knows_the_even_rate_at_which_it_fills() -> None:
    """400 of 500 missing and full in 48 seconds is 8.33 a second, the 500 a minute that the provider allows."""
    assert Gauge(500, 100, 48.0).rate == pytest.approx(500 / 60)


def test_a_bucket_lets_its_reserve_go_and_then_its_rate() -> None:
    """Two go at once, the third waits for half a second at two a second."""
    bucket = Bucket(rate=2.0, reserve=2.0, now=0.0)
    bucket.take(1, 0.0)
    bucket.take(1, 0.0)
    assert (bucket.delay(1, 0.0), bucket.delay(1, 0.5)) == (0.5, 0.0)


def test_a_request_above_the_reserve_goes_when_the_bucket_is_full() -> None:
    """A document of more tokens than a minute allows is not kept waiting for ever; what follows pays for it."""
    bucket = Bucket(rate=10.0, reserve=10.0, now=0.0)
    assert bucket.delay(1000, 0.0) == 0.0
    bucket.take(1000, 0.0)
    assert bucket.delay(1, 0.0) == pytest.approx(99.1)


@pytest.mark.parametrize(
    ("limits", "spent", "budget"),
    [
        pytest.param(Limits(max_cost=1.0), Usage(calls=10, cost=1.0), "cost", id="money is spent"),
        pytest.param(Limits(max_cost=1.0), Usage(calls=10, cost=0.95), "cost", id="the next call would cost too much"),
        pytest.param(Limits(max_tokens=100), Usage(calls=1, input_tokens=90, output_tokens=10), "tokens", id="tokens"),
        pytest.param(Limits(max_calls=3), Usage(calls=3), "calls", id="calls"),
        pytest.param(Limits(max_calls=0), Usage(), "calls", id="no call at all"),
    ],
)
def test_a_spent_budget_lets_nothing_through(limits: Limits, spent: Usage, budget: str) -> None:
    """Each budget refuses by its name, also when the next request would probably go beyond it."""
    with pytest.raises(BudgetExceeded) as refused:
        Ledger(limits, spent).check()
    assert refused.value.budget == budget


def test_requests_in_flight_count_against_the_budget() -> None:
    """Of three calls allowed one is done and two are out, so a fourth must wait."""
    ledger = Ledger(Limits(max_calls=3), Usage(calls=1), in_flight=2)
    with pytest.raises(BudgetExceeded):
        ledger.check()
    ledger.in_flight = 1
    ledger.check()


@pytest.mark.parametrize("limits", [Limits(max_cost=1.0), Limits(max_tokens=9000)], ids=["money", "tokens"])
def test_the_first_request_shows_what_one_takes(limits: Limits) -> None:
    """Sixty-four at once could spend any budget before the first answer; after it, as many go as it allows."""
    ledger = Ledger(limits, Usage(), in_flight=1)
    with pytest.raises(BudgetExceeded):
        ledger.check()
    ledger.spent = Usage(calls=1, input_tokens=900, output_tokens=100, cost=0.1)
    ledger.in_flight = 7
    ledger.check()
    ledger.in_flight = 9
    with pytest.raises(BudgetExceeded):
        ledger.check()


def test_an_unknown_cost_is_not_held_against_a_budget_in_money() -> None:
    """The command refuses such a budget beforehand; here an unknown cost is no crash."""
    Ledger(Limits(max_cost=1.0), Usage(calls=1, cost=None)).check()
