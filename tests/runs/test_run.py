"""A run: each document is accounted for once, nothing is paid twice, and what stops it says why."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from annotator.documents import Unreadable
from annotator.errors import AuthenticationFailed, BudgetExceeded, DocumentError, ModelUnavailable, RunError
from annotator.runs import Limits, Result, Run, Selection, lock
from annotator.runs import connection as connections
from annotator.runs.connection import FILE as STORE_FILE
from annotator.runs.store import Store
from annotator.schema import Document
from tests.runs.scripted import GOOD, Ending, ScriptedEngine, corpus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from annotator.engines.base import Calls


class Sessions:
    """Sessions on one run, with a script for the endpoint that may change between them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.engine: ScriptedEngine | None = None

    def make(self, script: Callable[[str, int], Ending], model: str) -> Callable[[Calls], ScriptedEngine]:
        """What `Run.open` is given."""

        def made(calls: Calls) -> ScriptedEngine:
            self.engine = ScriptedEngine(calls, script, model=model)
            return self.engine

        return made

    def open(
        self,
        script: Callable[[str, int], Ending] = lambda _text, _time: GOOD,
        *,
        model: str = "scripted",
        cache: bool = False,
        limits: Limits | None = None,
        **options: object,
    ) -> Run:
        """A session."""
        engine = self.make(script, model)
        return Run.open(self.directory, engine=engine, cache=cache, limits=limits, **options)  # type: ignore[arg-type]

    @property
    def calls(self) -> int:
        """Requests that went out in the last session."""
        return 0 if self.engine is None else sum(self.engine.asked.values())


@pytest.fixture
def sessions(directory: Path) -> Sessions:
    """Sessions on a new run."""
    return Sessions(directory)


async def collected(run: Run, documents: Iterable[Document | Unreadable]) -> list[Result]:
    """All results of a session, in corpus order."""
    return sorted([result async for result in run.annotate(documents)], key=lambda result: result.position)


def outcome(result: Result) -> tuple[int, str, str | None]:
    """What a document came to: position, id, and the error or the first quote."""
    annotation = result.annotation
    return result.position, result.id, annotation.quotes[0].content[0].text if annotation else result.error


async def test_each_document_is_annotated_once_and_comes_back_in_order(sessions: Sessions) -> None:
    """A result each, one call each, and `results` in the order of the corpus."""
    with sessions.open() as run:
        results = await collected(run, corpus(50))
        assert [outcome(result) for result in run.results()] == [outcome(result) for result in results]
    assert [outcome(result) for result in results] == [
        (number, f"d{number}", f"“Number {number} is what I say.”") for number in range(50)
    ]
    assert sessions.calls == 50


async def test_a_finished_run_asks_nothing_again(sessions: Sessions) -> None:
    """The second session gives the same results, marked as resumed, without a call."""
    with sessions.open() as run:
        first = await collected(run, corpus(20))
    with sessions.open() as run:
        second = await collected(run, corpus(20))
        assert [result.annotation for result in second] == [result.annotation for result in first]
    assert (sessions.calls, all(result.resumed for result in second)) == (0, True)


async def test_documents_are_read_as_they_are_needed(sessions: Sessions) -> None:
    """With eight calls at a time, hardly more than that many documents are read ahead of the results."""
    read = 0

    def counted() -> Iterable[Document]:
        nonlocal read
        for document in corpus(500):
            read += 1
            yield document

    with sessions.open(lambda _text, _time: Ending(after_s=0.001), limits=Limits(concurrency=8)) as run:
        taken = 0
        async for _ in run.annotate(counted()):
            taken += 1
            assert read <= taken + 3 * 10


async def test_draining_finishes_what_is_under_way_and_the_next_session_does_the_rest(sessions: Sessions) -> None:
    """Nothing is lost, and nothing is done twice."""
    with sessions.open(lambda _text, _time: Ending(after_s=0.002), limits=Limits(concurrency=4)) as run:
        done = 0
        async for _ in run.annotate(corpus(40)):
            done += 1
            if done == 10:
                run.drain()
    assert 10 <= done < 40
    with sessions.open() as run:
        results = await collected(run, corpus(40))
    assert (len(results), sessions.calls) == (40, 40 - done)


