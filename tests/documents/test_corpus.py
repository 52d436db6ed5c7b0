"""Tests of `annotator.documents.corpus`, and through it of the readers of tables."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import threading
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.documents.columns import Columns
from annotator.documents.corpus import Unreadable, stream
from annotator.documents.source import Format
from annotator.errors import DocumentError
from annotator.records import Record
from annotator.schema import Annotation, Document, Provenance

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path


BROKEN_LINES = b'{"text": "A"}\n{"text": "half\n{"text": "C"}\n'
UMLAUTS = "ä ö ü ß Ä Ö Ü"
"""Enough to tell that a file is UTF-8, whatever one of its rows holds."""


def _write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _shown(found: Iterable[Document | Unreadable]) -> list[tuple[str, str]]:
    """Id and text or error of each."""
    return [(each.id, each.text if isinstance(each, Document) else str(each.error)) for each in found]


def test_folder_is_read_in_order_of_names(tmp_path: Path) -> None:
    """Files of known kinds, below folders too, with their place as id; hidden and foreign files are passed by."""
    _write(tmp_path / "b.txt", "B")
    _write(tmp_path / "a/2.md.gz", gzip.compress(b"A2"))
    _write(tmp_path / "a/10.txt", "A10")
    _write(tmp_path / "a/rows.jsonl", '{"text": "R"}')
    _write(tmp_path / "a/logo.png", "P")
    _write(tmp_path / ".git/x.txt", "G")
    assert _shown(stream([tmp_path])) == [("a/10", "A10"), ("a/2", "A2"), ("a/rows-1", "R"), ("b", "B")]


def test_glob_is_expanded(tmp_path: Path) -> None:
    """A quoted pattern works as in the shell, below folders too."""
    _write(tmp_path / "x/b.txt", "B")
    _write(tmp_path / "a.txt", "A")
    _write(tmp_path / "a.md", "M")
    assert _shown(stream([f"{tmp_path}/**/*.txt"])) == [("a", "A"), ("x/b", "B")]


def test_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    """Brackets in a file's name are no pattern when the file exists."""
    path = _write(tmp_path / "a[1].txt", "A")
    assert _shown(stream([path])) == [("a[1]", "A")]


