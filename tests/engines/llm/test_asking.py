"""Claims about asking: what goes out in each mode, what is asked again and how often, and which answer is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import ContentFiltered, InvalidResponse, Refused
from annotator.schema import Usage
from tests.engines.llm.asked import TEXT, Watch, answer, asking, document, piece, quote, stance
from tests.fakes import answers

if TYPE_CHECKING:
    from tests.fakes.server import Received

GOOD = answer(quotes=[quote()])
INVENTED = answer(quotes=[quote(), quote("q2", [piece("“Zebras everywhere”", 3)])])


def completions(*contents: object, **more: Any) -> list[answers.Answer]:
    """Answers with these contents."""
    return [answers.completion(content, **more) for content in contents]


def roles(request: Received) -> list[str]:
    """Who speaks in a request."""
    return [message["role"] for message in request.messages]


async def test_a_question_is_rules_then_article_and_nothing_else() -> None:
    """Two messages; the body holds model, messages and schema, and no parameter that nobody asked for."""
    async with asking(script=completions(GOOD)) as (asker, server):
        await asker.draft(document())
    (request,) = server.received
    assert roles(request) == ["system", "user"]
    assert request.json.keys() == {"model", "messages", "response_format"}
    assert TEXT.split("\n")[1] not in request.messages[0]["content"]


async def test_what_is_asked_for_is_sent_along() -> None:
    """Temperature, seed and whatever else, as they are."""
    async with asking(script=completions(GOOD), temperature=0.2, seed=7, parameters={"max_completion_tokens": 900}) as (
        asker,
        server,
    ):
        await asker.draft(document())
    body = server.received[0].json
    assert (body["temperature"], body["seed"], body["max_completion_tokens"]) == (0.2, 7, 900)


MODES = ["json_schema", "tools", "json", "md_json"]


@pytest.mark.parametrize("mode", MODES)
async def test_every_mode_asks_and_reads_and_asks_again(mode: str) -> None:
    """Instructor's own way for each: schema, function, or in words; the re-ask follows the answer that it is about."""
    tool = "Annotations" if mode == "tools" else None
    contents = [json.dumps(each) for each in (INVENTED, GOOD)]
    if mode == "md_json":
        contents = [f"```json\n{each}\n```" for each in contents]
    async with asking(script=completions(*contents, tool=tool), schema_mode=mode) as (asker, server):
        draft = await asker.draft(document())
    first, second = server.received
    body = first.json
    asked = {
        "json_schema": "response_format" in body and body["response_format"]["type"] == "json_schema",
        "tools": "tools" in body and body["tool_choice"]["function"]["name"] == "Annotations",
        "json": body.get("response_format") == {"type": "json_object"} and "$defs" in body["messages"][0]["content"],
        "md_json": "codeblock" in body["messages"][-1]["content"],
    }  # fmt: skip
    assert asked[mode]
    assert second.messages[: len(first.messages)] == first.messages
    assert roles(second)[-2:] == ["assistant", "tool" if mode == "tools" else "user"]
    assert "“Zebras everywhere” is not in the article" in second.messages[-1]["content"]
    assert [each.key for each in draft.quotes] == ["q1"]
    assert (draft.usage.calls, draft.usage.reasks, draft.discards) == (2, 1, ())


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
async def test_an_article_with_templates_goes_out_as_it_is(mode: str) -> None:
    """No template engine touches the messages: what would raise or vanish there arrives."""
    text = "  {{ 7 * 7 }} {% raw %} “Open it,” said Dorn.\n    Indented {# gone #} here."
    async with asking(schema_mode=mode) as (asker, server):
        await asker.draft(document(text))
    sent = server.received[0].messages[1]["content"]
    assert "[1] {{ 7 * 7 }} {% raw %} “Open it,” said Dorn.\n\n[2] Indented {# gone #} here.\n" in sent


@pytest.mark.parametrize(("provider", "strict"), [("openai", True), ("ollama", None)])
@pytest.mark.parametrize("mode", ["json_schema", "tools"])
def test_strict_is_said_where_it_is_understood(provider: str, mode: str, *, strict: bool | None) -> None:
    """Instructor leaves it out; OpenAI then promises valid answers."""
    from annotator.engines.llm import LLMEngine  # noqa: PLC0415  # only here

    (request,) = LLMEngine(f"{provider}/m", schema_mode=mode, offline=True).requests(document())
    place = (
        request.body["response_format"]["json_schema"]
        if mode == "json_schema"
        else request.body["tools"][0]["function"]
    )
    assert place.get("strict") is strict


async def test_what_is_wrong_is_asked_again_in_words_that_help() -> None:
    """All problems at once, as instructions; then the answer is taken."""
    wrong = answer(quotes=[quote(speaker="Ida Dorn"), {"id": "q7"}], stances=[stance(act="shrug")])
    async with asking(script=completions(wrong, GOOD)) as (asker, server):
        draft = await asker.draft(document())
    complaint = server.received[1].messages[-1]["content"]
    for words in (
        "- quotes[1]: content: Field required",
        "- quotes[0] (q1): its speaker 'Ida Dorn' is not among the actors; add that actor or use a name from the list.",
        "its act 'shrug' is not in the codebook; use one of condemn,",
        "Give the whole answer again",
    ):
        assert words in complaint
    assert (draft.discards, draft.notes, draft.usage.reasks) == ((), (), 1)


