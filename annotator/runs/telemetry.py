"""What a run tells to the outside while it works: OpenTelemetry spans through the API only, and logs as JSON lines.

Neither holds words of an article, of a prompt or of a reply, nor a key. Without an SDK that the user sets up, spans go
nowhere; without the package ``opentelemetry-api`` there are none.
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from annotator.engines.base import Attempt, Calls
    from annotator.runs.result import Result

LOGGER = "annotator.runs"
_FIELDS = ("position", "document", "state", "error", "seconds", "calls", "cache_hits", "cost")
_PROVIDERS = {"custom": "openai", "gemini": "gcp.gemini", "mistral": "mistral_ai", "xai": "x_ai"}
"""What the GenAI conventions call a provider, where it is not as in our table; “openai” is also a way of speaking."""
_span: ContextVar[Any] = ContextVar("span", default=None)


class TracedCalls:
    """Calls with an OpenTelemetry span around each request, named as the GenAI conventions have it.

    Args:
        calls: What really watches the calls.
        model: The model that is asked, as the endpoint knows it.
        provider: Who is asked, as the table of providers names it.

    Raises:
        SettingsError: ``opentelemetry-api`` is not installed.
    """

    def __init__(self, calls: Calls, model: str, provider: str = "openai") -> None:
        try:
            trace: Any = import_module("opentelemetry.trace")
        except ImportError as error:
            message = "--otel needs the package opentelemetry-api; pip install 'annotator[otel]'"
            raise SettingsError(message, variable="--otel") from error
        self._trace = trace
        self._tracer: Any = trace.get_tracer("annotator")
        self._calls = calls
        self._model = model
        self._asked = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS.get(provider, provider),
            "gen_ai.request.model": model,
        }

    def lookup(self, request: str) -> str | None:
        """As the watched calls."""
        return self._calls.lookup(request)

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        """As the watched calls, with a span from the moment that the request goes out."""
        return self._admitted(tokens)

    @asynccontextmanager
    async def _admitted(self, tokens: int) -> AsyncGenerator[None]:
        options = {"kind": self._trace.SpanKind.CLIENT, "record_exception": False, "set_status_on_exception": False}
        async with self._calls.admit(tokens):
            with self._tracer.start_as_current_span(f"chat {self._model}", attributes=self._asked, **options) as span:
                token = _span.set(span)
                try:
                    yield
                finally:
                    _span.reset(token)

    async def rest(self, seconds: float, *, limited: bool) -> None:
        """As the watched calls."""
        await self._calls.rest(seconds, limited=limited)

    def record(self, attempt: Attempt) -> None:
        """As the watched calls; the span learns what it took."""
        span = _span.get()
        if span is not None:
            for name, value in _attributes(attempt).items():
                span.set_attribute(name, value)
            if attempt.error is not None:
                span.set_status(self._trace.StatusCode.ERROR)
        self._calls.record(attempt)


def _attributes(attempt: Attempt) -> dict[str, str | int | float]:
    usage = attempt.usage
    known: dict[str, str | int | float | None] = {
        "gen_ai.usage.input_tokens": usage.input_tokens or None,
        "gen_ai.usage.output_tokens": usage.output_tokens or None,
        "annotator.cost_usd": usage.cost or None,
        "http.response.status_code": attempt.status,
        "error.type": attempt.error,
    }
    return {name: value for name, value in known.items() if value is not None}


class _JsonLines(logging.Formatter):
    """A log record as one line of JSON; only fields that are known to hold no text."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(), "level": record.levelname.lower()}
        told |= {"event": record.msg if not record.args else record.getMessage()}
        told |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        return json.dumps(told, ensure_ascii=False)


class LogFile(logging.FileHandler):
    """A file of log lines that ends where the disk no longer goes along, because a run is worth more than its log.

    Attributes:
        trouble: Why it ended early, a sentence; None when it did not.
    """

    trouble: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless one could not be written before."""
        if self.trouble is None:
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  # logging's name and signature
        """Remember what went wrong."""
        error = sys.exc_info()[1]
        why = error.strerror if isinstance(error, OSError) else type(error).__name__
        self.trouble = f"--log {self.baseFilename}: it ends early ({why}); the run goes on without it"


def log_to(path: Path) -> LogFile:
    """Append a run's log to a file as JSON lines, until the handler is closed with `stop_log`.

    Raises:
        SettingsError: The file cannot be written to.
    """
    try:
        handler = LogFile(path, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--log {path}: cannot be written to ({error.strerror})", variable="--log") from error
    handler.setFormatter(_JsonLines())
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """End what `log_to` began."""
    logging.getLogger(LOGGER).removeHandler(handler)
    with suppress(OSError):  # what could not be written before cannot be now
        handler.close()


def log_result(result: Result) -> None:
    """Log that a document is done with; never its words."""
    logger = logging.getLogger(LOGGER)
    if not logger.isEnabledFor(logging.INFO):
        return
    told = {
        "position": result.position,
        "document": result.id,
        "state": "failed" if result.failed else "annotated",
        "error": result.error,
        "seconds": result.seconds,
        "calls": result.usage.calls,
        "cache_hits": result.cache_hits,
        "cost": result.usage.cost,
    }
    logger.info("document done", extra=told)
