"""An estimate of a share or mean, and what it is made from: what a machine and a human say of each document.

It knows values, and how many more labels a narrower interval takes. How shares are estimated is left to
`annotator.scoring.correction`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import NormalDist
from typing import TYPE_CHECKING

from annotator.scoring.scores import interval_dict
from annotator.scoring.uncertainty import Interval

if TYPE_CHECKING:
    from pydantic import JsonValue

    from annotator.scoring.uncertainty import AnyInterval


@dataclass(frozen=True, slots=True)
class Amount:
    """What a document adds to a share: ``part`` of ``whole``; a mean has a whole of 1."""

    part: float
    whole: float = 1.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A document, as far as an estimate needs to know it.

    Attributes:
        machine: What the system says.
        gold: What a human says; None for a document that nobody labelled.
        cluster: What it belongs to; documents of a cluster are not independent.
        probability: How likely a human was to label it; None when nobody knows.
    """

    machine: Amount
    gold: Amount | None = None
    cluster: str = ""
    probability: float | None = None


class Method(StrEnum):
    """How a share is estimated."""

    NAIVE = "naive"
    GOLD_ONLY = "gold only"
    PPI = "PPI++"
    DSL = "DSL"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or mean.

    Attributes:
        method: How it was estimated.
        value: The estimate; None when it is refused.
        reason: Why it is refused, or “”.
        interval: Normal interval around it.
        error: Its standard error, by cluster; None when unknown.
        floor: The part of the variance that no further gold label can lower.
        labelled: How many documents have a gold label.
        documents: How many documents it is about.
        tuning: λ of PPI++, how much the machine is trusted, 0 to 1; None for other methods.
    """

    method: Method
    value: float | None
    reason: str
    interval: AnyInterval
    error: float | None
    floor: float
    labelled: int
    documents: int
    tuning: float | None = None

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "method": self.method.value,
            "value": self.value,
            "reason": self.reason,
            "interval": interval_dict(self.interval),
            "error": self.error,
            "labelled": self.labelled,
            "documents": self.documents,
            "tuning": self.tuning,
        }

    def labels_for(self, width: float) -> int | None:
        """How many gold labels in all an interval of a given width would take; None when no number is enough.

        Args:
            width: Upper minus lower end.
        """
        if self.error is None or not isinstance(self.interval, Interval):
            return None
        z = NormalDist().inv_cdf((1 + self.interval.level) / 2)
        room = (width / (2 * z)) ** 2 - self.floor
        own = self.error**2 - self.floor
        if self.method is Method.NAIVE or room <= 0:
            return None
        return ceil(self.labelled * own / room)
