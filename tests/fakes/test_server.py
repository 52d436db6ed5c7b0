"""The fake endpoint answers the real openai client, fails as told, limits its rate and counts."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

import openai
import pytest

from tests.fakes import answers
from tests.fakes.faults import KINDS, Faults
from tests.fakes.model import answer as model_answer
from tests.fakes.server import FakeServer, serving

PROMPT = {"role": "user", "content": "[1 headline] Dorn said “no”.\n[2] Nothing.\n[3] “Yes,” said Orsa.\n"}


def client(url: str) -> openai.AsyncOpenAI:
    """The real client, without retries of its own."""
    return openai.AsyncOpenAI(base_url=url, api_key="k", max_retries=0, timeout=1)


async def ask(asker: openai.AsyncOpenAI) -> str:
    """What the endpoint says to the prompt."""
    reply = await asker.chat.completions.create(model="m", messages=[PROMPT])  # type: ignore[list-item]  # a plain dict
    return reply.choices[0].message.content or ""


async def test_the_model_answers_with_what_stands_in_the_prompt() -> None:
    """A quote for each numbered sentence with marks."""
    async with FakeServer() as server, client(server.url) as asker:
        content = await ask(asker)
    assert content.count('"id": "q') == 2
    assert "“Yes,”" in content
    assert (server.calls, server.statuses[200], server.received[0].path) == (1, 1, "/v1/chat/completions")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(answers.rate_limited("3"), openai.RateLimitError, id="429"),
        pytest.param(answers.server_error(503), openai.InternalServerError, id="503"),
        pytest.param(answers.reset(), openai.APIConnectionError, id="the connection breaks"),
        pytest.param(answers.silence(), openai.APITimeoutError, id="nothing comes"),
        pytest.param(answers.unauthorized(), openai.AuthenticationError, id="401"),
        pytest.param(answers.model_missing(), openai.NotFoundError, id="404"),
        pytest.param(answers.too_long(), openai.BadRequestError, id="400"),
    ],
)
async def test_each_fault_reaches_the_client_as_the_real_error(
    answer: answers.Answer, expected: type[Exception]
) -> None:
    """The openai client raises what it raises on a real endpoint; the next request is answered."""
    async with FakeServer(script=[answer]) as server, client(server.url) as asker:
        with pytest.raises(expected):
            await ask(asker)
        assert await ask(asker)
    assert server.calls == 2


async def test_a_rate_limit_lets_so_many_through_a_second() -> None:
    """Of ten at once, four pass and six are told how long to wait."""
    async with FakeServer(rate_per_s=4) as server, client(server.url) as asker:
        outcomes = await asyncio.gather(*[ask(asker) for _ in range(10)], return_exceptions=True)
    errors = [outcome for outcome in outcomes if isinstance(outcome, openai.RateLimitError)]
    assert (len(errors), server.statuses) == (6, {200: 4, 429: 6})
    assert all(0 < float(error.response.headers["retry-after"]) <= 1 for error in errors)


async def test_latency_is_that_of_each_request_and_not_of_their_sum() -> None:
    """Twenty requests at once take about as long as one."""
    async with FakeServer(latency_s=0.2) as server, client(server.url) as asker:
        start = time.perf_counter()
        await asyncio.gather(*[ask(asker) for _ in range(20)])
        took = time.perf_counter() - start
    assert 0.2 <= took < 1.5
    assert server.most_active == 20


async def test_faults_are_the_same_each_time_and_pass_on_the_rest() -> None:
    """Equal seeds fail the same requests; a share of 0 fails none."""

    async def statuses(seed: int, share: float) -> dict[str, int]:
        kinds = {"500": KINDS["500"], "429": KINDS["429 without retry-after"]}
        faults = Faults(model_answer, share=share, seed=seed, kinds=kinds)
        async with FakeServer(faults) as server, client(server.url) as asker:
            await asyncio.gather(*[ask(asker) for _ in range(40)], return_exceptions=True)
        return dict(faults.given)

    first, second = await statuses(1, 0.5), await statuses(1, 0.5)
    assert first == second
    assert 5 < sum(first.values()) < 35
    assert await statuses(1, 0.0) == {}


def test_the_server_runs_in_a_thread_for_code_that_is_not_asynchronous() -> None:
    """The synchronous client gets its answer."""
    with serving(FakeServer()) as server, openai.OpenAI(base_url=server.url, api_key="k") as asker:
        reply = asker.chat.completions.create(model="m", messages=[PROMPT])  # type: ignore[list-item]  # a plain dict
    assert reply.model == answers.SERVED


async def test_the_server_runs_as_a_program_of_its_own() -> None:
    """It prints its base URL first and answers there."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.server", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert program.stdout is not None
        url = (await program.stdout.readline()).decode().strip()
        async with client(url) as asker:
            assert await ask(asker)
    finally:
        program.terminate()
        await program.communicate()
