"""What the rules engine and resolve do grows with a text, not with its square."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

import annotator
from annotator.documents.lines import split_lines
from annotator.documents.sentences import LONGEST
from annotator.pipeline import Annotator
from annotator.schema import Document
from tests.varied import varied

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from annotator.schema import Annotation

Done = TypeVar("Done")
PACKAGE = str(Path(annotator.__file__).parent)
SHORT = 10_000
TIMES = 4
MOST = 500
"""Lines of our code that may run for a character of a paragraph without rhyme or reason; for an article 30 to 50 do."""
ROWS = {
    "de": ("„", "„a“, ", "Klein sagte, dass ", "sagte, ", "Klein zufolge ", "habe gesagt, ", "„a b c d e f. G“ "),
    "en": ("“‘", "'s ", ": “a”, ", "said, ", "and, "),
    "es": ("“”", "calificó de ", "dijo «a. B» "),
    "fr": ("« Oui », ", "X a dit que ", "a «a» "),
    "it": ('"“', "“„«‹"),
    "ru": ("«а», ", "назвал "),
}
"""Language → what a paragraph may hold a thousand times: marks, cues, and clauses that never end."""


def counted(work: Callable[[], Done]) -> tuple[int, Done]:
    """How many lines of our own code run, a line in a loop counted each time, while something is done."""
    count = 0

    def line(_frame: FrameType, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _arg: object) -> object:
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(call)  # type: ignore[arg-type]  # a local trace function returns itself
    try:
        done = work()
    finally:
        sys.settrace(before)
    return count, done


def steps(text: str | Document) -> tuple[int, Annotation]:
    """How many lines run while a text is annotated."""
    return counted(lambda: asyncio.run(Annotator("rules").annotate_async(text)))


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_text_four_times_as_long_takes_four_times_the_work(language: str) -> None:
    """Nothing goes through the whole text, or all of its actors, for each sentence, pronoun or quote."""
    texts = [varied(length, language=language) for length in (SHORT, TIMES * SHORT)]
    Annotator("rules").annotate(texts[-1])  # all words are known
    (short, few), (long, many) = map(steps, texts)
    assert len(many.quotes) > 0.8 * TIMES * len(few.quotes)
    assert len(many.actors) > 0.8 * TIMES * len(few.actors)
    assert long <= 1.1 * TIMES * short


def test_lines_that_were_wrapped_are_joined_without_looking_at_all_others() -> None:
    """Four times the paragraphs, four times the work, as of an article that was copied from a mail."""
    wrapped = [textwrap.fill("The council said that the bridge over the water is late. " * 3, 70)] * 400
    texts = ["\n\n".join(wrapped[:number]) for number in (100, 400)]
    counts = [counted(partial(split_lines, text))[0] for text in texts]
    assert counts[1] <= 1.1 * TIMES * counts[0]


def row(unit: str, length: int, language: str) -> Document:
    """A paragraph that holds one thing again and again."""
    return Document(id="row", text=(unit * length)[:length], language=language)


@pytest.mark.parametrize(("language", "unit"), [(language, unit) for language, units in ROWS.items() for unit in units])
def test_a_paragraph_twice_as_long_takes_twice_the_work(language: str, unit: str) -> None:
    """Nothing goes through a whole paragraph, or all of its marks, cues and clauses, for each of these."""
    Annotator("rules").annotate(row(unit, LONGEST, language))  # all words are known
    (short, _), (long, _) = (steps(row(unit, times * LONGEST, language)) for times in (1, 2))
    assert long <= 2.3 * short
    assert long <= MOST * 2 * LONGEST


@pytest.mark.parametrize(("language", "inner"), [("de", "Er: ‚b c. D‘ sagte. "), ("fr", "Il: ‚b c. D‘ dit. ")])
def test_each_quote_in_a_long_quote_is_read_with_what_is_near(language: str, inner: str) -> None:
    """A quote that is full of quotes is not read anew for each of them."""
    texts = [Document(id="row", text=f"„{inner * times}“ sagte er.", language=language) for times in (200, 400)]
    Annotator("rules").annotate(texts[0])  # all words are known
    (short, few), (long, many) = map(steps, texts)
    assert len(many.quotes) > 1.8 * len(few.quotes)
    assert long <= 2.3 * short
