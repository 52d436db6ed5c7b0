"""What runs cost and reach: own CPU a call with storing, share of the ideal, a rate limit, processes, and memory.

``python -m tests.bench.runs [--whole]``; the whole takes the memory of 100,000 documents, else of 10,000. langextract
is a peer that nothing else needs: ``pip install langextract``.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing, asynccontextmanager, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import httpx2

from annotator.engines.llm import LLMEngine
from annotator.engines.rules.engine import RulesEngine
from annotator.runs import Limits, Run
from annotator.runs.garbage import seldom_collected
from annotator.runs.pool import Pool
from annotator.schema import Document
from tests.bench import llm

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator, Iterable, Iterator

SMALL, LARGE, WHOLE = 1_000, 10_000, 100_000
RULES_DOCUMENTS = 400
VOCABULARY = 10_000
MEMORY = """
import asyncio, re, sys
from pathlib import Path
from tests.bench.runs import drained, rules_run, short
size = int(sys.argv[1])
with rules_run(Path(sys.argv[2]) / "run") as run:
    asyncio.run(drained(run, (short(number) for number in range(size))))
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""
"""Asks the kernel for this program's own peak; ``ru_maxrss`` would begin with that of the process that started it."""


def say(line: str) -> None:
    """Print."""
    print(line, flush=True)  # noqa: T201  # a command's output


def short(number: int) -> Document:
    """Two sentences; their words stop being new after a while, as a language's do."""
    ship = number % VOCABULARY
    return Document(id=str(number), text=f"The harbour closed. “Ship {ship} is late,” Mayor Dorn said on Monday.")


@contextmanager
def endpoint(*options: str, module: str = "server") -> Generator[str]:
    """The fake endpoint in a process of its own."""
    command = [sys.executable, "-m", f"tests.fakes.{module}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline().strip()
        finally:
            program.terminate()


async def drained(run: Run, documents: Iterable[Document]) -> int:
    """Annotate everything; how many failed."""
    async with aclosing(run.annotate(documents)) as results:
        return sum([result.failed async for result in results])


@asynccontextmanager
async def asking(url: str, concurrency: int) -> AsyncGenerator[Run]:
    """A run against an endpoint."""
    made: list[LLMEngine] = []

    def make(calls: Any) -> LLMEngine:
        made.append(LLMEngine("fake", base_url=url, calls=calls))
        return made[0]

    with (
        tempfile.TemporaryDirectory() as place,
        Run.open(Path(place) / "run", engine=make, limits=Limits(concurrency=concurrency), cache=False) as run,
    ):
        yield run
    await made[0].close()


async def asked(url: str, documents: Iterable[Document], concurrency: int) -> int:
    """A whole run against an endpoint; how many documents were lost."""
    async with asking(url, concurrency) as run:
        return await drained(run, documents)


async def stored(url: str, paragraphs: int = llm.LONG) -> float:
    """Own CPU for one call of a run that is under way, in ms; opening and closing it is not counted, as for others."""
    documents = [llm.document(number, paragraphs) for number in range(llm.CALLS + llm.IN_FLIGHT)]
    async with asking(url, llm.IN_FLIGHT) as run:
        await drained(run, documents[: llm.IN_FLIGHT])
        begun = time.process_time()
        await drained(run, documents)
        return (time.process_time() - begun) / llm.CALLS * 1e3


async def cpu(url: str, paragraphs: int) -> dict[str, list[float]]:
    """CPU milliseconds a call of each way in each round, see `llm.ROUNDS`."""
    ways = llm.askers(url, paragraphs)
    rounds: dict[str, list[float]] = {name: [] for name in (*ways, "run, stored")}
    for _ in range(llm.ROUNDS):
        for name, ask in ways.items():
            rounds[name].append(await llm.milliseconds(ask, paragraphs))
        rounds["run, stored"].append(await stored(url, paragraphs))
    return rounds


def langextract(url: str, calls: int = 24) -> float | None:
    """CPU milliseconds a call of langextract, its grounding included; None when it is not installed."""
    if find_spec("langextract") is None:
        return None
    lx: Any = import_module("langextract")
    example = lx.data.ExampleData(
        text="“It is over,” Dorn said.",
        extractions=[lx.data.Extraction(extraction_class="quote", extraction_text="“It is over,”")],
    )
    model: Any = import_module("langextract.providers.openai").OpenAILanguageModel(
        model_id="fake", api_key="none", base_url=url
    )
    begun = time.process_time()
    for number in range(calls):
        found = lx.extract(
            llm.document(number).text,
            prompt_description="Quotes.",
            examples=[example],
            model=model,
            max_char_buffer=10_000,
            show_progress=False,
        )
        if not found.extractions:
            message = "langextract found nothing in its answer"
            raise ValueError(message)
    return (time.process_time() - begun) / calls * 1e3


async def bare_alone(url: str, size: int, together: int) -> float:
    """Seconds of openai's own client for as many calls, its pool as large as it needs."""
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient  # noqa: PLC0415  # slow to import

    engine, gate = LLMEngine("fake", base_url=url), asyncio.Semaphore(together)
    bodies: list[dict[str, Any]] = [dict(engine.requests(short(number))[0].body) for number in range(size)]
    limits = httpx2.Limits(max_connections=together, max_keepalive_connections=together)
    async with AsyncOpenAI(base_url=url, api_key="none", http_client=DefaultAsyncHttpxClient(limits=limits)) as client:

        async def one(body: dict[str, Any]) -> None:
            async with gate:
                await cast("Any", client.chat.completions.create)(**body)

        begun = time.perf_counter()
        await asyncio.gather(*[one(body) for body in bodies])
        return time.perf_counter() - begun


async def bare_under_limit(url: str, size: int) -> int:
    """How many answers openai's own retries lose."""
    from openai import APIError, AsyncOpenAI  # noqa: PLC0415  # slow to import

    gate, lost = asyncio.Semaphore(llm.IN_FLIGHT), 0
    async with AsyncOpenAI(base_url=url, api_key="none") as client:

        async def one() -> None:
            nonlocal lost
            async with gate:
                try:
                    await client.chat.completions.create(model="fake", messages=[{"role": "user", "content": "[1] A."}])
                except APIError:
                    lost += 1

        await asyncio.gather(*[one() for _ in range(size)])
    return lost


def rules_run(directory: Path) -> Run:
    """A run with the rules engine."""
    return Run.open(directory, engine=RulesEngine(), cache=False)


def rules_rate(workers: int) -> float:
    """Articles of 600 words a second, storing included."""
    documents = [llm.document(number) for number in range(RULES_DOCUMENTS)]
    pool = None if workers == 1 else Pool(RulesEngine, workers)
    with tempfile.TemporaryDirectory() as place:
        window = None if pool is None else pool.window
        with Run.open(Path(place) / "run", engine=RulesEngine(), annotate=pool, window=window, cache=False) as run:
            asyncio.run(drained(run, documents[:20]))
            begun = time.perf_counter()
            asyncio.run(drained(run, documents))
            rate = (RULES_DOCUMENTS - 20) / (time.perf_counter() - begun)
    if pool is not None:
        pool.close()
    return rate


def memory(size: int) -> int:
    """Peak megabytes of a process that annotates so many short documents."""
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, str(size), place], check=True, capture_output=True, text=True
        )
    return int(done.stdout)


