"""Gold annotations made from the labels of other corpora.

It knows how an annotation is put together; layouts are the readers'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from annotator.records import Record
from annotator.resolve.marks import kind
from annotator.schema import Annotation, Document, Mode, Provenance, Quote
from annotator.spans import Span, joined
from eval.conventions import marks_of, own

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A quote as another corpus labels it; each role is a list of offsets."""

    id: str
    content: Sequence[tuple[int, int]]
    cue: Sequence[tuple[int, int]] = ()
    speaker: Sequence[tuple[int, int]] = ()
    parent: str | None = None


def record(document: Document, quotes: Iterable[Labelled], coder: str) -> Record:
    """The gold record of a document; the kind of each quote is computed from the marks that may be its own."""
    marks = marks_of(document)

    def quote(each: Labelled) -> Quote:
        content, cue, speaker = (_spans(document.text, role) for role in (each.content, each.cue, each.speaker))
        return Quote(
            id=each.id,
            kind=kind(content, own(content, (*cue, *speaker), marks), nested=each.parent is not None),
            mode=Mode.SPEECH,
            content=content,
            cue=cue,
            speaker_mentions=speaker,
            parent=each.parent,
        )

    made = Provenance(engine=coder, engine_version="1", package_version=version("annotator"), created_at=_NEVER)
    annotation = Annotation(
        document_id=document.id,
        text_sha256=document.sha256,
        quotes=tuple(quote(each) for each in quotes if each.content),
        provenance=made,
    )
    return Record(document=document, annotation=annotation)


def _spans(text: str, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return joined(text, [Span.of(text, start, end) for start, end in places if start < end])
