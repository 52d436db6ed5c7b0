"""Claims about suites and runs: descriptions are complete, runs score, peers stand beside, figures have intervals."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Self

import pytest

from annotator.errors import AnnotatorError, FormatError, SettingsError
from annotator.schema import Document, Mode
from annotator.scoring import Resampling
from annotator.scoring.calibration import calibration
from annotator.scoring.uncertainty import Interval
from eval import results
from eval.answers import Said, answer
from eval.differences import differences
from eval.engines import annotator
from eval.headlines import headline
from eval.peers import quotes, sentiment
from eval.peers.sentiment import label
from eval.readers.gold import records as gold_records
from eval.readers.questions import Question
from eval.run import Result, run, without_modes
from eval.stand_ins import HUMANS, MODELS, stand_ins
from eval.suite import Kind, Suite, chosen, every, load
from tests.eval.workbooks import inline, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUICK = Resampling(draws=0)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """NewsMTSC in miniature: twelve articles of one sentence."""
    folder = tmp_path / "newsmtsc"
    folder.mkdir()
    lines = [
        {
            "primary_gid": f"post_{n}_0_x",
            "sentence_normalized": words,
            "targets": [{"from": 0, "to": 4, "polarity": polarity}],
        }
        for n in range(6)
        for words, polarity in (("Dorn is a brilliant, honest leader.", 6.0), ("Dorn is a corrupt liar.", 2.0))
    ]
    (folder / "dev.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


def test_every_suite_says_where_it_comes_from_and_what_it_may_be_used_for() -> None:
    """Source, licence, mapping; sentiment is marked as transfer; gold of other people says what it lacks."""
    suites = every()
    assert {suite.name for suite in suites} >= {
        "minsk", "gold", "gold-open", "gold-held", "polnear-dev", "polnear-train", "german-dev", "seesaw-valid",
        "newsmtsc", "policlaim",
    }  # fmt: skip
    for suite in suites:
        assert suite.title
        assert suite.licence
        assert suite.labels
        assert suite.lacks or suite.reader == "gold"
    assert {suite.name for suite in suites if suite.kind in {Kind.POLARITY, Kind.PAIRS, Kind.TRIPLES}} <= {
        suite.name for suite in suites if suite.transfer
    }


def test_groups_stand_for_their_members() -> None:
    """“checkthat” is two suites; an unknown name lists those there are."""
    assert [suite.name for suite in chosen("checkthat,minsk")] == [
        "check-worthiness",
        "checkthat-subjectivity",
        "minsk",
    ]
    with pytest.raises(SettingsError, match="there is no suite 'nothing'; there are check-worthiness"):
        chosen("nothing")


def test_another_split_stands_in_the_name() -> None:
    """“polnear-test” is polnear-dev of the split test, whichever way it is asked for; our own gold has no splits."""
    (suite,) = chosen("polnear-test")
    assert (suite.name, suite.split) == ("polnear-test", "test")
    assert suite == chosen("polnear-dev")[0].of_split("test")
    assert chosen("newsmtsc")[0].of_split("test").name == "newsmtsc-test"
    assert chosen("polnear-dev")[0].of_split("dev") == chosen("polnear-dev")[0]
    assert chosen("gold")[0].of_split("test") == chosen("gold")[0]
    with pytest.raises(SettingsError, match="there is no suite 'polnear-tset'"):
        chosen("polnear-tset")


def test_a_broken_suite_file_is_refused(tmp_path: Path) -> None:
    """With its path."""
    path = tmp_path / "x.yaml"
    path.write_text("title: x\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"x\.yaml: this is no suite"):
        load(path)


def test_our_gold_is_run_and_scored(tmp_path: Path) -> None:
    """The whole article of the user, from the text alone; one document has no interval."""
    (suite,) = chosen("minsk")
    found = run(suite, "rules", tmp_path, resampling=QUICK)
    assert (found.documents, found.suite.name) == (1, "minsk")
    names = {metric.name for metric in headline(found)}
    assert {"quotes.content.f1@iou:0.5", "claims.evidence.f1@iou:0.5", "stances.triple.f1@strict"} <= names
    results.write([found], tmp_path / "out")
    assert json.loads((tmp_path / "out/results.json").read_text())[0]["suite"] == "minsk"
    assert (tmp_path / "out/minsk.rules.html").exists()


def test_the_two_halves_of_the_invented_articles_do_not_overlap(tmp_path: Path) -> None:
    """Together they are all of them."""
    half = [
        {record.document.id for record in gold_records(tmp_path, chosen(name)[0], "")}
        for name in ("gold-open", "gold-held")
    ]
    everything = {record.document.id for record in gold_records(tmp_path, chosen("gold")[0], "")}
    assert half[0] & half[1] == set()
    assert half[0] | half[1] == everything - {"minsk"}


def test_questions_are_answered_and_scored_by_article(corpora: Path) -> None:
    """Plain praise and plain blame are told apart, and the interval is over articles."""
    found = run(chosen("newsmtsc")[0], "rules", corpora)
    accuracy = next(metric for metric in found.metrics if metric.name == "labels.all.accuracy")
    assert (accuracy.value, found.cases, found.documents) == (1.0, 12, 6)


def contrary(_suite: Suite, _engine: str) -> Callable[[Question], Said]:
    """An answerer that says the opposite of the gold."""
    return lambda question: Said("against" if question.gold == "favor" else "favor")


def test_a_peer_stands_beside_ours_with_a_paired_difference(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that says the opposite on everything differs by 1; the test is exact for so few articles."""
    (suite,) = chosen("newsmtsc")
    ours = run(suite, "rules", corpora)
    monkeypatch.setattr("eval.run.answer", contrary)
    peer = replace(run(suite, "rules", corpora), engine="peer")
    found = {each.measure: each for each in differences([ours, peer])}
    assert found["labels.all.accuracy"].value == 1
    assert found["labels.all.accuracy"].p == pytest.approx(2 / 2**6)
    written = results.differences_table(found.values())
    assert "| newsmtsc | labels.all.accuracy | rules − peer | +1.000 | – | 0.031 |" in written


