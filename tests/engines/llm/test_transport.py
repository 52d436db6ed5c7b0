"""Claims about requests on their way: what is tried again and how, what is not, and that all of it is recorded."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import openai
import pytest

from annotator.engines.llm import LLMEngine
from annotator.engines.llm.failures import retry_after
from annotator.errors import AuthenticationFailed, BudgetExceeded, ContentFiltered, ModelError, ModelUnavailable
from annotator.schema import Usage
from tests.engines.llm.asked import TEXT, Watch, answer, asking, document, engine, quick
from tests.fakes import answers
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

EMPTY = answers.completion(answer())
FLAGGED = answers.json_answer(
    {"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["violence"], "flagged_input": TEXT}}},
    status=403,
)
"""As OpenRouter says that moderation refused a text."""
PASSING = {
    "429": answers.rate_limited(),
    "429 in milliseconds": answers.rate_limited(milliseconds="5"),
    "500": answers.server_error(),
    "502": answers.server_error(502),
    "503": answers.server_error(503),
    "529": answers.server_error(529),
    "408": answers.error(408, "slow"),
    "a reset": answers.reset(),
    "silence": answers.silence(),
    "an error in a 200": answers.json_answer({"error": {"message": "x", "code": 502}}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
async def test_what_may_pass_is_tried_again(fault: answers.Answer) -> None:
    """One call, one retry, and no call more than that."""
    async with asking(script=[fault, EMPTY], patience=quick(timeout_s=0.3)) as (asker, server):
        draft = await asker.draft(document())
    assert server.calls == 2
    usage = Usage(calls=1, retries=1, input_tokens=1000, output_tokens=200, cost=None)
    assert draft.usage == usage


@pytest.mark.parametrize("status", [401, 403])
async def test_what_an_endpoint_says_of_a_key_is_not_kept(status: int) -> None:
    """Some repeat the key; the status says enough."""
    watch = Watch()
    async with asking(script=[answers.error(status, "no such key: sk-secret")], calls=watch) as (asker, _):
        with pytest.raises(AuthenticationFailed):
            await asker.draft(document())
    assert [(each.status, each.reply) for each in watch.attempts] == [(status, None)]


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        pytest.param(answers.unauthorized(), AuthenticationFailed, "does not accept the key", id="401"),
        pytest.param(answers.error(403, "no"), AuthenticationFailed, "does not accept the key", id="403"),
        pytest.param(
            answers.error(429, "no", code="insufficient_quota"), AuthenticationFailed, "no quota left", id="no quota"
        ),
        pytest.param(answers.model_missing(), ModelError, "has no model 'fake-1'", id="404"),
        pytest.param(answers.error(400, "Unknown parameter: foo"), ModelError, "400: Unknown parameter: foo", id="400"),
        pytest.param(answers.error(400, "no", code="content_filter"), ContentFiltered, "filter", id="filtered input"),
        pytest.param(FLAGGED, ContentFiltered, "does not let this text through", id="moderation's 403"),
        pytest.param(answers.html(), ModelError, "a web page instead of JSON", id="a web page"),
        pytest.param(answers.json_answer({"error": {"code": 404}}), ModelError, "error .404.", id="404 in a 200"),
    ],
)
async def test_what_will_not_pass_is_not_tried_again(fault: answers.Answer, kind: type[ModelError], words: str) -> None:
    """One call; the error is named, in one line that repeats neither key nor article."""
    async with asking(script=[fault], api_key="sk-secret") as (asker, server):
        with pytest.raises(kind, match=words) as caught:
            await asker.draft(document())
    assert server.calls == 1
    assert caught.value.usage is not None
    assert "sk-" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not caught.value.retryable


async def test_a_web_page_from_an_endpoint_that_has_answered_well_is_tried_again() -> None:
    """Then the address is right, and the page is a gateway's."""
    async with asking(script=[EMPTY, answers.html(), EMPTY]) as (asker, server):
        await asker.draft(document())
        again = await asker.draft(document())
    assert (server.calls, again.usage.retries) == (3, 1)


async def test_an_endpoint_that_repeats_the_article_is_not_quoted() -> None:
    """Some servers put the request into their message; no article text gets into an error."""
    echo = answers.error(400, "Invalid input: " + TEXT)
    async with asking(script=[echo]) as (asker, _):
        with pytest.raises(ModelError) as caught:
            await asker.draft(document())
    assert str(caught.value).endswith("answered 400")


