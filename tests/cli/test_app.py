"""Claims about the program as such: help, version, and what it loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from annotator.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name."""

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", {})
        if not children:
            yield name, command
        for child, each in children.items():
            yield from walk(f"{name} {child}".strip(), each)

    return walk("", typer.main.get_command(app))


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_and_option_says_what_it_does(name: str, command: Any) -> None:
    """Help is there for each command, argument and option."""
    assert command.help, name
    silent = [each.name for each in command.params if not getattr(each, "help", None)]
    assert silent == []


def test_the_version_is_the_packages(run: Run) -> None:
    """--version prints it and leaves."""
    assert run("--version").out == f"annotator {version('annotator')}\n"


def test_python_m_annotator_is_the_same_program() -> None:
    """The package runs as a module."""
    done = subprocess.run([sys.executable, "-m", "annotator", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"annotator {version('annotator')}\n"


def test_starting_loads_nothing_heavy() -> None:
    """The command line and the package start without clients, models, tables or numbers."""
    heavy = {"openai", "instructor", "numpy", "trafilatura", "jinja2", "py3langid", "arro3", "lxml", "genai_prices"}
    code = "import sys, annotator, annotator.cli.app; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy & set(done.stdout.split()) == set()


def _signalled(number: int, where: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The program as it ends when it gets a signal as soon as it calls a function, or loads a module."""
    code = f"""
import os, signal, sys
from unittest import mock

if signal.getsignal({number:d}) is signal.SIG_IGN:  # as for what nohup starts, these tests too
    signal.signal({number:d}, signal.default_int_handler if {number:d} == signal.SIGINT else signal.SIG_DFL)
module, _, name = {where!r}.partition(":")
if name:
    __import__(module)
    real = getattr(sys.modules[module], name)
    mock.patch(f"{{module}}.{{name}}", lambda *a, **k: (os.kill(os.getpid(), {number}), real(*a, **k))[1]).start()
else:
    class Finder:
        def find_spec(self, wanted, *_):
            if wanted == module:
                os.kill(os.getpid(), {number})
    sys.meta_path.insert(0, Finder())
from annotator.cli import main
main()
"""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("module", ["annotator.cli.app", "typer", "annotator.pipeline"])
def test_ctrl_c_while_the_program_loads_ends_it_quietly(module: str, tmp_path: Path) -> None:
    """Without a traceback and with a shell's code, whatever is being imported."""
    (tmp_path / "a.txt").write_text("Hi there.")
    done = _signalled(signal.SIGINT, module, "annotate", tmp_path / "a.txt")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["kill", "a terminal that is closed"])
@pytest.mark.parametrize("name", ["x.jsonl", "x.parquet"])
def test_signal_leaves_no_half_written_file(number: int, name: str, run: Run, tmp_path: Path) -> None:
    """Whoever is told to end while it writes takes away what it began."""
    (tmp_path / "a.txt").write_text("“We will win,” Dorn said.")
    run("run", tmp_path / "a.txt", "-o", tmp_path / "r", "-q")
    place = tmp_path / "results"
    place.mkdir()
    where = "annotator.runs.export:line" if name.endswith("jsonl") else "annotator.runs.tidy:records"
    done = _signalled(number, where, "results", tmp_path / "r", "-o", place / name)
    assert (done.returncode, done.stdout, done.stderr, list(place.iterdir())) == (128 + number, "", "", [])


def test_a_usage_error_is_clicks_own(run: Run) -> None:
    """An unknown option ends with code 2 and names it."""
    ran = run("annotate", "--nonsense", "x")
    assert ran.code == 2
    assert "--nonsense" in ran.err


def test_completion_can_be_installed(run: Run) -> None:
    """Shell completion is on offer."""
    assert "--install-completion" in run("--help").out
