"""How a document's end becomes a row of the store and a result: annotated, annotated like an equal one, or failed.

It knows what is written and what is said of a failure; when a document ends how is the runner's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import ContentFiltered, InvalidResponse, ModelError, Refused, Truncated, sentence
from annotator.runs.result import Result
from annotator.runs.store import Finished

if TYPE_CHECKING:
    from annotator.runs.calls import RunCalls, Ticket
    from annotator.runs.store import Store
    from annotator.schema import Annotation, Document

_SPOILED = (ContentFiltered, InvalidResponse, Refused, Truncated)
"""Failures that the same reply would bring about again, so that a retry must ask anew."""


class Recorder:
    """Writes ends of documents.

    Args:
        store: Where rows go.
        calls: Where the replies of a document are.
        setup: Digest of what decides the answers.
    """

    def __init__(self, store: Store, calls: RunCalls, setup: str) -> None:
        self._store = store
        self._calls = calls
        self._setup = setup

    def annotated(self, position: int, document: Document, key: str, annotation: Annotation, calls: Ticket) -> Result:
        """Keep an annotation that was made now."""
        made = annotation.model_dump_json()
        row = Finished(
            position,
            document.id,
            document.sha256,
            document.model_dump_json(),
            key=key,
            annotation=made,
            seconds=calls.seconds,
            setup=self._setup,
        )
        self._store.finish(row)
        self._calls.share(calls)
        return Result(
            position,
            document.id,
            document,
            cache_hits=calls.cache_hits,
            seconds=calls.seconds,
            usage=calls.spent,
            load=lambda: made,
        )

    def shared(self, position: int, document: Document, key: str, known: str, *, own: bool = False) -> Result:
        """Note that an equal document, or this very one, has been annotated."""
        row = Finished(position, document.id, document.sha256, document.model_dump_json(), key=key, shared=not own)
        self._store.finish(row)
        return Result(position, document.id, document, shared=not own, resumed=own, load=lambda: known)

    def failed(
        self, position: int, document_id: str, document: Document | None, error: Exception, calls: Ticket | None = None
    ) -> Result:
        """Keep why there is no annotation, with the model's last raw reply."""
        name, message = type(error).__name__, sentence(error)
        last = error.last_reply if isinstance(error, ModelError) else None
        row = Finished(
            position,
            document_id,
            None if document is None else document.sha256,
            None if document is None else document.model_dump_json(),
            error=name,
            message=message,
            reply=last,
            seconds=None if calls is None else calls.seconds,
        )
        if calls is not None and isinstance(error, _SPOILED):
            self._calls.spoil(calls, last)
        self._store.finish(row)
        if calls is None:
            return Result(position, document_id, document, name, message)
        self._calls.share(calls)
        return Result(
            position,
            document_id,
            document,
            name,
            message,
            cache_hits=calls.cache_hits,
            seconds=calls.seconds,
            usage=calls.spent,
        )
