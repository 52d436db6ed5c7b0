"""From draft to records: quotes, claims and stances with their proof looked up and their references checked.

Each proposal becomes a record or a rejection, and nothing else happens to it. Who is who is left to `Cast`, where words
stand to `Lookup`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic_core import to_jsonable_python

from annotator.documents.marks import by_lines
from annotator.resolve import marks
from annotator.resolve.cast import Cast
from annotator.resolve.lookup import NO_ROLE, REASONS, Lookup, Miss, Role
from annotator.schema import (
    Claim,
    GroundingStatus,
    Quote,
    QuoteKind,
    Rejection,
    Stance,
    Target,
    TargetKind,
    text_digest,
)
from annotator.spans import Stretches
from annotator.values import maker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from annotator.codebook import Codebook
    from annotator.documents.marks import Quotation
    from annotator.engines.drafts import Draft, DraftActor, DraftClaim, DraftQuote, DraftStance, DraftTarget, Fragment
    from annotator.schema import Actor, Document
    from annotator.spans import Span

Kind = Literal["actor", "quote", "claim", "stance"]
Item = TypeVar("Item", Quote, Claim, Stance)
_SEPARATOR = "\x1f"
_QUOTE, _CLAIM, _STANCE, _TARGET = maker(Quote), maker(Claim), maker(Stance), maker(Target)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a draft.

    Attributes:
        actors: By first mention.
        quotes: In text order, as claims and stances are.
        rejected: Proposals that did not hold.
        notes: Roles that were left out of an item that could do without, a sentence each.
        origins: Id of each record → the proposal that it came from.
    """

    actors: tuple[Actor, ...]
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]
    stances: tuple[Stance, ...]
    rejected: tuple[Rejection, ...]
    notes: tuple[str, ...] = ()
    origins: dict[str, DraftQuote | DraftClaim | DraftStance] = field(
        default_factory=dict[str, "DraftQuote | DraftClaim | DraftStance"]
    )


def resolve(draft: Draft, document: Document, codebook: Codebook) -> Resolution:
    """Ground and check every proposal of a draft.

    Args:
        draft: What an engine proposes.
        document: The text that it is about, with its zones.
        codebook: The labels that records may carry.

    Returns:
        Records and rejections: one of the two for each proposal.
    """
    return _Resolver(draft, document, codebook).resolution()


class _Resolver:
    """The state of one resolution: what is known so far, by key."""

    def __init__(self, draft: Draft, document: Document, codebook: Codebook) -> None:
        self.draft, self.document, self.codebook = draft, document, codebook
        self.lookup = Lookup(document)
        self.cast = Cast(self.lookup)
        self.marks = Stretches((each.start, each.end, each) for each in by_lines(document.text))
        self.quotes: dict[str, Quote] = {}
        self.claims: dict[str, Claim] = {}
        self.stances: dict[str, Stance] = {}
        self.rejected: list[Rejection] = []
        self.notes: list[str] = []
        self.claim_kinds = codebook.names("claim_kinds")
        self.targets = codebook.names("targets")
        self.origins: dict[str, DraftQuote | DraftClaim | DraftStance] = {}

    def resolution(self) -> Resolution:
        for actor in self.draft.actors:
            if not self.cast.add(actor):
                self._reject("actor", actor, Miss("not-in-text", actor.name))
        for quote in self.draft.quotes:
            self._take("quote", quote, self.quote(quote), self.quotes)
        self._adopt_parents()
        for claim in self.draft.claims:
            self._take("claim", claim, self.claim(claim), self.claims)
        for stance in self.draft.stances:
            self._take("stance", stance, self.stance(stance), self.stances)
        return Resolution(
            self.cast.actors(),
            tuple(sorted(self.quotes.values(), key=lambda quote: (quote.content[0].start, -quote.content[-1].end))),
            tuple(sorted(self.claims.values(), key=lambda claim: claim.evidence[0].start)),
            tuple(sorted(self.stances.values(), key=lambda stance: stance.evidence[0].start)),
            (*self.rejected, *self._discarded()),
            tuple(self.notes),
            self.origins,
        )

    def _take(
        self, kind: Kind, proposal: DraftQuote | DraftClaim | DraftStance, result: Item | Miss, into: dict[str, Item]
    ) -> None:
        if isinstance(result, Miss):
            self._reject(kind, proposal, result)
        elif result.id in self.origins:
            self._reject(kind, proposal, Miss("duplicate"))
        else:
            into[proposal.key] = result
            self.origins[result.id] = proposal

    def _reject(self, kind: Kind, proposal: DraftActor | DraftQuote | DraftClaim | DraftStance, miss: Miss) -> None:
        fields = {key: value for key, value in asdict(proposal).items() if value not in (None, (), "")}
        payload: dict[str, JsonValue] = to_jsonable_python(fields)
        self.rejected.append(
            Rejection(kind=kind, code=miss.code, reason=REASONS[miss.code], fragment=miss.fragment, payload=payload)
        )

    def _discarded(self) -> list[Rejection]:
        """What the engine gave up itself."""
        return [
            Rejection.model_validate(
                {"kind": d.kind, "code": d.code, "reason": d.reason, "fragment": d.fragment, "payload": d.payload}
            )
            for d in self.draft.discards
        ]

    # quotes

    def quote(self, draft: DraftQuote) -> Quote | Miss:
        """The record of one proposed quote."""
        content = self.lookup.role(draft.content)
        if isinstance(content, Miss) or not content.spans:
            return content if isinstance(content, Miss) else Miss("nothing-there")
        extent = (content.spans[0].start, content.spans[-1].end)
        cue = self._optional(draft.cue, extent, "cue", draft.key)
        beside = cue.extent or extent
        speaker = self._optional(draft.speaker_mentions, beside, "speaker mention", draft.key)
        addressee = self._optional(draft.addressee_mentions, beside, "addressee mention", draft.key)
        spans, kind = marks.read(
            content.spans,
            (*cue.spans, *speaker.spans),
            self._marks_near(*extent),
            self.document.text,
            nested=draft.parent is not None,
        )
        if kind is not QuoteKind.INDIRECT and content.status is GroundingStatus.FUZZY:
            return Miss("not-verbatim", draft.content[0].text)
        speaker_id = self.cast.refer(draft.speaker, speaker.spans)
        if draft.speaker is not None and speaker_id is None:
            return Miss("unknown-actor", draft.speaker)
        return _QUOTE(
            {
                "id": self._id("q", _places(spans), _places(cue.spans), _places(speaker.spans), draft.mode),
                "kind": kind,
                "mode": draft.mode,
                "content": spans,
                "speaker": speaker_id,
                "speaker_mentions": speaker.spans,
                "cue": cue.spans,
                "addressee": self.cast.refer(draft.addressee, addressee.spans),
                "addressee_mentions": addressee.spans,
                "confidence": draft.confidence,
                "grounding": content.status,
                "grounding_score": content.score,
            }
        )

    def _marks_near(self, start: int, end: int) -> list[Quotation]:
        """The quotations that words touch, or may touch when their marks are completed, in text order."""
        return self.marks.near(max(0, start - marks.LONGEST_CLOSING), end + marks.LONGEST_CLOSING)

    def _adopt_parents(self) -> None:
        """Link nested quotes to the accepted quote that holds them."""
        parents = {draft.key: draft.parent for draft in self.draft.quotes if draft.parent}
        for key, parent_key in parents.items():
            child, parent = self.quotes.get(key), self.quotes.get(parent_key)
            if child is not None and parent is not None and child is not parent and _holds(parent, child):
                self.quotes[key] = child.model_copy(update={"parent": parent.id})

    # claims

    def claim(self, draft: DraftClaim) -> Claim | Miss:
        """The record of one proposed claim."""
        if draft.kind not in self.claim_kinds:
            return Miss("unknown-label", draft.kind)
        evidence = self._evidence(draft.evidence)
        if isinstance(evidence, Miss):
            return evidence
        quote = self.quotes.get(draft.quote or "")
        claimant = self.cast.refer(draft.claimant) or (quote.speaker if quote else None)
        if draft.claimant is not None and claimant is None:
            return Miss("unknown-actor", draft.claimant)
        return _CLAIM(
            {
                "id": self._id("c", _places(evidence.spans), claimant or "", draft.proposition),
                "proposition": draft.proposition,
                "evidence": evidence.spans,
                "claimant": claimant,
                "quote": quote.id if quote else None,
                "kind": draft.kind,
                "verifiable": draft.verifiable,
                "check_worthiness": draft.check_worthiness,
                "certainty": draft.certainty,
                "negated": draft.negated,
                "confidence": draft.confidence,
                "grounding": evidence.status,
                "grounding_score": evidence.score,
            }
        )

    # stances

    def stance(self, draft: DraftStance) -> Stance | Miss:
        """The record of one proposed stance."""
        degree = self.codebook.degree(draft.polarity)
        if degree is None or self.codebook.act(draft.act) is None:
            return Miss("unknown-label", draft.act if degree else draft.polarity)
        evidence = self._evidence(draft.evidence)
        if isinstance(evidence, Miss):
            return evidence
        target = self._target(draft.target, evidence)
        if isinstance(target, Miss):
            return target
        quote, claim = self.quotes.get(draft.quote or ""), self.claims.get(draft.claim or "")
        holder = self.cast.refer(draft.holder) or (quote.speaker if quote else None)
        if draft.holder is not None and holder is None:
            return Miss("unknown-actor", draft.holder)
        return _STANCE(
            {
                "id": self._id("s", _places(evidence.spans), holder or "", target.label, degree.means),
                "holder": holder,
                "target": target,
                "polarity": degree.means,
                "polarity_label": degree.name if degree.name != degree.means else None,
                "act": draft.act,
                "explicitness": draft.explicitness,
                "evidence": evidence.spans,
                "quote": quote.id if quote else None,
                "claim": claim.id if claim else None,
                "derived": draft.derived,
                "confidence": draft.confidence,
                "grounding": evidence.status,
                "grounding_score": evidence.score,
            }
        )

    def _target(self, draft: DraftTarget, evidence: Role) -> Target | Miss:
        if self.targets and draft.label not in self.targets:
            return Miss("unknown-target", draft.label)
        mentions, _ = self.lookup.roles_left(draft.mentions, evidence.extent)
        actor = None
        if draft.actor is not None or draft.kind is TargetKind.ACTOR:
            actor = self.cast.refer(draft.actor or draft.label, mentions.spans)
            if actor is None:
                return Miss("unknown-actor", draft.actor or draft.label)
        claim = self.claims.get(draft.claim or "")
        return _TARGET(
            {
                "label": draft.label,
                "kind": draft.kind,
                "actor": actor,
                "claim": claim.id if claim else None,
                "mentions": mentions.spans,
            }
        )

    # what all have in common

    def _evidence(self, fragments: Sequence[Fragment]) -> Role | Miss:
        role = self.lookup.role(fragments)
        return role if isinstance(role, Miss) or role.spans else Miss("nothing-there")

    def _optional(self, fragments: Sequence[Fragment], beside: tuple[int, int] | None, role: str, key: str) -> Role:
        """A role that a quote can do without; what is not in the text is left out with a note."""
        if not fragments:
            return NO_ROLE
        found, missing = self.lookup.roles_left(fragments, beside)
        for words in missing:
            self.notes.append(f"quote {key}: its {role} {words!r} does not stand in the article and was left out")
        return found

    def _id(self, letter: str, *parts: str) -> str:
        return f"{letter}-{text_digest(_SEPARATOR.join((self.document.sha256, *parts)))[:10]}"


def _places(spans: Sequence[Span]) -> str:
    if len(spans) == 1:
        return f"{spans[0].start}-{spans[0].end}"
    return " ".join([f"{span.start}-{span.end}" for span in spans])


def _holds(parent: Quote, child: Quote) -> bool:
    """Whether a quote's content lies within another's extent."""
    return parent.content[0].start <= child.content[0].start and child.content[-1].end <= parent.content[-1].end
