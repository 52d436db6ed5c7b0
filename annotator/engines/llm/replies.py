"""What a model is asked to fill in, and the JSON Schema that asks for it, with the codebook's labels as enums.

Evidence and reason stand before the labels that they justify, because a model writes in order. What a reply is worth is
left to `checking`; the public records are `annotator.schema`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from annotator.engines.base import ALL_TASKS, Task
from annotator.schema import ActorKind, Certainty, Explicitness, Mode, TargetKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from annotator.codebook import Codebook, Label

Schema = dict[str, Any]
_PIECE = "Piece"


class _Filled(BaseModel):
    """Read leniently: unknown fields are ignored and absent ones null, though the schema asks for exactly these."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Piece(_Filled):
    """Words of the article."""

    text: str
    """Copied character by character from one sentence."""
    sentence: int | None = Field(default=None, json_schema_extra={"asked": "integer"})
    """Number of that sentence."""


class ActorReply(_Filled):
    """Somebody who appears."""

    name: str
    """The fullest name that the article gives."""
    kind: ActorKind
    """unnamed for somebody whom the article only describes."""
    aliases: tuple[str, ...] = ()
    """Other names and descriptions that the article uses."""


class QuoteReply(_Filled):
    """Attributed content."""

    id: str
    """q1, q2, …"""
    content: tuple[Piece, ...]
    """All and only what is attributed, marks included."""
    cue: tuple[Piece, ...] = ()
    """The words that license the attribution."""
    speaker_mentions: tuple[Piece, ...] = ()
    """The speaker as written."""
    addressee_mentions: tuple[Piece, ...] = ()
    """Whom the words were said to, as written."""
    speaker: str | None = None
    """Name of the actor that the mention means."""
    addressee: str | None = None
    """Name of an actor."""
    parent: str | None = None
    """Id of the quote that holds this one."""
    mode: Mode = Field(json_schema_extra={"labels": "modes"})


class ClaimReply(_Filled):
    """One proposition that somebody asserts."""

    id: str
    """c1, c2, …"""
    evidence: tuple[Piece, ...]
    """The words that assert it."""
    proposition: str
    """A sentence that stands alone."""
    quote: str | None = None
    """Id of the quote in which it is made."""
    claimant: str | None = None
    """Name of an actor, or null for the article itself."""
    negated: bool = False
    """Whether the claimant denies the proposition."""
    verifiable: bool | None = Field(default=None, json_schema_extra={"asked": "boolean"})
    """Whether it could be checked."""
    check_worthiness: float | None = Field(default=None, json_schema_extra={"asked": "number"})
    """How much checking it would matter to the public, 0 to 1."""
    certainty: Certainty = Field(default=Certainty.UNSTATED, json_schema_extra={"labels": "certainties"})
    kind: str = Field(json_schema_extra={"labels": "claim_kinds"})


class TargetReply(_Filled):
    """What a stance is about."""

    mentions: tuple[Piece, ...] = ()
    """Where the evidence names it."""
    label: str = Field(json_schema_extra={"labels": "targets"})
    """The most specific name that the words license."""
    kind: TargetKind
    actor: str | None = None
    """Name of an actor, when the target is one."""
    claim: str | None = None
    """Id of a claim, when the target is one."""


class StanceReply(_Filled):
    """Where somebody stands."""

    evidence: tuple[Piece, ...]
    """The words that prove it."""
    reason: str = ""
    """Why they prove it, in at most fifteen words."""
    holder: str | None = None
    """Name of an actor, or null for the article itself."""
    target: TargetReply
    quote: str | None = None
    """Id of the quote that expresses it."""
    claim: str | None = None
    """Id of the claim that expresses it."""
    derived: bool = False
    """Whether it follows from a more specific stance."""
    explicitness: Explicitness = Field(default=Explicitness.EXPLICIT, json_schema_extra={"labels": "explicitness"})
    act: str = Field(json_schema_extra={"labels": "acts"})
    polarity: str = Field(json_schema_extra={"labels": "scale"})


class Reply(_Filled):
    """Annotations of one article."""

    actors: tuple[ActorReply, ...] = ()
    quotes: tuple[QuoteReply, ...] = ()
    claims: tuple[ClaimReply, ...] = ()
    stances: tuple[StanceReply, ...] = ()


class JudgementReply(_Filled):
    """Where one holder stands on one target."""

    evidence: tuple[Piece, ...] = ()
    """The words that decide it; empty when nothing does."""
    reason: str = ""
    """Why, in at most fifteen words."""
    polarity: str = Field(json_schema_extra={"labels": "scale"})


