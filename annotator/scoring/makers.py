"""What made a corpus of predictions: which engines, models, prompts and codebooks, in how many documents.

It knows provenance. Cost and latency are counted by `annotator.scoring.conduct`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from annotator.schema import Provenance

    Identity: TypeAlias = tuple[str, str, str | None, tuple[tuple[str, str], ...], str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class System:
    """What made predictions, and how many documents of them.

    Attributes:
        engine: “rules”, “llm”, a person's name or another tool's.
        engine_version: Its version.
        model: The model that was asked for, None without one.
        served_models: The models that answered.
        prompts: Template file name → sha256.
        schema_digest: sha256 of the response schema.
        codebook_digest: sha256 of the codebook.
        parameters: Everything else that could change the answer.
        documents: How many documents it made.
    """

    engine: str
    engine_version: str
    model: str | None
    served_models: tuple[str, ...]
    prompts: Mapping[str, str]
    schema_digest: str | None
    codebook_digest: str | None
    parameters: Mapping[str, JsonValue]
    documents: int

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "engine": self.engine,
            "engine_version": self.engine_version,
            "model": self.model,
            "served_models": list(self.served_models),
            "prompts": dict(self.prompts),
            "schema_digest": self.schema_digest,
            "codebook_digest": self.codebook_digest,
            "parameters": dict(self.parameters),
            "documents": self.documents,
        }


@dataclass(slots=True)
class Makers:
    """Collects what made each document's predictions."""

    counts: dict[Identity, int] = field(default_factory=dict["Identity", int])
    served: dict[Identity, set[str]] = field(default_factory=dict["Identity", set[str]])

    def add(self, made: Provenance) -> None:
        """Count one document."""
        identity = (
            made.engine,
            made.engine_version,
            made.model,
            tuple(sorted(made.prompts.items())),
            made.schema_digest,
            made.codebook_digest,
            json.dumps(dict(made.parameters), sort_keys=True) if made.parameters else "{}",
        )
        self.counts[identity] = self.counts.get(identity, 0) + 1
        if made.served_model is not None:
            self.served.setdefault(identity, set()).add(made.served_model)

    def systems(self) -> tuple[System, ...]:
        """All of them, the one with most documents first."""
        ranked = sorted(self.counts.items(), key=lambda entry: (-entry[1], repr(entry[0])))
        return tuple(self._system(identity, count) for identity, count in ranked)

    def _system(self, identity: Identity, documents: int) -> System:
        engine, version, model, prompts, schema, codebook, parameters = identity
        served = tuple(sorted(self.served.get(identity, ())))
        return System(
            engine, version, model, served, dict(prompts), schema, codebook, json.loads(parameters), documents
        )
