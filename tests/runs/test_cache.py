"""The cache: shared by processes, and never a reason for a run to fail."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.runs.cache import Cache, default_path


def test_what_one_run_put_another_gets(tmp_path: Path) -> None:
    """Two open at once; what is there already stays, what was dropped is gone."""
    path = tmp_path / "deep" / "replies.sqlite"
    one, two = Cache(path), Cache(path)
    one.put([("r1", "a"), ("r2", "b")])
    two.put([("r1", "other")])
    two.drop("r2")
    assert (two.get("r1"), one.get("r2"), one.get("r3")) == ("a", None, None)
    one.close()
    two.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_broken_cache_turns_itself_off_and_says_so(tmp_path: Path, content: bytes) -> None:
    """It is left as it is, and every look is a miss."""
    path = tmp_path / "replies.sqlite"
    path.write_bytes(content)
    cache = Cache(path)
    cache.put([("r", "a")])
    assert cache.get("r") is None
    assert cache.trouble is not None
    assert str(path) in cache.trouble
    cache.drop("r")
    cache.close()
    assert path.read_bytes() == content


def test_a_cache_that_is_locked_for_long_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds it: the run goes on."""
    monkeypatch.setattr("annotator.runs.cache._BUSY_S", 0.01)
    cache = Cache(tmp_path / "replies.sqlite")
    cache.put([("r", "a")])
    other = sqlite3.connect(tmp_path / "replies.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    cache.put([("s", "b")])
    assert cache.trouble is not None
    other.close()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({"ANNOTATOR_CACHE": "/c"}, Path("/c/replies.sqlite"), id="named"),
        pytest.param({"XDG_CACHE_HOME": "/x"}, Path("/x/annotator/replies.sqlite"), id="the desktop's place"),
    ],
)
def test_the_cache_lies_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: Path
) -> None:
    """`ANNOTATOR_CACHE` comes first."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("ANNOTATOR_CACHE", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_path() == expected