ITEMS: dict[str, type[_Filled]] = {
    "actors": ActorReply,
    "quotes": QuoteReply,
    "claims": ClaimReply,
    "stances": StanceReply,
}
"""Collection of a reply → what it holds."""


class _Asked:
    """Mixed into a reply class: the schema that is sent, made once."""

    asked: ClassVar[Schema]

    @classmethod
    def model_json_schema(cls, *_args: Any, **_kwargs: Any) -> Schema:
        """The schema that is sent, a copy of its top level so that nobody can spoil it."""
        return dict(cls.asked)


_made: dict[tuple[str, str], type[Any]] = {}
"""Response models by codebook digest and fields; a class for each is made once in a process."""


def reply_model(codebook: Codebook, asked: frozenset[Task], tasks: frozenset[Task] = ALL_TASKS) -> type[Reply]:
    """The reply to one request, wrapped for instructor once.

    Args:
        codebook: Its labels become enums, their definitions descriptions.
        asked: The collections that this request asks for, beside the actors.
        tasks: All that the engine looks for; links to anything else are not asked for.
    """
    fields = ["actors", *(task.value for task in Task if task in asked)]
    return _wrapped("Annotations", Reply, codebook, fields, unlinked(tasks))


def unlinked(tasks: Collection[Task]) -> frozenset[str]:
    """Names of the fields that could only refer to what is not looked for."""
    return frozenset(task.value[:-1] for task in (Task.QUOTES, Task.CLAIMS) if task not in tasks)


def judgement_model(codebook: Codebook) -> type[JudgementReply]:
    """The reply to the narrow question, wrapped for instructor once."""
    return _wrapped("Judgement", JudgementReply, codebook, list(JudgementReply.model_fields))


def _wrapped(
    name: str, base: type[Any], codebook: Codebook, fields: Sequence[str], without: frozenset[str] = frozenset()
) -> type[Any]:
    key = (codebook.digest, f"{','.join(fields)} without {','.join(sorted(without))}")
    if key not in _made:
        from instructor import response_schema  # noqa: PLC0415  # slow to import

        made = cast("Any", create_model)(name, __base__=(_Asked, base), __doc__=base.__doc__)
        wrapped = response_schema(made)
        shape = schema(base, codebook, fields, without)
        wrapped.asked = shape | {"title": name, "description": base.__doc__}
        _made[key] = wrapped
    return _made[key]


def schema(
    base: type[BaseModel], codebook: Codebook, fields: Sequence[str], without: frozenset[str] = frozenset()
) -> Schema:
    """The JSON Schema of some fields of a reply, in the form that strict structured output accepts.

    All fields are required and none other allowed; there are no defaults and no bounds, and nothing stands beside a
    reference.
    """
    raw = base.model_json_schema()
    shape = _Shape(raw["$defs"], codebook, without)
    properties = {name: shape.of(raw["properties"][name]) for name in fields}
    return _object(properties) | {"$defs": {_PIECE: shape.of(raw["$defs"][_PIECE])}}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Turns pydantic's schema into the one that is sent.

    Attributes:
        definitions: What references lead to.
        codebook: Where the labels come from.
        without: Fields of items that are left out.
    """

    definitions: Schema
    codebook: Codebook
    without: frozenset[str]

    def of(self, node: Schema) -> Schema:
        """One node without titles, with the codebook's labels; only `Piece`, which is everywhere, stays a reference."""
        name = node.get("$ref", "").rpartition("/")[2]
        if name == _PIECE:
            return {"$ref": node["$ref"]}
        node = {**self.definitions.get(name, {}), **node}
        plain: Schema = {key: node[key] for key in ("type", "enum", "description") if key in node}
        if "asked" in node:
            return plain | {"type": node["asked"]}
        if "anyOf" in node:
            plain["anyOf"] = [self.of(each) for each in node["anyOf"]]
        if "items" in node:
            plain["items"] = self.of(node["items"])
        if "properties" in node:
            kept = {name: each for name, each in node["properties"].items() if name not in self.without}
            plain |= _object({name: self.of(each) for name, each in kept.items()})
        if labels := getattr(self.codebook, node.get("labels", ""), None):
            plain |= _labels(labels)
        return plain


def _labels(labels: Sequence[Label]) -> Schema:
    described = "\n".join(f"{label.name}: {label.definition}" for label in labels)
    return {"type": "string", "enum": [label.name for label in labels], "description": described}
