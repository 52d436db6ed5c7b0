"""Who can take a side without being a known actor."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The road is opposed by nine in ten villagers.",
            [Side("nine in ten villagers", "against", "road", "oppose")],
            id="a part of some people",
        ),
        pytest.param(
            "Parents, teachers and pupils oppose the merger.",
            [Side("Parents, teachers and pupils", "against", "merger", "oppose")],
            id="a row of people",
        ),
        pytest.param(
            "Workers at Brandt Motors welcomed the deal.",
            [Side("Workers at Brandt Motors", "favor", "deal", "welcome")],
            id="where they belong is said with them",
        ),
        pytest.param(
            "Geologists support the tunnel.",
            [Side("Geologists", "favor", "tunnel", "support")],
            id="nouns made for those who do something",
        ),
        pytest.param("The storm threatens to destroy the bridge.", [], id="a storm threatens without a side"),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A holder is described as fully as its words do, and things hold nothing."""
    assert await sides(text) == expected
