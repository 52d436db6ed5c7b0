"""The labels of one article as a person writes them: fragments of the text and names, in YAML.

It knows the source format of `eval/gold` and the line of everything in it; looking fragments up is left to
`eval.lookup`, making records of them to `eval.gold`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, cast

import yaml
from pydantic import BeforeValidator, Field, JsonValue, ValidationError, model_validator

from annotator.errors import RecordError
from annotator.schema import ActorKind, Certainty, Explicitness, Frozen, Mode, Polarity, QuoteKind, TargetKind, ZoneKind

if TYPE_CHECKING:
    from pathlib import Path

CONTEXT = " | "
"""Parts a fragment from wider words that hold it once: `said | Orsa said on Monday`."""


class Scalar(str):
    """A string of the file that knows its line."""

    __slots__ = ("line",)
    line: int


class Block(dict[str, object]):
    """A mapping of the file that knows its line."""

    __slots__ = ("line",)
    line: int


class _Placed(Frozen):
    """A part of the file with its line."""

    line: int = 0
    """Line in the file, from 1."""

    @model_validator(mode="before")
    @classmethod
    def _take_line(cls, raw: object) -> object:
        return {**raw, "line": raw.line} if isinstance(raw, Block) else raw


class Fragment(_Placed):
    """Words of the article: alone, with wider words around them or an occurrence number, or from … to."""

    text: str | None = Field(default=None, min_length=1)
    """The words, character by character."""
    within: str | None = Field(default=None, alias="in", min_length=1)
    """Wider words that stand once in the article; the words are looked for in there."""
    n: int | None = Field(default=None, ge=1)
    """Which occurrence, from 1."""
    first: str | None = Field(default=None, alias="from", min_length=1)
    """First words of a long stretch."""
    last: str | None = Field(default=None, alias="to", min_length=1)
    """Last words of that stretch, the nearest after the first ones; without them it runs to the end of the text."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, raw: object) -> object:
        if not isinstance(raw, Scalar):
            return raw
        text, _, within = raw.partition(CONTEXT)
        return {"text": text, "line": raw.line, **({"in": within} if within else {})}

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.text is None) == (self.first is None):
            raise ValueError("a fragment is either its words or {from: …, to: …}")
        return self


def _listed(raw: object) -> object:
    return cast("object", raw) if isinstance(raw, list | tuple) else [raw]


Fragments = Annotated[tuple[Fragment, ...], BeforeValidator(_listed)]
"""One fragment or a list of them."""
Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One string or a list of them."""


class ActorLabel(_Placed):
    """Somebody who appears."""

    name: str
    kind: ActorKind
    every: Strings = ()
    """Names and descriptions that mean this actor wherever they stand in the article as whole words."""
    besides: Fragments = ()
    """Stretches in which such a name means something else."""
    mentions: Fragments = ()
    """Further mentions, one by one; those in the roles of quotes and targets are added by themselves."""
    aliases: Strings = ()
    members: Strings = ()
    wikidata: str | None = None


class TargetLabel(_Placed):
    """What a stance is about."""

    label: str
    kind: TargetKind
    actor: str | None = None
    claim: str | None = None
    mentions: Fragments = ()


class ClaimLabel(_Placed):
    """One proposition; under a quote, evidence and claimant are the quote's unless they are given."""

    key: str | None = None
    at: str | None = None
    proposition: str
    kind: str
    evidence: Fragments = ()
    also: Fragments = ()
    """Further evidence, for what is asserted more than once."""
    claimant: str | None = None
    quote: str | None = None
    verifiable: bool | None = None
    worth: float | None = None
    certainty: Certainty = Certainty.UNSTATED
    negated: bool = False


class StanceLabel(_Placed):
    """A stance; under a quote, evidence and holder are the quote's unless they are given."""

    at: str | None = None
    holder: str | None = None
    target: TargetLabel
    act: str
    polarity: Polarity | None = None
    """Needed unless the codebook ties the act to one."""
    explicitness: Explicitness = Explicitness.EXPLICIT
    evidence: Fragments = ()
    also: Fragments = ()
    """Further evidence, for a stance that is taken more than once."""
    quote: str | None = None
    claim: str | None = None
    derived: bool = False


