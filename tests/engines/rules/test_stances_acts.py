"""Acts of a codebook: its labels, its own cues, and what stands in for a label that it lacks."""

from __future__ import annotations

import pytest

from annotator import codebook
from annotator.codebook import Act, Degree
from annotator.engines.rules.stances_acts import acts_of
from annotator.schema import Polarity
from tests.engines.rules.siding import Side, sides

SHIPPED = codebook.default()


@pytest.mark.parametrize(
    ("act", "sign", "label"),
    [
        pytest.param("condemn", -1, "condemn", id="a label of the shipped codebook is itself"),
        pytest.param("call-for", 1, "call-for", id="an act without a fixed polarity takes either side"),
        pytest.param("support", -1, "condemn", id="a side that the label never has needs another label"),
    ],
)
def test_label(act: str, sign: int, label: str) -> None:
    """An act gets a label whose polarity fits."""
    assert acts_of(SHIPPED).label(act, sign) == label


async def test_foreign_labels() -> None:
    """A codebook with two acts of its own gets stances under their names, by polarity."""
    book = SHIPPED.model_copy(
        update={
            "acts": (
                Act(name="pro", definition="For.", polarity=Polarity.FAVOR),
                Act(name="contra", definition="Against.", polarity=Polarity.AGAINST),
            )
        }
    )
    assert await sides("Orsa supports the deal but opposes the fee.", book) == [
        Side("Orsa", "favor", "deal", "pro"),
        Side("Orsa", "against", "fee", "contra"),
    ]


async def test_no_fitting_label() -> None:
    """A stance for which a codebook has no act at all is left out."""
    book = SHIPPED.model_copy(update={"acts": (Act(name="contra", definition="Against.", polarity=Polarity.AGAINST),)})
    assert await sides("Orsa supports the deal but opposes the fee.", book) == [
        Side("Orsa", "against", "fee", "contra")
    ]


async def test_added_cues() -> None:
    """A codebook's own cues are found in any form, under its label."""
    gush = Act(name="gush", definition="Raves.", polarity=Polarity.FAVOR, cues=("swoon over",))
    book = SHIPPED.model_copy(update={"acts": (*SHIPPED.acts, gush)})
    text = "Orsa swooned over the bridge."
    assert await sides(text) == []
    assert await sides(text, book) == [Side("Orsa", "favor", "bridge", "gush")]


async def test_scale() -> None:
    """The polarity is named by the codebook's scale; a side for which it has no step is left out."""
    scale = (
        Degree(name="-1", definition="Against.", means=Polarity.AGAINST, value=-1),
        Degree(name="+1", definition="For.", means=Polarity.FAVOR, value=1),
    )
    book = SHIPPED.model_copy(update={"scale": scale})
    assert await sides("Orsa backed the deal. The bishop did not oppose the reform.", book) == [
        Side("Orsa", "+1", "deal", "support")
    ]
