"""Claims about goals: met or not by the number, surely by its interval, and never for a number that there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from annotator.errors import SettingsError
from annotator.scoring import Resampling
from annotator.scoring.classification import LabelCase, classify
from annotator.scoring.uncertainty import Interval, NoInterval
from eval.goals import Reached, reached, table
from eval.run import Result
from eval.suite import Goal, Kind, chosen, every

if TYPE_CHECKING:
    from annotator.scoring.uncertainty import AnyInterval


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal(measure="x", least=0.5), 0.5, True),
        (Goal(measure="x", least=0.5), 0.4999, False),
        (Goal(measure="x", most=0.05), 0.05, True),
        (Goal(measure="x", most=0.0), 0.05, False),
        (Goal(measure="x", least=0.0), None, False),
    ],
    ids=["just reached", "just missed", "low enough", "not low enough", "undefined"],
)
def test_a_goal_is_met_from_its_bound_on(goal: Goal, value: float | None, *, met: bool) -> None:
    """The bound itself meets it, what is undefined does not."""
    assert goal.met(value) is met


@pytest.mark.parametrize("bounds", [{}, {"least": 0.1, "most": 0.2}], ids=["no bound", "two bounds"])
def test_a_goal_has_one_bound(bounds: dict[str, float]) -> None:
    """Neither none nor both."""
    with pytest.raises(ValidationError, match="either least or most"):
        Goal.model_validate({"measure": "x", **bounds})


@pytest.mark.parametrize(
    ("value", "interval", "said"),
    [
        (0.7, Interval(0.6, 0.8, 0.95, 12), "surely"),
        (0.7, Interval(0.4, 0.8, 0.95, 12), "yes"),
        (0.7, NoInterval("too few"), "yes"),
        (0.4, Interval(0.3, 0.6, 0.95, 12), "no"),
        (None, NoInterval("undefined"), "no"),
    ],
    ids=["whole interval above", "interval reaches below", "no interval", "missed", "undefined"],
)
def test_a_table_says_how_sure_a_goal_is(value: float | None, interval: AnyInterval, said: str) -> None:
    """Only a whole interval makes it sure."""
    line = table([Reached("s", Goal(measure="x", least=0.5), value, interval)]).splitlines()[2]
    assert line.endswith(f"| {said} |")
    assert "| x | ≥ 0.5 |" in line


def result(*goals: Goal, engine: str = "rules") -> Result:
    """Two sentences of a suite with these goals: one right with .9, one wrong with .6."""
    suite = chosen("check-worthiness")[0].model_copy(update={"goals": goals})
    cases = [LabelCase("1", "check-worthy", "check-worthy", 0.9), LabelCase("2", "no", "check-worthy", 0.6)]
    found = classify(cases, Resampling(draws=0))
    return Result(suite, engine, 2, 2, 0.0, found.metrics, found.table, confidence={"labels": found.outcomes})


def test_numbers_and_confidence_are_looked_up_by_name() -> None:
    """F1 of two predictions and one gold is 2/3; ECE is the mean of .1 and .6; a slice without a case is undefined."""
    wanted = (
        Goal(measure="labels.check-worthy.f1", least=0.6),
        Goal(measure="confidence.labels.ece", most=0.3),
        Goal(measure="labels.check-worthy.f1 [kind=none]", least=0.1),
    )
    found = list(reached([result(*wanted)]))
    assert [each.value for each in found] == [2 / 3, pytest.approx(0.35), None]
    assert [each.met for each in found] == [True, False, False]


def test_peers_have_no_goals() -> None:
    """They are there to be compared with."""
    assert list(reached([result(Goal(measure="labels.check-worthy.f1", least=0.6), engine="vader")])) == []


def test_a_goal_for_no_number_is_refused() -> None:
    """A typo in a suite file is no missed goal."""
    with pytest.raises(SettingsError, match=r"has a goal for 'labels\.chekc\.f1', which is no number of it"):
        list(reached([result(Goal(measure="labels.chekc.f1", least=0.6))]))


def test_each_slice_of_a_goal_is_one_that_its_suite_has() -> None:
    """A slice is a kind of quote or a view of the suite, so that no goal is silently about nothing."""
    for suite in every():
        known = {f"[{'='.join(view.slice)}]" for view in suite.views} | {
            f"[kind={kind}]" for kind in ("direct", "mixed", "indirect") if suite.kind is Kind.RECORDS
        }
        asked = {goal.measure[goal.measure.index("[") :] for goal in suite.goals if "[" in goal.measure}
        assert asked <= known
