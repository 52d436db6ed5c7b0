"""The program run in this process, as its user would."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from annotator.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``annotator`` with arguments; keys of the machine do not count."""
    for variable in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)

    def _run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["annotator", *map(str, arguments)])
        code, before = 0, signal.getsignal(signal.SIGINT)
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        finally:
            signal.signal(signal.SIGINT, before)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return _run
