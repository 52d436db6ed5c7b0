"""Claims about the codebook commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import codebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]


def test_the_shipped_codebook_can_be_printed_changed_and_checked(run: Run, tmp_path: Path) -> None:
    """What `show` prints is valid; with another label it is valid too, and says what it holds."""
    source = run("codebook", "show").out
    assert codebook.parse(source) == codebook.default()
    path = tmp_path / "mine.yaml"
    path.write_text(source.replace("name: mock", "name: ridicule"), encoding="utf-8")
    ran = run("codebook", "check", path)
    assert (ran.code, ran.err) == (0, "")
    assert "annotator 1 is valid: 21 acts, 6 claim kinds, 4 steps" in ran.out


def test_an_example_that_does_not_ground_is_refused(run: Run, tmp_path: Path) -> None:
    """The message names the label and the words."""
    path = tmp_path / "mine.yaml"
    path.write_text(run("codebook", "show").out.replace("marks: [believes]", "marks: [dreams]"), encoding="utf-8")
    ran = run("codebook", "check", path)
    assert (ran.code, ran.out) == (2, "")
    assert "modes › thought: the example marks 'dreams', which does not stand in its text" in ran.err
