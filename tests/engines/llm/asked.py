"""What the tests of the language model engine share: a short article, an engine that does not wait, a watcher."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from annotator import codebook
from annotator.engines.llm import LLMEngine, Patience
from annotator.engines.llm.checking import Checker
from annotator.engines.llm.material import Elsewhere, Material
from annotator.engines.llm.replies import Reply
from annotator.schema import Document, Zone, ZoneKind
from annotator.spans import Span
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from contextlib import AbstractAsyncContextManager

    from annotator.engines.base import Attempt

TEXT = """\
Dorn wants to close the harbour of Tollen
“The harbour is a ruin,” Mayor Ida Dorn said on Monday. “It must close.”
Pilot Jan Kessel told her that the harbour is safe. He called the plan “madness”.
You may also like
“Ten ways to close a deal”
"""
"""An invented article; its last two lines are boilerplate."""


def document(text: str = TEXT, name: str = "d") -> Document:
    """The article with its boilerplate zone, or another text without zones."""
    if text is not TEXT:
        return Document(id=name, text=text)
    zone = Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(TEXT, TEXT.index("You may"), len(TEXT)))
    return Document(id=name, text=text, zones=(zone,))


def quick(**limits: Any) -> Patience:
    """Patience in milliseconds."""
    short: dict[str, Any] = {"first_wait_s": 0.01, "longest_wait_s": 0.05, "rate_limit_s": 5.0, "timeout_s": 5.0}
    return Patience(**{**short, **limits})


def engine(server: FakeServer, **choices: Any) -> LLMEngine:
    """An engine at the fake endpoint."""
    choices.setdefault("patience", quick())
    return LLMEngine("fake-1", base_url=server.url, **choices)


@asynccontextmanager
async def asking(**choices: Any) -> AsyncGenerator[tuple[LLMEngine, FakeServer]]:
    """An engine and its endpoint; arguments that the endpoint takes go there."""
    served = {name: choices.pop(name) for name in ("respond", "script", "latency_s", "rate_per_s") if name in choices}
    async with FakeServer(**served) as server:
        asker = engine(server, **choices)
        yield asker, server
        await asker.close()


class Watch:
    """Takes note of everything, and remembers replies."""

    def __init__(self, *, remembers: bool = False) -> None:
        self.attempts: list[Attempt] = []
        self.tokens: list[int] = []
        self.inside = self.most_inside = 0
        self.remembers = remembers

    def lookup(self, request: str) -> str | None:
        """The last good reply to a request."""
        found = [a.reply for a in self.attempts if a.request == request and a.error is None and self.remembers]
        return found[-1] if found else None

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        """Let everybody in, and count."""
        return self._inside(tokens)

    @asynccontextmanager
    async def _inside(self, tokens: int) -> AsyncGenerator[None]:
        self.tokens.append(tokens)
        self.inside += 1
        self.most_inside = max(self.inside, self.most_inside)
        try:
            yield
        finally:
            self.inside -= 1

    async def rest(self, seconds: float, *, limited: bool) -> None:  # noqa: ARG002  # the protocol's signature
        """As long as the transport wants."""
        await asyncio.sleep(seconds)

    def record(self, attempt: Attempt) -> None:
        """Keep the attempt."""
        self.attempts.append(attempt)

    @property
    def ends(self) -> list[tuple[str | None, int | None]]:
        """Error and status of each attempt."""
        return [(attempt.error, attempt.status) for attempt in self.attempts]


def piece(text: str, sentence: int | None = None) -> dict[str, Any]:
    """A fragment as a model gives it."""
    return {"text": text, "sentence": sentence}


def quote(
    key: str = "q1", content: Iterable[dict[str, Any]] = (piece("“The harbour is a ruin,”", 2),), **more: Any
) -> Any:
    """A quote as a model gives it."""
    empty: dict[str, Any] = {"cue": [], "speaker_mentions": [], "addressee_mentions": [], "speaker": None}
    return {"id": key, "content": list(content), **empty, "addressee": None, "parent": None, "mode": "speech", **more}


def claim(key: str = "c1", words: str = "the harbour is safe", **more: Any) -> Any:
    """A claim as a model gives it."""
    fields: dict[str, Any] = {"evidence": [piece(words, 4)], "proposition": "The harbour of Tollen is safe."}
    links = {"quote": None, "claimant": None, "negated": False, "certainty": "unstated"}
    return {"id": key, **fields, **links, "verifiable": True, "check_worthiness": 0.5, "kind": "factual", **more}


def target(label: str = "the harbour", **more: Any) -> Any:
    """A target as a model gives it."""
    return {"mentions": [], "label": label, "kind": "topic", "actor": None, "claim": None, **more}


def stance(words: str = "It must close", sentence: int = 3, **more: Any) -> Any:
    """A stance as a model gives it."""
    fields: dict[str, Any] = {"evidence": [piece(words, sentence)], "reason": "she wants it closed", "holder": None}
    links = {"target": target(), "quote": None, "claim": None, "derived": False, "explicitness": "explicit"}
    return {**fields, **links, "act": "demand", "polarity": "against", **more}


def actor(name: str = "Ida Dorn", kind: str = "person", aliases: Iterable[str] = ()) -> Any:
    """An actor as a model gives it."""
    return {"name": name, "kind": kind, "aliases": list(aliases)}


def answer(**collections: Any) -> dict[str, Any]:
    """A whole answer; what is not given is empty."""
    return {"actors": [], "quotes": [], "claims": [], "stances": [], **collections}


def reply(**collections: Any) -> Reply:
    """A whole answer, read."""
    return Reply.model_validate(answer(**collections))


def checker(**known: Any) -> Checker:
    """A checker for the article."""
    elsewhere = known.pop("elsewhere", Elsewhere())
    return Checker(Material(document()), known.pop("codebook", codebook.default()), elsewhere, **known)
