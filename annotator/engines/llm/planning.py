"""What an engine would send, and what came back elsewhere: requests for plans and batches, and drafts of their answers.

Nothing here reaches a network; sending is `transport`'s, and batches are a run's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from annotator.engines.llm import merging
from annotator.engines.llm.failures import TooLong
from annotator.engines.llm.material import Material
from annotator.engines.llm.writing import Found
from annotator.errors import Truncated
from annotator.schema import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.engines.drafts import Draft
    from annotator.engines.llm.chunks import Chunk
    from annotator.engines.llm.engine import LLMEngine
    from annotator.engines.llm.writing import Step
    from annotator.schema import Document


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it would go out, for plans and for OpenAI's Batch API.

    Attributes:
        body: The JSON body, for ``/v1/chat/completions``.
        digest: Names the request; `Calls.lookup` is asked for it.
        tokens: Estimated tokens of the input.
        stable_tokens: Of these, those that every document shares and a provider can cache.
        chunk: The sentences that it is about.
        step: The template and tasks.
        sample: From 0.
        depends: Whether the real request will also hold answers to earlier ones, so that this one is only an estimate.
    """

    body: Mapping[str, Any]
    digest: str
    tokens: int
    stable_tokens: int
    chunk: Chunk
    step: Step
    sample: int
    depends: bool


def requests(engine: LLMEngine, document: Document) -> list[Request]:
    """The requests that a document takes; see `LLMEngine.requests`."""
    material = Material(document)
    return [
        _request(engine, material, chunk, step, sample)
        for sample in range(engine.settings.samples)
        for chunk in engine.packed(material)
        for step in engine.steps
    ]


def _request(engine: LLMEngine, material: Material, chunk: Chunk, step: Step, sample: int) -> Request:
    question = engine.writer.question(step, material, chunk, Found(), sample)
    body = engine.wording.body(question)
    sent = engine.wording.outgoing(question, body, reask=False)
    later = chunk.own[0].number != material.sentences[0].number
    depends = step is not engine.steps[0] or (engine.settings.carry and later)
    stable = engine.wording.fixed_tokens(question)
    return Request(body, sent.digest, sent.tokens, stable, chunk, step, sample, depends)


def read_reply(engine: LLMEngine, document: Document, request: Request, raw: str) -> Draft:
    """The draft in one raw answer; see `LLMEngine.read_reply`."""
    material = Material(document)
    question = engine.writer.question(request.step, material, request.chunk, Found(), request.sample)
    try:
        answered, usage, served = engine.asker.read(question, raw, engine.checker(material, Found()).check)
    except TooLong as error:
        name = engine.endpoint.model
        msg = f"{name}: the answer was cut off; ask for the document in smaller parts"
        raise Truncated(msg, model=name, last_reply=raw) from error
    made = engine.drafted(answered, material, engine.prefix(request.chunk, material, request.sample))
    return replace(made, usage=usage, served_model=served)


def joined(engine: LLMEngine, document: Document, parts: Sequence[tuple[Request, Draft]]) -> Draft:
    """The draft of a document from those of its requests; see `LLMEngine.joined`."""
    material = Material(document)
    samples = [
        _sample(material, [part for part in parts if part[0].sample == sample])
        for sample in range(engine.settings.samples)
    ]
    whole = merging.merged(material, samples)
    usage = sum((draft.usage for _, draft in parts), Usage())
    return replace(whole, usage=usage, served_model=next((draft.served_model for _, draft in parts), None))


def _sample(material: Material, parts: Sequence[tuple[Request, Draft]]) -> Draft:
    pieces = list(dict.fromkeys(request.chunk for request, _ in parts))
    drafts = [merging.stacked([draft for request, draft in parts if request.chunk == chunk]) for chunk in pieces]
    return merging.merged(material, drafts, pieces)
