"""Claims about the commands on single documents: what they print and write, and what bad input gets."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator import records

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]

MINSK = Path(__file__).parents[2] / "eval" / "gold" / "minsk" / "minsk.txt"
ARTICLE = "Ann Dorn opposes the dam. “We will win,” Dorn said on Monday.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A short article in a file."""
    path = tmp_path / "dam.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_the_users_article_is_printed_as_tables(run: Run) -> None:
    """Quotes, claims and stances, and which engine and version made them."""
    ran = run("annotate", MINSK)
    assert (ran.code, ran.err) == (0, "")
    for words in (
        "Quotes in minsk",
        "Claims",
        "Stances",
        "Alexander Lukashenko",
        "“friend.”",
        "rules engine 4, annotator",
    ):
        assert words in ran.out
    assert "Skechers" not in ran.out


def test_a_key_in_the_environment_bills_nobody(run: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --engine the rules engine runs, whatever keys the machine has."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "rules engine" in run("annotate", article).out


def test_records_and_page_are_written(run: Run, article: Path, tmp_path: Path) -> None:
    """-o writes what loads again, --html a page, and --quiet prints nothing."""
    out, page = tmp_path / "dam.jsonl", tmp_path / "dam.html"
    ran = run("annotate", article, "-o", out, "--html", page, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    (record,) = records.read(out)
    assert (record.document.id, [each.content[0].text for each in record.annotation.quotes]) == (
        "dam",
        ["“We will win,”"],
    )
    assert "“We will win,”" in page.read_text(encoding="utf-8")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["dam.html", "dam.jsonl", "dam.txt"]


def test_view_makes_the_page_from_records(run: Run, article: Path, tmp_path: Path) -> None:
    """The page can be made later, for one document."""
    run("annotate", article, "-o", tmp_path / "dam.jsonl", "-q")
    assert run("view", tmp_path / "dam.jsonl", "--document", "dam").out == f"wrote {tmp_path / 'dam.html'}\n"
    ran = run("view", tmp_path / "dam.jsonl", "--document", "elsewhere")
    assert (ran.code, ran.err) == (2, f"annotator: {tmp_path / 'dam.jsonl'}: it holds no document 'elsewhere'\n")


def test_json_goes_to_standard_output(run: Run, article: Path) -> None:
    """--json prints records that load."""
    record = records.parse(run("annotate", article, "--json").out)
    assert record.document.id == "dam"


def test_text_can_be_left_out(run: Run, article: Path) -> None:
    """--no-text shares labels without the article's words: no text, and spans that are offsets only."""
    record = records.parse(run("annotate", article, "--json", "--no-text").out)
    assert not hasattr(record.document, "text")
    assert {span.text for _, span in record.annotation.spans()} == {""}
    assert record.with_text(ARTICLE).annotation.quotes[0].content[0].text == "“We will win,”"


def test_tasks_limit_what_is_looked_for(run: Run, article: Path) -> None:
    """--tasks quotes leaves claims and stances out."""
    annotation = records.parse(run("annotate", article, "--json", "--tasks", "quotes").out).annotation
    assert (len(annotation.quotes), annotation.claims, annotation.stances) == (1, (), ())


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash means standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode())))
    assert records.parse(run("annotate", "-", "--json").out).annotation.quotes[0].content[0].text == "“We will win,”"


def test_rows_of_a_table_are_documents(run: Run, tmp_path: Path) -> None:
    """Columns are mapped by option; what is broken is reported and the rest is done."""
    path = tmp_path / "two.csv"
    path.write_text('key,body,paper\na,"“Yes,” Dorn said.",Post\nb,,Post\n', encoding="utf-8")
    ran = run("annotate", path, "--json", "--text-column", "body", "--id-column", "key", "--outlet-column", "paper")
    record = records.parse(ran.out)
    assert (record.document.id, ran.code) == ("a", 1)
    assert ran.err.count("\n") == 1
    assert "two.csv:3" in ran.err


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", ""), ("a.csv", "id,text\n"), ("a.json", "[]")])
def test_corpus_without_a_document_is_said(name: str, content: str, run: Run, tmp_path: Path) -> None:
    """Nothing found is not the same as nothing there."""
    (tmp_path / name).write_text(content)
    ran = run("annotate", tmp_path / name)
    message = "annotator: there is no document in the corpus; see whether its files hold any\n"
    assert (ran.code, ran.out, ran.err) == (2, "", message)


