"""The store: rows outlive the process, and a file that cannot be trusted is refused and left alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.engines.base import Attempt
from annotator.errors import RunError
from annotator.runs import Run, connection, lock
from annotator.runs.store import Finished, Known, Reply, Store
from annotator.schema import Document, Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

USAGE = Usage(calls=1, input_tokens=10, output_tokens=2, cost=0.5)


def attempt(request: str, reply: str | None, error: str | None = None) -> Attempt:
    """A finished attempt."""
    return Attempt(request, reply, USAGE, 0.1, error, 200)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store."""
    opened = Store.create(tmp_path)
    yield opened
    opened.abandon()


def test_a_recorded_reply_is_on_disk_when_record_returns(store: Store, tmp_path: Path) -> None:
    """Another connection sees it although nothing was flushed or closed: so does the next process after a kill."""
    store.record(3, attempt("r1", "text"))
    with closing(sqlite3.connect(tmp_path / connection.FILE)) as other:
        assert other.execute("SELECT position, request, reply, cost FROM attempts").fetchall() == [
            (3, "r1", "text", 0.5)
        ]
    assert store.reply("r1", 3) == Reply("text", 3, USAGE)


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(attempt("r1", None, "Error"), id="none"),
        pytest.param(attempt("r1", "oops", "Error"), id="an error"),
    ],
)
def test_what_is_no_reply_is_not_found_as_one(store: Store, kept: Attempt) -> None:
    """Failed attempts are kept, and never used as answers."""
    store.record(0, kept)
    assert store.reply("r1", 0) is None


def test_a_spoiled_reply_is_kept_but_not_used_again(store: Store) -> None:
    """Only the reply to that request is spoiled."""
    store.record(0, attempt("r1", "good"))
    store.record(0, attempt("r2", "bad"))
    store.spoil("r2")
    assert (store.reply("r1", 0), store.reply("r2", 0)) == (Reply("good", 0, USAGE), None)
    assert store.query("SELECT count(*) FROM attempts") == [(2,)]


def test_finished_documents_come_back_in_corpus_order_with_their_annotations(store: Store) -> None:
    """Whatever the order in which they finished; equal documents share an annotation."""
    second = Finished(1, "b", "s", "{}", key="k", shared=True)
    failed = Finished(2, "c", None, None, error="DocumentError", message="no text")
    first = Finished(0, "a", "s", "{}", key="k", annotation='{"x":1}', seconds=0.5)
    for done in (failed, first, second):
        store.finish(done)
    assert list(store.finished()) == [first, Finished(1, "b", "s", "{}", "k", '{"x":1}', shared=True), failed]
    assert list(store.failed()) == [(2, None, "c", "DocumentError", "no text")]
    assert (store.at(1), store.at(9), store.last_position()) == (Known("b", "{}", "k", None, None), None, 2)


def test_the_usage_of_a_run_is_that_of_all_attempts_and_unknown_when_one_is(store: Store) -> None:
    """Failed attempts count too; one unknown price makes the sum unknown."""
    assert store.usage() == Usage()
    store.record(0, attempt("r1", "x"))
    store.record(0, attempt("r1", None, "Error"))
    assert store.usage() == USAGE + USAGE
    store.record(0, Attempt("r2", "x", Usage(calls=1, cost=None), 0.1))
    assert store.usage().cost is None


def test_finished_documents_are_committed_in_groups(store: Store, tmp_path: Path) -> None:
    """One waits, the sixty-fourth commits them all."""
    with closing(sqlite3.connect(tmp_path / connection.FILE)) as other:
        for position in range(64):
            assert other.execute("SELECT count(*) FROM documents").fetchone() == (0,)
            store.finish(Finished(position, str(position), None, None, error="E", message="m"))
        assert other.execute("SELECT count(*) FROM documents").fetchone() == (64,)


def test_a_closed_run_is_one_file_that_opens_from_a_read_only_directory(store: Store, tmp_path: Path) -> None:
    """No side file is left, and SQLite needs none to read it."""
    store.finish(Finished(0, "a", None, None, error="E", message="m"))
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == [connection.FILE]
    address = f"{(tmp_path / connection.FILE).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as other:
        assert other.execute("SELECT id FROM documents").fetchall() == [("a",)]


def test_a_run_can_be_read_while_it_is_written(store: Store, tmp_path: Path) -> None:
    """As by `annotator status` or Datasette."""
    store.record(0, attempt("r1", "x"))
    reader = Store.read(tmp_path)
    assert reader.usage() == USAGE
    reader.close()
    store.record(0, attempt("r2", "x"))


def test_the_views_read_like_tables(store: Store) -> None:
    """For whoever opens the file with any SQLite browser."""
    made = (
        '{"actors":[{"id":"a1","name":"Dorn"}],"quotes":[{"id":"q1","kind":"direct","speaker":"a1",'
        '"cue":[{"text":"said"}],"content":[{"text":"“A,”"},{"text":"“B”"}]}],"claims":[],"stances":[]}'
    )
    store.finish(Finished(0, "d", "s", "{}", key="k", annotation=made))
    assert store.query("SELECT * FROM quotes") == [(0, "d", "q1", "direct", "Dorn", "said", "“A,” … “B”")]
    assert store.query("SELECT * FROM claims") == []
    assert store.query("SELECT * FROM stances") == []


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 3] = b"\xff" * 4096
    path.write_bytes(content)


