"""Marks: whether content stands inside quotation marks, for every style of marks and for broken ones."""

from __future__ import annotations

import pytest

from annotator.spans import Span
from eval import marks


def at(text: str, words: str) -> Span:
    """Where words stand first."""
    start = text.index(words)
    return Span.of(text, start, start + len(words))


@pytest.mark.parametrize(
    ("text", "content", "frame", "expected"),
    [
        pytest.param("“No,” he said.", ["“No,”"], ["said"], "direct", id="curly marks"),
        pytest.param('"No," he said.', ['"No,"'], ["said"], "direct", id="straight marks"),
        pytest.param("‘No,’ he said.", ["‘No,’"], ["said"], "direct", id="single marks"),
        pytest.param("'No, it isn't,' he said.", ["'No, it isn't,'"], ["said"], "direct", id="apostrophes as marks"),
        pytest.param("„Nein“, sagte er.", ["„Nein“"], ["sagte"], "direct", id="German marks"),
        pytest.param("»Nein«, sagte er.", ["»Nein«"], ["sagte"], "direct", id="German guillemets"),
        pytest.param(
            "»Er sagte ›nein‹«, sagte sie.", ["›nein‹"], ["Er"], "direct", id="German guillemets inside others"
        ),
        pytest.param("« Non », dit-il.", ["« Non »"], ["dit"], "direct", id="guillemets with blanks"),
        pytest.param("「いいえ」と言った", ["「いいえ」"], ["言った"], "direct", id="corner brackets"),
        pytest.param("He called it “odd” and old.", ["it “odd” and old"], ["called"], "mixed", id="a part in marks"),
        pytest.param("He said that it was odd.", ["that it was odd"], ["said"], "indirect", id="no marks"),
        pytest.param(
            "Workers' pay and farmers' pay rose, he said.",
            ["Workers' pay and farmers' pay rose"],
            ["said"],
            "indirect",
            id="possessive apostrophes are no marks",
        ),
        pytest.param("“No. he said.", ["“No."], ["said"], "direct", id="marks that never close end at the cue"),
        pytest.param("No,” he said.", ["No,”"], ["said"], "direct", id="marks that never open"),
        pytest.param("“No. “No again,” he said.", ["“No. “No again,”"], ["said"], "direct", id="marks that open again"),
        pytest.param("”No,” he said.", ["”No,”"], ["said"], "direct", id="Swedish marks"),
        pytest.param("“No.“ He left. ”Go!”", ["“No.“", "”Go!”"], ["He"], "direct", id="marks the wrong way round"),
        pytest.param(
            "“No, he said, “never.”", ["“No,", "“never.”"], ["said"], "direct", id="marks that open again after the cue"
        ),
        pytest.param(
            "« Non, a-t-il dit, jamais. »",
            ["« Non", "jamais. »"],
            ["a-t-il dit"],
            "direct",
            id="the cue inside the marks",
        ),
        pytest.param("“One.\n\n“Two,” he said.", ["“One.", "“Two,”"], ["said"], "direct", id="a continued paragraph"),
        pytest.param(
            "“She said ‘no’,” he said.", ["‘no’"], ["said"], "direct", id="a nested quote in marks of its own"
        ),
        pytest.param(
            "“She said it was over,” he told us.",
            ["it was over"],
            ["She", "said"],
            "indirect",
            id="a nested quote without marks of its own",
        ),
        pytest.param(
            "She called it “over”, he said.",
            ["She called it “over”"],
            ["he", "said"],
            "mixed",
            id="marks inside indirect content",
        ),
    ],
)
def test_kind(text: str, content: list[str], frame: list[str], expected: str) -> None:
    """The kind follows from the marks around the content that do not also hold cue or speaker."""
    assert marks.kind(text, [at(text, words) for words in content], [at(text, words) for words in frame]) == expected


def test_nested_regions_are_all_found() -> None:
    """Inner and outer marks give one region each."""
    text = "“A ‘b’ c.” d “e”"
    assert [text[region.start : region.end] for region in marks.regions(text)] == ["‘b’", "“A ‘b’ c.”", "“e”"]
