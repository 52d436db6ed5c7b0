"""Quotation marks: pairs of all styles, nesting, mending, and what is no mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.marks import apart, quotations


def marked(*paragraphs: str) -> list[tuple[str, int]]:
    """The quotations of some paragraphs with their depths."""
    text = "\n".join(paragraphs)
    bounds: list[tuple[int, int]] = []
    for paragraph in paragraphs:
        start = bounds[-1][1] + 1 if bounds else 0
        bounds.append((start, start + len(paragraph)))
    return [(text[one.start : one.end], one.depth) for one in quotations(text, bounds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("“A,” he said", [("“A,”", 0)], id="curved"),
        pytest.param('"A," he said, "B"', [('"A,"', 0), ('"B"', 0)], id="straight"),
        pytest.param("''A,'' he said", [("''A,''", 0)], id="two apostrophes"),
        pytest.param("„A“, sagte er", [("„A“", 0)], id="German"),
        pytest.param("»A«, sagte er", [("»A«", 0)], id="German, turned guillemets"),
        pytest.param("« A », dit-il", [("« A »", 0)], id="French"),
        pytest.param("「A」と", [("「A」", 0)], id="Japanese"),
        pytest.param("‘A,’ he said", [("‘A,’", 0)], id="single curved"),
        pytest.param("'A,' he said", [("'A,'", 0)], id="single straight"),
        pytest.param("“A ‘B’ C”", [("“A ‘B’ C”", 0), ("‘B’", 1)], id="nested"),
        pytest.param(
            "''I saw 'A and B,''' he said", [("''I saw 'A and B,'''", 0), ("'A and B,'", 1)], id="three straight"
        ),
        pytest.param("“It’s the boys’ plan,” he", [("“It’s the boys’ plan,”", 0)], id="apostrophes"),
        pytest.param("it's the boys' plan in the '90s", [], id="straight apostrophes"),
        pytest.param('a 6\'2" man and a 42" screen', [], id="feet and inches"),
        pytest.param("“A, he said", [("“A, he said", 0)], id="never closed"),
        pytest.param("A,” he said", [("A,”", 0)], id="never opened"),
        pytest.param('“A," he said. "B.”', [('“A,"', 0), ('"B.”', 0)], id="mixed"),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, int]]) -> None:
    """Marks pair as a reader pairs them."""
    assert marked(text) == expected


def test_continued() -> None:
    """A repeated opening mark goes on with the unclosed quotation of the paragraph before, and only then."""
    text = "“A.\n“B.”\n“C.”"
    assert [one.continues for one in quotations(text, [(0, 3), (4, 8), (9, 13)])] == [False, True, False]


def test_row() -> None:
    """A row of opening marks nests no deeper than anybody can mean it, and what follows is read as ever."""
    text = "„" * 500 + "\n“A,” he said."
    found = quotations(text, [(0, 500), (501, len(text))])
    assert max(one.depth for one in found) < 64
    assert (found[-1].start, found[-1].end, found[-1].depth) == (501, 505, 0)


@given(st.text(alphabet="aB .,'’‘“”\"„«»", max_size=40))
def test_apart(text: str) -> None:
    """Outer quotations never overlap, and nested ones lie inside their parents."""
    found = quotations(text, [(0, len(text))])
    assert apart(found)
    assert all(
        found[one.parent].start <= one.start < one.end <= found[one.parent].end
        for one in found
        if one.parent is not None
    )
