"""NewsMTSC: JSON lines of a sentence with targets and the sentiment toward each.

It knows the layout; the article that a sentence comes from is read off its identifier.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.errors import FormatError
from annotator.spans import Span
from eval.readers.questions import Question, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eval.suite import Suite

LABELS = {2.0: "against", 4.0: "neutral", 6.0: "favor"}
"""Their polarity → ours."""

ARTICLE = 3
"""Pieces of an identifier that name the article."""


def questions(folder: Path, suite: Suite, split: str) -> list[Question]:
    """One question for each target of each sentence.

    Raises:
        FormatError: The file is missing or is not of this layout.
    """
    path = folder / suite.layout.format(split=split)
    try:
        return [each for line in read_text(path).splitlines() if line.strip() for each in _questions(json.loads(line))]
    except (ValueError, KeyError) as error:
        raise FormatError(f"this is no NewsMTSC file: {error!r}", path=path) from error


def _questions(raw: dict[str, Any]) -> Iterator[Question]:
    text = str(raw["sentence_normalized"])
    article = "_".join(str(raw["primary_gid"]).split("_")[:ARTICLE])
    for target in raw["targets"]:
        span = Span.of(text, int(target["from"]), int(target["to"]))
        yield Question(article, text, LABELS[float(target["polarity"])], span)
