"""What tests of claims and stances read: drafts of an English text as plain values. All sentences are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.engine import RulesEngine
from annotator.schema import Document

if TYPE_CHECKING:
    from annotator.codebook import Codebook
    from annotator.engines.drafts import Draft


class Side(NamedTuple):
    """What a test expects of one stance."""

    holder: str | None
    polarity: str
    target: str
    act: str


class Claimed(NamedTuple):
    """What a test expects of one claim."""

    claimant: str | None
    proposition: str
    kind: str


async def draft(text: str, codebook: Codebook | None = None) -> Draft:
    """What the engine proposes for a text."""
    return await RulesEngine(codebook).draft(Document(id="d", text=text, language="en"))


async def sides(text: str, codebook: Codebook | None = None) -> list[Side]:
    """All stances of a text."""
    found = (await draft(text, codebook)).stances
    return [Side(one.holder, one.polarity, one.target.label, one.act) for one in found]


async def claimed(text: str) -> list[Claimed]:
    """All claims of a text."""
    return [Claimed(one.claimant, one.proposition, one.kind) for one in (await draft(text)).claims]
