"""What a run tells the outside: numbers, spans and logs, and never a word of an article."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import FormatError, SettingsError
from annotator.runs import Run, metrics, telemetry
from annotator.runs.metrics import Numbers
from annotator.schema import Usage
from tests.runs.scripted import Ending, ScriptedEngine, corpus

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

NUMBERS = Numbers(7, 2, 3, Usage(calls=9, retries=1, input_tokens=90, output_tokens=20, cost=0.5), 4, 5, 1.5)


def test_metrics_are_prometheus_text(tmp_path: Path) -> None:
    """Each number once, with its type, and the file replaced as a whole."""
    metrics.write(tmp_path / "a.prom", NUMBERS)
    values = dict(
        line.rsplit(" ", 1) for line in (tmp_path / "a.prom").read_text().splitlines() if not line.startswith("#")
    )
    assert values == {
        'annotator_documents_total{state="annotated"}': "7",
        'annotator_documents_total{state="failed"}': "2",
        "annotator_cache_hits_total": "3",
        "annotator_calls_total": "9",
        "annotator_retries_total": "1",
        "annotator_refusals_total": "4",
        'annotator_tokens_total{direction="input"}': "90",
        'annotator_tokens_total{direction="output"}': "20",
        "annotator_calls_in_flight": "5",
        "annotator_session_seconds": "1.5",
        "annotator_cost_dollars_total": "0.5",
    }
    with pytest.raises(FormatError, match="cannot be written"):
        metrics.write(tmp_path / "none" / "a.prom", NUMBERS)


def test_an_unknown_cost_is_no_number() -> None:
    """It is left out, not 0."""
    unknown = Numbers(1, 0, 0, Usage(calls=1, cost=None), 0, 0, 1.0)
    assert "cost" not in metrics.text(unknown)


async def test_the_log_says_what_was_done_without_a_word_of_the_article(directory: Path, tmp_path: Path) -> None:
    """A line of JSON for each document, failures with their class."""
    handler = telemetry.log_to(tmp_path / "run.log")
    try:
        with Run.open(directory, engine=ScriptedEngine, cache=False) as run:
            async for result in run.annotate(corpus(2)):
                telemetry.log_result(result)
    finally:
        telemetry.stop_log(handler)
    told = [json.loads(line) for line in (tmp_path / "run.log").read_text().splitlines()]
    assert [(each["event"], each["state"], each["calls"], each["cost"]) for each in told] == [
        ("document done", "annotated", 1, 0.01)
    ] * 2
    assert "what I say" not in (tmp_path / "run.log").read_text()
    assert logging.getLogger(telemetry.LOGGER).handlers == []


def test_a_log_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """Before any work is done."""
    with pytest.raises(SettingsError, match="--log"):
        telemetry.log_to(tmp_path / "none" / "run.log")


class _Names:
    """Kinds and states of spans as OpenTelemetry names them."""

    CLIENT = "client"
    ERROR = "error"


class FakeTracer:
    """Notes spans as the OpenTelemetry API would be told them."""

    def __init__(self) -> None:
        self.spans: list[dict[str, Any]] = []

    def of(self, _name: str) -> FakeTracer:
        """The tracer of a library."""
        return self

    @contextmanager
    def start_as_current_span(
        self, name: str, kind: str, attributes: dict[str, Any], **_options: object
    ) -> Generator[FakeTracer]:
        """Begin a span."""
        self.spans.append({"name": name, "kind": kind, **attributes})
        yield self

    def set_attribute(self, name: str, value: object) -> None:
        """Say something of the last span."""
        self.spans[-1][name] = value

    def set_status(self, status: str) -> None:
        """Say how the last span ended."""
        self.spans[-1]["status"] = status


async def test_each_request_is_a_span_with_what_it_took(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named and attributed as the GenAI conventions have it; a failed attempt has its status, and no text is in any."""
    tracer = FakeTracer()
    api = ModuleType("opentelemetry.trace")
    api.__dict__.update(get_tracer=tracer.of, SpanKind=_Names, StatusCode=_Names)
    monkeypatch.setitem(sys.modules, "opentelemetry", ModuleType("opentelemetry"))
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", api)

    def script(_text: str, time: int) -> Ending:
        return Ending(200 if time else 500)

    def make(calls: Any) -> ScriptedEngine:
        return ScriptedEngine(telemetry.TracedCalls(calls, "m", "mistral"), script)

    with Run.open(directory, engine=make, cache=False) as run:
        assert [result.failed async for result in run.annotate(corpus(1))] == [False]
    asked = {
        "name": "chat m", "kind": "client", "gen_ai.operation.name": "chat", "gen_ai.provider.name": "mistral_ai",
        "gen_ai.request.model": "m",
    }  # fmt: skip
    assert tracer.spans == [
        {**asked, "http.response.status_code": 500, "error.type": "APIStatusError", "status": "error"},
        {
            **asked,
            "http.response.status_code": 200,
            "gen_ai.usage.input_tokens": 100,
            "gen_ai.usage.output_tokens": 10,
            "annotator.cost_usd": 0.01,
        },
    ]


def test_spans_without_the_package_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the extra."""
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(SettingsError, match=r"annotator\[otel\]"):
        telemetry.TracedCalls(None, "m")  # type: ignore[arg-type]
