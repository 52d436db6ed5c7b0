"""Tests of `annotator.documents.lines`."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.lines import Line, line_places, split_lines

PARAGRAPHS = (
    "The leaders of Belarus and Iran signed new agreements on Wednesday to boost ties in key areas, they said.",
    "Read more widely, the minister told pupils who had come to hear him speak about the country and its books.",
    "You may also like to know that both governments have been placed under heavy sanctions for many years now.",
)

texts = st.text(st.sampled_from("aB. \t\r\n\u2028\u00a0\u200b“”") | st.characters(exclude_categories=["Cs"]))


@given(texts)
def test_lines_hold_all_that_is_visible(text: str) -> None:
    """No character but white space is left out, and each line says where it stands."""
    lines = split_lines(text)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(text.split())
    assert all(line.text.split() == text[line.start : line.end].split() for line in lines)
    assert all(len(line.text) == line.end - line.start for line in lines)


@given(texts, st.integers(0, 9), st.integers(0, 9))
def test_line_places_are_the_runs_without_a_break(text: str, start: int, length: int) -> None:
    """They are what a regular expression finds, in a whole text and in a stretch of it."""
    start = min(start, len(text))
    run = re.compile(r"[^\r\n\u2028\u2029]+")
    assert list(line_places(text)) == [match.span() for match in run.finditer(text)]
    stretch = (start, min(start + length, len(text)))
    assert list(line_places(text, *stretch)) == [match.span() for match in run.finditer(text, *stretch)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("width", [60, 72, 80])
def test_wrapped_text_is_unwrapped(width: int, newline: str) -> None:
    """In a text wrapped at a fixed width, a paragraph is one line, so that no piece of it looks like a heading."""
    wrapped = (newline * 2).join(newline.join(textwrap.wrap(each, width)) for each in PARAGRAPHS)
    assert [" ".join(line.text.split()) for line in split_lines(wrapped)] == list(PARAGRAPHS)


def test_list_of_headlines_is_not_unwrapped() -> None:
    """Lines of their own stay lines, however alike their lengths."""
    lines = [
        "Trump to patrol Washington",
        "CDSCO issues alert on drugs",
        "Sri Lanka Is Always A Threat",
        "Prices rose again",
    ]
    assert [line.text for line in split_lines("\n".join(lines))] == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Trump to patrol Washington streets with police, military", True, id="a headline"),
        pytest.param("Will it hold?", True, id="a question"),
        pytest.param("'Mega comfy' trainers are half price", True, id="a headline with marks"),
        pytest.param("He declined to comment.", False, id="a short sentence"),
        pytest.param("“We will see.”", False, id="a quoted sentence"),
        pytest.param("“Will it hold?”", False, id="a quoted question"),
        pytest.param("She added:", False, id="the beginning of a sentence"),
        pytest.param("They met. Nobody spoke", False, id="two sentences"),
        pytest.param("word " * 30, False, id="thirty words"),
    ],
)
def test_headlines_are_told_from_sentences(text: str, expected: bool) -> None:  # noqa: FBT001  # a value of the table
    """Only what could be a headline or the text of a link is like one."""
    assert Line.of(0, len(text), text.strip()).headline_like is expected
