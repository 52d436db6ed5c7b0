"""Small records for tests, valid unless a test makes them otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from annotator.schema import Annotation, Document, Provenance
from annotator.spans import Span

PROVENANCE = Provenance(
    engine="test", engine_version="1", package_version="1", created_at=datetime(2026, 1, 1, tzinfo=UTC)
)


def span(text: str, words: str, *, nth: int = 1) -> Span:
    """The nth place where words stand in a text."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span.of(text, start, start + len(words))


def annotation(document: Document, **fields: Any) -> Annotation:
    """An annotation of a document."""
    return Annotation(document_id=document.id, text_sha256=document.sha256, provenance=PROVENANCE, **fields)