def _cost(paragraphs: int, *, peer: bool) -> Iterator[str]:
    with endpoint("--latency", str(llm.LATENCY_S)) as url:
        taken = asyncio.run(cpu(url, paragraphs))
    words = len(llm.document(0, paragraphs).text.split())
    yield f"own CPU a call, {words} words, {llm.IN_FLIGHT} in flight, {llm.LATENCY_S * 1e3:.0f} ms latency"
    for line in llm.table(taken):
        yield f"  {line}"
    with endpoint(str(llm.LATENCY_S), module="peers") as url:
        other = langextract(url) if peer else None
    if other is not None:
        yield f"  {'langextract':<12} {other:6.2f} ms  {other / statistics.median(taken['openai']):5.2f}×"


def _speed() -> Iterator[str]:
    yield from _cost(llm.SHORT, peer=False)
    yield from _cost(llm.LONG, peer=True)
    size, together, latency = 2560, 256, 2.0
    with endpoint("--latency", str(latency)) as url:
        asyncio.run(asked(url, map(short, range(2)), 2))
        begun = time.perf_counter()
        asyncio.run(asked(url, map(short, range(size)), together))
        seconds = time.perf_counter() - begun
        bare = asyncio.run(bare_alone(url, size, together))
    ideal = size / together * latency
    yield f"{size} calls of {latency:.0f} s, {together} at a time: {seconds:.1f} s, {ideal / seconds:.0%} of the ideal"
    yield f"  openai's own loop takes {bare:.1f} s, {ideal / bare:.0%}"


def _limited() -> Iterator[str]:
    size, rate, latency = 240, 30, 0.2
    ideal = (size - rate) / rate + latency
    with endpoint("--rate", str(rate), "--latency", str(latency)) as url:
        asyncio.run(asked(url, map(short, range(2)), 2))
        time.sleep(1)
        begun = time.perf_counter()
        lost = asyncio.run(asked(url, map(short, range(size)), llm.IN_FLIGHT))
        seconds = time.perf_counter() - begun
        time.sleep(1)
        bare = asyncio.run(bare_under_limit(url, size))
    yield f"{rate} requests a second allowed, {size} documents: {lost} lost in {seconds:.1f} s"
    yield f"  {seconds / ideal:.2f}× the ideal of {ideal:.1f} s"
    yield f"  openai's own retries lose {bare}"


def main() -> None:
    """Print all figures."""
    logging.disable(logging.ERROR)
    with seldom_collected():  # as `annotator run` does, for all ways alike
        for line in (*_speed(), *_limited()):
            say(line)
        one, two = rules_rate(1), rules_rate(2)
    say(f"rules engine, 600 words: {one:.0f} articles a second, with 2 processes {two:.0f} ({two / one:.2f}×)")
    sizes = (SMALL, WHOLE if "--whole" in sys.argv else LARGE)
    used = [memory(size) for size in sizes]
    say(f"memory: {used[0]} MB for {sizes[0]:,} documents, {used[1]} MB for {sizes[1]:,} ({used[1] / used[0]:.2f}×)")


if __name__ == "__main__":
    main()
