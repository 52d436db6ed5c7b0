"""Batches: everything comes back once and at half the price, whatever a batch does and whenever the process dies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest
from openai import AsyncOpenAI

from annotator.engines.llm import LLMEngine
from annotator.engines.llm.providers import Endpoint
from annotator.errors import RunError
from annotator.runs import Run, batch_rows, openai_batch
from annotator.runs.batch_calls import BatchAnnotate, BatchCalls, catching_client
from annotator.runs.batch_files import Spool, lines
from annotator.runs.openai_batch import Batching
from annotator.runs.store import Store
from tests.fakes.answers import completion, error, html, json_answer
from tests.fakes.batches import FakeBatches
from tests.fakes.faults import INVENTED, Faults
from tests.fakes.model import answer
from tests.fakes.server import FakeServer
from tests.runs.test_faults import corpus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from annotator.engines.base import Calls, Engine
    from annotator.runs import Result
    from annotator.runs.calls import RunCalls
    from annotator.schema import Document
    from tests.fakes.answers import Answer
    from tests.fakes.server import Received


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    """A loopback endpoint."""
    async with FakeServer() as started:
        yield started


class Session:
    """A session of a run by batches."""

    def __init__(
        self,
        directory: Path,
        server: FakeServer,
        *,
        most_requests: int = 50_000,
        mode: str = "joint",
        cache: Path | None = None,
    ) -> None:
        self.said: list[str] = []
        self._directory = directory
        self._url = server.url
        self._mode = mode
        self._cache: Path | bool = cache or False
        directory.mkdir(exist_ok=True)
        self._spool = Spool(directory, most_requests)

    async def run(self, size: int, *, drain_after: int | None = None) -> list[Result]:
        """Results of the session; interrupted after so many sentences to the user."""
        return await self.of(corpus(size), drain_after=drain_after)

    async def of(self, documents: list[Document] | None, *, drain_after: int | None = None) -> list[Result]:
        """The same for documents; None to retry what failed."""
        made: list[Engine] = []

        def make(calls: object) -> Engine:
            waiting = BatchCalls(cast("RunCalls", calls), self._spool)
            client = catching_client(self._url, waiting)
            made.append(LLMEngine("gpt-5-mini", client=client, calls=waiting, mode=self._mode))
            return made[0]

        def say(line: str) -> None:
            self.said.append(line)
            if drain_after is not None and len(self.said) >= drain_after:
                run.drain()

        annotate = BatchAnnotate(lambda: made[0])
        async with AsyncOpenAI(base_url=self._url, api_key="none", max_retries=0) as client:
            endpoint = Endpoint("openai", self._url, "gpt-5-mini", prices="openai")
            batching = Batching(client, endpoint, self._spool, 0.01, say)
            keep = documents is None
            with Run.open(
                self._directory, engine=make, annotate=annotate, cache=self._cache, keep_selection=keep
            ) as run:
                results = (
                    openai_batch.retry(run, batching)
                    if documents is None
                    else openai_batch.annotate(run, lambda: documents, batching)
                )
                found = [result async for result in results]
        return sorted(found, key=lambda result: result.position)


async def test_a_batch_whose_making_is_not_confirmed_is_looked_for_and_not_made_again(
    directory: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks after the provider has made it; a second one would cost as much again."""
    monkeypatch.setattr(openai_batch, "_WAITS_S", (0.0,))
    batches = FakeBatches(server)
    create = server.routes["POST", "/v1/batches"]

    def made_and_lost(request: Received) -> Answer:
        server.routes["POST", "/v1/batches"] = create
        create(request)
        return error(502, "the gateway lost it")

    server.routes["POST", "/v1/batches"] = made_and_lost
    results = await Session(directory, server).run(3)
    assert [result.failed for result in results] == [False] * 3
    assert list(batches.batches) == ["batch_1"]


