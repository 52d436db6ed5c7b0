"""Claims of `annotator.scoring.names`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.scoring.names import NOBODY, actor_codes, distinctive, fold
from tests.scoring.planted import actor

if TYPE_CHECKING:
    from annotator.schema import Actor


def same(gold: Actor, predicted: Actor) -> bool:
    """Whether a predicted actor, alone in its annotation, is identified with a gold actor, alone in its own."""
    codes = actor_codes([gold], [predicted])
    return codes.gold[gold.id] == codes.predicted[predicted.id]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The Kremlin", "Kremlin"),
        ("  Alexander   LUKASHENKO ", "Alexander Lukashenko"),
        ("Iran’s", "Iran"),
        ("“Tornado”", "tornado"),
        ("Ｉｒａｎ", "Iran"),
    ],
)
def test_folding_leaves_out_what_varies_in_writing(left: str, right: str) -> None:
    """Case, width, spaces, marks, a possessive and a leading article do not make another name."""
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param(actor("a", "Alexander Lukashenko"), actor("x", "alexander lukashenko"), True, id="the same name"),
        pytest.param(actor("a", "Alexander Lukashenko", "Lukashenko"), actor("x", "Lukashenko"), True, id="an alias"),
        pytest.param(actor("a", "A", "the leader"), actor("x", "X", "leader"), True, id="a common alias"),
        pytest.param(actor("a", "Alexander Lukashenko"), actor("x", "Viktor Lukashenko"), False, id="half a name"),
        pytest.param(actor("a", "A", wikidata="Q1"), actor("x", "X", wikidata="Q1"), True, id="one Wikidata item"),
        pytest.param(actor("a", "A", wikidata="Q1"), actor("x", "A", wikidata="Q2"), False, id="two Wikidata items"),
        pytest.param(actor("a", "A", "B", wikidata="Q1"), actor("x", "B", wikidata="Q2"), False, id="alias, two items"),
    ],
)
def test_actors_are_the_same_by_name_alias_or_wikidata(gold: Actor, predicted: Actor, *, expected: bool) -> None:
    """Names and aliases identify an actor unless Wikidata says otherwise."""
    assert same(gold, predicted) is expected


def test_an_alias_of_two_actors_identifies_neither() -> None:
    """“the president” of two presidents is no evidence for either of them."""
    gold = [actor("a", "Lukashenko", "the president"), actor("b", "Pezeshkian", "the president")]
    codes = actor_codes(gold, [actor("x", "The President")])
    assert codes.predicted["x"] not in {codes.gold["a"], codes.gold["b"]}
    assert distinctive(gold) == [{"lukashenko"}, {"pezeshkian"}]


def test_the_canonical_name_goes_before_aliases() -> None:
    """An actor whose name is that of one gold actor and whose alias is another's is the first."""
    gold = [actor("a", "Belarus"), actor("b", "Minsk")]
    codes = actor_codes(gold, [actor("x", "Minsk", "Belarus")])
    assert codes.predicted["x"] == codes.gold["b"]


def test_most_common_names_win() -> None:
    """With several gold actors sharing a name, the one that shares most is meant."""
    gold = [actor("a", "A", "one"), actor("b", "B", "two", "three")]
    codes = actor_codes(gold, [actor("x", "X", "one", "two", "three")])
    assert codes.predicted["x"] == codes.gold["b"]


def test_groups_are_the_same_when_their_members_are() -> None:
    """“the two presidents” and “both leaders” are one group if they consist of the same people."""
    people = [actor("a", "A"), actor("b", "B")]
    gold = [*people, actor("g", "the two presidents", members=("a", "b"))]
    predicted = [*people, actor("h", "both leaders", members=("b", "a")), actor("i", "others", members=("a",))]
    codes = actor_codes(gold, predicted)
    assert codes.predicted["h"] == codes.gold["g"]
    assert codes.predicted["i"] not in set(codes.gold.values())


def test_nobody_is_nobody_on_both_sides() -> None:
    """No actor equals no actor, and never somebody."""
    codes = actor_codes([actor("a", "A")], [])
    assert codes.gold[None] == codes.predicted[None] == NOBODY
    assert codes.gold["a"] != NOBODY


def test_the_order_of_actors_does_not_matter() -> None:
    """Listing actors the other way round identifies the same ones."""
    gold, predicted = (
        [actor("a", "A", "x y"), actor("b", "B", "y")],
        [actor("p", "A"), actor("q", "y"), actor("r", "R")],
    )
    straight, mixed = actor_codes(gold, predicted), actor_codes(gold[::-1], predicted[::-1])
    for one in ("a", "b"):
        for other in ("p", "q", "r"):
            equal = straight.gold[one] == straight.predicted[other]
            assert equal is (mixed.gold[one] == mixed.predicted[other])
