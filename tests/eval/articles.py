"""Records of short articles whose quotes are given as words, for tests of views, confidence and goals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from annotator.documents.marks import by_lines
from annotator.records import Record
from annotator.resolve.marks import kind
from annotator.schema import Annotation, Document, Provenance, Quote
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE = Provenance(engine="made-up", engine_version="1", package_version="1", created_at=datetime.fromtimestamp(0, UTC))


def span(text: str, words: str) -> Span:
    """Where words first stand."""
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def quote(
    text: str, *content: str, speaker: str = "", cue: str = "", name: str = "", confidence: float | None = None
) -> Quote:
    """A quote by its words, its kind computed from the marks."""
    spans = tuple(span(text, words) for words in content)
    return Quote(
        id=name or f"q{spans[0].start}-{spans[-1].end}",
        kind=kind(spans, by_lines(text)),
        content=spans,
        speaker_mentions=(span(text, speaker),) if speaker else (),
        cue=(span(text, cue),) if cue else (),
        confidence=confidence,
    )


def record(text: str, quotes: Sequence[Quote], name: str = "d") -> Record:
    """An article with its quotes."""
    document = Document(id=name, text=text, language="en")
    annotation = Annotation(document_id=name, text_sha256=document.sha256, quotes=tuple(quotes), provenance=MADE)
    return Record(document=document, annotation=annotation)


def contents(found: Record) -> list[tuple[str, ...]]:
    """The words of each quote."""
    return [tuple(each.text for each in quote.content) for quote in found.annotation.quotes]
