"""What a gold standard labels: which records, roles and modes; what it lacks is not held against a prediction.

How the rest is scored is left to the modules of the record types.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from annotator.schema import Mode, Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable

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
            parts |= {Part(name) for name in FINDINGS if getattr(annotation, name)}
            if any(actor.mentions for actor in annotation.actors):
                parts.add(Part.ACTORS)
            for quote in annotation.quotes:
                modes.add(quote.mode)
                roles |= _roles(quote)
            roles |= {Role.DERIVED for stance in annotation.stances if stance.derived}
            roles |= {Role.CLAIMANT for claim in annotation.claims if claim.claimant}
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


def _roles(quote: Quote) -> set[Role]:
    present = {
        Role.SPEAKER: quote.speaker,
        Role.SPEAKER_MENTION: quote.speaker_mentions,
        Role.CUE: quote.cue,
        Role.ADDRESSEE: quote.addressee,
        Role.NESTED: quote.parent,
    }
    return {role for role, value in present.items() if value}