async def test_retries_are_used_up() -> None:
    """So many and no more; what was tried is on the error, which may pass later."""
    async with asking(script=[answers.server_error()] * 9, patience=quick(retries=3)) as (asker, server):
        with pytest.raises(ModelUnavailable, match="asked 4 times: it answered 500; try again later") as caught:
            await asker.draft(document())
    assert server.calls == 4
    assert caught.value.usage == Usage(retries=3)
    assert caught.value.retryable


async def test_a_rate_limit_does_not_use_up_retries() -> None:
    """It is waited out: ten refusals with no retry left, and the call succeeds."""
    script = [*[answers.rate_limited("0.01")] * 10, EMPTY]
    async with asking(script=script, patience=quick(retries=0)) as (asker, server):
        draft = await asker.draft(document())
    assert (server.calls, draft.usage.calls, draft.usage.retries) == (11, 1, 10)


async def test_a_rate_limit_is_not_waited_out_for_ever() -> None:
    """When the wait would be longer than the patience, the call is given up at once."""
    async with asking(script=[answers.rate_limited("3600")]) as (asker, server):
        with pytest.raises(ModelUnavailable, match="429; lower the rate"):
            await asker.draft(document())
    assert server.calls == 1


async def test_the_wait_is_at_least_as_long_as_the_endpoint_asks() -> None:
    """Retry-after is honoured."""
    async with asking(script=[answers.rate_limited("0.3"), EMPTY]) as (asker, server):
        await asker.draft(document())
    first, second = server.received
    assert second.at - first.at >= 0.3


