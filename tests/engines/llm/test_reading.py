"""Claims about reading: whole when it fits, item by item when not, and nothing when there is nothing to read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotator.engines.llm.completions import parse
from annotator.engines.llm.reading import json_object, salvage, text_of
from tests.engines.llm.asked import answer, claim, quote, reply
from tests.fakes import answers

WANTED = ["actors", "quotes", "claims", "stances"]


def test_what_fits_is_read_whole() -> None:
    """Each proposal, in order, without a problem."""
    given = answer(quotes=[quote("q1"), quote("q2")], claims=[claim()])
    read = salvage(json.dumps(given), WANTED)
    assert (read.reply, read.problems) == (reply(**given), ())


def test_what_does_not_fit_is_named_and_the_rest_is_kept() -> None:
    """A quote without content goes, its neighbours stay; the instruction says why, the payload what it was."""
    broken: dict[str, Any] = {"id": "q2", "mode": "shouting"}
    read = salvage(json.dumps(answer(quotes=[quote("q1"), broken, quote("q3"), 7])), WANTED)
    assert read.reply is not None
    assert [each.id for each in read.reply.quotes] == ["q1", "q3"]
    first, second = read.problems
    assert (first.collection, first.code, first.payload, first.drops) == ("quotes", "invalid", broken, True)
    assert first.instruction.startswith("quotes[1]: content: Field required; mode: Input should be")
    assert second.payload == {"given": 7}


def test_a_list_that_is_missing_is_asked_for() -> None:
    """It costs no proposal, but has to be said."""
    read = salvage('{"quotes": [], "actors": [], "claims": []}', WANTED)
    assert [(each.instruction, each.drops) for each in read.problems] == [
        ("the list stances is missing; give it, empty if there is nothing", False)
    ]


@pytest.mark.parametrize(
    "text",
    ["", "I cannot do that.", "[1, 2]", "null", '{"hello": 1}', '{"quotes": [{"id": "q1"', '{"quotes": 3}'],
    ids=["nothing", "words", "a list", "null", "another object", "cut off", "no list in it"],
)
def test_what_cannot_be_read_at_all_is_one_problem(text: str) -> None:
    """There is no reply, and an instruction."""
    read = salvage(text, WANTED)
    assert read.reply is None
    assert [each.collection for each in read.problems] == ["reply"]


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '```json\n{"a": 1}\n```', 'Here it is: {"a": 1} Enjoy!', ' {"a":\n1} '],
    ids=["bare", "in a code fence", "among words", "with blanks"],
)  # fmt: skip
def test_an_object_is_found_among_words(text: str) -> None:
    """Small models like to say something before."""
    assert json_object(text) == {"a": 1}


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        pytest.param(answers.completion("x"), "x", id="content"),
        pytest.param(answers.completion("x", tool="f"), "x", id="a call"),
        pytest.param(answers.completion(None), "", id="nothing"),
    ],
)
def test_an_answer_is_read_wherever_it_was_written(completion: answers.Answer, expected: str) -> None:
    """In the content or in the arguments of a call."""
    assert text_of(parse(completion.body.decode(), model="m", url="u")) == expected


def test_arguments_may_come_as_an_object() -> None:
    """As Ollama sends them."""
    body = json.loads(answers.completion("x", tool="f").body)
    body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = {"a": 1}
    assert text_of(parse(json.dumps(body), model="m", url="u")) == '{"a": 1}'
