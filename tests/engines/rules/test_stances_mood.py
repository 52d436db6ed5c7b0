"""Moods: what might, ought to or is asked to be thought takes no side; what is only named by a gerund neither."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Dorn could support the plan.", [], id="a possibility is no position"),
        pytest.param("Would Dorn support the plan?", [], id="a question is none"),
        pytest.param("Dorn should have praised the nurses.", [], id="a duty of somebody else is none"),
        pytest.param(
            "“We should reject this deal,” Mara Lind said.",
            [Side("Mara Lind", "against", "deal", "reject")],
            id="one's own duty is one",
        ),
        pytest.param(
            "The party continues to oppose the war.",
            [Side("The party", "against", "war", "oppose")],
            id="what continues is as good as done",
        ),
        pytest.param(
            "Students occupied the library to protest against higher fees.",
            [Side("Students", "against", "higher fees", "criticize")],
            id="a purpose is a side of who acts",
        ),
        pytest.param("The union has not endorsed the plan.", [], id="what was not done so far is no refusal"),
        pytest.param(
            "“I don't trust this company,” Mara Lind said.",
            [Side("Mara Lind", "against", "company", "oppose")],
            id="not to trust is to be against",
        ),
        pytest.param(
            "The mayor was accused of supporting the ban.", [], id="a gerund that names a charge is no position"
        ),
        pytest.param(
            "The party will not back the bill.",
            [Side("The party", "against", "bill", "oppose")],
            id="back is a verb after a negation",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A mood yields a side only where somebody takes it."""
    assert await sides(text) == expected
