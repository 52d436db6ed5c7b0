"""Words of a statement: cut at spaces, marks and clitics, each with what is known about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.engines.rules import claims_words
from annotator.engines.rules.claims_words import ASKING, CAPITAL, FIGURE, KINDS, STRONG, SUPERLATIVE, seen


@pytest.mark.parametrize(
    ("statement", "trait"),
    [
        pytest.param("It fell by 4%.", FIGURE, id="a figure"),
        pytest.param("Then Lee left.", CAPITAL, id="a name"),
        pytest.param("the largest dam", SUPERLATIVE, id="a superlative"),
        pytest.param("a terrible dam", STRONG, id="an opinion"),
        pytest.param("Did it?", ASKING, id="a question"),
        pytest.param("They must go.", KINDS["normative"], id="a class of kind"),
    ],
)
def test_traits(statement: str, trait: int) -> None:
    """A statement has the traits of its words, and loses one with the word."""
    assert seen(statement).traits & trait
    assert not seen("it was a dam").traits & trait


def test_the_first_word_is_told_apart() -> None:
    """What opens a statement has a capital that says nothing."""
    words = seen("“Dams fell”, Lee Ann said")
    assert words.lowers == ["“", "dams", "fell", "”", ",", "lee", "ann", "said"]
    assert (words.count(CAPITAL), seen("Dams fell").later & CAPITAL) == (3, 0)


@given(st.text(alphabet="aI's’t-5.,$%\n “!", max_size=40))
def test_no_word_goes_beyond_a_space(statement: str) -> None:
    """Looking up what stands between spaces gives the words of the whole, in order."""
    words = seen(statement)
    assert words.lowers == [word.lower() for word in claims_words._WORD.findall(statement)]
    assert words.length == len(words.lowers) == len(words.each)