class QuoteLabel(_Placed):
    """Attributed content, with the claims and stances that it expresses."""

    key: str | None = None
    at: str | None = None
    """Wider words that stand once in the article; the quote's fragments are looked for in there first."""
    content: Fragments
    cue: Fragments = ()
    speaker: str | None = None
    mention: Fragments = ()
    """The speaker as written here."""
    addressee: str | None = None
    addressee_mention: Fragments = ()
    mode: Mode = Mode.SPEECH
    kind: QuoteKind | None = None
    """What the labeller expects the marks to give; compilation refuses another outcome."""
    parent: str | None = None
    claims: tuple[ClaimLabel, ...] = ()
    stances: tuple[StanceLabel, ...] = ()


class Labels(_Placed):
    """Everything that a person wrote about one article."""

    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    author: str | None = None
    language: str
    labelled: dt.date
    """When the labels were last gone through."""
    split: Literal["open", "held"] = "open"
    """Whether those who write rules and prompts may look at it."""
    cases: Strings = ()
    """Edge cases that it holds."""
    metadata: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    zones: dict[ZoneKind, Fragments] = Field(default_factory=dict[ZoneKind, Fragments])
    """All but the body, which is what they leave."""
    actors: dict[str, ActorLabel] = Field(default_factory=dict[str, ActorLabel])
    quotes: tuple[QuoteLabel, ...] = ()
    claims: tuple[ClaimLabel, ...] = ()
    """Claims outside quotes; without a claimant they are the article's own."""
    stances: tuple[StanceLabel, ...] = ()
    """Stances outside quotes; without a holder they are the article's own."""


def parse(source: str, path: Path) -> Labels:
    """The labels in a YAML text.

    Raises:
        RecordError: It is no YAML, names a key twice, or breaks the format; the message names the line.
    """
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise RecordError(f"this is no YAML: {reason}", path=path, line=mark.line + 1 if mark else None) from error
    raw = _plain(node, path)
    try:
        return Labels.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        message = f"{where}: {first['msg'].removeprefix('Value error, ')}"
        raise RecordError(message, path=path, line=_line(raw, first["loc"])) from error


def _plain(node: yaml.Node | None, path: Path) -> object:
    """A composed node with every scalar as a string: in this format “no” is a word and a date is ISO 8601."""
    if isinstance(node, yaml.ScalarNode):
        scalar = Scalar(node.value)
        scalar.line = _line_of(node)
        return scalar
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each, path) for each in cast("list[yaml.Node]", node.value)]
    if isinstance(node, yaml.MappingNode):
        return _block(node, path)
    raise RecordError("there are no labels in it", path=path)


def _block(node: yaml.MappingNode, path: Path) -> Block:
    block = Block()
    block.line = _line_of(node)
    for key, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
        name = str(key.value)
        if name in block:
            raise RecordError(f"{name!r} is given twice here; one would be lost", path=path, line=_line_of(key))
        block[name] = _plain(value, path)
    return block


def _line_of(node: yaml.Node) -> int:
    mark: Any = node.start_mark
    return int(mark.line) + 1


def _line(raw: object, location: tuple[int | str, ...]) -> int | None:
    """Line of the innermost part of the file on a path."""
    line = None
    part = raw
    for step in location:
        line = part.line if isinstance(part, Block | Scalar) else line
        part = _inside(part, step)
    return part.line if isinstance(part, Block | Scalar) else line


def _inside(part: object, step: int | str) -> object:
    if isinstance(part, Block):
        return part.get(str(step))
    if isinstance(part, list) and isinstance(step, int):
        parts = cast("list[object]", part)
        return parts[step] if step < len(parts) else None
    return part  # pyright: ignore[reportUnknownVariableType]  # a list of anything