def test_bad_file_is_a_value_in_its_place(tmp_path: Path) -> None:
    """One broken file ends nothing."""
    _write(tmp_path / "1.txt", "one")
    bad = _write(tmp_path / "2.txt", b"\x00\x01")
    _write(tmp_path / "3.txt", "three")
    found = list(stream([tmp_path]))
    assert [each.id for each in found] == ["1", "2", "3"]
    assert isinstance(found[1], Unreadable)
    assert found[1].error.path == bad


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        pytest.param(["none.txt"], "none.txt: there is no such file; check the path", id="a missing file"),
        pytest.param(
            ["*.rtf"], "*.rtf: no file matches this pattern; check it, and quote it in the shell", id="an empty pattern"
        ),
        pytest.param(
            ["empty"], "empty: the folder holds no file that could be read; known are .csv", id="an empty folder"
        ),
        pytest.param(
            ["a.csv"], "a.csv: there is no column 'text'; name the right one with --text-column", id="a column"
        ),
        pytest.param(["a.parquet"], "a.parquet: this is no Parquet file", id="no Parquet"),
        pytest.param(["b.parquet"], "b.parquet: the Parquet file is cut off", id="half a Parquet file"),
        pytest.param(
            ["empty.csv"], "empty.csv: the file is empty; a CSV file starts with the names", id="an empty table"
        ),
        pytest.param(["a.jsonl.gz"], "a.jsonl.gz: the compressed file is damaged", id="no gzip"),
    ],
)
def test_wrong_corpus_is_refused_at_once(
    paths: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong with a corpus as such is known on the call, before any document is read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    _write(tmp_path / "a.csv", "id,body\n1,words\n")
    _write(tmp_path / "empty.csv", "")
    _write(tmp_path / "a.parquet", "words")
    _write(tmp_path / "b.parquet", b"PAR1" + b"x" * 50)
    _write(tmp_path / "a.jsonl.gz", '{"text": "A"}')
    with pytest.raises(DocumentError) as caught:
        stream(
            ["a.csv", *paths] if paths != ["a.csv"] else paths,
            columns=Columns(text="body" if paths != ["a.csv"] else "text"),
        )
    assert str(caught.value).startswith(message)


def test_missing_column_names_those_that_exist(tmp_path: Path) -> None:
    """The message holds all that is needed to mend the command."""
    path = _write(tmp_path / "a.csv", "id,body\n1,words\n")
    with pytest.raises(DocumentError) as caught:
        stream([path])
    message = "there is no column 'text'; name the right one with --text-column (there are: id, body)"
    assert str(caught.value) == f"{path}: {message}"


def test_renamed_column_must_exist(tmp_path: Path) -> None:
    """Who names a column for ids means it."""
    path = _write(tmp_path / "a.jsonl", '{"text": "A", "key": 1}')
    with pytest.raises(DocumentError, match=r"there is no column 'doc_id'; name the right one with --id-column"):
        stream([path], columns=Columns(id="doc_id"))


def test_columns_become_fields_and_the_rest_metadata(tmp_path: Path) -> None:
    """Each column has its place; what is no date or language tag stays as it came, as metadata."""
    row = {
        "body": "They met.",
        "key": 7,
        "title": "Meeting",
        "date": "2025-08-20",
        "outlet": "Daily",
        "author": "",
        "language": "en_GB",
        "page": 3,
        "tags": ["a", {"b": None}],
    }
    odd = {"body": "So.", "key": 8.0, "date": "20 Aug", "language": "English", "score": float("nan")}
    path = _write(tmp_path / "a.jsonl", f"{json.dumps(row)}\n{json.dumps(odd)}\n")
    assert list(stream([path], columns=Columns(text="body", id="key"))) == [
        Document(
            id="7",
            text="They met.",
            title="Meeting",
            date="2025-08-20",
            outlet="Daily",
            language="en-GB",
            metadata={"page": 3, "tags": ["a", {"b": None}]},
        ),
        Document(id="8", text="So.", metadata={"date": "20 Aug", "language": "English"}),
    ]


def test_jsonl_that_breaks_at_line_seven_names_it(tmp_path: Path) -> None:
    """A broken line is a value with file and line, and the lines after it are read."""
    lines = [json.dumps({"text": f"Text {number}"}) for number in range(1, 10)]
    lines[6] = '{"text": "half'
    path = _write(tmp_path / "a.jsonl", "\n".join(lines))
    found = _shown(stream([path]))
    assert found[6] == (
        "a-7",
        f"{path}:7: this is not JSON (Unterminated string starting at, column 10); mend or remove it",
    )
    assert found[7:] == [("a-8", "Text 8"), ("a-9", "Text 9")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param('["a"]', "this is JSON but no object with columns", id="an array"),
        pytest.param('{"text": null}', "the column 'text' holds no text; fill it or remove the row", id="null"),
        pytest.param('{"text": "  "}', "the text is empty; give a document with words in it", id="blanks"),
        pytest.param('{"title": "x"}', "there is no column 'text'", id="another object"),
        pytest.param('{"text": "\\ud800"}', "it holds halves of characters (lone surrogates)", id="half a character"),
        pytest.param('{"text": "a\\u0000b"}', "this is not text", id="a zero byte"),
        pytest.param("[" * 100_000, "this is not JSON (it is nested too deeply", id="endless nesting"),
        pytest.param(
            '{"text": "' + "x" * 300_000 + '"}', "the line is longer than 250,000 characters", id="a huge line"
        ),
        pytest.param(b'{"text": "M\xfcller"}', "the bytes of this row do not fit the encoding", id="foreign bytes"),
    ],
)
def test_bad_row_is_a_value(line: str | bytes, message: str, tmp_path: Path) -> None:
    """Whatever is wrong with one row, its neighbours are read, and it names its line."""
    raw = line if isinstance(line, bytes) else line.encode()
    before, after = json.dumps({"text": UMLAUTS}, ensure_ascii=False).encode(), b'{"text": "after"}'
    path = _write(tmp_path / "a.jsonl", before + b"\n\n" + raw + b"\n" + after)
    first, bad, last = _shown(stream([path], max_bytes=250_000))
    assert (first, last) == (("a-1", UMLAUTS), ("a-4", "after"))
    assert bad[0] == "a-3"
    assert bad[1].startswith(f"{path}:3: {message}")


