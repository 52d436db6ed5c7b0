"""From a completion to a reply: instructor's reader where all is well, item by item where something is not.

It tells what could be read and what could not; whether it is true is left to `checking`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from annotator.engines.llm.checking import Problem
from annotator.engines.llm.replies import ITEMS, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.engines.llm.completions import Completion

Filled = TypeVar("Filled", bound=BaseModel)
_BRACES = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read.

    Attributes:
        reply: None when nothing could.
        problems: What could not, as instructions.
    """

    reply: Reply | None
    problems: tuple[Problem, ...] = ()


def read(completion: Completion, parse: Callable[[], Reply], wanted: Sequence[str]) -> Reading:
    """Read a reply.

    Args:
        completion: The answer.
        parse: Instructor's reader for it, which takes all or nothing.
        wanted: Collections that the schema asks for.
    """
    try:
        reply = parse()
    except (ValueError, TypeError, AssertionError, AttributeError):  # all that instructor's readers raise
        return salvage(text_of(completion), wanted)
    missing = [name for name in wanted if name not in reply.model_fields_set]
    return salvage(text_of(completion), wanted) if missing else Reading(reply)


def salvage(text: str, wanted: Sequence[str]) -> Reading:
    """Read what can be read of an answer that does not fit as a whole."""
    fields = json_object(text)
    if fields is None:
        return Reading(None, (_unreadable("the answer is no JSON object; answer with one that fits the schema"),))
    if not any(isinstance(fields.get(name), list) for name in wanted):
        names = ", ".join(wanted)
        return Reading(None, (_unreadable(f"the answer has none of the lists {names}; give all of them"),))
    kept: dict[str, list[BaseModel]] = {}
    problems: list[Problem] = []
    for name in wanted:
        kept[name], wrong = _items(name, fields.get(name))
        problems += wrong
    return Reading(Reply.model_validate(kept), tuple(problems))


def _items(name: str, given: object) -> tuple[list[BaseModel], list[Problem]]:
    """The valid proposals of one collection, and what is wrong with the others."""
    if not isinstance(given, list):
        instruction = f"the list {name} is missing; give it, empty if there is nothing"
        return [], [Problem(name, None, "invalid", instruction, drops=False)]
    kept: list[BaseModel] = []
    problems: list[Problem] = []
    for index, each in enumerate(cast("Sequence[object]", given)):
        try:
            kept.append(ITEMS[name].model_validate(each))
        except ValidationError as error:
            payload = cast("dict[str, Any]", each) if isinstance(each, dict) else {"given": each}
            instruction = f"{name}[{index}]: {_sentence(error)}"
            problems.append(Problem(name, None, "invalid", instruction, payload=payload))
    return kept, problems


def _sentence(error: ValidationError) -> str:
    """The first things that are wrong, without what was given."""
    found = [f"{'.'.join(map(str, each['loc'])) or 'it'}: {each['msg']}" for each in error.errors(include_input=False)]
    return "; ".join(found[:3]) + "; correct this or leave the item out"


def _unreadable(instruction: str) -> Problem:
    return Problem("reply", None, "invalid", instruction)


def text_of(completion: Completion) -> str:
    """What the model wrote, wherever it wrote it."""
    message = completion.choices[0].message
    arguments = message.tool_calls[0].function.arguments if message.tool_calls else None
    if isinstance(arguments, dict):
        return json.dumps(arguments)
    return arguments or message.content or ""


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in a text, with or without words or a code fence around it."""
    for candidate in (text, *(match[0] for match in _BRACES.finditer(text))):
        try:
            value = json.loads(candidate)
        except ValueError:
            continue
        if isinstance(value, dict):
            return cast("dict[str, Any]", value)
    return None
