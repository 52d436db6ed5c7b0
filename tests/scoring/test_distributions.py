"""Claims of `annotator.scoring.distributions`."""

from __future__ import annotations

from math import atan, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.distributions import beta_share, t_below
from tests.scoring import oracles


@given(st.floats(-30, 30), st.one_of(st.integers(1, 60), st.floats(0.5, 1e5)))
def test_t_is_that_of_scipy(t: float, freedom: float) -> None:
    """The lower tail of Student's t agrees to eight digits after the point, as far as scipy itself is right."""
    assert t_below(t, freedom) == pytest.approx(oracles.t_below(t, freedom), abs=1e-8)


@given(st.floats(-1e6, 1e6))
def test_t_has_closed_forms_for_one_and_two_degrees(t: float) -> None:
    """Cauchy's distribution, and ½ + t / (2√(2 + t²)); near 0 this is more than scipy gets right."""
    assert t_below(t, 1) == pytest.approx(0.5 + atan(t) / pi, abs=1e-14)
    assert t_below(t, 2) == pytest.approx(0.5 + t / (2 * sqrt(2 + t * t)), abs=1e-14)


@given(st.floats(0.1, 500), st.floats(0.1, 500), st.floats(0, 1))
def test_the_incomplete_beta_function_is_that_of_scipy(a: float, b: float, x: float) -> None:
    """Regularised, from 0 to 1."""
    assert beta_share(a, b, x) == pytest.approx(oracles.beta_share(a, b, x), abs=1e-10)


def test_small_tails_are_relatively_right() -> None:
    """A p-value of 10⁻⁹ is not rounded to something else."""
    assert t_below(-8.0, 40) == pytest.approx(oracles.t_below(-8.0, 40), rel=1e-9)