RECORD = Record(
    document=Document(id="m", text="They met.", title="T"),
    annotation=Annotation(
        document_id="m",
        text_sha256=Document(id="m", text="They met.").sha256,
        provenance=Provenance(
            engine="rules", engine_version="1", package_version="1", created_at=datetime(2025, 1, 1, tzinfo=UTC)
        ),
    ),
)


def test_our_own_records_are_a_corpus(tmp_path: Path) -> None:
    """What annotator wrote can be annotated again; without its text it is told apart."""
    lines = [RECORD.model_dump_json(), RECORD.without_text().model_dump_json()]
    path = _write(tmp_path / "a.jsonl", "\n".join(lines))
    document, textless = stream([path])
    assert document == RECORD.document
    assert isinstance(textless, Unreadable)
    assert str(textless.error) == (
        f"{path}:2: this record was written without its text; give the text, or export it with the text"
    )


def test_ids_are_made_unique(tmp_path: Path) -> None:
    """Ids that occur again are told apart in order, and the id as found is kept."""
    path = _write(
        tmp_path / "a.jsonl", "\n".join(json.dumps({"id": i, "text": i}) for i in ["x", "y", "x", "x~2", "x"])
    )
    found = list(stream([path, path]))
    assert [each.id for each in found] == ["x", "y", "x~2", "x~2~2", "x~3", "x~4", "y~2", "x~5", "x~2~3", "x~6"]
    assert isinstance(found[2], Document)
    assert found[2].metadata == {"id": "x"}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('[{"text": "A"}, {"text": "B"}]', id="an array"),
        pytest.param('[\n  {\n    "text": "A"\n  },\n  {"text": "B"}\n]\n', id="an indented array"),
        pytest.param('{"text": "A"}\n{"text": "B"}\n', id="lines"),
        pytest.param('{"text": "A"}{"text": "B"}', id="objects without anything between them"),
    ],
)
def test_json_is_read_in_each_of_its_shapes(content: str, tmp_path: Path) -> None:
    """A .json file may be an array or a sequence of objects."""
    path = _write(tmp_path / "a.json", content)
    assert _shown(stream([path])) == [("a-1", "A"), ("a-2", "B")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.json", BROKEN_LINES, id="lines in a file that is called JSON"),
        pytest.param("a.jsonl", BROKEN_LINES.replace(b"\n", b"\r"), id="lines that end as on an old Mac"),
    ],
)
def test_broken_line_takes_no_other_along(name: str, content: bytes, tmp_path: Path) -> None:
    """What stands on lines is read by lines."""
    first, bad, last = _shown(stream([_write(tmp_path / name, content)]))
    assert (first, last, bad[0]) == (("a-1", "A"), ("a-3", "C"), "a-2")
    assert bad[1].startswith(f"{tmp_path / name}:2: this is not JSON (Unterminated string")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param('[{"text": "A"}, {"text": "B"}]', id="an array"),
        pytest.param('{\n "text": "A"\n}\n{\n "text": "B"\n}\n', id="indented objects"),
    ],
)
def test_file_that_is_called_jsonl_but_has_no_lines_is_read(content: str, tmp_path: Path) -> None:
    """It is clear what is meant."""
    assert _shown(stream([_write(tmp_path / "a.jsonl", content)])) == [("a-1", "A"), ("a-2", "B")]


def test_broken_json_array_names_the_line(tmp_path: Path) -> None:
    """What follows a broken object is lost, so the error says where it is and is the last value."""
    path = _write(tmp_path / "a.json", '[\n{"text": "A"},\n{"text": "B"\n"title": 1},\n{"text": "C"}]')
    assert _shown(stream([path])) == [
        ("a-1", "A"),
        ("a-2", f"{path}:4: this is not JSON (Expecting ',' delimiter, column 1); mend or remove it"),
    ]


