"""The gate: whether an engine is still as good as its baseline says, as one verdict with one exit code.

It knows two states and the statistics of their difference. How a state comes about is left to `eval.baseline`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring import Resampling
from annotator.scoring.catalogue import values
from annotator.scoring.uncertainty import resampled
from eval.baseline import Allowed, Baseline, State, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.scoring.measures import Measure

TOLERANCE = 0.02
"""By how much a measure may seem worse before the gate fails: about two quotes in a hundred."""

RISK = 0.05
"""One-sided: how often an unchanged system may fail by chance, were the documents drawn anew."""

ROUNDING = 1e-9
"""Values closer than this are equal."""


class Outcome(IntEnum):
    """How a comparison with the baseline ends; the number is the exit code."""

    PASS = 0
    REGRESSION = 1
    NOT_COMPARABLE = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, before and after.

    Attributes:
        name: Of the measure.
        before: Its value in the baseline.
        after: Its value now.
        bound: Lower end of the one-sided interval of the change, from resampling documents for both at once; None when
            one of the two is undefined.
    """

    name: str
    before: float | None
    after: float | None
    bound: float | None

    @property
    def failed(self) -> bool:
        """Whether the measure may be worse by more than is tolerated, or has become undefined."""
        if self.bound is None:
            return self.before is not None and self.after is None
        return self.bound < -TOLERANCE

    @property
    def lowered(self) -> bool:
        """Whether the value is below that of the baseline by any amount."""
        return self.before is not None and (self.after is None or self.after < self.before - ROUNDING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says.

    Attributes:
        outcome: Pass, regression or not comparable; its number is the exit code.
        reasons: Why it is no pass, a sentence each.
        changes: Every measure.
        lost: Must-pass items that are no longer right.
    """

    outcome: Outcome
    reasons: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    lost: tuple[str, ...] = ()


def verdict(baseline: Baseline | None, current: State, resampling: Resampling | None = None) -> Verdict:
    """Hold a state against the baseline.

    Args:
        baseline: What was committed; None when there is nothing.
        current: What the system reaches now.
        resampling: How the bound of each change is made.
    """
    reasons = _differences(baseline, current.baseline)
    if baseline is None or reasons:
        return Verdict(Outcome.NOT_COMPARABLE, reasons)
    changes = _changes(baseline, current, resampling or Resampling())
    lost = tuple(sorted(set(baseline.must_pass) - set(current.baseline.must_pass)))
    reasons = tuple(
        f"{each.name} went from {_written(each.before)} to {_written(each.after)}; "
        f"the change may be {_written(each.bound)}, tolerated are {-TOLERANCE}"
        for each in changes
        if each.failed
    )
    reasons += tuple(f"a must-pass item broke: {item}" for item in lost)
    return Verdict(Outcome.REGRESSION if reasons else Outcome.PASS, reasons, changes, lost)


def _written(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _differences(baseline: Baseline | None, current: Baseline) -> tuple[str, ...]:
    """Why the two cannot be compared."""
    if baseline is None:
        return ("there is no baseline yet: make one with --update",)
    fixed = ("version", "engine", "gold", "codebook", "criterion")
    return tuple(
        f"the {name} is not that of the baseline: look at the scores, then use --update"
        for name in fixed
        if getattr(baseline, name) != getattr(current, name)
    )


def _changes(baseline: Baseline, current: State, resampling: Resampling) -> tuple[Change, ...]:
    measures = list(current.measures)
    old, new = table_of(baseline.counts), table_of(current.baseline.counts)
    if old.documents != new.documents:
        raise ScoringError("baseline and current counts are of different documents although the gold is the same")
    shift = resampled(new, measures, resampling) - resampled(old, measures, resampling)
    before, after = values(old, measures), values(new, measures)
    return tuple(_change(measures[at], before[at], after[at], shift[:, at].tolist()) for at in range(len(measures)))


def _change(measure: Measure, before: float | None, after: float | None, shift: Sequence[float]) -> Change:
    defined = [each for each in shift if not np.isnan(each)]
    bound = float(np.quantile(defined, RISK)) if defined and before is not None and after is not None else None
    return Change(measure.name, before, after, bound)


def renewed(baseline: Baseline | None, current: State, reason: str | None) -> Baseline:
    """The new baseline; a floor is lowered with a reason only, which stays in the file.

    Raises:
        ScoringError: A measure or a must-pass item is worse than before, and there is no reason.
    """
    history = () if baseline is None else baseline.allowed
    found = verdict(baseline, current)
    lowered = {each.name: (each.before, each.after) for each in found.changes if each.lowered}
    if not lowered and not found.lost:
        return current.baseline.model_copy(update={"allowed": history})
    if not reason:
        what = ", ".join([*lowered, *(f"item {item}" for item in found.lost)])
        raise ScoringError(f'this would lower the floor of {what}: say why with --allow-regression "REASON"')
    entry = Allowed(reason=reason, lowered=lowered, lost=found.lost)
    return current.baseline.model_copy(update={"allowed": (*history, entry)})
