"""A chat completion as it came over the wire: its text, why it ended, who answered and what it took.

Read leniently, because compatible servers leave fields out. Whether the text is a good answer is left to `reading`.
"""

from __future__ import annotations

import json
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotator.errors import ModelError


class _Lenient(BaseModel):
    """Unknown fields are kept out of the way."""

    model_config = ConfigDict(extra="ignore")


class Function(_Lenient):
    """The function that a tool call names."""

    name: str = ""
    arguments: str | dict[str, Any] | None = None


class ToolCall(_Lenient):
    """A tool call."""

    id: str = ""
    type: str = "function"
    function: Function


class Message(_Lenient):
    """What the model wrote."""

    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ToolCall] | None = None


class Choice(_Lenient):
    """One of the answers; there is one."""

    message: Message
    finish_reason: str | None = None
    logprobs: dict[str, Any] | None = None


class Completion(_Lenient):
    """What instructor's readers need of a chat completion, and what the record needs."""

    model: str | None = None
    choices: list[Choice] = Field(min_length=1)
    usage: dict[str, Any] | None = None
    error: Any = None

    @property
    def finish(self) -> str | None:
        """Why the model stopped."""
        return self.choices[0].finish_reason

    @property
    def refusal(self) -> str | None:
        """Its refusal, if it declined."""
        return self.choices[0].message.refusal or None


class EndpointSaid(Exception):
    """An error that an endpoint wrapped into a successful answer.

    Attributes:
        status: The status that it should have had, if it says so.
    """

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.status = status


def parse(raw: str, *, model: str, url: str) -> Completion:
    """A completion from the body of an HTTP answer.

    Raises:
        EndpointSaid: It is an error in disguise.
        ModelError: It is a web page, or something else that is no completion.
    """
    try:
        completion = Completion.model_validate_json(raw)
    except ValidationError:
        return _explained(raw, model=model, url=url)
    if isinstance(completion.error, dict):
        raise _said(cast("dict[str, Any]", completion.error))
    return completion


def _explained(raw: str, *, model: str, url: str) -> Completion:
    """What a body is that is no completion, raised; or the completion in it, because Python reads more than pydantic.

    Raises:
        EndpointSaid: It is an error in disguise.
        ModelError: It is something else.
    """
    try:
        body = json.loads(raw)
    except ValueError as error:
        page = raw.lstrip()[:1] == "<"
        what = "a web page instead of JSON" if page else "something that is no JSON"
        msg = f"{url} answered with {what}; check the base URL, which usually ends in /v1"
        raise ModelError(msg, model=model, last_reply=raw) from error
    if isinstance(body, dict) and isinstance(fields := cast("dict[str, Any]", body).get("error"), dict):
        raise _said(cast("dict[str, Any]", fields))
    try:
        return Completion.model_validate(body)
    except ValidationError as error:
        msg = f"{url} answered with JSON that is no chat completion; check that it speaks OpenAI's chat completions"
        raise ModelError(msg, model=model, last_reply=raw) from error


def _said(fields: dict[str, Any]) -> EndpointSaid:
    return EndpointSaid(str(fields.get("message", "an error")), _status(fields.get("code")))


def _status(code: object) -> int | None:
    return int(code) if isinstance(code, int | str) and str(code).isdigit() else None