async def test_draining_sends_nothing_that_waits_for_the_pace(sessions: Sessions) -> None:
    """Six a minute: what waits for its turn when Ctrl-C comes is not bought, and stays to be done."""
    limits = Limits(requests_per_minute=6)
    async with asyncio.timeout(5):
        with sessions.open(limits=limits) as run:
            async for _ in run.annotate(corpus(20)):
                run.drain()
    assert 1 <= sessions.calls < 20
    first = sessions.calls
    with sessions.open() as run:
        results = await collected(run, corpus(20))
    assert ({result.error for result in results}, len(results), sessions.calls) == ({None}, 20, 20 - first)


async def test_draining_does_not_wait_for_a_document_that_never_comes(sessions: Sessions) -> None:
    """As from a pipe to which nobody writes; what came before is done."""

    async def stalled() -> AsyncIterator[Document]:
        for each in corpus(5):
            yield each
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        with sessions.open(limits=Limits(concurrency=3)) as run:
            done = 0
            async for _ in run.annotate(stalled()):
                done += 1
                if done == 5:
                    run.drain()
    assert done == 5
    with Run.read(sessions.directory) as run:
        assert run.store.query("SELECT ending FROM sessions") == [("interrupted",)]


async def test_who_gives_the_documents_may_drain(sessions: Sessions) -> None:
    """Between two documents, in the task that reads them."""
    with sessions.open() as run:

        def documents() -> Iterable[Document]:
            yield from corpus(3)
            run.drain()
            yield corpus(4)[3]

        results = await collected(run, documents())
    assert [result.error for result in results[:3]] == [None] * 3


async def _breaks(run: Run) -> None:
    async for _ in run.annotate(corpus(40)):
        break


async def _closes(run: Run) -> None:
    results = run.annotate(corpus(40))
    await anext(results)
    await results.aclose()


async def _stumbles(run: Run) -> None:
    with suppress(KeyError):
        async for result in run.annotate(corpus(40)):
            raise KeyError(result.id)


async def _holds_on(run: Run) -> None:
    results = run.annotate(corpus(40))
    await anext(results)
    run.held = results  # type: ignore[attr-defined]  # so that nobody closes it


async def _is_cancelled(run: Run) -> None:
    task = asyncio.create_task(collected(run, corpus(40)))
    await asyncio.sleep(0.03)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def _reads_on_and_fails(run: Run) -> None:
    def broken() -> Iterable[Document]:
        yield from corpus(10)
        message = "the file ends here"
        raise OSError(message)

    with pytest.raises(OSError, match="the file ends here"):
        await collected(run, broken())


async def _finds_something_else(run: Run) -> None:
    documents: list[Any] = [*corpus(10), "a text"]
    with pytest.raises(TypeError, match=r"number 11 of the documents is of type str; give Document"):
        await collected(run, documents)


@pytest.mark.parametrize(
    "leave", [_breaks, _closes, _stumbles, _holds_on, _is_cancelled, _reads_on_and_fails, _finds_something_else]
)
async def test_however_a_loop_ends_no_answer_is_given_up(
    sessions: Sessions, leave: Callable[[Run], Awaitable[None]]
) -> None:
    """Requests that are out come back, their documents are saved, and nothing is bought twice."""
    async with sessions.open(lambda _text, _time: Ending(after_s=0.02), limits=Limits(concurrency=8)) as run:
        await leave(run)
    bought = sessions.calls
    with closing(sqlite3.connect(sessions.directory / STORE_FILE)) as rows:
        assert rows.execute("SELECT count(*) FROM documents").fetchone() == (bought,)
    assert 8 <= bought < 40
    with sessions.open() as run:
        assert len(await collected(run, corpus(40))) == 40
    assert sessions.calls == 40 - bought


