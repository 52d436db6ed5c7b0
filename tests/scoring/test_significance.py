"""Claims of `annotator.scoring.significance`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring.measures import detection, share
from annotator.scoring.significance import (
    Randomisation,
    benjamini_hochberg,
    benjamini_yekutieli,
    detectable,
    holm,
    mcnemar,
    randomisation,
)
from annotator.scoring.table import CountTable
from annotator.scoring.uncertainty import Resampling
from tests.scoring import oracles

MEAN = share(("labels", "all", "mean", ""), "right", "all")
F1 = detection("quotes", "content", "exact", ("right", "all", "gold"), None)[2]
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def table(right: list[float], outlets: list[str] | None = None) -> CountTable:
    """One document per number, each with two predictions and three gold items."""
    names = tuple(f"d{number:04}" for number in range(len(right)))
    columns = {"right": np.array(right), "all": np.full(len(right), 2.0), "gold": np.full(len(right), 3.0)}
    return CountTable(names, columns, {"outlet": tuple(outlets)} if outlets else {})


def test_five_documents_all_better() -> None:
    """All 32 assignments are looked at; two are as extreme, so p is .0625."""
    (result,) = randomisation(table([0.0] * 5), table([1.0] * 5), [MEAN], Resampling())
    assert result == Randomisation(0.5, 0.0625, exact=True)


@pytest.mark.parametrize("documents", [5, 200])
def test_identical_systems_give_exactly_one(documents: int) -> None:
    """Enumerated or drawn, no difference is as extreme as any other."""
    numbers = np.random.default_rng(1).random(documents).tolist()
    results = randomisation(table(numbers), table(numbers), [MEAN, F1], Resampling())
    assert results == [Randomisation(0.0, 1.0, exact=documents == 5)] * 2


def test_drawn_assignments_agree_with_scipy() -> None:
    """On 40 documents p is that of scipy's paired permutation test, up to the noise of drawing."""
    random = np.random.default_rng(5)
    one, other = random.random(40), random.random(40) + 0.1
    (result,) = randomisation(table(one.tolist()), table(other.tolist()), [MEAN], Resampling(draws=20_000))
    assert result.p == pytest.approx(oracles.paired_p(one, other, 20_000), abs=0.01)


def test_p_is_never_zero() -> None:
    """Of 2,000 draws none is as extreme, and p is 1/2001."""
    (result,) = randomisation(table([0.0] * 60), table([1.0] * 60), [MEAN], Resampling())
    assert result == Randomisation(0.5, 1 / 2001, exact=False)


def test_whole_clusters_change_sides() -> None:
    """Forty documents of two outlets are two units: with all better p cannot be below .5."""
    outlets = ["M"] * 20 + ["N"] * 20
    (result,) = randomisation(
        table([0.0] * 40, outlets), table([1.0] * 40, outlets), [MEAN], Resampling(cluster="outlet")
    )
    assert result == Randomisation(0.5, 0.5, exact=True)


def test_an_undefined_measure_has_no_test() -> None:
    """Where one of the systems has nothing below the line there is no difference."""
    empty = CountTable(("d0000",), {}, {})
    assert randomisation(empty, table([1.0]), [MEAN], Resampling()) == [Randomisation(None, None, exact=True)]


def test_different_documents_are_refused() -> None:
    """A paired test takes pairs."""
    with pytest.raises(ScoringError, match="different documents"):
        randomisation(table([1.0]), table([1.0, 1.0]), [MEAN], Resampling())


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(1, 6, 0.125), (0, 0, 1.0), (4, 4, 1.0), (0, 10, 2 / 1024), (300, 350, None)]
)
def test_mcnemar_is_an_exact_binomial_test(first: int, second: int, expected: float | None) -> None:
    """b=1, c=6 gives .125; identical systems give 1; large numbers agree with scipy."""
    if first + second:
        assert mcnemar(first, second) == pytest.approx(oracles.binomial_p(first, first + second))
    if expected is not None:
        assert mcnemar(first, second) == expected


def test_corrections_of_a_known_case() -> None:
    """P = .01, .02, .03, .04: Holm .04, .06, .06, .06; Benjamini–Hochberg all .04."""
    p = [0.01, 0.02, 0.03, 0.04]
    assert holm(p) == pytest.approx([0.04, 0.06, 0.06, 0.06])
    assert benjamini_hochberg(p) == pytest.approx([0.04] * 4)


@given(p_values)
def test_false_discovery_corrections_are_those_of_scipy(p: list[float]) -> None:
    """Benjamini–Hochberg and Benjamini–Yekutieli, in the order of the input."""
    assert benjamini_hochberg(p) == pytest.approx(oracles.false_discoveries(p, "bh"))
    assert benjamini_yekutieli(p) == pytest.approx(oracles.false_discoveries(p, "by"))


@given(p_values)
def test_corrections_never_make_p_smaller(p: list[float]) -> None:
    """Adjusted values are at least the raw ones, at most 1, and Holm is the strictest of the independent ones."""
    for raw, strict, loose in zip(p, holm(p), benjamini_hochberg(p), strict=True):
        assert raw - 1e-12 <= loose <= strict + 1e-12 <= 1 + 1e-9


def test_no_tests_need_no_correction() -> None:
    """Nothing in, nothing out."""
    assert holm([]) == benjamini_hochberg([]) == benjamini_yekutieli([]) == []


def test_the_detectable_difference_is_2_8_standard_errors() -> None:
    """At 5 % and a power of 80 %: 1.96 + .84."""
    assert detectable(1.0) == pytest.approx(2.8016, abs=1e-4)
