"""Commands about runs, as their users give them."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.cli.run_options import recalled
from annotator.runs import Run as AnnotatorRun
from annotator.runs import configuration
from tests.fakes.answers import silence
from tests.fakes.batches import FakeBatches
from tests.fakes.faults import KINDS, Faults
from tests.fakes.model import answer
from tests.fakes.server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Ran
    from tests.fakes.answers import Answer
    from tests.fakes.server import Received

    Run = Callable[..., Ran]

_PATIENT_S = 60.0
"""A fifth of the seconds that one answer is waited for without --timeout."""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Six articles as JSONL."""
    path = tmp_path / "corpus.jsonl"
    rows = [
        {"id": f"a{n}", "text": f"The harbour closed on Monday.\n\n“Ship {n} is late,” Mayor Dorn said."}
        for n in range(6)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A loopback endpoint in a thread of its own."""
    with serving(FakeServer()) as started:
        yield started


def test_a_run_is_annotated_looked_at_and_exported(run: Run, corpus: Path, tmp_path: Path) -> None:
    """The whole way with the rules engine: run, the same again, status, results."""
    directory = tmp_path / "runs" / "june"
    first = run("run", corpus, "-o", directory)
    assert (first.code, first.out) == (0, "")
    assert f"{directory}: 6 annotated, 0 failed" in first.err
    assert "(6 of them in earlier sessions)" in run("run", corpus, "-o", directory).err
    state = json.loads(run("status", directory, "--json").out)
    assert (state["annotated"], state["failed"], state["engine"]) == (6, 0, "rules")
    assert "complete" in run("status", directory).out
    assert run("results", directory, "-o", tmp_path / "x.csv").code == 0
    with (tmp_path / "x.csv").open(newline="") as stream:
        assert [row["actor"] for row in csv.DictReader(stream) if row["record"] == "quote"] == ["Dorn"] * 6
    assert run("results", directory, "-o", tmp_path / "x.jsonl").err.endswith("x.jsonl: 6 lines\n")


def test_a_failed_document_makes_the_exit_code_1_and_is_retried(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """The first answer to each is a refusal for some; retry asks for those only, status lists them."""
    faults = Faults(answer, share=0.5, kinds={"refusal": KINDS["refusal"]})
    server.respond = faults
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    first = run("run", corpus, "-o", tmp_path / "r", *options)
    failed = faults.given["refusal"]
    assert 0 < failed < 6
    assert (first.code, f"{failed} Refused" in first.err) == (1, True)
    assert "Refused: fake declined to answer" in run("status", tmp_path / "r").out
    faults.share, before = 0.0, server.calls
    assert run("retry", tmp_path / "r").code == 0
    assert server.calls - before == failed
    assert json.loads(run("status", tmp_path / "r", "--json").out)["failed"] == 0


def test_another_run_of_the_same_is_answered_from_the_cache(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """Not a call, and the summary says so; --no-cache asks again; the plan knows the cached share."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    run("run", corpus, "-o", tmp_path / "one", *options)
    again = run("run", corpus, "-o", tmp_path / "two", *options)
    assert (server.calls, "6 answers from the cache" in again.err) == (6, True)
    assert json.loads(run("plan", corpus, *options, "--json").out)["cached_calls"] == 6
    run("run", corpus, "-o", tmp_path / "three", *options, "--no-cache")
    assert server.calls == 12


@pytest.mark.parametrize(
    "command", ["status {}", "results {} -o x.csv", "retry {}", "replicate {} -o new", "merge {} {} -o new"]
)
def test_file_is_no_run(command: str, run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gives a file where a run's directory belongs is told what to give."""
    monkeypatch.chdir(tmp_path)
    ran = run(*command.format(corpus, corpus).split())
    message = f"annotator: RUN {corpus}: this is a file; give the directory that `annotator run -o` made\n"
    assert (ran.code, ran.err, list(tmp_path.iterdir())) == (2, message, [corpus])


def test_run_is_made_in_no_file(run: Run, corpus: Path) -> None:
    """As when input and output were given the wrong way round."""
    before = corpus.read_text()
    ran = run("run", corpus, "-o", corpus)
    assert (ran.code, ran.err) == (2, f"annotator: --output {corpus}: this is a file; name a directory\n")
    assert corpus.read_text() == before


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux has a device that is always full")
def test_metrics_on_a_full_disk_are_said(run: Run, corpus: Path, tmp_path: Path) -> None:
    """One sentence before any work; the same command without them goes on."""
    ran = run("run", corpus, "-o", tmp_path / "r", "--metrics", "/dev/full")
    assert (ran.code, ran.err) == (2, "annotator: /dev/full: cannot be written: No space left on device\n")
    assert "6 annotated, 0 failed" in run("run", corpus, "-o", tmp_path / "r").err


def test_plan_shows_the_prompt_or_not(run: Run, corpus: Path) -> None:
    """--no-prompt holds for JSON too."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", "http://127.0.0.1:9/v1")
    shown = json.loads(run("plan", corpus, *options, "--json").out)
    assert "Ship 0 is late" in shown["prompt"]
    assert json.loads(run("plan", corpus, *options, "--no-prompt", "--json").out) == {**shown, "prompt": None}


def test_repeated_ids_are_told(run: Run, tmp_path: Path) -> None:
    """Plan, run, status and annotate say how many ids came before and were told apart."""
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": f"Text {n}."}) + "\n" for n, i in enumerate("abaa_~2")))
    said = "ids that came before: 2, told apart as in “x~2”\n"
    assert run("annotate", path, "--json").err == f"annotator: {said}"
    assert run("annotate", path, "--quiet").err == ""
    assert "told apart as in “x~2”" in run("plan", path).out
    assert json.loads(run("plan", path, "--json").out)["told_apart"] == 2
    assert run("run", path, "-o", tmp_path / "r").err.endswith(f"7 annotated, 0 failed\n{said}")
    assert json.loads(run("status", tmp_path / "r", "--json").out)["repeated_ids"] == 2
    assert "told apart as in “x~2”" in run("status", tmp_path / "r").out


def test_shards_are_merged(run: Run, corpus: Path, tmp_path: Path) -> None:
    """Two machines, one result; the merged run holds the corpus in its order."""
    for number in (1, 2):
        assert run("run", corpus, "-o", tmp_path / f"s{number}", "--shard", f"{number}/2").code == 0
    merged = run("merge", tmp_path / "s1", tmp_path / "s2", "-o", tmp_path / "all")
    assert (merged.code, "6 documents of 2 runs" in merged.err) == (0, True)
    assert json.loads(run("status", tmp_path / "all", "--json").out)["annotated"] == 6


def test_what_is_not_whole_says_so(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """A shard that stopped half-way and one that is missing are named by merge, which ends with 1, and by results."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--concurrency", "1")
    run("run", corpus, "-o", tmp_path / "s1", *options, "--shard", "1/3", "--max-calls", "1")
    run("run", corpus, "-o", tmp_path / "s2", *options, "--shard", "2/3")
    merged = run("merge", tmp_path / "s1", tmp_path / "s2", "-o", tmp_path / "all")
    stopped = "s1: it did not come to the end of its corpus (stopped: BudgetExceeded); what it has is taken"
    assert (merged.code, merged.out) == (1, "")
    assert merged.err.splitlines() == [
        f"{tmp_path / 'all'}: 3 documents of 2 runs", f"{tmp_path}/{stopped}", "shards that are missing: 3/3",
    ]  # fmt: skip
    assert stopped in run("results", tmp_path / "s1", "-o", tmp_path / "x.csv").err
    assert len(run("results", tmp_path / "s2", "-o", tmp_path / "x.csv").err.splitlines()) == 1
    assert "(merged without 3/3)" in run("results", tmp_path / "all", "-o", tmp_path / "x.csv").err
    assert run("run", corpus, "-o", tmp_path / "all", *options).code == 0
    assert (server.calls, run("results", tmp_path / "all", "-o", tmp_path / "x.csv").err.count("\n")) == (6, 1)


def test_an_endpoint_that_keeps_silent_is_waited_for_as_long_as_asked(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """Then it is asked again; a retry waits as long as the run did, or as long as it is told."""
    server.script.append(silence())
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--timeout", "0.5")
    begun = time.monotonic()
    assert run("run", corpus, "-o", tmp_path / "r", *options).code == 0
    assert (time.monotonic() - begun < _PATIENT_S, server.calls) == (True, 7)
    assert recalled(configuration.read(tmp_path / "r").options, tmp_path / "r").timeout_s == 0.5
    assert run("retry", tmp_path / "r", "--timeout", "9").code == 0


def test_a_status_says_what_an_earlier_setup_answered_and_whether_somebody_is_at_work(
    run: Run, corpus: Path, tmp_path: Path
) -> None:
    """Forced runs are mixtures, and say so; a session without an end is at work or was killed."""
    where = tmp_path / "r"
    run("run", corpus, "-o", where, "--tasks", "quotes")
    run("run", corpus, "-o", where, "--tasks", "quotes,claims", "--force")
    told = json.loads(run("status", where, "--json").out)
    assert told["earlier_setups"][0]["annotated"] == 6
    assert "6 annotated (parameters.tasks" in run("status", where).out.replace("\n", "")
    with closing(sqlite3.connect(where / "run.sqlite")) as store, store:
        store.execute("UPDATE sessions SET ending = NULL, ended_at = NULL")
    assert "killed" in run("status", where).out
    with closing(sqlite3.connect(where / "lock.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "at work" in run("status", where).out
        assert "(at work)" in run("results", where, "-o", tmp_path / "x.csv").err


def test_a_retry_does_not_hide_that_the_run_was_interrupted(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """It ends well, and the corpus is still not done."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--concurrency", "1")
    run("run", corpus, "-o", tmp_path / "r", *options, "--max-calls", "2")
    assert run("retry", tmp_path / "r").code == 0
    assert "(stopped: BudgetExceeded)" in run("results", tmp_path / "r", "-o", tmp_path / "x.csv").err


def test_a_merged_run_is_retried_like_its_parts(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """What failed in a shard can be asked again in the whole."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    faults = server.respond = Faults(answer, share=1.0, kinds={"refusal": KINDS["refusal"]})
    for number in (1, 2):
        run("run", corpus, "-o", tmp_path / f"s{number}", *options, "--shard", f"{number}/2")
    run("merge", tmp_path / "s1", tmp_path / "s2", "-o", tmp_path / "all")
    faults.share = 0.0
    again = run("retry", tmp_path / "all")
    assert (again.code, "6 annotated, 0 failed" in again.err) == (0, True)


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param({"name": "rules", "temperature": 1}, id="a later version's option"),
        pytest.param({"name": "rules", "samples": "many"}, id="a value that is none"),
        pytest.param("mine", id="a name that somebody gave in Python"),
    ],
)
def test_an_engine_that_is_written_down_otherwise_is_one_line(
    run: Run, corpus: Path, tmp_path: Path, engine: object
) -> None:
    """Retry does not guess what it means."""
    run("run", corpus, "-o", tmp_path / "r")
    file = tmp_path / "r" / "run.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "options": {"engine": engine}}))
    ran = run("retry", tmp_path / "r")
    assert (ran.code, len(ran.err.splitlines()), "not as this annotator writes it" in ran.err) == (1, 1, True)


def test_a_run_is_replicated_with_another_engine(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """The documents come from the first run; no corpus is needed."""
    run("run", corpus, "-o", tmp_path / "rules")
    corpus.unlink()
    options = ("--model", "fake", "--base-url", server.url)
    assert run("replicate", tmp_path / "rules", "-o", tmp_path / "llm", *options).code == 0
    assert server.calls == 6


def test_a_run_by_batches_says_what_it_does(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """One batch, its id in the status, and no request of its own; the run can be gone on with without batches."""
    FakeBatches(server)
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    done = run("run", corpus, "-o", tmp_path / "r", *options, "--batch-api", "--poll", "0.1")
    assert done.code == 0
    assert "batch batch_1: 6 requests submitted in round 1" in done.err
    assert json.loads(run("status", tmp_path / "r", "--json").out)["batches"] == [
        {"id": "batch_1", "state": "completed", "requests": 6, "collected": 1}
    ]
    assert run("run", corpus, "-o", tmp_path / "r", *options).code == 0


@pytest.mark.enable_socket
def test_a_run_by_batches_is_retried_in_either_way(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """By batches when asked to; otherwise one by one, and that is said because it costs twice as much."""
    batches = FakeBatches(server, broken=frozenset({0}))
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    first = run("run", corpus, "-o", tmp_path / "r", *options, "--batch-api", "--poll", "0.1")
    assert (first.code, "1 ModelError" in first.err, len(batches.batches)) == (1, True, 3)
    again = run("retry", tmp_path / "r", "--batch-api", "--poll", "0.1")
    assert (again.code, "6 requests" in again.err, len(batches.batches)) == (1, False, 6)
    refused = run("retry", tmp_path / "r", "--batch-api", "--rpm", "5")
    assert (refused.code, "--rpm cannot be held with --batch-api" in refused.err) == (2, True)
    plain = run("retry", tmp_path / "r")
    asked = [request.path for request in server.received].count("/v1/chat/completions")
    assert (plain.code, asked) == (0, 1)
    assert "asking one by one, at the full price; --batch-api asks in batches, at half of it" in plain.err


def test_a_retry_with_another_setup_is_refused_unless_forced(run: Run, corpus: Path, tmp_path: Path) -> None:
    """As after a new version of annotator; the way out that the sentence names is there."""
    run("run", corpus, "-o", tmp_path / "r")
    kept = tmp_path / "r" / "run.json"
    content = json.loads(kept.read_text())
    content["setup"]["engine_version"] = "0"
    kept.write_text(json.dumps(content))
    refused = run("retry", tmp_path / "r")
    assert (refused.code, "engine_version" in refused.err, "give --force" in refused.err) == (1, True, True)
    assert run("retry", tmp_path / "r", "--force").code == 0


@pytest.mark.enable_socket
@pytest.mark.filterwarnings("ignore")  # Daft has its own
def test_a_distributed_run_is_a_run_like_any_other(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """Two workers on Daft; then the same command without them has nothing left to do."""
    pytest.importorskip("daft", reason="the extra daft is not installed")
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    done = run("run", corpus, "-o", tmp_path / "r", *options, "--distributed", "--workers", "2")
    assert (done.code, "6 annotated, 0 failed" in done.err, server.calls) == (0, True, 6)
    again = run("run", corpus, "-o", tmp_path / "r", *options)
    assert (again.code, server.calls) == (0, 6)


@pytest.mark.enable_socket
@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C stops at once")
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_stops_the_workers_on_daft_and_keeps_what_they_bought(tmp_path: Path, presses: int) -> None:
    """The first lets what is out come back, the second not even that; no other answer that was paid for is lost."""
    pytest.importorskip("daft", reason="the extra daft is not installed")
    corpus = _many(tmp_path)
    with serving(FakeServer(latency_s=0.5)) as server:
        options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--no-cache", "--distributed")
        command = [sys.executable, "-m", "annotator", "run", str(corpus), "-o", str(tmp_path / "r"), *options]
        command += ["--workers", "2", "--concurrency", "4"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as first:
            while server.calls < 6:
                time.sleep(0.02)
            for _ in range(presses):
                os.killpg(first.pid, signal.SIGINT)  # every process of the terminal gets it
                time.sleep(0.1)
            first.communicate(timeout=60)
        time.sleep(0.6)  # what was out when it was stopped at once has come back to nobody
        with AnnotatorRun.read(tmp_path / "r") as run:
            kept = run.store.usage().calls
    assert first.returncode == 130
    assert server.calls < 40
    assert 0 <= server.calls - kept <= (0 if presses == 1 else 4)


def _many(where: Path) -> Path:
    """Forty documents."""
    corpus = where / "many.jsonl"
    corpus.write_text("".join(json.dumps({"text": f"“Ship {n} is late,” Mayor Dorn said."}) + "\n" for n in range(40)))
    return corpus


@pytest.mark.enable_socket
@pytest.mark.skipif(sys.platform == "win32", reason="nothing tells of the end of a parent that is not Python's own")
def test_workers_on_daft_buy_nothing_once_the_run_is_killed(tmp_path: Path) -> None:
    """Nobody would keep it: a worker does not go on with its ten documents."""
    pytest.importorskip("daft", reason="the extra daft is not installed")
    corpus = _many(tmp_path)
    with serving(FakeServer(latency_s=1.0)) as server:
        options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--no-cache", "--concurrency", "1")
        command = [sys.executable, "-m", "annotator", "run", str(corpus), "-o", str(tmp_path / "r"), *options]
        with subprocess.Popen([*command, "--distributed", "--workers", "1"], stderr=subprocess.DEVNULL) as killed:
            while server.calls + server.active < 1:
                time.sleep(0.02)
            killed.kill()
        time.sleep(4.0)
        assert (server.calls <= 2, server.active) == (True, 0)


def test_metrics_and_log_are_written(run: Run, corpus: Path, tmp_path: Path) -> None:
    """Both files, and no word of an article in them."""
    run("run", corpus, "-o", tmp_path / "r", "--metrics", tmp_path / "a.prom", "--log", tmp_path / "a.log")
    assert 'annotator_documents_total{state="annotated"} 6' in (tmp_path / "a.prom").read_text()
    assert len((tmp_path / "a.log").read_text().splitlines()) == 6
    assert "late" not in (tmp_path / "a.prom").read_text() + (tmp_path / "a.log").read_text()


def test_metrics_that_cannot_be_written_are_refused_before_any_call(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """One line, and nothing is paid for."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    ran = run("run", corpus, "-o", tmp_path / "r", *options, "--metrics", tmp_path / "none" / "a.prom")
    assert (ran.code, len(ran.err.splitlines()), server.calls) == (2, 1, 0)
    assert "a.prom: cannot be written" in ran.err


def test_metrics_that_can_no_longer_be_written_stop_no_run(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """Their folder goes away in the middle: it is said once, and the run comes to its end and its summary."""
    place = tmp_path / "metrics"
    place.mkdir()

    def vanish(request: Received) -> Answer:
        shutil.rmtree(place, ignore_errors=True)
        return answer(request)

    server.respond = vanish
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    ran = run("run", corpus, "-o", tmp_path / "r", *options, "--metrics", place / "a.prom")
    assert (ran.code, ran.err.count("a.prom: cannot be written"), ran.err.count("\n")) == (0, 1, 2)
    assert "6 annotated, 0 failed" in ran.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_log_without_room_is_said_once_and_stops_no_run(run: Run, corpus: Path, tmp_path: Path) -> None:
    """No traceback for each line."""
    ran = run("run", corpus, "-o", tmp_path / "r", "--log", "/dev/full")
    assert (ran.code, ran.err.splitlines()[0]) == (
        0, "--log /dev/full: it ends early (No space left on device); the run goes on without it",
    )  # fmt: skip
    assert len(ran.err.splitlines()) == 2


def test_a_plan_shows_a_price_and_a_prompt(run: Run, corpus: Path) -> None:
    """Without a key, and an unknown price is unknown."""
    shown = run("plan", corpus, "--engine", "llm", "--model", "openai/gpt-5-mini")
    assert shown.code == 0
    assert "genai-prices" in shown.out
    assert "“Ship 0 is late,”" in shown.out
    unknown = run("plan", corpus, "--engine", "llm", "--model", "openai/no-such", "--no-prompt")
    assert "unknown" in unknown.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(("--shard", "9/8"), 2, "--shard", id="no shard"),
        pytest.param(("--engine", "llm"), 2, "needs --model", id="no model"),
        pytest.param(
            ("--workers", "2", "--engine", "llm", "--model", "ollama/x"), 2, "--workers", id="workers for a model"
        ),
        pytest.param(("--workers", "100000"), 2, "--workers 100000 is too much", id="processes without number"),
        pytest.param(("--batch-api",), 2, "--batch-api", id="batches for rules"),
        pytest.param(("--batch-api", "--distributed"), 2, "choose one", id="two ways at once"),
        pytest.param(("--batch-api", "--max-cost", "5"), 2, "--max-cost cannot be held", id="a budget for batches"),
        pytest.param(("--batch-api", "--rpm", "5"), 2, "--rpm cannot be held", id="a pace for batches"),
        pytest.param(("--batch-api", "--otel"), 2, "--otel has no calls", id="spans of batches"),
        pytest.param(("-o", " "), 2, "the name of the directory is empty", id="a run without a name"),
        pytest.param(("--ray", "x"), 2, "--ray is for --distributed", id="a cluster for nothing"),
        pytest.param(
            ("--engine", "llm", "--model", "m", "--base-url", "http://example.org/v1", "--max-cost", "1"),
            2,
            "price of m is unknown",
            id="a budget in money for an unknown price",
        ),
    ],
)
def test_options_that_make_no_sense_are_one_line(
    run: Run, corpus: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    """The line names the option; nothing is made."""
    ran = run("run", corpus, "-o", tmp_path / "r", *arguments)
    assert (ran.code, len(ran.err.splitlines())) == (code, 1)
    assert says in ran.err
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("content", ["", "\n \n"], ids=["no byte", "blank lines"])
def test_a_corpus_without_a_document_is_one_clear_sentence(run: Run, tmp_path: Path, content: str) -> None:
    """The exit code is 2, unless a selection, such as a shard of a small corpus, may well be empty."""
    (tmp_path / "x.jsonl").write_text(content)
    ran = run("run", tmp_path / "x.jsonl", "-o", tmp_path / "r")
    assert (ran.code, ran.err.splitlines()[-1]) == (
        2, "annotator: there is no document in the corpus; see whether its files hold any",
    )  # fmt: skip
    assert run("run", tmp_path / "x.jsonl", "-o", tmp_path / "s", "--shard", "2/2").code == 0


def test_what_could_not_be_read_is_not_retried_and_said_to_be_left(run: Run, tmp_path: Path) -> None:
    """It still is a failure; once the corpus is mended, the command of the run annotates it."""
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "“We wait,” Dorn said."}\nno JSON\n')
    assert run("run", path, "-o", tmp_path / "r").code == 1
    ran = run("retry", tmp_path / "r")
    assert (ran.code, "1 document that could not be read is not retried; mend the corpus" in ran.err) == (1, True)
    path.write_text('{"text": "“We wait,” Dorn said."}\n{"text": "“So do we,” Orsa said."}\n')
    assert run("run", path, "-o", tmp_path / "r").code == 0
    assert "no document had failed" in run("retry", tmp_path / "r").err


def test_the_advice_fits_what_failed(run: Run, tmp_path: Path, server: FakeServer) -> None:
    """A retry is for what an endpoint did not answer, mending for what could not be read; a path can be pasted."""
    path, directory = tmp_path / "x.jsonl", tmp_path / "my run"
    path.write_text("no JSON\n")
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    line = run("run", path, "-o", directory, *options).err.splitlines()[-1]
    assert line == (
        f"failed: 1 DocumentError; see `annotator status '{directory}'`, mend the corpus and give the command of the"
        " run again"
    )
    server.respond = Faults(answer, share=1.0, kinds={"refusal": KINDS["refusal"]})
    path.write_text('no JSON\n{"text": "“We wait,” Dorn said."}\n')
    line = run("run", path, "-o", directory, *options).err.splitlines()[-1]
    assert line.endswith(
        f"try again with `annotator retry '{directory}'`, for what could not be read mend the corpus and give the"
        " command of the run again"
    )
    path.write_text('{"text": "“We wait,” Dorn said."}\n')
    line = run("run", path, "-o", tmp_path / "r", *options).err.splitlines()[-1]
    assert line == (
        f"failed: 1 Refused; see `annotator status {tmp_path / 'r'}`, try again with `annotator retry {tmp_path / 'r'}`"
    )


def test_a_run_is_not_replicated_into_itself(run: Run, corpus: Path, tmp_path: Path) -> None:
    """Whatever the path looks like, and even if forced."""
    run("run", corpus, "-o", tmp_path / "r")
    ran = run("replicate", tmp_path / "r", "-o", tmp_path / "x" / ".." / "r", "--engine", "rules", "--force")
    assert (ran.code, len(ran.err.splitlines()), "name another directory" in ran.err) == (2, 1, True)


def test_a_status_does_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    """An id is shown on one line without its control characters."""
    (tmp_path / "x.csv").write_text('id,text\n"a\x1b]0;x\x07\nb",\n')
    run("run", tmp_path / "x.csv", "-o", tmp_path / "r", "--id-column", "id")
    with closing(sqlite3.connect(tmp_path / "r" / "run.sqlite")) as store, store:
        store.execute("UPDATE documents SET id = ?", ("a\x1b]0;x\x07\nb",))
    assert (
        "1. a\N{REPLACEMENT CHARACTER}]0;x\N{REPLACEMENT CHARACTER} b: DocumentError"
        in run("status", tmp_path / "r").out
    )


def test_a_cache_that_cannot_be_used_is_said_once(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """By run and by plan; the run is made all the same."""
    (tmp_path / "cache" / "replies.sqlite").parent.mkdir()
    (tmp_path / "cache" / "replies.sqlite").write_bytes(b"no database, but long enough to look like one" * 20)
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    ran = run("run", corpus, "-o", tmp_path / "r", *options)
    assert (ran.code, ran.err.count("cannot be used"), len(ran.err.splitlines())) == (0, 1, 2)
    assert run("plan", corpus, *options).err.count("cannot be used") == 1


def test_calls_of_earlier_sessions_are_told_as_such(run: Run, corpus: Path, tmp_path: Path, server: FakeServer) -> None:
    """Who resumes a finished run must not think that it was paid for again."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url)
    assert "in all sessions" not in run("run", corpus, "-o", tmp_path / "r", *options).err
    assert "6 calls" in (again := run("run", corpus, "-o", tmp_path / "r", *options).err)
    assert "in all sessions" in again


def test_a_missing_corpus_and_a_missing_run_are_one_line(run: Run, tmp_path: Path) -> None:
    """And nothing is made."""
    ran = run("run", tmp_path / "none.jsonl", "-o", tmp_path / "r")
    assert (ran.code, len(ran.err.splitlines()), (tmp_path / "r").exists()) == (2, 1, False)
    for command in (("status",), ("retry",), ("results", "-o", tmp_path / "x.csv")):
        ran = run(command[0], tmp_path / "r", *command[1:])
        assert (ran.code, len(ran.err.splitlines())) == (1, 1)
        assert "no run here" in ran.err


def test_a_spent_budget_stops_with_one_line_and_everything_saved(
    run: Run, corpus: Path, tmp_path: Path, server: FakeServer
) -> None:
    """Two calls allowed: two documents are annotated, the same command with more goes on."""
    options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--concurrency", "1")
    ran = run("run", corpus, "-o", tmp_path / "r", *options, "--max-calls", "2")
    assert (ran.code, "2 of the 2 calls allowed are made; raise --max-calls" in ran.err) == (1, True)
    assert run("run", corpus, "-o", tmp_path / "r", *options).code == 0
    assert server.calls == 6


def test_the_store_opens_in_any_sqlite_browser(run: Run, corpus: Path, tmp_path: Path) -> None:
    """Read-only, with views that read like tables."""
    run("run", corpus, "-o", tmp_path / "r")
    address = f"{(tmp_path / 'r' / 'run.sqlite').as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as store:
        assert store.execute("SELECT DISTINCT speaker, content FROM quotes WHERE position = 0").fetchall() == [
            ("Dorn", "“Ship 0 is late,”")
        ]


_BUSY = """
import sys
from annotator.cli.app import main
from annotator.engines.rules.engine import RulesEngine

async def busy(self, document):
    print("busy", flush=True)
    while True:
        pass

RulesEngine.draft = busy
sys.argv[0] = "annotator"
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_second_ctrl_c_stops_at_once_even_within_one_long_text(
    corpus: Path, tmp_path: Path, number: signal.Signals
) -> None:
    """The rules engine computes without a pause, so that nothing else hears of the first one."""
    command = [sys.executable, "-c", _BUSY, "run", str(corpus), "-o", str(tmp_path / "r")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "busy\n"
        program.send_signal(number)
        time.sleep(0.2)
        assert program.poll() is None
        program.send_signal(number)
        said = program.communicate(timeout=20)[1]
    assert (program.returncode, "Traceback" in said) == (130, False)
    with closing(sqlite3.connect(tmp_path / "r" / "run.sqlite")) as store:
        assert store.execute("SELECT ending FROM sessions").fetchall() == [("interrupted",)]


def test_ctrl_c_finishes_what_is_under_way_and_the_same_command_goes_on(corpus: Path, tmp_path: Path) -> None:
    """The exit code is 130, what was asked is saved, and nothing is asked twice."""
    with serving(FakeServer(latency_s=0.4)) as server:
        options = ("--engine", "llm", "--model", "fake", "--base-url", server.url, "--concurrency", "1")
        command = [sys.executable, "-m", "annotator", "run", str(corpus), "-o", str(tmp_path / "r"), *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as first:
            while server.calls < 2:
                time.sleep(0.02)
            first.send_signal(signal.SIGINT)
            said = first.communicate(timeout=20)[1]
        assert (first.returncode, "finishing what is under way" in said) == (130, True)
        assert server.calls < 6
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0
        assert server.calls == 6