@pytest.mark.parametrize("reasks", [0, 1, 3])
async def test_it_is_asked_again_so_often_and_no_more(reasks: int) -> None:
    """Then what stays wrong is discarded and the rest kept."""
    async with asking(script=completions(*[INVENTED] * 9), reasks=reasks) as (asker, server):
        draft = await asker.draft(document())
    assert server.calls == reasks + 1
    assert [each.key for each in draft.quotes] == ["q1"]
    assert [(each.kind, each.code, each.fragment) for each in draft.discards] == [
        ("quote", "not-in-text", "“Zebras everywhere”")
    ]
    tokens = {"input_tokens": 1000 * server.calls, "output_tokens": 200 * server.calls}
    assert draft.usage == Usage(calls=reasks + 1, reasks=reasks, cost=None, **tokens)


async def test_retries_and_reasks_are_counted_apart() -> None:
    """Two faults of transport and one invalid answer."""
    script = [answers.server_error(), *completions(INVENTED), answers.rate_limited("0"), *completions(GOOD)]
    async with asking(script=script) as (asker, server):
        draft = await asker.draft(document())
    assert server.calls == 4
    assert (draft.usage.calls, draft.usage.reasks, draft.usage.retries) == (2, 1, 2)


async def test_a_worse_answer_does_not_replace_a_better_one() -> None:
    """A model that gives up when asked again loses nothing that was paid for."""
    better = answer(quotes=[quote(), quote("q2", [piece("“It must close.”", 3)]), quote("q3", [piece("zebra", 2)])])
    async with asking(script=completions(better, answer())) as (asker, _):
        draft = await asker.draft(document())
    assert [each.key for each in draft.quotes] == ["q1", "q2"]
    assert [each.code for each in draft.discards] == ["not-in-text"]
    assert draft.notes == ("a re-asked answer held less than the one before it, which was kept",)


@pytest.mark.parametrize(
    "later",
    [answers.refused(), answers.length(), answers.content_filtered(), answers.completion("sorry")],
    ids=["a refusal", "an answer cut off", "a filter", "words"],
)
async def test_a_re_ask_that_fails_leaves_the_answer_before(later: answers.Answer) -> None:
    """What was good in it is kept."""
    async with asking(script=[*completions(INVENTED), later], reasks=1) as (asker, server):
        draft = await asker.draft(document())
    assert ([each.key for each in draft.quotes], len(draft.discards), server.calls) == (["q1"], 1, 2)


async def test_an_answer_that_can_never_be_read_is_an_error() -> None:
    """With attempts, usage and the last raw reply on it, and no text of the article in its message."""
    broken = "“The harbour is a ruin,” she said"
    async with asking(script=completions(*[broken] * 3)) as (asker, _):
        with pytest.raises(InvalidResponse, match="asked 3 times and never gave JSON") as caught:
            await asker.draft(document())
    error = caught.value
    assert error.attempts == 3
    assert error.usage == Usage(calls=3, reasks=2, input_tokens=3000, output_tokens=600, cost=None)
    assert error.last_reply == answers.completion(broken).body.decode()
    assert "harbour" not in str(error)


@pytest.mark.parametrize(
    ("given", "kind"),
    [(answers.refused(), Refused), (answers.content_filtered(), ContentFiltered)],
    ids=["refused", "filter"],
)
async def test_a_refusal_is_an_error_of_its_own(given: answers.Answer, kind: type[Exception]) -> None:
    """It is not asked again, and what it took is on the error; a filtered answer is none, though it is valid JSON."""
    watch = Watch()
    async with asking(script=[given], calls=watch) as (asker, server):
        with pytest.raises(kind) as caught:
            await asker.draft(document())
    assert server.calls == 1
    assert caught.value.usage == Usage(calls=1, input_tokens=1000, output_tokens=200, cost=None)  # type: ignore[attr-defined]  # both are ModelErrors
    assert watch.ends == [(None, 200)]


async def test_a_model_that_does_not_call_the_function_is_read_all_the_same() -> None:
    """Its answer stands in the content instead."""
    async with asking(script=completions(GOOD), schema_mode="tools") as (asker, server):
        draft = await asker.draft(document())
    assert (len(draft.quotes), server.calls) == (1, 1)


async def test_requests_have_a_digest_that_only_their_content_changes() -> None:
    """The same question has the same digest in another engine; another article, parameter or sample another one."""

    async def digests(text: str = TEXT, **choices: Any) -> list[str]:
        watch = Watch()
        async with asking(calls=watch, **choices) as (asker, _):
            asker.wording.endpoint = type(asker.endpoint)("custom", "http://x/v1", "m")
            await asker.draft(document(text))
        return [attempt.request for attempt in watch.attempts]

    first, again, other, warm = (
        await digests(), await digests(), await digests("Another text."), await digests(temperature=1.0)
    )  # fmt: skip
    samples = await digests(samples=2, seed=1)
    assert first == again
    assert len({*first, *other, *warm, *samples}) == 5


async def test_nothing_of_the_article_gets_into_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Invalid answers quote the article; instructor's own loop would log them."""
    caplog.set_level("INFO")
    async with asking(script=completions(INVENTED, "“The harbour is a ruin,”", {"quotes": [{"id": 1}]})) as (asker, _):
        await asker.draft(document())
    assert "harbour" not in caplog.text
