"""What the language model engine costs beside the bare openai client and instructor's own loop: own CPU a call.

All three send the same messages to the same loopback endpoint, which runs in a process of its own; a call of ours
includes splitting, prompting, reading, grounding and checking; “resolved” is the whole job, with language, zones and
records on top. Latency and calls in flight are as in a real run.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import instructor
from openai import AsyncOpenAI, DefaultAsyncHttpxClient

from annotator.engines.llm import LLMEngine
from annotator.engines.llm.replies import Reply
from annotator.pipeline import Annotator
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence

    from openai.types.chat import ChatCompletion

    Asker: TypeAlias = Callable[[Document], Awaitable[object]]

CALLS = 128
IN_FLIGHT = 64
LATENCY_S = 0.2
ROUNDS = 12
"""Of all ways in turns. What counts is how each compares with the bare client within a round, because a machine that
others use too changes its speed by half within minutes."""

GOAL = 1.5
"""Times the bare client's CPU."""

LONG, SHORT = 28, 8
"""Paragraphs of an article of about 600 words, and of a short one; answers grow with them."""

PARAGRAPHS = (
    "Ferry number {n} left the harbour of Tollen Bay an hour late on Monday, to the anger of all who waited there.",
    "“We have waited long enough for ship {n},” Dorn said, and the crowd on the pier agreed with every word of it.",
    "The company blamed the weather, the tide and a shortage of pilots, as it had done in each of the last four weeks.",
    "Orsa, who runs the harbour, called the delay “the price of safety”, and promised a new timetable by spring.",
)


def document(number: int, paragraphs: int = LONG) -> Document:
    """An article unlike all others, its paragraphs about 21 words each; a quote and a stance in every other."""
    lines = [PARAGRAPHS[place % len(PARAGRAPHS)].format(n=number * 100 + place) for place in range(paragraphs)]
    return Document(id=str(number), text="\n".join(lines))


@contextmanager
def endpoint() -> Generator[str]:
    """The fake endpoint in a process of its own."""
    command = [sys.executable, "-m", "tests.fakes.server", "--latency", str(LATENCY_S)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline().strip()
        finally:
            program.terminate()


def askers(url: str, paragraphs: int = LONG) -> dict[str, Asker]:
    """The ways of asking about a document."""
    engine = LLMEngine("fake", base_url=url)
    client = AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=DefaultAsyncHttpxClient())
    plain = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

    def body(article: Document) -> dict[str, Any]:
        return dict(engine.requests(article)[0].body)

    bodies = {str(number): body(document(number, paragraphs)) for number in range(CALLS)}

    async def bare(article: Document) -> object:
        reply: ChatCompletion = await cast("Any", client.chat.completions.create)(**bodies[article.id])
        return reply.choices[0].message.content

    async def instructed(article: Document) -> object:
        asked = bodies[article.id]
        return await plain.create(model=asked["model"], messages=asked["messages"], response_model=Reply)

    whole = Annotator(engine=LLMEngine("fake", base_url=url))
    return {"instructor": instructed, "openai": bare, "annotator": engine.draft, "resolved": whole.annotate_async}


async def milliseconds(ask: Asker, paragraphs: int = LONG) -> float:
    """Own CPU for one call, in ms."""
    gate = asyncio.Semaphore(IN_FLIGHT)
    documents = [document(number, paragraphs) for number in range(CALLS)]

    async def one(article: Document) -> None:
        async with gate:
            await ask(article)

    start = time.process_time()
    await asyncio.gather(*[one(article) for article in documents])
    return (time.process_time() - start) / CALLS * 1000


def table(rounds: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """A line for each way: the medians of its rounds and of its ratios to the bare client in the same round."""
    for name, taken in rounds.items():
        ratio = statistics.median(each / bare for each, bare in zip(taken, rounds["openai"], strict=True))
        yield f"{name:<12} {statistics.median(taken):6.2f} ms  {ratio:5.2f}×"


async def measure(url: str) -> dict[str, list[float]]:
    """CPU milliseconds a call of each way in each round."""
    ways = askers(url)
    rounds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, ask in ways.items():
            rounds[name].append(await milliseconds(ask))
    return rounds


def main() -> None:
    """Print CPU per call and the ratio to the bare client."""
    logging.disable(logging.ERROR)
    with endpoint() as url:
        taken = asyncio.run(measure(url))
    print(f"{CALLS} calls, {IN_FLIGHT} in flight, {LATENCY_S * 1000:.0f} ms latency; goal {GOAL} times the bare client")  # noqa: T201  # a command's output
    for line in table(taken):
        print(line)  # noqa: T201  # as above


if __name__ == "__main__":
    main()