def test_retry_after_comes_in_three_forms() -> None:
    """Milliseconds, seconds and a date; nonsense is none."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    headers = [{"retry-after-ms": "250", "retry-after": "9"}, {"retry-after": "2.5"}, {"retry-after": date}]
    found = [retry_after(each) for each in headers]
    assert found[:2] == [0.25, 2.5]
    assert found[2] == pytest.approx(30, abs=2)
    assert [
        retry_after(each) for each in ({}, {"retry-after": "soon"}, {"retry-after": "-1"}, {"retry-after": "inf"})
    ] == [None] * 4


async def test_every_attempt_is_recorded_as_it_ended() -> None:
    """Failures with their class and status, the good reply with its text, usage and the headers about limits."""
    good = answers.completion(answer(), headers={"X-RateLimit-Remaining-Requests": "7", "x-request-id": "r"})
    watch = Watch()
    script = [answers.rate_limited("0"), answers.reset(), answers.server_error(503), good]
    async with asking(script=script, calls=watch) as (asker, server):
        draft = await asker.draft(document())
    assert watch.ends == [("ModelUnavailable", 429), ("ModelUnavailable", None), ("ModelUnavailable", 503), (None, 200)]
    last = watch.attempts[-1]
    assert last.reply == good.body.decode()
    assert last.headers == {"x-ratelimit-remaining-requests": "7"}
    assert watch.attempts[0].headers == {"retry-after": "0"}
    assert len({attempt.request for attempt in watch.attempts}) == 1
    assert sum((attempt.usage for attempt in watch.attempts), Usage()) == draft.usage
    assert all(attempt.latency_s >= 0 for attempt in watch.attempts)
    assert (len(watch.tokens), watch.inside, server.calls) == (4, 0, 4)


async def test_even_a_web_page_is_recorded() -> None:
    """With the error that it became."""
    watch = Watch()
    async with asking(script=[answers.html()], calls=watch) as (asker, _):
        with pytest.raises(ModelError):
            await asker.draft(document())
    assert watch.ends == [("ModelError", 200)]


async def test_a_reply_that_is_known_is_not_bought_again() -> None:
    """The second document costs no call, and gives the same draft."""
    watch = Watch(remembers=True)
    async with asking(calls=watch) as (asker, server):
        first, second = [await asker.draft(document()) for _ in range(2)]
    assert server.calls == 1
    assert (second.usage, first.usage.calls) == (Usage(cache_hits=1), 1)
    assert (second.quotes, second.served_model) == (first.quotes, first.served_model)
    assert len(first.quotes) == 3


async def test_a_budget_stops_the_call() -> None:
    """What `Calls` raises goes through; nothing is sent."""

    class Spent(Watch):
        """Lets nobody in."""

        def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
            """Refuse."""
            raise BudgetExceeded("spent", budget="tokens", limit=tokens)

    async with asking(calls=Spent()) as (asker, server):
        with pytest.raises(BudgetExceeded):
            await asker.draft(document())
    assert server.calls == 0


async def test_admission_is_asked_for_about_what_the_request_takes() -> None:
    """The estimate is that of all that goes out: rules, schema and article."""
    watch = Watch()
    async with asking(calls=watch) as (asker, server):
        await asker.draft(document())
    assert watch.tokens[0] == pytest.approx(len(server.received[0].body) / 4, rel=0.1)


async def test_a_rate_limit_loses_nothing() -> None:
    """Sixty documents at thirty a second: all are answered, in not much more than the second that it must take."""
    async with asking(rate_per_s=30, latency_s=0.01, patience=quick(first_wait_s=0.2)) as (asker, server):
        start = time.perf_counter()
        texts = [TEXT.replace("Tollen", f"Tollen {number}") for number in range(60)]
        drafts = await asyncio.gather(*[asker.draft(document(text)) for text in texts])
        took = time.perf_counter() - start
    assert (len(drafts), server.statuses[200]) == (60, 60)
    assert 1.0 <= took < 4.0


async def test_a_client_that_is_given_is_used_without_its_own_retries() -> None:
    """Its address, its key, and one call only for what will not pass."""
    async with FakeServer(script=[answers.unauthorized()]) as server:
        client = openai.AsyncOpenAI(base_url=server.url, api_key="sk-given", max_retries=5)
        asker = LLMEngine("m", client=client, patience=quick(retries=0))
        with pytest.raises(AuthenticationFailed):
            await asker.draft(document())
        await asker.close()
        assert not client.is_closed()
        await client.close()
    assert server.calls == 1
    assert server.received[0].headers["authorization"] == "Bearer sk-given"


def test_an_engine_outlives_event_loops() -> None:
    """Two loops, one engine: connections of the first are not used in the second."""
    from tests.fakes.server import serving  # noqa: PLC0415  # only here

    async def once(asker: LLMEngine) -> int:
        draft = await asker.draft(document())
        await asker.close()
        return len(draft.quotes)

    with serving(FakeServer()) as server:
        asker = engine(server)
        assert [asyncio.run(once(asker)) for _ in range(2)] == [3, 3]


async def test_many_requests_are_in_flight_at_once() -> None:
    """More than httpx2's own hundred connections."""
    async with asking(latency_s=1.0) as (asker, server):
        texts = [TEXT.replace("Tollen", f"Tollen {number}") for number in range(150)]
        await asyncio.gather(*[asker.draft(document(text)) for text in texts])
    assert server.most_active > 120


async def test_the_key_is_sent_and_stays_hidden(caplog: pytest.LogCaptureFixture) -> None:
    """It goes into the header, and into no log, whatever the level."""
    caplog.set_level(0)
    async with asking(script=[answers.server_error(), answers.unauthorized()], api_key="sk-secret") as (asker, server):
        with pytest.raises(AuthenticationFailed):
            await asker.draft(document())
    assert server.received[0].headers["authorization"] == "Bearer sk-secret"
    assert "sk-secret" not in caplog.text


async def test_requests_say_nothing_of_this_machine() -> None:
    """The openai client would tell its system, processor and Python."""
    async with asking(script=[EMPTY]) as (asker, server):
        await asker.draft(document())
    sent = server.received[0].headers
    assert not [name for name in sent if name.startswith("x-stainless")]
    assert (sent["content-type"], sent["accept"]) == ("application/json", "application/json")


async def test_an_answer_is_utf_8_whatever_its_header_says() -> None:
    """So JSON is defined; servers that name no charset, or a wrong one, are common."""
    watch = Watch()
    reply = answers.completion(answer(), headers={"content-type": "application/json; charset=latin-1"})
    body = reply.body.replace(b'"chatcmpl-1"', '"größer"'.encode())
    async with asking(script=[replace(reply, body=body)], calls=watch) as (asker, _):
        await asker.draft(document())
    assert watch.attempts[-1].reply == body.decode()
    assert "größer" in body.decode()
