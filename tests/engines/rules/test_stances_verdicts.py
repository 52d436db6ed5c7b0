"""Verdicts without a subject of their own, feelings without an object, and what a speaker says things do."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "“It is wrong to sell the park,” Mara Lind said.",
            [Side("Mara Lind", "against", "sell the park", "criticize")],
            id="wrong to do it",
        ),
        pytest.param(
            "“It would be a mistake to scrap the levy,” Mara Lind said.",
            [Side("Mara Lind", "favor", "levy", "support")],
            id="a mistake to end something is support for it",
        ),
        pytest.param(
            "“There is no reason to sell the park,” Mara Lind said.",
            [Side("Mara Lind", "against", "sell the park", "criticize")],
            id="no reason to do it",
        ),
        pytest.param(
            "“The pool has to go,” Mara Lind said.",
            [Side("Mara Lind", "against", "pool", "demand")],
            id="what has to go",
        ),
        pytest.param(
            "“The road must not be built,” Mara Lind said.",
            [Side("Mara Lind", "against", "road", "demand")],
            id="what must not be done",
        ),
        pytest.param(
            "“The school should not be closed,” Mara Lind said.",
            [Side("Mara Lind", "favor", "school", "demand")],
            id="what should not end is favored",
        ),
        pytest.param(
            "The council approved the night buses. Taxi owners are unhappy.",
            [
                Side("The council", "favor", "night buses", "act"),
                Side("Taxi owners", "against", "night buses", "criticize"),
            ],
            id="a feeling is about what was judged before",
        ),
        pytest.param(
            "The council approved the night buses. “It is a disgrace,” Mara Lind said.",
            [
                Side("The council", "favor", "night buses", "act"),
                Side("Mara Lind", "against", "night buses", "condemn"),
            ],
            id="it is what was spoken of",
        ),
        pytest.param(
            "The council approved the night buses. The drivers did not object.",
            [
                Side("The council", "favor", "night buses", "act"),
                Side("The drivers", "neutral", "night buses", "state"),
            ],
            id="not to object is neutral",
        ),
        pytest.param(
            "Mara Lind said the new law would hurt farmers.",
            [Side("Mara Lind", "against", "new law", "criticize")],
            id="what does harm is opposed",
        ),
        pytest.param(
            "“The plan will save lives,” Mara Lind said.",
            [Side("Mara Lind", "favor", "plan", "support")],
            id="what helps is favored",
        ),
        pytest.param(
            "Mara Lind said the ban went too far.",
            [Side("Mara Lind", "against", "ban", "criticize")],
            id="what goes too far is opposed",
        ),
        pytest.param(
            "The league said the raise was far too generous.",
            [Side("the league", "against", "raise", "criticize")],
            id="excess is a fault",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A verdict falls on what its words or the sentences before name."""
    assert await sides(text) == expected
