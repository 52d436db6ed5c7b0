"""Tails of distributions that the standard library lacks, so that no 113 MB of scipy are needed to use annotator.

It knows mathematics only.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

PRECISION = 1e-15
"""Relative change at which a continued fraction has converged."""

STEPS = 10_000
"""Most terms of a continued fraction; about √max(a, b) are needed."""

TINY = 1e-300
"""Stands in for 0 below a fraction's line (Lentz's method)."""


def beta_share(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22)."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / a * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """1/(1 + d₁/(1 + d₂/(1 + …))) by the modified method of Lentz."""
    value, above, below = 1.0, 1 / TINY, 1.0
    for step in range(1, STEPS):
        term = _coefficient(a, b, x, step)
        below = 1 / _nonzero(1 + term * below)
        above = _nonzero(1 + term / above)
        change = above * below
        value *= change
        if abs(change - 1) < PRECISION:
            break
    return value


def _nonzero(number: float) -> float:
    return number if abs(number) > TINY else TINY


def _coefficient(a: float, b: float, x: float, step: int) -> float:
    """D of the continued fraction, by its number from 1."""
    m = step // 2
    if step % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def t_below(t: float, freedom: float) -> float:
    """The chance that Student's t with some degrees of freedom is at most ``t``."""
    square = t * t
    if square < freedom:
        inside = beta_share(0.5, freedom / 2, square / (freedom + square)) / 2
        return 0.5 - inside if t < 0 else 0.5 + inside
    tail = beta_share(freedom / 2, 0.5, freedom / (freedom + square)) / 2
    return tail if t < 0 else 1 - tail
