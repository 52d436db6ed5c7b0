"""Claims of `annotator.scoring.contexts`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.contexts import WIDEST, around
from tests.scoring.planted import at


@pytest.mark.parametrize(
    ("text", "fragment", "expected"),
    [
        ("One. Two three. Four.", "three", "Two three."),
        ("One. Two three. Four.", "One", "One."),
        ("One. Two three. Four.", "Four.", "Four."),
        ("One. Two three. Four.", "One. Two", "One. Two three."),
        ("Headline\n\nAnna said it rains", "rains", "Anna said it rains"),
        ("“It rains.” She left. End", "She", "She left."),
        ("“It rains.” She left.", "rains", "“It rains.”"),
    ],
)
def test_whole_sentences_are_shown(text: str, fragment: str, expected: str) -> None:
    """The context begins and ends at sentence ends, closing marks included."""
    start, end = around(text, *at(text, fragment))
    assert text[start:end] == expected


@given(st.text(alphabet="ab. \n”!", min_size=1, max_size=60), st.data())
def test_a_context_is_inside_the_text(text: str, data: st.DataObject) -> None:
    """Whatever the text, the context is a stretch of it around the place, or the place's white space is left out."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = around(text, start, end)
    assert 0 <= first <= len(text)
    assert 0 <= last <= len(text)
    assert text[start:end].strip() in text[first:last] or not text[start:end].strip()


def test_a_text_without_sentences_is_cut() -> None:
    """A megabyte without a period is not shown whole."""
    start, end = around("x" * 10_000, 5000, 5001)
    assert end - start == 2 * WIDEST + 1
