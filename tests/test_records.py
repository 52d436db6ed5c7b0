"""Claims about lines of JSONL: round trips, refusals with their line, and labels without words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator import records
from annotator.errors import FormatError, RecordError
from annotator.records import Record
from tests.test_schema import DOCUMENT, FULL, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RECORD = Record(document=DOCUMENT, annotation=FULL)


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """Reading undoes writing."""
    path = tmp_path / "a.jsonl"
    assert records.write(path, [RECORD, RECORD]) == 2
    assert list(records.read(path)) == [RECORD, RECORD]


def test_labels_can_be_shared_without_a_word_of_the_text() -> None:
    """Without its text, a record holds no word of any span, and its sha256 stays."""
    shared = RECORD.without_text()
    line = records.serialise(shared)
    assert all(words not in line for words in ("We will", "Mayor", "said"))
    assert DOCUMENT.sha256 in line
    assert records.parse(line) == shared


def test_the_words_come_back_with_the_right_text_only() -> None:
    """Who has the text gets the full record; another text is refused."""
    assert RECORD.without_text().with_text(TEXT) == RECORD
    with pytest.raises(RecordError, match="not the text that was annotated"):
        RECORD.without_text().with_text(TEXT + "!")


def _another_text(raw: Any) -> None:
    raw["document"]["text"] = "x"


def _another_id(raw: Any) -> None:
    raw["document"]["id"] = "b"


def _an_offset_off_by_one(raw: Any) -> None:
    raw["annotation"]["quotes"][0]["content"][0]["start"] = 3


def _an_unknown_field(raw: Any) -> None:
    raw["annotation"]["quotez"] = []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_another_text, "differs from the one that was annotated"),
        (_another_id, "is of document 'a', not of 'b'"),
        (_an_offset_off_by_one, "is 12 characters long, its text 13|is 13 characters long, its text 14"),
        (_an_unknown_field, "Extra inputs"),
    ],
)
def test_a_broken_line_is_named(change: Callable[[Any], None], sentence: str, tmp_path: Path) -> None:
    """A record that breaks an invariant is refused with file and line."""
    raw = json.loads(records.serialise(RECORD))
    change(raw)
    path = tmp_path / "b.jsonl"
    path.write_text(records.serialise(RECORD) + "\n" + json.dumps(raw) + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match=rf"b\.jsonl:2: .*({sentence})"):
        list(records.read(path))


def test_a_file_that_cannot_be_finished_is_not_begun(tmp_path: Path) -> None:
    """When writing fails half way, the old file stays and nothing else is left."""
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")

    def broken() -> Iterator[Record]:
        yield RECORD
        raise OSError(28, "No space left on device")

    with pytest.raises(FormatError, match="No space left on device"):
        records.write(path, broken())
    assert (path.read_text(encoding="utf-8"), [each.name for each in tmp_path.iterdir()]) == ("old", ["a.jsonl"])


def test_a_field_that_is_missing_is_named_as_the_file_names_it() -> None:
    """Nothing of the parser's own stands in the message."""
    with pytest.raises(RecordError) as caught:
        records.parse('{"document": {"id": "a"}}')
    assert str(caught.value) == "document.text: Field required"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """It is refused before any work is done."""
    with pytest.raises(FormatError, match="it is a folder; name a file"):
        records.write(tmp_path, [RECORD])


def test_the_schema_describes_every_field() -> None:
    """The JSON Schema carries the attribute docstrings."""
    definitions = records.json_schema()["$defs"]
    bare = [
        f"{name}.{field}"
        for name, definition in definitions.items()
        for field, rule in definition.get("properties", {}).items()
        if "description" not in rule and "$ref" not in rule
    ]
    assert bare == []
