"""Kinds and certainty of claims from words that tell; labels of a codebook that lacks them."""

from __future__ import annotations

from typing import get_args

import pytest

from annotator import codebook
from annotator.codebook import Label
from annotator.engines.rules.claims_kinds import is_cue, kind_of, label_of, says
from annotator.engines.rules.lexicon import claims as lexicon


@pytest.mark.parametrize(
    ("text", "by_actor", "kind"),
    [
        pytest.param("The council must publish the report.", True, "normative", id="must"),
        pytest.param("Marland will build two ferries.", True, "commitment", id="an actor's will"),
        pytest.param("Prices will double by spring.", False, "prediction", id="what will happen"),
        pytest.param("Marland will suffer.", True, "prediction", id="what befalls an actor"),
        pytest.param("The damage was caused by neglect.", False, "causal", id="a cause"),
        pytest.param("The dam could power 700 homes.", False, "prediction", id="what could be"),
        pytest.param("The treaty is a historic mistake.", False, "evaluation", id="a judgement"),
        pytest.param("The treaty was signed in 1990.", False, "factual", id="anything else"),
    ],
)
def test_kind(text: str, by_actor: bool, kind: str) -> None:  # noqa: FBT001  # one of two cases
    """Words of the clause tell its kind."""
    assert kind_of(text, by_actor=by_actor) == kind


def test_label() -> None:
    """A codebook's own kinds are used; a kind that it lacks becomes factual, else its first."""
    shipped = codebook.default()
    other = shipped.model_copy(update={"claim_kinds": (Label(name="any", definition="Any."),)})
    assert (label_of("causal", shipped), label_of("causal", other)) == ("causal", "any")


def test_phrases() -> None:
    """Phrases of several words count only whole, and inside no other word."""
    assert says("It is expected to rain.", "probable")
    assert not says("It is unexpected to rain.", "probable")


def test_cues() -> None:
    """A cue is known in any form and with its particle."""
    assert is_cue("has called for", "demanding")
    assert not is_cue("said", "demanding")


def test_classes() -> None:
    """The file defines exactly the classes that code may ask for."""
    assert set(lexicon.classes()) == set(get_args(lexicon.Class))
