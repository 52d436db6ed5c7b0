"""What the rules engine and resolve do grows with a text, not with its square."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import annotator
from annotator.pipeline import Annotator
from tests.varied import varied

if TYPE_CHECKING:
    from types import FrameType

    from annotator.schema import Annotation

PACKAGE = str(Path(annotator.__file__).parent)
SHORT = 10_000
TIMES = 4


def steps(text: str) -> tuple[int, Annotation]:
    """How many lines of our own code run, a line in a loop counted each time, while a text is annotated."""
    count = 0

    def line(_frame: FrameType, event: str, _arg: object) -> object:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _arg: object) -> object:
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    async def annotate() -> Annotation:
        return await Annotator("rules").annotate_async(text)

    before = sys.gettrace()
    sys.settrace(call)  # type: ignore[arg-type]  # a local trace function returns itself
    try:
        found = asyncio.run(annotate())
    finally:
        sys.settrace(before)
    return count, found


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_text_four_times_as_long_takes_four_times_the_work(language: str) -> None:
    """Nothing goes through the whole text, or all of its actors, for each sentence, pronoun or quote."""
    texts = [varied(length, language=language) for length in (SHORT, TIMES * SHORT)]
    Annotator("rules").annotate(texts[-1])  # all words are known
    (short, few), (long, many) = map(steps, texts)
    assert len(many.quotes) > 0.8 * TIMES * len(few.quotes)
    assert len(many.actors) > 0.8 * TIMES * len(few.actors)
    assert long <= 1.1 * TIMES * short
