"""Claims of `annotator.scoring.counts`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.counts import Counts, harmonic, ratio

some_counts = st.builds(Counts, st.integers(0, 5), st.integers(5, 9), st.integers(5, 9))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param(Counts(1, 2, 1), (0.5, 1.0, 2 / 3), id="a duplicate prediction halves precision"),
        pytest.param(Counts(0, 3, 0), (0.0, None, 0.0), id="without gold recall is undefined"),
        pytest.param(Counts(0, 0, 3), (None, 0.0, 0.0), id="without predictions precision is undefined"),
        pytest.param(Counts(), (None, None, None), id="with neither all is undefined"),
        pytest.param(Counts(2, 4, 3), (0.5, 2 / 3, 4 / 7), id="four sevenths"),
    ],
)
def test_ratios_of_counts(counts: Counts, expected: tuple[float | None, ...]) -> None:
    """A ratio with nothing below the line is None, never 0."""
    assert (counts.precision, counts.recall, counts.f1) == expected


@given(some_counts, some_counts, some_counts)
def test_counts_add_up(one: Counts, two: Counts, three: Counts) -> None:
    """Adding is associative and commutative, with nothing as its neutral element, and errors add up as well."""
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one
    assert one + Counts() == one
    assert ((one + two).fp, (one + two).fn) == (one.fp + two.fp, one.fn + two.fn)


def test_ratio_and_harmonic_mean_may_be_undefined() -> None:
    """Undefined stays undefined; the harmonic mean of two zeros is 0."""
    assert (ratio(1, 0), ratio(1, 4)) == (None, 0.25)
    assert (harmonic(None, 1.0), harmonic(0.0, 0.0), harmonic(0.5, 1.0)) == (None, 0.0, 2 / 3)
