"""How a run watches model calls: paid replies are found again, new ones are kept before they are used.

It joins store, cache and gate behind the engine's `annotator.engines.base.Calls`; it knows for which document a call is
made, because each document is annotated in a context of its own.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.runs import batch_rows
from annotator.schema import NOTHING, Usage

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractAsyncContextManager

    from annotator.engines.base import Attempt
    from annotator.runs.admission import Admission
    from annotator.runs.cache import Cache
    from annotator.runs.store import Reply, Store
    from annotator.schema import Annotation


@dataclass(slots=True)
class Ticket:
    """The calls of one document.

    Attributes:
        position: Of the document in the corpus.
        replies: What came back now or was known, by request, the last used last.
        counted: Requests whose cost is in the annotation's usage or in ``recovered``.
        recovered: What replies took that this run had paid for this document before it was interrupted.
        recoveries: How many those are.
        cache_hits: Replies that were bought for another document or run.
        spent: What the attempts of this session took.
        begun: When the document was begun, on the monotonic clock.
    """

    position: int
    replies: dict[str, str] = field(default_factory=dict[str, str])
    counted: set[str] = field(default_factory=set[str])
    recovered: Usage = NOTHING
    recoveries: int = 0
    cache_hits: int = 0
    spent: Usage = NOTHING
    begun: float = field(default_factory=time.monotonic)

    def begin_anew(self) -> None:
        """The document is annotated from its beginning; what came back before counts as recovered."""
        self.counted.clear()
        self.recovered, self.recoveries = NOTHING, 0

    def use(self, request: str, reply: str) -> None:
        """Note that a reply is used."""
        self.replies.pop(request, None)
        self.replies[request] = reply

    def blamed(self, reply: str | None) -> str | None:
        """The request on whose reply the document failed: the one that got this reply, or else the last."""
        requests = list(self.replies)[::-1]
        return next((each for each in requests if self.replies[each] == reply), requests[0] if requests else None)

    @property
    def seconds(self) -> float:
        """Since the document was begun."""
        return round(time.monotonic() - self.begun, 4)

    def settled(self, annotation: Annotation) -> Annotation:
        """The annotation with the cost of what this run had already paid for it, as if nothing had interrupted it."""
        if not self.recoveries:
            return annotation
        usage = annotation.provenance.usage + self.recovered
        usage = usage.model_copy(update={"cache_hits": max(0, usage.cache_hits - self.recoveries)})
        provenance = annotation.provenance.model_copy(update={"usage": usage})
        return annotation.model_copy(update={"provenance": provenance})


_NOWHERE = Ticket(-1)
_ticket: ContextVar[Ticket] = ContextVar("ticket")


@contextmanager
def ticket(position: int) -> Generator[Ticket]:
    """Make calls in this context those of a document."""
    mine = Ticket(position)
    token = _ticket.set(mine)
    try:
        yield mine
    finally:
        _ticket.reset(token)


def current() -> Ticket:
    """The ticket of the document that is being annotated in this context."""
    return _ticket.get(_NOWHERE)


class RunCalls:
    """The `Calls` of a run.

    Attributes:
        admission: Who says when a request may go out.
        model: Named in the error when the endpoint does not work.

    Args:
        store: Where attempts are kept.
        admission: Who says when a request may go out.
        cache: Shared with other runs; None never to use what was bought for another document.
    """

    def __init__(self, store: Store, admission: Admission, cache: Cache | None) -> None:
        self.admission = admission
        self.model = ""
        self._store = store
        self._cache = cache

    def lookup(self, request: str) -> str | None:
        """A reply that was already paid for, or None."""
        mine = _ticket.get(_NOWHERE)
        kept = self._store.reply(request, mine.position)
        if kept is not None and kept.position == mine.position:
            return self._recover(request, kept, mine)
        if self._cache is None:
            return None
        text = self._cache.get(request) if kept is None else kept.text
        if text is not None:
            mine.cache_hits += 1
            mine.use(request, text)
        return text

    @staticmethod
    def _recover(request: str, kept: Reply, mine: Ticket) -> str:
        """Take a reply of this very document: paid before an interruption, or a moment ago for an equal request."""
        mine.use(request, kept.text)
        if request in mine.counted:
            mine.cache_hits += 1
        else:
            mine.counted.add(request)
            mine.recovered += kept.usage
            mine.recoveries += 1
        return kept.text

    def admit(self, tokens: int) -> AbstractAsyncContextManager[None]:
        """Wait until a request of about so many tokens may go out."""
        return self.admission.admit(tokens)

    async def rest(self, seconds: float, *, limited: bool) -> None:
        """Wait before a request is tried again."""
        await self.admission.rest(seconds, limited=limited)

    def record(self, attempt: Attempt) -> None:
        """Keep a finished attempt; it outlives the process when this returns."""
        mine = _ticket.get(_NOWHERE)
        self._store.record(mine.position, attempt)
        if attempt.reply is not None and attempt.error is None:
            mine.use(attempt.request, attempt.reply)
            mine.counted.add(attempt.request)
        mine.spent += attempt.usage
        self.admission.observe(attempt, self.model)

    @property
    def shares(self) -> bool:
        """Whether a reply may be used for another document than the one that it was bought for."""
        return self._cache is not None

    def tries(self, request: str, since: int) -> batch_rows.Tries:
        """How often a request has been in a batch from a round on; where replies are shared, for any document."""
        return batch_rows.tries(self._store, request, None if self.shares else _ticket.get(_NOWHERE).position, since)

    def share(self, done: Ticket) -> None:
        """Offer a document's replies to other runs."""
        if self._cache is not None:
            self._cache.put(done.replies.items())

    def spoil(self, done: Ticket, reply: str | None) -> None:
        """Never use the reply again on which a document failed, wherever it came from."""
        request = done.blamed(reply)
        if request is None:
            return
        self._store.spoil(request)
        del done.replies[request]
        if self._cache is not None:
            self._cache.drop(request)
