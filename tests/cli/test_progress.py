"""Claims about the progress line: counted always, shown on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.progress import tally

if TYPE_CHECKING:
    import pytest


def test_documents_are_counted_and_nothing_is_shown_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """The tally knows what was done and what failed; a pipe sees no control characters."""
    with tally() as count:
        count.add()
        count.add(failed=True)
        count.add()
    assert (count.done, count.failed) == (2, 1)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_the_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On a terminal the counts are drawn."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    with tally() as count:
        count.add(failed=True)
    assert "0 annotated, 1 failed" in capsys.readouterr().out
