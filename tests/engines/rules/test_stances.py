"""Stances: whose side on what, after negation, mood, conditions, voice and quotation; and the user's article."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import codebook
from annotator.pipeline import Annotator
from annotator.schema import Explicitness, TargetKind
from tests.engines.rules.siding import Side, draft, sides

MINSK = Path(__file__).parents[3] / "eval" / "gold" / "minsk" / "minsk.txt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The Marland government condemned the blockade of Port Vessen.",
            [Side("The Marland government", "against", "blockade of Port Vessen", "condemn")],
            id="a verb takes a side on its object",
        ),
        pytest.param(
            "The toll was criticised by drivers and welcomed by residents.",
            [Side("drivers", "against", "toll", "criticize"), Side("residents", "favor", "toll", "welcome")],
            id="in the passive the subject is the target",
        ),
        pytest.param(
            "The ban, opposed by farmers, was lifted.",
            [Side("farmers", "against", "ban", "oppose")],
            id="a reduced relative has its target before it",
        ),
        pytest.param(
            "Kemal Dorn, who opposes the ban, left early.",
            [Side("Kemal Dorn", "against", "ban", "oppose")],
            id="a relative clause has its holder before it",
        ),
        pytest.param(
            "The bishop did not oppose the reform.",
            [Side("The bishop", "neutral", "reform", "state")],
            id="did not oppose is neutral",
        ),
        pytest.param(
            "Dorn never opposed the tunnel.",
            [Side("Dorn", "neutral", "tunnel", "state")],
            id="a double negation is not support",
        ),
        pytest.param(
            "President Orsa said she would not support the dam.",
            [Side("Orsa", "against", "dam", "oppose")],
            id="not to support is to oppose",
        ),
        pytest.param(
            "The council no longer supports the bypass.",
            [Side("The council", "against", "bypass", "oppose")],
            id="no longer negates",
        ),
        pytest.param(
            "Dorn refused to back the plan.", [Side("Dorn", "against", "plan", "reject")], id="to refuse turns around"
        ),
        pytest.param("The minister refused to condemn the attack.", [], id="to refuse to condemn takes no side"),
        pytest.param("Dorn declined to comment.", [], id="to decline to comment takes no side"),
        pytest.param(
            "Orsa denied that she opposed the ban.",
            [Side("Orsa", "neutral", "ban", "state")],
            id="a denied opposition is no opposition",
        ),
        pytest.param("If Orsa supports the ban, the coalition will fall.", [], id="a condition is no position"),
        pytest.param(
            "The unions called for an end to the curfew.",
            [Side("the unions", "against", "curfew", "call-for")],
            id="to call for an end to T is against T",
        ),
        pytest.param(
            "Anna Orsa urged the council to scrap the toll.",
            [Side("Anna Orsa", "against", "toll", "call-for")],
            id="to urge somebody to scrap T is against T",
        ),
        pytest.param(
            "Orsa urged lawmakers to approve the treaty.",
            [Side("Orsa", "favor", "treaty", "call-for")],
            id="to urge somebody to approve T is for T",
        ),
        pytest.param(
            "The US must lift its sanctions on Iran, Orsa said.",
            [Side("Orsa", "against", "sanctions on Iran", "demand")],
            id="what must be lifted is opposed",
        ),
        pytest.param(
            "“Stop the war,” Orsa said.", [Side("Orsa", "against", "war", "demand")], id="an order in a quote demands"
        ),
        pytest.param(
            "Farmers will back the plan only if the price is right.",
            [
                Side("Farmers", "mixed", "plan", "support"),
                Side("Farmers", "favor", "plan if the price is right", "support"),
            ],
            id="a condition makes the policy mixed and its conditioned form favored",
        ),
        pytest.param(
            "“We oppose the sanctions,” Orsa told reporters.",
            [Side("Orsa", "against", "sanctions", "oppose")],
            id="we in a quote is the speaker",
        ),
        pytest.param(
            "Orsa said that the Greens oppose the ban.",
            [Side("Greens", "against", "ban", "oppose")],
            id="a third party in a quote holds its own stance",
        ),
        pytest.param(
            "Orsa described the ban as “a great step forward”.",
            [Side("Orsa", "favor", "ban", "praise")],
            id="what something is called decides the side",
        ),
        pytest.param(
            "“The ban is a disgrace,” Orsa said.",
            [Side("Orsa", "against", "ban", "condemn")],
            id="a predicate in a quote judges its subject",
        ),
        pytest.param(
            "Orsa praised the rescuers for their courage.",
            [Side("Orsa", "favor", "rescuers", "praise")],
            id="a reason of the target's own stays out of the target",
        ),
        pytest.param(
            "Orsa supports the deal but opposes the fee.",
            [Side("Orsa", "favor", "deal", "support"), Side("Orsa", "against", "fee", "oppose")],
            id="coordinated verbs share their subject",
        ),
        pytest.param("He signed autographs.", [], id="only papers are signed for a stance"),
        pytest.param(
            "Lukashenko allowed Russia to use Belarusian territory.", [], id="a deed that harms somebody is no stance"
        ),
    ],
)
async def test_sides(text: str, expected: list[Side]) -> None:
    """A sentence yields exactly the stances that its words license."""
    assert await sides(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The Marland parliament voted against the treaty.", id="a vote"),
        pytest.param("Marland recalled its ambassador over the verdict.", id="a recall"),
        pytest.param("The delegation walked out before the vote.", id="a walk-out"),
    ],
)
async def test_behavior(text: str) -> None:
    """A vote, a recall and a walk-out are behavioral and against."""
    found = (await draft(text)).stances
    assert [(one.polarity, one.act, one.explicitness) for one in found] == [("against", "act", Explicitness.BEHAVIORAL)]


async def test_announced_vote() -> None:
    """A vote that is only announced is an explicit position."""
    found = (await draft("The Civic Bloc will vote against the budget.")).stances
    assert [(one.act, one.explicitness) for one in found] == [("oppose", Explicitness.EXPLICIT)]


async def test_evidence_and_trace() -> None:
    """A stance outside quotes is proved by the words from holder to target, and tells its cue and frame."""
    (stance,) = (await draft("Traders welcomed the ruling on Monday.")).stances
    assert [piece.text for piece in stance.evidence] == ["Traders welcomed the ruling"]
    assert stance.trace[0] == "cue “welcomed”, frame welcome with np"


async def test_codebook_examples() -> None:
    """The shipped codebook's own examples get their act, where holder and target are named."""
    without_name = {"warn", "mock", "support", "thank", "promise"}  # she, he or we of nobody
    elsewhere = {"offer"}  # with whom to cooperate is said outside its words
    missed = {
        act.name
        for act in codebook.default().acts
        for example in act.examples
        if act.name not in {one.act for one in await sides(example.text)}
    }
    assert missed == without_name | elsewhere


