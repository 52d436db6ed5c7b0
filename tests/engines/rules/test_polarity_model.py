"""The linear model: its table is complete, names are masked before it, and its shares are probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.engines.rules import polarity_model
from annotator.engines.rules.polarity_features import NAME, NUMBER, TARGET, features, is_quoted, seen
from annotator.engines.rules.polarity_model import Odds, odds, weightiest


def test_masking() -> None:
    """Target, other names and numbers are place holders; a capital at the start and a judging word stay words."""
    sight = seen(["Later", "Anna", "Orsa", "met", "Dorn", "and", "Evil", "Kemal", "40", "times"], 1, 3)
    assert sight.words == ("later", TARGET, "met", NAME, "and", "evil", NAME, NUMBER, "times")
    assert (sight.at, sight.mention) == (1, ("anna", "orsa"))


def test_part_in_deed() -> None:
    """The features tell subject and object of a deed apart, in the passive too."""
    words = ["Dorn", "attacked", "Orsa"]
    assert "f:subject:criticize" in features(seen(words, 0, 1))
    assert "f:object:criticize" in features(seen(words, 2, 3))
    assert "f:object:criticize" in features(seen(["Orsa", "was", "attacked", "by", "Dorn"], 0, 1))


def test_table() -> None:
    """Every row of the table has three whole numbers, there is a bias, and no masked name has slipped in."""
    weights = polarity_model._weights()
    assert "bias" in weights
    assert {len(row) for row in weights.values()} == {3}
    assert not any("trump" in name or "clinton" in name for name in weights if name.startswith("m:"))


@pytest.mark.parametrize(
    ("before", "expected"), [("He said “we", True), ("“We,” he said", False), ('"We', True), ("", False)]
)
def test_is_quoted(before: str, expected: bool) -> None:  # noqa: FBT001  # an expected value
    """A quotation is open after an opening mark without its partner."""
    assert is_quoted(before) is expected


@given(st.tuples(*[st.floats(-50, 50)] * 3))
def test_shares(scores: tuple[float, float, float]) -> None:
    """Shares are probabilities in the order of the scores."""
    shares = Odds(*scores).shares()
    assert sum(shares) == pytest.approx(1)
    assert shares[scores.index(max(scores))] == max(shares)


def test_algebra() -> None:
    """Scores add and scale class by class; the tilt is favor over against."""
    assert Odds(1, 2, 3) + Odds(1, 0, 0) == Odds(2, 2, 3)
    assert Odds(1, 2, 3).times(2) == Odds(2, 4, 6)
    assert Odds(1, 2, 4).tilt == 3


def test_direction() -> None:
    """Ill and good words pull the scores apart, and what pulls hardest is named."""
    bad, good = seen(["Dorn", "is", "corrupt"], 0, 1), seen(["Dorn", "is", "brilliant"], 0, 1)
    assert odds(bad).tilt < odds(good).tilt
    assert len(weightiest(bad)) == 3
