"""Claims of `annotator.scoring.correction` and `annotator.scoring.estimates`."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from annotator.errors import ScoringError
from annotator.scoring.correction import design_based, estimates, gold_only, naive, prediction_powered
from annotator.scoring.estimates import Amount, Estimate, Method, Unit
from annotator.scoring.uncertainty import Interval, NoInterval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def units(machine: Sequence[float], gold: Sequence[float], probability: float | None = None) -> list[Unit]:
    """Documents of which the first ones have a gold label."""
    labelled = [Unit(Amount(f), Amount(y), probability=probability) for f, y in zip(machine, gold, strict=False)]
    return [*labelled, *(Unit(Amount(f)) for f in machine[len(gold) :])]


def example() -> list[Unit]:
    """460 documents, 60 of them labelled, with a machine that says .1 too much."""
    random = np.random.default_rng(11)
    machine = np.round(random.random(460), 3)
    gold = np.round(np.clip(machine + random.normal(0, 0.2, 460) - 0.1, 0, 1), 3)
    return units(machine.tolist(), gold[:60].tolist(), 60 / 460)


def test_ppi_is_that_of_its_authors() -> None:
    """Estimate and interval of ppi-python 0.2.3 on the same numbers; it divides by n where we divide by n − 1."""
    found = prediction_powered(example())
    assert found.value == pytest.approx(0.3796383, abs=1e-7)
    assert isinstance(found.interval, Interval)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.33163619, 0.4276404), abs=5e-4)


def test_all_methods_side_by_side() -> None:
    """Naive is precise and wrong, gold alone right and wide, the corrected ones are right and narrower."""
    found = {each.method: each for each in estimates(example())}
    truth = float(np.mean([unit.machine.part for unit in example()])) - 0.1
    errors = {method: cast("float", each.error) for method, each in found.items()}
    assert list(found) == [Method.NAIVE, Method.GOLD_ONLY, Method.PPI, Method.DSL]
    assert found[Method.NAIVE].value == pytest.approx(truth + 0.1)
    assert errors[Method.NAIVE] < errors[Method.PPI] < errors[Method.GOLD_ONLY]
    for method in (Method.GOLD_ONLY, Method.PPI, Method.DSL):
        interval = found[method].interval
        assert isinstance(interval, Interval)
        assert interval.low < truth + 0.02 < interval.high


@pytest.mark.parametrize("estimate", [gold_only, prediction_powered, design_based])
def test_intervals_cover_what_they_claim(estimate: Callable[[Sequence[Unit]], Estimate]) -> None:
    """Of 400 corpora with a biased machine the 95 % interval holds the truth in 92 to 98 %."""
    random = np.random.default_rng(3)
    hits = 0
    for _ in range(400):
        gold = (random.random(300) < 0.3).astype(float)
        machine = np.where(random.random(300) < 0.2, 1.0, gold)
        labelled = random.permutation(300) < 100
        corpus = [
            Unit(Amount(f), Amount(y) if own else None, probability=1 / 3 if own else None)
            for f, y, own in zip(machine.tolist(), gold.tolist(), labelled.tolist(), strict=True)
        ]
        interval = estimate(corpus).interval
        assert isinstance(interval, Interval)
        hits += interval.low <= 0.3 <= interval.high
    assert 0.92 <= hits / 400 <= 0.98


def test_unequal_probabilities_are_weighed() -> None:
    """A stratum drawn four times as often does not pull the estimate: by hand, two strata of 40 and 10 documents."""
    frequent = [Unit(Amount(0), Amount(0), probability=0.25)] * 10 + [Unit(Amount(0))] * 30
    rare = [Unit(Amount(0), Amount(1), probability=1.0)] * 10
    corpus = [*frequent, *rare]
    assert gold_only(corpus).value == pytest.approx(10 / 50)
    assert design_based(corpus).value == pytest.approx(10 / 50)
    assert prediction_powered(corpus).reason.endswith("DSL takes that into account")


def test_shares_are_ratios_of_totals() -> None:
    """A document with many records counts as many: 2 of 2 and 1 of 8 are 3 of 10."""
    corpus = [Unit(Amount(2, 2)), Unit(Amount(1, 8))]
    assert naive(corpus).value == 0.3


def test_the_error_of_a_ratio_is_linearised() -> None:
    """By hand for three documents: residuals x − θ·n over the mean n."""
    parts, wholes = [2.0, 1.0, 3.0], [2.0, 4.0, 6.0]
    ratio = 6 / 12
    residuals = [(x - ratio * n) / 4 for x, n in zip(parts, wholes, strict=True)]
    expected = sqrt(3 / 2 * sum(each**2 for each in residuals)) / 3
    found = naive([Unit(Amount(x, n)) for x, n in zip(parts, wholes, strict=True)])
    assert found.error == pytest.approx(expected)


@pytest.mark.parametrize("estimate", [naive, gold_only, prediction_powered, design_based])
def test_clusters_make_intervals_wider(estimate: Callable[[Sequence[Unit]], Estimate]) -> None:
    """Ten copies of each document in one cluster are worth one document, not ten."""
    random = np.random.default_rng(5)
    loose: list[Unit] = []
    for number in range(60):
        y = float(random.random() < 0.4)
        labelled = number < 30
        made = Unit(
            Amount(y), Amount(float(random.random() < 0.4)) if labelled else None, probability=0.5 if labelled else None
        )
        loose += [made] * 10
    tied = [Unit(unit.machine, unit.gold, f"c{at // 10}", unit.probability) for at, unit in enumerate(loose)]
    wide, narrow = estimate(tied).error, estimate(loose).error
    assert wide is not None
    assert narrow is not None
    assert wide / narrow == pytest.approx(sqrt(10), rel=0.05)


def test_a_useless_machine_is_not_listened_to() -> None:
    """With a machine that says the opposite λ is 0 and PPI++ is gold only; with a perfect one it is close to 1."""
    random = np.random.default_rng(7)
    gold = (random.random(400) < 0.5).astype(float)
    wrong = units((1 - gold).tolist(), gold[:50].tolist())
    right = units(gold.tolist(), gold[:50].tolist())
    assert prediction_powered(wrong).tuning == 0.0
    assert prediction_powered(wrong).value == gold_only(wrong).value
    assert prediction_powered(right).tuning == pytest.approx(1 / (1 + 50 / 350), rel=0.1)


@pytest.mark.parametrize(
    ("corpus", "estimate", "reason"),
    [
        (units([1, 0], []), gold_only, "no document has a gold label"),
        (units([1, 0], []), design_based, "no document has a gold label"),
        (units([1, 0], [1]), prediction_powered, "fewer than two documents have a gold label"),
        (units([1, 0], [1, 0]), prediction_powered, "all documents have a gold label: there is nothing to correct"),
        (units([1, 0], [1]), design_based, "nobody knows how likely each labelled document was to be drawn"),
        ([Unit(Amount(0, 0))], naive, "there is nothing to take a share of"),
    ],
)
def test_what_cannot_be_estimated_says_why(
    corpus: list[Unit], estimate: Callable[[Sequence[Unit]], Estimate], reason: str
) -> None:
    """A refusal is a value without a number."""
    found = estimate(corpus)
    assert (found.value, found.reason, found.interval, found.error) == (None, reason, NoInterval(reason), None)
    assert found.labels_for(0.1) is None


@pytest.mark.parametrize(
    ("corpus", "words"),
    [
        ([], "no document"),
        ([Unit(Amount(float("nan")))], "NaN"),
        ([Unit(Amount(1), Amount(float("inf")))], "infinite"),
        ([Unit(Amount(1), Amount(1), probability=0.0)], "0 is no probability"),
        ([Unit(Amount(1), Amount(1), probability=1.5)], r"1\.5 is no probability"),
    ],
)
def test_numbers_that_are_none_are_refused(corpus: list[Unit], words: str) -> None:
    """Nothing that is not a number gets into an estimate."""
    with pytest.raises(ScoringError, match=words):
        estimates(corpus)


def test_few_labels_have_no_interval() -> None:
    """Nine labelled documents give an estimate and the reason why it has no interval."""
    corpus = units([1, 0] * 30, [1, 0, 1, 1, 0, 1, 0, 0, 1], 9 / 60)
    for estimate in (gold_only, prediction_powered, design_based):
        found = estimate(corpus)
        assert found.value is not None
        assert isinstance(found.interval, NoInterval)


def test_labels_for_a_width_of_gold_alone() -> None:
    """Half the width takes four times the labels; the present width takes the present labels."""
    found = gold_only(example())
    assert isinstance(found.interval, Interval)
    width = found.interval.high - found.interval.low
    assert found.labels_for(width * (1 + 1e-9)) == 60
    assert found.labels_for(width / 2) == pytest.approx(240, abs=1)


@pytest.mark.parametrize("estimate", [prediction_powered, design_based])
def test_labels_for_a_width_have_a_floor(estimate: Callable[[Sequence[Unit]], Estimate]) -> None:
    """What the unlabelled documents leave uncertain no gold label takes away."""
    found = estimate(example())
    assert isinstance(found.interval, Interval)
    width = found.interval.high - found.interval.low
    assert found.labels_for(width * (1 + 1e-9)) == 60
    assert 120 < (found.labels_for(width * 0.75) or 0) < 200
    assert found.labels_for(width / 100) is None


def test_the_naive_estimate_is_not_helped_by_labels() -> None:
    """It uses none, so no number of them is enough."""
    assert naive(example()).labels_for(0.5) is None
