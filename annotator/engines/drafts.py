"""What an engine proposes: verbatim fragments, names and keys, not yet records.

A draft is untrusted: `annotator.resolve` looks every fragment up in the text and makes records of it, or rejections.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from annotator.schema import NOTHING, ActorKind, Certainty, Explicitness, Mode, TargetKind, Usage
from annotator.values import value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue


@value
class Fragment:
    """Words that are claimed to stand in the document.

    Attributes:
        text: The words, copied character by character.
        sentence: Number of the sentence where they start, from 1 as in `annotator.documents.sentences`, if known.
        at: Offset in code points where the engine saw them, if it knows; believed only when the text agrees.
    """

    text: str
    sentence: int | None = None
    at: int | None = None


@value
class DraftActor:
    """Somebody who appears.

    Attributes:
        name: The fullest name; other drafts refer to the actor by it.
        kind: What it is.
        mentions: Where it is named or referred to, as far as the engine knows.
        aliases: Other names for it.
        members: Names of other draft actors, for a group.
    """

    name: str
    kind: ActorKind
    mentions: tuple[Fragment, ...] = ()
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@value
class DraftQuote:
    """Attributed content.

    Attributes:
        key: Names the quote within the draft.
        content: In text order; pieces of one quote, split by cue or speaker.
        cue: Words that license the attribution.
        speaker: Name of a draft actor, or None.
        speaker_mentions: As written.
        addressee: Name of a draft actor, or None.
        addressee_mentions: As written.
        mode: Speech, writing or thought.
        parent: Key of the quote that holds this one.
        confidence: Probability that it is right, if stated.
        trace: The steps that led here, a sentence each, for ``annotator explain``.
    """

    key: str
    content: tuple[Fragment, ...]
    cue: tuple[Fragment, ...] = ()
    speaker: str | None = None
    speaker_mentions: tuple[Fragment, ...] = ()
    addressee: str | None = None
    addressee_mentions: tuple[Fragment, ...] = ()
    mode: Mode = Mode.SPEECH
    parent: str | None = None
    confidence: float | None = None
    trace: tuple[str, ...] = ()


@value
class DraftClaim:
    """One proposition that somebody asserts; fields as in `annotator.schema.Claim`, references by key and name."""

    key: str
    proposition: str
    evidence: tuple[Fragment, ...]
    kind: str
    claimant: str | None = None
    quote: str | None = None
    verifiable: bool | None = None
    check_worthiness: float | None = None
    certainty: Certainty = Certainty.UNSTATED
    negated: bool = False
    confidence: float | None = None
    trace: tuple[str, ...] = ()


@value
class DraftTarget:
    """What a stance is about; ``actor`` is a draft actor's name, ``claim`` a draft claim's key."""

    label: str
    kind: TargetKind
    actor: str | None = None
    claim: str | None = None
    mentions: tuple[Fragment, ...] = ()


@value
class DraftStance:
    """Where somebody stands; ``polarity`` is a label of the codebook's scale, references are by key and name."""

    key: str
    target: DraftTarget
    polarity: str
    act: str
    evidence: tuple[Fragment, ...]
    holder: str | None = None
    explicitness: Explicitness = Explicitness.EXPLICIT
    quote: str | None = None
    claim: str | None = None
    derived: bool = False
    confidence: float | None = None
    trace: tuple[str, ...] = ()


@value
class Discard:
    """A proposal that the engine itself had to give up, to be recorded as rejected."""

    kind: str
    code: str
    reason: str
    fragment: str | None = None
    payload: Mapping[str, JsonValue] = field(default_factory=dict[str, "JsonValue"])


@value
class Draft:
    """All that an engine proposes for one document, with what it took.

    Attributes:
        discards: Proposals given up after the last re-ask.
        usage: What the model calls took; zero for an engine without a model.
        served_model: The model that answered, as the endpoint names it.
        notes: What a reader should know, a sentence each.
    """

    actors: tuple[DraftActor, ...] = ()
    quotes: tuple[DraftQuote, ...] = ()
    claims: tuple[DraftClaim, ...] = ()
    stances: tuple[DraftStance, ...] = ()
    discards: tuple[Discard, ...] = ()
    usage: Usage = NOTHING
    served_model: str | None = None
    notes: tuple[str, ...] = ()
