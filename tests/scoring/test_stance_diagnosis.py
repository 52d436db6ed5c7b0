"""Claims of `annotator.scoring.stance_diagnosis`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.schema import Document, Rejection, Stance, Target, Zone, ZoneKind
from annotator.scoring.cases import Category, Culprit
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling
from annotator.spans import Span
from tests.scoring.planted import about, actor, annotation, at, described, stance

if TYPE_CHECKING:
    from annotator.scoring.scores import Scores

PLAIN = Scheme(resampling=Resampling(draws=0))
PEOPLE = ANNA, BORIS = actor("a", "Anna"), actor("b", "Boris")


def scored(gold: list[Stance], predicted: list[Stance]) -> Scores:
    """Two people and their stances in one document."""
    return score([annotation("d", *PEOPLE, *gold)], [annotation("d", *PEOPLE, *predicted)], PLAIN)


def categories(scores: Scores) -> dict[str, tuple[int, int, int]]:
    """Category → cases that concern both sides, gold alone, predictions alone."""
    counts = scores.diagnosis.taxonomy["stances"]
    return {category.value: (each.pairs, each.gold, each.predicted) for category, each in counts.items()}


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        pytest.param([stance("a", about(BORIS))], {"correct": (1, 0, 0)}, id="right"),
        pytest.param([stance("a", about(BORIS), "favor")], {"wrong polarity": (1, 0, 0)}, id="the other polarity"),
        pytest.param([stance("b", about(ANNA))], {"holder and target swapped": (1, 0, 0)}, id="the other direction"),
        pytest.param([stance(None, about(BORIS))], {"wrong holder": (1, 0, 0)}, id="the article instead of Anna"),
        pytest.param([stance("a", "war")], {"wrong target": (1, 0, 0)}, id="another target, the same words"),
        pytest.param(
            [stance("a", "war", at=(90, 99))],
            {"missed": (0, 1, 0), "spurious": (0, 0, 1)},
            id="another target elsewhere",
        ),
        pytest.param(
            [stance("a", about(BORIS), id="1"), stance("a", about(BORIS), id="2")],
            {"correct": (1, 0, 0), "duplicate": (0, 0, 1)},
            id="said twice",
        ),
        pytest.param([], {"missed": (0, 1, 0)}, id="not found"),
    ],
)
def test_stances_find_their_category(predicted: list[Stance], expected: dict[str, tuple[int, int, int]]) -> None:
    """Each way in which a stance can be wrong has its name."""
    assert categories(scored([stance("a", about(BORIS))], predicted)) == expected


def test_leaks_and_unfaithful_proposals_have_names_too() -> None:
    """A stance from the link list leaked; a gold stance whose words were proposed otherwise was not verbatim."""
    text = "Anna condemned the raids. See also: Boris condemned the raids"
    links = Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(text, *at(text, "See also: Boris condemned the raids")))
    document = Document(id="d", text=text, zones=(links,))
    gold = described(document, *PEOPLE, stance("a", "raids", at=at(text, "Anna condemned the raids.")))
    rejection = Rejection(kind="stance", code="x", reason="No.", fragment="Anna has condemned the raids")
    leak = stance("b", "something", at=at(text, "Boris condemned the raids"))
    predicted = described(document, *PEOPLE, leak, rejected=(rejection.model_dump(),))
    scores = score([gold], [predicted], PLAIN, documents=[document])
    assert categories(scores) == {"boilerplate leak": (0, 0, 1), "not verbatim": (0, 1, 0)}
    assert [case.context for case in scores.diagnosis.cases] == [(0, 25), (26, len(text))]


def test_polarities_of_pairs_are_confused_and_targets_ranked() -> None:
    """The confusion matrix is over pairs of holder and target; targets count all their gold stances."""
    scores = scored(
        [stance("a", "war"), stance("b", "war"), stance("a", "tax", "favor")],
        [stance("a", "war", "favor"), stance("a", "tax", "favor")],
    )
    assert scores.diagnosis.confusions["stances.polarity"] == {("against", "favor"): 1, ("favor", "favor"): 1}
    assert scores.diagnosis.culprits["stances.target"] == (Culprit("war", 2, 2), Culprit("tax", 0, 1))


Triple = tuple[str | None, str | Target, str, int]
TARGETS: tuple[str | Target, ...] = ("war", "tax", about(ANNA), about(BORIS))

some = st.lists(
    st.tuples(
        st.sampled_from([None, "a", "b"]),
        st.sampled_from(TARGETS),
        st.sampled_from(["favor", "against", "mixed"]),
        st.sampled_from([0, 3, 50]),
    ),
    max_size=6,
)


@given(some, some)
def test_the_taxonomy_sums_to_the_counts(gold: list[Triple], predicted: list[Triple]) -> None:
    """Every gold stance and every prediction is in exactly one case, and the correct ones are the strict triples."""
    sides = [
        [
            stance(holder, target, polarity, (start, start + 5), id=f"s{n}")
            for n, (holder, target, polarity, start) in enumerate(side)
        ]
        for side in (gold, predicted)
    ]
    scores = scored(sides[0], sides[1])
    sums = scores.diagnosis.sums("stances")
    assert (sums.pairs + sums.gold, sums.pairs + sums.predicted) == (len(gold), len(predicted))
    correct = scores.diagnosis.taxonomy["stances"].get(Category.CORRECT) if scores.diagnosis.taxonomy else None
    assert (correct.pairs if correct else 0) == scores.table.column("stances.triple@strict").sum()
