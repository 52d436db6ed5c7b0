"""Valences: forms and spellings of the lexicon's words, and the reach of negation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.engines.rules.polarity import american, bases, valence, valences


@pytest.mark.parametrize(
    ("word", "base"),
    [
        pytest.param("denies", "deny", id="third person"),
        pytest.param("planned", "plan", id="doubled consonant"),
        pytest.param("thought", "think", id="irregular verb"),
        pytest.param("happily", "happy", id="adverb"),
        pytest.param("kindness", "kind", id="abstract noun"),
        pytest.param("criticised", "criticize", id="British spelling"),
        pytest.param("favours", "favor", id="British noun"),
    ],
)
def test_bases(word: str, base: str) -> None:
    """A form leads to its base."""
    assert base in bases(word)


def test_american() -> None:
    """Spelling is changed only where British and American differ."""
    assert [american(word) for word in ("defence", "honour", "organisation", "wise", "hour")] == [
        "defense",
        "honor",
        "organization",
        "wise",
        "hour",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("a great plan", [0, 1, 0], id="a good word"),
        pytest.param("atrocities everywhere", [-3, 0], id="a form of a bad word"),
        pytest.param("not a great plan", [0, 0, -0.6, 0], id="a negator turns around and weakens"),
        pytest.param("not here , great", [0, 0, 0, 1], id="a comma ends its reach"),
    ],
)
def test_valences(words: str, expected: list[float]) -> None:
    """Each word has its valence after negation."""
    assert valences(words.split()) == pytest.approx(expected)


@given(st.text(alphabet=st.characters(categories=["Ll"]), min_size=1, max_size=20))
def test_any_word(word: str) -> None:
    """Any small-letter word has a valence within bounds, and is among its own bases."""
    assert -3 <= valence(word) <= 3
    assert word in bases(word)
