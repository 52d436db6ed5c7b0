"""Claims of `annotator.scoring.quotes` and of the counting in `annotator.scoring.grounded`."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.coverage import Coverage, Role
from annotator.scoring.criteria import EXACT, HALF, LENIENT
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling
from tests.scoring.planted import actor, annotation, quote, spans

if TYPE_CHECKING:
    from annotator.schema import Annotation, Quote

PLAIN = Scheme(resampling=Resampling(draws=0))
ANNA, BORIS = actor("a", "Anna Ivanova", "Ivanova"), actor("b", "Boris")


def values(gold: Annotation, predicted: Annotation, *names: str, scheme: Scheme = PLAIN) -> tuple[float | None, ...]:
    """Numbers of one document."""
    scores = score([gold], [predicted], scheme)
    return tuple(scores.value(name) for name in names)


CONTENT = tuple(f"quotes.content.{each}@iou:0.5" for each in ("precision", "recall", "f1"))


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param(
            [quote((0, 9))], [quote((0, 9), id="1"), quote((0, 9), id="2")], (0.5, 1.0, 2 / 3), id="duplicate"
        ),
        pytest.param([], [quote((0, 9))], (0.0, None, 0.0), id="empty gold"),
        pytest.param([quote((0, 9))], [], (None, 0.0, 0.0), id="empty predictions"),
        pytest.param([], [], (None, None, None), id="both empty"),
        pytest.param([quote((0, 4), (8, 12))], [quote((8, 12), (0, 4))], (1.0, 1.0, 1.0), id="split quote"),
        pytest.param([quote((0, 10))], [quote((5, 15))], (0.0, 0.0, 0.0), id="a third in common"),
    ],
)
def test_content_is_found_or_not(gold: list[Quote], predicted: list[Quote], expected: tuple[float | None, ...]) -> None:
    """Known answers: duplicates are punished, and what has nothing below the line is None."""
    assert values(annotation("d", *gold), annotation("d", *predicted), *CONTENT) == expected


def test_content_is_reported_at_three_criteria() -> None:
    """Any overlap, the chosen one, and every character; each with an alignment of its own."""
    gold = annotation("d", quote((0, 10)), quote((20, 30)), quote((40, 50)))
    predicted = annotation("d", quote((0, 10)), quote((20, 28)), quote((48, 58)))
    names = [f"quotes.content.f1@{criterion}" for criterion in (LENIENT, HALF, EXACT)]
    assert values(gold, predicted, *names) == (1.0, 2 / 3, 1 / 3)


def test_a_criterion_that_is_already_there_is_not_reported_twice() -> None:
    """With “exact” as the criterion that counts there are two criteria, not three."""
    assert [each.name for each in Scheme(criterion=EXACT).criteria] == ["lenient", "exact"]


def test_characters_are_counted_on_unions() -> None:
    """Overlapping quotes of one side count their characters once: 10 of 15 predicted, 10 of 20 gold."""
    gold = annotation("d", quote((0, 15), id="1"), quote((10, 20), id="2"))
    predicted = annotation("d", quote((10, 20), id="1"), quote((10, 20), id="2"), quote((90, 95), id="3"))
    names = [f"quotes.characters.{each}" for each in ("precision", "recall", "f1")]
    assert values(gold, predicted, *names) == (10 / 15, 10 / 20, 20 / 35)


def test_roles_are_scored_given_the_match_and_jointly() -> None:
    """Of two matched quotes one has the right speaker; a third gold quote was not found."""
    gold = annotation(
        "d", ANNA, BORIS, quote((0, 9), speaker="a"), quote((20, 29), speaker="b"), quote((40, 49), speaker="b")
    )
    predicted = annotation(
        "d", actor("x", "Ivanova"), quote((0, 9), speaker="x"), quote((20, 29), speaker="x"), quote((60, 69))
    )
    names = [
        "quotes.speaker.accuracy@match",
        *(f"quotes.speaker.{each}@joint" for each in ("precision", "recall", "f1")),
    ]
    assert values(gold, predicted, *names) == (1 / 2, 1 / 3, 1 / 3, 2 / 6)


def test_nobody_on_both_sides_is_right() -> None:
    """A speakerless quote without a predicted speaker is right, with one it is wrong."""
    gold = annotation("d", ANNA, quote((0, 9)), quote((20, 29)), quote((40, 49), speaker="a"))
    predicted = annotation("d", ANNA, quote((0, 9)), quote((20, 29), speaker="a"), quote((40, 49)))
    assert values(gold, predicted, "quotes.speaker.accuracy@match") == (1 / 3,)


@pytest.mark.parametrize(
    ("role", "field", "right", "near", "wrong"),
    [
        ("cue", "cue", (10, 14), (10, 15), (16, 20)),
        ("speaker_mention", "speaker_mentions", (10, 20), (8, 20), (30, 40)),
    ],
)
def test_roles_on_characters_are_judged_by_the_criterion(
    role: str, field: str, right: tuple[int, int], near: tuple[int, int], wrong: tuple[int, int]
) -> None:
    """Half in common is enough for iou:0.5 and not for exact; absent on both sides is right, on one side wrong."""
    places = [(n * 100, n * 100 + 9) for n in range(5)]

    def side(*found: tuple[int, int] | None) -> Annotation:
        quotes = [quote(at, **{field: spans(each) if each else ()}) for at, each in zip(places, found, strict=True)]
        return annotation("d", *quotes)

    gold, predicted = side(right, right, right, None, None), side(right, near, wrong, None, right)
    name = f"quotes.{role}.accuracy@match"
    assert values(gold, predicted, name) == (3 / 5,)
    exact = Scheme(criterion=EXACT, resampling=Resampling(draws=0))
    assert values(gold, predicted, name, scheme=exact) == (2 / 5,)


def test_roles_that_the_gold_lacks_are_not_errors() -> None:
    """Addressee and cue in predictions do not count against a gold without them; the reason is given."""
    gold = annotation("d", ANNA, quote((0, 9), speaker="a"))
    predicted = annotation("d", ANNA, BORIS, quote((0, 9), speaker="a", addressee="b", cue=spans((10, 14))))
    scores = score([gold], [predicted], PLAIN)
    for role in ("addressee", "cue"):
        metric = scores[f"quotes.{role}.f1@joint"]
        assert (metric.value, metric.reason) == (None, f"the gold labels no {role}")


def test_roles_that_the_gold_has_are_errors() -> None:
    """The same predictions are wrong where the gold labels addressees elsewhere."""
    gold = annotation("d", ANNA, BORIS, quote((0, 9)), quote((20, 29), addressee="b"))
    predicted = annotation("d", ANNA, BORIS, quote((0, 9), addressee="b"), quote((20, 29), addressee="b"))
    assert values(gold, predicted, "quotes.addressee.accuracy@match") == (1 / 2,)


def test_modes_that_the_gold_lacks_are_left_out() -> None:
    """A thought found in a gold of speech is no spurious quote; told that the gold has thoughts, it is one."""
    gold = annotation("d", quote((0, 9)))
    predicted = annotation("d", quote((0, 9)), quote((20, 29), mode="thought"))
    assert values(gold, predicted, *CONTENT) == (1.0, 1.0, 1.0)
    told = Scheme(resampling=Resampling(draws=0), coverage=Coverage())
    assert values(gold, predicted, *CONTENT, scheme=told) == (0.5, 1.0, 2 / 3)


def test_mode_is_scored_when_the_gold_has_several() -> None:
    """One of two modes is right; with one mode only there is nothing to tell apart."""
    gold = annotation("d", quote((0, 9)), quote((20, 29), mode="thought"))
    predicted = annotation("d", quote((0, 9), mode="thought"), quote((20, 29), mode="thought"))
    assert values(gold, predicted, "quotes.mode.accuracy@match") == (1 / 2,)
    assert values(annotation("d", quote((0, 9))), predicted, "quotes.mode.accuracy@match") == (None,)


def test_nested_quotes_are_left_out_where_the_gold_has_none() -> None:
    """PolNeAR labels no nested quotes: one that is predicted is not spurious."""
    inner = quote((2, 5), id="in", parent="out")
    gold, predicted = annotation("d", quote((0, 9), id="out")), annotation("d", quote((0, 9), id="out"), inner)
    assert values(gold, predicted, *CONTENT) == (1.0, 1.0, 1.0)
    assert Role.NESTED in Coverage.of([predicted]).roles


places = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20), st.sampled_from([None, "a", "b"])), max_size=6)


@given(places, places, st.integers(0, 99))
def test_the_order_of_quotes_changes_no_number(
    gold: list[tuple[int, int, str | None]], predicted: list[tuple[int, int, str | None]], seed: int
) -> None:
    """Quotes, equal ones with different speakers included, may come in any order."""

    def side(found: list[tuple[int, int, str | None]]) -> list[Quote]:
        return [quote((start, start + length), id=f"q{n}", speaker=who) for n, (start, length, who) in enumerate(found)]

    one, other = side(gold), side(predicted)
    mixed = [Random(seed + n).sample(each, len(each)) for n, each in enumerate((one, other))]
    straight = score([annotation("d", ANNA, BORIS, *one)], [annotation("d", ANNA, BORIS, *other)], PLAIN)
    shuffled = score([annotation("d", ANNA, BORIS, *mixed[0])], [annotation("d", ANNA, BORIS, *mixed[1])], PLAIN)
    assert straight.as_dict() == shuffled.as_dict()
