"""What a fake endpoint can answer: completions, and every way in which real endpoints fail.

An answer is a value; when it is given is decided by a script, by `tests.fakes.faults`, or by a function of the request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SERVED = "fake-1-2026-11-01"
"""The model that the endpoint says it served."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer.

    Attributes:
        status: HTTP status.
        body: The bytes after the headers.
        headers: Beside content type and length.
        delay_s: Seconds to wait before answering, on top of the server's latency.
        ending: “whole”, or “reset” (the connection breaks instead), or “silence” (nothing ever comes).
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay_s: float = 0.0
    ending: Literal["whole", "reset", "silence"] = "whole"

    def after(self, seconds: float) -> Answer:
        """The same answer, later."""
        return replace(self, delay_s=seconds)


def json_answer(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON body."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Answer(status, body, {"content-type": "application/json", **(headers or {})})


def completion(  # one argument for each field that real answers vary in
    content: object,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    tool: str | None = None,
    usage: Sequence[int] = (1000, 200, 0, 0),
    logprobs: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """A chat completion.

    Args:
        content: The text, or a value that is written as JSON; None for no content.
        finish: Why the model stopped.
        refusal: The refusal, if it declined.
        tool: Name of the function that is called with the content.
        usage: Input, output, cached and reasoning tokens; empty for an endpoint that does not say.
        logprobs: As in the API.
        headers: Beside content type and length.
    """
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": refusal}
    if tool is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": text}}
        message |= {"content": None, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": logprobs}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": SERVED, "choices": [choice]}
    return json_answer(body | _usage(usage), headers=headers)


def _usage(usage: Sequence[int]) -> dict[str, Any]:
    if not usage:
        return {}
    sent, received, cached, reasoning = usage
    return {
        "usage": {
            "prompt_tokens": sent,
            "completion_tokens": received,
            "total_tokens": sent + received,
            "prompt_tokens_details": {"cached_tokens": cached},
            "completion_tokens_details": {"reasoning_tokens": reasoning},
        }
    }


def error(status: int, message: str, *, code: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """An error as OpenAI words it."""
    return json_answer({"error": {"message": message, "type": "error", "code": code}}, status=status, headers=headers)


def rate_limited(retry_after: str | None = None, *, milliseconds: str | None = None) -> Answer:
    """429, with or without saying how long to wait."""
    headers = {"retry-after": retry_after, "retry-after-ms": milliseconds}
    given = {name: value for name, value in headers.items() if value is not None}
    return error(429, "Rate limit reached", code="rate_limit_exceeded", headers=given)


def server_error(status: int = 500) -> Answer:
    """5xx."""
    return error(status, "The server had an error")


def unauthorized() -> Answer:
    """401, quoting the key as OpenAI does."""
    return error(401, "Incorrect API key provided: sk-secret.", code="invalid_api_key")


def model_missing() -> Answer:
    """404 for the model."""
    return error(404, "The model does not exist", code="model_not_found")


def too_long() -> Answer:
    """400, because the request does not fit the context window."""
    return error(400, "This model's maximum context length is 4096 tokens", code="context_length_exceeded")


def length(so_far: str = '{"actors": [], "quotes": [{"id": "q1", "con') -> Answer:
    """An answer that was cut off at the model's limit."""
    return completion(so_far, finish="length")


def refused() -> Answer:
    """The model declines."""
    return completion(None, refusal="I cannot help with that.")


def content_filtered() -> Answer:
    """The provider's filter stopped the answer, which is nevertheless valid JSON."""
    return completion({"actors": [], "quotes": [], "claims": [], "stances": []}, finish="content_filter")


def html() -> Answer:
    """A web page where an API was expected."""
    page = b"<!doctype html><html><head><title>Welcome</title></head><body>Welcome to our portal</body></html>"
    return Answer(200, page, {"content-type": "text/html"})


def reset() -> Answer:
    """The connection breaks."""
    return Answer(ending="reset")


def silence() -> Answer:
    """Nothing ever comes."""
    return Answer(ending="silence")
