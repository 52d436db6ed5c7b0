"""Claims about the command line with a language model: a loopback endpoint stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import records
from tests.fakes import answers
from tests.fakes.server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

ARTICLE = "Ann Dorn opposes the dam. “We will win,” Dorn said on Monday.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A short article in a file."""
    path = tmp_path / "dam.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_a_local_server_needs_no_key_and_the_output_names_the_model(run: Run, article: Path) -> None:
    """Any compatible server is reached by its base URL."""
    with serving(FakeServer()) as server:
        ran = run("annotate", article, "--engine", "llm", "--model", "tiny", "--base-url", server.url, "--json")
    record = records.parse(ran.out)
    assert (ran.code, ran.err, server.calls) == (0, "", 1)
    assert [each.content[0].text for each in record.annotation.quotes] == ["“We will win,”"]
    assert (record.annotation.provenance.engine, record.annotation.provenance.model) == ("llm", "tiny")


def test_the_environments_base_url_is_honoured(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPENAI_BASE_URL stands in for OpenAI's own address."""
    with serving(FakeServer()) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "made-up")
        ran = run("annotate", article, "--engine", "llm", "--model", "openai/gpt-5-mini")
    assert (ran.code, server.calls) == (0, 1)
    assert "llm engine" in ran.out


def test_a_server_that_answers_html_gets_one_line(run: Run, article: Path, tmp_path: Path) -> None:
    """The message says what came instead of an answer; nothing is written, and no key shows."""
    out = tmp_path / "out.jsonl"
    with serving(FakeServer(script=[answers.html()] * 9)) as server:
        ran = run("annotate", article, "--engine", "llm", "--model", "m", "--base-url", server.url, "-o", out, "-q")
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "HTML" in ran.err or "web page" in ran.err


def test_judging_asks_the_model(run: Run, article: Path) -> None:
    """The narrow question goes to the same endpoint."""
    with serving(FakeServer()) as server:
        ran = run("judge", article, "--target", "the dam", "--engine", "llm", "--model", "m", "--base-url", server.url)
    assert (ran.code, server.calls > 0) == (0, True)
    assert ran.out.startswith("the text → the dam: ")
