"""Records from the labels of one article: ids, references, kinds of quotes, and what the labels leave to be filled in.

It refuses what does not fit, with file and line; where fragments stand is `eval.lookup`'s, marks are `eval.marks`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING

from annotator.errors import RecordError
from annotator.schema import Actor, Annotation, Claim, Document, Provenance, Quote, Stance, Target, digest
from eval import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic import JsonValue

    from annotator.codebook import Codebook
    from annotator.schema import Polarity
    from annotator.spans import Span
    from eval.labels import ActorLabel, ClaimLabel, Labels, QuoteLabel, StanceLabel, TargetLabel
    from eval.lookup import Lookup

CHECKABLE = frozenset({"factual", "causal"})
"""Kinds of claims that are verifiable unless the labels say otherwise."""
DIGITS = 10
"""Hexadecimal digits of an id: a collision within one article is out of reach."""


@dataclass(frozen=True)
class Compilation:
    """One article on its way from labels to records.

    Attributes:
        document: The article.
        written: Its labels.
        lookup: Finds fragments in it, and names the labels' file.
        book: Whose labels may be used.
    """

    document: Document
    written: Labels
    lookup: Lookup
    book: Codebook

    def annotation(self) -> Annotation:
        """All records of the article.

        Raises:
            RecordError: A fragment, reference or label does not fit.
        """
        quotes = [self._quote(label) for label in self.written.quotes]
        claims = [self._claim(label, owner) for label, owner in self._all_claims()]
        stances = [self._stance(label, owner) for label, owner in self._all_stances()]
        annotation = Annotation(
            document_id=self.document.id,
            text_sha256=self.document.sha256,
            actors=tuple(self._actors(quotes, stances)),
            quotes=tuple(sorted(quotes, key=lambda quote: _place(quote.content, quote.id))),
            claims=tuple(sorted(claims, key=lambda claim: _place(claim.evidence, claim.id))),
            stances=tuple(sorted(stances, key=lambda stance: _place(stance.evidence, stance.id))),
            provenance=self._provenance(),
        )
        self._keep_out_of_boilerplate(annotation)
        return annotation

    # Who is meant -----------------------------------------------------------------------------------------------

    @cached_property
    def _actor_ids(self) -> Mapping[str, str]:
        return {key: self._id("a", label.name) for key, label in self.written.actors.items()}

    @cached_property
    def _quote_ids(self) -> Mapping[str, str]:
        return self._keyed((label.key, self._quote_id(label), label.line) for label in self.written.quotes)

    @cached_property
    def _claim_ids(self) -> Mapping[str, str]:
        return self._keyed((label.key, self._claim_id(label, owner), label.line) for label, owner in self._all_claims())

    def _keyed(self, entries: Iterable[tuple[str | None, str, int]]) -> Mapping[str, str]:
        """Key → id of the entries that have a key."""
        ids: dict[str, str] = {}
        for key, value, line in entries:
            if key in ids:
                raise self._refusal(f"the key {key!r} is given twice", line)
            if key is not None:
                ids[key] = value
        return ids

    def _id(self, prefix: str, *content: JsonValue) -> str:
        return f"{prefix}-{digest([self.document.sha256, prefix, *content])[:DIGITS]}"

    def _reference(self, ids: Mapping[str, str], key: str | None, line: int) -> str | None:
        if key is not None and key not in ids:
            known = ", ".join(sorted(ids)) or "none"
            raise self._refusal(f"{key!r} is not defined; defined are {known}", line)
        return None if key is None else ids[key]

    def _actors(self, quotes: Sequence[Quote], stances: Sequence[Stance]) -> Iterator[Actor]:
        roles = [(quote.speaker, quote.speaker_mentions) for quote in quotes]
        roles += [(quote.addressee, quote.addressee_mentions) for quote in quotes]
        roles += [(stance.target.actor, stance.target.mentions) for stance in stances]
        for key, label in self.written.actors.items():
            actor_id = self._actor_ids[key]
            yield self._actor(actor_id, label, [span for owner, spans in roles for span in spans if owner == actor_id])

    def _actor(self, actor_id: str, label: ActorLabel, in_roles: Sequence[Span]) -> Actor:
        members = (self._reference(self._actor_ids, member, label.line) for member in label.members)
        return Actor(
            id=actor_id,
            name=label.name,
            kind=label.kind,
            mentions=self._mentions(label, in_roles),
            aliases=label.aliases,
            members=tuple(member for member in members if member is not None),
            wikidata=label.wikidata,
        )

    def _mentions(self, label: ActorLabel, in_roles: Sequence[Span]) -> tuple[Span, ...]:
        """The given mentions and every name that is no part of a longer mention of the same actor."""
        taken = [*in_roles, *self.lookup.spans(label.mentions)]
        besides = self.lookup.spans(label.besides)
        for name in sorted(label.every, key=len, reverse=True):
            places = list(self.lookup.names(name))
            if not places:
                raise self._refusal(f"{name!r} does not stand in the text as whole words", label.line)
            taken += [place for place in places if self._counts(place, (*taken, *besides))]
        unique = {(span.start, span.end): span for span in taken}
        return tuple(unique[place] for place in sorted(unique))

    def _counts(self, place: Span, elsewhere: Sequence[Span]) -> bool:
        free = not any(other.overlaps(place) for other in elsewhere)
        return free and not self.document.in_boilerplate(place.start, place.end)

    # Who says what ----------------------------------------------------------------------------------------------

    def _quote(self, label: QuoteLabel) -> Quote:
        near = self.lookup.near(label.at, label.line)
        content, cue, mention = (near.spans(part) for part in (label.content, label.cue, label.mention))
        kind = marks.kind(self.document.text, content, (*cue, *mention))
        if label.kind not in {None, kind}:
            raise self._refusal(f"the marks make this quote {kind.value}, not {label.kind}", label.line)
        return Quote(
            id=self._quote_id(label),
            kind=kind,
            mode=label.mode,
            content=content,
            cue=cue,
            speaker=self._reference(self._actor_ids, label.speaker, label.line),
            speaker_mentions=mention,
            addressee=self._reference(self._actor_ids, label.addressee, label.line),
            addressee_mentions=near.spans(label.addressee_mention),
            parent=self._reference(self._quote_ids, label.parent, label.line),
        )

    def _quote_id(self, label: QuoteLabel) -> str:
        near = self.lookup.near(label.at, label.line)
        return self._id("q", _offsets(near.spans(label.content)), _offsets(near.spans(label.cue)))

    # What is claimed --------------------------------------------------------------------------------------------

    def _all_claims(self) -> Iterator[tuple[ClaimLabel, QuoteLabel | None]]:
        """Every claim with the quote that it is written under."""
        yield from ((claim, None) for claim in self.written.claims)
        yield from ((claim, quote) for quote in self.written.quotes for claim in quote.claims)

    def _claim(self, label: ClaimLabel, owner: QuoteLabel | None) -> Claim:
        self._known(label.kind, {kind.name for kind in self.book.claim_kinds}, "claim kinds", label.line)
        claimant = label.claimant or (owner.speaker if owner else None)
        return Claim(
            id=self._claim_id(label, owner),
            proposition=label.proposition,
            evidence=self._evidence(label, owner),
            claimant=self._reference(self._actor_ids, claimant, label.line),
            quote=self._owner(label.quote, owner, label.line),
            kind=label.kind,
            verifiable=label.kind in CHECKABLE if label.verifiable is None else label.verifiable,
            check_worthiness=label.worth,
            certainty=label.certainty,
            negated=label.negated,
        )

    def _claim_id(self, label: ClaimLabel, owner: QuoteLabel | None) -> str:
        return self._id("c", label.proposition, _offsets(self._evidence(label, owner)))

    def _evidence(self, label: ClaimLabel | StanceLabel, owner: QuoteLabel | None) -> tuple[Span, ...]:
        """What is given as evidence, looked for near the item or its quote first, else the quote's content."""
        near = self.lookup.near(label.at or (owner.at if owner else None), label.line)
        fragments = label.evidence or (owner.content if owner else ())
        if not fragments:
            raise self._refusal("an item outside quotes needs evidence", label.line)
        return near.spans((*fragments, *label.also))

    def _owner(self, key: str | None, owner: QuoteLabel | None, line: int) -> str | None:
        """Id of the quote that an item is written under, or refers to."""
        return self._quote_id(owner) if owner else self._reference(self._quote_ids, key, line)

    # Who stands where -------------------------------------------------------------------------------------------

    def _all_stances(self) -> Iterator[tuple[StanceLabel, QuoteLabel | None]]:
        """Every stance with the quote that it is written under."""
        yield from ((stance, None) for stance in self.written.stances)
        yield from ((stance, quote) for quote in self.written.quotes for stance in quote.stances)

    def _stance(self, label: StanceLabel, owner: QuoteLabel | None) -> Stance:
        evidence = self._evidence(label, owner)
        target = self._target(label.target, self.lookup.near(label.at or (owner.at if owner else None), label.line))
        polarity = self._polarity(label)
        holder = self._reference(self._actor_ids, label.holder or (owner.speaker if owner else None), label.line)
        return Stance(
            id=self._id("s", holder, target.label, polarity.value, _offsets(evidence)),
            holder=holder,
            target=target,
            polarity=polarity,
            act=label.act,
            explicitness=label.explicitness,
            evidence=evidence,
            quote=self._owner(label.quote, owner, label.line),
            claim=self._reference(self._claim_ids, label.claim, label.line),
            derived=label.derived,
        )

    def _target(self, label: TargetLabel, near: Lookup) -> Target:
        return Target(
            label=label.label,
            kind=label.kind,
            actor=self._reference(self._actor_ids, label.actor, label.line),
            claim=self._reference(self._claim_ids, label.claim, label.line),
            mentions=near.spans(label.mentions),
        )

    def _polarity(self, label: StanceLabel) -> Polarity:
        self._known(label.act, {act.name for act in self.book.acts}, "acts", label.line)
        act = self.book.act(label.act)
        polarity = label.polarity or (act.polarity if act else None)
        if polarity is None:
            raise self._refusal(f"the act {label.act!r} has no polarity of its own; give one", label.line)
        return polarity

    # What must hold of all --------------------------------------------------------------------------------------

    def _known(self, name: str, names: set[str], what: str, line: int) -> None:
        if name not in names:
            raise self._refusal(f"{name!r} is none of the codebook's {what}: {', '.join(sorted(names))}", line)

    def _keep_out_of_boilerplate(self, annotation: Annotation) -> None:
        for owner, span in annotation.spans():
            if self.document.in_boilerplate(span.start, span.end):
                raise self._refusal(f"{owner} stands in boilerplate with {span.text!r}; nothing there is annotated", 0)

    def _provenance(self) -> Provenance:
        """Who made it; without versions of the package, so that gold changes only when labels do."""
        return Provenance(
            engine="gold",
            engine_version=self.book.version,
            package_version="none",
            parameters={"codebook": self.book.name},
            created_at=datetime.combine(self.written.labelled, time(), UTC),
        )

    def _refusal(self, message: str, line: int) -> RecordError:
        return RecordError(message, path=self.lookup.path, line=line or None)


def _offsets(spans: Sequence[Span]) -> list[JsonValue]:
    return [[span.start, span.end] for span in spans]


def _place(spans: Sequence[Span], record_id: str) -> tuple[int, int, str]:
    """Sorts records in text order."""
    return spans[0].start, spans[-1].end, record_id
