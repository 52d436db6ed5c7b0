"""Claims of `annotator.scoring.calibration` and `annotator.scoring.outcomes`."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring.calibration import Outcome, Plan, Point, accept_above, calibration, risk_coverage
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Interval, Resampling, wilson
from tests.scoring import oracles
from tests.scoring.planted import actor, annotation, claim, quote, stance

if TYPE_CHECKING:
    from random import Random

    from pydantic import JsonValue

outcomes = st.lists(st.builds(Outcome, st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_a_hand_counted_case() -> None:
    """Two bins of two: .1 and .2 with one right, .8 and .9 with both right."""
    found = calibration([(0.1, False), (0.9, True), (0.2, True), (0.8, True), (None, False)], bins=2)
    assert tuple(map(astuple, found.bins)) == (
        (0.1, 0.2, 2, pytest.approx(0.15), 0.5),
        (0.8, 0.9, 2, pytest.approx(0.85), 1.0),
    )
    assert found.ece == pytest.approx(0.5 * 0.35 + 0.5 * 0.15)
    assert found.brier == pytest.approx((0.01 + 0.64 + 0.04 + 0.01) / 4)
    assert found.curve == (Point(0.9, 0.25, 0.0), Point(0.8, 0.5, 0.0), Point(0.2, 0.75, 0.0), Point(0.1, 1.0, 0.25))
    assert found.area == pytest.approx(0.25 * 0.25)
    assert (found.items, found.silent) == (4, 1)


def test_without_confidence_everything_is_undefined() -> None:
    """Items that state none are counted, and nothing else is said."""
    found = calibration([(None, True)])
    assert (found.ece, found.brier, found.area, found.bins, found.silent) == (None, None, None, (), 1)


@pytest.mark.parametrize("confidence", [float("nan"), float("inf"), -0.1, 1.1])
def test_what_is_no_probability_is_refused(confidence: float) -> None:
    """NaN and numbers outside of 0 to 1 never become a calibration error."""
    with pytest.raises(ScoringError, match="no probability"):
        calibration([(confidence, True)])


@given(outcomes, st.integers(1, 12))
def test_bins_hold_every_item_once(found: list[Outcome], bins: int) -> None:
    """There are at most as many bins as asked for, they do not overlap, and equal confidences stay together."""
    made = calibration(found, bins)
    assert sum(each.count for each in made.bins) == len(found)
    assert len(made.bins) <= bins
    assert all(one.high < other.low for one, other in zip(made.bins, made.bins[1:], strict=False))


@given(outcomes)
def test_brier_is_that_of_scikit_learn(found: list[Outcome]) -> None:
    """Mean squared distance."""
    right, confidence = [each.right for each in found], [each.confidence for each in found]
    assert calibration(found).brier == pytest.approx(oracles.brier(right, confidence))


@given(outcomes, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(found: list[Outcome], random: Random) -> None:
    """Shuffled outcomes give the same report."""
    mixed = list(found)
    random.shuffle(mixed)
    assert calibration(mixed) == calibration(found)


@given(outcomes)
def test_the_curve_ends_at_everything(found: list[Outcome]) -> None:
    """Coverage grows to 1, where the risk is the share of wrong items; the area is between 0 and 1."""
    curve = risk_coverage(found)
    assert [point.coverage for point in curve] == sorted({point.coverage for point in curve})
    assert curve[-1].coverage == 1
    assert curve[-1].risk == pytest.approx(sum(not each.right for each in found) / len(found))
    area = calibration(found).area
    assert area is not None
    assert 0 <= area <= 1


def test_accepting_from_a_threshold_is_a_point_of_the_curve() -> None:
    """Between two confidences the higher one counts; above all of them nothing is accepted."""
    found = calibration([(0.9, True), (0.7, False), (0.7, True), (0.2, False)])
    assert found.at(0.7) == found.at(0.5) == Point(0.7, 0.75, 1 / 3)
    assert found.at(0.8) == Point(0.9, 0.25, 0.0)
    assert found.at(0.95) is None


def test_a_plan_keeps_its_promise_by_the_upper_bound() -> None:
    """200 sure items with one error may be accepted at 3 %, the 100 unsure ones may not be added."""
    sure = [Outcome(0.9, n != 0) for n in range(200)]
    unsure = [Outcome(0.5, n % 2 == 0) for n in range(100)]
    promised = wilson(1, 200, 0.9)
    assert isinstance(promised, Interval)
    assert accept_above([*unsure, *sure], 0.03) == Plan(0.9, 2 / 3, 1 / 200, promised.high, 200)


def test_few_items_keep_no_promise() -> None:
    """Five right items of five prove no error rate of 5 %."""
    assert accept_above([Outcome(0.9, right=True)] * 5, 0.05) == Plan(None, 0.0, None, None, 0)
    assert accept_above([], 0.05).threshold is None


PLAIN = Scheme(resampling=Resampling(draws=0))


def test_scoring_collects_outcomes_with_their_confidence() -> None:
    """A quote is right when content and speaker are, a stance when the triple is; silent items are left out."""
    anna = actor("a", "Anna")
    gold = annotation("d", anna, quote((0, 9), speaker="a"), quote((20, 29), speaker="a"), stance("a", "war"))
    predicted = annotation(
        "d",
        anna,
        quote((0, 9), speaker="a", confidence=0.9),
        quote((20, 29), confidence=0.8),
        quote((40, 49), speaker="a", confidence=0.1),
        quote((60, 69), speaker="a"),
        stance("a", "war", confidence=0.7),
        stance("a", "tax", confidence=0.2),
    )
    scores = score([gold], [predicted], PLAIN)
    assert scores.outcomes == {
        "quotes": (Outcome(0.1, right=False), Outcome(0.8, right=False), Outcome(0.9, right=True)),
        "stances": (Outcome(0.2, right=False), Outcome(0.7, right=True)),
    }
    assert set(cast("dict[str, JsonValue]", scores.as_dict()["calibration"])) == {"quotes", "stances"}


def test_a_confidence_that_is_nan_is_refused_while_scoring() -> None:
    """A record that went around validation is caught, and named."""
    forged = claim((0, 9)).model_copy(update={"confidence": float("nan")})
    predicted = annotation("d").model_copy(update={"claims": (forged,)})
    with pytest.raises(ScoringError, match=r"has a confidence of nan"):
        score([annotation("d", claim((0, 9)))], [predicted], PLAIN)
