"""The narrow question: how one holder stands toward one target, with a probability and the words that decide.

It words the question and weighs the answers; asking is `transport`'s.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from annotator.engines.base import Judgement
from annotator.engines.llm.asking import Question
from annotator.engines.llm.checking import label, short
from annotator.engines.llm.material import Material
from annotator.engines.llm.reading import json_object, text_of
from annotator.engines.llm.replies import JudgementReply, judgement_model
from annotator.errors import CodebookError, InvalidResponse
from annotator.prompts import article
from annotator.schema import Polarity
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.codebook import Codebook
    from annotator.engines.llm.chunks import Chunk
    from annotator.engines.llm.completions import Completion
    from annotator.engines.llm.engine import LLMEngine
    from annotator.schema import Document

TEMPLATE = "judge.v1.jinja"


@dataclass(frozen=True, slots=True)
class _Vote:
    """One answer.

    Attributes:
        label: Of the codebook's scale.
        evidence: Where the words stand.
        reason: In the model's words.
        probability: Of the label, from token probabilities; None when the endpoint does not say.
    """

    label: str
    evidence: tuple[Span, ...]
    reason: str
    probability: float | None


async def judge(engine: LLMEngine, document: Document, target: Span | str, holder: Span | str | None) -> Judgement:
    """Ask the narrow question as often as the engine takes samples.

    The confidence is the label's token probability where the endpoint gives one (``parameters={"logprobs": True}``),
    averaged over the answers that chose it; else the share of answers that chose it, with one imagined vote for each
    label (Laplace's rule), so that a single answer is not taken for certainty.
    """
    material = Material(document)
    if not material.sentences:
        return Judgement(Polarity.NEUTRAL, 0.0, trace=("the document has no sentence",))
    chunk = _where(engine, material, target)
    asked = [_question(engine, material, chunk, target, holder, number) for number in range(engine.settings.samples)]
    votes = await asyncio.gather(*[_ask(engine, question, material) for question in asked])
    return _weighed(engine.codebook, votes)


def _where(engine: LLMEngine, material: Material, target: Span | str) -> Chunk:
    """The chunk that the target is in, or that names it most often."""
    packed = engine.packed(material)
    if isinstance(target, Span):
        return next((chunk for chunk in packed if chunk.holds(target.start)), packed[0])
    text = material.document.text
    return max(packed, key=lambda chunk: text.count(target, chunk.own[0].start, chunk.own[-1].end))


def _question(  # noqa: PLR0913, PLR0917  # what a question is made of
    engine: LLMEngine, material: Material, chunk: Chunk, target: Span | str, holder: Span | str | None, sample: int
) -> Question:
    codebook, templates = engine.codebook, engine.writer.templates
    variables = {"codebook": codebook, "neutral": _neutral(codebook)}
    asked = {"target": _named(material, target), "holder": None if holder is None else _named(material, holder)}
    user = article(material.document.text, chunk.shown) + templates.render(TEMPLATE, "request", asked)
    system = templates.render(TEMPLATE, "rules", variables)
    return Question(system, user, cast("Any", judgement_model(codebook)), sample)


def _neutral(codebook: Codebook) -> str:
    try:
        return codebook.label_of(Polarity.NEUTRAL)
    except CodebookError:
        return ""


def _named(material: Material, thing: Span | str) -> str:
    """A target or holder as the question names it: a JSON string, with its sentence when it is a span."""
    if isinstance(thing, str):
        return json.dumps(thing, ensure_ascii=False)
    number = next((s.number for s in material.sentences if s.start <= thing.start < s.end), None)
    words = json.dumps(material.document.text[thing.start : thing.end], ensure_ascii=False)
    return words if number is None else f"{words} in sentence {number}"


async def _ask(engine: LLMEngine, question: Question, material: Material) -> _Vote:
    """One valid answer; an invalid one is sent back as often as the engine does that."""
    from annotator.engines.llm.checking import Problem  # noqa: PLC0415  # only for the re-ask

    wording, transport = engine.wording, engine.asker.transport
    body = wording.body(question)
    raw, attempts = "", 0
    for attempts in range(1, engine.settings.reasks + 2):
        incoming = await transport.send(wording.outgoing(question, body, reask=attempts > 1))
        raw = incoming.raw
        vote = _read(engine.codebook, incoming.completion, material)
        if isinstance(vote, _Vote):
            return vote
        body = wording.reask(body, incoming.completion, [Problem("reply", None, "invalid", vote)])
    name = engine.endpoint.model
    msg = f"{name} was asked {attempts} times and never gave a valid judgement"
    raise InvalidResponse(msg, model=name, attempts=attempts, last_reply=raw)


def _read(codebook: Codebook, completion: Completion, material: Material) -> _Vote | str:
    """The vote in an answer, or what is wrong with it."""
    text = text_of(completion)
    try:
        reply = JudgementReply.model_validate(json_object(text))
    except ValidationError:
        return "the answer does not fit the schema; give evidence, reason and polarity"
    names = [degree.name for degree in codebook.scale]
    chosen = label(reply.polarity, names)
    if chosen is None:
        return f"the polarity {reply.polarity!r} is not in the codebook; use one of {', '.join(names)}"
    found = [(piece, material.find(piece)) for piece in reply.evidence]
    missing = next((piece for piece, grounding in found if grounding is None), None)
    if missing is not None:
        return (
            f"the evidence {short(missing.text)} is not in the article; copy it character by character or leave it out"
        )
    evidence = tuple(span for _, grounding in found if grounding is not None for span in grounding.spans)
    return _Vote(chosen, evidence, reply.reason, probability(completion, reply.polarity))


def probability(completion: Completion, value: str) -> float | None:
    """Probability of the tokens that spell the last field's value, if the endpoint gives token probabilities."""
    tokens: Sequence[dict[str, Any]] = (completion.choices[0].logprobs or {}).get("content") or ()
    text = "".join(token["token"] for token in tokens)
    start = text.rfind(value)
    if start < 0:
        return None
    total, at = 0.0, 0
    for token in tokens:
        end = at + len(token["token"])
        if at < start + len(value) and start < end:
            total += token["logprob"]
        at = end
    return min(1.0, math.exp(total))


def _weighed(codebook: Codebook, votes: Sequence[_Vote]) -> Judgement:
    """The label that most answers chose; of equals the one that came first."""
    counts = Counter(vote.label for vote in votes)
    chosen = max(counts, key=lambda name: counts[name])
    ours = [vote for vote in votes if vote.label == chosen]
    degree = codebook.degree(chosen)
    assert degree is not None  # noqa: S101  # labels were checked when read
    return Judgement(
        polarity=degree.means,
        confidence=_confidence(ours, len(votes), len(codebook.scale)),
        evidence=ours[0].evidence,
        trace=(f"{len(ours)} of {len(votes)} answers chose {chosen}", *_reasons(ours)),
    )


def _confidence(ours: Sequence[_Vote], votes: int, labels: int) -> float:
    stated = [vote.probability for vote in ours if vote.probability is not None]
    if len(stated) == len(ours):
        return sum(stated) / len(stated) * len(ours) / votes
    return (len(ours) + 1) / (votes + labels)


def _reasons(votes: Iterable[_Vote]) -> list[str]:
    return list(dict.fromkeys(vote.reason for vote in votes if vote.reason))
