"""Claims about completions: read from whatever compatible servers send, and told from what is none."""

from __future__ import annotations

import pytest

from annotator.engines.llm.completions import Completion, EndpointSaid, parse
from annotator.errors import ModelError
from tests.fakes import answers


def read(raw: str) -> Completion:
    """The completion in a body."""
    return parse(raw, model="m", url="http://x/v1")


def test_a_completion_says_its_text_end_model_and_usage() -> None:
    """All that the record needs."""
    found = read(answers.completion("hello", usage=(5, 6, 0, 0)).body.decode())
    assert found.choices[0].message.content == "hello"
    assert (found.finish, found.model, found.refusal) == ("stop", answers.SERVED, None)
    assert found.usage is not None
    assert found.usage["prompt_tokens"] == 5


def test_a_server_may_leave_out_what_nobody_needs() -> None:
    """No id, no usage, no end, an unknown field."""
    found = read('{"choices": [{"message": {"content": "x"}, "odd": 1}]}')
    assert (found.finish, found.usage, found.model, found.choices[0].message.role) == (None, None, None, "assistant")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        pytest.param(" <!doctype html><p>Hi", "a web page instead of JSON", id="a web page"),
        pytest.param("Bad gateway", "no JSON", id="words"),
        pytest.param("", "no JSON", id="nothing"),
        pytest.param("[1]", "no chat completion", id="a list"),
        pytest.param('{"choices": []}', "no chat completion", id="no choice"),
        pytest.param('{"hello": 1}', "no chat completion", id="another object"),
    ],
)
def test_what_is_no_completion_is_one_clear_sentence(raw: str, words: str) -> None:
    """The sentence names the address and holds nothing of the body."""
    with pytest.raises(ModelError, match=words) as caught:
        read(raw)
    assert "http://x/v1" in str(caught.value)
    assert (caught.value.last_reply, caught.value.retryable) == (raw, False)


@pytest.mark.parametrize(("code", "status"), [("502", 502), (429, 429), ("overloaded", None), (None, None)])
def test_an_error_in_a_successful_answer_is_an_error(code: object, status: int | None) -> None:
    """As some routers send it."""
    import json  # noqa: PLC0415  # only here

    with pytest.raises(EndpointSaid) as caught:
        read(json.dumps({"error": {"message": "no", "code": code}}))
    assert caught.value.status == status
