"""Two scorers of sentences: worth checking, and subjective."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.engines.rules.claims import check_worthiness, subjectivity


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("The budget grew by 40 percent last year.", "The budget grew.", id="figures"),
        pytest.param("She voted against the tax bill.", "I think we should be better.", id="deeds over opinions"),
        pytest.param("They have cut the aid.", "We are going to cut the aid.", id="what was done over what is meant"),
        pytest.param("Crime fell.", "Has crime fallen?", id="statements over questions"),
    ],
)
def test_check_worthiness(more: str, less: str) -> None:
    """One sentence is worth more checking than the other."""
    assert check_worthiness(more) > check_worthiness(less)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param("This plan is a truly absurd farce.", "The plan was published on Monday.", id="opinion"),
        pytest.param("We must stop this madness!", "“We must stop it,” the mayor said on 4 May.", id="reported words"),
    ],
)
def test_subjectivity(more: str, less: str) -> None:
    """One sentence is subjective, the other is not."""
    assert subjectivity(more) > 0.5 > subjectivity(less)


@given(st.text(max_size=80))
def test_bounds(text: str) -> None:
    """Any text scores from 0 to 1 on both."""
    assert 0 <= check_worthiness(text) <= 1
    assert 0 <= subjectivity(text) <= 1


def test_nothing() -> None:
    """No words, no worth and no opinion."""
    assert (check_worthiness(""), subjectivity("  ")) == (0.0, 0.0)