async def test_a_session_that_ended_with_a_refused_batch_does_not_count_as_complete(
    directory: Path, server: FakeServer
) -> None:
    """Otherwise nobody would look for the documents that are missing."""
    FakeBatches(server, endings=["failed"])
    with pytest.raises(RunError, match="was refused"):
        await Session(directory, server).run(3)
    with Run.read(directory) as run:
        assert run.store.query("SELECT ending FROM sessions") == [("stopped: RunError",)]


async def test_separators_within_an_answer_do_not_end_its_line(directory: Path, server: FakeServer) -> None:
    """JSON lets line and paragraph separators stand as they are."""

    def with_separators(request: Received) -> Answer:
        found = json.loads(answer(request).body)
        found["note"] = "a\u2028b\u2029c\u0085d"
        return json_answer(found)

    server.respond = with_separators
    batches = FakeBatches(server)
    results = await Session(directory, server).run(3)
    assert [result.failed for result in results] == [False] * 3
    assert list(batches.batches) == ["batch_1"]


async def test_documents_are_annotated_by_one_batch_at_half_the_price(directory: Path, server: FakeServer) -> None:
    """Answers come in reverse order and are joined by their ids; no request goes out by itself."""
    batches = FakeBatches(server)
    results = await Session(directory, server).run(6)
    assert [(result.position, result.failed) for result in results] == [(number, False) for number in range(6)]
    assert len(batches.requests) == len(set(batches.requests)) == 6
    assert all(request.path != "/v1/chat/completions" for request in server.received)
    with Run.read(directory) as run:
        usage = run.store.usage()
        for result in run.results():
            assert result.annotation is not None
            assert result.annotation.quotes[0].content[0].text == f"“Number {result.position} is what I say,”"
            assert result.annotation.provenance.usage.calls == 1
    assert usage.cost == pytest.approx(
        (0.25 * (usage.input_tokens - usage.cached_tokens) + 0.025 * usage.cached_tokens + 2 * usage.output_tokens)
        / 2e6
    )


async def test_files_stay_within_the_limits(directory: Path, server: FakeServer) -> None:
    """Ten requests in files of at most four are three batches."""
    batches = FakeBatches(server)
    results = await Session(directory, server, most_requests=4).run(10)
    assert (len(results), len(batches.batches)) == (10, 3)
    assert not list(directory.glob("batch-*.jsonl"))  # noqa: ASYNC240  # a look at a local folder


def test_a_file_is_full_by_bytes_too(tmp_path: Path) -> None:
    """Lines that do not fit go into the next file."""
    spool = Spool(tmp_path, most_bytes=340)
    for number in range(4):
        spool.add(f"r{number}", number, {"model": "m"})
    filled = spool.take()
    assert [len(each.requests) for each in filled] == [2, 2]
    assert all(each.path.stat().st_size <= 340 for each in filled)
    assert json.loads(filled[0].path.read_text().splitlines()[0]) == {
        "custom_id": batch_rows.custom_id("r0", 0), "method": "POST", "url": "/v1/chat/completions",
        "body": {"model": "m"},
    }  # fmt: skip


async def test_invalid_answers_are_asked_again_in_a_second_round(directory: Path, server: FakeServer) -> None:
    """Invented quotes at first: the second batch holds the re-asks of these documents only."""
    faults = Faults(answer, share=1.0, kinds={"invented": lambda: completion(INVENTED)})

    def then(request: Received) -> Answer:
        faults.share = 0.0 if len(batches.batches) > 1 else 1.0
        return faults(request)

    server.respond = then
    batches = FakeBatches(server)
    session = Session(directory, server)
    results = await session.run(3)
    assert [result.failed for result in results] == [False] * 3
    assert len(batches.batches) == 2
    with Run.read(directory) as run:
        assert run.store.usage().calls == 6


@pytest.mark.parametrize("ending", ["expired", "cancelled"])
async def test_what_an_ended_batch_left_open_goes_into_the_next_one(
    directory: Path, server: FakeServer, ending: str
) -> None:
    """The answers that it had are kept, the others are asked again."""
    batches = FakeBatches(server, endings=[ending])
    results = await Session(directory, server).run(6)
    assert [result.failed for result in results] == [False] * 6
    assert (len(batches.batches), len(batches.requests)) == (2, 6)


