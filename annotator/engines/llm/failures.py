"""What went wrong between us and an endpoint, as errors that say what to do; and how long to wait before trying again.

Which failures are tried again, and how often, is the policy in `patience`.
"""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from annotator.engines.base import NO_ACCESS, TOO_MANY
from annotator.errors import AuthenticationFailed, ContentFiltered, ModelError, ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import openai

    from annotator.engines.llm.completions import EndpointSaid
    from annotator.engines.llm.providers import Endpoint

_PASSING = {408, 409, 425, TOO_MANY}
_NO_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_TOO_LONG = ("context_length_exceeded", "exceed_context_size_error")
_TOO_LONG_WORDS = ("maximum context length", "context size", "context window", "too many tokens")
_SAID_LENGTH = 200  # characters of an endpoint's own message that are passed on
_ECHO_LENGTH = 40  # characters; a message that repeats so many of the prompt is not passed on
_SERVER_FAULT = 500


class Passing(Exception):
    """A failure that may pass: it is tried again.

    Attributes:
        status: HTTP status, if there was an answer.
        after_s: Seconds that the endpoint asks to wait, if it says so.
    """

    def __init__(self, what: str, *, status: int | None = None, after_s: float | None = None) -> None:
        super().__init__(what)
        self.status = status
        self.after_s = after_s


class TooLong(Exception):
    """A request or its answer does not fit the model: the work must be split."""


def failure(error: openai.APIError, endpoint: Endpoint, prompt: str) -> Exception:
    """What an error of the openai client means.

    Args:
        error: As it was raised.
        endpoint: Who was asked.
        prompt: What was asked; a message that repeats it is not passed on.
    """
    import openai  # noqa: PLC0415  # slow to import; loaded by whoever made the error

    if isinstance(error, openai.APITimeoutError) and not _broke(error):
        return Passing("it did not answer in time")
    if isinstance(error, openai.APIStatusError):
        return of_status(error.status_code, error, endpoint, prompt)
    if isinstance(error, openai.APIConnectionError):
        return Passing("it could not be reached, or broke the connection")
    return ModelError(f"{endpoint.url} gave an answer that cannot be read", model=endpoint.model)


def _broke(error: openai.APITimeoutError) -> bool:
    """Whether a connection was refused or lost, which the openai client's aiohttp takes for a timeout."""
    import aiohttp  # noqa: PLC0415  # comes with instructor

    cause = error.__cause__ and error.__cause__.__cause__
    return isinstance(cause, aiohttp.ClientConnectionError) and not isinstance(cause, TimeoutError)


def of_status(status: int, error: openai.APIStatusError, endpoint: Endpoint, prompt: str) -> Exception:
    """What an HTTP status other than 2xx means."""
    if error.code in _NO_QUOTA:
        msg = f"{endpoint.url}: the account behind the key has no quota left; check its plan and billing"
        return AuthenticationFailed(msg, model=endpoint.model)
    if status in _PASSING or status >= _SERVER_FAULT:
        return Passing(f"it answered {status}", status=status, after_s=retry_after(error.response.headers))
    if error.code in _TOO_LONG or error.type in _TOO_LONG or any(words in error.message for words in _TOO_LONG_WORDS):
        return TooLong()
    return _final(status, error, endpoint, said(error, prompt))


def _final(status: int, error: openai.APIStatusError, endpoint: Endpoint, words: str) -> ModelError:
    model, url = endpoint.model, endpoint.url
    if error.code == "content_filter" or _is_flagged(error):
        return ContentFiltered(f"{url} does not let this text through its filter", model=model)
    if status in NO_ACCESS:
        where = f"set {endpoint.key_variable}" if endpoint.key_variable else "set OPENAI_API_KEY"
        return AuthenticationFailed(f"{url} answered {status}: it does not accept the key; {where}", model=model)
    if status == 404:  # noqa: PLR2004  # Not Found
        msg = f"{url} has no model {model!r}, or no chat completions; check the model's name and the base URL"
        return ModelError(msg, model=model)
    return ModelError(f"{url} answered {status}{words}", model=model)


def _is_flagged(error: openai.APIStatusError) -> bool:
    """Whether moderation refused a text, which OpenRouter says with 403, as others say that a key is not accepted."""
    about = _body(error).get("metadata")
    return isinstance(about, dict) and ("flagged_input" in about or "reasons" in about)


def in_disguise(error: EndpointSaid, endpoint: Endpoint) -> Exception:
    """What an error inside a 200 means."""
    if error.status is None or error.status in _PASSING or error.status >= _SERVER_FAULT:
        return Passing(f"it answered with an error ({error.status or 'without a number'})", status=error.status)
    return ModelError(f"{endpoint.url} answered with an error ({error.status})", model=endpoint.model)


def said(error: openai.APIStatusError, prompt: str) -> str:
    """The endpoint's own words after a colon, shortened; nothing when they repeat the prompt."""
    words = " ".join(str(_body(error).get("message", "")).split())[:_SAID_LENGTH]
    windows = (words[at : at + _ECHO_LENGTH] for at in range(max(1, len(words) - _ECHO_LENGTH + 1)))
    return "" if not words or any(window in prompt for window in windows) else f": {words}"


def _body(error: openai.APIStatusError) -> dict[str, object]:
    """What the endpoint says of an error; nothing when that is no object."""
    return cast("dict[str, object]", error.body) if isinstance(error.body, dict) else {}


def unavailable(error: Passing, endpoint: Endpoint, tries: int) -> ModelUnavailable:
    """The retries are used up."""
    remedy = "lower the rate" if error.status == TOO_MANY else "try again later"
    times = "once" if tries == 1 else f"{tries} times"
    return ModelUnavailable(f"{endpoint.url} was asked {times}: {error}; {remedy}", model=endpoint.model)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an endpoint asks to wait: ``retry-after-ms``, or ``retry-after`` in seconds or as a date."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    given = headers.get("retry-after")
    seconds = _number(given)
    return seconds if seconds is not None or given is None else _until(given)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _until(date: str) -> float | None:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time.time())
    except ValueError:
        return None
