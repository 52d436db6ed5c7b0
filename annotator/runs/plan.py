"""What a run would take, told without a network: calls, tokens, money, and one prompt as it would go out.

It counts the engine's own requests; estimates are named as such, and an unknown price stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from annotator.documents import Unreadable, told_apart
from annotator.engines.llm.spending import cost
from annotator.pipeline import Annotator
from annotator.runs.runner import answer_key
from annotator.schema import Usage

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Sequence

    from annotator.engines.llm.planning import Request
    from annotator.engines.llm.providers import Endpoint
    from annotator.runs.cache import Cache
    from annotator.schema import Document

OUTPUT_SHARE = (2.0, 10.0)
"""Tokens of an answer for each of the article, at least and at most: an assumption, reasoning not counted.

The answers to the two examples in the prompt take three and ten times as many tokens as their articles."""
BATCH_SHARE = 0.5
"""What OpenAI asks for a request in a batch, as a share of its usual price."""


class Plannable(Protocol):
    """An engine that can say what it would ask."""

    @property
    def endpoint(self) -> Endpoint:
        """Who would be asked."""
        ...

    def requests(self, document: Document) -> Sequence[Request]:
        """The requests that a document takes, rendered but not sent."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would take.

    Attributes:
        documents: That can be annotated.
        unreadable: That cannot be read, or are empty.
        repeated: Of the documents, those equal to an earlier one in all that an engine sees, which share its answer.
        told_apart: Of the documents, those with an id that an earlier one had, which got another.
        characters: Of the documents.
        chunks: Pieces that the documents are asked about in.
        calls: Requests, without re-asks.
        cached_calls: Of these, answered from the cache, or by the same request for another document.
        input_tokens: Of the calls that would be made; an estimate.
        stable_tokens: Of these, rules and schema that every request repeats, which a provider may bill as cached.
        output_tokens: At least and at most; an assumption.
        cost: US dollars, at least and at most; None when the price is unknown.
        prices: Where the prices come from, with their date.
        prompt: One request as it would go out, in full; None when nothing is asked.
    """

    documents: int = 0
    unreadable: int = 0
    repeated: int = 0
    told_apart: int = 0
    characters: int = 0
    chunks: int = 0
    calls: int = 0
    cached_calls: int = 0
    input_tokens: int = 0
    stable_tokens: int = 0
    output_tokens: tuple[int, int] = (0, 0)
    cost: tuple[float, float] | None = (0.0, 0.0)
    prices: str = ""
    prompt: str | None = None

    @property
    def batch_cost(self) -> tuple[float, float] | None:
        """US dollars by OpenAI's Batch API, at least and at most."""
        return self.cost and (self.cost[0] * BATCH_SHARE, self.cost[1] * BATCH_SHARE)


async def plan(
    documents: AsyncIterable[tuple[int, Document | Unreadable]],
    engine: Plannable | None = None,
    cache: Cache | None = None,
    *,
    share: bool = True,
) -> Plan:
    """Count what annotating documents would take.

    Args:
        documents: With their positions.
        engine: Who would be asked; None when the engine asks nobody.
        cache: Replies that need not be bought again.
        share: Whether equal documents share an answer and equal requests a reply, as they do in a run with a cache.
    """
    so_far, seen, answered = Plan(), set[int](), _Answered(cache, share=share)
    async for _, found in documents:
        if isinstance(found, Unreadable) or not found.text.strip():
            so_far = replace(so_far, unreadable=so_far.unreadable + 1)
            continue
        document = Annotator.prepare(found)
        key = _short(answer_key(document, ""))
        repeated = share and key in seen
        seen.add(key)
        so_far = replace(
            so_far,
            documents=so_far.documents + 1,
            repeated=so_far.repeated + repeated,
            told_apart=so_far.told_apart + told_apart(document),
            characters=so_far.characters + len(document.text),
        )
        if engine is not None and not repeated:
            so_far = _with(so_far, engine.requests(document), answered)
    return so_far if engine is None else _priced(so_far, engine.endpoint)


class _Answered:
    """What need not be bought: replies in the cache, and those to requests that the plan already holds."""

    def __init__(self, cache: Cache | None, *, share: bool) -> None:
        self._cache = cache
        self._share = share
        self._asked = set[int]()

    def has(self, request: str) -> bool:
        """Whether a request is answered; from now on it is."""
        if not self._share:
            return False
        short = _short(request)
        if short in self._asked:
            return True
        self._asked.add(short)
        return self._cache is not None and self._cache.get(request) is not None


def _short(digest: str) -> int:
    """A digest as a number that takes little room; two of a million are alike once in a million plans."""
    return int(digest[:15], 16)


def _with(so_far: Plan, requests: Sequence[Request], answered: _Answered) -> Plan:
    """The plan with one more document's requests."""
    bought = [request for request in requests if not answered.has(request.digest)]
    article = sum(request.tokens - request.stable_tokens for request in bought)
    low, high = so_far.output_tokens
    return replace(
        so_far,
        chunks=so_far.chunks + len({request.chunk.own[0].number for request in requests}),
        calls=so_far.calls + len(requests),
        cached_calls=so_far.cached_calls + len(requests) - len(bought),
        input_tokens=so_far.input_tokens + sum(request.tokens for request in bought),
        stable_tokens=so_far.stable_tokens + sum(request.stable_tokens for request in bought),
        output_tokens=(low + round(article * OUTPUT_SHARE[0]), high + round(article * OUTPUT_SHARE[1])),
        prompt=so_far.prompt or (_shown(requests[0]) if requests else None),
    )


def _priced(so_far: Plan, endpoint: Endpoint) -> Plan:
    low = Usage(
        input_tokens=so_far.input_tokens, cached_tokens=so_far.stable_tokens, output_tokens=so_far.output_tokens[0]
    )
    high = Usage(input_tokens=so_far.input_tokens, output_tokens=so_far.output_tokens[1])
    at_least, at_most = cost(low, endpoint), cost(high, endpoint)
    known = None if at_least is None or at_most is None else (at_least, at_most)
    listed = f"genai-prices {version('genai-prices')}, as of {date.today().isoformat()}"  # noqa: DTZ011  # the user's day
    source = "a local endpoint" if endpoint.prices == "local" else listed
    return replace(so_far, cost=known, prices=source)


def _shown(request: Request) -> str:
    """The messages of a request, each under its role."""
    messages = request.body["messages"]
    return "\n\n".join(f"── {message['role']} ──\n{message['content']}" for message in messages)
