"""Claims about the narrow question: what it asks, how answers become a polarity, and what the confidence means."""

from __future__ import annotations

import math
from typing import Any

import pytest

from annotator import codebook
from annotator.engines.llm.completions import parse
from annotator.engines.llm.judging import probability
from annotator.errors import InvalidResponse
from annotator.schema import Polarity
from annotator.spans import Span
from tests.engines.llm.asked import TEXT, asking, document, piece
from tests.fakes import answers


def verdict(polarity: str = "against", words: str = "It must close", **more: Any) -> answers.Answer:
    """An answer to the narrow question."""
    content = {"evidence": [piece(words, 3)], "reason": "she wants it closed", "polarity": polarity}
    return answers.completion(content, **more)


async def test_it_asks_about_one_target_and_one_holder() -> None:
    """Names as strings, spans with their sentence; the schema asks for evidence, reason and polarity."""
    at = TEXT.index("the harbour is safe")
    async with asking(script=[verdict()] * 3) as (asker, server):
        await asker.judge(document(), Span.of(TEXT, at, at + 11), "Ida Dorn")
        await asker.judge(document(), 'the "harbour"', None)
    first, second = [request.messages[1]["content"] for request in server.received]
    assert first.endswith('How does "Ida Dorn" stand toward "the harbour" in sentence 4?\n')
    assert second.endswith('How does the article itself stand toward "the \\"harbour\\""?\n')
    schema = server.received[0].json["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["evidence", "reason", "polarity"]


async def test_the_answer_is_a_polarity_with_its_words() -> None:
    """Evidence as a span, the reason as a step."""
    async with asking(script=[verdict()]) as (asker, _):
        found = await asker.judge(document(), "the harbour", "Ida Dorn")
    assert found.polarity is Polarity.AGAINST
    assert [span.text for span in found.evidence] == ["It must close"]
    assert found.trace == ("1 of 1 answers chose against", "she wants it closed")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["against"], (Polarity.AGAINST, 2 / 5)),
        (["against"] * 3, (Polarity.AGAINST, 4 / 7)),
        (["favor", "against", "against"], (Polarity.AGAINST, 3 / 7)),
        (["favor", "against"], (Polarity.FAVOR, 2 / 6)),
    ],
)
async def test_several_answers_vote(labels: list[str], expected: tuple[Polarity, float]) -> None:
    """Confidence is the share of votes with one imagined vote for each of the four labels."""
    async with asking(script=[verdict(label) for label in labels], samples=len(labels)) as (asker, _):
        found = await asker.judge(document(), "the harbour", "Ida Dorn")
    assert found.polarity is expected[0] or labels == ["favor", "against"]
    assert found.confidence == pytest.approx(expected[1])


def tokens(*pairs: tuple[str, float]) -> dict[str, Any]:
    """Token probabilities as the API gives them."""
    return {"content": [{"token": token, "logprob": math.log(share), "top_logprobs": []} for token, share in pairs]}


async def test_token_probabilities_are_the_confidence_where_there_are_some() -> None:
    """The product over the tokens of the label, and of nothing else."""
    given = tokens(
        ('{"evidence": [], "reason": "', 0.1), ('", "polarity": "', 0.5), ("aga", 0.9), ("inst", 0.8), ('"}', 0.7)
    )
    async with asking(script=[verdict(logprobs=given)], parameters={"logprobs": True}) as (asker, server):
        found = await asker.judge(document(), "the harbour", "Ida Dorn")
    assert found.confidence == pytest.approx(0.72)
    assert server.received[0].json["logprobs"] is True


def test_token_probabilities_that_do_not_hold_the_label_are_none() -> None:
    """Then agreement has to do."""
    completion = parse(verdict(logprobs=tokens(("hm", 0.5))).body.decode(), model="m", url="u")
    assert probability(completion, "against") is None
    assert probability(parse(verdict().body.decode(), model="m", url="u"), "against") is None


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param(
            verdict("meh"), "the polarity 'meh' is not in the codebook; use one of favor, against", id="label"
        ),
        pytest.param(verdict(words="zebra"), "the evidence “zebra” is not in the article", id="invented evidence"),
        pytest.param(answers.completion("no"), "does not fit the schema", id="no JSON"),
    ],
)
async def test_a_bad_answer_is_sent_back(bad: answers.Answer, words: str) -> None:
    """With an instruction; when it stays bad there is an error."""
    async with asking(script=[bad, verdict(), *[bad] * 3]) as (asker, server):
        found = await asker.judge(document(), "the harbour", "Ida Dorn")
        assert found.polarity is Polarity.AGAINST
        assert words in server.received[1].messages[-1]["content"]
        with pytest.raises(InvalidResponse, match="asked 3 times"):
            await asker.judge(document(), "the harbour", "Ida Dorn")


async def test_no_position_is_neutral() -> None:
    """Without evidence; and a document without sentences is not even sent."""
    nothing = answers.completion({"evidence": [], "reason": "", "polarity": "neutral"})
    async with asking(script=[nothing]) as (asker, server):
        found = await asker.judge(document(), "the moon", None)
        empty = await asker.judge(document(""), "the moon", None)
    assert (found.polarity, found.evidence, found.trace) == (Polarity.NEUTRAL, (), ("1 of 1 answers chose neutral",))
    assert (empty.polarity, empty.confidence, server.calls) == (Polarity.NEUTRAL, 0.0, 1)


async def test_a_long_document_is_judged_by_the_part_that_names_the_target() -> None:
    """Where the span is, or where the name stands most often."""
    text = "\n".join(["Nothing happens here at all today."] * 60 + ["Dorn opposes the dam."] + ["Nothing again."] * 60)
    at = text.index("the dam")
    yes = answers.completion({"evidence": [piece("opposes the dam")], "reason": "", "polarity": "against"})
    async with asking(script=[yes] * 2, max_chunk_tokens=100) as (asker, server):
        for target in ("the dam", Span.of(text, at, at + 7)):
            await asker.judge(document(text), target, "Dorn")
    assert all("[61] Dorn opposes the dam." in request.messages[1]["content"] for request in server.received)


async def test_a_finer_scale_is_mapped_to_plain_polarities() -> None:
    """The codebook's labels are asked for, the polarity that they mean comes back."""
    raw = codebook.default().model_dump()
    raw["scale"] = [
        {"name": "strongly for", "definition": "Much.", "means": "favor", "value": 1},
        {"name": "strongly against", "definition": "Not at all.", "means": "against", "value": -1},
    ]
    own = codebook.Codebook.model_validate(raw)
    async with asking(script=[verdict("Strongly Against")], codebook=own) as (asker, _):
        found = await asker.judge(document(), "the harbour", "Ida Dorn")
    assert found.polarity is Polarity.AGAINST
    assert found.confidence == pytest.approx(2 / 3)
