"""Directed sentiment: a sentence with two entities in square brackets, the entities, and one of five labels per line.

It knows the layout; labels say which entity holds what sentiment toward the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import FormatError
from eval.readers.questions import Question, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from eval.suite import Suite

LABELS = ("neutral", "first favor second", "second favor first", "first against second", "second against first")
"""Their numbers, from 0, in words."""


def questions(folder: Path, suite: Suite, split: str) -> list[Question]:
    """One question for each sentence; the first entity is the holder, the second the target.

    Raises:
        FormatError: The file is missing or is not of this layout.
    """
    path = folder / suite.layout.format(split=split)
    lines = enumerate(read_text(path).splitlines(), start=1)
    return [_question(line, number, path) for number, line in lines if line.strip()]


def _question(line: str, number: int, path: Path) -> Question:
    try:
        sentence, first, second, label = line.split("\t")
        gold = LABELS[int(label)]
    except (ValueError, IndexError) as error:
        raise FormatError(f"line {number} is not sentence, entity, entity and label 0 to 4", path=path) from error
    return Question(str(number), sentence.replace("[", "").replace("]", ""), gold, second, first)
