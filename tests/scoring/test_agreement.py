"""Claims of `annotator.scoring.agreement`."""

from __future__ import annotations

import warnings

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring.agreement import (
    NO_PAIR,
    ONE_CATEGORY,
    Agreement,
    Level,
    cohen_kappa,
    krippendorff_alpha,
)
from tests.scoring import oracles

NA = None
EXAMPLE_C: list[list[int | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3],
    [NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA],
]


def units(coders: list[list[int | None]]) -> list[tuple[int | None, ...]]:
    """The values of each unit."""
    return list(zip(*coders, strict=True))


@pytest.mark.parametrize(
    ("level", "expected"),
    [(Level.NOMINAL, 0.743421), (Level.ORDINAL, 0.815388), (Level.INTERVAL, 0.849107), (Level.RATIO, 0.797403)],
)
def test_krippendorffs_example_c(level: Level, expected: float) -> None:
    """The published values of Krippendorff (2011), four coders with missing values."""
    assert krippendorff_alpha(units(EXAMPLE_C), level).value == pytest.approx(expected, abs=5e-7)


def test_one_disagreement_among_22_is_alpha_0() -> None:
    """Agreement on the only category that is in use is what chance gives: raw agreement .95, α 0."""
    found = krippendorff_alpha([(0, 0)] * 21 + [(0, 1)])
    assert (found.value, found.observed) == pytest.approx((0.0, 21 / 22))


def test_one_category_only_is_undefined() -> None:
    """Without any variation chance would agree fully; the raw agreement stands beside it."""
    assert krippendorff_alpha([(1, 1)] * 9) == Agreement(None, 1.0, 9, ONE_CATEGORY)
    assert cohen_kappa([("a", "a")] * 9) == Agreement(None, 1.0, 9, ONE_CATEGORY)


def test_nothing_to_compare_is_undefined() -> None:
    """No unit with two values, no agreement."""
    assert krippendorff_alpha([(1, None), (None, 2), ()]) == Agreement(None, None, 0, NO_PAIR)
    assert cohen_kappa([]) == Agreement(None, None, 0, NO_PAIR)


@pytest.mark.parametrize(
    ("cells", "kappa", "observed"), [([[20, 5], [10, 15]], 0.4, 0.7), ([[118, 5], [2, 0]], -0.0234, 0.944)]
)
def test_kappa_of_known_tables(cells: list[list[int]], kappa: float, observed: float) -> None:
    """.4, and the table in which .944 agreement is worse than chance."""
    found = cohen_kappa((i, j) for i in (0, 1) for j in (0, 1) for _ in range(cells[i][j]))
    assert (found.value, found.observed) == pytest.approx((kappa, observed), abs=5e-5)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=30))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    """On random labels, where it is defined."""
    found = cohen_kappa(pairs)
    if found.value is not None:
        one, other = zip(*pairs, strict=True)
        assert found.value == pytest.approx(oracles.kappa(one, other))


@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=3, max_size=3), min_size=2, max_size=12),
    st.sampled_from(list(Level)),
)
def test_alpha_is_that_of_the_krippendorff_package(data: list[list[int | None]], level: Level) -> None:
    """On random values of three coders with gaps, at every level of measurement, where it is defined."""
    found = krippendorff_alpha(data, level)
    if found.value is None:
        return
    matrix = np.array([[np.nan if value is None else value for value in unit] for unit in data], dtype=np.float64).T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = krippendorff.alpha(reliability_data=matrix, level_of_measurement=level.value)
    assert found.value == pytest.approx(theirs, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("abc")), min_size=1, max_size=20))
def test_who_is_first_does_not_matter(pairs: list[tuple[str, str]]) -> None:
    """Agreement is symmetric."""
    turned = [(other, one) for one, other in pairs]
    assert cohen_kappa(pairs).value == pytest.approx(cohen_kappa(turned).value)
    assert krippendorff_alpha(pairs).value == pytest.approx(krippendorff_alpha(turned).value)


@pytest.mark.parametrize("value", ["high", float("nan")])
def test_values_that_are_no_numbers_are_refused(value: str | float) -> None:
    """Words have no distance, NaN has no place: neither becomes a number."""
    with pytest.raises(ScoringError, match=r"no number|NaN"):
        krippendorff_alpha([(value, value), (1, 2)], Level.INTERVAL)
