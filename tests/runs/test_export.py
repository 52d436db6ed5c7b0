"""Exports: what a run found as JSONL, CSV and Parquet, in corpus order, whole or not at all."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING, Any

import pytest

from annotator import records
from annotator.errors import FormatError, RunError
from annotator.runs import Run
from annotator.runs.export import export
from annotator.runs.tidy import DOCUMENTS, RECORDS
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from annotator.runs.store import Finished

TEXTS = (
    "“We have waited long enough,” Mayor Dorn said.",
    "“We have waited long enough,” Mayor Dorn said.",
    " ",
    "“=SUM(A1) is no answer 🙂,” Orsa said.",
)


@pytest.fixture
async def run(directory: Path) -> AsyncIterator[Run]:
    """A run with a shared answer, a failure, and a quote that a spreadsheet would run."""
    documents = [Document(id=f"d{number}", text=text, title="+1") for number, text in enumerate(TEXTS)]
    with Run.open(directory) as made:
        async for _ in made.annotate(documents):
            pass
    with Run.read(directory) as found:
        yield found


def test_jsonl_holds_every_annotated_document_in_order_and_checks_itself(run: Run, tmp_path: Path) -> None:
    """What is read back are valid records; an equal document's answer carries its own id."""
    assert export(run.store.finished(), tmp_path / "x.jsonl") == 3
    found = list(records.read(tmp_path / "x.jsonl"))
    assert [each.document.id for each in found] == ["d0", "d1", "d3"]
    assert [each.annotation for each in found] == [result.annotation for result in run.results() if not result.failed]


def test_jsonl_without_text_holds_no_word_of_the_article(run: Run, tmp_path: Path) -> None:
    """Labels can be shared where texts cannot."""
    export(run.store.finished(), tmp_path / "x.jsonl", text=False)
    written = (tmp_path / "x.jsonl").read_text()
    assert "d0" in written
    assert "“We have" not in written


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_has_a_row_for_each_record_with_its_offsets(run: Run, tmp_path: Path) -> None:
    """Offsets are code points of the article, also behind an emoji."""
    export(run.store.finished(), tmp_path / "x.csv")
    rows = read_csv(tmp_path / "x.csv")
    quotes = [row for row in rows if row["record"] == "quote"]
    assert [(row["document"], row["actor"], row["cue"]) for row in quotes] == [
        ("d0", "Dorn", "said"),
        ("d1", "Dorn", "said"),
        ("d3", "Orsa", "said"),
    ]
    for row in quotes:
        text = TEXTS[int(row["position"])]
        start, end = row["spans"].split("-")
        assert text[int(start) : int(end)] == row["text"].removeprefix("'")


def test_a_cell_that_a_spreadsheet_would_run_is_made_text(run: Run, tmp_path: Path) -> None:
    """An apostrophe stands before it in CSV, and only there."""
    export(run.store.finished(), tmp_path / "x.csv", table="documents")
    assert {row["title"] for row in read_csv(tmp_path / "x.csv")} == {"'+1"}


def test_the_table_of_documents_counts_failures_too(run: Run, tmp_path: Path) -> None:
    """The denominator of every share."""
    assert export(run.store.finished(), tmp_path / "x.csv", table="documents") == 4
    rows = read_csv(tmp_path / "x.csv")
    assert [(row["state"], row["error"], row["shared"]) for row in rows] == [
        ("annotated", "", "False"),
        ("annotated", "", "True"),
        ("failed", "DocumentError", "False"),
        ("annotated", "", "False"),
    ]
    assert list(rows[0]) == list(DOCUMENTS)


def test_parquet_has_the_same_rows_with_types(run: Run, tmp_path: Path) -> None:
    """Numbers are numbers there, and an absent value is null."""
    from arro3.io import read_parquet  # noqa: PLC0415  # heavy

    count = export(run.store.finished(), tmp_path / "x.parquet")
    table: Any = read_parquet(str(tmp_path / "x.parquet")).read_all()
    assert table.num_rows == count
    assert table.schema.names == list(RECORDS)
    export(run.store.finished(), tmp_path / "x.csv")
    starts = [int(row["start"]) for row in read_csv(tmp_path / "x.csv")]
    assert table["start"].to_pylist() == starts


@pytest.mark.parametrize(
    ("name", "table", "says"),
    [
        pytest.param("x.xlsx", "records", "must end in", id="an unknown format"),
        pytest.param("x", "records", "must end in", id="no suffix"),
        pytest.param("x.csv", "quotes", "there is no table", id="an unknown table"),
        pytest.param("x.jsonl", "documents", "for tables use", id="a table as lines"),
        pytest.param("none/x.csv", "records", "cannot be written", id="no folder for CSV"),
        pytest.param("none/x.parquet", "records", "cannot be written", id="no folder for Parquet"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(run: Run, tmp_path: Path, name: str, table: str, says: str) -> None:
    """Nothing is left behind."""
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(FormatError, match=says):
        export(run.store.finished(), tmp_path / name, table=table)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["x.csv", "x.parquet"])
def test_a_table_without_text_is_refused_not_written_with_it(run: Run, tmp_path: Path, name: str) -> None:
    """Who asks for no words gets none, or is told."""
    with pytest.raises(FormatError, match=r"only \.jsonl can leave them out"):
        export(run.store.finished(), tmp_path / name, text=False)
    assert not (tmp_path / name).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on files")
@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.parquet"])
def test_a_disk_that_is_full_is_a_sentence_and_leaves_nothing(
    run: Run, tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    """Also for Parquet, whose writer would panic."""
    import resource  # noqa: PLC0415  # Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(FormatError, match="cannot be written: File too large"):
            export(run.store.finished(), tmp_path / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not list(tmp_path.glob("*x.*"))
    assert capfd.readouterr().err == ""


def test_an_error_among_the_rows_is_the_one_that_is_seen(run: Run, tmp_path: Path) -> None:
    """A store that fails half-way says so, whatever the writer of the file makes of it."""

    def rows() -> Iterator[Finished]:
        yield next(iter(run.store.finished()))
        raise RunError("the disk is gone", run=tmp_path)

    for name in ("x.jsonl", "x.csv", "x.parquet"):
        with pytest.raises(RunError, match="the disk is gone"):
            export(rows(), tmp_path / name)
    assert not list(tmp_path.glob("*x.*"))


async def test_an_empty_run_gives_an_empty_file(directory: Path, tmp_path: Path) -> None:
    """With a header, so that it can be read."""
    with Run.open(directory) as run:
        assert export(run.store.finished(), tmp_path / "x.parquet") == 0
        assert export(run.store.finished(), tmp_path / "x.csv") == 0
    assert read_csv(tmp_path / "x.csv") == []
