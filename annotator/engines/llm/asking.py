"""Asking until the answer is good, or the re-asks are used up: then the best one there was.

Instructor words the request for each mode, reads the answer and words the re-ask; the loop is our own, because it has
to count exactly, keep every raw reply, and let no article text into an error or a log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from annotator.engines.llm.failures import TooLong
from annotator.engines.llm.reading import Reading, read
from annotator.engines.llm.spending import estimated_tokens, priced, tokens_of
from annotator.engines.llm.transport import Outgoing
from annotator.errors import ContentFiltered, InvalidResponse, ModelError, Refused
from annotator.schema import digest, text_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import JsonValue

    from annotator.engines.llm.checking import Problem
    from annotator.engines.llm.completions import Completion
    from annotator.engines.llm.providers import Endpoint
    from annotator.engines.llm.replies import Reply
    from annotator.engines.llm.spending import Ledger
    from annotator.engines.llm.transport import Incoming, Transport
    from annotator.schema import Usage

Body = dict[str, Any]
_MOST_PROBLEMS = 40
"""Problems named in one re-ask; with more, the answer is worthless anyhow."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked.

    Attributes:
        system: Rules, the same for every document.
        user: The article and what to do with it.
        model: The reply's class, wrapped for instructor.
        sample: Which of several equal questions this is, from 0.
    """

    system: str
    user: str
    model: type[Reply]
    sample: int = 0

    @property
    def wanted(self) -> list[str]:
        """Collections that the schema asks for."""
        return list(self.model.model_json_schema()["properties"])


@dataclass(frozen=True, slots=True)
class Answered:
    """The best answer.

    Attributes:
        reply: What could be read of it.
        problems: What is still wrong with it.
        notes: What a reader should know.
    """

    reply: Reply
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


class Wording:
    """How questions are worded for one endpoint: the request body of each."""

    def __init__(self, endpoint: Endpoint, parameters: Mapping[str, JsonValue]) -> None:
        self.endpoint = endpoint
        self.parameters = dict(parameters)
        self._extras: dict[type[Any], Body] = {}
        self._stable: dict[tuple[type[Any], str], str] = {}
        self._written: dict[tuple[type[Any], str, int], tuple[str, str]] = {}
        self._tokens: dict[tuple[type[Any], str], int] = {}

    @cached_property
    def handlers(self) -> Any:
        """Instructor's ways in the endpoint's mode, its ``ModeHandlers``."""
        from instructor import Mode  # noqa: PLC0415  # slow to import
        from instructor.v2 import Provider, mode_registry  # noqa: PLC0415  # as above

        modes = {"json_schema": Mode.JSON_SCHEMA, "tools": Mode.TOOLS, "json": Mode.JSON, "md_json": Mode.MD_JSON}
        return mode_registry.get_handlers(Provider.OPENAI, modes[self.endpoint.mode])

    def body(self, question: Question) -> Body:
        """The body of the first request for a question."""
        messages = [{"role": "system", "content": question.system}, {"role": "user", "content": question.user}]
        body = {"model": self.endpoint.model, "messages": messages, **self._parameters(question.sample)}
        if self.endpoint.mode in {"json", "md_json"}:  # the schema goes into the messages
            return cast("Body", self.handlers.request_handler(response_model=question.model, kwargs=body)[1])
        return body | self._extra(question.model)

    def _parameters(self, sample: int) -> Body:
        """What was asked to be sent along; each sample has a seed of its own, if there is one."""
        seed = self.parameters.get("seed")
        return self.parameters | {"seed": seed + sample} if isinstance(seed, int) and sample else self.parameters

    def _extra(self, model: type[Reply]) -> Body:
        """What instructor adds for a schema, worked out once."""
        if model not in self._extras:
            kwargs: Body = self.handlers.request_handler(response_model=model, kwargs={"messages": []})[1]
            extra = {key: value for key, value in kwargs.items() if key != "messages"}
            self._extras[model] = _strict(extra) if self.endpoint.strict else extra
        return self._extras[model]

    def outgoing(self, question: Question, body: Body, *, reask: bool) -> Outgoing:
        """A body with what transport needs to know about it."""
        later: list[Any] = body["messages"][1:]
        text = "".join(str(message.get("content", "")) for message in later)
        tokens = self.fixed_tokens(question) + estimated_tokens(text)
        written = _json(later)
        key = text_digest(f"{self._fixed(question, body)} {question.sample} {written}")
        return Outgoing(self._encoded(question, body, written), key, tokens, question.user, reask)

    def _encoded(self, question: Question, body: Body, later: str) -> bytes:
        """The body as it goes over the wire; what is the same for every document is written once.

        A lone surrogate in an answer that is sent back becomes a question mark, because no encoding can carry it.
        """
        place = (question.model, question.system, question.sample)
        if place not in self._written:
            rest = {key: value for key, value in body.items() if key != "messages"}
            self._written[place] = (f'{{"messages":[{_json(body["messages"][0])},', f"],{_json(rest)[1:]}")
        head, tail = self._written[place]
        return (head + later[1:-1] + tail).encode("utf-8", "replace")

    def _fixed(self, question: Question, body: Body) -> str:
        """Digest of all that is the same for every document."""
        place = (question.model, question.system)
        if place not in self._stable:
            rest = {key: value for key, value in body.items() if key not in {"messages", "seed"}}
            self._stable[place] = digest([self.endpoint.url, rest, body["messages"][0], self.parameters.get("seed")])
        return self._stable[place]

    def fixed_tokens(self, question: Question) -> int:
        """Estimated tokens of rules and schema, which every document shares."""
        place = (question.model, question.system)
        if place not in self._tokens:
            self._tokens[place] = estimated_tokens(question.system + _json(question.model.model_json_schema()))
        return self._tokens[place]

    def reask(self, body: Body, completion: Completion, problems: Sequence[Problem]) -> Body:
        """The body that shows the model its answer and what is wrong with it."""
        fresh = {**body, "messages": list(body["messages"])}
        complaint = Complaint(problems)
        return cast("Body", self.handlers.reask_handler(kwargs=fresh, response=completion, exception=complaint))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Complaint(Exception):
    """What is wrong with an answer, in words for the model; never raised."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        listed = "\n".join(f"- {problem.instruction}." for problem in problems[:_MOST_PROBLEMS])
        super().__init__(f"{listed}\nGive the whole answer again, with all that was right in it.")


