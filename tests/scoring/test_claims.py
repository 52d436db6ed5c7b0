"""Claims of `annotator.scoring.claims`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.similarity import CHRF
from annotator.scoring.uncertainty import Resampling
from tests.scoring.planted import actor, annotation, claim

if TYPE_CHECKING:
    from annotator.schema import Annotation, Claim

PLAIN = Scheme(resampling=Resampling(draws=0))
ANNA = actor("a", "Anna")


def values(gold: Annotation, predicted: Annotation, *names: str, scheme: Scheme = PLAIN) -> tuple[float | None, ...]:
    """Numbers of one document."""
    scores = score([gold], [predicted], scheme)
    return tuple(scores.value(name) for name in names)


def test_propositions_decide_between_claims_on_the_same_evidence() -> None:
    """Two claims in one sentence are told apart by what they say, in whatever order they come."""
    gold = annotation(
        "d", claim((0, 9), id="1", proposition="Minsk is cold."), claim((0, 9), id="2", proposition="Oil rose.")
    )
    predicted = annotation(
        "d", claim((0, 9), id="1", proposition="Oil rose again."), claim((0, 9), id="2", proposition="Minsk is cold.")
    )
    assert values(gold, predicted, "claims.proposition.mean@match") == pytest.approx((((4 / 5) + 1) / 2,))


def test_evidence_goes_before_propositions() -> None:
    """A claim is matched to the one on its evidence although another one says the same."""
    gold = annotation(
        "d", claim((0, 9), id="1", proposition="Oil rose."), claim((4, 13), id="2", proposition="It rains.")
    )
    predicted = annotation("d", claim((0, 9), id="1", proposition="It rains."))
    assert values(gold, predicted, "claims.evidence.recall@exact", "claims.proposition.mean@match") == (0.5, 0.0)


def test_the_measure_of_propositions_is_stated_and_can_be_replaced() -> None:
    """The report names the measure, and another one gives another number."""
    gold, predicted = (
        annotation("d", claim((0, 9), proposition="raining")),
        annotation("d", claim((0, 9), proposition="rain")),
    )
    scheme = Scheme(similarity=CHRF, resampling=Resampling(draws=0))
    assert values(gold, predicted, "claims.proposition.mean@match") == (0.0,)
    assert values(gold, predicted, "claims.proposition.mean@match", scheme=scheme) == (CHRF("raining", "rain"),)
    assert score([gold], [predicted], scheme).as_dict()["similarity"] == "chrf2"


def test_claimant_kind_and_negation_are_judged_given_the_match() -> None:
    """The article's own voice is a claimant like any other: nobody on both sides is right."""
    gold = annotation("d", ANNA, claim((0, 9), claimant="a"), claim((20, 29)), claim((40, 49), negated=True))
    predicted = annotation(
        "d", ANNA, claim((0, 9), claimant="a"), claim((20, 29), claimant="a"), claim((40, 49), kind="causal")
    )
    names = [f"claims.{each}.accuracy@match" for each in ("claimant", "kind", "negation")]
    assert values(gold, predicted, *names) == (2 / 3, 2 / 3, 2 / 3)
    assert values(gold, predicted, "claims.claimant.f1@joint") == (2 / 3,)


@pytest.mark.parametrize(
    ("predicted", "share"),
    [
        pytest.param(
            [claim((0, 9), id="1"), claim((0, 9), id="2"), claim((0, 8), id="3")], 2 / 3, id="said three times"
        ),
        pytest.param([claim((0, 9), id="1"), claim((0, 9), id="2", negated=True)], 0.0, id="said and denied"),
        pytest.param([claim((0, 9), id="1"), claim((20, 29), id="2")], 0.0, id="said at two places"),
        pytest.param([claim((0, 9), id="1"), claim((0, 9), id="2", proposition="Oil rose.")], 0.0, id="two claims"),
        pytest.param([], None, id="no claim"),
    ],
)
def test_duplicates_are_claims_said_again_on_the_same_evidence(predicted: list[Claim], share: float | None) -> None:
    """All but one of each group count; no gold is needed to see it."""
    assert values(annotation("d", claim((0, 9))), annotation("d", *predicted), "claims.duplicates.share") == (share,)


def test_an_unknown_kind_does_not_vanish() -> None:
    """A label that no codebook has costs accuracy and is in the confusion matrix."""
    scores = score([annotation("d", claim((0, 9)))], [annotation("d", claim((0, 9), kind="guess"))], PLAIN)
    assert scores.value("claims.kind.accuracy@match") == 0.0
    assert scores.diagnosis.confusions["claims.kind"] == {("factual", "guess"): 1}
