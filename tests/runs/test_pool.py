"""The pool: several processes give what one gives, and one that dies takes only its document along."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.engines.rules.engine import RulesEngine
from annotator.errors import AnnotatorError, CodebookError, Refused, SettingsError
from annotator.runs import Run
from annotator.runs.pool import Pool
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.engines.drafts import Draft


class Deadly(RulesEngine):
    """Rules that kill their process on a word."""

    async def draft(self, document: Document) -> Draft:
        """Die or draft."""
        if "poison" in document.text:
            os._exit(9)
        return await super().draft(document)


class Refusing(RulesEngine):
    """Rules that refuse a text as a model would."""

    async def draft(self, document: Document) -> Draft:
        """Refuse."""
        del document
        message = "it declined to answer"
        raise Refused(message, model="m", last_reply="no")


def no_engine() -> RulesEngine:
    """What cannot be made in the process, such as of a codebook that was removed meanwhile."""
    message = "the codebook is gone"
    raise CodebookError(message)


class Endless(RulesEngine):
    """Rules that never come to an end."""

    async def draft(self, document: Document) -> Draft:
        """Say so and sleep."""
        os.write(1, b"at work\n")  # what the test waits for; at once, because two processes write
        time.sleep(600)  # noqa: ASYNC251  # as an engine that computes
        return await super().draft(document)


class Slow(RulesEngine):
    """Rules that take their time."""

    async def draft(self, document: Document) -> Draft:
        """Say so, sleep, and draft."""
        os.write(1, b"at work\n")  # what the test waits for; at once, because two processes write
        time.sleep(1)  # noqa: ASYNC251  # as an engine that computes
        return await super().draft(document)


def texts(size: int) -> list[Document]:
    """Documents of their own."""
    return [Document(id=f"d{number}", text=f"“Number {number},” Dorn said.") for number in range(size)]


async def found(directory: Path, documents: list[Document], pool: Pool | None) -> list[tuple[str, str | None, int]]:
    """Ids, errors and numbers of quotes."""
    engine = Deadly()
    with Run.open(directory, engine=engine, annotate=pool, window=pool.window if pool else None, cache=False) as run:
        async for _ in run.annotate(documents):
            pass
        return [
            (result.id, result.error, len(result.annotation.quotes) if result.annotation else -1)
            for result in run.results()
        ]


async def test_two_processes_find_what_one_finds_and_a_deadly_document_fails_alone(tmp_path: Path) -> None:
    """Twelve documents, one of which kills whoever reads it: eleven are annotated, as without a pool."""
    documents = texts(12)
    expected = await found(tmp_path / "one", documents, None)
    documents[5] = Document(id="d5", text="“This is poison,” Dorn said.")
    pool = Pool(partial(Deadly), 2)
    try:
        results = await found(tmp_path / "two", documents, pool)
    finally:
        pool.close()
    assert results[5] == ("d5", "DiedOfIt", -1)
    assert results[:5] + results[6:] == expected[:5] + expected[6:]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(Refusing, ("Refused", "it declined to answer", "no"), id="of a document"),
        pytest.param(no_engine, ("CodebookError", "the codebook is gone", None), id="of an engine that cannot be made"),
    ],
)
async def test_an_error_comes_out_of_its_process_as_it_was(
    make: Callable[[], RulesEngine], expected: tuple[str, str, str | None]
) -> None:
    """It is not taken for a process that died."""
    pool = Pool(make, 1)
    try:
        with pytest.raises(AnnotatorError) as caught:
            await pool(texts(1)[0])
    finally:
        pool.close()
    error = caught.value
    assert (type(error).__name__, str(error), getattr(error, "last_reply", None)) == expected


def test_more_processes_than_a_machine_has_use_for_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four for each processor and eight anywhere are allowed, a hundred thousand would take all memory."""
    for processors, most in ((None, 8), (1, 8), (12, 48)):
        monkeypatch.setattr("os.cpu_count", lambda found=processors: found)
        Pool(partial(Deadly), most)
        with pytest.raises(SettingsError, match=f"--workers {most + 1} is too much for this machine .* give {most} at"):
            Pool(partial(Deadly), most + 1)


async def without_end() -> None:
    """Let two processes annotate for ever."""
    pool = Pool(partial(Endless), 2)
    await asyncio.gather(*map(pool, texts(2)))


def started(script: str) -> subprocess.Popen[str]:
    """A function of this module in a process of its own, with those that it starts."""
    command = [sys.executable, "-c", f"import asyncio; from tests.runs import test_pool; asyncio.run({script})"]
    where, piped = Path(__file__).parents[2], subprocess.PIPE
    return subprocess.Popen(
        command, stdin=piped, stdout=piped, stderr=piped, text=True, cwd=where, start_new_session=True
    )


def test_the_processes_end_with_a_run_that_is_killed() -> None:
    """They hold its output open: that it ends says that they have."""
    with started("test_pool.without_end()") as run:
        assert run.stdout is not None
        assert [run.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
        run.kill()
        assert run.communicate(timeout=30)[0] == ""


async def closed_amid() -> None:
    """Give up two documents that would take for ever."""
    pool = Pool(partial(Endless), 2)
    working = asyncio.gather(*map(pool, texts(2)))
    await asyncio.to_thread(sys.stdin.readline)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    pool.close()
    os.write(1, b"closed\n")


def test_a_pool_is_closed_at_once() -> None:
    """As by a second Ctrl-C: nobody waits for a text that takes minutes."""
    with started("test_pool.closed_amid()") as run:
        assert run.stdout is not None
        assert [run.stdout.readline() for _ in range(2)] == ["at work\n"] * 2
        assert run.communicate("go\n", timeout=30) == ("closed\n", "")
    assert run.returncode == 0


async def interrupted() -> None:
    """Annotate two documents, and leave Ctrl-C to those who are told what it means."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    pool = Pool(partial(Slow), 2)
    working = [asyncio.create_task(pool(document)) for document in texts(2)]
    await asyncio.sleep(0)
    os.write(1, b"begun\n")
    os.write(1, f"{len(await asyncio.gather(*working))}\n".encode())
    pool.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_ctrl_c_lets_the_processes_finish() -> None:
    """Every process of a terminal gets it, those that are just starting too; what they compute is kept."""
    with started("test_pool.interrupted()") as run:
        assert run.stdout is not None
        for line in ("begun\n", "at work\n"):
            assert run.stdout.readline() == line
            os.killpg(run.pid, signal.SIGINT)
        assert run.communicate(timeout=30) == ("at work\n2\n", "")
