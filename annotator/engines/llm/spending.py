"""What a completion took: tokens as the endpoint counts them, and their price.

Prices come with genai-prices and need no network; an unknown price is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.schema import NOTHING, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.engines.llm.providers import Endpoint

BYTES_PER_TOKEN = 4
"""OpenAI's rule of thumb for English; counted in UTF-8 bytes, so that other scripts get fewer characters a token."""


def estimated_tokens(text: str) -> int:
    """About how many tokens a text takes: an estimate from its UTF-8 length, good enough for limits and plans."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def tokens_of(usage: Mapping[str, Any] | None, *, reasks: int = 0) -> Usage:
    """The tokens of one completion from its ``usage`` object; an endpoint that does not say counts as nothing."""
    if not usage:
        return Usage(calls=1, reasks=reasks)
    sent: dict[str, Any] = usage.get("prompt_tokens_details") or {}
    received: dict[str, Any] = usage.get("completion_tokens_details") or {}
    return Usage(
        calls=1,
        reasks=reasks,
        input_tokens=usage.get("prompt_tokens") or 0,
        output_tokens=usage.get("completion_tokens") or 0,
        cached_tokens=sent.get("cached_tokens") or usage.get("prompt_cache_hit_tokens") or 0,
        reasoning_tokens=received.get("reasoning_tokens") or 0,
    )


def priced(usage: Usage, endpoint: Endpoint) -> Usage:
    """The same usage with its cost in US dollars."""
    return usage.model_copy(update={"cost": cost(usage, endpoint)})


def cost(usage: Usage, endpoint: Endpoint) -> float | None:
    """What tokens cost in US dollars at an endpoint; None when nobody knows."""
    if endpoint.prices == "local":
        return 0.0
    if endpoint.prices is None:
        return None
    from genai_prices import Usage as Counted  # noqa: PLC0415  # only needed with a paid endpoint
    from genai_prices import calc_price  # noqa: PLC0415  # as above

    counted = Counted(
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens, cache_read_tokens=usage.cached_tokens
    )
    try:
        price = calc_price(counted, model_ref=endpoint.model, provider_id=endpoint.prices)
    except LookupError:
        return None
    return float(price.total_price)


@dataclass(slots=True)
class Ledger:
    """Adds up what one document takes, failures included."""

    total: Usage = NOTHING
    served: str | None = None

    def add(self, usage: Usage, served: str | None = None) -> None:
        """Take in one attempt."""
        self.total = self.total + usage
        self.served = served or self.served