def test_a_table_has_a_line_for_each_number(corpora: Path) -> None:
    """Value, interval or “–”, cases; transfer is said."""
    found: Result = run(chosen("newsmtsc")[0], "rules", corpora)
    lines = results.table([found]).splitlines()
    assert lines[2] == "| newsmtsc (transfer) | rules | labels.all.accuracy | 1.000 | – | 12 |"
    metric = replace(found.metrics[0], interval=Interval(0.5, 1.0, 0.95, 12))
    assert "0.500–1.000" in results.table([replace(found, metrics=(metric,))])


def test_all_tables_come_with_their_titles(corpora: Path) -> None:
    """Goals, numbers and confidence of one engine; without a second one there is nothing to compare."""
    found = run(chosen("newsmtsc")[0], "rules", corpora)
    assert [written.partition("\n")[0] for written in results.tables([found])] == [
        "### Goals",
        "### Numbers",
        "### Can confidence be believed?",
    ]
    assert results.as_dict(found)["confidence"] == {"labels": calibration(found.confidence["labels"]).as_dict()}


def test_figures_are_replaced_between_their_markers(tmp_path: Path) -> None:
    """What stands around them stays; a file without markers is refused."""
    path = tmp_path / "README.md"
    path.write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n", encoding="utf-8")
    results.replace_figures(path, "new")
    assert path.read_text(encoding="utf-8") == f"before\n{results.BEGIN}\n\nnew\n\n{results.END}\nafter\n"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(FormatError, match="the markers"):
        results.replace_figures(path, "new")


@pytest.mark.parametrize(
    ("score", "forced", "said"),
    [(0.5, False, "favor"), (-0.5, False, "against"), (0.05, False, "neutral"), (0.0, True, "against")],
    ids=["above the edge", "below it", "on it", "a pair takes a side"],
)
def test_a_sentiment_score_is_a_polarity(score: float, said: str, *, forced: bool) -> None:
    """By the threshold that its authors give."""
    assert label(score, 0.05, forced=forced) == said


def test_who_cannot_answer_says_so() -> None:
    """An unknown engine, and one that answers other questions."""
    with pytest.raises(SettingsError, match="runs rules, not 'llm'"):
        annotator("llm")
    with pytest.raises(AnnotatorError, match="does not answer the questions of polnear-dev"):
        answer(chosen("polnear-dev")[0], "rules")


def test_the_direction_between_two_entities_is_answered() -> None:
    """Who blasts whom is told from the sentence; without a side it is neutral."""
    who = answer(chosen("directed-sentiment")[0], "rules")
    assert who(Question("1", "Dorn blasted Reis on Monday.", "", "Reis", "Dorn")).label == "first against second"
    assert who(Question("1", "Dorn blasted Reis on Monday.", "", "Dorn", "Reis")).label == "second against first"
    assert who(Question("1", "Dorn lives near Reis.", "", "Reis", "Dorn")) == Said("neutral")


