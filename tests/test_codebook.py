"""Claims about codebooks: the shipped one is sound, and a broken one is refused with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator import codebook
from annotator.errors import CodebookError
from annotator.schema import Polarity

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = (codebook.prompts_directory() / codebook.DEFAULT).read_text(encoding="utf-8")


def test_the_shipped_codebook_grounds_its_examples() -> None:
    """Every example's marked words stand in its own text."""
    assert codebook.default().problems() == []


def test_every_label_of_the_shipped_codebook_is_shown_at_work() -> None:
    """Acts, kinds and modes have an example each."""
    book = codebook.default()
    bare = [label.name for label in (*book.acts, *book.claim_kinds, *book.modes) if not label.examples]
    assert bare == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        pytest.param(
            "polarity: favor",
            "polarty: favor",
            r"book\.yaml:\d+: acts › \d+ › polarty: there is no such field",
            id="a typo",
        ),
        pytest.param("name: annotator\n", "", r"book\.yaml:\d+: name: this field is missing", id="a missing field"),
        pytest.param(
            "name: praise", "name: thank", r"acts: the label 'thank' is defined twice", id="a label given twice"
        ),
        pytest.param(
            "polarity: favor",
            "polarity: pro",
            r"book\.yaml:\d+: acts › \d+ › polarity: Input should be",
            id="no such polarity",
        ),
        pytest.param(
            "  - name: thought", "  - name: dream", r"modes defines exactly speech, thought, writing", id="another mode"
        ),
        pytest.param("quotes:", "quotes: [", r"book\.yaml:\d+: this is no valid YAML", id="broken YAML"),
    ],
)
def test_a_broken_codebook_is_refused_with_its_line(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    """The message names file, line and field."""
    path = tmp_path / "book.yaml"
    path.write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CodebookError, match=sentence):
        codebook.load(path)


def test_the_line_is_that_of_the_field() -> None:
    """Counting the lines by hand gives the line of the message."""
    changed = SOURCE.replace("polarity: favor", "polarty: favor", 1)
    line = 1 + changed[: changed.index("polarty")].count("\n")
    with pytest.raises(CodebookError) as caught:
        codebook.parse(changed)
    assert caught.value.line == line


def test_an_example_that_does_not_ground_is_a_problem() -> None:
    """A mark that is not in its text is named."""
    book = codebook.parse(SOURCE.replace("marks: [thanked the volunteers]", "marks: [thanked no volunteer]"))
    assert book.problems() == [
        (
            "acts › thank: the example marks 'thanked no volunteer', which does not stand in its text "
            "'She thanked the volunteers.'"
        )
    ]


def test_the_digest_depends_on_content_only() -> None:
    """Comments and layout do not change a codebook; a definition does."""
    book = codebook.default()
    assert codebook.parse("# another comment\n" + SOURCE).digest == book.digest
    assert codebook.parse(SOURCE.replace("Ridicules", "Mocks")).digest != book.digest


def test_a_finer_scale_still_knows_plain_polarities() -> None:
    """The mildest step stands for a polarity that has no namesake."""
    finer = SOURCE.replace(
        "  - name: favor\n    definition: The holder is for the target.\n    means: favor\n    value: 1",
        "  - {name: strongly for, definition: Fully for it., means: favor, value: 1}\n"
        "  - {name: rather for, definition: More for than against., means: favor, value: 0.5}",
    )
    book = codebook.parse(finer)
    assert [book.label_of(Polarity.FAVOR), book.label_of(Polarity.AGAINST)] == ["rather for", "against"]


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file"), (b"\xff\xfe\x00", "not UTF-8")])
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, reason: str, tmp_path: Path) -> None:
    """Missing files and other encodings give one sentence."""
    path = tmp_path / "book.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CodebookError, match=reason):
        codebook.load(path)
