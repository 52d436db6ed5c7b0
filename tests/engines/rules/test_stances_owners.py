"""Nouns that take a side, and whose it is."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Lind's opposition to the road is well known.",
            [Side("Lind", "against", "road", "oppose")],
            id="a possessor",
        ),
        pytest.param(
            "Dorn repeated strong opposition to the dam.",
            [Side("Dorn", "against", "dam", "oppose")],
            id="the subject of a verb that voices it",
        ),
        pytest.param(
            "The church has no objection to the merger.",
            [Side("The church", "neutral", "merger", "state")],
            id="to have none is neutral",
        ),
        pytest.param(
            "There is opposition from farmers to the dam.",
            [Side("farmers", "against", "dam", "oppose")],
            id="whom from names before the target",
        ),
        pytest.param(
            "Criticism of the plan by farmers is growing.",
            [Side("farmers", "against", "plan", "criticize")],
            id="whom by names after the target",
        ),
        pytest.param(
            "Dam opponents say it is late.",
            [Side("Dam opponents", "against", "Dam", "oppose")],
            id="a compound says what they oppose",
        ),
        pytest.param(
            "Nurses wrote an open letter against the closure of the ward.",
            [Side("Nurses", "against", "closure of the ward", "oppose")],
            id="who writes a letter",
        ),
        pytest.param(
            "More than 300 doctors have signed a letter opposing the closure.",
            [Side("More than 300 doctors", "against", "closure", "oppose")],
            id="who signs one",
        ),
        pytest.param(
            "The council has withdrawn its support for the festival.",
            [Side("The council", "against", "festival", "act")],
            id="what is withdrawn is not held",
        ),
        pytest.param(
            "The senator has been an outspoken supporter of the tunnel.",
            [Side("The senator", "favor", "tunnel", "support")],
            id="who is called a supporter",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A noun of stance has the holder that its possessor, verb or preposition names."""
    assert await sides(text) == expected
