"""Claims about writing files: whole or not at all, and what is no file as it is."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from annotator.errors import FormatError
from annotator.files import whole_file


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What ends it in the middle, Ctrl-C too, leaves what was there before and nothing beside it."""
    path = tmp_path / "a.txt"
    path.write_text("before")

    def interrupted() -> None:
        with whole_file(path) as stream:
            stream.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (path.read_text(), list(tmp_path.iterdir())) == ("before", [path])


def test_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is written."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "there" / "a.txt")
    with whole_file(link) as stream:
        stream.write("words")
    assert (link.is_symlink(), (tmp_path / "there" / "a.txt").read_text()) == (True, "words")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX's")
def test_pipe_is_written_to(tmp_path: Path) -> None:
    """As a shell's >(…) is; nothing stands in its place afterwards."""
    path, read = tmp_path / "pipe", list[str]()
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(path.read_text()))
    reader.start()
    with whole_file(path) as stream:
        stream.write("words")
    reader.join()
    assert (read, path.is_fifo()) == (["words"], True)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="Linux has a device that is always full")
def test_full_device_is_said_and_stays_one() -> None:
    """One sentence, and no file in its place."""
    why = r"^/dev/full: cannot be written: No space left on device$"
    with pytest.raises(FormatError, match=why), whole_file(Path("/dev/full")) as stream:
        stream.write("words")
    assert Path("/dev/full").is_char_device()
