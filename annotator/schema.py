"""The public records: what a document says, who says it, and where the proof stands.

Every record is frozen and checks itself; what needs other records or the text is checked by `Annotation`.
Making records from an engine's draft is left to `annotator.resolve`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, JsonValue, model_validator
from pydantic_core.core_schema import CoreSchema, simple_ser_schema

from annotator.errors import RecordError
from annotator.spans import Span

SCHEMA_VERSION = "1"
"""Grows when a reader of the old version could misread the new one."""

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""A number from 0 to 1."""


class Frozen(BaseModel):
    """A record: immutable, without unknown fields, its attribute docstrings in the JSON Schema."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Name(StrEnum):
    """One of a few words; written as the string that it is, for which pydantic would ask Python for each."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Self], handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: dict[str, Any] = {**handler(source), "serialization": simple_ser_schema("str")}
        return cast("CoreSchema", schema)


class ZoneKind(Name):
    """What a stretch of an article is."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


class ActorKind(Name):
    """What an actor is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    GOVERNMENT = "government"
    GROUP = "group"
    UNNAMED = "unnamed"


class QuoteKind(Name):
    """How much of a quote's content stands inside quotation marks: all, some, none."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Mode(Name):
    """How the attributed content came out: said, written (posted, polled, decreed), or attributed to a mind."""

    SPEECH = "speech"
    WRITING = "writing"
    THOUGHT = "thought"


class Certainty(Name):
    """How sure the claimant presents a claim to be."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNSTATED = "unstated"


class Polarity(Name):
    """Which way a stance points."""

    FAVOR = "favor"
    AGAINST = "against"
    NEUTRAL = "neutral"
    MIXED = "mixed"


class Explicitness(Name):
    """Whether a stance is stated, implied, or shown by an act such as a vote or a walk-out."""

    EXPLICIT = "explicit"
    IMPLICIT = "implicit"
    BEHAVIORAL = "behavioral"


class TargetKind(Name):
    """What a stance is about."""

    ACTOR = "actor"
    EVENT = "event"
    POLICY = "policy"
    CLAIM = "claim"
    TOPIC = "topic"


class GroundingStatus(Name):
    """How a fragment was found: as it is, with typography folded, or by a bounded fuzzy match."""

    EXACT = "exact"
    NORMALIZED = "normalized"
    FUZZY = "fuzzy"


class Zone(Frozen):
    """A stretch of an article with one function."""

    kind: ZoneKind
    """What the stretch is."""
    span: Span
    """Where it stands."""
    rule: str = ""
    """Name of the rule that found it."""


