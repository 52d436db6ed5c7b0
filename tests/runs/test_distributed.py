"""Runs on Daft: the same results as without, and the behaviours of Daft that made our own semaphore needful."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from annotator.engines.llm import LLMEngine
from annotator.engines.rules.engine import RulesEngine
from annotator.errors import AuthenticationFailed, BudgetExceeded, InvalidResponse, Refused, RunError, SettingsError
from annotator.runs import Limits, Run
from annotator.runs.admission import NotYet
from annotator.runs.distributed import Distributed, Plan
from annotator.runs.remote import Worker, raised
from annotator.schema import Document, Usage
from tests.fakes.answers import unauthorized
from tests.fakes.faults import KINDS, Faults
from tests.fakes.model import answer
from tests.fakes.server import FakeServer, serving
from tests.runs.test_faults import corpus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from annotator.engines.base import Calls, Engine
    from annotator.engines.drafts import Draft
    from annotator.runs import Result


@dataclass(frozen=True)
class Make:
    """Makes an engine for an endpoint."""

    url: str

    def __call__(self, calls: Calls) -> Engine:
        """Make it."""
        return LLMEngine("fake", base_url=self.url, calls=calls)


def rules(calls: Calls) -> Engine:
    """The rules engine, which needs no calls."""
    del calls
    return RulesEngine()


def test_a_worker_says_errors_as_values(tmp_path: Path) -> None:
    """A document that fails does not take the others of its batch along."""

    def make(calls: Calls) -> Engine:
        return _Failing(calls)

    sources = [Document(id=name, text=f"“{name},” Dorn said.").model_dump_json() for name in ("good", "bad", "fine")]
    worker = Worker(make, Limits(), tmp_path / "cache.sqlite")
    events = [json.loads(each) for each in worker.annotate(range(3), sources)]
    worker.close()
    assert [list(each[-1]) for each in events] == [["annotation"], ["error"], ["annotation"]]
    assert events[1][-1]["error"]["name"] == "ZeroDivisionError"


class _Failing(RulesEngine):
    """Rules with a bug."""

    def __init__(self, calls: object) -> None:
        del calls
        super().__init__()

    async def draft(self, document: Document) -> Draft:
        """Draft, or not."""
        if "bad" in document.text:
            raise ZeroDivisionError
        return await super().draft(document)


def test_a_worker_keeps_its_part_of_the_limits_and_the_shared_cache(tmp_path: Path) -> None:
    """Never more than its own concurrency is out, and another worker does not buy what this one bought."""
    sources = [document.model_dump_json() for document in corpus(12)]
    with serving(FakeServer(latency_s=0.02)) as server:
        for bought in (True, False):
            worker = Worker(Make(server.url), Limits(concurrency=3), tmp_path / "cache.sqlite")
            events = [json.loads(each) for each in worker.annotate(range(12), sources)]
            assert [[*map(next, map(iter, each))] for each in events] == [
                ["attempt" if bought else "found", "annotation"]
            ] * 12
            worker.close()
    assert (server.calls, server.most_active) == (12, 3)


@pytest.mark.parametrize("name", ["Refused", "InvalidResponse", "ZeroDivisionError"])
def test_an_error_comes_back_with_its_class(name: str) -> None:
    """So that the run records it as if it had happened here."""
    error = raised({"name": name, "message": "m", "model": "x", "reply": "r"})
    assert (type(error).__name__, str(error)) == (name, "m")
    if isinstance(error, Refused | InvalidResponse):
        assert error.last_reply == "r"


def test_without_daft_the_sentence_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is made."""
    monkeypatch.setitem(__import__("sys").modules, "daft", None)
    with pytest.raises(SettingsError, match=r"annotator\[daft\]"):
        Distributed(Plan(rules, Limits()))


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        pytest.param(Plan(rules, Limits(), workers=100_000), "too much for this machine", id="for the machine"),
        pytest.param(Plan(rules, Limits(4), workers=5), "more than --concurrency 4", id="for the concurrency"),
        pytest.param(Plan(rules, Limits(), workers=65, ray="x"), "more than --concurrency 64", id="on a cluster"),
    ],
)
def test_too_many_workers_are_refused(plan: Plan, says: str) -> None:
    """Before Daft is loaded; a cluster may have more room than this machine."""
    with pytest.raises(SettingsError, match=says):
        Distributed(plan)


