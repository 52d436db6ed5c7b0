"""Tokens: clitics, abbreviations, numbers, and offsets that hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.sentences import split
from annotator.engines.rules import tokens as rules
from annotator.engines.rules.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("She doesn’t say.", ["She", "does", "n’t", "say", "."], id="a negation is a token"),
        pytest.param("Lee's plan", ["Lee", "'s", "plan"], id="a possessive is a token"),
        pytest.param("Rep. Lee, R-Ky., spoke", ["Rep.", "Lee", ",", "R-Ky.", ",", "spoke"], id="abbreviations keep it"),
        pytest.param("It cost $3.5 million", ["It", "cost", "$3.5", "million"], id="a sum is one token"),
        pytest.param("the U.S. plan", ["the", "U.S.", "plan"], id="dotted letters are one token"),
        pytest.param("O’Malley left", ["O’Malley", "left"], id="an apostrophe inside a name stays"),
        pytest.param("''Go,'' he", ["''", "Go", ",", "''", "he"], id="two apostrophes are one mark"),
        pytest.param(
            "Ze\u0301lie Dimi\u00adtri", ["Ze\u0301lie", "Dimi\u00adtri"], id="what has no width stays inside"
        ),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Words come out as a linguist would cut them."""
    assert tokenize(text, split(text)).words == words


@given(st.text(alphabet="aB .,'’“”-5$\n", max_size=60))
def test_offsets(text: str) -> None:
    """Each token stands where it says, and all columns have one row per token."""
    tokens = tokenize(text, split(text))
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert len(tokens.lowers) == len(tokens.sentence) == len(tokens.words)
    assert [at for first, last in tokens.bounds for at in range(first, last)] == list(range(len(tokens)))


@given(st.text(alphabet="aB .,'’-5$k\n\u00a0\u200b\ufeff\u0301", max_size=60))
def test_pieces(text: str) -> None:
    """No token goes beyond the space after it, so that pieces between spaces can be looked up one by one."""
    pieces = rules._PIECE.findall(text)
    assert [word for piece in pieces for word in rules._TOKEN.findall(piece)] == rules._TOKEN.findall(text)
