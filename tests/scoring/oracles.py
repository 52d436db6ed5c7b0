"""What scipy and scikit-learn say about a case, with the types that they do not state.

It knows their names and arguments, one function per question; what ours should have to do with it is left to the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
from scipy import optimize, special, stats
from sklearn import metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.scoring.ragged import Real, Whole

_f1_score = cast("Callable[..., Any]", metrics.f1_score)  # its defaults suggest narrower types than it takes


def largest_sum(weights: Real) -> float:
    """Sum of the best one-to-one assignment of rows to columns."""
    rows, columns = cast("tuple[Whole, Whole]", optimize.linear_sum_assignment(weights, maximize=True))
    return float(weights[rows, columns].sum())


def t_below(t: float, freedom: float) -> float:
    """Lower tail of Student's t."""
    return float(stats.t.cdf(t, freedom))


def beta_share(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function."""
    return float(special.betainc(a, b, x))


def binomial_p(successes: int, total: int) -> float:
    """Two-sided p of a fair coin."""
    return float(stats.binomtest(successes, total).pvalue)


def wilson_interval(successes: int, total: int) -> tuple[float, float]:
    """Ends of Wilson's 95 % interval of a share."""
    return _ends(stats.binomtest(successes, total).proportion_ci(method="wilson"))


def percentile_interval(values: Real, draws: int) -> tuple[float, float]:
    """Ends of the 95 % percentile bootstrap of a mean."""
    made = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=draws, rng=2)
    return _ends(made.confidence_interval)


def _ends(interval: Any) -> tuple[float, float]:
    return float(interval.low), float(interval.high)


def paired_p(one: Real, other: Real, draws: int) -> float:
    """Two-sided p of a difference of means when the members of each pair change sides."""
    made = stats.permutation_test((one, other), _mean_gain, permutation_type="samples", n_resamples=draws, rng=1)
    return float(made.pvalue)


def _mean_gain(one: Real, other: Real) -> float:
    return float(np.mean(other - one))


def smaller_mean_p(values: Real, mean: float) -> float:
    """One-sided p of Student's test that the mean is smaller."""
    return float(cast("tuple[float, float]", stats.ttest_1samp(values, mean, alternative="less"))[1])


def false_discoveries(p: Sequence[float], method: Literal["bh", "by"]) -> list[float]:
    """P-values after Benjamini and Hochberg or Benjamini and Yekutieli."""
    return [float(each) for each in cast("Real", stats.false_discovery_control(p, method=method))]


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's κ."""
    return float(metrics.cohen_kappa_score(one, other))


def brier(right: Sequence[bool], confidence: Sequence[float]) -> float:
    """Brier score, also where all is right or all is wrong."""
    return float(metrics.brier_score_loss(right, confidence, labels=[False, True]))


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """Share of equal labels."""
    return float(metrics.accuracy_score(gold, predicted))


def f1_scores(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> list[float]:
    """F1 of each label, 0 where it is undefined."""
    return [float(each) for each in _f1_score(gold, predicted, labels=labels, average=None, zero_division=0)]


def macro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> float:
    """Mean F1 of some labels, 0 where it is undefined."""
    return float(_f1_score(gold, predicted, labels=labels, average="macro", zero_division=0))
