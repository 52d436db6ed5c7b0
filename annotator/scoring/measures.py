"""What is measured, as formulas over sums of counts: every one can be evaluated for all documents or for a resample.

It knows names of columns and how ratios are made of them. What is counted into the columns is left to the modules of
the record types; an undefined ratio is NaN inside this package's arrays and None in every value that leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.scoring.ragged import Real

    Sums: TypeAlias = Callable[[str], Real]
    """Column → its sums, one per resample."""

Slice: TypeAlias = tuple[str, str]
"""A dimension and a value of it, such as ``("kind", "direct")``."""

UNDEFINED = {
    "precision": "nothing was predicted",
    "recall": "the gold has none",
    "f1": "neither gold nor predictions have any",
    "accuracy": "there is no matched pair to judge",
    "share": "there is nothing to take a share of",
    "mean": "there is no value to average",
    "macro_f1": "no label has gold support",
    "favg": "favor or against is in neither gold nor predictions",
}
"""Statistic → why it may be undefined."""


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
        number = counts.sum(axis=0)
        summed = np.where(counts, values, 0.0).sum(axis=0)
        supported: Real = np.divide(summed, number, out=np.full(number.shape, np.nan), where=number > 0)
        return supported


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula with its name.

    Attributes:
        part: Record type: “quotes”, “claims”, “stances”, “actors”.
        aspect: What of it: “content”, “speaker”, “triple” ….
        statistic: “precision”, “recall”, “f1”, “accuracy”, “mean” ….
        condition: Under which condition: a criterion, “match” (given that the item was matched), “joint” (item and
            aspect both right) ….
        formula: How it is made of counts.
        support: Columns whose sum is the number of cases it rests on.
        slice: The part of the corpus it is restricted to, or None.
    """

    part: str
    aspect: str
    statistic: str
    condition: str
    formula: Formula
    support: tuple[str, ...]
    slice: Slice | None = None

    @property
    def name(self) -> str:
        """Unique within a report but for the slice: “quotes.content.f1@exact”."""
        condition = f"@{self.condition}" if self.condition else ""
        return f"{self.part}.{self.aspect}.{self.statistic}{condition}"

    @property
    def reason(self) -> str:
        """Why it is undefined when it is."""
        return UNDEFINED[self.statistic]


def sliced(column: str, of: Slice | None) -> str:
    """Name of a column restricted to a slice."""
    return column if of is None else f"{column}[{of[0]}={of[1]}]"


def detection(part: str, aspect: str, condition: str, columns: tuple[str, str, str], of: Slice | None) -> list[Measure]:
    """Precision, recall and F1 of the columns (right, predicted, gold).

    In a slice of items the gold item decides what recall, and the prediction what precision is about; F1 is the share
    of all gold items and predictions of the slice that are in a right pair, without slices 2 TP / (predicted + gold).
    """
    right, predicted, gold = columns
    by_gold, by_predicted = (f"{right}:gold", f"{right}:predicted") if of else (right, right)
    said, there = sliced(predicted, of), sliced(gold, of)
    hit, found = sliced(by_predicted, of), sliced(by_gold, of)
    formulas = {
        "precision": (Ratio((hit,), (said,)), (said,)),
        "recall": (Ratio((found,), (there,)), (there,)),
        "f1": (Ratio((hit, found), (said, there)), (there,)),
    }
    return [Measure(part, aspect, name, condition, *formula, of) for name, formula in formulas.items()]


def share(measure: tuple[str, str, str, str], above: str, below: str, of: Slice | None = None) -> Measure:
    """A share or mean: (part, aspect, statistic, condition), the column above the line and the one below."""
    low = sliced(below, of)
    return Measure(*measure, Ratio((sliced(above, of),), (low,)), (low,), of)