async def test_a_second_cancellation_ends_at_once(sessions: Sessions) -> None:
    """Nobody has to wait for an answer that takes an hour."""
    async with asyncio.timeout(5):
        with sessions.open(lambda _text, _time: Ending(after_s=3600), limits=Limits(concurrency=2)) as run:
            task = asyncio.create_task(collected(run, corpus(4)))
            await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.sleep(0.02)
            assert not task.done()
            task.cancel()
            await asyncio.wait([task])
    assert task.cancelled()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a generator with its loop gone
def test_a_loop_that_is_left_in_a_plain_block_ends_with_its_error(sessions: Sessions) -> None:
    """The event loop ends while workers wait to hand over results; the next one may go on."""

    async def left(run: Run) -> None:
        async for result in run.annotate(corpus(40)):
            raise KeyError(result.id)

    limits = Limits(concurrency=4)
    with sessions.open(limits=limits) as run:
        with pytest.raises(KeyError):
            asyncio.run(left(run))
        assert len(asyncio.run(collected(run, corpus(40)))) == 40
    assert 40 <= sessions.calls <= 40 + limits.concurrency  # what was out is given up with its event loop


async def test_another_thread_may_drain(sessions: Sessions) -> None:
    """As a timer does, while the documents are slow to come."""

    async def slow() -> AsyncIterator[Document]:
        yield corpus(1)[0]
        await asyncio.Event().wait()

    async with asyncio.timeout(10):
        with sessions.open() as run:
            async for _ in run.annotate(slow()):
                await asyncio.to_thread(run.drain)
    assert sessions.calls == 1


async def test_a_run_is_annotated_by_one_loop_at_a_time(sessions: Sessions) -> None:
    """A second one would buy everything twice; after one that was left, the next may begin."""
    async with sessions.open(lambda _text, _time: Ending(after_s=0.01), limits=Limits(concurrency=4)) as run:
        first = run.annotate(corpus(20))
        await anext(first)
        with pytest.raises(RunError, match="annotated already; end that loop, or close its generator, first"):
            await collected(run, corpus(20))
        await first.aclose()
        async for _ in run.annotate(corpus(20)):
            break
        assert len(await collected(run, corpus(20))) == 20
    assert sessions.calls == 20
    with Run.read(sessions.directory) as run:
        assert run.store.query("SELECT ending FROM sessions") == [("complete",)]


async def test_a_reply_that_was_paid_for_is_used_after_a_crash(sessions: Sessions) -> None:
    """The reply is stored, the annotation is not: the next session makes it without a call, at the first one's cost."""
    with sessions.open() as run:
        [first] = await collected(run, corpus(1))
    store = Store.open(sessions.directory)
    store.change("DELETE FROM documents")
    store.change("DELETE FROM annotations")
    store.close()
    with sessions.open() as run:
        [again] = await collected(run, corpus(1))
    assert sessions.calls == 0
    assert again.annotation is not None
    assert first.annotation is not None
    assert again.annotation.provenance.usage == first.annotation.provenance.usage


async def test_failures_are_records_with_the_last_reply_and_can_be_retried_alone(sessions: Sessions) -> None:
    """One document in five gets an answer that breaks the schema; retrying asks for those only."""
    bad = {document.text for document in corpus(10)[::5]}
    with sessions.open(lambda text, _time: Ending(valid=text not in bad)) as run:
        results = await collected(run, corpus(10))
        assert [result.position for result in results if result.failed] == [0, 5]
        kept = run.store.query("SELECT error, message, reply FROM documents WHERE position = 5")
        assert kept == [("InvalidResponse", "the answer breaks the schema", "broken “Number 5 is what I  1")]
    with sessions.open() as run:
        retried = [result async for result in run.retry()]
        assert [result.failed for result in run.results()] == [False] * 10
    assert (len(retried), sessions.calls) == (2, 2)


@pytest.mark.parametrize("cache", [True, False], ids=["with cache", "without cache"])
async def test_a_bad_reply_is_never_handed_on(sessions: Sessions, tmp_path: Path, cache: bool) -> None:  # noqa: FBT001  # parametrised
    """A retry asks anew although the first answer is kept, and another run does not get it from the cache either."""
    with sessions.open(lambda _text, _time: Ending(valid=False), cache=cache) as run:
        assert [result.failed for result in await collected(run, corpus(2))] == [True, True]
    with sessions.open(lambda _text, _time: Ending(valid=False), cache=cache) as run:
        assert [result.failed async for result in run.retry()] == [True, True]
    assert sessions.calls == 2
    sessions.directory = tmp_path / "second"
    with sessions.open(cache=cache) as run:
        assert [result.failed for result in await collected(run, corpus(2))] == [False, False]


