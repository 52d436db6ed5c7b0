"""A codebook: the labels that annotations may carry, each with what it means, what it does not, and examples.

It is one source for prompts, response schemas and the rules engine; how each of them uses it is left to them.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import yaml
from pydantic import Field, ValidationError, model_validator

from annotator.errors import CodebookError
from annotator.schema import Frozen, Polarity, TargetKind, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = "codebook.v1.yaml"
"""File name of the shipped codebook."""


class Example(Frozen):
    """A sentence that shows a label at work."""

    text: str = Field(min_length=1)
    """The sentence, invented or free to use."""
    marks: tuple[str, ...] = ()
    """The words of it that carry the label, copied; they must stand in the text."""
    note: str = ""
    """Why it is, or is not, an instance."""


class Label(Frozen):
    """A value that a coder may choose."""

    name: str = Field(pattern=r"^[^\s].*$", max_length=80)
    """What is written into the record."""
    definition: str = Field(min_length=1)
    """What it means, in a sentence."""
    clarification: str = ""
    """What also counts."""
    negative_clarification: str = ""
    """What does not count, though it looks like it."""
    examples: tuple[Example, ...] = ()
    """Instances."""


class Act(Label):
    """A speech act that takes a stance."""

    polarity: Polarity | None = None
    """The polarity that it expresses toward its object, when it always does."""
    cues: tuple[str, ...] = ()
    """Base forms of verbs and nouns that express it; the rules engine adds them to its lexicon."""


class Degree(Label):
    """A step of the polarity scale."""

    means: Polarity
    """The polarity that it refines."""
    value: float = Field(ge=-1, le=1)
    """Its place on the scale, -1 fully against, 1 fully in favor."""


class ClosedTarget(Label):
    """A target that the researcher wants coded (an “issue” codebook)."""

    kind: TargetKind = TargetKind.TOPIC
    """What it is."""
    aliases: tuple[str, ...] = ()
    """Other words for it."""


class Guideline(Frozen):
    """Rules for one kind of record."""

    definition: str = Field(min_length=1)
    """What is to be annotated."""
    rules: tuple[str, ...] = ()
    """Rulings, one sentence each."""


class Codebook(Frozen):
    """Everything that coders, human or not, agree on before they start."""

    name: str = Field(min_length=1)
    """What to call it in reports."""
    version: str = Field(min_length=1, coerce_numbers_to_str=True)
    """Its version."""
    format: Literal[1] = 1
    """Version of the file format."""
    quotes: Guideline
    """What is a quote."""
    claims: Guideline
    """What is a claim."""
    stances: Guideline
    """What is a stance."""
    modes: tuple[Label, ...]
    """speech, writing and thought, defined."""
    claim_kinds: tuple[Label, ...] = Field(min_length=1)
    """Kinds of claims."""
    certainties: tuple[Label, ...]
    """certain, probable, possible and unstated, defined."""
    acts: tuple[Act, ...] = Field(min_length=1)
    """Acts that take a stance."""
    scale: tuple[Degree, ...] = Field(min_length=2)
    """The polarity scale."""
    explicitness: tuple[Label, ...]
    """explicit, implicit and behavioral, defined."""
    targets: tuple[ClosedTarget, ...] = ()
    """When given, stances toward these targets only."""

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for field, labels in self._label_lists():
            names = [label.name for label in labels]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                msg = f"{field}: the label {twice!r} is defined twice"
                raise ValueError(msg)
        for field, fixed in (
            ("modes", {"speech", "writing", "thought"}),
            ("certainties", {"certain", "probable", "possible", "unstated"}),
            ("explicitness", {"explicit", "implicit", "behavioral"}),
        ):
            odd = {label.name for label in getattr(self, field)} ^ fixed
            if odd:
                msg = f"{field} defines exactly {', '.join(sorted(fixed))}; differs in {', '.join(sorted(odd))}"
                raise ValueError(msg)
        return self

    def _label_lists(self) -> Iterator[tuple[str, tuple[Label, ...]]]:
        for field in ("modes", "claim_kinds", "certainties", "acts", "scale", "explicitness", "targets"):
            yield field, getattr(self, field)

    @cached_property
    def digest(self) -> str:
        """sha256 of its content, whatever the file's layout."""
        return digest(self.model_dump(mode="json"))

    def act(self, name: str) -> Act | None:
        """The act with a name, or None."""
        return self._acts.get(name)

    def degree(self, name: str) -> Degree | None:
        """The step of the scale with a name, or None."""
        return self._degrees.get(name)

    def names(self, field: str) -> tuple[str, ...]:
        """The names in one of its lists of labels, such as “acts”, in their order."""
        return tuple([label.name for label in getattr(self, field)])

    @cached_property
    def _acts(self) -> dict[str, Act]:
        return {act.name: act for act in self.acts}

    @cached_property
    def _degrees(self) -> dict[str, Degree]:
        return {degree.name: degree for degree in self.scale}

    def label_of(self, polarity: Polarity) -> str:
        """The scale's label for a plain polarity: the namesake, else the mildest step that means it.

        Raises:
            CodebookError: The scale has no step for it.
        """
        steps = [step for step in self.scale if step.means is polarity]
        if not steps:
            msg = f"the scale of {self.name!r} has no step that means {polarity.value}"
            raise CodebookError(msg)
        return next((step.name for step in steps if step.name == polarity), min(steps, key=lambda s: abs(s.value)).name)

    def problems(self) -> list[str]:
        """What is wrong with its examples, a sentence each: marks must stand in their own text."""
        return [
            f"{field} › {label.name}: the example marks {mark!r}, which does not stand in its text {example.text!r}"
            for field, labels in self._label_lists()
            for label in labels
            for example in label.examples
            for mark in example.marks
            if mark not in example.text
        ]