async def test_lines_of_the_error_file_are_tried_again_and_then_given_up(directory: Path, server: FakeServer) -> None:
    """The first request of each batch fails: after three batches its document is a failure, the others are done."""
    batches = FakeBatches(server, broken=frozenset({0}))
    results = await Session(directory, server).run(2)
    assert sorted(result.failed for result in results) == [False, True]
    assert len(batches.batches) == 3
    failed = next(result for result in results if result.failed)
    words = "gpt-5-mini: 3 batches ended without an answer to this document, the last one with HTTP 400"
    assert (failed.error, failed.message) == ("ModelError", words)


async def test_what_failed_is_retried_by_batches(directory: Path, server: FakeServer) -> None:
    """Only the failed ones, at half the price again, and as often as the first time."""
    batches = FakeBatches(server, broken=frozenset({0}))
    first = await Session(directory, server).run(3)
    assert [result.failed for result in first].count(True) == 1
    batches.broken, before = frozenset(), len(batches.requests)
    [again] = await Session(directory, server).of(None)
    assert (again.failed, len(batches.requests) - before) == (False, 1)
    batches.requests.clear()
    assert await Session(directory, server).of(None) == []
    assert batches.requests == []


async def test_a_retry_that_fails_again_ends_after_three_more_batches(directory: Path, server: FakeServer) -> None:
    """A document that failed for good in an early round is not asked again in a later one."""
    batches = FakeBatches(server, broken=frozenset({0, 1}))
    await Session(directory, server).run(2)
    before = len(batches.batches)
    results = await Session(directory, server).of(None)
    assert [result.failed for result in results] == [True, True]
    assert len(batches.batches) - before == 3


@pytest.mark.parametrize("shares", [False, True], ids=["no cache", "cache"])
async def test_equal_documents_are_each_answered_or_share_one_answer(
    directory: Path,
    server: FakeServer,
    tmp_path: Path,
    shares: bool,  # noqa: FBT001  # parametrised
) -> None:
    """Five copies: five requests in one batch without a cache, one with it."""
    batches = FakeBatches(server)
    copies = [each.model_copy(update={"id": f"copy {number}"}) for number, each in enumerate(corpus(1) * 5)]
    session = Session(directory, server, cache=tmp_path / "cache.sqlite" if shares else None)
    results = await session.of(copies)
    assert [result.failed for result in results] == [False] * 5
    assert (len(batches.batches), len(batches.requests)) == (1, 1 if shares else 5)
    assert len(set(batches.requests)) == len(batches.requests)


async def test_what_a_batch_answers_is_not_asked_for_beside_it(directory: Path, server: FakeServer) -> None:
    """Whoever goes on without the Batch API would pay twice; with --force that is their choice."""
    FakeBatches(server, looks=3)
    await Session(directory, server).run(3, drain_after=1)

    def plain(calls: Calls) -> Engine:
        client = AsyncOpenAI(base_url=server.url, api_key="none")
        return LLMEngine("gpt-5-mini", client=client, calls=calls)

    words = r"3 requests are still with the provider in 1 batch; collect them first"
    with Run.open(directory, engine=plain, cache=False) as run, pytest.raises(RunError, match=words):
        _ = [result async for result in run.annotate(corpus(3))]
    assert all(request.path != "/v1/chat/completions" for request in server.received)
    with Run.open(directory, engine=plain, cache=False, force=True) as run:
        assert len([result async for result in run.annotate(corpus(3))]) == 3


async def test_no_file_of_requests_or_answers_is_left(directory: Path, server: FakeServer) -> None:
    """Not after a refusal either; the articles are in them."""
    FakeBatches(server, endings=["failed"])
    with pytest.raises(RunError, match="was refused"):
        await Session(directory, server, most_requests=2).run(5)
    assert not list(directory.glob("batch-*"))  # noqa: ASYNC240  # a look at a local folder
    await Session(directory, server, most_requests=2).run(5)
    assert not list(directory.glob("batch-*"))  # noqa: ASYNC240  # as above


