"""From a checked reply to a draft: what is wrong beyond repair becomes discards, the rest proposals.

Keys get a prefix, so that drafts of several chunks can be put together; that is `merging`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from annotator.engines.drafts import (
    Discard,
    Draft,
    DraftActor,
    DraftClaim,
    DraftQuote,
    DraftStance,
    DraftTarget,
    Fragment,
)
from annotator.engines.llm.checking import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pydantic import BaseModel, JsonValue

    from annotator.codebook import Codebook
    from annotator.engines.llm.checking import Problem
    from annotator.engines.llm.replies import ClaimReply, Piece, QuoteReply, Reply, StanceReply, TargetReply

Place: TypeAlias = "Callable[[Piece], int | None]"
Item = TypeVar("Item", bound="BaseModel")
_SINGULAR = {"actors": "actor", "quotes": "quote", "claims": "claim", "stances": "stance"}


def nowhere(_piece: Piece) -> int | None:
    """The offset of a fragment when nobody looks for it."""
    return None


def draft(
    reply: Reply, problems: Sequence[Problem], codebook: Codebook, prefix: str = "", place: Place = nowhere
) -> Draft:
    """Make a draft of a reply.

    Args:
        reply: What could be read.
        problems: What is wrong with it, and what could not be read.
        codebook: For the spelling of labels.
        prefix: Put before each key.
        place: Offset of a fragment that can stand in one place only; spares whoever looks it up again.
    """
    maker = _Maker(codebook, prefix, place)
    dropped = {(each.collection, each.index) for each in problems if each.drops}

    def kept(name: str, items: Sequence[Item]) -> list[tuple[int, Item]]:
        return [(index, each) for index, each in enumerate(items) if (name, index) not in dropped]

    return Draft(
        actors=tuple(DraftActor(a.name, a.kind, aliases=a.aliases) for _, a in kept("actors", reply.actors)),
        quotes=tuple(maker.quote(quote) for _, quote in kept("quotes", reply.quotes)),
        claims=tuple(maker.claim(claim) for _, claim in kept("claims", reply.claims)),
        stances=tuple(maker.stance(stance, index) for index, stance in kept("stances", reply.stances)),
        discards=tuple(_discards(reply, problems)),
        notes=tuple(f"left out after the last re-ask: {each.instruction}" for each in problems if not each.drops),
    )


def _discards(reply: Reply, problems: Sequence[Problem]) -> Iterable[Discard]:
    """One for each proposal that is dropped, with the first reason."""
    seen: set[tuple[str, int]] = set()
    for each in problems:
        place = (each.collection, -1 if each.index is None else each.index)
        if not each.drops or each.collection not in _SINGULAR or place in seen:
            continue
        if each.index is not None:
            seen.add(place)
        yield Discard(_SINGULAR[each.collection], each.code, each.instruction, each.fragment, _payload(reply, each))


def _payload(reply: Reply, problem: Problem) -> dict[str, JsonValue]:
    if problem.index is None:
        return dict(problem.payload)
    item: BaseModel = getattr(reply, problem.collection)[problem.index]
    return item.model_dump(mode="json")


class _Maker:
    """Turns items of a reply into proposals."""

    def __init__(self, codebook: Codebook, prefix: str, place: Place) -> None:
        self.place = place
        self.prefix = prefix
        self.kinds = codebook.names("claim_kinds")
        self.acts = codebook.names("acts")
        self.scale = codebook.names("scale")
        self.targets = codebook.names("targets")

    def _key(self, name: str | None) -> str | None:
        return None if name is None else self.prefix + name

    def quote(self, quote: QuoteReply) -> DraftQuote:
        return DraftQuote(
            key=self.prefix + quote.id,
            content=self._fragments(quote.content),
            cue=self._fragments(quote.cue),
            speaker=quote.speaker,
            speaker_mentions=self._fragments(quote.speaker_mentions),
            addressee=quote.addressee,
            addressee_mentions=self._fragments(quote.addressee_mentions),
            mode=quote.mode,
            parent=self._key(quote.parent),
        )

    def claim(self, claim: ClaimReply) -> DraftClaim:
        worth = claim.check_worthiness
        return DraftClaim(
            key=self.prefix + claim.id,
            proposition=claim.proposition.strip(),
            evidence=self._fragments(claim.evidence),
            kind=_spelt(claim.kind, self.kinds),
            claimant=claim.claimant,
            quote=self._key(claim.quote),
            verifiable=claim.verifiable,
            check_worthiness=worth if worth is not None and 0 <= worth <= 1 else None,
            certainty=claim.certainty,
            negated=claim.negated,
        )

    def stance(self, stance: StanceReply, index: int) -> DraftStance:
        return DraftStance(
            key=f"{self.prefix}s{index + 1}",
            target=self._target(stance.target),
            polarity=_spelt(stance.polarity, self.scale),
            act=_spelt(stance.act, self.acts),
            evidence=self._fragments(stance.evidence),
            holder=stance.holder,
            explicitness=stance.explicitness,
            quote=self._key(stance.quote),
            claim=self._key(stance.claim),
            derived=stance.derived,
            trace=(stance.reason,) if stance.reason else (),
        )

    def _fragments(self, pieces: Sequence[Piece]) -> tuple[Fragment, ...]:
        """Pieces as fragments; empty ones are nothing."""
        if not pieces:
            return ()
        place = self.place
        return tuple([Fragment(each.text, each.sentence, place(each)) for each in pieces if each.text.strip()])

    def _target(self, target: TargetReply) -> DraftTarget:
        name = _spelt(target.label, self.targets).strip()
        return DraftTarget(name, target.kind, target.actor, self._key(target.claim), self._fragments(target.mentions))


def _spelt(value: str, names: Sequence[str]) -> str:
    return label(value, names) or value
