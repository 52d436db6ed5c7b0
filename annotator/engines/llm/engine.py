"""The engine: documents through chunks, steps and samples to drafts.

It knows the order of things; words are `writing`'s, requests `asking`'s, putting together `merging`'s.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from annotator import codebook as codebooks
from annotator.engines.base import ALL_TASKS, TIMEOUT_S, Calls, Identity, Judgement, Task
from annotator.engines.drafts import Draft
from annotator.engines.llm import chunks, drafting, judging, merging, planning
from annotator.engines.llm.asking import Asker, Wording
from annotator.engines.llm.checking import Checker
from annotator.engines.llm.choices import Settings
from annotator.engines.llm.failures import TooLong
from annotator.engines.llm.material import Material
from annotator.engines.llm.patience import Patience
from annotator.engines.llm.providers import endpoint, with_key
from annotator.engines.llm.replies import reply_model, unlinked
from annotator.engines.llm.spending import Ledger
from annotator.engines.llm.transport import NoCalls, Transport
from annotator.engines.llm.writing import Found, Writer, steps
from annotator.errors import ModelError, SettingsError, Truncated
from annotator.schema import Document, digest

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Mapping, Sequence

    from openai import AsyncOpenAI
    from pydantic import JsonValue, SecretStr

    from annotator.codebook import Codebook
    from annotator.engines.llm.asking import Answered
    from annotator.engines.llm.chunks import Chunk
    from annotator.engines.llm.material import Elsewhere
    from annotator.engines.llm.planning import Request
    from annotator.engines.llm.writing import Step
    from annotator.spans import Span

VERSION = "1"
"""Grows when equal settings could give another answer than before."""
DEFAULT_MODEL = "openai/gpt-5-mini"
MOST_CHUNK_TOKENS = 4000
"""Of an article in one request; its annotations take several times as many."""


class LLMEngine:
    """Asks a language model.

    Constructing it sends nothing; its files are read when first needed.
    """

    def __init__(  # noqa: PLR0913  # the choices that a user has
        self,
        model: str = DEFAULT_MODEL,
        *,
        base_url: str | None = None,
        client: AsyncOpenAI | None = None,
        api_key: str | SecretStr | None = None,
        codebook: Codebook | None = None,
        tasks: Iterable[Task] = ALL_TASKS,
        mode: str = "joint",
        samples: int = 1,
        reasks: int = 2,
        retries: int = 5,
        timeout_s: float = TIMEOUT_S,
        max_chunk_tokens: int = MOST_CHUNK_TOKENS,
        carry: bool = True,
        schema_mode: str | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        parameters: Mapping[str, JsonValue] | None = None,
        patience: Patience | None = None,
        calls: Calls | None = None,
        offline: bool = False,
    ) -> None:
        """Choose a model and how to ask it.

        Args:
            model: “provider/model”; with a base URL or a client the name as the server knows it.
            base_url: Any OpenAI-compatible server; ``OPENAI_BASE_URL`` stands in for OpenAI's own address.
            client: Used instead of one of our own; its retries are switched off.
            api_key: Instead of the provider's environment variable.
            codebook: The labels; the shipped ones by default.
            tasks: What to look for.
            mode: “joint” asks for everything at once, “staged” for one task after the other.
            samples: Times that everything is asked; with more than one, agreement is the confidence.
            reasks: Times that an answer that is not valid is sent back.
            retries: Times that a request is repeated after a failure of transport; rate limits are waited out.
            timeout_s: Seconds for one answer.
            max_chunk_tokens: Estimated tokens of an article in one request; longer ones are split.
            carry: Whether a chunk is told the actors and targets of those before; its request then depends on theirs.
            schema_mode: How the schema is asked for, instead of the endpoint's usual way; see `providers.MODES`.
            temperature: Sent only when given, as is the seed.
            seed: Of the first sample; each further one gets the next.
            parameters: Sent along as they are (reasoning_effort, max_completion_tokens …).
            patience: All limits on waiting; ``retries`` and ``timeout_s`` are two of them.
            calls: Watches and steers requests.
            offline: Only for plans: no key is needed and nothing can be sent.

        Raises:
            SettingsError: The provider is unknown, its key is missing, or a choice makes no sense.
        """
        sent = {"temperature": temperature, "seed": seed, **(parameters or {})}
        given = tuple((name, value) for name, value in sent.items() if value is not None)
        self.settings = Settings(frozenset(tasks), mode, samples, reasks, max_chunk_tokens, carry, given)
        self.settings.check()
        found = endpoint(model, str(client.base_url).rstrip("/") if client is not None else base_url, schema_mode)
        self.endpoint = found if client is not None or offline else with_key(found, api_key)
        self._requested = model
        self._codebook = codebook
        waiting = patience or Patience(retries=retries, timeout_s=timeout_s)
        self._transport = Transport(self.endpoint, calls or NoCalls(), waiting, client)
        self._offline = offline

    def __repr__(self) -> str:
        return f"LLMEngine({self._requested!r}, base_url={self.endpoint.url!r})"

    @cached_property
    def codebook(self) -> Codebook:
        """The labels that may be given."""
        return self._codebook or codebooks.default()

    @property
    def tasks(self) -> frozenset[Task]:
        """What it looks for."""
        return self.settings.tasks

    @property
    def identity(self) -> Identity:
        """What could change the answer."""
        return self._identity

    @cached_property
    def _identity(self) -> Identity:
        chosen = self.settings
        parameters: dict[str, JsonValue] = {
            "base_url": self.endpoint.url,
            "carry": chosen.carry,
            "max_chunk_tokens": chosen.max_chunk_tokens,
            "mode": chosen.mode,
            "reasks": chosen.reasks,
            "samples": chosen.samples,
            "schema_mode": self.endpoint.mode,
            "tasks": [task.value for task in Task if task in chosen.tasks],
            **dict(chosen.parameters),
        }
        return Identity(
            engine="llm",
            engine_version=VERSION,
            model=self._requested,
            prompts=self.writer.digests(self.steps),
            schema_digest=digest(
                [reply_model(self.codebook, s.tasks, self.tasks).model_json_schema() for s in self.steps]
            ),
            codebook_digest=self.codebook.digest,
            parameters=parameters,
        )

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The requests about each chunk, in order."""
        return steps(self.settings.mode, self.settings.tasks)

    @cached_property
    def writer(self) -> Writer:
        """Writes the messages."""
        return Writer(codebooks.prompts_directory(), self.codebook, self.settings.tasks)

    @cached_property
    def wording(self) -> Wording:
        """Words the requests."""
        return Wording(self.endpoint, dict(self.settings.parameters))

    @cached_property
    def asker(self) -> Asker:
        """Asks."""
        return Asker(self.wording, self._transport, self.settings.reasks)

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        return self.writer.examples.elsewhere(self.codebook)

    async def close(self) -> None:
        """Close the connections that belong to the running event loop."""
        await self._transport.close()

    # the document's way

    async def draft(self, document: Document) -> Draft:
        """Propose what a document holds.

        Raises:
            ModelError: The model gave no usable answer; what was spent is on the error.
            SettingsError: The key is missing.
            BudgetExceeded: `calls` let no further request go.
        """
        if self._offline:
            raise SettingsError("this engine was made for plans only and sends nothing", variable="offline")
        material = Material(document)
        if not material.sentences:
            return Draft()
        ledger = Ledger()
        try:
            samples = await _all([self._sample(material, number, ledger) for number in range(self.settings.samples)])
        except ModelError as error:
            error.usage = ledger.total
            raise
        whole = merging.merged(material, samples)
        return replace(whole, usage=ledger.total, served_model=ledger.served)

    async def _sample(self, material: Material, sample: int, ledger: Ledger) -> Draft:
        """One pass over all chunks."""
        todo = self.packed(material)[::-1]
        done: list[tuple[Chunk, Draft]] = []
        found = Found()
        while todo:
            chunk = todo.pop()
            prefix = self.prefix(chunk, material, sample)
            found = found.carried(prefix) if self.settings.carry else Found(prefix=prefix)
            try:
                part = await self._chunk(material, chunk, found, sample, ledger)
            except TooLong:
                todo += self._smaller(chunk, material)[::-1]
                continue
            done.append((chunk, part))
            if todo:  # otherwise nobody is told
                found = found.after(part)
        return merging.merged(material, [part for _, part in done], [chunk for chunk, _ in done])

    def packed(self, material: Material) -> list[Chunk]:
        """The chunks of an article."""
        return chunks.pack(material.document.text, material.sentences, self.settings.max_chunk_tokens)

    def prefix(self, chunk: Chunk, material: Material, sample: int) -> str:
        """What makes the keys of a chunk and sample unlike those of others; nothing when there is one of each."""
        of_sample = f"{sample + 1}:" if self.settings.samples > 1 else ""
        return f"{of_sample}{chunk.own[0].number}." if of_sample or chunk.is_part_of(material.sentences) else ""

    def _smaller(self, chunk: Chunk, material: Material) -> list[Chunk]:
        smaller = chunks.halves(chunk, material.sentences)
        if len(smaller) == 1:
            name, number = self.endpoint.model, chunk.own[0].number
            msg = f"{name}: the answer to sentence {number} alone does not fit; raise max_completion_tokens"
            raise Truncated(msg, model=name)
        return smaller

    async def _chunk(self, material: Material, chunk: Chunk, found: Found, sample: int, ledger: Ledger) -> Draft:
        """All steps for one chunk."""
        parts: list[Draft] = []
        for step in self.steps:
            if parts:
                found = found.after(parts[-1])
            question = self.writer.question(step, material, chunk, found, sample)
            answered = await self.asker.ask(question, self.checker(material, found).check, ledger)
            parts.append(self.drafted(answered, material, found.prefix))
        return merging.stacked(parts)

    def checker(self, material: Material, found: Found) -> Checker:
        """Checks answers about a chunk, with what earlier steps found."""
        return Checker(
            material,
            self.codebook,
            self._elsewhere,
            names=found.names,
            quotes=found.ids(found.quotes),
            claims=found.ids(found.claims),
            unlinked=unlinked(self.tasks),
        )

    def drafted(self, answered: Answered, material: Material, prefix: str) -> Draft:
        """The draft in an answer."""
        made = drafting.draft(answered.reply, answered.problems, self.codebook, prefix, material.only)
        return replace(made, notes=(*made.notes, *answered.notes)) if answered.notes else made

    # without a network

    def requests(self, document: Document) -> list[Request]:
        """The requests that a document takes, rendered but not sent; re-asks cannot be foreseen."""
        return planning.requests(self, document)

    def read_reply(self, document: Document, request: Request, raw: str) -> Draft:
        """The draft in one raw answer, such as a line of a batch; nothing is asked again.

        Args:
            document: What the request was about.
            request: One of `requests`.
            raw: The body of the answer, a chat completion.

        Raises:
            ModelError: It holds no usable answer; `Truncated` when it was cut off.
        """
        return planning.read_reply(self, document, request, raw)

    def joined(self, document: Document, parts: Sequence[tuple[Request, Draft]]) -> Draft:
        """The draft of a document from those of its requests, as `draft` would put them together."""
        return planning.joined(self, document, parts)

    # the narrow question

    async def judge(self, document: Document, target: Span | str, holder: Span | str | None = None) -> Judgement:
        """Say how a holder stands toward a target, each a span or a name in the document.

        Raises:
            ModelError: The model gave no usable answer.
        """
        return await judging.judge(self, document, target, holder)


async def _all(coroutines: Sequence[Coroutine[Any, Any, Draft]]) -> list[Draft]:
    """Results of all; when one fails the others still end, because they are paid for."""
    if len(coroutines) == 1:
        return [await coroutines[0]]
    results = await asyncio.gather(*coroutines, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return [result for result in results if isinstance(result, Draft)]
