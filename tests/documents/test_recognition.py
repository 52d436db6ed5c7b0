"""Tests of `annotator.documents.recognition`."""

from __future__ import annotations

import pytest

from annotator.documents.columns import Columns
from annotator.documents.recognition import recognised
from annotator.documents.source import Format


@pytest.mark.parametrize(
    ("head", "form"),
    [
        pytest.param(b'\xef\xbb\xbf {"text": 1}', Format.JSONL, id="an object"),
        pytest.param(b'{"text": 1}\n{"te', Format.JSONL, id="objects on a line each"),
        pytest.param(b'{"text": "half\n{"text": 1}\n', Format.JSONL, id="a broken line before another"),
        pytest.param(b'{"text": "' + b"x" * 4_000, Format.JSONL, id="a line longer than what is looked at"),
        pytest.param('{"text": 1}\n'.encode("utf-16"), Format.JSONL, id="objects in UTF-16"),
        pytest.param(b'[{"text": 1}]', Format.JSON, id="an array of objects"),
        pytest.param(b'[\n  {\n    "text": 1', Format.JSON, id="an indented array"),
        pytest.param(b'{\n  "text": 1\n}\n', Format.JSON, id="an indented object"),
        pytest.param(b'{"text": 1,\n "id": 2}', Format.JSON, id="an object on two lines"),
        pytest.param(b'{"text": 1}{"text": 2}', Format.JSON, id="objects without anything between them"),
        pytest.param(b"[Minsk] They met.", Format.TEXT, id="a bracket"),
        pytest.param(b"{Minsk} They met.", Format.TEXT, id="a brace"),
        pytest.param(b"\n<!DOCTYPE html>", Format.HTML, id="a page"),
        pytest.param(b"PAR1\x00\x01", Format.PARQUET, id="Parquet"),
        pytest.param(b"", Format.TEXT, id="nothing"),
        pytest.param(b"id,text\n1,They met.\n", Format.CSV, id="a header with the text"),
        pytest.param(b'"id";"text"\r\n1;"They', Format.CSV, id="a header in quotation marks"),
        pytest.param(b"text\nThey met.\n", Format.CSV, id="the text alone"),
        pytest.param(b"id\tbody\n1\tThey met.\n", Format.CSV, id="names only, and cells below them"),
        pytest.param(b"Hello,world\n", Format.TEXT, id="words with a comma"),
        pytest.param(b"Yes, they met, she said.\nNo, they did not.\n", Format.TEXT, id="sentences with commas"),
        pytest.param(b"They met.\nid,text\n", Format.TEXT, id="names further down"),
    ],
)
def test_first_bytes_say_what_a_stream_holds(head: bytes, form: Format) -> None:
    """What has no name is recognised by how it begins."""
    assert recognised(head) is form


@pytest.mark.parametrize(
    ("head", "encoding", "form"),
    [
        pytest.param(b"body\nThey met.\n", None, Format.CSV, id="a table of one column"),
        pytest.param(b"Kopf,K\xf6rper\n", "cp1252", Format.CSV, id="a table of another encoding"),
        pytest.param(b"bodi,id\n", None, Format.CSV, id="a table that lacks it, which will be said"),
        pytest.param(b'{"body": "A"}\n', None, Format.JSONL, id="objects"),
        pytest.param(b"<html>", None, Format.HTML, id="a page"),
        pytest.param(b"", None, Format.TEXT, id="nothing"),
    ],
)
def test_who_names_a_column_has_a_table(head: bytes, encoding: str | None, form: Format) -> None:
    """A text is not what is meant when a column of it is named."""
    assert recognised(head, Columns(text="body"), encoding=encoding) is form
