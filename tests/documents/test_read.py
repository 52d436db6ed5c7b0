"""Tests of `annotator.documents.read`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.documents.read import read
from annotator.documents.source import Format
from annotator.errors import DocumentError
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = (
    b"<!DOCTYPE html><html lang='en'><body><article><h1>Rise</h1><p>Prices rose, she said.</p></article></body></html>"
)

visible = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.isprintable())


@given(text=visible.map(lambda text: "A" + text))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_file_is_kept_character_by_character(text: str, tmp_path: Path) -> None:
    """A document's text is what its file holds."""
    path = tmp_path / "article.txt"
    path.write_bytes(text.encode())
    assert read(path) == Document(id="article", text=text)


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)],
    ids=["gzip", "bzip2", "xz"],
)
def test_compressed_file_is_the_same_document(suffix: str, compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """Compression changes neither text nor id."""
    path = tmp_path / f"minsk.md{suffix}"
    path.write_bytes(compress(b"# Minsk\r\n\r\nThey met."))
    assert read(path) == Document(id="minsk", text="# Minsk\r\n\r\nThey met.")


def test_other_encodings_are_noted(tmp_path: Path) -> None:
    """Whoever compares sha256 sums must know that the file is not UTF-8."""
    path = tmp_path / "a.txt"
    path.write_bytes("“Schön,” sagte er in Köln.".encode("cp1252"))
    found = read(path, encoding="cp1252")
    assert found == Document(id="a", text="“Schön,” sagte er in Köln.", metadata={"encoding": "cp1252"})


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"They met.\r\n", "They met.\r\n", id="a text"),
        pytest.param(gzip.compress(b"They met."), "They met.", id="a compressed text"),
        pytest.param(PAGE, "Rise\nPrices rose, she said.", id="a web page"),
    ],
)
def test_standard_input_is_a_document(raw: bytes, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads standard input, whatever it holds, and leaves it open."""
    stdin = io.TextIOWrapper(io.BytesIO(raw))
    monkeypatch.setattr(sys, "stdin", stdin)
    found = read("-")
    assert (found.id, found.text, stdin.buffer.closed) == ("stdin", text, False)


def test_corpus_in_standard_input_is_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are not taken for the text of an article."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "A"}\n')))
    with pytest.raises(DocumentError, match=r"^-: a jsonl file holds many documents; use `annotator run`"):
        read("-")


def test_format_can_be_named(tmp_path: Path) -> None:
    """A file's name need not say what it holds."""
    path = tmp_path / "page.asp"
    path.write_bytes(PAGE)
    assert read(path, form=Format.HTML).text == "Rise\nPrices rose, she said."


def _write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        pytest.param("a.txt", b"", "the text is empty; give a document with words in it", id="an empty file"),
        pytest.param(
            "a.txt", b"\xef\xbb\xbf \n", "the text is empty; give a document with words in it", id="only a mark"
        ),
        pytest.param(
            "a.jsonl",
            b"{}",
            "a jsonl file holds many documents; use `annotator run`, or `stream` in Python",
            id="a corpus",
        ),
        pytest.param(
            "a.txt.gz",
            gzip.compress(b"They met. " * 99)[:-20],
            "the compressed file is damaged or cut off; fetch or compress it again",
            id="half a gzip file",
        ),
        pytest.param(
            "a.txt.gz",
            b"They met.",
            "the compressed file is damaged or cut off; fetch or compress it again",
            id="no gzip file",
        ),
        pytest.param(
            "a.html",
            b"<html><body><script>load('article')</script></body></html>",
            "no article was found in this page; save its text as .txt",
            id="a page without an article",
        ),
    ],
)
def test_bad_file_is_refused_with_a_remedy(name: str, raw: bytes, message: str, tmp_path: Path) -> None:
    """What cannot be read ends in one sentence that names the file and what to do."""
    path = _write(tmp_path / name, raw)
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert (str(caught.value), caught.value.path) == (f"{path}: {message}", path)


def test_damaged_utf_16_is_said_with_its_line(tmp_path: Path) -> None:
    """What is certainly UTF-16 cannot be mended by another encoding."""
    path = _write(tmp_path / "a.txt", "They met.\nThey left.\n".encode("utf-16")[:-3])
    with pytest.raises(DocumentError) as caught:
        read(path)
    why = "the bytes here are not utf-16; the file is damaged or cut off: fetch or save it again"
    assert str(caught.value) == f"{path}:2: {why}"


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is an error of ours, not Python's."""
    with pytest.raises(DocumentError) as caught:
        read(tmp_path / "none.txt")
    assert str(caught.value) == f"{tmp_path / 'none.txt'}: there is no such file; check the path"


def test_folder_is_no_document(tmp_path: Path) -> None:
    """A folder is refused with the command that takes one."""
    with pytest.raises(DocumentError, match="this is a folder; name a file in it, or use `annotator run`"):
        read(tmp_path)


def test_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read says so; the refusal is simulated because the tests may run as root."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    path = _write(tmp_path / "a.txt", b"They met.")
    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(DocumentError, match="the file may not be read; change its permissions"):
        read(path)


def test_document_of_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    """Nobody writes an article of 50 MB; it is refused without being decoded."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(DocumentError) as caught:
        read(path)
    message = "one document must be smaller than 50,000,000 bytes; split it, or make it a corpus (JSONL, CSV)"
    assert str(caught.value) == f"{path}: {message}"


def test_compressed_document_is_measured_unpacked(tmp_path: Path) -> None:
    """A small file that unpacks to a large one is refused too."""
    path = _write(tmp_path / "a.txt.gz", gzip.compress(b"a" * 100_000))
    with pytest.raises(DocumentError, match="one document must be smaller than 100,000 bytes"):
        read(path, max_bytes=100_000)
