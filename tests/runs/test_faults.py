"""Runs against the loopback endpoint with the real client: faults of all kinds, kills at any moment, rate limits.

Trimmed here; whole under the mark “soak”.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from openai import AsyncOpenAI

from annotator.engines.llm import LLMEngine
from annotator.engines.llm.patience import Patience
from annotator.runs import Limits, Run
from annotator.schema import Document
from tests.fakes.answers import rate_limited
from tests.fakes.faults import KINDS, Faults
from tests.fakes.model import answer
from tests.fakes.server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from annotator.engines.base import Calls
    from annotator.runs import Result

PATIENCE = Patience(first_wait_s=0.01, longest_wait_s=0.2, timeout_s=6.0)
"""Long enough that only an endpoint that keeps silent is given up, also on a busy machine."""


def corpus(size: int) -> list[Document]:
    """Short articles with a quote each."""
    texts = (f"The mayor spoke.\n\n“Number {number} is what I say,” Dorn said." for number in range(size))
    return [Document(id=f"d{number}", text=text) for number, text in enumerate(texts)]


def maker(url: str, made: list[LLMEngine]) -> Callable[[Calls], LLMEngine]:
    """An engine for the endpoint, with little patience."""

    def make(calls: Calls) -> LLMEngine:
        made.append(LLMEngine("fake", base_url=url, patience=PATIENCE, calls=calls))
        return made[-1]

    return make


async def session(directory: Path, url: str, size: int, *, concurrency: int = 32) -> list[Result]:
    """One session of a run, with all its results."""
    made: list[LLMEngine] = []
    with Run.open(directory, engine=maker(url, made), limits=Limits(concurrency=concurrency), cache=False) as run:
        results = [result async for result in run.annotate(corpus(size))]
    await made[0].close()
    return results


def sizes(full: int, trimmed: int) -> list[object]:
    """The trimmed case for every day and the full one for soaking."""
    return [pytest.param(trimmed, id=str(trimmed)), pytest.param(full, id=str(full), marks=pytest.mark.soak)]


@pytest.mark.parametrize("size", sizes(10_000, 400))
async def test_with_faults_of_all_kinds_every_document_is_accounted_for_once(directory: Path, size: int) -> None:
    """A fifth of the requests fail somehow: each document ends annotated or failed, and every paid reply is kept."""
    kinds = {name: kind for name, kind in KINDS.items() if name != "silence" or size > 1000}
    faults = Faults(answer, share=0.2, seed=3, kinds=kinds)
    async with FakeServer(faults, latency_s=0.002) as server:
        results = await session(directory, server.url, size)
        paid = server.statuses[200] - faults.given["html"]
    assert sorted(result.position for result in results) == list(range(size))
    with Run.read(directory) as run:
        states = Counter(result.failed for result in run.results())
        kept = run.store.query("SELECT count(*) FROM attempts WHERE reply IS NOT NULL AND error IS NULL")[0][0]
        failures = {result.error for result in run.results() if result.failed}
    assert states.total() == size
    assert states[False] > 0.8 * size
    assert kept == paid
    assert failures <= {"Refused", "ContentFiltered", "Truncated", "InvalidResponse", "ModelError", "ModelUnavailable"}
    assert len(faults.given) == len(kinds)


async def test_retrying_asks_only_for_the_failed_documents(directory: Path) -> None:
    """Refusals at first, then a willing model: retry mends them, with one call each."""
    faults = Faults(answer, share=0.2, seed=1, kinds={"refusal": KINDS["refusal"]})
    async with FakeServer(faults) as server:
        failed = [result.position for result in await session(directory, server.url, 50) if result.failed]
        faults.share = 0.0
        before = server.calls
        made: list[LLMEngine] = []
        with Run.open(directory, engine=maker(server.url, made), cache=False) as run:
            retried = sorted([result.position async for result in run.retry()])
            assert not any(result.failed for result in run.results())
        await made[0].close()
    assert failed
    assert (retried, server.calls - before) == (failed, len(failed))


@pytest.mark.parametrize("says", [True, False], ids=["with retry-after", "without retry-after"])
async def test_a_rate_limit_loses_no_document(directory: Path, says: bool) -> None:  # noqa: FBT001  # parametrised
    """Thirty a second allowed and 64 at a time: all 75 documents are annotated."""
    async with FakeServer(rate_per_s=30, says_retry_after=says, latency_s=0.01) as server:
        results = await session(directory, server.url, 75, concurrency=64)
    assert (len(results), sum(result.failed for result in results)) == (75, 0)


async def test_after_a_rate_limit_nobody_waits_for_himself(directory: Path) -> None:
    """The queue knows the pause and the pace: a call that waited besides would come last, and alone."""
    script = [rate_limited(), rate_limited("0.2")]
    slow = Patience(first_wait_s=3600.0, longest_wait_s=3600.0, timeout_s=6.0)
    async with FakeServer(script=script) as server, AsyncOpenAI(base_url=server.url, api_key="none") as client:

        def make(calls: Calls) -> LLMEngine:
            return LLMEngine("fake", client=client, patience=slow, calls=calls)

        async with asyncio.timeout(20), Run.open(directory, engine=make, cache=False) as run:
            results = [result async for result in run.annotate(corpus(4))]
    assert [result.error for result in results] == [None] * 4
    assert server.calls == 6


PROGRAM = """
import asyncio, sys
from pathlib import Path
from tests.runs.test_faults import session
asyncio.run(session(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), concurrency=8))
"""


def killed_runs(directory: Path, url: str, size: int, kills: int) -> Iterator[int]:
    """Exit codes of a run that is killed at random moments and begun again, until it comes to its end."""
    draw = random.Random(7)
    for _ in range(kills):
        with subprocess.Popen([sys.executable, "-c", PROGRAM, str(directory), url, str(size)]) as program:
            try:
                yield program.wait(timeout=draw.uniform(1.5, 3.0))
            except subprocess.TimeoutExpired:
                program.send_signal(signal.SIGKILL)
                yield program.wait()
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(directory), url, str(size)]) as program:
        yield program.wait()


def findings(directory: Path) -> list[object]:
    """What a run found, without times."""
    with Run.read(directory) as run:
        annotations = [result.annotation for result in run.results()]
    left_out = {"provenance": {"created_at", "latency_s"}}
    return [each.model_dump(mode="json", exclude=left_out) if each else None for each in annotations]


@pytest.mark.parametrize(
    ("size", "kills"),
    [pytest.param(400, 4, id="4 kills"), pytest.param(6000, 50, id="50 kills", marks=pytest.mark.soak)],
)
def test_killed_at_any_moment_a_run_ends_as_if_undisturbed(tmp_path: Path, size: int, kills: int) -> None:
    """Each time only calls in flight are repeated, and the result is that of an undisturbed run, cost included."""
    with serving(FakeServer(latency_s=0.05)) as server:
        codes = list(killed_runs(tmp_path / "killed", server.url, size, kills))
        repeated = server.calls - size
    deaths = codes.count(-signal.SIGKILL)
    assert codes[-1] == 0
    assert deaths >= min(kills, 2)
    assert 0 <= repeated <= 8 * deaths
    with serving(FakeServer()) as server:
        asyncio.run(session(tmp_path / "whole", server.url, size))
        killed, whole = findings(tmp_path / "killed"), findings(tmp_path / "whole")
    assert without_address(killed) == without_address(whole)


def without_address(found: list[object]) -> list[object]:
    """The same without the endpoint's port and the repeated connections, which are another each time."""
    parsed = json.loads(json.dumps(found))
    for each in parsed:
        each["provenance"]["parameters"].pop("base_url")
        each["provenance"]["usage"].pop("retries")
    return list(parsed)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_directory_is_a_sentence(tmp_path: Path) -> None:
    """Nothing can be begun there, and the message says why."""
    from annotator.errors import RunError  # noqa: PLC0415  # only here

    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match="cannot be"):
        Run.open(tmp_path / "run")