def test_names_do_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    """An error names its file without what the terminal would obey."""
    (tmp_path / "a\x1b[2J.txt").write_text("")
    assert "/a\N{REPLACEMENT CHARACTER}[2J.txt: the text is empty" in run("annotate", tmp_path).err


def test_explain_tells_cue_and_steps(run: Run, article: Path) -> None:
    """Each item can say why it is there, by number or id."""
    by_number = run("explain", article, "q1")
    assert by_number.code == 0
    assert "“say” follows its content" in by_number.out
    identity = records.parse(run("annotate", article, "--json").out).annotation.quotes[0].id
    assert run("explain", article, identity).out.split("\n")[1:] == by_number.out.split("\n")[1:]


def test_judge_answers_the_narrow_question(run: Run, article: Path) -> None:
    """A target and a holder give a polarity with confidence and evidence."""
    ran = run("judge", article, "--target", "the dam", "--holder", "Ann Dorn")
    assert ran.out.startswith("Ann Dorn → the dam: against (confidence 0.")
    answer = json.loads(run("judge", article, "--target", "the dam", "--holder", "Ann Dorn", "--json").out)
    assert answer["polarity"] == "against"


def test_the_schema_is_json_schema(run: Run) -> None:
    """`schema` prints what a line of JSONL must be."""
    assert json.loads(run("schema").out)["$defs"]["Quote"]["properties"]["speaker"]["description"]


BAD = {
    "a missing file": (None, ["annotate", "{tmp}/none.txt"], 2, "none.txt"),
    "an empty file": (b"", ["annotate", "{file}"], 1, "empty|no text"),
    "a binary file": (b"\x00\x01\x02PNG\xff" * 20, ["annotate", "{file}"], 1, "binary|text"),
    "an unknown engine": (b"Hi there.", ["annotate", "{file}", "--engine", "magic"], 2, "no engine 'magic'"),
    "a model without the engine": (b"Hi.", ["annotate", "{file}", "--model", "openai/x"], 2, "--engine llm"),
    "no model for the engine": (b"Hi there.", ["annotate", "{file}", "--engine", "llm"], 2, "--model"),
    "no key for the engine": (
        b"Hi there.",
        ["annotate", "{file}", "--engine", "llm", "--model", "openai/gpt-5-mini"],
        2,
        "OPENAI_API_KEY",
    ),
    "an unknown provider": (b"Hi.", ["annotate", "{file}", "--engine", "llm", "--model", "acme/x"], 2, "acme"),
    "an unknown task": (b"Hi there.", ["annotate", "{file}", "--tasks", "quotes,poems"], 2, "--tasks"),
    "an unknown item": (b"Hi there.", ["explain", "{file}", "q9"], 2, "no item 'q9'"),
    "a place that cannot be written": (b"Hi.", ["annotate", "{file}", "-o", "{tmp}/no/out.jsonl"], 2, "out.jsonl"),
    "a codebook that is none": (b"Hi.", ["annotate", "{file}", "--codebook", "{file}"], 2, "mapping"),
}


@pytest.mark.parametrize(("content", "arguments", "code", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_input_gets_one_line(
    content: bytes | None, arguments: list[str], code: int, sentence: str, run: Run, tmp_path: Path
) -> None:
    """One line on standard error names the place and the remedy; no traceback, nothing written."""
    file = tmp_path / "in.txt"
    if content is not None:
        file.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    ran = run(*(argument.format(tmp=tmp_path, file=file) for argument in arguments))
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert ran.err.startswith("annotator: ")
    assert any(each in ran.err for each in sentence.split("|"))
    assert sorted(tmp_path.iterdir()) == before


def test_a_broken_line_of_jsonl_is_named_and_the_rest_is_done(run: Run, tmp_path: Path) -> None:
    """A file that breaks at line 7 gives six documents, one line that says 7, and a failure."""
    path = tmp_path / "c.jsonl"
    rows = [json.dumps({"id": str(number), "text": ARTICLE}) for number in range(1, 9)]
    rows[6] = '{"id": "7", "text": '
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = run("annotate", path, "--json")
    assert [records.parse(line).document.id for line in ran.out.splitlines()] == ["1", "2", "3", "4", "5", "6", "8"]
    assert ran.code == 1
    assert "c.jsonl:7" in ran.err
