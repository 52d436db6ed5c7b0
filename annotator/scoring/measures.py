"""What is measured: formulas with their names, and why each of them may be undefined.

It knows how precision, recall, F1 and shares are made of columns. What is counted into the columns is left to the
modules of the record types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from annotator.scoring.formulas import Formula, Ratio

if TYPE_CHECKING:
    from collections.abc import Mapping

Slice: TypeAlias = tuple[str, str]
"""A dimension and a value of it, such as ``("kind", "direct")``."""

UNDEFINED: Mapping[str, str] = {
    "precision": "nothing was predicted",
    "recall": "the gold has none",
    "f1": "neither gold nor predictions have any",
    "accuracy": "there is no matched pair to judge",
    "share": "there is nothing to take a share of",
    "mean": "there is no value to average",
    "macro_f1": "no label has gold support",
    "favg": "one of the averaged labels is in neither gold nor predictions",
}
"""Statistic → why it may be undefined."""


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
