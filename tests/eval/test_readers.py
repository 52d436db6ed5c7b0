"""Claims about readers: each layout, in miniature, becomes what its suite says, and a broken one is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from annotator.errors import FormatError
from annotator.schema import QuoteKind
from eval.readers import directed, newsmtsc, polnear, seesaw, tables, wikinews
from eval.readers.questions import Question, Sentence
from eval.readers.workbook import rows
from eval.suite import Suite, chosen
from tests.eval.workbooks import workbook

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.spans import Span


def suite(name: str) -> Suite:
    """A suite by name."""
    return chosen(name)[0]


def texts(spans: tuple[Span, ...]) -> list[str]:
    """The words of spans."""
    return [span.text for span in spans]


ARTICLE = "“It is\nover,” Dorn said on Monday, “for good.” Nobody was hurt, police believe."
STANDOFF = """T1\tContent 0 13;35 46\t“It is
over,” “for good.”
T2\tSource 14 18\tDorn
T3\tCue 19 23\tsaid
T4\tAttribution 19 23\tsaid
E1\tAttribution:T4 Content:T1 Cue:T3 Source:T2
T5\tContent 47 62\tNobody was hurt
T6\tDiscuss 71 78\tbelieve
E2\tDiscuss:T6 Content:T5
"""


def polnear_corpus(root: Path, **coders: str) -> Path:
    """One article of PolNeAR with an annotation by each coder."""
    (root / "data/dev/text").mkdir(parents=True)
    (root / "data/dev/attributions").mkdir()
    (root / "data/metadata.tsv").write_text("filename\tpublisher\ttitle\npost_a-b\tpost\t“A\n", encoding="utf-8")
    (root / "data/dev/text/post_a-b.txt").write_text(ARTICLE, encoding="utf-8", newline="")
    for coder, source in coders.items():
        path = root / f"data/dev/attributions/post_a-b_{coder}.ann"
        path.write_text(source, encoding="utf-8", newline="")
    return root


def test_polnear_events_become_quotes(tmp_path: Path) -> None:
    """Spans with gaps and line breaks are read, Discuss is left out, the kind is computed, metadata are kept."""
    (record,) = polnear.records(polnear_corpus(tmp_path, x1=STANDOFF), suite("polnear-dev"), "dev")
    (quote,) = record.annotation.quotes
    assert texts(quote.content) == ["“It is\nover,”", "“for good.”"]
    assert (texts(quote.cue), texts(quote.speaker_mentions)) == (["said"], ["Dorn"])
    assert (quote.kind, quote.speaker) == (QuoteKind.DIRECT, None)
    assert (record.document.id, record.document.outlet, record.document.title) == ("post_a-b", "post", "“A")


def test_marks_that_hold_cue_and_source_do_not_make_a_quote_direct(tmp_path: Path) -> None:
    """What somebody thinks within another one's words is indirect, although all of it stands inside marks."""
    root = polnear_corpus(tmp_path, x1="")
    text = "“Orsa thinks the dam will hold,” he added."
    (root / "data/dev/text/post_a-b.txt").write_text(text, encoding="utf-8", newline="")
    lines = ["T1\tContent 13 30\tx", "T2\tSource 1 5\tx", "T3\tCue 6 12\tx", "T4\tAttribution 6 12\tx"]
    lines.append("E1\tAttribution:T4 Content:T1 Cue:T3 Source:T2")
    path = root / "data/dev/attributions/post_a-b_x1.ann"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    (record,) = polnear.records(root, suite("polnear-dev"), "dev")
    assert [(texts(quote.content), quote.kind) for quote in record.annotation.quotes] == [
        (["the dam will hold"], QuoteKind.INDIRECT)
    ]


def test_polnear_keeps_coders_apart(tmp_path: Path) -> None:
    """The first by name is gold, all of them are there for the human ceiling."""
    root = polnear_corpus(tmp_path, b2=STANDOFF, a1="")
    assert list(polnear.coders(root, suite("polnear-dev"), "dev")["post_a-b"]) == ["a1", "b2"]
    (record,) = polnear.records(root, suite("polnear-dev"), "dev")
    assert (record.annotation.provenance.engine, record.annotation.quotes) == ("a1", ())


