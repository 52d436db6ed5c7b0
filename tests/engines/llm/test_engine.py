"""Claims about the engine as a whole: from a document to a draft, whole or in parts, once or several times."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from annotator import codebook
from annotator.engines.base import ALL_TASKS, Engine, Task
from annotator.engines.drafts import Draft
from annotator.engines.llm import LLMEngine
from annotator.errors import ModelUnavailable, SettingsError, Truncated
from annotator.resolve import resolve
from annotator.schema import NOTHING, Document
from tests.engines.llm.asked import TEXT, Watch, actor, answer, asking, document, engine, piece, quick, quote, stance
from tests.fakes import answers
from tests.fakes.faults import KINDS, Faults
from tests.fakes.model import answer as model_answer
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.answers import Answer
    from tests.fakes.server import Received

LONG = "\n".join(f"Sentence number {n} says little. “This is quote number {n},” Dorn said." for n in range(40))


def shown(request: Received) -> str:
    """The user message of a request."""
    content: str = request.messages[1]["content"]
    return content


async def test_a_document_becomes_a_draft_that_resolves() -> None:
    """Every proposal of the fake model stands in the article, so every one becomes a record."""
    async with asking() as (asker, server):
        draft = await asker.draft(document())
    resolution = resolve(draft, document(), codebook.default())
    assert (len(draft.quotes), len(draft.claims), len(draft.stances), server.calls) == (3, 3, 3, 1)
    assert [quote.content[0].text for quote in resolution.quotes] == [
        "“The harbour is a ruin,”",
        "“It must close.”",
        "“madness”",
    ]
    assert (resolution.rejected, draft.discards, draft.served_model) == ((), (), answers.SERVED)


async def test_boilerplate_is_not_sent() -> None:
    """Nor anything beside the sentences that may be annotated."""
    async with asking() as (asker, server):
        await asker.draft(document())
    assert "You may also like" not in shown(server.received[0])
    assert "[5] He called the plan “madness”." in shown(server.received[0])


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"], ids=["nothing", "blanks", "something invisible"])
async def test_a_document_without_sentences_costs_nothing(text: str) -> None:
    """No call."""
    async with asking() as (asker, server):
        assert await asker.draft(document(text)) == Draft()
    assert server.calls == 0


@pytest.mark.parametrize("tasks", [{Task.QUOTES}, {Task.STANCES}, {Task.QUOTES, Task.CLAIMS}])
@pytest.mark.parametrize("mode", ["joint", "staged"])
async def test_only_the_tasks_are_asked_for(mode: str, tasks: set[Task]) -> None:
    """Nothing else comes back, and each step asks for its own."""
    async with asking(tasks=tasks, mode=mode) as (asker, server):
        draft = await asker.draft(document())
    got = {Task.QUOTES: draft.quotes, Task.CLAIMS: draft.claims, Task.STANCES: draft.stances}
    assert {task for task, found in got.items() if found} == tasks == asker.tasks
    assert (draft.notes, draft.discards) == ((), ())
    assert server.calls == (1 if mode == "joint" else len(tasks))


async def test_staged_mode_asks_step_by_step_and_lists_what_was_found() -> None:
    """Quotes, then claims, then stances; rules and article are the same each time, so that they can be cached."""
    async with asking(mode="staged") as (asker, server):
        draft = await asker.draft(document())
    first, second, third = [shown(request) for request in server.received]
    block = first.partition("article>>>\n")[0]
    assert all(each.startswith(block) for each in (second, third))
    assert len({request.messages[0]["content"] for request in server.received}) == 1
    wanted = [list(r.json["response_format"]["json_schema"]["schema"]["properties"]) for r in server.received]
    assert wanted == [["actors", "quotes"], ["actors", "claims"], ["actors", "stances"]]
    assert '{"id": "q1", "speaker": "Dorn", "content": ["“The harbour is a ruin,”"]}' in second
    assert '"proposition": "The harbour is a ruin,"' in third
    assert [each.quote for each in draft.stances] == ["q1", "q2", "q3"]
    assert draft.usage.calls == 3


async def test_a_long_document_is_asked_in_parts() -> None:
    """Every quote is found once; parts know their context, and the actors of those before."""
    async with asking(max_chunk_tokens=150) as (asker, server):
        draft = await asker.draft(document(LONG))
    found = [each.content[0].text for each in draft.quotes]
    assert found == [f"“This is quote number {n},”" for n in range(40)]
    assert len({each.key for each in draft.quotes}) == 40
    assert server.calls == len(asker.requests(document(LONG))) > 3
    first, second = shown(server.received[0]), shown(server.received[1])
    assert "Actors named so far" not in first
    assert '{"name": "Dorn", "kind": "person", "aliases": []}' in second
    assert "Annotate only what begins in sentences" in first
    assert [each.name for each in draft.actors] == ["Dorn"]
    resolution = resolve(draft, document(LONG), codebook.default())
    assert (len(resolution.quotes), resolution.rejected) == (40, ())


async def test_nothing_is_found_twice_at_a_seam() -> None:
    """A model that annotates the context too gives each quote twice; the draft has it once, with its links."""

    def eager(request: Received) -> Answer:
        body = json.loads(request.body)
        body["messages"][1]["content"] = body["messages"][1]["content"].replace("begins in sentence", "is in sentence")
        changed = type(request)(request.method, request.path, request.headers, json.dumps(body).encode(), request.at)
        return model_answer(changed)

    async with asking(respond=eager, max_chunk_tokens=150) as (asker, _):
        draft = await asker.draft(document(LONG))
    assert [each.content[0].text for each in draft.quotes] == [f"“This is quote number {n},”" for n in range(40)]
    keys = {each.key for each in draft.quotes}
    assert len(draft.claims) == len(draft.stances) == 40
    assert all(each.quote in keys for each in draft.claims)
    assert all(each.quote in keys for each in draft.stances)


def cut_off(most: int) -> Callable[[Received], Answer]:
    """A model that can only write about so many sentences."""

    def respond(request: Received) -> Answer:
        from tests.fakes.model import sentences  # noqa: PLC0415  # only here

        return model_answer(request) if len(sentences(request.json)) <= most else answers.length()

    return respond


@pytest.mark.parametrize("mode", ["joint", "staged"])
async def test_an_answer_that_was_cut_off_splits_the_work(mode: str) -> None:
    """In two, as often as needed; the whole is found, and the calls in vain are counted."""
    text = "\n".join(f"“This is quote number {n},” Dorn said." for n in range(12))
    async with asking(respond=cut_off(3), mode=mode) as (asker, server):
        draft = await asker.draft(document(text))
    assert [each.content[0].text for each in draft.quotes] == [f"“This is quote number {n},”" for n in range(12)]
    per_chunk = 1 if mode == "joint" else 3
    assert server.calls == draft.usage.calls == 3 + 4 * per_chunk
    assert draft.usage.input_tokens > 3000


async def test_a_request_that_is_too_long_splits_the_work_too() -> None:
    """Some endpoints say so with a 400."""
    async with asking(script=[answers.too_long()]) as (asker, server):
        draft = await asker.draft(document())
    assert (len(draft.quotes), server.calls, draft.usage.calls) == (3, 3, 2)


async def test_a_sentence_that_does_not_fit_is_an_error() -> None:
    """It cannot be split further; the sentence names what to do, and what was spent is on the error."""
    async with asking(respond=cut_off(0)) as (asker, server):
        with pytest.raises(Truncated, match="sentence 1 alone does not fit; raise max_completion_tokens") as caught:
            await asker.draft(document())
    assert server.calls == 4
    assert caught.value.usage is not None
    assert caught.value.usage.calls == 4


async def test_several_samples_give_confidence() -> None:
    """Two of three answers hold the second quote; all three the first."""
    both = answers.completion(answer(quotes=[quote(), quote("q2", [piece("“madness”", 5)])]))
    one = answers.completion(answer(quotes=[quote("q8")], stances=[stance(quote="q8")]))
    async with asking(script=[both, one, both], samples=3) as (asker, server):
        draft = await asker.draft(document())
    assert [each.confidence for each in draft.quotes] == [1.0, pytest.approx(2 / 3)]
    assert [each.confidence for each in draft.stances] == [pytest.approx(1 / 3)]
    assert draft.stances[0].quote == draft.quotes[0].key
    assert (server.calls, draft.usage.calls) == (3, 3)


async def test_one_sample_gives_no_confidence() -> None:
    """There is nothing to agree with."""
    async with asking() as (asker, _):
        draft = await asker.draft(document())
    assert {each.confidence for each in draft.quotes} == {None}


async def test_samples_are_different_requests() -> None:
    """Each has a digest of its own, so that one reply is not taken for all; a seed grows by one."""
    watch = Watch(remembers=True)
    async with asking(samples=3, seed=5, calls=watch) as (asker, server):
        await asker.draft(document())
    assert sorted(request.json["seed"] for request in server.received) == [5, 6, 7]
    assert len({attempt.request for attempt in watch.attempts}) == 3


async def test_when_one_sample_fails_the_others_are_still_recorded() -> None:
    """They are paid for; the document fails, and a later try finds them."""
    watch = Watch(remembers=True)
    script = [answers.refused(), *[answers.completion(answer(quotes=[quote()])).after(0.1)] * 2]
    async with asking(script=script, samples=3, calls=watch) as (asker, server):
        with pytest.raises(Exception, match="declined"):
            await asker.draft(document())
        assert (server.calls, len(watch.attempts)) == (3, 3)


async def test_an_invented_codebook_is_obeyed(tmp_path: Any) -> None:
    """Other acts, kinds and a closed list of targets: in rules and schema, and nothing else is accepted."""
    raw = codebook.default().model_dump()
    raw["acts"] = [{"name": "shrug", "definition": "Does not care."}]
    raw["targets"] = [{"name": "the harbour", "definition": "Tollen's harbour."}]
    own = codebook.Codebook.model_validate(raw)
    given = answer(
        stances=[stance(act="shrug"), stance(act="condemn"), stance(act="shrug", target=target_("the moon"))]
    )
    async with asking(script=[answers.completion(given)], codebook=own, reasks=0) as (asker, server):
        draft = await asker.draft(document())
    assert ([each.act for each in draft.stances], [each.code for each in draft.discards]) == (
        ["shrug"],
        ["unknown-label", "unknown-target"],
    )
    rules = server.received[0].messages[0]["content"]
    assert "- shrug: Does not care." in rules
    assert "- the harbour: Tollen's harbour." in rules
    assert "condemn:" not in rules
    assert tmp_path.is_dir()


def target_(label: str) -> dict[str, Any]:
    """A target with a label."""
    return {"mentions": [], "label": label, "kind": "topic", "actor": None, "claim": None}


def test_the_engine_is_an_engine() -> None:
    """It fits the protocol, checked by type and by name."""
    asker: Engine = LLMEngine("ollama/m")
    assert (asker.identity.engine, asker.tasks) == ("llm", ALL_TASKS)


def test_its_identity_holds_all_that_can_change_an_answer() -> None:
    """Model, prompts with examples, schema, codebook and parameters; retries and keys are not among them."""

    def identity(**choices: Any) -> Any:
        return LLMEngine(choices.pop("model", "ollama/m"), **choices).identity

    base = identity()
    changes: list[dict[str, Any]] = [
        {"model": "ollama/n"},
        {"base_url": "http://127.0.0.1:9/v1"},
        {"tasks": {Task.QUOTES}},
        {"mode": "staged"},
        {"samples": 2},
        {"reasks": 0},
        {"max_chunk_tokens": 100},
        {"carry": False},
        {"schema_mode": "tools"},
        {"temperature": 0.5},
        {"seed": 1},
        {"parameters": {"top_p": 0.5}},
    ]
    digests = {base.digest, *(identity(**change).digest for change in changes)}
    assert len(digests) == len(changes) + 1
    assert identity(retries=9, timeout_s=1, api_key="sk-x", patience=quick()).digest == base.digest
    assert base.prompts.keys() >= {"joint.v1.jinja", "_rules.v1.jinja", "examples/1-harbour.yaml"}
    assert base.codebook_digest == codebook.default().digest


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"mode": "parallel"}, "no mode 'parallel'"),
        ({"tasks": ()}, "no task"),
        ({"samples": 0}, "samples is 0; it is at least 1"),
        ({"reasks": -1}, "reasks is -1"),
        ({"max_chunk_tokens": 3}, "max_chunk_tokens is 3"),
    ],
)
def test_choices_that_make_no_sense_are_refused(choices: dict[str, Any], words: str) -> None:
    """Before anything is sent."""
    with pytest.raises(SettingsError, match=words):
        LLMEngine("ollama/m", **choices)


async def test_a_plan_shows_what_would_be_sent() -> None:
    """The very body and digest, an estimate of tokens, and nothing goes out."""
    watch = Watch()
    async with asking(calls=watch) as (asker, server):
        (request,) = asker.requests(document())
        assert server.calls == 0
        await asker.draft(document())
    assert server.received[0].json == request.body
    assert watch.attempts[0].request == request.digest
    assert watch.tokens == [request.tokens]
    assert 0 < request.tokens - request.stable_tokens < 200
    assert not request.depends


def test_a_plan_says_which_requests_depend_on_answers() -> None:
    """Later parts are told the actors of earlier ones, unless they are not to; later steps always depend."""

    def depends(**choices: Any) -> list[bool]:
        asker = LLMEngine("openai/gpt-5-mini", offline=True, **choices)
        return [request.depends for request in asker.requests(document(LONG))]

    assert depends(max_chunk_tokens=150)[:3] == [False, True, True]
    assert set(depends(max_chunk_tokens=150, carry=False)) == {False}
    assert depends(mode="staged") == [False, True, True]
    assert depends(samples=2) == [False, False]


async def test_an_engine_for_plans_sends_nothing() -> None:
    """Its refusal is a sentence, not a request without a key."""
    asker = LLMEngine("openai/gpt-5-mini", offline=True)
    with pytest.raises(SettingsError, match="plans only"):
        await asker.draft(document())


async def test_answers_of_a_batch_give_the_same_draft() -> None:
    """Read one by one and put together, they are what the engine would have made of them itself."""
    async with asking(max_chunk_tokens=150, carry=False, samples=2) as (asker, server):
        whole = await asker.draft(document(LONG))
        requests = asker.requests(document(LONG))
        sent = {json.dumps(request.json, sort_keys=True): request for request in server.received}
        replies = [model_answer(sent[json.dumps(dict(r.body), sort_keys=True)]).body.decode() for r in requests]
        parts = [(r, asker.read_reply(document(LONG), r, raw)) for r, raw in zip(requests, replies, strict=True)]
        joined = asker.joined(document(LONG), parts)
    assert (joined.quotes, joined.claims, joined.stances) == (whole.quotes, whole.claims, whole.stances)
    assert (joined.actors, joined.usage, joined.served_model) == (whole.actors, whole.usage, whole.served_model)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (answers.completion("sorry"), "InvalidResponse"),
        (answers.refused(), "Refused"),
        (answers.length(), "Truncated"),
        (answers.html(), "ModelError"),
    ],
)
def test_an_answer_of_a_batch_that_is_no_good_is_an_error(given: Answer, kind: str) -> None:
    """Of the same kind as when it comes at once; nothing is asked again."""
    asker = LLMEngine("openai/gpt-5-mini", offline=True)
    (request,) = asker.requests(document())
    with pytest.raises(Exception, match=r".") as caught:
        asker.read_reply(document(), request, given.body.decode())
    assert type(caught.value).__name__ == kind


def test_an_answer_of_a_batch_is_checked_like_any_other() -> None:
    """What is invented becomes a discard."""
    asker = LLMEngine("openai/gpt-5-mini", offline=True)
    (request,) = asker.requests(document())
    raw = answers.completion(answer(actors=[actor()], quotes=[quote(), quote("q2", [piece("zebra", 2)])])).body.decode()
    draft = asker.read_reply(document(), request, raw)
    assert ([each.key for each in draft.quotes], [each.code for each in draft.discards]) == (["q1"], ["not-in-text"])
    assert (draft.usage.calls, draft.usage.cost is not None) == (1, True)


async def test_every_document_is_accounted_for_whatever_goes_wrong() -> None:
    """Two hundred documents with a fifth of faults of all kinds: each is a draft or a named error; usage adds up."""
    watch = Watch()
    faults = Faults(model_answer, share=0.2, seed=3)
    texts = [TEXT.replace("Tollen", f"Tollen {number}") for number in range(200)]
    async with FakeServer(faults) as server:
        asker = engine(server, calls=watch, patience=quick(timeout_s=2.0, retries=8))
        outcomes = await asyncio.gather(*[asker.draft(document(text)) for text in texts], return_exceptions=True)
        await asker.close()
    kinds = {type(outcome).__name__ for outcome in outcomes}
    assert {"Draft"} < kinds <= {"Draft", "Refused", "ContentFiltered", "ModelError"}
    usages = [getattr(outcome, "usage", None) or NOTHING for outcome in outcomes]
    spent = sum(usages, NOTHING)
    assert len(faults.given) > len(KINDS) // 2
    recorded = sum((attempt.usage for attempt in watch.attempts), NOTHING)
    assert (spent.calls, spent.reasks, spent.input_tokens) == (recorded.calls, recorded.reasks, recorded.input_tokens)
    assert sum(attempt.status == 200 for attempt in watch.attempts) == server.statuses[200]


async def test_a_dead_endpoint_is_one_clear_error() -> None:
    """Nobody listens there."""
    asker = LLMEngine("m", base_url="http://127.0.0.1:9/v1", patience=quick(retries=1))
    with pytest.raises(ModelUnavailable, match="asked 2 times: it could not be reached"):
        await asker.draft(document())
    await asker.close()


def test_importing_the_engine_does_not_import_its_clients() -> None:
    """Openai and instructor take most of a second; a program that only plans or parses options should not pay it."""
    slow = {"openai", "instructor", "jinja2", "genai_prices"}
    code = f"import sys, annotator.engines.llm; print({slow} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


async def test_a_lone_surrogate_does_not_stop_a_document() -> None:
    """It cannot be sent as it is; the rest is annotated."""
    text = "A broken \ud800 sign.\n“It works,” Dorn said."
    async with asking() as (asker, _):
        draft = await asker.draft(Document(id="s", text=text))
    assert [each.content[0].text for each in draft.quotes] == ["“It works,”"]


async def test_a_lone_surrogate_in_an_answer_can_be_sent_back() -> None:
    """A model may write one; the re-ask that repeats its answer still goes out."""
    bad = answers.completion("zebra")
    given = answers.Answer(200, bad.body.replace(b"zebra", b"\\ud800"), bad.headers)
    async with asking(script=[given, answers.completion(answer(quotes=[quote()]))]) as (asker, server):
        draft = await asker.draft(document())
    assert (len(draft.quotes), server.calls) == (1, 2)
    assert server.received[1].messages[2] == {"role": "assistant", "content": "?"}
