"""What meets with a side: criticism, praise, fire, anger."""

from __future__ import annotations

import pytest

from tests.engines.rules.siding import Side, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The mayor drew criticism from shopkeepers over the parking plan.",
            [Side("shopkeepers", "against", "parking plan", "criticize")],
            id="the reason is the target",
        ),
        pytest.param(
            "The plan came under fire from farmers.",
            [Side("farmers", "against", "plan", "criticize")],
            id="without a reason the subject is",
        ),
        pytest.param(
            "The reform has won praise from doctors.",
            [Side("doctors", "favor", "reform", "praise")],
            id="praise is favor",
        ),
        pytest.param(
            "The ruling was met with anger by fishermen.",
            [Side("fishermen", "against", "ruling", "criticize")],
            id="what it is met with",
        ),
        pytest.param(
            "The plan enjoys the support of the church.",
            [Side("the church", "favor", "plan", "praise")],
            id="support of somebody",
        ),
        pytest.param(
            "The decision angered farmers.",
            [Side("farmers", "against", "decision", "criticize")],
            id="whom something angers is against it",
        ),
        pytest.param(
            "The verdict pleased the families.",
            [Side("the families", "favor", "verdict", "welcome")],
            id="whom it pleases is for it",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """What something meets with is the side of those whom the words name."""
    assert await sides(text) == expected