@pytest.mark.parametrize("line", ["T1\tContent 0\tx", "T1\tContent\tx"], ids=["half an offset", "no offset"])
def test_a_broken_standoff_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    """The file is named too."""
    with pytest.raises(FormatError, match=r"post_a-b_x1\.ann: T1 is no brat annotation"):
        polnear.records(polnear_corpus(tmp_path, x1=line + "\n"), suite("polnear-dev"), "dev")


def test_a_split_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The message says which options name the place."""
    with pytest.raises(FormatError, match="does --data or --split name another layout"):
        polnear.records(polnear_corpus(tmp_path, x1=STANDOFF), suite("polnear-dev"), "test")


def test_wikinews_quotes_know_what_they_are_nested_in(tmp_path: Path) -> None:
    """The smallest quote around a nested one is its parent."""
    text = "Er sagte, sie habe „nein“ gerufen, ja."

    def entry(number: int, quote: str, *, nested: bool, cue: str) -> dict[str, object]:
        def role(words: str) -> dict[str, object]:
            start = text.index(words) if words else 0
            return {"spans": [{"charBegin": start, "charEnd": start + len(words)}] if words else []}

        return {"id": number, "quote": role(quote), "cue": role(cue), "speaker": role("Er"), "isNested": nested}

    found = [
        entry(0, "sie habe „nein“ gerufen", nested=False, cue="sagte"),
        entry(1, "„nein“", nested=True, cue="gerufen"),
    ]
    folder = tmp_path / "data/dev"
    folder.mkdir(parents=True)
    raw = {"documentName": "n", "originalText": text, "annotations": found}
    (folder / "n.json").write_text(json.dumps(raw), encoding="utf-8")
    (record,) = wikinews.records(tmp_path, suite("german-dev"), "dev")
    outer, inner = record.annotation.quotes
    assert (outer.parent, inner.parent) == (None, outer.id)
    assert (outer.kind, inner.kind) == (QuoteKind.MIXED, QuoteKind.DIRECT)


def test_wikinews_types_are_the_corpus_own(tmp_path: Path) -> None:
    """By article and id; a quote without a type is refused with its file."""
    folder = tmp_path / "data/dev"
    folder.mkdir(parents=True)
    raw = {"documentName": "n", "annotations": [{"id": 0, "type": "Indirect"}, {"id": 1, "type": "Direct"}]}
    (folder / "n.json").write_text(json.dumps(raw), encoding="utf-8")
    assert wikinews.types(tmp_path, suite("german-dev"), "dev") == {"n": {"0": "Indirect", "1": "Direct"}}
    (folder / "m.json").write_text('{"documentName": "m", "annotations": [{"id": 0}]}', encoding="utf-8")
    with pytest.raises(FormatError, match=r"m\.json: a quote has no type"):
        wikinews.types(tmp_path, suite("german-dev"), "dev")


def test_newsmtsc_targets_are_places_in_their_sentence(tmp_path: Path) -> None:
    """2 is against, 6 favor; the article is read off the identifier."""
    line = {
        "primary_gid": "allsides_1_2_3_x",
        "sentence_normalized": "Dorn beat Reis.",
        "targets": [{"from": 0, "to": 4, "polarity": 6.0}, {"from": 10, "to": 14, "polarity": 2.0}],
    }
    (tmp_path / "dev.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    one, two = newsmtsc.questions(tmp_path, suite("newsmtsc"), "dev")
    assert (one.document, one.gold, two.gold) == ("allsides_1_2", "favor", "against")
    assert not isinstance(one.target, str)
    assert one.target is not None
    assert one.target.text == "Dorn"


def test_seesaw_sentences_hold_their_triples(tmp_path: Path) -> None:
    """“Not in the list” is nobody; the sentence that a triple is of is found by its offsets."""
    root = tmp_path / "SEESAW"
    for name in ("meta", "annotations", "articles"):
        (root / name).mkdir(parents=True)
    stances = {
        "1": [
            {"subject": "Dorn", "sentiment": "NEG", "object": "Reis"},
            {"subject": "Not in the list", "sentiment": "POS", "object": "Reis"},
        ]
    }
    labels: dict[str, object] = {"entity lists": [["Dorn", []], ["Reis", []]], "sentence-level stances": stances}
    lines = [{"id": 0, "text": ""}, {"id": 1, "text": "Dorn attacked Reis."}, {"id": 2, "text": "It rained."}]
    (root / "meta/T_1.json").write_text(json.dumps({"Split": "valid"}), encoding="utf-8")
    (root / "annotations/T_1_D.json").write_text(json.dumps(labels), encoding="utf-8")
    (root / "articles/T_1_D.json").write_text(json.dumps({"text": lines}), encoding="utf-8")
    (article,) = seesaw.articles(tmp_path, suite("seesaw-valid"), "valid")
    assert article.text == "Dorn attacked Reis. It rained."
    assert article.sentences == (
        Sentence(0, 19, frozenset({("Dorn", "against", "Reis")})),
        Sentence(20, 30, frozenset()),
    )
    (question,) = seesaw.questions(tmp_path, suite("seesaw-pairs"), "valid")
    assert question == Question("T_1", "Dorn attacked Reis.", "against", "Reis", "Dorn")
    with pytest.raises(FormatError, match="no story of split 'test'"):
        seesaw.articles(tmp_path, suite("seesaw-valid"), "test")


def test_sentence_files_become_questions(tmp_path: Path) -> None:
    """Tab separated values with quotation marks as they are, and JSON with 0 and 1."""
    (tmp_path / "dev_test_en.tsv").write_text('sentence_id\tsentence\tlabel\na\t"So bad\tSUBJ\n', encoding="utf-8")
    raw = [{"sentence_id": 1, "label": 1, "text": "It rose."}]
    (tmp_path / "test.json").write_text(json.dumps(raw), encoding="utf-8")
    assert tables.questions(tmp_path, suite("checkthat-subjectivity"), "dev_test") == [Question("a", '"So bad', "SUBJ")]
    assert tables.questions(tmp_path, suite("check-worthiness"), "test") == [Question("1", "It rose.", "check-worthy")]


def test_directed_sentiment_names_who_holds_it(tmp_path: Path) -> None:
    """Brackets are no part of the sentence; 4 is the second entity against the first; other lines are refused."""
    (tmp_path / "dataset").mkdir()
    path = tmp_path / "dataset/valid.txt"
    path.write_text("[Reis] lies, [Dorn] said.\tReis\tDorn\t4\n", encoding="utf-8")
    own = suite("directed-sentiment")
    (question,) = directed.questions(tmp_path, own, "valid")
    assert question == Question("1", "Reis lies, Dorn said.", "second against first", "Dorn", "Reis")
    path.write_text("a\tb\n", encoding="utf-8")
    with pytest.raises(FormatError, match="line 1 is not sentence"):
        directed.questions(tmp_path, own, "valid")


def test_a_workbook_is_read_by_its_titles(tmp_path: Path) -> None:
    """Shared strings, rich text, inline strings, numbers, and cells that are not there."""
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>3</v></c></row><row r="3"><c r="B3"><v>4</v></c></row>'
    )
    path = workbook(tmp_path / "w.xlsx", sheet, "<si><t>word</t></si><si><r><t>a</t></r><r><t>b</t></r></si>")
    assert list(rows(path)) == [{"word": "ab", "n": "3"}, {"word": "", "n": "4"}]


@pytest.mark.parametrize("content", [b"", b"PK nonsense"], ids=["0 bytes", "no zip"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    """With its path."""
    path = tmp_path / "w.xlsx"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"w\.xlsx: this is no workbook"):
        list(rows(path))