async def test_a_document_that_is_begun_anew_counts_each_call_once(sessions: Sessions) -> None:
    """The connection failed until the engine gave up; the next round's answer is the only one in the usage."""
    with sessions.open(lambda _text, time: Ending(None) if time < 7 else GOOD) as run:
        [result] = await collected(run, corpus(1))
        assert result.annotation is not None
        assert (result.annotation.provenance.usage.calls, run.store.usage().calls) == (1, 1)
    assert sessions.calls == 8


async def test_a_bug_fails_its_document_only_and_its_words_stay_out_of_the_record(sessions: Sessions) -> None:
    """An unexpected error is recorded by class and place."""

    def script(text: str, _time: int) -> Ending:
        if "3" in text:
            raise ZeroDivisionError(text)
        return GOOD

    with sessions.open(script) as run:
        results = await collected(run, corpus(5))
    [failed] = [result for result in results if result.failed]
    assert (failed.position, failed.error) == (3, "ZeroDivisionError")
    assert failed.message is not None
    assert "Number 3" not in failed.message


async def test_what_cannot_be_read_or_is_empty_is_recorded_and_stops_nothing(sessions: Sessions) -> None:
    """Each has its place in the run and a sentence."""
    broken = Unreadable("b", DocumentError("it is broken", line=7))
    documents: list[Document | Unreadable] = [Document(id="a", text=" \n"), broken, *corpus(1)]
    with sessions.open() as run:
        results = await collected(run, documents)
    assert [(result.id, result.error, result.message) for result in results] == [
        ("a", "DocumentError", "the text is empty"),
        ("b", "DocumentError", "7: it is broken"),
        ("d0", None, None),
    ]
    with sessions.open() as run:
        mended: list[Document | Unreadable] = [documents[0], Document(id="b", text="“Mended.”"), *corpus(1)]
        assert [result.failed for result in await collected(run, mended)] == [True, False, False]


async def test_equal_ids_are_kept_apart_and_equal_texts_are_asked_once(sessions: Sessions) -> None:
    """Two documents with one id are two results; three with one text are one call, also when under way together."""
    same = [Document(id=name, text="“The same.”") for name in ("x", "y", "z")]
    other = Document(id="x", text="“Another.”")
    with sessions.open(lambda _text, _time: Ending(after_s=0.01), cache=True) as run:
        results = await collected(run, [*same, other])
        assert [(result.id, result.shared) for result in results] == [
            ("x", False), ("y", True), ("z", True), ("x", False),
        ]  # fmt: skip
        annotations = [result.annotation for result in results]
    assert sessions.calls == 2
    assert [each.document_id for each in annotations if each] == ["x", "y", "z", "x"]
    assert [each.provenance.usage.cost for each in annotations if each] == [0.01, 0.0, 0.0, 0.01]


async def test_without_cache_every_document_is_asked(sessions: Sessions) -> None:
    """--no-cache is for measuring how far answers vary."""
    same = [Document(id=name, text="“The same.”") for name in ("x", "y")]
    with sessions.open(cache=False) as run:
        await collected(run, same)
    assert sessions.calls == 2


async def test_another_run_takes_answers_from_the_cache_at_no_cost(sessions: Sessions, tmp_path: Path) -> None:
    """The second run makes no call, and says that its answers were not bought."""
    with sessions.open(cache=True) as run:
        await collected(run, corpus(5))
    sessions.directory = tmp_path / "second"
    with sessions.open(cache=True) as run:
        results = await collected(run, corpus(5))
        assert run.store.usage().calls == 0
    assert (sessions.calls, sum(result.cache_hits for result in results)) == (0, 5)