@pytest.mark.parametrize("chunk", [1, 2, 7, 65_536])
def test_json_array_is_read_in_pieces_of_any_size(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a piece ends does not matter."""
    monkeypatch.setattr("annotator.documents.json_rows._CHUNK", chunk)
    texts = ['a "quoted" ] text', "Ünïcode 😀", "x" * 100]
    path = _write(tmp_path / "a.json", json.dumps([{"text": text, "n": [1, {"m": 2}]} for text in texts], indent=1))
    assert [text for _, text in _shown(stream([path]))] == texts


CSV = [
    pytest.param("id,text\n1,They met.\n", [("1", "They met.")], id="plain"),
    pytest.param("\ufeffid;text\r\n1;They, met.\r\n", [("1", "They, met.")], id="a mark and semicolons"),
    pytest.param("text|id\nThey met.|1\n", [("1", "They met.")], id="bars"),
    pytest.param('id,text\n1,"One.\r\n\r\nTwo ""so""."\n', [("1", 'One.\r\n\r\nTwo "so".')], id="line ends in a cell"),
    pytest.param("text\nThey met.\n\nThey left.\n", [("a-1", "They met."), ("a-3", "They left.")], id="a blank line"),
    pytest.param('"a,b",text\n1,They met.\n', [("a-1", "They met.")], id="a comma in the header"),
    pytest.param("id,text\n1," + "x" * 200_000, [("1", "x" * 200_000)], id="a cell above the csv module's limit"),
]


@pytest.mark.parametrize(("content", "expected"), CSV)
def test_csv_dialects(content: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    """CSV as spreadsheets of several countries write it."""
    assert _shown(stream([_write(tmp_path / "a.csv", content)])) == expected


@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: f'A{text}\r\n,"Z')
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_csv_keeps_cells_character_by_character(texts: list[str], tmp_path: Path) -> None:
    """A cell is the text, line ends and quotation marks included."""
    cells = ["text", *('"' + text.replace('"', '""') + '"' for text in texts)]
    path = _write(tmp_path / "a.csv", "\r\n".join(cells))
    assert [text for _, text in _shown(stream([path]))] == texts


def test_tab_separated_values(tmp_path: Path) -> None:
    """The name says that tabs separate, even where commas are more."""
    path = _write(tmp_path / "a.tsv", "text\ta,b,c\nThey, met.\t1\n")
    assert list(stream([path])) == [Document(id="a-1", text="They, met.", metadata={"a,b,c": "1"})]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param("2", "the row has 1 cells where the header has 2", id="too few cells"),
        pytest.param("2,a,b", "the row has 3 cells where the header has 2", id="too many cells"),
        pytest.param('2,"He said "so"."', "the row that starts here is broken", id="single quotation marks in a cell"),
        pytest.param("2,", "the text is empty", id="no text"),
        pytest.param(b"2,M\xfcller", "the bytes of this row do not fit the encoding", id="foreign bytes"),
    ],
)
def test_bad_csv_row_is_a_value(row: str | bytes, message: str, tmp_path: Path) -> None:
    """A broken record names the line where it starts, and its neighbours are read."""
    raw = row if isinstance(row, bytes) else row.encode()
    path = _write(tmp_path / "a.csv", f'id,text\n1,"{UMLAUTS}\nline"\n'.encode() + raw + b"\n3,three\n")
    first, bad, last = _shown(stream([path]))
    assert (first, last) == (("1", f"{UMLAUTS}\nline"), ("3", "three"))
    assert bad[1].startswith(f"{path}:4: {message}")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_zero_byte_takes_no_other_row_along(name: str, tmp_path: Path) -> None:
    """It does not make a table UTF-16, of which nothing would be left."""
    rows = {"a.csv": b"id,text\n1,a\x00b\n2,fine\n", "a.jsonl": b'{"text": "a\x00b"}\n{"text": "fine"}\n'}
    bad, good = _shown(stream([_write(tmp_path / name, rows[name])]))
    assert ("a-1", good[1]) == (bad[0], "fine")
    assert bad[1].startswith(f"{tmp_path / name}:{2 if name == 'a.csv' else 1}: this is not ")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        pytest.param(b"PK\x03\x04" + b"\x00" * 60, "a zip archive", id="a spreadsheet that was renamed"),
        pytest.param(b"a.txt".ljust(257, b"\x00") + b"ustar\x0000", "a tar archive", id="an archive"),
        pytest.param(gzip.compress(b"text\nA\n"), "compressed with gzip (name it .gz)", id="a compressed table"),
    ],
)
def test_table_that_is_none_is_said_as_what_it_is(raw: bytes, what: str, tmp_path: Path) -> None:
    """Another encoding would not help."""
    with pytest.raises(DocumentError) as caught:
        stream([_write(tmp_path / "a.csv", raw)])
    assert f"a.csv: this is {what}" in str(caught.value)


def test_name_that_is_no_text_is_no_hindrance(tmp_path: Path) -> None:
    """Names of files are bytes; ids and messages are text."""
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/a\xff")
    _write(tmp_path / f"{odd}.txt", "A")
    _write(tmp_path / f"{odd}-2.txt", "")
    (_, message), document = _shown(stream([tmp_path]))
    assert document == ("a?", "A")
    assert message == f"{tmp_path}/a\\udcff-2.txt: the text is empty; give a document with words in it"


def test_quote_that_never_closes_is_an_error_not_a_long_text(tmp_path: Path) -> None:
    """A quotation mark that swallows the rest of the file is reported where it opens."""
    path = _write(tmp_path / "a.csv", 'id,text\n1,one\n2,"two\n3,three\n')
    why = "unexpected end of data"
    what = "the row that starts here and goes on to line 4 is broken"
    message = f"{what} ({why}); see whether its quotation marks are doubled and closed"
    assert _shown(stream([path])) == [
        ("1", "one"),
        ("a-2", f"{path}:3: {message}"),
    ]


def _parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    from arro3.core import Array, DataType, RecordBatch  # noqa: PLC0415  # heavy
    from arro3.io import write_parquet  # noqa: PLC0415  # only this test writes Parquet

    kinds = {"text": DataType.string(), "id": DataType.int64(), "score": DataType.float64()}
    columns: dict[str, Any] = {name: Array([row.get(name) for row in rows], kinds[name]) for name in rows[0]}
    write_parquet(RecordBatch.from_pydict(columns), path)
    return path


def test_parquet_rows_are_documents(tmp_path: Path) -> None:
    """Typed columns become fields and metadata; a broken row names its number."""
    rows: list[dict[str, Any]] = [
        {"id": 1, "text": "Ä\r\nB", "score": 0.5},
        {"id": 2, "text": None, "score": None},
        {"id": None, "text": "C", "score": float("nan")},
    ]
    path = _parquet(tmp_path / "a.parquet", rows)
    first, bad, last = stream([path])
    assert first == Document(id="1", text="Ä\r\nB", metadata={"score": 0.5})
    assert last == Document(id="a-3", text="C", metadata={"score": None})
    assert isinstance(bad, Unreadable)
    assert (bad.id, str(bad.error)) == (
        "a-2",
        f"{path}: row 2: the column 'text' holds no text; fill it or remove the row",
    )


def test_words_that_parquet_holds_as_bytes_are_read(tmp_path: Path) -> None:
    """Some writers do not say that a column is text; what is no UTF-8 is said."""
    from arro3.core import Array, DataType, RecordBatch  # noqa: PLC0415  # heavy
    from arro3.io import write_parquet  # noqa: PLC0415  # as above

    cells = {"text": ["Ä".encode(), b"\xff"], "id": [b"one", b"two"]}
    path = tmp_path / "a.parquet"
    write_parquet(RecordBatch.from_pydict({name: Array(each, DataType.binary()) for name, each in cells.items()}), path)
    assert _shown(stream([path])) == [
        ("one", "Ä"),
        ("a-2", f"{path}: row 2: the column 'text' holds bytes that are not UTF-8; write it as text"),
    ]


def test_parquet_is_not_unpacked(tmp_path: Path) -> None:
    """Parquet is compressed within; a compressed one cannot be read in pieces and is refused."""
    path = _write(tmp_path / "a.parquet.gz", gzip.compress(b"PAR1"))
    with pytest.raises(DocumentError, match="Parquet needs a file that is not compressed again; unpack it"):
        stream([path])


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [
        pytest.param(b'{"text": "A"}\n{"text": "B"}\n', None, [("stdin-1", "A"), ("stdin-2", "B")], id="JSON lines"),
        pytest.param(gzip.compress(b'{"text": "A"}\n'), None, [("stdin-1", "A")], id="compressed JSON lines"),
        pytest.param(b"text\nA\n", Format.CSV, [("stdin-1", "A")], id="CSV, by its name"),
        pytest.param(b'text,id\r\n"A\nB",1\r\n', None, [("1", "A\nB")], id="CSV, by its header"),
        pytest.param(gzip.compress(b"id;text\n1;A\n"), None, [("1", "A")], id="compressed CSV"),
        pytest.param(b"A text.", None, [("stdin", "A text.")], id="a text"),
    ],
)
def test_standard_input_is_a_corpus(
    raw: bytes, form: Format | None, expected: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash in a corpus reads rows or a text from standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert _shown(stream(["-"], form=form)) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV])
def test_damaged_wide_encoding_takes_no_other_row_along(encoding: str, form: Format, tmp_path: Path) -> None:
    """A row with bytes that are no character names its line, also at the end of a file that is cut off."""
    lines = [json.dumps({"text": text}) for text in "ABCD"] if form is Format.JSONL else ["text", "A", "B", "C", "D"]
    raw = "\n".join(lines).encode(encoding)
    odd, mark = (
        (b"\x00\xd8" + b"\x00\x00" * (encoding == "utf-32")),
        "C".encode(encoding)[-4 if encoding == "utf-32" else -2 :],
    )
    at = raw.index(mark)
    found = _shown(stream([_write(tmp_path / f"a.{form}", raw[:at] + odd + raw[at:-1])]))
    assert [text for _, text in found[:2]] == ["A", "B"]
    first = 1 if form is Format.JSONL else 2
    why = (
        "the bytes of this row do not fit the encoding of the file; mend the row, or name the right one with --encoding"
    )
    assert [text for _, text in found[2:]] == [f"{tmp_path}/a.{form}:{first + row}: {why}" for row in (2, 3)]


def test_standard_input_without_the_column_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input cannot be looked into beforehand, so it is refused on the first step."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"body": "A"}\n')))
    with pytest.raises(DocumentError, match="there is no column 'text'; name the right one with --text-column"):
        next(stream(["-"]))


def test_line_of_json_that_breaks_in_a_pipe_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSONL without a name is JSONL too."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BROKEN_LINES)))
    first, bad, last = _shown(stream(["-"]))
    assert (first, last) == (("stdin-1", "A"), ("stdin-3", "C"))
    assert bad == ("stdin-2", "-:2: this is not JSON (Unterminated string starting at, column 10); mend or remove it")


def test_named_column_makes_standard_input_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --text-column it is a table, which is read or refused with the columns that it has."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"body\nA\n")))
    assert _shown(stream(["-"], columns=Columns(text="body"))) == [("stdin-1", "A")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"body\nA\n")))
    message = r"^-: there is no column 'bodi'; name the right one with --text-column \(there are: body\)$"
    with pytest.raises(DocumentError, match=message):
        list(stream(["-"], columns=Columns(text="bodi")))


def test_closed_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the program is started with <&-."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(DocumentError, match=r"^-: standard input is closed; pipe a corpus in, or name a file$"):
        list(stream(["-"]))


@contextmanager
def _piped(raw: bytes) -> Generator[str]:
    """The path under which a shell hands over what another program writes, here in small pieces."""
    reading, writing = os.pipe()

    def write() -> None:
        with open(writing, "wb", buffering=0) as end:  # noqa: PTH123  # a number, not a path
            end.writelines(raw[start : start + 1_000] for start in range(0, len(raw), 1_000))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)
        writer.join()


ROWS = "".join(json.dumps({"text": f"Text {number}. " * 20}) + "\n" for number in range(300)).encode()


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(ROWS, id="JSON lines"),
        pytest.param(gzip.compress(ROWS), id="compressed JSON lines"),
        pytest.param(b"text\n" + b"".join(b"Text %d. \n" % number for number in range(300)), id="CSV"),
    ],
)
def test_process_substitution_is_read_once_and_whole(raw: bytes) -> None:
    """What <(…) stands for is a corpus, and its ids do not depend on the number that it got."""
    with _piped(raw) as path:
        found = _shown(stream([path]))
    assert [name for name, _ in found] == [f"pipe-{number}" for number in range(1, 301)]
    assert all(text.startswith(f"Text {number}. ") for number, (_, text) in enumerate(found))


def test_parquet_comes_through_a_pipe(tmp_path: Path) -> None:
    """It is kept in a temporary file, because it begins to be read at its end."""
    rows: list[dict[str, Any]] = [{"id": number, "text": f"Text {number}."} for number in range(5_000)]
    raw = _parquet(tmp_path / "a.parquet", rows).read_bytes()
    with _piped(raw) as path:
        found = _shown(stream([path]))
    assert (found[0], found[-1], len(found)) == (("0", "Text 0."), ("4999", "Text 4999."), 5_000)


@pytest.mark.parametrize("name", ["rows", "rows.jsonl"])
def test_named_pipe_is_opened_once(name: str, tmp_path: Path) -> None:
    """Whether its name says what it holds or not, nobody looks into it beforehand and then waits for ever."""
    path = tmp_path / name
    os.mkfifo(path)
    writer = threading.Thread(target=lambda: path.write_bytes(BROKEN_LINES))
    corpus = stream([path])
    writer.start()
    assert [found.id for found in corpus] == ["rows-1", "rows-2", "rows-3"]
    writer.join()


def test_pipe_is_not_named_twice(tmp_path: Path) -> None:
    """The second time there would be nothing left, or nobody who writes."""
    path = tmp_path / "rows"
    os.mkfifo(path)
    with pytest.raises(DocumentError, match=r"rows: a pipe can be read only once; name it once$"):
        stream([path, tmp_path / "." / "rows"])


def test_rows_of_a_pipe_come_as_they_are_written() -> None:
    """A document is there when its line is, though the writer goes on."""
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "wb", buffering=0) as end:  # noqa: PTH123  # numbers, not paths
        corpus = stream([f"/dev/fd/{reading}"])
        end.write(b'{"text": "A"}\n{"text": "B"}\n')
        assert [next(corpus).id for _ in range(2)] == ["pipe-1", "pipe-2"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b'{"text": "A"}\n{"text": "B"}\n', [("a-1", "A"), ("a-2", "B")], id="JSON lines"),
        pytest.param(gzip.compress(b"text\nA\n"), [("a-1", "A")], id="compressed CSV"),
        pytest.param(b"A text.", [("a", "A text.")], id="a text"),
    ],
)
def test_file_of_an_unknown_name_is_recognised(raw: bytes, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    """A name that says nothing does not make a corpus one article."""
    assert _shown(stream([_write(tmp_path / "a.dump", raw)])) == expected


def test_stream_takes_no_more_memory_for_more_rows(tmp_path: Path) -> None:
    """Rows are read when they are asked for; a file of 20 MB leaves less than 2 MB behind at any time."""
    row = json.dumps({"text": "word " * 400}) + "\n"
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        file.writelines(row for _ in range(10_000))
    tracemalloc.start()
    count = sum(1 for _ in stream([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 2_000_000


def test_cut_off_file_ends_with_an_error(tmp_path: Path) -> None:
    """A compressed table that breaks in the middle gives the rows before, then one error in place of the rest."""
    rows = "\n".join(json.dumps({"text": f"{number} " + "ab" * (number % 97)}) for number in range(5_000))
    path = _write(tmp_path / "a.jsonl.gz", gzip.compress(rows.encode())[:-3_000])
    *read, last = stream([path])
    assert len(read) > 100
    assert all(isinstance(each, Document) for each in read)
    assert isinstance(last, Unreadable)
    assert (last.id, str(last.error)) == (
        f"a-{len(read) + 1}",
        f"{path}: the compressed file is damaged or cut off; fetch or compress it again",
    )
