"""Claims about folding: typography goes, letters stay, and the way back is exact."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.folding import fold, folded


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("“Hi”", '"hi"', id="curly and straight marks"),
        pytest.param("« Non »", "„non“", id="guillemets with blanks and German marks"),
        pytest.param("``Hi''", '"hi"', id="marks typed as two characters"),
        pytest.param("Iran’s", "iran's", id="apostrophes"),
        pytest.param("a — b", "a-b", id="a dash with blanks and a hyphen"),
        pytest.param("well…", "well...", id="an ellipsis in one character"),
        pytest.param("a\u00a0b\r\n c", "a b c", id="kinds of white space"),
        pytest.param("nu\u00adclear\u200b", "nuclear", id="soft hyphen and zero-width space"),
        pytest.param(unicodedata.normalize("NFD", "café"), "café", id="composed and decomposed"),
        pytest.param("STRASSE", "straße", id="case, sharp s included"),
    ],
)
def test_typography_is_folded(left: str, right: str) -> None:
    """Texts that differ in typography only fold to the same."""
    assert folded(left) == folded(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("café", "cafe", id="an accent"),
        pytest.param("1,000", "1000", id="a comma in a number"),
        pytest.param("not", "now", id="another letter"),
        pytest.param("“a” “b”", "“a””b”", id="a blank between two quotations"),
    ],
)
def test_letters_digits_and_accents_are_not_folded(left: str, right: str) -> None:
    """What carries meaning stays apart."""
    assert folded(left) != folded(right)


@given(st.text(max_size=60))
def test_each_folded_character_leads_back_to_the_characters_it_stands_for(text: str) -> None:
    """Folding the original range of any folded stretch gives that stretch again."""
    result = fold(text)
    assert len(result.text) == len(result.starts) == len(result.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(result.starts, result.ends, strict=True))
    assert list(result.starts) == sorted(result.starts)
    if result.text.strip():
        whole = result.original(0, len(result.text))
        assert whole is not None
        assert fold(text[whole[0] : whole[1]]).text.strip() == result.text.strip()


def test_a_stretch_never_cuts_a_character_in_two() -> None:
    """Half of a sharp s is nowhere in the original."""
    result = fold("groß")
    assert result.text == "gross"
    assert (result.original(0, 4), result.original(0, 5)) == (None, (0, 4))
