"""What is wrong with a reply, as values: each problem is an instruction to the model and the reason of a rejection.

It holds a reply against the article, the codebook, the examples and itself. Asking again is left to `asking`, and
dropping what stays wrong to `drafting`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.folding import MARKS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

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
    if not names:
        return None
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
        self.kinds = codebook.names("claim_kinds")
        self.acts = codebook.names("acts")
        self.scale = codebook.names("scale")
        self.targets = codebook.names("targets")
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
            self._actor(_Place(problems, "actors", index, actor.name), actor)
        for index, quote in enumerate(reply.quotes):
            self._quote(_Place(problems, "quotes", index, quote.id), quote, known)
        for index, claim in enumerate(reply.claims):
            self._claim(_Place(problems, "claims", index, claim.id), claim, known)
        for index, stance in enumerate(reply.stances):
            self._stance(_Place(problems, "stances", index, f"the stance toward {stance.target.label}"), stance, known)
        return problems

    def _actor(self, place: _Place, actor: ActorReply) -> None:
        if self.elsewhere.knows(actor.name) and not self.material.names(actor.name):
            place.leak(actor.name)

    def _quote(self, place: _Place, quote: QuoteReply, known: _Known) -> None:
        self._proof(place, quote.content, "content")
        self._detail(place, quote.cue, "cue")
        self._detail(place, quote.speaker_mentions, "speaker_mentions")
        self._detail(place, quote.addressee_mentions, "addressee_mentions")
        self._name(place, quote.speaker, "speaker", known)
        self._name(place, quote.addressee, "addressee", known)
        if quote.parent is not None and (quote.parent not in known.ids["quote"] or quote.parent == quote.id):
            place.unlinked("parent", quote.parent, "quotes")
        if quote.id in known.twice:
            place.detail("invalid", f"several quotes have the id {quote.id!r}; give each an id of its own")

    def _claim(self, place: _Place, claim: ClaimReply, known: _Known) -> None:
        self._proof(place, claim.evidence, "evidence")
        if not claim.proposition.strip():
            place.wrong("invalid", "it has no proposition; write the claim as a sentence that stands alone")
        self._name(place, claim.claimant, "claimant", known)
        self._link(place, "quote", claim.quote, known)
        self._label(place, claim.kind, "kind", self.kinds)
        if claim.check_worthiness is not None and not 0 <= claim.check_worthiness <= 1:
            place.detail("invalid", f"check_worthiness is {claim.check_worthiness}; give a number from 0 to 1")

    def _stance(self, place: _Place, stance: StanceReply, known: _Known) -> None:
        self._proof(place, stance.evidence, "evidence")
        self._detail(place, stance.target.mentions, "target.mentions")
        self._name(place, stance.holder, "holder", known)
        self._target(place, stance, known)
        self._link(place, "quote", stance.quote, known)
        self._link(place, "claim", stance.claim, known)
        self._label(place, stance.act, "act", self.acts)
        self._label(place, stance.polarity, "polarity", self.scale)

    def _target(self, place: _Place, stance: StanceReply, known: _Known) -> None:
        target, closed = stance.target, self.targets
        if closed and label(target.label, closed) is None:
            allowed = ", ".join(closed)
            place.wrong(
                "unknown-target",
                f"the target {target.label!r} is not on the list; use one of {allowed}, or leave the stance out",
                target.label,
            )
        if not target.label.strip():
            place.wrong("invalid", "its target has no label; name the target or leave the stance out")
        self._name(place, target.actor, "target.actor", known)
        self._link(place, "target.claim", target.claim, known)

    def _link(self, place: _Place, role: str, key: str | None, known: _Known) -> None:
        """Look at a reference to a quote or a claim."""
        if key is None:
            return
        kind = role.rpartition(".")[2]
        if kind not in self.unlinked and key not in known.ids[kind]:
            place.unlinked(role, key, kind + "s")

    def _proof(self, place: _Place, pieces: Sequence[Piece], role: str) -> None:
        """Look at the fragments without which a proposal is nothing."""
        missing = [piece for piece in pieces if not self.material.has(piece)]
        if pieces and not missing:
            return
        if len(missing) == len(pieces) and not any(piece.text.strip() for piece in pieces):
            place.wrong("nothing-there", f"its {role} is empty; copy the words that prove it, or leave it out")
            return
        for piece in missing:
            self._missing(place, piece, role)

    def _detail(self, place: _Place, pieces: Sequence[Piece], role: str) -> None:
        """Look at fragments that a proposal can do without."""
        for piece in pieces:
            if not self.material.has(piece):
                self._missing(place, piece, role, drops=False)

    def _missing(self, place: _Place, piece: Piece, role: str, *, drops: bool = True) -> None:
        if self.elsewhere.says(piece.text):
            place.leak(piece.text, drops=drops)
            return
        where = "the article" if piece.sentence is None else f"sentence {piece.sentence}"
        instruction = (
            f"its {role} {short(piece.text)} is not in the article;"
            f" copy it character by character from {where} or leave it out"
        )
        place.wrong("not-in-text", instruction, piece.text, drops=drops)

    def _name(self, place: _Place, name: str | None, role: str, known: _Known) -> None:
        if name is None or name in known.fine:
            return
        if self.elsewhere.knows(name) and not self.material.names(name):
            place.leak(name)
        elif known.names_somebody(name):
            known.fine.add(name)
        else:
            instruction = f"its {role} {name!r} is not among the actors; add that actor or use a name from the list"
            place.wrong("unknown-actor", instruction, name, drops=False)

    def _label(self, place: _Place, value: str, role: str, names: Sequence[str]) -> None:
        if label(value, names) is None:
            place.wrong(
                "unknown-label", f"its {role} {value!r} is not in the codebook; use one of {', '.join(names)}", value
            )


class _Known:
    """What a reply and the steps before it may refer to.

    Attributes:
        twice: Ids of several quotes.
        ids: Of quotes and of claims.
        fine: Names that were looked at already, with nothing wrong about them.
    """

    def __init__(self, reply: Reply, checker: Checker) -> None:
        self._listed = {name for actor in reply.actors for name in (actor.name, *actor.aliases)} | {*checker.names}
        self._plain = {_plain(name) for name in self._listed}
        quotes = Counter(quote.id for quote in reply.quotes)
        self.twice = {key for key, count in quotes.items() if count > 1}
        self.fine: set[str] = set()
        self.ids = {
            "quote": {*quotes, *checker.quotes},
            "claim": {*(claim.id for claim in reply.claims), *checker.claims},
        }

    def names_somebody(self, name: str) -> bool:
        return name in self._listed or _plain(name) in self._plain


class _Place:
    """The proposal that is looked at; what is wrong with it is added to the problems."""

    __slots__ = ("_collection", "_index", "_name", "_problems")

    def __init__(self, problems: list[Problem], collection: str, index: int, name: str) -> None:
        self._problems, self._collection, self._index, self._name = problems, collection, index, name

    def wrong(self, code: str, instruction: str, fragment: str | None = None, *, drops: bool = True) -> None:
        told = f"{self._collection}[{self._index}] ({self._name}): {instruction}"
        self._problems.append(Problem(self._collection, self._index, code, told, fragment, drops))

    def detail(self, code: str, instruction: str) -> None:
        self.wrong(code, instruction, drops=False)

    def leak(self, words: str, *, drops: bool = True) -> None:
        instruction = f"{short(words)} comes from an example, not from the article; leave it out"
        self.wrong("example-leak", instruction, words, drops=drops)

    def unlinked(self, role: str, key: str, collection: str) -> None:
        self.detail("invalid", f"its {role} {key!r} is not the id of one of the {collection}; correct it or use null")
