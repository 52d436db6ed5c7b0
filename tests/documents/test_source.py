"""Tests of `annotator.documents.source`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator.documents.source import STDIN, Format, Source, as_source, find, open_source
from annotator.errors import DocumentError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("a.txt", Source(Path("a.txt"), Format.TEXT, "a"), id="text"),
        pytest.param("x/a.b.html.gz", Source(Path("x/a.b.html.gz"), Format.HTML, "a.b"), id="a compressed page"),
        pytest.param("A.JSONL", Source(Path("A.JSONL"), Format.JSONL, "A"), id="capitals"),
        pytest.param("README", Source(Path("README"), None, "README"), id="no suffix"),
        pytest.param("/dev/stdin", Source(Path("/dev/stdin"), None, "stdin"), id="standard input as a path"),
        pytest.param("/dev/fd/63", Source(Path("/dev/fd/63"), None, "pipe"), id="a shell's process"),
        pytest.param("-", Source(STDIN, None, "stdin"), id="standard input"),
    ],
)
def test_name_says_what_a_file_holds(name: str, expected: Source) -> None:
    """Format and id follow from the name, compression apart."""
    assert as_source(Path(name)) == expected


def test_pattern_may_match_folders(tmp_path: Path) -> None:
    """Folders that a pattern matches are searched, and ids start at the pattern's fixed part."""
    for name in ("2024/a.txt", "2025/b.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("A")
    assert [source.name for source in find([f"{tmp_path}/20*"])] == ["2024/a", "2025/b"]


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python reads it from 3.14 on")
def test_zstandard_is_refused_with_a_remedy(tmp_path: Path) -> None:
    """What this Python cannot unpack is named."""
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd")
    with pytest.raises(DocumentError) as caught:
        open_source(as_source(path))
    assert str(caught.value) == f"{path}: Python reads .zst from version 3.14 on; compress it with gzip instead"
