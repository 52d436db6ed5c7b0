"""Numbers made of sums of counts: each can be evaluated for all documents or for many resamples at once.

It knows names of columns. What the numbers mean is left to `annotator.scoring.measures`; an undefined ratio is NaN
inside this package's arrays and None in every value that leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.scoring.ragged import Real, Whole

    Sums: TypeAlias = Callable[[str], Real]
    """Column → its sums, one per resample."""


class Formula(Protocol):
    """A number made of sums."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns it needs."""
        ...

    def __call__(self, sums: Sums) -> Real:
        """Its value for each resample, NaN where it is undefined."""
        ...


@dataclass(frozen=True, slots=True)
class Ratio:
    """The sum of some columns over the sum of others; a column may come twice."""

    above: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        """All that stand above or below the line."""
        return frozenset((*self.above, *self.below))

    def __call__(self, sums: Sums) -> Real:
        """NaN where nothing stands below the line."""
        above: Real = np.add.reduce([sums(name) for name in self.above])
        below: Real = np.add.reduce([sums(name) for name in self.below])
        value: Real = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
        return value


@dataclass(frozen=True, slots=True)
class Harmonic:
    """The harmonic mean of two ratios: 0 when both are 0."""

    left: Ratio
    right: Ratio

    @property
    def columns(self) -> frozenset[str]:
        """Those of both."""
        return self.left.columns | self.right.columns

    def __call__(self, sums: Sums) -> Real:
        """NaN where one of the two is undefined."""
        left, right = self.left(sums), self.right(sums)
        both = left + right
        return np.divide(2 * left * right, both, out=np.where(np.isnan(both), np.nan, 0.0), where=both > 0)


@dataclass(frozen=True, slots=True)
class Average:
    """The unweighted mean of formulas, over all of them or over those with support.

    Attributes:
        parts: What is averaged.
        support: For each part a column that must be above 0 for the part to count; empty: all parts must be defined.
    """

    parts: tuple[Formula, ...]
    support: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Those of all parts, and the support."""
        return frozenset(self.support).union(*(part.columns for part in self.parts))

    def __call__(self, sums: Sums) -> Real:
        """NaN where no part counts, or where one that must be defined is not."""
        values = np.stack([part(sums) for part in self.parts])
        if not self.support:
            mean: Real = np.add.reduce(values) / len(self.parts)
            return mean
        counts = np.stack([sums(name) > 0 for name in self.support])
        number: Whole = counts.sum(axis=0)
        summed = np.where(counts, values, 0.0).sum(axis=0)
        supported: Real = np.divide(summed, number, out=np.full(number.shape, np.nan), where=number > 0)
        return supported


@dataclass(frozen=True, slots=True)
class Prefixed:
    """A formula over columns whose names begin with something, so that several tables can lie side by side."""

    formula: Formula
    prefix: str

    @property
    def columns(self) -> frozenset[str]:
        """Those of the formula, with the prefix."""
        return frozenset(self.prefix + name for name in self.formula.columns)

    def __call__(self, sums: Sums) -> Real:
        """As the formula."""
        return self.formula(lambda name: sums(self.prefix + name))


@dataclass(frozen=True, slots=True)
class MeanOfDefined:
    """The mean of the formulas that are defined."""

    parts: tuple[Formula, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Those of all parts."""
        return frozenset[str]().union(*(part.columns for part in self.parts))

    def __call__(self, sums: Sums) -> Real:
        """NaN where none is defined."""
        values = np.stack([part(sums) for part in self.parts])
        defined = ~np.isnan(values)
        number: Whole = defined.sum(axis=0)
        summed = np.where(defined, values, 0.0).sum(axis=0)
        mean: Real = np.divide(summed, number, out=np.full(number.shape, np.nan), where=number > 0)
        return mean


@dataclass(frozen=True, slots=True)
class Quotient:
    """One formula divided by another."""

    above: Formula
    below: Formula

    @property
    def columns(self) -> frozenset[str]:
        """Those of both."""
        return self.above.columns | self.below.columns

    def __call__(self, sums: Sums) -> Real:
        """NaN where one is undefined, or the one below is 0."""
        above, below = self.above(sums), self.below(sums)
        quotient: Real = np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
        return quotient
