"""Claims about lines of JSONL: round trips, refusals with their line, and labels without words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator import records
from annotator.errors import FormatError, RecordError
from annotator.records import Record
from tests.test_schema import DOCUMENT, FULL, TEXT

if TYPE_CHECKING:
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


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param(
            lambda raw: raw["document"].update(text="x"), "differs from the one that was annotated", id="text"
        ),
        pytest.param(lambda raw: raw["document"].update(id="b"), "is of document 'a', not of 'b'", id="id"),
        pytest.param(
            lambda raw: raw["annotation"]["quotes"][0]["content"][0].update(start=3),
            "12|13|14",
            id="an offset off by one",
        ),
        pytest.param(lambda raw: raw["annotation"].update(quotez=[]), "Extra inputs", id="an unknown field"),
    ],
)
def test_a_broken_line_is_named(change: object, sentence: str, tmp_path: Path) -> None:
    """A record that breaks an invariant is refused with file and line."""
    raw = json.loads(records.serialise(RECORD))
    assert callable(change)
    change(raw)
    path = tmp_path / "b.jsonl"
    path.write_text(records.serialise(RECORD) + "\n" + json.dumps(raw) + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match=rf"b\.jsonl:2: .*({sentence})"):
        list(records.read(path))


def test_a_file_that_cannot_be_finished_is_not_begun(tmp_path: Path) -> None:
    """When writing fails half way, the old file stays and nothing else is left."""
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")

    def broken() -> object:
        yield RECORD
        raise OSError(28, "No space left on device")

    with pytest.raises(FormatError, match="No space left on device"):
        records.write(path, broken())  # type: ignore[arg-type]  # a generator that breaks
    assert (path.read_text(encoding="utf-8"), [each.name for each in tmp_path.iterdir()]) == ("old", ["a.jsonl"])


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