def parse(source: str, *, path: Path | None = None) -> Codebook:
    """Read a codebook from YAML.

    Args:
        source: The YAML text.
        path: Where it came from, for messages.

    Raises:
        CodebookError: It is no YAML, or it breaks a rule; the message names the line.
    """
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        msg = f"this is no valid YAML: {getattr(error, 'problem', None) or 'it cannot be parsed'}"
        raise CodebookError(msg, path=path, line=mark.line + 1 if mark else None) from error
    if not isinstance(raw, dict):
        msg = "a codebook is a YAML mapping with name, version, quotes, claims, stances, acts and so on"
        raise CodebookError(msg, path=path)
    try:
        return Codebook.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise CodebookError(_sentence(first), path=path, line=_line(node, first["loc"])) from error


def load(path: Path) -> Codebook:
    """Read a codebook from a file.

    Raises:
        CodebookError: The file cannot be read, or breaks a rule.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        msg = f"the codebook cannot be read: {reason}"
        raise CodebookError(msg, path=path) from error
    return parse(source, path=path)


@cache
def default() -> Codebook:
    """The shipped codebook."""
    return load(prompts_directory() / DEFAULT)


def prompts_directory() -> Path:
    """Where the shipped templates and the codebook stand: inside the wheel, or in the checkout."""
    packaged = Path(__file__).parent / "_prompts"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


def _sentence(error: Any) -> str:
    where = " › ".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such field; check its spelling"
    if error["type"] == "missing":
        return f"{where}: this field is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int | None:
    """Line of the innermost node on a path, from 1."""
    line = None
    for step in location:
        if isinstance(node, yaml.MappingNode):
            pairs: list[tuple[yaml.Node, yaml.Node]] = node.value
            key, value = next((pair for pair in pairs if pair[0].value == str(step)), (None, None))
            if key is None:
                return line or node.start_mark.line + 1
            line, node = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = cast("list[yaml.Node]", node.value)[step]
            line = node.start_mark.line + 1
    return line
