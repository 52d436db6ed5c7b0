"""Claims of `annotator.scoring.formulas` and `annotator.scoring.measures`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.counts import Counts
from annotator.scoring.formulas import Average, Formula, Harmonic, MeanOfDefined, Prefixed, Quotient, Ratio
from annotator.scoring.measures import UNDEFINED, Measure, detection, share, sliced

SUMS = {
    "one": [1.0, 0.0],
    "two": [2.0, 0.0],
    "four": [4.0, 4.0],
    "zero": [0.0, 0.0],
    "x:one": [1.0, 3.0],
    "x:two": [2.0, 4.0],
}
ONE_TWO, TWO_FOUR, ZERO = Ratio(("one",), ("two",)), Ratio(("two",), ("four",)), Ratio(("zero",), ("four",))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param(ONE_TWO, [0.5, None], id="nothing below the line is undefined"),
        pytest.param(Ratio(("one", "one"), ("two", "four")), [2 / 6, 0.0], id="columns add up"),
        pytest.param(Harmonic(ONE_TWO, TWO_FOUR), [0.5, None], id="harmonic mean of one that is undefined"),
        pytest.param(Harmonic(ZERO, ZERO), [0.0, 0.0], id="harmonic mean of zeros"),
        pytest.param(Average((ONE_TWO, ZERO)), [0.25, None], id="an average needs all of its parts"),
        pytest.param(Average((ONE_TWO, ZERO), ("two", "four")), [0.25, 0.0], id="or those with support"),
        pytest.param(Average((ONE_TWO,), ("zero",)), [None, None], id="and there may be none"),
        pytest.param(MeanOfDefined((ONE_TWO, TWO_FOUR)), [0.5, 0.0], id="a mean of what is defined"),
        pytest.param(MeanOfDefined((ONE_TWO,)), [0.5, None], id="which may be nothing"),
        pytest.param(Quotient(TWO_FOUR, ONE_TWO), [1.0, None], id="a quotient"),
        pytest.param(Quotient(ONE_TWO, ZERO), [None, None], id="a quotient by 0"),
        pytest.param(Prefixed(ONE_TWO, "x:"), [0.5, 0.75], id="the columns of another table"),
    ],
)
def test_formulas_are_evaluated_for_every_resample(formula: Formula, expected: list[float | None]) -> None:
    """One value per resample, undefined where it is undefined; only the stated columns are asked for."""
    asked: set[str] = set()

    def sums(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        asked.add(name)
        return np.array(SUMS[name])

    found = [None if np.isnan(value) else float(value) for value in formula(sums)]
    assert found == expected
    assert asked == formula.columns


@given(st.integers(0, 5), st.integers(5, 9), st.integers(5, 9))
def test_detection_is_what_counts_say(tp: int, predicted: int, gold: int) -> None:
    """The formulas and the value `Counts` agree."""
    sums = {"tp": np.array([tp]), "predicted": np.array([predicted]), "gold": np.array([gold])}
    measures = detection("quotes", "content", "exact", ("tp", "predicted", "gold"), None)
    counts = Counts(tp, predicted, gold)
    found = [float(measure.formula(lambda name: sums[name].astype(float))[0]) for measure in measures]
    assert found == pytest.approx([counts.precision, counts.recall, counts.f1])


def test_measures_have_names_and_reasons() -> None:
    """A name says what, which statistic, under which condition; every statistic has a reason to be undefined."""
    measure = share(("quotes", "speaker", "accuracy", "match"), "right", "asked", ("kind", "direct"))
    assert (measure.name, measure.slice, measure.support) == (
        "quotes.speaker.accuracy@match",
        ("kind", "direct"),
        ("asked[kind=direct]",),
    )
    assert Measure("actors", "b3", "f1", "", ONE_TWO, ()).name == "actors.b3.f1"
    assert measure.reason == UNDEFINED["accuracy"]
    assert sliced("tp", None) == "tp"