async def test_a_cache_that_cannot_be_used_costs_no_run(sessions: Sessions, tmp_path: Path) -> None:
    """A directory in its place: the run goes on and says so."""
    place = tmp_path / "cache" / "replies.sqlite"
    place.mkdir(parents=True)
    with sessions.open(cache=True) as run:
        assert len(await collected(run, corpus(3))) == 3
        assert run.cache_trouble is not None


async def test_a_bad_key_stops_the_run_after_the_first_answer(sessions: Sessions) -> None:
    """Of a thousand documents not more are asked than were under way, none is recorded as failed."""
    limits = Limits(concurrency=4)
    with sessions.open(lambda _text, _time: Ending(401, after_s=0.001), limits=limits) as run:
        with pytest.raises(AuthenticationFailed):
            await collected(run, corpus(1000))
        assert run.store.last_position() == -1
    assert sessions.calls <= 4


async def test_a_dead_endpoint_stops_the_run_and_leaves_the_documents_to_be_done(sessions: Sessions) -> None:
    """No document is failed for it; when the endpoint is back, the same command does them."""
    limits = Limits(concurrency=4, outage_s=0.2)
    with sessions.open(lambda _text, _time: Ending(None), limits=limits) as run:
        with pytest.raises(ModelUnavailable, match="could not be reached"):
            await collected(run, corpus(100))
        assert run.store.last_position() == -1
    with sessions.open() as run:
        assert [result.failed for result in await collected(run, corpus(100))] == [False] * 100


async def test_a_budget_stops_the_run_and_a_higher_one_goes_on(sessions: Sessions) -> None:
    """Five cents buy five answers of a cent, over all sessions."""
    with sessions.open(limits=Limits(max_cost=0.05)) as run:
        with pytest.raises(BudgetExceeded, match=r"\$0.05 of the \$0.05"):
            await collected(run, corpus(20))
        assert run.store.usage().calls == 5
    with sessions.open(limits=Limits(max_cost=0.05)) as run, pytest.raises(BudgetExceeded):
        await collected(run, corpus(20))
    with sessions.open() as run:
        assert [result.failed for result in await collected(run, corpus(20))] == [False] * 20
    assert sessions.calls == 15


async def test_another_configuration_is_refused_with_the_difference_unless_forced(sessions: Sessions) -> None:
    """The message names what differs; nothing is changed by the refusal."""
    with sessions.open() as run:
        await collected(run, corpus(3))
    before = (sessions.directory / "run.json").read_text()
    with pytest.raises(RunError, match="model: 'scripted' here, 'other' now"):
        sessions.open(model="other")
    with pytest.raises(RunError, match=r"selection\.limit: none here, 5 now"):
        sessions.open(selection=Selection(limit=5))
    assert (sessions.directory / "run.json").read_text() == before
    with sessions.open(model="other", force=True) as run:
        assert len(await collected(run, corpus(4))) == 4
    assert json.loads((sessions.directory / "run.json").read_text())["setup"]["model"] == "other"


async def test_another_corpus_is_refused_with_the_document_unless_forced(sessions: Sessions) -> None:
    """A text that changed stops the run before anything is mixed."""
    with sessions.open() as run:
        await collected(run, corpus(5))
    changed = corpus(5)
    changed[2] = Document(id="d2", text="“Something else.”")
    with sessions.open() as run, pytest.raises(RunError, match="document 3 of the corpus is 'd2'"):
        await collected(run, changed)
    with sessions.open(force=True) as run:
        results = await collected(run, changed)
    assert (sessions.calls, outcome(results[2])[2]) == (1, "“Something else.”")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"title": "New"}, "another title", id="title"),
        pytest.param({"date": "2026-01-01", "outlet": "Post"}, "another date and outlet", id="two things"),
        pytest.param({"metadata": {"section": "sport"}}, "another metadata", id="metadata"),
        pytest.param({"language": "de"}, "another language", id="language"),
    ],
)
async def test_what_is_said_of_a_document_counts_too(sessions: Sessions, change: dict[str, object], said: str) -> None:
    """A title can change an answer, metadata an export: neither passes in silence."""
    with sessions.open() as run:
        await collected(run, corpus(3))
    changed = corpus(3)
    changed[1] = changed[1].model_copy(update=change)
    with sessions.open() as run, pytest.raises(RunError, match=f"'d1', but had {said} before"):
        await collected(run, changed)
    with sessions.open(cache=True, force=True) as run:
        await collected(run, changed)
        kept = list(run.documents())[1]
    assert {name: getattr(kept, name) for name in change} == change