def test_minsk() -> None:
    """The user's article: every stance with its holder, target and words, and nothing from below its end."""
    document = Annotator.prepare(MINSK.read_text(encoding="utf-8"))
    annotation = Annotator("rules").annotate(document)
    names = {actor.id: actor.name for actor in annotation.actors}
    found = {
        (names.get(one.holder or ""), one.polarity.value, one.target.label, one.act, one.derived)
        for one in annotation.stances
    }
    both, lukashenko, pezeshkian = (
        "Alexander Lukashenko and Masoud Pezeshkian",
        "Alexander Lukashenko",
        "Masoud Pezeshkian",
    )
    assert found == {
        (both, "favor", "new agreements", "act", False),
        (both, "favor", "strategic partnership treaty", "agree", False),
        (pezeshkian, "against", "heavy sanctions", "promise", False),
        (pezeshkian, "favor", "Belarus", "promise", True),
        (pezeshkian, "favor", "strategic cooperation treaty with Putin", "act", False),
        (lukashenko, "favor", "cooperation with Masoud Pezeshkian", "offer", False),
        (lukashenko, "favor", pezeshkian, "praise", False),
        (lukashenko, "against", "US strikes on Iran's nuclear facilities", "condemn", False),
        (lukashenko, "against", "United States", "condemn", True),
        (
            lukashenko,
            "favor",
            "Iran's legitimate right to develop peaceful nuclear energy",
            "support",
            False,
        ),
        (lukashenko, "favor", "Iran", "support", True),
    }
    strikes = next(one for one in annotation.stances if one.target.label.startswith("US strikes"))
    assert (strikes.target.kind, strikes.evidence[0].text) == (
        TargetKind.EVENT,
        (
            "the strikes on Iran's nuclear infrastructure “a serious threat to regional and international stability and"
            " security.”"
        ),
    )
    assert [one for one in annotation.rejected if one.kind == "stance"] == []