async def found(
    directory: Path, engine: Engine | Make, annotate: Distributed | None, size: int = 24
) -> list[tuple[int, str | None, int]]:
    """Positions, errors and numbers of quotes of a run."""
    window = None if annotate is None else annotate.window
    with Run.open(directory, engine=engine, annotate=annotate, window=window, cache=False) as run:
        if annotate is not None:
            annotate.run = run
        async for _ in run.annotate(corpus(size)):
            pass
        if annotate is not None:
            await annotate.close()
        return [
            (each.position, each.error, len(each.annotation.quotes) if each.annotation else -1)
            for each in run.results()
        ]


daft: Any = pytest.importorskip("daft", reason="the extra daft is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Daft's own


@pytest.mark.enable_socket
async def test_a_run_on_daft_finds_what_a_run_without_it_finds(tmp_path: Path) -> None:
    """Two workers, slices of ten, the same results in the store."""
    on_daft = Distributed(Plan(rules, Limits(), workers=2, size=10))
    expected = await found(tmp_path / "here", RulesEngine(), None)
    assert await found(tmp_path / "daft", RulesEngine(), on_daft) == expected


@pytest.mark.enable_socket
async def test_failures_on_workers_are_records_and_their_cost_is_counted(tmp_path: Path) -> None:
    """Refusals by chance: each is recorded by its class, and every call is in the run's usage."""
    async with FakeServer(Faults(answer, share=0.3, kinds={"refusal": KINDS["refusal"]})) as server:
        on_daft = Distributed(Plan(Make(server.url), Limits(concurrency=8), workers=2, size=12))
        results = await found(tmp_path / "daft", Make(server.url), on_daft)
        calls = server.calls
    assert {error for _, error, _ in results} == {None, "Refused"}
    with Run.read(tmp_path / "daft") as run:
        assert run.store.usage().calls == calls == 24


@pytest.mark.enable_socket
async def test_answers_from_the_cache_are_counted_where_they_are_found(tmp_path: Path) -> None:
    """Another run on Daft buys nothing and says so of each document, as a run without Daft does."""
    async with FakeServer() as server:
        hits: list[int] = []
        for name in ("first", "second"):
            plan = Plan(Make(server.url), Limits(concurrency=8), size=12, cache=tmp_path / "cache.sqlite")
            on_daft = Distributed(plan)
            where, engine = tmp_path / name, Make(server.url)
            with Run.open(where, engine=engine, annotate=on_daft, window=24, cache=tmp_path / "cache.sqlite") as run:
                on_daft.run = run
                hits.append(sum([result.cache_hits async for result in run.annotate(corpus(12))]))
                await on_daft.close()
        assert (hits, server.calls) == ([0, 12], 12)


@pytest.mark.enable_socket
def test_daft_ignores_max_concurrency_of_async_functions() -> None:
    """Why workers have a semaphore of their own; should this fail, Daft has learned it."""
    state = {"now": 0, "most": 0}

    async def slow(number: int) -> int:
        state["now"] += 1
        state["most"] = max(state["most"], state["now"])
        await asyncio.sleep(0.02)
        state["now"] -= 1
        return number

    frame = daft.from_pydict({"x": list(range(32))})
    frame.with_column("y", daft.func(max_concurrency=2)(slow)(daft.col("x"))).to_pydict()
    assert state["most"] > 2


@pytest.mark.enable_socket
def test_an_error_in_daft_costs_more_than_its_row() -> None:
    """Why errors come back as values; should this fail, Daft has learned it."""

    async def odd(number: int) -> int:
        if number == 3:
            raise ValueError
        return number

    frame = daft.from_pydict({"x": list(range(8))})
    answers = frame.with_column("y", daft.func(on_error="ignore")(odd)(daft.col("x"))).to_pydict()["y"]
    assert answers.count(None) > 1


def test_the_parts_of_the_workers_make_up_the_limits() -> None:
    """Concurrency and pace are divided, and of budgets what is left of them."""
    limits = Limits(64, 600, max_cost=3.0, max_tokens=1000, max_calls=10)
    spent = Usage(calls=2, input_tokens=90, output_tokens=10, cost=1.0)
    assert Plan(rules, limits, workers=4).share(spent) == Limits(
        16, 150.0, max_cost=0.5, max_tokens=225, max_calls=2
    )  # fmt: skip
    assert Plan(rules, Limits(64), workers=4).share() == Limits(16)


@pytest.mark.enable_socket
async def test_a_budget_stops_a_run_on_daft_and_what_was_not_asked_stays_to_be_done(tmp_path: Path) -> None:
    """Ten calls for two workers are ten calls; no document fails of it, and the same run goes on with more."""
    async with FakeServer() as server:
        on_daft = Distributed(Plan(Make(server.url), limits := Limits(8, max_calls=10), workers=2, size=12))
        with Run.open(tmp_path / "r", engine=Make(server.url), annotate=on_daft, limits=limits, window=24) as run:
            on_daft.run = run
            with pytest.raises(BudgetExceeded, match="raise"):
                async for _ in run.annotate(corpus(24)):
                    pass
            await on_daft.close()
            states = [result.failed for result in run.results()]
        assert (server.calls, states) == (10, [False] * 10)


@pytest.mark.enable_socket
async def test_a_drained_run_on_daft_buys_nothing_more_and_keeps_what_came(tmp_path: Path) -> None:
    """In the middle of a slice: what is out comes back, each document as it is finished and not with its slice."""
    async with FakeServer(latency_s=0.2) as server:
        on_daft = Distributed(Plan(Make(server.url), limits := Limits(4), workers=2, size=100))
        seen = 0
        with Run.open(
            tmp_path / "r", engine=Make(server.url), annotate=on_daft, limits=limits, window=200, cache=False
        ) as run:
            on_daft.run = run
            async for _ in run.annotate(corpus(100)):
                seen += 1
                if seen == 5:
                    run.drain()
            await on_daft.close()
            assert not on_daft.busy
            assert 5 <= seen == server.calls == run.store.usage().calls <= 20


@pytest.mark.enable_socket
async def test_a_bad_key_stops_the_other_workers_too(tmp_path: Path) -> None:
    """After the first answers, not after as many as there are documents in a slice."""
    async with FakeServer(lambda _: unauthorized()) as server:
        on_daft = Distributed(Plan(Make(server.url), limits := Limits(4), workers=2, size=100))
        with Run.open(tmp_path / "r", engine=Make(server.url), annotate=on_daft, limits=limits, window=200) as run:
            on_daft.run = run
            with pytest.raises(AuthenticationFailed):
                async for _ in run.annotate(corpus(100)):
                    pass
            await on_daft.close()
        assert server.calls <= 8


@pytest.mark.enable_socket
async def test_a_full_disk_ends_a_run_on_daft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its sentence; nobody waits for documents of which nothing can be kept."""
    async with FakeServer() as server:
        on_daft = Distributed(Plan(Make(server.url), limits := Limits(4), workers=2, size=12))
        with Run.open(tmp_path / "r", engine=Make(server.url), annotate=on_daft, limits=limits, window=24) as run:
            on_daft.run = run
            monkeypatch.setattr(run.store, "record", _raising(RunError("the disk is full", run=run.path)))
            with pytest.raises(RunError, match="disk is full"):
                await asyncio.wait_for(_all(run.annotate(corpus(12))), 60)
            await on_daft.close()


def test_a_worker_begins_nothing_once_the_run_has_shut() -> None:
    """Its documents stay to be done."""
    worker = Worker(rules, Limits(), None)
    worker._gate.drain()  # as the line does when the run says so
    [events] = worker.annotate([7], [Document(id="a", text="“We will,” Dorn said.").model_dump_json()])
    worker.close()
    assert isinstance(raised(json.loads(events)[0]["error"]), NotYet)


def test_ray_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the package nor the cluster."""
    for error, says in ((ImportError("ray"), "--ray needs Ray"), (ConnectionError(), "cannot be reached")):
        monkeypatch.setattr(daft, "set_runner_ray", _raising(error))
        with pytest.raises(SettingsError, match=says):
            Distributed(Plan(rules, Limits(), ray="127.0.0.1:1"))


async def _all(results: AsyncIterator[Result]) -> list[Result]:
    return [result async for result in results]


@pytest.mark.enable_socket
@pytest.mark.parametrize("address", ["127.0.0.1", None], ids=["known", "unknown"])
async def test_on_ray_the_run_listens_where_the_cluster_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """And where nobody knows, on itself; either way the run comes to its end (here without a cluster)."""
    util = ModuleType("ray.util")
    if address is not None:
        util.get_node_ip_address = lambda: address  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ray.util", util)
    monkeypatch.setattr(daft, "set_runner_ray", _nothing)
    on_daft = Distributed(Plan(rules, Limits(), workers=1, size=4, ray="somewhere"))
    assert len(await found(tmp_path / "ray", RulesEngine(), on_daft, 4)) == 4


def _nothing(_address: str) -> None:
    pass


def _raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail
