"""Claims of `annotator.scoring.classification`."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.scoring.calibration import Outcome
from annotator.scoring.classification import LabelCase, classify
from annotator.scoring.uncertainty import Interval, Resampling
from tests.scoring import oracles

QUICK = Resampling(draws=0)
cases = st.lists(
    st.builds(LabelCase, st.sampled_from(["d1", "d2", "d3"]), st.sampled_from("abc"), st.sampled_from("abcx")),
    min_size=1,
    max_size=30,
)


@given(cases)
def test_numbers_are_those_of_scikit_learn(found: list[LabelCase]) -> None:
    """Accuracy, F1 of each label, and macro-F1 over the labels that the gold has."""
    result = classify(found, QUICK)
    gold, predicted = [case.gold for case in found], [case.predicted for case in found]
    labels = sorted(set(gold))
    assert result.value("labels.all.accuracy") == pytest.approx(oracles.accuracy(gold, predicted))
    assert result.value("labels.all.macro_f1") == pytest.approx(oracles.macro_f1(gold, predicted, labels))
    for label, f1 in zip(labels, oracles.f1_scores(gold, predicted, labels), strict=True):
        assert result.value(f"labels.{label}.f1") == pytest.approx(f1)


def test_favg_is_the_mean_of_chosen_labels() -> None:
    """Favor 2/3, against 1; neutral is in no FAVG."""
    found = [
        LabelCase("d", gold, predicted)
        for gold, predicted in (("favor", "favor"), ("favor", "neutral"), ("against", "against"))
    ]
    result = classify(found, QUICK, average=("favor", "against"))
    assert result.value("labels.all.favg") == pytest.approx((2 / 3 + 1) / 2)
    assert result.confusion == {("against", "against"): 1, ("favor", "favor"): 1, ("favor", "neutral"): 1}


def test_a_label_that_only_predictions_have_does_not_vanish() -> None:
    """It costs accuracy and the recall of the right label, and has a precision of 0."""
    result = classify([LabelCase("d", "a", "x"), LabelCase("d", "a", "a")], QUICK)
    assert (result.value("labels.x.precision"), result.value("labels.x.recall")) == (0.0, None)
    assert result.value("labels.all.macro_f1") == pytest.approx(2 / 3)


def test_documents_are_what_is_resampled() -> None:
    """Cases of one document rise and fall together: twelve documents, twelve clusters."""
    found = [LabelCase(f"d{n % 12}", "a", "ab"[n % 12 == 0]) for n in range(120)]
    (accuracy, *_) = classify(found, Resampling()).metrics
    assert isinstance(accuracy.interval, Interval)
    assert accuracy.interval.clusters == 12
    assert accuracy.interval.high - accuracy.interval.low > 0.2


def test_the_interval_of_macro_f1_is_as_wide_as_it_should_be() -> None:
    """As wide as 400 corpora drawn anew scatter; that of the package confidenceinterval is twice as wide."""

    def corpus(seed: int) -> list[LabelCase]:
        random = Random(seed)
        gold = [random.choice("aaaaaabbbc") for _ in range(300)]
        return [
            LabelCase(f"d{n}", each, each if random.random() < 0.7 else random.choice("abc"))
            for n, each in enumerate(gold)
        ]

    values = sorted(classify(corpus(seed), QUICK).value("labels.all.macro_f1") or 0.0 for seed in range(400))
    macro = next(each for each in classify(corpus(500), Resampling()).metrics if each.measure.statistic == "macro_f1")
    assert isinstance(macro.interval, Interval)
    assert 0.8 < (macro.interval.high - macro.interval.low) / (values[389] - values[10]) < 1.25


def test_all_one_class_is_scored_as_it_is() -> None:
    """One label, all right: accuracy and macro-F1 are 1, and there is no other label to speak of."""
    result = classify([LabelCase("d", "a", "a")] * 3, QUICK)
    assert {metric.value for metric in result.metrics} == {1.0}


def test_outcomes_are_of_the_cases_that_state_a_confidence() -> None:
    """Lowest first; a case without a confidence counts in the scores only."""
    cases = [LabelCase("d", "a", "a", 0.9), LabelCase("d", "b", "a", 0.6), LabelCase("d", "b", "b")]
    result = classify(cases, QUICK)
    assert result.outcomes == (Outcome(0.6, right=False), Outcome(0.9, right=True))
    assert result.value("labels.all.accuracy") == 2 / 3


def test_no_case_and_no_such_number_are_refused() -> None:
    """Nothing to score, and nothing of that name."""
    with pytest.raises(ScoringError, match="no case"):
        classify([], QUICK)
    with pytest.raises(ScoringError, match="no metric"):
        classify([LabelCase("d", "a", "a")], QUICK).value("labels.b.f1")
