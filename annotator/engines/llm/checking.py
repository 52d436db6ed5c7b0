"""What is wrong with a reply, as values: each problem is an instruction to the model and the reason of a rejection.

It holds a reply against the article, the codebook, the examples and itself. Asking again is left to `asking`, and
dropping what stays wrong to `drafting`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.folding import MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from annotator.codebook import Codebook
    from annotator.engines.llm.material import Elsewhere, Material
    from annotator.engines.llm.replies import (
        ActorReply,
        ClaimReply,
        Piece,
        QuoteReply,
        Reply,
        StanceReply,
    )

_SHOWN = 120  # characters of a fragment that a message repeats


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong with one proposal of a reply.

    Attributes:
        collection: “actors”, “quotes”, “claims” or “stances”; “reply” for all of it.
        index: Place in the collection, from 0; None when the proposal could not even be read.
        code: Why, as in `annotator.resolve.REASONS`.
        instruction: What the model should do, a sentence.
        fragment: The words that are wrong.
        drops: Whether the proposal cannot be kept; otherwise only the detail is lost.
        payload: The proposal as it came, when it could not be read.
    """

    collection: str
    index: int | None
    code: str
    instruction: str
    fragment: str | None = None
    drops: bool = True
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])


def label(value: str, names: Sequence[str]) -> str | None:
    """The codebook's spelling of a label, whatever its case, blanks and underscores; None when there is none."""
    if value in names:
        return value
    plain = _plain(value)
    return next((name for name in names if _plain(name) == plain), None)


def _plain(value: str) -> str:
    return "-".join(value.replace("_", " ").replace("-", " ").casefold().split())


def short(fragment: str) -> str:
    """A fragment as a message shows it."""
    shown = fragment if len(fragment) <= _SHOWN else f"{fragment[:_SHOWN]}…"
    return shown if shown[:1] in MARKS else f"“{shown}”"