class Document(Frozen):
    """An article: its text as it was found, and what is known about it."""

    id: str = Field(min_length=1)
    """Names the document within its corpus."""
    text: str
    """The whole text; all offsets refer to it, code point by code point."""
    title: str | None = None
    """Title from metadata; a headline inside the text is a zone."""
    date: str | None = None
    """Publication date, ISO 8601."""
    outlet: str | None = None
    """Who published it."""
    author: str | None = None
    """Who wrote it."""
    language: str | None = None
    """BCP-47 tag, such as “en” or “de-AT”."""
    zones: tuple[Zone, ...] = ()
    """In text order; empty means that nobody has looked."""
    metadata: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Anything else, kept as it came."""

    @cached_property
    def sha256(self) -> str:
        """Digest of the text as UTF-8, hexadecimal."""
        return text_digest(self.text)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for zone in self.zones:
            if self.text[zone.span.start : zone.span.end] != zone.span.text:
                msg = f"zone {zone.kind} [{zone.span.start}, {zone.span.end}) does not hold the text at that place"
                raise ValueError(msg)
        return self

    def in_boilerplate(self, start: int, end: int) -> bool:
        """Whether any character of ``[start, end)`` lies in a boilerplate zone."""
        return any(
            zone.span.start < end and start < zone.span.end for zone in self.zones if zone.kind is ZoneKind.BOILERPLATE
        )


class Actor(Frozen):
    """A person, organisation or group that speaks, is spoken to, holds a stance or is its target."""

    id: str
    """Stable within the document."""
    name: str = Field(min_length=1)
    """The fullest name that the text gives; for an unnamed actor the description."""
    kind: ActorKind
    """What it is."""
    mentions: tuple[Span, ...] = ()
    """Where it is named, described or referred to, in text order."""
    aliases: tuple[str, ...] = ()
    """Other names and descriptions that the text uses."""
    members: tuple[str, ...] = ()
    """Actor ids, for a group that the text resolves (“the two presidents”)."""
    wikidata: str | None = Field(default=None, pattern=r"^Q[1-9][0-9]*$")
    """Wikidata item, when somebody linked it."""


class _Grounded(Frozen):
    """What every record with evidence carries."""

    id: str
    """Stable within the document."""
    grounding: GroundingStatus = GroundingStatus.EXACT
    """How the weakest of its fragments was found."""
    grounding_score: Share = 1.0
    """Similarity of that fragment to the text, 0 to 1."""
    confidence: Share | None = None
    """Probability that the item is right, if the engine states one."""


class Quote(_Grounded):
    """Content that the article attributes to somebody."""

    kind: QuoteKind
    """Computed from the quotation marks."""
    mode: Mode = Mode.SPEECH
    """How the content came out."""
    content: tuple[Span, ...] = Field(min_length=1)
    """All and only what is attributed, in text order."""
    speaker: str | None = None
    """Actor id, or null when the text names nobody."""
    speaker_mentions: tuple[Span, ...] = ()
    """The noun phrases or pronouns that name the speaker here."""
    cue: tuple[Span, ...] = ()
    """The words that license the attribution; empty when only marks do."""
    addressee: str | None = None
    """Actor id of whom the words were said to."""
    addressee_mentions: tuple[Span, ...] = ()
    """The noun phrases that name the addressee here."""
    parent: str | None = None
    """Id of the quote that this one is nested in."""


class Claim(_Grounded):
    """One proposition that somebody asserts."""

    proposition: str = Field(min_length=1)
    """The claim as a sentence that stands alone, entailed by its evidence."""
    evidence: tuple[Span, ...] = Field(min_length=1)
    """The words that assert it."""
    claimant: str | None = None
    """Actor id, or null when the article itself asserts it."""
    quote: str | None = None
    """Id of the quote that holds it."""
    kind: str
    """Label of the codebook, such as “factual” or “prediction”."""
    verifiable: bool | None = None
    """Whether it could be checked against the world."""
    check_worthiness: Share | None = None
    """How much it is worth checking, 0 to 1."""
    certainty: Certainty = Certainty.UNSTATED
    """How sure the claimant presents it to be."""
    negated: bool = False
    """Whether the claimant denies the proposition."""


class Target(Frozen):
    """What a stance is about."""

    label: str = Field(min_length=1)
    """The most specific name that the words license."""
    kind: TargetKind
    """What it is."""
    actor: str | None = None
    """Actor id, when the target is an actor."""
    claim: str | None = None
    """Claim id, when the target is a claim."""
    mentions: tuple[Span, ...] = ()
    """Where the evidence names it."""


class Stance(_Grounded):
    """Where somebody stands on something."""

    holder: str | None = None
    """Actor id, or null for the article's own voice."""
    target: Target
    """What it is about."""
    polarity: Polarity
    """Which way it points."""
    polarity_label: str | None = None
    """Label on the codebook's own scale, when that is finer."""
    act: str
    """Label of the codebook, such as “condemn” or “call-for”."""
    explicitness: Explicitness = Explicitness.EXPLICIT
    """How openly it is expressed."""
    evidence: tuple[Span, ...] = Field(min_length=1)
    """The words that prove it."""
    quote: str | None = None
    """Id of the quote that expresses it."""
    claim: str | None = None
    """Id of the claim that expresses it."""
    derived: bool = False
    """Whether it follows from a more specific stance (the actor behind an event)."""


class Rejection(Frozen):
    """Something that an engine proposed and that did not hold."""

    kind: Literal["actor", "quote", "claim", "stance"]
    """What it would have been."""
    code: str
    """Why, as a label: see `annotator.resolve.REASONS`."""
    reason: str
    """Why, as a sentence."""
    fragment: str | None = None
    """The words that could not be found, if that is why."""
    payload: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """The proposal as it came."""


class Usage(Frozen):
    """What an annotation took from a model, failed attempts included; usages add up."""

    calls: int = 0
    """Requests that reached the model."""
    reasks: int = 0
    """Of these, repeated because an answer was not valid."""
    retries: int = 0
    """Requests repeated for transport reasons; they are not in calls."""
    cache_hits: int = 0
    """Answers taken from the cache; they cost nothing and are not in calls."""
    input_tokens: int = 0
    """Tokens sent, cached ones included."""
    output_tokens: int = 0
    """Tokens received, reasoning included."""
    cached_tokens: int = 0
    """Of the input, billed at the provider's cache rate."""
    reasoning_tokens: int = 0
    """Of the output, not shown."""
    cost: float | None = 0.0
    """US dollars; null when the price of the model is unknown."""

    def __add__(self, other: Usage) -> Usage:
        """The sum; an unknown cost makes the sum's cost unknown."""
        if self is NOTHING or other is NOTHING:
            return other if self is NOTHING else self
        return Usage(
            calls=self.calls + other.calls,
            reasks=self.reasks + other.reasks,
            retries=self.retries + other.retries,
            cache_hits=self.cache_hits + other.cache_hits,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            reasoning_tokens=self.reasoning_tokens + other.reasoning_tokens,
            cost=None if self.cost is None or other.cost is None else self.cost + other.cost,
        )


NOTHING = Usage()
"""No call, no token, no cost."""


