"""What a run says about one document: an annotation, or why there is none.

It is a value; how it came about is left to the runner and the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from annotator.schema import NOTHING, Annotation, Usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.schema import Document


@dataclass(frozen=True)
class Result:
    """A document of a run, done with.

    Attributes:
        position: Place in the corpus, from 0.
        id: The document's id.
        document: The document with its zones; None when it could not be read.
        error: Class name of the error, None when it was annotated.
        message: What went wrong, a sentence.
        shared: Whether the answer was made for an equal document of the run.
        resumed: Whether it was done in an earlier session.
        cache_hits: Replies that were bought for another document or run.
        seconds: Wall clock.
        usage: What it took in this session, failed attempts included.
    """

    position: int
    id: str
    document: Document | None
    error: str | None = None
    message: str | None = None
    shared: bool = False
    resumed: bool = False
    cache_hits: int = 0
    seconds: float = 0.0
    usage: Usage = NOTHING
    load: Callable[[], str | None] = field(default=lambda: None, repr=False, compare=False)
    """Fetches the annotation as JSON."""

    @property
    def failed(self) -> bool:
        """Whether there is no annotation."""
        return self.error is not None

    @cached_property
    def annotation(self) -> Annotation | None:
        """The annotation, None when the document failed."""
        found = self.load()
        if found is None:
            return None
        annotation = Annotation.model_validate_json(found)
        return annotation if annotation.document_id == self.id else borrowed(annotation, self.id)


def borrowed(annotation: Annotation, document_id: str) -> Annotation:
    """The answer of an equal document as that of another: it cost nothing."""
    usage = annotation.provenance.usage
    provenance = annotation.provenance.model_copy(update={"usage": Usage(cache_hits=usage.calls + usage.cache_hits)})
    return annotation.model_copy(update={"document_id": document_id, "provenance": provenance})