class Checker:
    """Checks replies about one article.

    Attributes:
        material: The article.
        kinds: Of claims that the codebook has.
        acts: Of stances, likewise.
        scale: Polarities, likewise.
        targets: The closed list, likewise; empty when any target may be named.
        elsewhere: The examples; what comes from them is a leak.
        names: Actors that may be referred to without being listed again.
        quotes: Ids of quotes that were listed in an earlier step.
        claims: Likewise.
        unlinked: Links that are not looked at, because nobody asked for what they lead to (“quote”, “claim”).
    """

    def __init__(  # noqa: PLR0913  # what a reply is held against
        self,
        material: Material,
        codebook: Codebook,
        elsewhere: Elsewhere,
        *,
        names: Sequence[str] = (),
        quotes: Sequence[str] = (),
        claims: Sequence[str] = (),
        unlinked: Collection[str] = (),
    ) -> None:
        self.material = material
        self.kinds = tuple(kind.name for kind in codebook.claim_kinds)
        self.acts = tuple(act.name for act in codebook.acts)
        self.scale = tuple(degree.name for degree in codebook.scale)
        self.targets = tuple(target.name for target in codebook.targets)
        self.elsewhere = elsewhere
        self.names = names
        self.quotes = quotes
        self.claims = claims
        self.unlinked = unlinked

    def check(self, reply: Reply) -> list[Problem]:
        """All that is wrong with a reply, in its order."""
        known = _Known(reply, self)
        problems: list[Problem] = []
        for index, actor in enumerate(reply.actors):
            problems += self._actor(_Place("actors", index, actor.name), actor)
        for index, quote in enumerate(reply.quotes):
            problems += self._quote(_Place("quotes", index, quote.id), quote, known)
        for index, claim in enumerate(reply.claims):
            problems += self._claim(_Place("claims", index, claim.id), claim, known)
        for index, stance in enumerate(reply.stances):
            problems += self._stance(
                _Place("stances", index, f"the stance toward {stance.target.label}"), stance, known
            )
        return problems

    def _actor(self, place: _Place, actor: ActorReply) -> Iterator[Problem]:
        if self.elsewhere.knows(actor.name) and not self.material.names(actor.name):
            yield place.leak(actor.name)

    def _quote(self, place: _Place, quote: QuoteReply, known: _Known) -> Iterator[Problem]:
        yield from self._proof(place, quote.content, "content")
        for role in ("cue", "speaker_mentions", "addressee_mentions"):
            yield from self._detail(place, getattr(quote, role), role)
        yield from self._name(place, quote.speaker, "speaker", known)
        yield from self._name(place, quote.addressee, "addressee", known)
        if quote.parent is not None and (quote.parent not in known.ids["quote"] or quote.parent == quote.id):
            yield place.unlinked("parent", quote.parent, "quotes")
        if known.twice(quote.id):
            yield place.detail("invalid", f"several quotes have the id {quote.id!r}; give each an id of its own")

    def _claim(self, place: _Place, claim: ClaimReply, known: _Known) -> Iterator[Problem]:
        yield from self._proof(place, claim.evidence, "evidence")
        if not claim.proposition.strip():
            yield place.wrong("invalid", "it has no proposition; write the claim as a sentence that stands alone")
        yield from self._name(place, claim.claimant, "claimant", known)
        yield from self._link(place, "quote", claim.quote, known)
        yield from self._label(place, claim.kind, "kind", self.kinds)
        if claim.check_worthiness is not None and not 0 <= claim.check_worthiness <= 1:
            yield place.detail("invalid", f"check_worthiness is {claim.check_worthiness}; give a number from 0 to 1")

    def _stance(self, place: _Place, stance: StanceReply, known: _Known) -> Iterator[Problem]:
        yield from self._proof(place, stance.evidence, "evidence")
        yield from self._detail(place, stance.target.mentions, "target.mentions")
        yield from self._name(place, stance.holder, "holder", known)
        yield from self._target(place, stance, known)
        yield from self._link(place, "quote", stance.quote, known)
        yield from self._link(place, "claim", stance.claim, known)
        yield from self._label(place, stance.act, "act", self.acts)
        yield from self._label(place, stance.polarity, "polarity", self.scale)

    def _target(self, place: _Place, stance: StanceReply, known: _Known) -> Iterator[Problem]:
        target, closed = stance.target, self.targets
        if closed and label(target.label, closed) is None:
            allowed = ", ".join(closed)
            yield place.wrong(
                "unknown-target",
                f"the target {target.label!r} is not on the list; use one of {allowed}, or leave the stance out",
                target.label,
            )
        if not target.label.strip():
            yield place.wrong("invalid", "its target has no label; name the target or leave the stance out")
        yield from self._name(place, target.actor, "target.actor", known)
        yield from self._link(place, "target.claim", target.claim, known)

    def _link(self, place: _Place, role: str, key: str | None, known: _Known) -> Iterator[Problem]:
        """Problems of a reference to a quote or a claim."""
        kind = role.rpartition(".")[2]
        if key is not None and kind not in self.unlinked and key not in known.ids[kind]:
            yield place.unlinked(role, key, kind + "s")

    def _proof(self, place: _Place, pieces: Sequence[Piece], role: str) -> Iterator[Problem]:
        """Problems of the fragments without which a proposal is nothing."""
        if not any(piece.text.strip() for piece in pieces):
            yield place.wrong("nothing-there", f"its {role} is empty; copy the words that prove it, or leave it out")
            return
        for piece in pieces:
            if not self.material.has(piece):
                yield self._missing(place, piece, role)

    def _detail(self, place: _Place, pieces: Sequence[Piece], role: str) -> Iterator[Problem]:
        """Problems of fragments that a proposal can do without."""
        for piece in pieces:
            if not self.material.has(piece):
                yield self._missing(place, piece, role, drops=False)

    def _missing(self, place: _Place, piece: Piece, role: str, *, drops: bool = True) -> Problem:
        if self.elsewhere.says(piece.text):
            return place.leak(piece.text, drops=drops)
        where = "the article" if piece.sentence is None else f"sentence {piece.sentence}"
        instruction = (
            f"its {role} {short(piece.text)} is not in the article;"
            f" copy it character by character from {where} or leave it out"
        )
        return place.wrong("not-in-text", instruction, piece.text, drops=drops)

    def _name(self, place: _Place, name: str | None, role: str, known: _Known) -> Iterator[Problem]:
        if name is None:
            return
        if self.elsewhere.knows(name) and not self.material.names(name):
            yield place.leak(name)
        elif _plain(name) not in known.names:
            instruction = f"its {role} {name!r} is not among the actors; add that actor or use a name from the list"
            yield place.wrong("unknown-actor", instruction, name, drops=False)

    def _label(self, place: _Place, value: str, role: str, names: Sequence[str]) -> Iterator[Problem]:
        if label(value, names) is None:
            yield place.wrong(
                "unknown-label", f"its {role} {value!r} is not in the codebook; use one of {', '.join(names)}", value
            )


class _Known:
    """What a reply and the steps before it may refer to."""

    def __init__(self, reply: Reply, checker: Checker) -> None:
        listed = [name for actor in reply.actors for name in (actor.name, *actor.aliases)]
        self.names = {_plain(name) for name in (*listed, *checker.names)}
        self._quotes = [quote.id for quote in reply.quotes]
        self.ids = {
            "quote": {*self._quotes, *checker.quotes},
            "claim": {*(claim.id for claim in reply.claims), *checker.claims},
        }

    def twice(self, key: str) -> bool:
        return self._quotes.count(key) > 1


@dataclass(frozen=True, slots=True)
class _Place:
    """Which proposal is talked about."""

    collection: str
    index: int
    name: str

    def wrong(self, code: str, instruction: str, fragment: str | None = None, *, drops: bool = True) -> Problem:
        return Problem(self.collection, self.index, code, f"{self._where()}: {instruction}", fragment, drops)

    def detail(self, code: str, instruction: str) -> Problem:
        return self.wrong(code, instruction, drops=False)

    def leak(self, words: str, *, drops: bool = True) -> Problem:
        instruction = f"{short(words)} comes from an example, not from the article; leave it out"
        return self.wrong("example-leak", instruction, words, drops=drops)

    def unlinked(self, role: str, key: str, collection: str) -> Problem:
        return self.detail(
            "invalid", f"its {role} {key!r} is not the id of one of the {collection}; correct it or use null"
        )

    def _where(self) -> str:
        return f"{self.collection}[{self.index}] ({self.name})"