def _overwrite(path: Path) -> None:
    path.write_text("hello" * 1000)


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t(x)")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param(_truncate, "damaged", id="cut off"),
        pytest.param(_garble, "damaged", id="garbled"),
        pytest.param(_overwrite, "damaged", id="no database"),
        pytest.param(_foreign, "not made by annotator", id="somebody else's"),
        pytest.param(Path.unlink, "missing", id="missing"),
    ],
)
@pytest.mark.parametrize("opening", [Store.open, Store.read], ids=["to write", "to read"])
def test_a_store_that_cannot_be_trusted_is_refused_and_left_as_it_is(
    store: Store, tmp_path: Path, damage: Callable[[Path], object], says: str, opening: Callable[[Path], Store]
) -> None:
    """The sentence says what is wrong, and no byte of the file changes."""
    for position in range(200):
        store.finish(Finished(position, "x" * 100, "s", "y" * 200, key=str(position), annotation="z" * 300))
    store.close()
    path = tmp_path / connection.FILE
    damage(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(RunError, match=says):
        opening(tmp_path)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_full_disk_is_a_sentence_and_what_was_saved_stays(store: Store, tmp_path: Path) -> None:
    """SQLite is given no page more: the write fails, and what was there before can be read."""
    store.record(0, attempt("r1", "x"))
    pages = store.query("PRAGMA page_count")[0][0]
    store.query(f"PRAGMA max_page_count={pages}")
    with pytest.raises(RunError, match="the disk is full"):
        store.record(1, attempt("r2", "x" * 100_000))
    store.close()
    again = Store.open(tmp_path)
    assert (again.reply("r1", 0), again.reply("r2", 0)) == (Reply("x", 0, USAGE), None)
    again.close()


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    """The sentence names the process, and the lock is free again once released."""
    held = lock.acquire(tmp_path)
    with pytest.raises(RunError, match=r"process \d+ on .* has been working on this run since"):
        lock.acquire(tmp_path)
    held.release()
    lock.acquire(tmp_path).release()


def test_a_damaged_lock_can_be_removed(tmp_path: Path) -> None:
    """It holds nothing that anybody needs, and the sentence says so."""
    (tmp_path / lock.FILE).write_bytes(b"no database, but long enough to look like one" * 20)
    with pytest.raises(RunError, match=r"lock\.sqlite is damaged .*; remove it"):
        lock.acquire(tmp_path)
    assert not lock.is_held(tmp_path)


def test_closing_twice_does_nothing_more(tmp_path: Path) -> None:
    """As with files."""
    store = Store.create(tmp_path)
    store.close()
    store.close()
    with pytest.raises(RunError, match="the run is closed"):
        store.last_position()


def test_rows_that_are_left_over_disturb_nobody(tmp_path: Path) -> None:
    """As when a run is refused after its first document: whoever read the rows is gone before they are."""
    store = Store.create(tmp_path)
    for position in range(3):
        store.finish(Finished(position, "a", None, None, error="E", message="m"))
    rows, others = store.finished(), store.failed()
    assert (next(rows).position, next(others)[0]) == (0, 0)
    store.close()
    del rows
    with pytest.raises(RunError, match="the run is closed"):
        next(others)


@pytest.mark.parametrize(
    ("endings", "says"),
    [
        pytest.param([], None, id="no session"),
        pytest.param(["complete"], None, id="complete"),
        pytest.param(["complete", None], "", id="killed after it was complete"),
        pytest.param(["interrupted", "complete"], None, id="complete in the end"),
        pytest.param(["interrupted", "nothing to do"], "interrupted", id="opened once more in vain"),
        pytest.param(["nothing to do"], "nothing to do", id="opened in vain"),
    ],
)
def test_the_last_session_that_read_a_corpus_says_whether_it_is_done(
    store: Store, endings: list[str | None], says: str | None
) -> None:
    """A session that did nothing hides no interruption."""
    for ending in endings:
        store.begin_session()
        if ending is not None:
            store.end_session(ending)
    assert store.unfinished() == says


def in_a_thread(work: Callable[[], object]) -> object:
    """What work in another thread gives."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


@pytest.mark.skipif(connection.ONE_THREAD, reason="this SQLite binds a file to a thread")
async def test_a_run_may_be_used_and_closed_in_another_thread_than_it_was_opened_in(tmp_path: Path) -> None:
    """As by a server that opens it once, or by a notebook that reads beside its event loop; the lock is free then."""
    run = Run.open(tmp_path / "run", cache=tmp_path / "cache.sqlite")
    async for _ in run.annotate([Document(id=name, text="“It is over,” Dorn said.") for name in "ab"]):
        pass
    assert in_a_thread(lambda: [result.id for result in run.results()]) == ["a", "b"]
    in_a_thread(run.close)
    lock.acquire(tmp_path / "run").release()
    reading = Run.read(tmp_path / "run")
    assert in_a_thread(lambda: [result.id for result in reading.results()]) == ["a", "b"]
    in_a_thread(reading.close)


def test_where_a_run_is_bound_to_a_thread_the_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for a closed one, neither when it is read nor when it is closed."""
    monkeypatch.setattr(connection, "ONE_THREAD", True)
    bound = Store.create(tmp_path)
    with pytest.raises(RunError, match="only the thread that opened the run"):
        in_a_thread(bound.last_position)
    with pytest.raises(RunError, match="only the thread that opened the run"):
        in_a_thread(bound.close)
    bound.abandon()
