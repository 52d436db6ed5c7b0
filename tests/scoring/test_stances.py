"""Claims of `annotator.scoring.stances` and `annotator.scoring.targets`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.schema import Stance, Target, TargetKind
from annotator.scoring.counts import Counts
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling
from tests.scoring.planted import about, actor, annotation, claim, spans, stance

if TYPE_CHECKING:
    from annotator.scoring.scores import Scores

PLAIN = Scheme(resampling=Resampling(draws=0))
ANNA, BORIS = actor("a", "Anna Ivanova", "Ivanova"), actor("b", "Boris", "the mayor")


def scored(gold: list[Stance], predicted: list[Stance]) -> Scores:
    """Two people and their stances in one document."""
    return score([annotation("d", ANNA, BORIS, *gold)], [annotation("d", ANNA, BORIS, *predicted)], PLAIN)


def values(gold: list[Stance], predicted: list[Stance], *names: str) -> tuple[float | None, ...]:
    """Numbers of one document."""
    scores = scored(gold, predicted)
    return tuple(scores.value(name) for name in names)


STRICT, RELAXED = "stances.triple.f1@strict", "stances.triple.f1@relaxed"
POLARITY = "stances.polarity.accuracy@pair"


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param(stance("a", "sanctions"), stance("a", "the Sanctions"), (1.0, 1.0, 1.0), id="the same triple"),
        pytest.param(stance("a", "sanctions"), stance("a", "sanctions", "favor"), (0.0, 1.0, 0.0), id="wrong polarity"),
        pytest.param(stance("a", "sanctions"), stance("b", "sanctions"), (0.0, 0.0, None), id="wrong holder"),
        pytest.param(stance("a", "sanctions"), stance("a", "the treaty"), (0.0, 0.0, None), id="wrong target"),
        pytest.param(
            stance(None, "sanctions"), stance(None, "sanctions"), (1.0, 1.0, 1.0), id="the article's own voice"
        ),
        pytest.param(stance(None, "sanctions"), stance("a", "sanctions"), (0.0, 0.0, None), id="voice against actor"),
        pytest.param(stance("a", about(BORIS)), stance("a", about(BORIS)), (1.0, 1.0, 1.0), id="an actor as target"),
        pytest.param(stance("a", about(BORIS)), stance("a", about(ANNA)), (0.0, 0.0, None), id="another actor"),
        pytest.param(stance("a", about(BORIS)), stance("a", "mayor"), (1.0, 1.0, 1.0), id="an actor by an alias"),
        pytest.param(stance("a", "the mayor"), stance("a", about(BORIS)), (1.0, 1.0, 1.0), id="an alias for an actor"),
    ],
)
def test_triples_are_compared_by_holder_target_and_polarity(
    gold: Stance, predicted: Stance, expected: tuple[float | None, ...]
) -> None:
    """Strict needs all three, relaxed holder and target; polarity is judged given those."""
    assert values([gold], [predicted], STRICT, RELAXED, POLARITY) == expected


def test_targets_on_the_same_words_are_the_same() -> None:
    """Labels may differ when both point at the same characters."""

    def on(label: str, *at: tuple[int, int]) -> Target:
        return Target(label=label, kind=TargetKind.EVENT, mentions=spans(*at))

    assert values([stance("a", on("raids", (5, 15)))], [stance("a", on("US attack", (5, 14)))], STRICT) == (1.0,)
    assert values([stance("a", on("raids", (5, 15)))], [stance("a", on("US attack", (20, 30)))], STRICT) == (0.0,)


def test_claims_as_targets_are_compared_by_their_evidence() -> None:
    """Two targets that are claims are the same when the claims stand on the same words."""
    target = Target(label="that it rains", kind=TargetKind.CLAIM, claim="c")
    other = target.model_copy(update={"label": "bad weather"})
    near, far = claim((0, 9), id="c"), claim((50, 59), id="c")
    gold = annotation("d", near, stance(None, target))
    for predicted, expected in ((near, 1.0), (far, 0.0)):
        assert score([gold], [annotation("d", predicted, stance(None, other))], PLAIN).value(STRICT) == expected


def test_duplicate_triples_are_punished() -> None:
    """One gold triple is found once, however often it is said."""
    predicted = [stance("a", "sanctions", at=(0, 5), id=f"s{n}") for n in range(3)]
    names = ("stances.triple.precision@strict", "stances.triple.recall@strict")
    assert values([stance("a", "sanctions")], predicted, *names) == (1 / 3, 1.0)


def test_the_right_polarity_is_preferred() -> None:
    """Of two predictions for one pair the one with the right polarity is taken, in whatever order."""
    both = [stance("a", "sanctions", "favor", id="1"), stance("a", "sanctions", "against", id="2")]
    for predicted in (both, both[::-1]):
        assert values([stance("a", "sanctions")], predicted, STRICT, POLARITY) == (2 / 3, 1.0)


def test_holder_and_target_in_each_others_place_are_a_direction_error() -> None:
    """Boris against Anna, where Anna is against Boris; a stance that is right elsewhere is none."""
    swapped = stance("b", about(ANNA))
    assert values([stance("a", about(BORIS))], [swapped], "stances.direction.share") == (1.0,)
    both = [stance("a", about(BORIS)), swapped]
    assert values(both, both, "stances.direction.share", STRICT) == (0.0, 1.0)


def test_favg_and_macro_f1_of_a_hand_counted_corpus() -> None:
    """Favor: 1 of 2 found, 1 spurious, F1 1/2. Against: F1 1. Neutral: never found, F1 0. Mixed: in no average."""
    gold = [
        stance("a", "w", "favor"),
        stance("a", "x", "favor"),
        stance("a", "y", "against"),
        stance("a", "z", "neutral"),
    ]
    predicted = [
        stance("a", "w", "favor"),
        stance("a", "x", "mixed"),
        stance("a", "y", "against"),
        stance("a", "v", "favor"),
    ]
    names = ("stances.polarity.favg@strict", "stances.polarity.macro_f1@strict")
    assert values(gold, predicted, *names) == pytest.approx(((0.5 + 1) / 2, (0.5 + 1 + 0) / 3))


def test_favg_without_one_of_the_two_is_undefined() -> None:
    """The mean of two F1 of which one does not exist is None, with the reason."""
    metric = scored([stance("a", "x")], [stance("a", "x")])["stances.polarity.favg@strict"]
    assert (metric.value, metric.reason) == (None, "one of the averaged labels is in neither gold nor predictions")


def test_pairs_are_judged_as_a_classification() -> None:
    """Given holder and target, polarity has an accuracy, a FAVG and a macro-F1 over the labels of the gold."""
    gold = [stance("a", "w", "favor"), stance("a", "x", "favor"), stance("a", "y", "against"), stance("b", "z")]
    predicted = [stance("a", "w", "favor"), stance("a", "x", "against"), stance("a", "y", "against")]
    names = (POLARITY, "stances.polarity.favg@pair", "stances.polarity.macro_f1@pair")
    assert values(gold, predicted, *names) == pytest.approx((2 / 3, 2 / 3, 2 / 3))


def test_act_explicitness_and_evidence_are_judged_given_the_pair() -> None:
    """One of two pairs has the right act, openness and evidence."""
    gold = [stance("a", "x", at=(0, 9)), stance("a", "y", at=(20, 29))]
    predicted = [stance("a", "x", at=(0, 8)), stance("a", "y", at=(40, 49), act="praise", explicitness="implicit")]
    names = [f"stances.{each}.accuracy@pair" for each in ("act", "explicitness", "evidence")]
    assert values(gold, predicted, *names) == (0.5, 0.5, 0.5)


def test_stances_are_added_up_by_target() -> None:
    """A paired prediction counts for the gold's target, another one for its own; most gold stances come first."""
    scores = scored(
        [stance("a", "EU oil sanctions"), stance("b", "eu oil sanctions", "favor"), stance("a", "the treaty")],
        [stance("a", "new EU oil sanctions"), stance("b", "EU oil sanctions"), stance("b", "war")],
    )
    assert [(target.label, target.counts, target.favg) for target in scores.targets] == [
        ("eu oil sanctions", Counts(1, 2, 2), 1 / 3),
        ("treaty", Counts(0, 0, 1), None),
        ("war", Counts(0, 1, 0), None),
    ]
    assert scores.targets[0].as_dict()["f1"] == 0.5


def test_the_order_of_stances_changes_no_number() -> None:
    """Reversing both sides gives the same report."""
    gold = [stance("a", "x"), stance("b", "x", "favor"), stance("a", about(BORIS)), stance("a", "y", at=(9, 12))]
    predicted = [stance("a", "x", "favor"), stance("a", "x", at=(3, 9)), stance("b", about(ANNA)), stance("a", "y")]
    assert scored(gold, predicted).as_dict() == scored(gold[::-1], predicted[::-1]).as_dict()


def test_derived_stances_are_left_out_where_the_gold_has_none() -> None:
    """An actor-level edge that the gold does not label is not spurious."""
    predicted = [stance("a", "x"), stance("a", about(BORIS), derived=True)]
    assert values([stance("a", "x")], predicted, STRICT) == (1.0,)
