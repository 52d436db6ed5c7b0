"""Closed lists of targets: only these, by name or alias, stated or by tone."""

from __future__ import annotations

from annotator import codebook
from annotator.codebook import ClosedTarget
from annotator.schema import Explicitness, Polarity, TargetKind
from tests.engines.rules.siding import Side, draft, sides

BOOK = codebook.default().model_copy(
    update={
        "targets": (
            ClosedTarget(name="nuclear power", definition="Reactors.", kind=TargetKind.POLICY, aliases=("reactors",)),
        )
    }
)


async def test_only_listed() -> None:
    """A stance toward a listed target comes under its name, found by an alias; any other is left out."""
    text = "Anna Orsa opposes new reactors. Orsa supports the bridge."
    assert await sides(text, BOOK) == [Side("Anna Orsa", "against", "nuclear power", "oppose")]


async def test_tone() -> None:
    """What a speaker says around a listed target is judged by its tone, and marked as implicit."""
    text = "“The reactors have been a wonderful success and a great help,” Anna Orsa said."
    (stance,) = (await draft(text, BOOK)).stances
    assert (stance.holder, stance.polarity, stance.explicitness) == ("Anna Orsa", "favor", Explicitness.IMPLICIT)


async def test_article_is_neutral() -> None:
    """Where nobody speaks and no cue stands, a mention is no stance."""
    assert await sides("The reactors stand near Port Vessen.", BOOK) == []


async def test_tone_without_a_label() -> None:
    """What a tone says in a polarity that the codebook does not name is discarded with its reason, not lost."""
    scale = tuple(label for label in BOOK.scale if label.means is not Polarity.FAVOR)
    text = "“The reactors have been a wonderful success and a great help,” Anna Orsa said."
    found = await draft(text, BOOK.model_copy(update={"scale": scale}))
    assert [(one.code, one.payload) for one in found.discards] == [
        ("unknown-label", {"holder": "Anna Orsa", "target": "nuclear power", "polarity": "favor"})
    ]
