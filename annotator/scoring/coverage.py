"""What a gold standard labels: which records, roles and modes; what it lacks is not held against a prediction.

How the rest is scored is left to the modules of the record types.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from annotator.schema import Mode, Polarity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from annotator.schema import Annotation, Quote, Stance


class Part(StrEnum):
    """A record type of an annotation."""

    ACTORS = "actors"
    QUOTES = "quotes"
    CLAIMS = "claims"
    STANCES = "stances"


class Role(StrEnum):
    """A part of a quote, or a property of a record, that a gold standard may lack."""

    SPEAKER = "speaker"
    SPEAKER_MENTION = "speaker_mention"
    CUE = "cue"
    ADDRESSEE = "addressee"
    NESTED = "nested"
    CLAIMANT = "claimant"
    DERIVED = "derived"


HAS: Mapping[Part, Callable[[Annotation], bool]] = {
    Part.ACTORS: lambda gold: any(actor.mentions for actor in gold.actors),
    Part.QUOTES: lambda gold: bool(gold.quotes),
    Part.CLAIMS: lambda gold: bool(gold.claims),
    Part.STANCES: lambda gold: bool(gold.stances),
}
"""Record type → whether a gold annotation labels it."""

LABELS: Mapping[Role, Callable[[Annotation], bool]] = {
    Role.SPEAKER: lambda gold: any(quote.speaker for quote in gold.quotes),
    Role.SPEAKER_MENTION: lambda gold: any(quote.speaker_mentions for quote in gold.quotes),
    Role.CUE: lambda gold: any(quote.cue for quote in gold.quotes),
    Role.ADDRESSEE: lambda gold: any(quote.addressee for quote in gold.quotes),
    Role.NESTED: lambda gold: any(quote.parent for quote in gold.quotes),
    Role.CLAIMANT: lambda gold: any(claim.claimant for claim in gold.claims),
    Role.DERIVED: lambda gold: any(stance.derived for stance in gold.stances),
}
"""Role → whether a gold annotation labels it."""

FINDINGS = frozenset({Part.QUOTES, Part.CLAIMS, Part.STANCES})


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a gold standard labels; the default is all of it.

    Attributes:
        parts: Record types.
        roles: Roles; without “nested”, nested quotes are left out of both sides, without “derived”, derived stances.
        modes: Modes of quotes; quotes of other modes are left out of both sides.
        polarities: Polarities; stances of other polarities are left out of both sides.
    """

    parts: frozenset[Part] = frozenset(Part)
    roles: frozenset[Role] = frozenset(Role)
    modes: frozenset[Mode] = frozenset(Mode)
    polarities: frozenset[Polarity] = frozenset(Polarity)

    @classmethod
    def of(cls, gold: Iterable[Annotation]) -> Self:
        """Read off what a gold standard has at least once; one without any finding is taken to say “nothing here”."""
        parts: set[Part] = set()
        roles: set[Role] = set()
        modes: set[Mode] = set()
        for annotation in gold:
            parts |= {part for part in Part if part not in parts and HAS[part](annotation)}
            roles |= {role for role in Role if role not in roles and LABELS[role](annotation)}
            modes.update(quote.mode for quote in annotation.quotes)
        silent = not parts & FINDINGS
        return cls(
            frozenset(parts | FINDINGS if silent else parts),
            frozenset(roles),
            frozenset(modes or Mode),
            cls().polarities,
        )

    def quote(self, quote: Quote) -> bool:
        """Whether a quote is of a sort that the gold standard labels."""
        return quote.mode in self.modes and (quote.parent is None or Role.NESTED in self.roles)

    def stance(self, stance: Stance) -> bool:
        """Whether a stance is of a sort that the gold standard labels."""
        return stance.polarity in self.polarities and (not stance.derived or Role.DERIVED in self.roles)


READ_FROM_GOLD = Coverage(frozenset(), frozenset(), frozenset(), frozenset())
"""Stands for whatever the gold turns out to label."""