def test_a_score_is_an_answer_with_its_distance_from_even() -> None:
    """Whatever is said, it is said with a confidence of a half or more."""
    worth = answer(chosen("check-worthiness")[0], "rules")
    said = [worth(Question("1", words, "")) for words in ("Unemployment fell by 3 percent in 2014.", "Thank you all.")]
    assert [each.label for each in said] == ["check-worthy", "not check-worthy"]
    assert all(each.confidence is not None and 0.5 <= each.confidence <= 1 for each in said)


def test_a_sentence_with_strong_sentiment_is_subjective_for_sentiment_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strong from a distance that the training part gave, on either side of 0; other questions are refused."""
    scores = {"grim": -0.5, "mild": 0.4, "plain": 0.0}
    monkeypatch.setattr(sentiment, "_vader", lambda: scores.__getitem__)
    said = answer(chosen("checkthat-subjectivity")[0], "vader")
    assert [said(Question("1", words, "")).label for words in scores] == ["SUBJ", "OBJ", "OBJ"]
    with pytest.raises(SettingsError, match="polarity and subjectivity only"):
        answer(chosen("policlaim")[0], "vader")


def test_a_digit_is_worth_checking_for_the_baseline() -> None:
    """It answers this question only, and states no confidence."""
    digit = answer(chosen("check-worthiness")[0], "digit")
    assert digit(Question("1", "It rose by 3 percent.", "")) == Said("check-worthy")
    assert digit(Question("1", "It rose.", "")) == Said("not check-worthy")
    with pytest.raises(SettingsError, match="questions of check-worthiness only"):
        answer(chosen("newsmtsc")[0], "digit")


def test_textacy_reads_each_paragraph_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks that do not pair up spoil their own paragraph only, and offsets are those of the whole text."""
    text = "“It is over, Dorn said.\n\n“Go home,” Reis said."

    def triples(parsed: str) -> list[SimpleNamespace]:
        if "Dorn" in parsed:
            raise ValueError("quotation marks do not pair up")
        content = SimpleNamespace(start_char=0, end_char=10)
        return [SimpleNamespace(content=content, speaker=[Token(11, "Reis")], cue=[])]

    monkeypatch.setattr(quotes, "_tools", lambda: (str, triples, "0 with a fake"))
    (found,) = quotes.annotate([Document(id="d", text=text)])
    (quote,) = found.annotation.quotes
    assert [span.text for span in (*quote.content, *quote.speaker_mentions)] == ["“Go home,”", "Reis"]


class Token(str):
    """A word with its offset, as spaCy gives it."""

    __slots__ = ("idx",)

    def __new__(cls, at: int, word: str) -> Self:
        """A word at an offset."""
        made = super().__new__(cls, word)
        made.idx = at
        return made

    idx: int


def test_who_agrees_with_the_coders_may_stand_in_for_them(tmp_path: Path) -> None:
    """A model that always says what both coders say passes, one that never does fails; the coders' κ is stated."""
    titles = ("SENTENCES", *HUMANS, *MODELS)
    votes = {"0": ("0", "3", "0", "3"), "1": ("3", "0", "3", "0")}
    lines = [("It rose by 3 percent.", said, said, *votes[said]) for said in "01" * 20]
    path = workbook(tmp_path / "w.xlsx", inline([titles, *lines]))
    written = stand_ins(path)
    assert "agree on 1.000 of 40 sentences: κ 1.000, α 1.000." in written
    assert "| gpt-4 | 1.00 | 1.000 | yes |" in written
    assert "| gpt-3.5 | 0.00 | 0.000 | no |" in written


def test_gold_without_modes_takes_quotes_of_all_modes(tmp_path: Path) -> None:
    """A thought counts where the gold does not tell thoughts apart, and the suite's coverage has one mode."""
    (record,) = (each for each in gold_records(tmp_path, chosen("gold")[0], "") if each.document.id == "minsk")
    thought = record.annotation.quotes[0].model_copy(update={"mode": Mode.THOUGHT})
    changed = record.model_copy(update={"annotation": record.annotation.model_copy(update={"quotes": (thought,)})})
    assert [quote.mode for quote in without_modes(changed).annotation.quotes] == [Mode.SPEECH]
    coverage = chosen("polnear-dev")[0].coverage()
    assert coverage is not None
    assert coverage.modes == {Mode.SPEECH}
