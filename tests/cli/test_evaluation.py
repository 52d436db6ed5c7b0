"""Claims about evaluate: what it prints and writes, and what gold and predictions that do not fit get."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from annotator import records
from annotator.records import Record
from annotator.schema import Actor, ActorKind, Document, Quote, QuoteKind
from tests.builders import annotation, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

TEXT = "“We will win,” Ann Dorn said. Bo Reis called it wrong."


def record(name: str, *words: str, text: str = TEXT, outlet: str = "Post") -> Record:
    """An article in which some words are quotes of Ann Dorn."""
    document = Document(id=name, text=text, outlet=outlet)
    dorn = Actor(id="a", name="Ann Dorn", kind=ActorKind.PERSON, mentions=(span(text, "Ann Dorn"),))
    quotes = tuple(
        Quote(id=f"q{n}", kind=QuoteKind.DIRECT, content=(span(text, each),), speaker="a", cue=(span(text, "said"),))
        for n, each in enumerate(words)
    )
    return Record(document=document, annotation=annotation(document, actors=(dorn,), quotes=quotes))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Iterable[Record]], Path]:
    """Write records below the test's folder."""

    def _write(name: str, found: Iterable[Record]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        records.write(path, found)
        return path

    return _write


def corpus(count: int, *words: str) -> list[Record]:
    """Several articles with the same quotes."""
    return [record(f"d{n:02}", *words, outlet=f"outlet {n % 12}") for n in range(count)]


def test_documents_that_both_have_are_scored_and_the_others_are_listed(
    run: Run, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Gold is a folder searched to its bottom; one prediction of three gold documents is no error, but is said."""
    write("gold/a/one.jsonl", [record("d1", "“We will win,”"), record("d2", "“We will win,”")])
    write("gold/b/two.jsonl", [record("d3", "“We will win,”")])
    predicted = write("p.jsonl", [record("d1", "“We will win,”")])
    ran = run("evaluate", "--gold", tmp_path / "gold", "--predicted", predicted)
    assert (ran.code, ran.err) == (0, "")
    assert "NOT SCORED, only in gold: 2 documents: d2, d3" in ran.out
    assert "1 documents are too few: an interval takes 10" in ran.out


@pytest.mark.parametrize(
    ("gold", "predicted", "options", "message"),
    [
        pytest.param([record("d1")], [record("d1", text=TEXT + " ")], (), "sha256", id="one character more"),
        pytest.param([record("d1")], [record("d2")], (), "no document in common", id="other documents"),
        pytest.param([], [record("d1")], (), "the gold hold no document", id="a file of 0 bytes as gold"),
        pytest.param([record("d1")], [], (), "the predictions hold no document", id="a file of 0 bytes as prediction"),
        pytest.param([record("d1"), record("d1")], [record("d1")], (), "'d1' twice", id="a document twice"),
        pytest.param(
            [record("d1"), record("d2")], [record("d1")], ("--complete",), "only gold has 'd2'", id="--complete"
        ),
        pytest.param([record("d1")], [record("d1")], ("--criterion", "iou:2"), "no criterion", id="IoU above 1"),
        pytest.param([record("d1")], [record("d1")], ("--draws", "10"), "too few", id="ten resamples"),
    ],
)
def test_what_does_not_fit_is_one_line_and_a_failure(
    run: Run,
    write: Callable[..., Path],
    gold: list[Record],
    predicted: list[Record],
    options: tuple[str, ...],
    message: str,
) -> None:
    """Nothing is printed, and standard error holds one sentence."""
    ran = run("evaluate", "--gold", write("g.jsonl", gold), "--predicted", write("p.jsonl", predicted), *options)
    assert ran.code != 0
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert message in ran.err


def test_a_report_is_a_page_a_json_file_and_a_summary(run: Run, write: Callable[..., Path], tmp_path: Path) -> None:
    """All three hold the same number, and --json prints what report.json holds."""
    gold = write("g.jsonl", corpus(12, "“We will win,”", "wrong"))
    predicted = write("p.jsonl", corpus(12, "“We will win,”"))
    out = tmp_path / "report"
    ran = run("evaluate", "--gold", gold, "--predicted", predicted, "-o", out, "--slice", "outlet", "--json")
    report = json.loads((out / "report.json").read_text())
    assert json.loads(ran.out) == report
    f1 = {each["name"]: each["value"] for each in report["systems"][0]["metrics"]}["quotes.content.f1@iou:0.5"]
    assert f1 == pytest.approx(2 / 3)
    assert "0.667" in (out / "index.html").read_text()
    assert "0.667" in (out / "summary.md").read_text()
    assert {each["slice"]["value"] for each in report["systems"][0]["slices"]} == {f"outlet {n}" for n in range(12)}


def test_systems_are_compared_on_what_all_of_them_have(run: Run, write: Callable[..., Path]) -> None:
    """A worse system differs by what it misses; a system and itself do not, and the verdict says so."""
    gold = write("g.jsonl", corpus(12, "“We will win,”"))
    good, bad = write("good.jsonl", corpus(12, "“We will win,”")), write("bad.jsonl", corpus(12, "wrong"))
    same = write("same/good.jsonl", corpus(12, "“We will win,”"))
    arguments = ("evaluate", "--gold", gold, "--predicted", good, "--compare")
    assert re.search(r"bad − good +quotes.content.f1@iou:0.5 +−1.000", run(*arguments, bad).out)
    equal = run(*arguments, same)
    assert "no difference is distinguishable from zero" in equal.out


def test_clusters_and_not_documents_are_counted(run: Run, write: Callable[..., Path]) -> None:
    """Twelve documents of two outlets are two clusters: no interval."""
    articles = [record(f"d{n:02}", "“We will win,”", outlet=f"outlet {n % 2}") for n in range(12)]
    path = write("g.jsonl", articles)
    ran = run("evaluate", "--gold", path, "--predicted", path, "--cluster", "outlet", "--slice", "outlet")
    assert "2 outlet clusters are too few" in ran.out


def test_coders_are_measured_and_an_engine_is_held_beside_them(run: Run, write: Callable[..., Path]) -> None:
    """Two coders who agree have F1 1; the engine's share is that of half of it; too few documents refuse the test."""
    one, two = (write(f"{name}.jsonl", corpus(12, "“We will win,”", "wrong")) for name in ("one", "two"))
    engine = write("engine.jsonl", corpus(12, "“We will win,”"))
    ran = run("agree", one, two, "--engine", engine, "--json")
    found = json.loads(ran.out)
    means = {each["name"]: each["value"] for each in found["agreement"]["means"]}
    assert means["quotes.content.f1@iou:0.5"] == 1
    shares = {each["measure"]: each["share"]["value"] for each in found["ceiling"]}
    assert shares["quotes.content.f1@iou:0.5"] == pytest.approx(2 / 3)
    assert "30" in found["alternative_test"]["quotes.content.f1@iou:0.5"]["refused"]
    printed = run("agree", one, two, "--engine", engine)
    assert "mean over pairs" in printed.out
    assert "refused" in printed.out


def test_one_coder_cannot_agree(run: Run, write: Callable[..., Path]) -> None:
    """It takes two."""
    ran = run("agree", write("one.jsonl", corpus(3, "wrong")))
    assert (ran.code, ran.err) == (1, "annotator: agreement takes two coders or more\n")


def test_a_draw_writes_how_likely_each_document_was_and_an_estimate_reads_it(
    run: Run, write: Callable[..., Path], tmp_path: Path
) -> None:
    """Half of each outlet is drawn with probability .5; DSL then has an estimate, and without probabilities refuses."""
    path = write("corpus.jsonl", corpus(24, "“We will win,”", "wrong"))
    drawn = tmp_path / "drawn.jsonl"
    assert run("sample", path, "-n", 12, "--stratify", "outlet", "-o", drawn).code == 0
    metadata = [each.document.metadata for each in records.read(drawn)]
    assert [each["inclusion_probability"] for each in metadata] == [0.5] * 12
    assert {str(each["sampling_stratum"]) for each in metadata} == {f"outlet {n}" for n in range(12)}
    question = ("estimate", "--predicted", path, "--of", "quotes: content~win", "--json")
    found = {each["method"]: each["value"] for each in json.loads(run(*question, "--gold", drawn).out)[""]}
    assert found == {"naive": 0.5, "gold only": 0.5, "PPI++": 0.5, "DSL": 0.5}
    undrawn = write("some.jsonl", corpus(12, "“We will win,”", "wrong"))
    refused = {each["method"]: each["reason"] for each in json.loads(run(*question, "--gold", undrawn).out)[""]}
    assert refused["DSL"] == "nobody knows how likely each labelled document was to be drawn"
    assert "labels for width 0.1" in run(*question[:-1], "--gold", drawn, "--width", 0.1).out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('{"text": "x"}\n', "line 1 is no JSON object with an id", id="no id"),
        pytest.param('{"id": "a"}\n{"id": "a"}\n', "line 2 holds document 'a' a second time", id="an id twice"),
        pytest.param("nonsense\n", "line 1 is no JSON object with an id", id="no JSON"),
    ],
)
def test_a_corpus_that_cannot_be_drawn_from_is_refused(run: Run, tmp_path: Path, content: str, message: str) -> None:
    """The line is named."""
    path = tmp_path / "corpus.jsonl"
    path.write_text(content, encoding="utf-8")
    ran = run("sample", path, "-n", 1, "-o", tmp_path / "out.jsonl")
    assert ran.code == 2
    assert message in ran.err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_label_studio_export_is_gold_too(run: Run, write: Callable[..., Path], tmp_path: Path) -> None:
    """Its offsets are code points, its document id that of the task's data."""
    start = TEXT.index("“We")
    region = {"id": "r1", "from_name": "span", "type": "labels"}
    value = {"start": start, "end": start + 14, "text": "“We will win,”", "labels": ["Quote"]}
    export = [
        {"id": 7, "data": {"text": TEXT, "doc_id": "d1"}, "annotations": [{"result": [{**region, "value": value}]}]}
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export), encoding="utf-8")
    predicted = write("p.jsonl", [record("d1", "“We will win,”")])
    ran = run("evaluate", "--gold", path, "--predicted", predicted, "--json")
    metrics = {each["name"]: each["value"] for each in json.loads(ran.out)["systems"][0]["metrics"]}
    assert metrics["quotes.content.f1@exact"] == 1
