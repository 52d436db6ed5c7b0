"""Tests of `annotator.documents.folders`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.documents.folders import files_below, matching
from annotator.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders with links that lead round, to themselves and nowhere, a pipe, and hidden files."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.txt", "a/1.txt", "a/b/2.txt", "c/3.txt", ".git/x.txt", "a/.hidden.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("A")
    Path("a/b/round").symlink_to("..")
    Path("a/here").symlink_to(".")
    Path("a/self.txt").symlink_to("self.txt")
    Path("a/nowhere.txt").symlink_to("none.txt")
    Path("link").symlink_to("c")
    os.mkfifo("a/pipe.txt")
    return tmp_path


def test_files_come_in_order_and_loops_end(place: Path) -> None:
    """Each file once for each way that does not lead round; links that are broken are files that will be said."""
    found = [path.relative_to(place).as_posix() for path in files_below(place)]
    assert found == ["a/1.txt", "a/b/2.txt", "a/nowhere.txt", "a/self.txt", "b.txt", "c/3.txt", "link/3.txt"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt"]),
        (
            "**/*.txt",
            ["a/1.txt", "a/b/2.txt", "a/nowhere.txt", "a/pipe.txt", "a/self.txt", "b.txt", "c/3.txt", "link/3.txt"],
        ),
        ("a/**", ["a/1.txt", "a/b/2.txt", "a/nowhere.txt", "a/pipe.txt", "a/self.txt"]),
        ("?/b/2.txt", ["a/b/2.txt"]),
        ("./a/b/[0-9].*", ["./a/b/2.txt"]),
        (".g*/*.txt", [".git/x.txt"]),
        ("a/.*", ["a/.hidden.txt"]),
        ("l*", ["link"]),
        ("none*/*", []),
    ],
)
@pytest.mark.usefixtures("place")
def test_patterns_match_as_in_a_shell(pattern: str, expected: list[str]) -> None:
    """Relative to where the program runs, the names as they were given."""
    assert sorted(matching(pattern)) == expected


def test_absolute_patterns_match(place: Path) -> None:
    """From the root on, doubled slashes aside."""
    assert list(matching(f"{place}//a/b/*.txt")) == [f"{place}/a/b/2.txt"]


def _matched(place: Path) -> Iterator[str]:
    return matching(f"{place}/**/*.txt")


@pytest.mark.parametrize("walk", [files_below, _matched], ids=["folder", "pattern"])
def test_folder_without_permission_is_named(
    walk: Callable[[Path], Iterator[object]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not passed by in silence; the refusal is simulated because the tests may run as root."""
    real = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "b":
            raise PermissionError
        return real(folder)

    monkeypatch.setattr("os.scandir", refuse)
    with pytest.raises(DocumentError) as caught:
        list(walk(place))
    assert str(caught.value) == f"{place}/a/b: the folder may not be read; change its permissions, or leave it out"
