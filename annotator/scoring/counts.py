"""Counts that add up, and the ratios made from them; a ratio with nothing below the line is undefined, never 0.

Which items are counted is left to the modules of the record types.
"""

from __future__ import annotations

from dataclasses import dataclass


def ratio(above: float, below: float) -> float | None:
    """``above / below``, or None when there is nothing to divide by."""
    return above / below if below else None


def harmonic(left: float | None, right: float | None) -> float | None:
    """The harmonic mean of two ratios: None when one is undefined, 0 when both are 0."""
    if left is None or right is None:
        return None
    return 2 * left * right / (left + right) if left + right else 0.0


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, predicted, and there to be found.

    Attributes:
        tp: Predictions that are right; a half counts a partial match.
        predicted: All predictions.
        gold: All gold items.
    """

    tp: float = 0
    predicted: float = 0
    gold: float = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both together."""
        return Counts(self.tp + other.tp, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def fp(self) -> float:
        """Predictions that are wrong."""
        return self.predicted - self.tp

    @property
    def fn(self) -> float:
        """Gold items that were not found."""
        return self.gold - self.tp

    @property
    def precision(self) -> float | None:
        """Tp / predicted; None without predictions."""
        return ratio(self.tp, self.predicted)

    @property
    def recall(self) -> float | None:
        """Tp / gold; None without gold items."""
        return ratio(self.tp, self.gold)

    @property
    def f1(self) -> float | None:
        """2 tp / (predicted + gold); None when there is neither."""
        return ratio(2 * self.tp, self.predicted + self.gold)
