"""Adjectives that take a side without a verb."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Lawmakers critical of the plan walked out.",
            [Side("Lawmakers", "against", "plan", "oppose")],
            id="after a noun",
        ),
        pytest.param(
            "Wary of a backlash, the party dropped the idea.",
            [Side("the party", "against", "backlash", "oppose")],
            id="before the clause",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """An adjective takes the side that it takes after “is”."""
    assert await sides(text) == expected
