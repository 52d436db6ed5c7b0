"""What tests of the English rules read: quotes and actors of a text as plain values. All sentences are invented."""

from __future__ import annotations

from typing import NamedTuple

from annotator.engines.base import Task
from annotator.engines.rules.engine import RulesEngine
from annotator.schema import Document, Mode

ENGINE = RulesEngine(tasks=frozenset({Task.QUOTES}))


class Quoted(NamedTuple):
    """What a test expects of one quote."""

    content: tuple[str, ...]
    cue: str
    mention: str | None
    speaker: str | None
    parent: int | None = None
    mode: Mode = Mode.SPEECH


async def quoted(text: str) -> list[Quoted]:
    """All quotes of an English text; a parent is the index of the quote that holds it."""
    draft = await ENGINE.draft(Document(id="d", text=text, language="en"))
    keys = [quote.key for quote in draft.quotes]
    return [
        Quoted(
            tuple(fragment.text for fragment in quote.content),
            " … ".join(fragment.text for fragment in quote.cue),
            next((fragment.text for fragment in quote.speaker_mentions), None),
            quote.speaker,
            None if quote.parent is None else keys.index(quote.parent),
            quote.mode,
        )
        for quote in draft.quotes
    ]


async def contents(text: str) -> list[tuple[str, ...]]:
    """Only what is attributed."""
    return [quote.content for quote in await quoted(text)]
