"""An engine run over documents, in order, as a user would run it: from the text alone, its zones found anew.

It knows the pipeline. Which documents, and what is made of the annotations, is left to suites and the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import SettingsError
from annotator.pipeline import Annotator
from annotator.records import Record
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ENGINES = ("rules",)
"""Engines that run without a key."""


def annotator(name: str) -> Annotator:
    """The annotator of an engine.

    Raises:
        SettingsError: There is no engine of that name here.
    """
    if name not in ENGINES:
        raise SettingsError(
            f"python -m eval runs {', '.join(ENGINES)}, not {name!r}: run others with `annotator annotate` and score "
            "them with `annotator evaluate`",
            variable="--engine",
        )
    return Annotator(engine=name)


def predictions(gold: Iterable[Record], engine: str) -> list[Record]:
    """What an engine finds in the documents of gold records; it sees neither their labels nor their zones.

    Raises:
        AnnotatorError: A document cannot be annotated.
    """
    return annotate([each.document for each in gold if isinstance(each.document, Document)], engine)


def annotate(documents: Sequence[Document], engine: str) -> list[Record]:
    """What an engine finds in documents.

    Raises:
        AnnotatorError: A document cannot be annotated.
    """
    reader = annotator(engine)
    found: list[Record] = []
    for document in documents:
        ready = reader.prepare(document.model_copy(update={"zones": ()}))
        found.append(Record(document=ready, annotation=reader.annotate(ready)))
    return found
