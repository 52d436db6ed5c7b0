"""Examples in the prompt: invented articles with the answers they should get, checked before a model sees them.

An example has to be right by the codebook and true to its own text; how it looks in a prompt is also here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from annotator.engines.llm.checking import Checker
from annotator.engines.llm.material import Elsewhere, Material
from annotator.engines.llm.replies import Reply, unlinked
from annotator.errors import PromptError
from annotator.prompts import numbered
from annotator.schema import Document, text_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from annotator.codebook import Codebook
    from annotator.engines.base import Task

_LABEL_CODES = {"unknown-label", "unknown-target"}


class Example(BaseModel):
    """An invented article and its answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article: str
    language: str = "en"
    answer: Reply

    @property
    def material(self) -> Material:
        """The article, made ready."""
        return Material(Document(id="example", text=self.article, language=self.language))


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the template gets it."""

    article: str
    answer: str


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of a directory that fit a codebook.

    Attributes:
        all: In the order of their file names.
        digests: File name → sha256.
    """

    all: tuple[Example, ...] = ()
    digests: tuple[tuple[str, str], ...] = ()

    def shown(self, tasks: Collection[Task]) -> list[Shown]:
        """As the template gets them, with the collections that are asked for."""
        return [_shown(example, tasks) for example in self.all]

    def elsewhere(self, codebook: Codebook) -> Elsewhere:
        """What these examples and the codebook's own say."""
        texts = [example.article for example in self.all]
        names = [actor.name for example in self.all for actor in example.answer.actors]
        return Elsewhere((*texts, *_codebook_texts(codebook)), tuple(names))


def _shown(example: Example, tasks: Collection[Task]) -> Shown:
    fields = {"actors", *(task.value for task in tasks)}
    answer = _without(example.answer.model_dump(mode="json", include=fields), unlinked(tasks))
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Shown(numbered(example.article, example.material.sentences), text)


def _without(value: Any, names: Collection[str]) -> Any:
    """A JSON value without the fields of these names."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return {name: _without(each, names) for name, each in fields.items() if name not in names}
    return [_without(each, names) for each in cast("Sequence[Any]", value)] if isinstance(value, list) else value


def _codebook_texts(codebook: Codebook) -> Iterable[str]:
    groups: tuple[tuple[Any, ...], ...] = (
        codebook.modes,
        codebook.claim_kinds,
        codebook.certainties,
        codebook.acts,
        codebook.scale,
        codebook.explicitness,
        codebook.targets,
    )
    return (example.text for group in groups for label in group for example in label.examples)


def load(directory: Path, codebook: Codebook) -> Examples:
    """Read the examples of a directory; those with labels that the codebook lacks are left out.

    Raises:
        PromptError: One cannot be read, or does not stand in its own text.
    """
    kept: list[Example] = []
    digests: list[tuple[str, str]] = []
    for path in sorted(directory.glob("*.yaml")):
        source = path.read_text(encoding="utf-8")
        example = parse(source, path.name)
        problems = Checker(example.material, codebook, Elsewhere()).check(example.answer)
        wrong = next((problem for problem in problems if problem.code not in _LABEL_CODES), None)
        if wrong is not None:
            raise PromptError(wrong.instruction, template=path.name)
        if not problems:
            kept.append(example)
            digests.append((f"examples/{path.name}", text_digest(source)))
    return Examples(tuple(kept), tuple(digests))


def parse(source: str, name: str) -> Example:
    """An example from YAML.

    Raises:
        PromptError: It is none.
    """
    try:
        return Example.model_validate(yaml.safe_load(source))
    except (yaml.YAMLError, ValidationError) as error:
        raise PromptError(f"this is no example: {error}", template=name) from error