class Provenance(Frozen):
    """How an annotation came about."""

    engine: str
    """“rules”, “llm”, a person's name or another tool's."""
    engine_version: str
    """Version of that engine."""
    package_version: str
    """Version of annotator."""
    model: str | None = None
    """The model that was asked for."""
    served_model: str | None = None
    """The model that answered, as the endpoint names it."""
    prompts: Mapping[str, str] = Field(default_factory=dict[str, str])
    """Template file name → sha256 of its source."""
    schema_digest: str | None = None
    """sha256 of the response schema."""
    codebook_digest: str | None = None
    """sha256 of the codebook."""
    parameters: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Everything else that could change the answer."""
    created_at: datetime
    """When, with time zone."""
    usage: Usage = NOTHING
    """What it took."""
    latency_s: float | None = None
    """Wall clock seconds."""
    notes: tuple[str, ...] = ()
    """What a reader should know, such as a language that is only partly supported."""


class Annotation(Frozen):
    """All that was found in one document."""

    schema_version: str = SCHEMA_VERSION
    """Version of this schema."""
    document_id: str
    """The document's id."""
    text_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Digest of the text that the offsets refer to."""
    actors: tuple[Actor, ...] = ()
    """Who appears."""
    quotes: tuple[Quote, ...] = ()
    """Who is quoted with what, in text order."""
    claims: tuple[Claim, ...] = ()
    """Who asserts what, in text order."""
    stances: tuple[Stance, ...] = ()
    """Who stands where, in text order."""
    rejected: tuple[Rejection, ...] = ()
    """Proposals that did not hold."""
    provenance: Provenance
    """How it came about."""

    @model_validator(mode="before")
    @classmethod
    def _version(cls, raw: object) -> object:
        version = _version_in(raw)
        if version != SCHEMA_VERSION:
            msg = f"this is schema version {version!r}; this annotator reads version {SCHEMA_VERSION}"
            raise ValueError(msg)
        return raw

    @model_validator(mode="after")
    def _references(self) -> Self:
        known: dict[str, set[str]] = {}
        for name in ("actors", "quotes", "claims", "stances"):
            ids = [record.id for record in getattr(self, name)]
            known[name] = set(ids)
            if len(known[name]) != len(ids):
                twice = next(i for i in ids if ids.count(i) > 1)
                msg = f"two {name} have the id {twice!r}"
                raise ValueError(msg)
        for owner, kind, reference in self._all_references():
            if reference not in known[kind]:
                msg = f"{owner} refers to {reference!r}, which is not among the {kind}"
                raise ValueError(msg)
        return self

    def _all_references(self) -> Iterator[tuple[str, str, str]]:
        """Owner, collection and id of each reference."""
        links: list[tuple[str, str, str | None]] = []
        for actor in self.actors:
            links += [(actor.id, "actors", member) for member in actor.members]
        for quote in self.quotes:
            links += [(quote.id, "actors", quote.speaker), (quote.id, "actors", quote.addressee)]
            links += [(quote.id, "quotes", quote.parent)]
        for claim in self.claims:
            links += [(claim.id, "actors", claim.claimant), (claim.id, "quotes", claim.quote)]
        for stance in self.stances:
            links += [(stance.id, "actors", stance.holder), (stance.id, "actors", stance.target.actor)]
            links += [(stance.id, "quotes", stance.quote), (stance.id, "claims", stance.claim)]
            links += [(stance.id, "claims", stance.target.claim)]
        return ((owner, kind, reference) for owner, kind, reference in links if reference is not None)

    def spans(self) -> Iterator[tuple[str, Span]]:
        """Id of the owner and span, for each span of each record."""
        for actor in self.actors:
            yield from ((actor.id, span) for span in actor.mentions)
        for quote in self.quotes:
            roles = (*quote.content, *quote.cue, *quote.speaker_mentions, *quote.addressee_mentions)
            yield from ((quote.id, span) for span in roles)
        for claim in self.claims:
            yield from ((claim.id, span) for span in claim.evidence)
        for stance in self.stances:
            yield from ((stance.id, span) for span in (*stance.evidence, *stance.target.mentions))

    def actor(self, actor_id: str | None) -> Actor | None:
        """The actor with an id, or None."""
        return next((actor for actor in self.actors if actor.id == actor_id), None)

    def check(self, document: Document) -> None:
        """Hold the annotation against its text.

        Raises:
            RecordError: It describes another text, or a span does not hold what the text has there.
        """
        if self.text_sha256 != document.sha256:
            msg = f"document {document.id!r}: its text differs from the one that was annotated (another sha256)"
            raise RecordError(msg)
        for owner, span in self.spans():
            if span.end > len(document.text) or document.text[span.start : span.end] != span.text:
                place = f"[{span.start}, {span.end})"
                msg = f"document {document.id!r}: {owner} has a span {place} that does not hold the text there"
                raise RecordError(msg)


def _version_in(raw: object) -> object:
    return (
        cast("dict[str, object]", raw).get("schema_version", SCHEMA_VERSION)
        if isinstance(raw, dict)
        else SCHEMA_VERSION
    )


def text_digest(text: str) -> str:
    """sha256 of a text as UTF-8, hexadecimal; lone surrogates are kept apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(value: object) -> str:
    """sha256 of a value of JSON types in canonical form, hexadecimal."""
    return hashlib.sha256(_CANONICAL.encode(value).encode("utf-8", "surrogatepass")).hexdigest()


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
