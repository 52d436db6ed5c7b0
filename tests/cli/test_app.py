"""Claims about the program as such: help, version, and what it loads."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
import typer.main

from annotator.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def test_a_usage_error_is_clicks_own(run: Run) -> None:
    """An unknown option ends with code 2 and names it."""
    ran = run("annotate", "--nonsense", "x")
    assert ran.code == 2
    assert "--nonsense" in ran.err


def test_completion_can_be_installed(run: Run) -> None:
    """Shell completion is on offer."""
    assert "--install-completion" in run("--help").out
