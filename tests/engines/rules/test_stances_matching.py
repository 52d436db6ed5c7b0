"""Cues of several words: what may stand between them, behind them and before them."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The minister took public aim at the new tax.",
            [Side("The minister", "against", "new tax", "criticize")],
            id="an adjective inside an idiom",
        ),
        pytest.param(
            "Farmers threw their full weight behind the dam.",
            [Side("Farmers", "favor", "dam", "support")],
            id="a possessive inside an idiom",
        ),
        pytest.param(
            "Dorn distanced himself from the report.",
            [Side("Dorn", "against", "report", "oppose")],
            id="a reflexive pronoun",
        ),
        pytest.param(
            "The council voted 11 to 9 against the plan.",
            [Side("The council", "against", "plan", "act")],
            id="a count of votes",
        ),
        pytest.param(
            "The council voted the plan down.",
            [Side("The council", "against", "plan", "reject")],
            id="an object before the particle",
        ),
        pytest.param(
            "The bishop remains deeply opposed to the reform.",
            [Side("the bishop", "against", "reform", "oppose")],
            id="verbs like remain link what be links",
        ),
        pytest.param(
            "Dorn had serious doubts about the bridge.",
            [Side("Dorn", "against", "bridge", "express-concern")],
            id="forms of have",
        ),
        pytest.param(
            "Thousands marched through the capital against the pension reform.",
            [Side("Thousands", "against", "pension reform", "criticize")],
            id="a place after a verb of motion",
        ),
        pytest.param(
            "The levy, which fishermen oppose, starts in May.",
            [Side("fishermen", "against", "levy", "oppose")],
            id="a relative clause has its target before it",
        ),
        pytest.param(
            "Growers fear that the new tax will ruin them.",
            [Side("Growers", "against", "new tax", "express-concern")],
            id="what is feared is the subject of the clause",
        ),
        pytest.param(
            "Farmers are calling for the ban to be lifted.",
            [Side("Farmers", "against", "ban", "call-for")],
            id="what is to be done decides the side",
        ),
        pytest.param(
            "The minister called on Vessen to withdraw its troops.",
            [Side("the minister", "against", "troops", "call-for")],
            id="its does not mean who calls on somebody",
        ),
        pytest.param("The campaign was turned upside down.", [], id="a bare word before a particle is no object"),
        pytest.param(
            "“We want no part in the sale,” Mara Lind said.",
            [Side("Mara Lind", "against", "part in the sale", "call-for")],
            id="to want none of it is to be against",
        ),
        pytest.param(
            "Critics were backing the strike.",
            [Side("Critics", "favor", "strike", "support")],
            id="a noun of stance keeps the frames of its verb",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A cue is found with what its words leave room for."""
    assert await sides(text) == expected
