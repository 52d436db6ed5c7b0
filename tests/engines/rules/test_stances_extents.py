"""How far a target reaches: what belongs to a noun stays, occasion and circumstance go."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The union condemned the arrest of its leader in a statement on Monday.",
            [Side("The union", "against", "arrest of its leader", "condemn")],
            id="a medium and a day are left out",
        ),
        pytest.param(
            "The company defended its decision to cut jobs.",
            [Side("The company", "favor", "decision to cut jobs", "defend")],
            id="the infinitive of a decision stays",
        ),
        pytest.param(
            "The union dismissed claims that the strike was late.",
            [Side("the union", "against", "claims that the strike was late", "reject")],
            id="the clause of a claim stays",
        ),
        pytest.param(
            "Dorn proposed new, deep tax cuts.",
            [Side("Dorn", "favor", "new, deep tax cuts", "call-for")],
            id="adjectives in a row",
        ),
        pytest.param(
            "Mara Lind praised the nurses, the doctors and the porters.",
            [
                Side("Mara Lind", "favor", "nurses", "praise"),
                Side("Mara Lind", "favor", "doctors", "praise"),
                Side("Mara Lind", "favor", "porters", "praise"),
            ],
            id="things in a row are targets of their own",
        ),
        pytest.param(
            "The opposition called for an inquiry and for an election.",
            [
                Side("the opposition", "favor", "inquiry", "call-for"),
                Side("the opposition", "favor", "election", "call-for"),
            ],
            id="a preposition said once more",
        ),
        pytest.param(
            "The opposition accused the followers of Dorn of fraud.",
            [Side("the opposition", "against", "followers", "accuse")],
            id="an accusation is against whom it names",
        ),
        pytest.param(
            "Villagers oppose plans for a wind farm.",
            [Side("Villagers", "against", "plans for a wind farm", "oppose")],
            id="a plan keeps what it is for",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A target is all of what its words are about, and no more."""
    assert await sides(text) == expected
