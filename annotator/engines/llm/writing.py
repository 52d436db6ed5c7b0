"""What a model reads: which templates make up the system and the user message of each step.

The system message is the same for every document, so that providers can cache it; the article follows, and what was
found so far comes last. Templates are `annotator.prompts`'s.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from annotator.engines.base import Task
from annotator.engines.llm import examples
from annotator.engines.llm.asking import Question
from annotator.engines.llm.replies import reply_model
from annotator.prompts import Templates, article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from annotator.codebook import Codebook
    from annotator.engines.drafts import Draft, DraftActor, DraftClaim, DraftQuote
    from annotator.engines.llm.chunks import Chunk
    from annotator.engines.llm.examples import Examples
    from annotator.engines.llm.material import Material

MOST_CARRIED = 60
"""Actors and targets that are repeated to the model; a list without end would crowd out the article."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request about a chunk.

    Attributes:
        template: File name.
        tasks: Collections that it asks for.
    """

    template: str
    tasks: frozenset[Task]


def steps(mode: str, tasks: frozenset[Task]) -> tuple[Step, ...]:
    """The requests of a mode, in order: all at once, or one for each task."""
    if mode == "joint":
        return (Step("joint.v1.jinja", tasks),)
    return tuple(Step(f"{task.value}.v1.jinja", frozenset({task})) for task in Task if task in tasks)


@dataclass(frozen=True, slots=True)
class Found:
    """What earlier steps and chunks found, for the next one to refer to.

    Attributes:
        actors: Of this chunk and those before.
        targets: Labels of targets, likewise.
        quotes: Of this chunk.
        claims: Of this chunk.
        prefix: What their keys begin with, not shown to the model.
    """

    actors: tuple[DraftActor, ...] = ()
    targets: tuple[str, ...] = ()
    quotes: tuple[DraftQuote, ...] = ()
    claims: tuple[DraftClaim, ...] = ()
    prefix: str = ""

    def after(self, draft: Draft) -> Found:
        """With what one more step found."""
        actors = {actor.name: actor for actor in (*self.actors, *draft.actors)}
        targets = dict.fromkeys((*self.targets, *(stance.target.label for stance in draft.stances)))
        quotes, claims = (*self.quotes, *draft.quotes), (*self.claims, *draft.claims)
        return Found(tuple(actors.values()), tuple(targets), quotes, claims, self.prefix)

    def carried(self, prefix: str) -> Found:
        """What the next chunk is told."""
        return Found(self.actors[-MOST_CARRIED:], self.targets[-MOST_CARRIED:], prefix=prefix)

    @property
    def names(self) -> list[str]:
        """Names that may be referred to."""
        return [name for actor in self.actors for name in (actor.name, *actor.aliases)]

    def ids(self, proposals: Iterable[DraftQuote | DraftClaim]) -> list[str]:
        """Keys as the model knows them."""
        return [proposal.key.removeprefix(self.prefix) for proposal in proposals]

    def listed(self) -> dict[str, str]:
        """As the templates show it: a line of JSON for each."""
        actors = ({"name": a.name, "kind": a.kind.value, "aliases": list(a.aliases)} for a in self.actors)
        quotes = (
            {"id": key, "speaker": quote.speaker, "content": [piece.text for piece in quote.content]}
            for key, quote in zip(self.ids(self.quotes), self.quotes, strict=True)
        )
        claims = (
            {"id": key, "claimant": claim.claimant, "proposition": claim.proposition, "negated": claim.negated}
            for key, claim in zip(self.ids(self.claims), self.claims, strict=True)
        )
        return {
            "actors": _lines(actors),
            "targets": _lines(self.targets),
            "quotes": _lines(quotes),
            "claims": _lines(claims),
        }


def _lines(values: Iterable[Any]) -> str:
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values)


class Writer:
    """Writes the messages for one codebook and one set of tasks; files are read when first needed."""

    def __init__(self, directory: Path, codebook: Codebook, tasks: frozenset[Task]) -> None:
        self.templates = Templates(directory)
        self.codebook = codebook
        self.tasks = tasks
        self._systems: dict[str, str] = {}
        self._requests: dict[str, str] = {}

    @cached_property
    def examples(self) -> Examples:
        """The examples that fit the codebook, checked."""
        return examples.load(self.templates.directory / "examples", self.codebook)

    def question(self, step: Step, material: Material, chunk: Chunk, found: Found, sample: int = 0) -> Question:
        """What is asked about a chunk in one step."""
        model = reply_model(self.codebook, step.tasks, self.tasks)
        return Question(self.system(step.template), self.user(step, material, chunk, found), model, sample)

    def system(self, template: str) -> str:
        """The rules, the same for every document."""
        if template not in self._systems:
            names = [task.value for task in Task if task in self.tasks]
            shown = self.examples.shown(self.tasks)
            variables = {"codebook": self.codebook, "tasks": names, "examples": shown}
            self._systems[template] = self.templates.render(template, "rules", variables)
        return self._systems[template]

    def user(self, step: Step, material: Material, chunk: Chunk, found: Found) -> str:
        """The article, and what to do with it beyond the rules."""
        own = (chunk.own[0].number, chunk.own[-1].number) if chunk.is_part_of(material.sentences) else None
        return article(material.document.text, chunk.shown) + self._request(step.template, own, found)

    def _request(self, template: str, own: tuple[int, int] | None, found: Found) -> str:
        """What to do with the article; the same for all articles that are neither split nor asked about twice."""
        plain = own is None and found == Found()
        if plain and template in self._requests:
            return self._requests[template]
        request = self.templates.render(template, "request", {"own": own, **found.listed()})
        if plain:
            self._requests[template] = request
        return request

    def digests(self, steps: Sequence[Step]) -> dict[str, str]:
        """File name → sha256, for templates and examples."""
        parts = [self.templates.digests(step.template) for step in steps]
        return {name: digest for part in parts for name, digest in part.items()} | dict(self.examples.digests)
