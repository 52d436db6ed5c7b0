"""Stances by construction: sides taken by pronoun, noun, order or deed, and how much of the object is the target."""

from __future__ import annotations

import pytest

from annotator import codebook
from annotator.engines.drafts import Discard
from annotator.schema import Polarity
from tests.engines.rules.siding import Side, draft, sides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The Bank of Orsany condemned the levy.",
            [Side("Bank of Orsany", "against", "levy", "condemn")],
            id="an organization is named whole",
        ),
        pytest.param(
            "His partner, Mara Lind, welcomed the deal.",
            [Side("Mara Lind", "favor", "deal", "welcome")],
            id="a description is whom its apposition names",
        ),
        pytest.param(
            "Mara Lind and Bo Arke said they were tired. Both oppose the levy.",
            [Side("Mara Lind and Bo Arke", "against", "levy", "oppose")],
            id="both are the two of the sentence before",
        ),
        pytest.param(
            "The union said it was late. It demands two drivers per bus.",
            [Side("the union", "favor", "two drivers per bus", "demand")],
            id="it is the body of the sentence before",
        ),
        pytest.param(
            "Critics of the plan say it is late.",
            [Side("Critics of the plan", "against", "plan", "criticize")],
            id="critics take the side that their name says",
        ),
        pytest.param(
            "Mara Lind, a critic of the dam, spoke first.",
            [Side("Mara Lind", "against", "dam", "criticize")],
            id="who is apposed as a critic is one",
        ),
        pytest.param(
            "Anna Lind repeated her opposition to the dam.",
            [Side("Anna Lind", "against", "dam", "oppose")],
            id="an opposition is its possessor's",
        ),
        pytest.param(
            "The union voiced its support for the strike.",
            [Side("The union", "favor", "strike", "support")],
            id="its support is that of the subject",
        ),
        pytest.param(
            "Hundreds of farmers marched in protest at the ban.",
            [Side("Hundreds of farmers", "against", "ban", "act")],
            id="what is done in protest is a deed",
        ),
        pytest.param(
            "“The toll must go,” Mara Lind said.",
            [Side("Mara Lind", "against", "toll", "demand")],
            id="what must go is opposed",
        ),
        pytest.param(
            "“Let us stop quarrelling,” Mara Lind said.",
            [Side("Mara Lind", "against", "quarrelling", "demand")],
            id="what we shall stop is opposed",
        ),
        pytest.param(
            "“Give us new lock gates,” Mara Lind said.",
            [Side("Mara Lind", "favor", "new lock gates", "call-for")],
            id="what is to be given is wanted",
        ),
        pytest.param(
            "“We need new lock gates,” Mara Lind said.",
            [Side("Mara Lind", "favor", "new lock gates", "call-for")],
            id="what we need is wanted",
        ),
        pytest.param("“They need new lock gates,” Mara Lind said.", [], id="what others need is not"),
        pytest.param(
            "Younger voters want night trains.",
            [Side("Younger voters", "favor", "night trains", "call-for")],
            id="a wanted thing is a target",
        ),
        pytest.param("Younger voters want answers.", [], id="to want answers is no position"),
        pytest.param(
            "The union threatened to strike over night shifts.",
            [Side("the union", "against", "night shifts", "threaten")],
            id="a strike is over something",
        ),
        pytest.param(
            "The council abolished the toll.",
            [Side("The council", "against", "toll", "act")],
            id="an abolition is a deed",
        ),
        pytest.param(
            "The council voted 11 to 9 to lease the meadows to Vell Energy.",
            [Side("The council", "favor", "lease the meadows to Vell Energy", "act")],
            id="a vote is for what it is to do, and to whom",
        ),
        pytest.param(
            "The engineer warned the council about its old software.",
            [Side("the engineer", "against", "old software", "warn")],
            id="what somebody is warned about is the target, not who is warned",
        ),
        pytest.param(
            "Mara Lind ruled out a tax rise before the election.",
            [Side("Mara Lind", "against", "tax rise before the election", "reject")],
            id="a limit belongs to the target",
        ),
        pytest.param(
            "Vell Energy promised two more launches next year.",
            [Side("Vell Energy", "favor", "two more launches", "promise")],
            id="a time does not",
        ),
        pytest.param(
            "The ministry neither supports nor opposes an early end to the ban.",
            [Side("The ministry", "neutral", "early end to the ban", "state")],
            id="neither is neutral on what is named, an end included",
        ),
        pytest.param(
            "The union welcomed the plan “in principle”.",
            [Side("the union", "mixed", "plan", "welcome")],
            id="support in principle is mixed",
        ),
        pytest.param(
            "A majority of voters would accept a higher levy, according to a poll.",
            [Side("A majority of voters", "favor", "higher levy", "agree")],
            id="a poll does not accept what voters do",
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A construction yields exactly the stances that its words license."""
    assert await sides(text) == expected


async def test_told_twice() -> None:
    """A signature that lead and body tell is one stance with the words of both."""
    text = "The mayors signed new agreements on Monday. The mayors signed a package of six documents in the town hall."
    (stance,) = (await draft(text)).stances
    assert [piece.text for piece in stance.target.mentions] == ["new agreements", "a package of six documents"]


async def test_no_label() -> None:
    """A stance whose polarity has no label in the codebook is discarded with its reason, not lost."""
    shipped = codebook.default()
    scale = tuple(label for label in shipped.scale if label.means is not Polarity.NEUTRAL)
    found = await draft("Mara Lind did not oppose the reform.", shipped.model_copy(update={"scale": scale}))
    assert found.stances == ()
    assert found.discards == (
        Discard(
            "stance",
            "unknown-label",
            "the codebook has no label for polarity “neutral”",
            fragment="Mara Lind did not oppose the reform",
            payload={"holder": "Mara Lind", "target": "reform", "act": "state", "polarity": "neutral"},
        ),
    )
