"""Claims of `annotator.scoring.similarity`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.similarity import CHRF, TOKEN_F1, Chrf, Similarity, same_label, tokens

MEASURES = pytest.mark.parametrize("measure", [TOKEN_F1, CHRF], ids=lambda measure: measure.name)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param("It rains in Minsk.", "it rains in minsk", 1.0, id="case and marks do not count"),
        pytest.param("a b c d", "a b", 2 * 2 / 6, id="half of the tokens"),
        pytest.param("a a b", "a b b", 2 * 2 / 6, id="repeated tokens count as often as both have them"),
        pytest.param("a", "b", 0.0, id="nothing in common"),
        pytest.param("…", "!", 1.0, id="two texts without a token are the same"),
        pytest.param("…", "a", 0.0, id="one text without a token is like no other"),
    ],
)
def test_token_f1_counts_common_tokens(gold: str, predicted: str, expected: float) -> None:
    """2 · common / all."""
    assert TOKEN_F1(gold, predicted) == pytest.approx(expected)


def test_chrf_of_a_hand_counted_pair() -> None:
    """“abc” against “abd”: unigrams 2/3, bigrams 1/2, trigrams 0, so precision and recall are 7/18."""
    assert Chrf(order=3)("abc", "abd") == pytest.approx(7 / 18)


def test_chrf_weighs_recall_more() -> None:
    """Leaving out half of the gold costs more than adding as much."""
    assert CHRF("abcdefgh", "abcd") < CHRF("abcd", "abcdefgh")
    assert CHRF.name == "chrf2"


@MEASURES
@given(st.text(max_size=20), st.text(max_size=20))
def test_a_similarity_is_between_0_and_1_and_full_for_equal_texts(measure: Similarity, one: str, other: str) -> None:
    """Any two texts, of any characters, get a number from 0 to 1; a text is fully like itself."""
    assert 0 <= measure(one, other) <= 1
    assert measure(one, one) == 1


def test_tokens_are_words_and_numbers() -> None:
    """Letters of any script, digits, no marks."""
    assert tokens("“Санкции” cost 3,5 %!") == ("санкции", "cost", "3", "5")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("the sanctions", "Sanctions", True),
        ("strikes on Iran's nuclear facilities", "US strikes on Iran's nuclear facilities", True),
        ("strikes on Iran", "sanctions on Iran", False),
        ("US strikes on Iran's nuclear facilities", "US strikes on Iran's oil facilities", False),
        ("treaty", "the comprehensive partnership treaty of 2025", False),
        ("…", "!", False),
    ],
)
def test_labels_name_the_same_when_one_only_adds_words(left: str, right: str, *, expected: bool) -> None:
    """Added words are fine as long as most is common; a replaced word is another target."""
    assert same_label(left, right) is same_label(right, left) is expected
