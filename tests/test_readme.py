"""Claims about the README: each command in it runs, and what it shows is what the program prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fakes.server import FakeServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCAL = "http://127.0.0.1:8080/v1"
"""Where the README's local server listens; the tests' stands in for it."""
ELSEWHERE = ("pip ", "pytest", "poe ", "pre-commit", "python -m eval", "annotator --install-completion")
"""Commands that the other tests and .ci/run stand for: installing, the suite itself, the harness with outside data."""


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[str, str]]:
    """Each command after a dollar sign, continuation lines joined, with the output that follows it."""
    found: list[tuple[str, str]] = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def runnable() -> list[tuple[str, str]]:
    """Commands that run here; of “install && annotate” the second half."""
    trimmed = [(command.removeprefix("pip install . && "), output) for command, output in commands()]
    return [(command, output) for command, output in trimmed if not command.startswith(ELSEWHERE)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A scratch checkout with the gold, a local model, and an environment that reaches nothing else."""
    place = tmp_path_factory.mktemp("readme")
    (place / "eval").symlink_to(ROOT / "eval")
    with serving(FakeServer()) as server:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        environment |= {
            "OPENAI_BASE_URL": server.url,
            "OPENAI_API_KEY": "made-up",
            "XDG_CACHE_HOME": str(place / "cache"),
            "ANNOTATOR_CACHE": str(place / "cache" / "replies.sqlite"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "COLUMNS": "110",
        }
        yield place, environment | {"LOCAL": server.url}


def test_every_command_runs_and_prints_what_the_readme_shows(place: tuple[Path, dict[str, str]]) -> None:
    """In the README's order, as a reader would; a line of only an ellipsis stands for lines left out."""
    directory, environment = place
    assert len(runnable()) > 10
    for command, shown in runnable():
        real = command.replace(LOCAL, environment["LOCAL"])
        done = subprocess.run(
            ["bash", "-c", real],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert_shown(shown, done.stdout, command)


def assert_shown(shown: str, printed: str, command: str) -> None:
    """Each stretch between ellipses stands in the output, in order, blanks at line ends aside."""
    text, at = "\n".join(map(str.rstrip, printed.splitlines())), 0
    for stretch in re.split(r"^…$", shown, flags=re.MULTILINE):
        wanted = "\n".join(map(str.rstrip, stretch.strip("\n").splitlines()))
        position = text.find(wanted, at)
        assert position >= 0, f"{command} does not print\n{wanted}\nbut\n{text[at:]}"
        at = position + len(wanted)


def test_every_python_block_runs(
    place: tuple[Path, dict[str, str]],
) -> None:
    """The Python examples run as they stand."""
    directory, environment = place
    for block in blocks("python"):
        done = subprocess.run(
            [sys.executable, "-c", block.replace(LOCAL, environment["LOCAL"])],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"


def test_links_lead_somewhere() -> None:
    """Each relative link is a file of the repository."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
