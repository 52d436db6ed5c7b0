"""The board: how far a run is, in one line, and a summary that says what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.cli.run_board import Board, clock, money
from annotator.runs import Limits, Result, Run
from annotator.schema import Usage

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.engines.base import Attempt


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (187, "3:07"), (7387, "2:03:07"), (-5, "0:00"), (59.6, "1:00")]
)
def test_time_is_shown_as_a_clock(seconds: float, shown: str) -> None:
    """Hours only when there are some."""
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("cost", "shown"), [(None, "cost unknown"), (0.0, "$0.0000"), (0.1237, "$0.1237"), (1234.5, "$1,234.50")]
)
def test_an_unknown_cost_is_never_nothing(cost: float | None, shown: str) -> None:
    """Four digits below a dollar, cents above."""
    assert money(Usage(cost=cost)) == shown


def result(position: int, error: str | None = None, *, resumed: bool = False, hits: int = 0) -> Result:
    """A result."""
    return Result(position, str(position), None, error, error, resumed=resumed, cache_hits=hits)


def test_the_line_says_done_failed_cached_rate_and_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Resumed documents count as done and not for the rate."""
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    with Run.open(tmp_path / "run", limits=Limits(), cache=False) as run, Board(run, 20) as board:
        for position in range(4):
            board.add(result(position, resumed=True))
        now = 102.0
        for position in range(4, 8):
            board.add(result(position, hits=1))
        board.add(result(8, "Refused"))
        assert board.line(now) == "9/20 documents · 1 failed · 4 cached · 2.5/s · 0:04 left"
        now = 111.0
        board.tick()
    assert "9/20 documents" in capsys.readouterr().err


def test_calls_and_money_are_shown_once_there_are_some(tmp_path: Path) -> None:
    """Of the run in all, earlier sessions included."""
    with Run.open(tmp_path / "run", cache=False) as run, Board(run, None, quiet=True) as board:
        run.admission.observe(attempt())
        assert board.line(0.0) == "0 documents · 0 failed · $0.5000"


def attempt() -> Attempt:
    """A finished attempt."""
    from annotator.engines.base import Attempt  # noqa: PLC0415  # only here

    return Attempt("r", "{}", Usage(calls=1, cost=0.5), 0.1, None, 200)
