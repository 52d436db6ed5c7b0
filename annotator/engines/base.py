"""What every engine is: a document in, a draft out, and an identity that says what could change the answer.

The seams at which a run watches and steers model calls (`Calls`) are also here; which engine does what is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from annotator.schema import Polarity, Usage, digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager

    from pydantic import JsonValue

    from annotator.engines.drafts import Draft
    from annotator.schema import Document
    from annotator.spans import Span


class Task(StrEnum):
    """What to look for."""

    QUOTES = "quotes"
    CLAIMS = "claims"
    STANCES = "stances"


ALL_TASKS = frozenset(Task)


@dataclass(frozen=True, slots=True)
class Identity:
    """All that could change an engine's answer; equal identities may share answers.

    Attributes:
        engine: “rules” or “llm”.
        engine_version: Version of the engine.
        model: Requested model, None without one.
        prompts: Template file name → sha256.
        schema_digest: sha256 of the response schema.
        codebook_digest: sha256 of the codebook.
        parameters: Anything else.
    """

    engine: str
    engine_version: str
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict[str, str])
    schema_digest: str | None = None
    codebook_digest: str | None = None
    parameters: Mapping[str, JsonValue] = field(default_factory=dict[str, "JsonValue"])

    @property
    def digest(self) -> str:
        """sha256 over all of it."""
        return digest(
            [
                self.engine,
                self.engine_version,
                self.model,
                dict(self.prompts),
                self.schema_digest,
                self.codebook_digest,
                dict(self.parameters),
            ]
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to one narrow question: how does this holder stand toward this target?

    Attributes:
        polarity: Which way.
        confidence: Probability that the polarity is right.
        evidence: The words that decide it, offsets into the document; empty when nothing does.
        trace: Steps that led here, a sentence each.
    """

    polarity: Polarity
    confidence: float
    evidence: tuple[Span, ...] = ()
    trace: tuple[str, ...] = ()


class Engine(Protocol):
    """Maps a document to a draft. An engine holds no state that one document could pass to another."""

    @property
    def identity(self) -> Identity:
        """What could change the answer."""
        ...

    @property
    def tasks(self) -> frozenset[Task]:
        """What it looks for."""
        ...

    async def draft(self, document: Document) -> Draft:
        """Propose what the document holds; ``document.zones`` are set, boilerplate is not to be read.

        Raises:
            ModelError: The model gave no usable answer.
        """
        ...

    async def judge(self, document: Document, target: Span | str, holder: Span | str | None = None) -> Judgement:
        """Say how a holder (None: the text itself) stands toward a target, each a span or a name in the document."""
        ...


NO_ACCESS = frozenset({401, 403})
"""HTTP statuses that say that the key is not accepted; the words beside them may repeat it."""
TOO_MANY = 429
"""HTTP status of a rate limit."""
TIMEOUT_S = 300.0
"""Seconds that a model gets for one answer, unless somebody says otherwise: reasoning takes minutes."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to a model and how it ended.

    Attributes:
        request: Digest of the request (messages, response schema, model, parameters): equal requests may share a reply.
        reply: The raw reply, if one came.
        usage: What it took.
        latency_s: Seconds until the reply or the error.
        error: Class name of the error, None on success.
        status: HTTP status, if there was one.
        headers: Rate limit headers of the response, lower case.
    """

    request: str
    reply: str | None
    usage: Usage
    latency_s: float
    error: str | None = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Calls(Protocol):
    """How a run watches and steers model calls; the default does nothing."""

    def lookup(self, request: str) -> str | None:
        """A reply that was already paid for, or None."""
        ...

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        """Wait until a request of about so many tokens may go out; entered around each transport attempt.

        Raises:
            BudgetExceeded: No further request is allowed.
        """
        ...

    async def rest(self, seconds: float, *, limited: bool) -> None:
        """Wait before a request is tried again; shorter when `admit` will make it wait, or refuse it.

        Args:
            seconds: How long, for who knows nothing better.
            limited: Whether the endpoint had refused it for a rate limit.
        """
        ...

    def record(self, attempt: Attempt) -> None:
        """Take note of a finished attempt, successful or not; called before the reply is used."""
        ...
