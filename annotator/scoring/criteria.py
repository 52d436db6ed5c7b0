"""When two sets of characters count as the same: any overlap, a share of overlap, or every character.

How items are paired once this is settled is left to `annotator.scoring.matching`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from annotator.errors import ScoringError


@dataclass(frozen=True, slots=True)
class Criterion:
    """The least overlap at which a prediction counts as found.

    Attributes:
        name: As it is written and parsed: “lenient”, “iou:0.5”, “exact”.
        least: Smallest intersection over union that counts; 0 stands for any overlap at all.
    """

    name: str
    least: float

    @classmethod
    def iou(cls, least: float) -> Self:
        """At least this intersection over union of characters.

        Raises:
            ScoringError: ``least`` is not above 0 and at most 1.
        """
        if not 0 < least <= 1:
            raise ScoringError(f"an overlap of {least:g} is no criterion: give iou: a number above 0 and at most 1")
        return cls(f"iou:{least:g}", least)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read “lenient”, “exact” or “iou:” with a number.

        Raises:
            ScoringError: It is none of these.
        """
        name, _, number = text.strip().casefold().partition(":")
        if name in {"lenient", "exact"} and not number:
            return cls(name, float(name == "exact"))
        try:
            least = float(number)
        except ValueError:
            least = -1.0
        if name != "iou" or least < 0:
            raise ScoringError(f"{text!r} is no criterion: write lenient, exact or iou:0.5")
        return cls.iou(least)

    def admits(self, iou: float) -> bool:
        """Whether an intersection over union counts."""
        return iou >= self.least and iou > 0

    def __str__(self) -> str:
        return self.name


LENIENT = Criterion("lenient", 0.0)
HALF = Criterion("iou:0.5", 0.5)
EXACT = Criterion("exact", 1.0)
