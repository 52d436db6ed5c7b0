"""What numbers were meant to reach beside what they reach.

It knows goals and results; both the goals and the reasons for them stand in the suite files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import SettingsError
from annotator.scoring.calibration import calibration
from annotator.scoring.uncertainty import Interval, NoInterval
from annotator.views import numbers
from eval.engines import ENGINES
from eval.headlines import all_numbers, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.scoring.uncertainty import AnyInterval
    from eval.run import Result
    from eval.suite import Goal


@dataclass(frozen=True, slots=True)
class Reached:
    """A goal of a suite, and the number that was to reach it.

    Attributes:
        suite: Name of the suite.
        goal: What was wanted.
        value: What came out; None when it is undefined.
        interval: How sure that is.
    """

    suite: str
    goal: Goal
    value: float | None
    interval: AnyInterval

    @property
    def met(self) -> bool:
        """Whether the number meets the goal, its interval left aside."""
        return self.goal.met(self.value)

    @property
    def surely(self) -> bool:
        """Whether the whole interval does."""
        interval = self.interval
        return isinstance(interval, Interval) and self.goal.met(interval.low) and self.goal.met(interval.high)


def reached(results: Iterable[Result]) -> Iterator[Reached]:
    """The goals of each suite that one of our engines was run on.

    Raises:
        SettingsError: A suite has a goal for a number that there is not.
    """
    for result in results:
        if result.engine in ENGINES and result.suite.goals:
            known = _numbers(result)
            yield from (_reached(result.suite.name, goal, known) for goal in result.suite.goals)


def _numbers(result: Result) -> dict[str, tuple[float | None, AnyInterval]]:
    found: dict[str, tuple[float | None, AnyInterval]] = {
        name_of(metric.measure): (metric.value, metric.interval) for metric in all_numbers(result)
    }
    for what, outcomes in result.confidence.items():
        found[f"confidence.{what}.ece"] = calibration(outcomes).ece, NoInterval("none is made for it")
    return found


def _reached(suite: str, goal: Goal, known: dict[str, tuple[float | None, AnyInterval]]) -> Reached:
    base = goal.measure.partition(" [")[0]
    if base not in known:
        raise SettingsError(f"{suite} has a goal for {goal.measure!r}, which is no number of it", variable="--suite")
    return Reached(suite, goal, *known.get(goal.measure, (None, NoInterval("there is no such case"))))


def table(found: Iterable[Reached]) -> str:
    """Goals as Markdown; “surely” is said where the whole interval meets one."""
    lines = ["| suite | measure | goal | value | 95 % interval | met |", "|---|---|---|---|---|---|"]
    for each in found:
        bound = f"≥ {each.goal.least:g}" if each.goal.least is not None else f"≤ {each.goal.most:g}"
        interval = each.interval
        reach = f"{interval.low:.3f}–{interval.high:.3f}" if isinstance(interval, Interval) else numbers.UNDEFINED
        verdict = "surely" if each.surely else "yes" if each.met else "no"
        lines.append(
            f"| {each.suite} | {each.goal.measure} | {bound} | {numbers.number(each.value)} | {reach} | {verdict} |"
        )
    return "\n".join(lines)