async def test_metadata_alone_is_taken_over_without_a_call(sessions: Sessions) -> None:
    """It does not decide the answer, and the document still counts as one of its own."""
    with sessions.open(cache=True) as run:
        await collected(run, corpus(2))
    changed = [each.model_copy(update={"metadata": {"page": 3}}) for each in corpus(2)]
    with sessions.open(cache=True, force=True) as run:
        await collected(run, changed)
        shared = run.store.query("SELECT count(*) FROM documents WHERE shared")[0][0]
    assert (sessions.calls, shared) == (0, 0)


async def test_metadata_that_json_changes_is_still_the_same(sessions: Sessions) -> None:
    """A missing number of a table is no number at all, and unequal to itself."""
    documents = [each.model_copy(update={"metadata": {"likes": float("nan")}}) for each in corpus(2)]
    for _ in range(2):
        with sessions.open() as run:
            assert [result.failed for result in await collected(run, documents)] == [False, False]
    assert sessions.calls == 0


async def test_a_shorter_corpus_is_refused_once_what_it_holds_is_done(sessions: Sessions) -> None:
    """It may have been cut off by accident; what is gone stays in the run when that is wanted."""
    with sessions.open() as run:
        await collected(run, corpus(5))
    with sessions.open() as run, pytest.raises(RunError, match="ends with document 3, but document 5 was there"):
        await collected(run, corpus(3))
    with sessions.open(force=True) as run:
        assert len(await collected(run, corpus(3))) == 3
        assert len(list(run.results())) == 5


async def test_answers_of_an_earlier_setup_are_known_as_such(sessions: Sessions) -> None:
    """Forcing keeps them; run.json says what they were made with, and each annotation by which setup."""
    with sessions.open() as run:
        await collected(run, corpus(2))
    with sessions.open(model="other", force=True) as run:
        await collected(run, corpus(5))
        (earlier,) = run.configuration.earlier
        rows = dict(run.store.query("SELECT setup, count(*) FROM annotations GROUP BY setup"))
        assert (earlier.model, rows) == ("scripted", {earlier.digest: 2, run.configuration.setup.digest: 3})
    with sessions.open(model="scripted", force=True) as run:
        assert [each.model for each in run.configuration.earlier] == ["other"]


async def test_a_retry_is_a_session_of_its_own_kind(sessions: Sessions) -> None:
    """That it came to its end says nothing of the corpus's."""
    with sessions.open() as run:
        await collected(run, corpus(2))
    with sessions.open(keep_selection=True) as run:
        assert [result async for result in run.retry()] == []
        kinds = run.store.query("SELECT kind FROM sessions ORDER BY number")
    assert kinds == [("run",), ("retry",)]


@pytest.mark.parametrize("retry_first", [False, True])
async def test_a_retry_in_the_same_block_hides_no_interruption(sessions: Sessions, retry_first: bool) -> None:  # noqa: FBT001  # parametrised
    """What went over the corpus and what went over failures are sessions of their own, whichever came first."""
    async with sessions.open() as run:
        if retry_first:
            assert [result async for result in run.retry()] == []
        async for _ in run.annotate(corpus(40)):
            break
        if not retry_first:
            assert [result async for result in run.retry()] == []
    with Run.read(sessions.directory) as run:
        kinds = run.store.query("SELECT kind, ending FROM sessions ORDER BY number")
        assert sorted(kinds) == [("retry", "complete"), ("run", "interrupted")]
        assert run.store.unfinished() == "interrupted"


async def test_two_sessions_at_once_are_refused(sessions: Sessions) -> None:
    """The second is told who holds the run; reading is allowed."""
    with sessions.open():
        with pytest.raises(RunError, match="has been working on this run"):
            sessions.open()
        with Run.read(sessions.directory) as reader:
            assert list(reader.results()) == []
        assert lock.is_held(sessions.directory)
    assert not lock.is_held(sessions.directory)
    assert not lock.is_held(sessions.directory / "elsewhere")


