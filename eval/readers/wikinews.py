"""German WIKINEWS quotes: one JSON file per article with quote, speaker and cue as lists of character spans.

It knows the layout. A nested quote's parent is the smallest other quote that holds it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from annotator.errors import FormatError
from annotator.schema import Document
from eval.readers.making import Labelled, record
from eval.readers.questions import files, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from annotator.records import Record
    from eval.suite import Suite


def records(folder: Path, suite: Suite, split: str) -> list[Record]:
    """The gold record of each article.

    Raises:
        FormatError: A file is missing or is not of this layout.
    """
    return [_record(path) for path in files(folder / suite.layout.format(split=split), "*.json")]


def types(folder: Path, suite: Suite, split: str) -> dict[str, dict[str, str]]:
    """Article → id of a quote → its type: Direct, Indirect, Reported, FreeIndirect, IndirectFreeIndirect.

    Raises:
        FormatError: A file is missing or is not of this layout.
    """
    return dict(map(_types, files(folder / suite.layout.format(split=split), "*.json")))


def _types(path: Path) -> tuple[str, dict[str, str]]:
    raw = _raw(path)
    try:
        return str(raw["documentName"]), {str(each["id"]): str(each["type"]) for each in raw["annotations"]}
    except (KeyError, TypeError) as error:
        raise FormatError(f"a quote has no type: {error!r}", path=path) from error


def _raw(path: Path) -> dict[str, Any]:
    try:
        raw: dict[str, Any] = json.loads(read_text(path))
    except ValueError as error:
        raise FormatError(f"this is no article of the corpus: {error!r}", path=path) from error
    return raw


def _record(path: Path) -> Record:
    raw = _raw(path)
    try:
        document = Document(id=str(raw["documentName"]), text=str(raw["originalText"]), language="de")
        quotes = [_labelled(each) for each in raw["annotations"]]
    except (ValueError, KeyError, TypeError) as error:
        raise FormatError(f"this is no article of the corpus: {error!r}", path=path) from error
    nested = {str(each["id"]) for each in raw["annotations"] if each["isNested"]}
    return record(document, [_placed(quote, quotes, nested) for quote in quotes], "gold")


def _labelled(raw: Mapping[str, Any]) -> Labelled:
    quote, cue, speaker = (
        [(int(span["charBegin"]), int(span["charEnd"])) for span in raw[role]["spans"]]
        for role in ("quote", "cue", "speaker")
    )
    return Labelled(str(raw["id"]), quote, cue, speaker)


def _placed(quote: Labelled, quotes: Sequence[Labelled], nested: set[str]) -> Labelled:
    if quote.id not in nested or not quote.content:
        return quote
    start, end = _extent(quote)
    around = [
        (_extent(other)[1] - _extent(other)[0], other.id)
        for other in quotes
        if other.id != quote.id and other.content and _extent(other)[0] <= start and end <= _extent(other)[1]
    ]
    parent = min(around)[1] if around else None
    return Labelled(quote.id, quote.content, quote.cue, quote.speaker, parent)


def _extent(quote: Labelled) -> tuple[int, int]:
    return min(start for start, _ in quote.content), max(end for _, end in quote.content)