async def test_a_refused_batch_stops_the_run_and_is_forgotten(directory: Path, server: FakeServer) -> None:
    """The sentence is the provider's; the same command submits again."""
    FakeBatches(server, endings=["failed"])
    with pytest.raises(RunError, match="Enqueued token limit reached"):
        await Session(directory, server).run(2)
    assert [result.failed for result in await Session(directory, server).run(2)] == [False, False]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", "/v1/files", id="for the upload"),
        pytest.param("POST", "/v1/batches", id="for the batch"),
        pytest.param("GET", "/v1/batches/*", id="for its state"),
        pytest.param("GET", "/v1/files/*", id="for its answers"),
    ],
)
async def test_a_web_page_in_place_of_an_answer_is_a_sentence_and_no_batch_is_paid_twice(
    directory: Path, server: FakeServer, method: str, path: str
) -> None:
    """A gateway stands in for the API for a while: afterwards what it had is collected, not asked again."""
    batches = FakeBatches(server)
    real = server.routes[method, path]
    server.routes[method, path] = lambda _request: html()
    with pytest.raises(RunError, match="something that is no Batch API's"):
        await Session(directory, server).run(3)
    server.routes[method, path] = real
    assert [result.failed for result in await Session(directory, server).run(3)] == [False] * 3
    assert len(batches.batches) == 1


async def test_an_endpoint_without_batches_is_named(directory: Path, server: FakeServer) -> None:
    """It would be in vain to try again later."""
    with pytest.raises(RunError, match=r"has no Batch API.*leave out --batch-api"):
        await Session(directory, server).run(1)


async def test_an_interrupted_run_collects_the_batch_that_it_remembers(directory: Path, server: FakeServer) -> None:
    """Stopped right after submitting: the next session waits for that batch and makes no other."""
    batches = FakeBatches(server, looks=3)
    first = Session(directory, server)
    assert await first.run(4, drain_after=1) == []
    assert first.said[-1] == "batches go on at the provider; give the same command again to collect them"
    assert [result.failed for result in await Session(directory, server).run(4)] == [False] * 4
    assert len(batches.batches) == 1


@pytest.mark.parametrize("made", [True, False], ids=["had been made", "had not been made"])
async def test_a_process_that_died_while_submitting_loses_no_batch(
    directory: Path,
    server: FakeServer,
    made: bool,  # noqa: FBT001  # parametrised
) -> None:
    """The batch is found by its input file, or its requests go into another one."""
    batches = FakeBatches(server, looks=3)
    await Session(directory, server).run(3, drain_after=1)
    with Run.read(directory) as run:
        [(batch, file)] = run.store.query("SELECT id, input_file FROM batches")
    _as_if_dying(directory, batch, file)
    if not made:
        batches.batches.clear()
    assert [result.failed for result in await Session(directory, server).run(3)] == [False] * 3
    assert len(batches.batches) == 1


def _as_if_dying(directory: Path, batch: str, file: str) -> None:
    store = Store.open(directory)
    batch_rows.rename(store, batch, f"submitting:{file}")
    store.close()


async def test_staged_requests_go_out_one_round_after_the_other(directory: Path, server: FakeServer) -> None:
    """Claims need the quotes, stances both: three rounds, one for each task."""
    batches = FakeBatches(server)
    results = await Session(directory, server, mode="staged").run(3)
    assert [result.failed for result in results] == [False] * 3
    assert len(batches.batches) == 3


def test_lines_that_are_no_json_are_left_out() -> None:
    """A broken line costs its own answer only."""
    good = json.dumps({"custom_id": "a", "response": {"status_code": 200, "body": {"x": 1}}, "error": None})
    late = json.dumps({"custom_id": "b", "response": None, "error": {"code": "batch_expired"}})
    assert list(lines([good, "{", "[1]", late])) == [("a", 200, {"x": 1}), ("b", None, None)]
