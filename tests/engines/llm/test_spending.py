"""Claims about tokens and money: counted as the endpoint counts, priced without a network, unknown when unknown."""

from __future__ import annotations

import pytest

from annotator.engines.llm.providers import Endpoint, endpoint
from annotator.engines.llm.spending import Ledger, cost, estimated_tokens, priced, tokens_of
from annotator.schema import NOTHING, Usage

GIVEN = {
    "prompt_tokens": 1000,
    "completion_tokens": 200,
    "prompt_tokens_details": {"cached_tokens": 400},
    "completion_tokens_details": {"reasoning_tokens": 50},
}
COUNTED = Usage(calls=1, input_tokens=1000, output_tokens=200, cached_tokens=400, reasoning_tokens=50)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(GIVEN, COUNTED, id="OpenAI's"),
        pytest.param(None, Usage(calls=1), id="none"),
        pytest.param({"prompt_tokens": 7, "prompt_tokens_details": None}, Usage(calls=1, input_tokens=7), id="in part"),
        pytest.param(
            {"prompt_tokens": 7, "prompt_cache_hit_tokens": 3},
            Usage(calls=1, input_tokens=7, cached_tokens=3),
            id="DeepSeek's cache",
        ),
    ],
)
def test_tokens_are_those_that_the_endpoint_counts(given: dict[str, object] | None, expected: Usage) -> None:
    """Whatever it leaves out is nothing."""
    assert tokens_of(given) == expected


def test_a_known_model_has_its_price_with_the_cached_share_at_its_rate() -> None:
    """600 at .25, 400 cached at .025 and 200 at 2 dollars the million, for gpt-5-mini in the prices of the package."""
    found = cost(COUNTED, endpoint("openai/gpt-5-mini"))
    assert found == pytest.approx(600 * 0.25e-6 + 400 * 0.025e-6 + 200 * 2e-6)
    assert priced(COUNTED, endpoint("openai/gpt-5-mini")).cost == found


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param(Endpoint("openai", "u", "no-such-model", prices="openai"), None, id="unknown model"),
        pytest.param(Endpoint("lmstudio", "u", "m", prices="no-such-provider"), None, id="unknown provider"),
        pytest.param(Endpoint("custom", "u", "gpt-5-mini"), None, id="an address that may be anybody's"),
        pytest.param(Endpoint("ollama", "u", "m", prices="local"), 0.0, id="this machine"),
    ],
)
def test_an_unknown_price_is_none_and_never_nothing(place: Endpoint, expected: float | None) -> None:
    """Only a model on one's own machine costs nothing."""
    assert cost(COUNTED, place) == expected


def test_an_estimate_needs_no_table_and_counts_other_scripts_higher() -> None:
    """About four bytes a token; rounded up."""
    assert [estimated_tokens(text) for text in ("", "a", "abcde", "“ab”", "дождь", "\ud800")] == [0, 1, 2, 2, 3, 1]


def test_a_ledger_adds_up() -> None:
    """What is unknown once stays unknown; the last model that answered is kept."""
    ledger = Ledger()
    assert ledger.total == NOTHING
    ledger.add(Usage(calls=1, cost=0.5), "a")
    ledger.add(Usage(retries=2), None)
    assert (ledger.total, ledger.served) == (Usage(calls=1, retries=2, cost=0.5), "a")
    ledger.add(Usage(calls=1, cost=None), "b")
    assert (ledger.total.cost, ledger.served) == (None, "b")
