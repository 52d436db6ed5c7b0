"""Claims: what is asserted by whom, in words that stand alone, with kind, certainty, denial and worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.pipeline import Annotator
from annotator.schema import Certainty
from tests.engines.rules.siding import Claimed, claimed, draft

MINSK = Path(__file__).parents[3] / "eval" / "gold" / "minsk" / "minsk.txt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "“Fuel has become a third dearer,” Maren Tolk said. “Who will pay?”",
            [Claimed("Maren Tolk", "Fuel has become a third dearer.", "factual")],
            id="a question is no claim",
        ),
        pytest.param(
            "Maren Tolk said that she had never met the mayor.",
            [Claimed("Maren Tolk", "Maren Tolk had never met the mayor.", "factual")],
            id="that is stripped and the subject pronoun is named",
        ),
        pytest.param(
            "Kemal Dorn met Anna Orsa in Minsk. “I have never lied,” Dorn said.",
            [
                Claimed(None, "Kemal Dorn met Anna Orsa in Minsk.", "factual"),
                Claimed("Kemal Dorn", "Kemal Dorn has never lied.", "factual"),
            ],
            id="the article's own words have no claimant, I is the speaker",
        ),
        pytest.param(
            "Anna Orsa signed the treaty and later raised the wages of rescuers.",
            [
                Claimed(None, "Anna Orsa signed the treaty.", "factual"),
                Claimed(None, "Anna Orsa later raised the wages of rescuers.", "factual"),
            ],
            id="coordinated verbs are two claims with one subject",
        ),
        pytest.param(
            "Orsa called for an independent audit.",
            [Claimed("Orsa", "There should be an independent audit.", "normative")],
            id="what is called for should be",
        ),
        pytest.param(
            "Orsa urged the council to withdraw the plan.",
            [Claimed("Orsa", "The council should withdraw the plan.", "normative")],
            id="what somebody is urged to do they should do",
        ),
        pytest.param(
            "Orsa vowed to close the port.",
            [Claimed("Orsa", "Orsa will close the port.", "commitment")],
            id="what is vowed will be done",
        ),
        pytest.param(
            "Orsa called the blockade “an act of piracy”.",
            [Claimed("Orsa", "The blockade is an act of piracy.", "evaluation")],
            id="what something is called it is said to be",
        ),
        pytest.param("“Show us the receipts,” Orsa told a rally.", [], id="an order in a quote is no claim"),
        pytest.param(
            "“We support the right of our villages to water,” President Anna Orsa said.",
            [Claimed("Anna Orsa", "Anna Orsa supports the right of Anna Orsa's villages to water.", "factual")],
            id="we and our are the speaker, and the verb agrees",
        ),
        pytest.param(
            "Orsa said that “the state has enough money, it just spends it badly”.",
            [
                Claimed("Orsa", "The state has enough money.", "factual"),
                Claimed("Orsa", "It just spends it badly.", "factual"),
            ],
            id="a clause after a mere comma is a claim of its own",
        ),
        pytest.param(
            "“The lock fails if it rains and the town floods,” Dorn said.",
            [Claimed("Dorn", "The lock fails if it rains and the town floods.", "factual")],
            id="a condition holds for both clauses",
        ),
        pytest.param(
            "Both ports lost 40 ships in the storm, forcing 900 sailors ashore.",
            [
                Claimed(None, "Both ports lost 40 ships in the storm.", "factual"),
                Claimed(None, "Both ports lost 40 ships in the storm, forcing 900 sailors ashore.", "causal"),
            ],
            id="what a thing leads to is told beside the thing",
        ),
        pytest.param(
            "Anna Orsa, a close ally of Kemal Dorn, won 40 seats.",
            [
                Claimed(None, "Anna Orsa is a close ally of Kemal Dorn.", "factual"),
                Claimed(None, "Anna Orsa, a close ally of Kemal Dorn, won 40 seats.", "factual"),
            ],
            id="an apposition tells how two are related",
        ),
        pytest.param("Then came the flood.", [], id="what only sets the scene is no claim"),
        pytest.param("Marland did not reply to a request for comment.", [], id="silence is no claim"),
        pytest.param("Sign the petition and send 40 crowns.", [], id="an order to the reader is no claim"),
    ],
)
async def test_claims(text: str, expected: list[Claimed]) -> None:
    """A text yields exactly the claims that it makes."""
    assert await claimed(text) == expected


async def test_denial() -> None:
    """A denial is the proposition, negated."""
    (claim,) = (await draft("Brightwater denied that its maps were out of date.")).claims
    assert (claim.proposition, claim.negated) == ("Brightwater's maps were out of date.", True)


async def test_certainty() -> None:
    """Cautious and sure words tell how certain a claim is."""
    text = "The storm may have been caused by neglect. It will certainly return. Rain fell on 40 villages."
    assert [claim.certainty for claim in (await draft(text)).claims] == [
        Certainty.POSSIBLE,
        Certainty.CERTAIN,
        Certainty.UNSTATED,
    ]


async def test_worth() -> None:
    """A figure is worth more checking than an opinion, and only facts are verifiable now."""
    text = "“Unemployment fell by 40 percent last year. The ban is a disgrace,” Orsa said."
    fact, opinion = (await draft(text)).claims
    assert (fact.verifiable, opinion.verifiable) == (True, False)
    assert (fact.check_worthiness or 0) > 0.5 > (opinion.check_worthiness or 0)


def test_minsk() -> None:
    """The user's article: short mentions are named, future in the past is put straight, nothing below its end."""
    annotation = Annotator("rules").annotate(Annotator.prepare(MINSK.read_text(encoding="utf-8")))
    propositions = {claim.proposition for claim in annotation.claims}
    assert {
        "Iran will help Belarus to neutralise heavy sanctions.",
        "Masoud Pezeshkian is a friend.",
        (
            "The US strikes on Iran's nuclear facilities are a serious threat to regional and"
            " international stability and security."
        ),
        "Alexander Lukashenko later allowed the deployment of Russian tactical nuclear missiles.",
    } <= propositions
    assert not any("Skechers" in words or "Trump" in words for words in propositions)
    assert [one for one in annotation.rejected if one.kind == "claim"] == []
