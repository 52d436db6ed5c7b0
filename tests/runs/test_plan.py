"""A plan: counted from the engine's own requests, without a network, and honest about what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.documents import Unreadable
from annotator.engines.llm import LLMEngine
from annotator.errors import DocumentError
from annotator.runs import Run, Selection
from annotator.runs.cache import Cache
from annotator.runs.plan import OUTPUT_SHARE, Plan, plan
from annotator.schema import Document
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.engines.base import Calls

TEXT = "The mayor spoke.\n\n“We have waited long enough,” Dorn said."
CORPUS: list[Document | Unreadable] = [
    Document(id="a", text=TEXT),
    Document(id="b", text=TEXT),
    Document(id="c", text="“Another one,” Orsa said."),
    Document(id="d", text=" "),
    Unreadable("e", DocumentError("broken")),
]


async def planned(model: str = "openai/gpt-5-mini", *, cache: Cache | None = None, mode: str = "joint") -> Plan:
    """The plan for the corpus."""
    return await plan(Selection().of(CORPUS), LLMEngine(model, offline=True, mode=mode), cache)


async def test_a_plan_counts_documents_requests_and_tokens_without_a_network() -> None:
    """Equal documents are asked once, broken and empty ones not at all."""
    found = await planned()
    assert (found.documents, found.repeated, found.unreadable, found.chunks, found.calls) == (3, 1, 2, 2, 2)
    article = found.input_tokens - found.stable_tokens
    assert found.output_tokens[0] == pytest.approx(article * OUTPUT_SHARE[0], abs=2)
    assert found.prompt is not None
    assert "“We have waited long enough,”" in found.prompt


async def test_the_price_is_a_range_with_its_source_and_half_of_it_by_batch() -> None:
    """At most what everything costs uncached; at least with the stable part at the cached rate."""
    found = await planned()
    low, high = found.cost or (0.0, 0.0)
    assert high == pytest.approx((0.25 * found.input_tokens + 2 * found.output_tokens[1]) / 1e6)
    assert low < high
    assert found.batch_cost == (low / 2, high / 2)
    assert found.prices.startswith("genai-prices ")


async def test_an_unknown_model_costs_unknown_never_nothing() -> None:
    """None, in both ranges."""
    found = await planned("openai/no-such-model")
    assert (found.cost, found.batch_cost) == (None, None)


async def test_staged_requests_are_one_a_task() -> None:
    """Three for each of two texts."""
    assert (await planned(mode="staged")).calls == 6


async def test_what_is_in_the_cache_is_not_bought_again(tmp_path: Path) -> None:
    """One of two requests is known: its tokens are not counted."""
    engine = LLMEngine("openai/gpt-5-mini", offline=True)
    cache = Cache(tmp_path / "replies.sqlite")
    [known] = engine.requests(_prepared(TEXT))
    cache.put([(known.digest, "{}")])
    found, whole = await planned(cache=cache), await planned()
    cache.close()
    assert (found.calls, found.cached_calls) == (2, 1)
    assert found.input_tokens == whole.input_tokens - known.tokens


def _prepared(text: str) -> Document:
    from annotator.pipeline import Annotator  # noqa: PLC0415  # only here

    return Annotator.prepare(Document(id="a", text=text))


@pytest.mark.enable_socket
@pytest.mark.parametrize("cache", [True, False], ids=["with a cache", "without"])
async def test_a_plan_counts_the_calls_that_a_run_makes(tmp_path: Path, cache: bool) -> None:  # noqa: FBT001  # parametrised
    """A text is asked about once, whatever its title and however many are under way; without a cache, each time."""
    titles = (None, None, "A title", "Another", "A title")
    documents = [Document(id=str(number), text=TEXT, title=title) for number, title in enumerate(titles)]
    documents.append(Document(id="other", text="“Another one,” Orsa said."))
    made: list[LLMEngine] = []
    async with FakeServer(latency_s=0.1) as server:

        def make(calls: Calls) -> LLMEngine:
            made.append(LLMEngine("fake", base_url=server.url, calls=calls))
            return made[-1]

        offline = LLMEngine("fake", base_url=server.url, offline=True)
        found = await plan(Selection().of(documents), offline, share=cache)
        with Run.open(tmp_path / "run", engine=make, cache=cache and tmp_path / "replies.sqlite") as run:
            assert all([not each.failed async for each in run.annotate(documents)])
        await made[0].close()
    assert (found.calls - found.cached_calls, found.repeated) == (server.calls, 2 if cache else 0)
    assert server.calls == (2 if cache else 6)


async def test_the_rules_engine_asks_nobody() -> None:
    """No call, no cost."""
    found = await plan(Selection().of(CORPUS))
    assert (found.documents, found.calls, found.cost, found.prompt) == (3, 0, (0.0, 0.0), None)
