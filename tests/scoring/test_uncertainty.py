"""Claims of `annotator.scoring.uncertainty`."""

from __future__ import annotations

from dataclasses import astuple
from math import sqrt

import numpy as np
import pytest

from annotator.errors import ScoringError
from annotator.scoring import uncertainty
from annotator.scoring.measures import share
from annotator.scoring.table import CountTable
from annotator.scoring.uncertainty import (
    Interval,
    NoInterval,
    Resampling,
    bootstrap,
    clustered_error,
    weightings,
    wilson,
)
from tests.scoring import oracles

MEAN = share(("labels", "all", "mean", ""), "right", "all")


def table(right: list[float], every: list[float] | None = None, outlets: list[str] | None = None) -> CountTable:
    """One document per number."""
    names = tuple(f"d{number:04}" for number in range(len(right)))
    columns = {"right": np.array(right, dtype=np.float64), "all": np.array(every or [1.0] * len(right))}
    return CountTable(names, columns, {"outlet": tuple(outlets)} if outlets else {})


def test_a_constant_is_certain_and_flagged() -> None:
    """A bootstrap of a constant .7 is [.7, .7], and says that its width means nothing."""
    (interval,) = bootstrap(table([0.7] * 20), [MEAN], Resampling())
    assert isinstance(interval, Interval)
    assert astuple(interval) == (pytest.approx(0.7), pytest.approx(0.7), 0.95, 20, True)


def test_the_interval_is_the_percentile_interval_of_scipy() -> None:
    """Ends agree with scipy's percentile bootstrap up to the noise of resampling."""
    values = np.random.default_rng(1).normal(3, 1, 200)
    (interval,) = bootstrap(table(values.tolist()), [MEAN], Resampling(draws=20_000))
    assert isinstance(interval, Interval)
    assert (interval.low, interval.high) == pytest.approx(oracles.percentile_interval(values, 20_000), abs=0.01)
    assert not interval.degenerate


def test_a_seed_makes_the_interval_repeatable() -> None:
    """Equal seeds give equal ends, another seed gives others, and blocks do not matter."""
    values = table(np.random.default_rng(1).random(50).tolist())
    first, again, other = (bootstrap(values, [MEAN], Resampling(seed=seed))[0] for seed in (7, 7, 8))
    assert first == again != other
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uncertainty, "BLOCK", 333)
        assert bootstrap(values, [MEAN], Resampling(seed=7))[0] == first


def test_clusters_are_resampled_whole() -> None:
    """Twelve articles of four equal items: items alone make the interval half as wide as it honestly is."""
    values = np.repeat(np.random.default_rng(3).random(12), 4).tolist()
    outlets = [f"o{number // 4}" for number in range(48)]
    by_item, by_cluster = (
        bootstrap(table(values, outlets=outlets), [MEAN], Resampling(cluster=cluster))[0]
        for cluster in (None, "outlet")
    )
    assert isinstance(by_item, Interval)
    assert isinstance(by_cluster, Interval)
    assert by_cluster.clusters == 12
    assert 1.5 < (by_cluster.high - by_cluster.low) / (by_item.high - by_item.low) < 2.5


@pytest.mark.parametrize(
    ("count", "outlets", "cluster", "reason"),
    [
        pytest.param(9, None, None, "9 documents are too few: an interval takes 10", id="nine documents"),
        pytest.param(1, None, None, "1 documents are too few: an interval takes 10", id="one document"),
        pytest.param(30, ["M"] * 30, "outlet", "1 outlet clusters are too few: an interval takes 10", id="one cluster"),
    ],
)
def test_few_clusters_give_a_reason_and_no_interval(
    count: int, outlets: list[str] | None, cluster: str | None, reason: str
) -> None:
    """Below ten clusters there is no interval, whatever the number of documents."""
    found = bootstrap(
        table([0.5, 1.0] * (count // 2) + [0.5] * (count % 2), outlets=outlets), [MEAN], Resampling(cluster=cluster)
    )
    assert found == [NoInterval(reason)]


def test_a_number_that_is_often_undefined_has_no_interval() -> None:
    """When one document of twelve has a case at all, a third of the resamples has none."""
    (interval,) = bootstrap(table([1.0] + [0.0] * 11, [1.0] + [0.0] * 11), [MEAN], Resampling())
    assert isinstance(interval, NoInterval)
    assert "undefined in 3" in interval.reason


def test_no_resamples_are_no_interval() -> None:
    """Zero draws are an answer, one draw is not."""
    assert bootstrap(table([1.0] * 20), [MEAN], Resampling(draws=0)) == [NoInterval("no resamples were asked for")]
    with pytest.raises(ScoringError, match="100 resamples are too few"):
        Resampling(draws=100)
    with pytest.raises(ScoringError, match="level 95"):
        Resampling(level=95)


def test_an_unknown_cluster_is_refused() -> None:
    """A property that the table does not have cannot be what is resampled."""
    with pytest.raises(ScoringError, match="clustered by 'outlet'"):
        bootstrap(table([1.0] * 20), [MEAN], Resampling(cluster="outlet"))


def test_weights_are_resamples_with_replacement() -> None:
    """Each resample has as many units as there are, and each unit comes once on average."""
    weights = np.concatenate(list(weightings(30, 5000, seed=1)))
    assert weights.shape == (5000, 30)
    assert (weights.sum(axis=1) == 30).all()
    assert weights.mean(axis=0) == pytest.approx(np.ones(30), abs=0.06)
    assert weights.var() == pytest.approx(1 - 1 / 30, abs=0.02)


def test_the_standard_error_of_clustered_values() -> None:
    """By hand: clusters (1, 0) and (0, 0, 1) around a mean of .4."""
    values, clusters = [1.0, 0.0, 0.0, 0.0, 1.0], ["a", "a", "b", "b", "b"]
    expected = sqrt(2 * ((1 - 0.8) ** 2 + (1 - 1.2) ** 2)) / 5
    assert clustered_error(values, clusters) == pytest.approx(expected)


def test_the_standard_error_of_independent_values_is_the_usual_one() -> None:
    """With a cluster for each value it is the standard deviation by √n."""
    values = np.random.default_rng(1).random(40)
    names = [str(number) for number in range(40)]
    assert clustered_error(values.tolist(), names) == pytest.approx(values.std(ddof=1) / sqrt(40))


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 0.0, 1.0]])
def test_the_standard_error_of_one_cluster_is_unknown(values: list[float]) -> None:
    """inspect_ai says 0.0; with one cluster nobody knows."""
    assert clustered_error(values, ["a"] * len(values)) is None


@pytest.mark.parametrize(("successes", "total"), [(8, 10), (0, 5), (5, 5), (1, 200)])
def test_wilson_intervals_are_those_of_scipy(successes: int, total: int) -> None:
    """8 of 10 is .4902 to .9433, and any other share as scipy has it."""
    interval = wilson(successes, total)
    assert isinstance(interval, Interval)
    assert (interval.low, interval.high) == pytest.approx(oracles.wilson_interval(successes, total))
    if (successes, total) == (8, 10):
        assert (round(interval.low, 4), round(interval.high, 4)) == (0.4902, 0.9433)


def test_a_share_of_nothing_has_no_interval() -> None:
    """No case, no interval."""
    assert wilson(0, 0) == NoInterval("there is no case")