def _strict(extra: Body) -> Body:
    """The same with OpenAI's “strict”, which instructor leaves out."""
    if "response_format" in extra:
        named = {**extra["response_format"]["json_schema"], "strict": True}
        return {**extra, "response_format": {**extra["response_format"], "json_schema": named}}
    if "tools" in extra:
        return {
            **extra,
            "tools": [{**each, "function": {**each["function"], "strict": True}} for each in extra["tools"]],
        }
    return extra


class Asker:
    """Asks one endpoint."""

    def __init__(self, wording: Wording, transport: Transport, reasks: int) -> None:
        self.wording = wording
        self.transport = transport
        self.reasks = reasks

    async def ask(self, question: Question, check: Callable[[Reply], list[Problem]], ledger: Ledger) -> Answered:
        """Ask, and ask again while something is wrong.

        Args:
            question: What to ask.
            check: What is wrong with a reply that could be read.
            ledger: Takes in what it costs.

        Raises:
            TooLong: Question and answer do not fit the model.
            InvalidResponse: No answer could be read.
            ModelError: There was no answer.
        """
        body = self.wording.body(question)
        readings: list[Reading] = []
        last = ""
        for number in range(self.reasks + 1):
            incoming = await self._send(question, body, ledger, reask=number > 0)
            last = incoming.raw
            try:
                reading = self.reading(question, incoming.completion, check)
            except (ModelError, TooLong):
                if any(each.reply is not None for each in readings):
                    break  # an answer that is good in parts is better than none
                raise
            readings.append(reading)
            if not reading.problems:
                break
            body = self.wording.reask(body, incoming.completion, reading.problems)
        return self._best(readings, last)

    async def _send(self, question: Question, body: Body, ledger: Ledger, *, reask: bool) -> Incoming:
        try:
            incoming = await self.transport.send(self.wording.outgoing(question, body, reask=reask))
        except ModelError as error:
            if error.usage is not None:
                ledger.add(error.usage)
            raise
        ledger.add(incoming.usage, incoming.completion.model)
        return incoming

    def read(
        self, question: Question, raw: str, check: Callable[[Reply], list[Problem]]
    ) -> tuple[Answered, Usage, str | None]:
        """The answer in a raw reply, what it took, and who gave it; nothing is asked again.

        Raises:
            ModelError: It holds no answer.
            TooLong: It was cut off.
        """
        completion = self.transport.parsed(raw)
        usage = priced(tokens_of(completion.usage), self.wording.endpoint)
        answered = self._best([self.reading(question, completion, check)], raw)
        return answered, usage, completion.model

    def reading(self, question: Question, completion: Completion, check: Callable[[Reply], list[Problem]]) -> Reading:
        """Read and check one answer.

        Raises:
            TooLong: It was cut off.
            Refused: The model declined.
            ContentFiltered: The provider's filter stopped it.
        """
        name = self.wording.endpoint.model
        if completion.finish == "length":
            raise TooLong
        if completion.finish == "content_filter":
            raise ContentFiltered(f"{name}: the provider's filter stopped the answer", model=name)
        if completion.refusal is not None:
            raise Refused(f"{name} declined to answer", model=name)
        reading = read(completion, lambda: self._parse(question, completion), question.wanted)
        if reading.reply is None:
            return reading
        return Reading(reading.reply, (*reading.problems, *check(reading.reply)))

    def _parse(self, question: Question, completion: Completion) -> Reply:
        parsed = self.wording.handlers.response_parser(
            response=completion, response_model=question.model, validation_context=None, strict=False
        )
        return cast("Reply", parsed)

    def _best(self, readings: Sequence[Reading], last: str) -> Answered:
        """The answer with the most that is good; of equals the last."""
        readable = [each for each in readings if each.reply is not None]
        if not readable:
            name = self.wording.endpoint.model
            times = "once" if len(readings) == 1 else f"{len(readings)} times"
            msg = f"{name} was asked {times} and never gave JSON that fits the schema; try another schema mode or model"
            raise InvalidResponse(msg, model=name, attempts=len(readings), last_reply=last)
        best = max(readable, key=lambda each: (_good(each), readings.index(each)))
        earlier = best is not readings[-1]
        notes = ("a re-asked answer held less than the one before it, which was kept",) if earlier else ()
        return Answered(cast("Reply", best.reply), best.problems, notes)


def _good(reading: Reading) -> int:
    """How many proposals of an answer would be kept."""
    reply = cast("Reply", reading.reply)
    dropped = {(each.collection, each.index) for each in reading.problems if each.drops and each.index is not None}
    return sum(map(len, (reply.quotes, reply.claims, reply.stances))) - len(
        {place for place in dropped if place[0] != "actors"}
    )
