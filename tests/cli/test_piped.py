"""Claims about corpora that come through pipes, as their users pipe them."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.cli.piped import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

ANNOTATOR = Path(sys.executable).with_name("annotator")
ROWS = "".join(json.dumps({"text": f"“Ship {number} is late,” Mayor Dorn said."}) + "\n" for number in range(6))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))


def _shell(line: str, place: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-c", line.replace("annotator ", f"{ANNOTATOR} ")]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        pytest.param("cat rows.csv | annotator annotate - --text-column body --json", "stdin-1", id="CSV"),
        pytest.param("cat rows.csv | annotator annotate /dev/stdin --text-column body --json", "stdin-1", id="a path"),
        pytest.param("annotator annotate - --json < rows.jsonl.gz", "stdin-{}", id="compressed rows"),
        pytest.param("annotator annotate /dev/stdin --json < rows.jsonl.gz", "stdin-{}", id="a file as standard input"),
        pytest.param("zcat rows.jsonl.gz | annotator annotate - --json", "stdin-{}", id="unpacked rows"),
        pytest.param("annotator annotate <(zcat rows.jsonl.gz) --json", "pipe-{}", id="a process substitution"),
        pytest.param("mkfifo p; cat rows.jsonl.gz > p & annotator annotate p --json", "p-{}", id="a named pipe"),
        pytest.param(
            "annotator run <(zcat rows.jsonl.gz) -o r; annotator results r -o r.jsonl; cat r.jsonl",
            "pipe-{}",
            id="a run of a process substitution",
        ),
    ],
)
def test_whatever_is_piped_is_a_corpus(line: str, ids: str, tmp_path: Path) -> None:
    """Its format is found out, it is read once and whole, and each row is a document."""
    (tmp_path / "rows.csv").write_text('body,key\n"“We will win,” Dorn said.",a\n', encoding="utf-8")
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(ROWS.encode()))
    done = _shell(line, tmp_path)
    assert done.returncode == 0, done.stderr
    found = [json.loads(each)["document"]["id"] for each in done.stdout.splitlines()]
    assert found == [ids.format(number) for number in range(1, 7 if "{}" in ids else 2)]


def test_run_from_a_pipe_goes_on_when_the_same_is_piped_again(tmp_path: Path) -> None:
    """What is done is not done again; another corpus, or none, is refused and leaves the run as it is."""
    (tmp_path / "rows.jsonl").write_text(ROWS, encoding="utf-8")
    assert _shell("cat rows.jsonl | annotator run - -o r", tmp_path).returncode == 0
    assert "(6 of them in earlier sessions)" in _shell("cat rows.jsonl | annotator run - -o r", tmp_path).stderr
    short = _shell("head -n 2 rows.jsonl | annotator run - -o r", tmp_path)
    assert (short.returncode, "the corpus ends with document 2, but document 6 was there before" in short.stderr) == (
        1,
        True,
    )
    none = _shell("annotator run - -o r < /dev/null", tmp_path)
    assert (none.returncode, "give the corpus as it was" in none.stderr) == (1, True)
    assert "│ annotated │ 6" in _shell("annotator status r", tmp_path).stdout.replace("  ", "")


def test_predictions_may_be_piped(tmp_path: Path) -> None:
    """What is compared with gold is read once too."""
    (tmp_path / "a.txt").write_text("“We will win,” Dorn said.", encoding="utf-8")
    annotated = _shell("annotator annotate a.txt -o a.jsonl -q", tmp_path)
    scored = _shell("annotator evaluate --gold a.jsonl --predicted <(cat a.jsonl) --draws 0", tmp_path)
    assert (annotated.returncode, scored.returncode, scored.stderr) == (0, 0, "")


def test_batches_refuse_a_pipe_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    """A corpus that is read once a round is no pipe."""
    ran = run("run", "-", "-o", tmp_path / "r", "--batch-api", "--engine", "llm", "--model", "openai/x")
    message = "--batch-api reads the corpus once a round, and - only comes once; save it to a file"
    assert (ran.code, ran.err, (tmp_path / "r").exists()) == (2, f"annotator: {message}\n", False)


def test_pipe_of_two_names_is_refused(tmp_path: Path) -> None:
    """Standard input is one, whatever it is called."""
    done = _shell("echo Hi. | annotator annotate - /dev/stdin", tmp_path)
    message = "annotator: /dev/stdin: a pipe can be read only once; name it once\n"
    assert (done.returncode, done.stderr) == (2, message)


def _waiting(*arguments: str, place: Path) -> subprocess.Popen[str]:
    """A command that has read two rows from standard input and waits for the third."""
    pipe = subprocess.PIPE
    started = subprocess.Popen([ANNOTATOR, *arguments], cwd=place, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    assert started.stdin is not None
    started.stdin.write("".join(ROWS.splitlines(keepends=True)[:2]))
    started.stdin.flush()
    return started


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_run_that_waits_for_a_pipe_hears_ctrl_c(tmp_path: Path) -> None:
    """What was read is annotated while the rest is waited for, and the second Ctrl-C ends it at once."""
    with _waiting("run", "-", "-o", "r", "--log", "log", place=tmp_path) as started:
        assert started.stderr is not None
        _until(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text().count("\n") == 2)
        started.send_signal(signal.SIGINT)
        assert started.stderr.readline() == "finishing what is under way; Ctrl-C again stops at once\n"
        started.send_signal(signal.SIGINT)
        assert started.wait(30) == 130
        assert started.stderr.read() == "r: 2 annotated, 0 failed\n"


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to hold")


async def test_other_work_goes_on_while_an_iterator_waits() -> None:
    """The loop turns until the next thing is there."""
    turned = asyncio.Event()

    def slow() -> Iterator[int]:
        yield 1
        while not turned.is_set():
            time.sleep(0.001)
        yield 2

    things = beside(slow())
    assert await anext(things) == 1
    asyncio.get_running_loop().call_soon(turned.set)
    assert [each async for each in things] == [2]


async def test_what_an_iterator_raises_is_raised_where_it_is_waited_for() -> None:
    """After what came before it."""

    def broken() -> Iterator[int]:
        yield 1
        raise LookupError

    things = beside(broken())
    assert await anext(things) == 1
    with pytest.raises(LookupError):
        await anext(things)