@pytest.mark.parametrize("content", ["{", '{"format": 2}', "[]", ""], ids=["half", "not all", "a list", "nothing"])
async def test_a_damaged_configuration_is_refused(sessions: Sessions, content: str) -> None:
    """The sentence says which file, and the file stays as it is."""
    with sessions.open():
        pass
    (sessions.directory / "run.json").write_text(content)
    with pytest.raises(RunError, match=r"run.json is damaged"):
        sessions.open()
    assert (sessions.directory / "run.json").read_text() == content


async def test_rows_without_a_configuration_are_refused_and_an_interrupted_start_is_not(sessions: Sessions) -> None:
    """A run.json that went missing is no reason to begin anew over somebody's answers."""
    sessions.directory.mkdir()
    Store.create(sessions.directory).close()
    with sessions.open() as run:
        await collected(run, corpus(1))
    (sessions.directory / "run.json").unlink()
    with pytest.raises(RunError, match=r"run.json is missing"):
        sessions.open()


def test_a_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file stands where the directory should be."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="cannot be made"):
        Sessions(tmp_path / "file" / "run").open()


async def test_a_full_disk_stops_the_run_with_everything_before_it_saved(sessions: Sessions) -> None:
    """Nothing that was finished is lost, and the next session does the rest."""
    with sessions.open(limits=Limits(concurrency=2)) as run:
        pages = run.store.query("PRAGMA page_count")[0][0]
        run.store.query(f"PRAGMA max_page_count={pages + 20}")
        with pytest.raises(RunError, match="the disk is full"):
            await collected(run, corpus(1000))
    with sessions.open() as run:
        assert run.store.last_position() > 5
        assert len(await collected(run, corpus(100))) == 100


async def test_a_long_document_does_not_hold_up_the_others(sessions: Sessions) -> None:
    """The first document's call takes long: all others are finished before it."""
    slow = corpus(1)[0].text
    script: Callable[[str, int], Ending] = lambda text, _time: Ending(after_s=2.0 if text == slow else 0.001)  # noqa: E731  # one line tells the story
    with sessions.open(script, limits=Limits(concurrency=2)) as run:
        order = [result.position async for result in run.annotate(corpus(40))]
    assert order[-1] == 0


async def test_a_run_opened_to_read_does_no_work(sessions: Sessions) -> None:
    """It says how to open it instead."""
    with sessions.open():
        pass
    with Run.read(sessions.directory) as run, pytest.raises(RunError, match="reading only"):
        run.admission.stop(RunError("x", run=Path()))


def nothing(file: Path) -> None:
    """A file without a byte."""
    file.touch()


def a_header(file: Path) -> None:
    """A database without tables."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


@pytest.mark.parametrize("leave", [nothing, a_header])
async def test_a_run_that_was_stopped_while_it_was_made_can_be_made(
    sessions: Sessions, tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    """A full disk or a kill between file and tables does not block the directory for good."""
    sessions.directory = tmp_path
    leave(tmp_path / STORE_FILE)
    with sessions.open() as run:
        assert [result.failed async for result in run.annotate(corpus(2))] == [False, False]


def test_a_store_is_made_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """When making the tables fails half-way, what is left counts as blank."""
    monkeypatch.setattr(connections, "VIEWS", "CREATE VIEW broken AS SELECT 1 FROM; ")
    with pytest.raises(RunError):
        connections.create(tmp_path)
    assert connections.is_blank(tmp_path)


def test_a_damaged_configuration_is_refused_before_the_store_is_touched(sessions: Sessions, directory: Path) -> None:
    """The bytes of the store are those of before."""
    with sessions.open():
        pass
    (directory / "run.json").write_text("{", encoding="utf-8")
    before = (directory / STORE_FILE).read_bytes()
    with pytest.raises(RunError, match=r"run\.json"):
        sessions.open()
    assert (directory / STORE_FILE).read_bytes() == before
