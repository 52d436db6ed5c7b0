"""An engine that acts like one with a model, but in this process: it asks a script, and goes through `Calls`.

It quotes the whole text, so that every annotation has one quote; what the script says decides how each request ends.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.engines.base import ALL_TASKS, Attempt, Identity, Judgement, Task
from annotator.engines.drafts import Draft, DraftQuote, Fragment
from annotator.errors import AuthenticationFailed, InvalidResponse, ModelUnavailable
from annotator.schema import Document, Polarity, Usage, digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.engines.base import Calls

PRICE = Usage(calls=1, input_tokens=100, output_tokens=10, cost=0.01)
"""What a request takes."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a request ends.

    Attributes:
        status: HTTP status; None for a broken connection.
        valid: Whether the reply is one that can be used.
        after_s: When it ends.
        headers: Of the response.
    """

    status: int | None = 200
    valid: bool = True
    after_s: float = 0.0
    headers: dict[str, str] = field(default_factory=dict[str, str])


GOOD = Ending()


class ScriptedEngine:
    """An engine with a scripted endpoint.

    Attributes:
        calls: How a run watches it.
        asked: How often each text was asked for.
        most_active: Requests that were out at a time, at most.
    """

    def __init__(
        self,
        calls: Calls,
        script: Callable[[str, int], Ending] = lambda _text, _time: GOOD,
        *,
        model: str = "scripted",
        tries: int = 5,
    ) -> None:
        """Prepare; ``script`` gets the text and how often it was asked for before."""
        self.calls = calls
        self.asked: Counter[str] = Counter()
        self.active = self.most_active = 0
        self._script = script
        self._tries = tries
        self._identity = Identity(engine="scripted", engine_version="1", model=model)

    @property
    def identity(self) -> Identity:
        """What could change the answer."""
        return self._identity

    @property
    def tasks(self) -> frozenset[Task]:
        """Everything."""
        return ALL_TASKS

    async def draft(self, document: Document) -> Draft:
        """Quote the whole text, or fail as the script says."""
        request = digest([document.text, self._identity.digest])
        reply = self.calls.lookup(request)
        usage = Usage(cache_hits=1)
        if reply is None:
            reply, usage = await self._ask(document.text, request), PRICE
        if not reply.startswith("valid"):
            message = "the answer breaks the schema"
            raise InvalidResponse(message, model="scripted", attempts=1, usage=usage, last_reply=reply)
        quote = DraftQuote(key="q1", content=(Fragment(document.text.strip()),))
        return Draft(quotes=(quote,), usage=usage, served_model="scripted-1")

    async def judge(self, document: Document, target: object, holder: object = None) -> Judgement:
        """Nothing that a run uses."""
        del document, target, holder
        return Judgement(Polarity.NEUTRAL, 0.0)

    async def _ask(self, text: str, request: str) -> str:
        for _ in range(self._tries):
            async with self.calls.admit(100):
                reply = await self._send(text, request)
            if reply is not None:
                return reply
        message = "the endpoint does not answer"
        raise ModelUnavailable(message, model="scripted")

    async def _send(self, text: str, request: str) -> str | None:
        """One attempt: it is recorded before its reply is used."""
        ending = self._script(text, self.asked[text])
        self.asked[text] += 1
        self.active += 1
        self.most_active = max(self.active, self.most_active)
        try:
            await asyncio.sleep(ending.after_s)
        finally:
            self.active -= 1
        if ending.status != 200:
            error = "APIConnectionError" if ending.status is None else "APIStatusError"
            usage = Usage(retries=1)
            self.calls.record(Attempt(request, None, usage, ending.after_s, error, ending.status, ending.headers))
            if ending.status in {401, 403}:
                message = "the endpoint does not accept the key"
                raise AuthenticationFailed(message, model="scripted")
            return None
        reply = f"{'valid' if ending.valid else 'broken'} {text[:20]} {self.asked[text]}"
        self.calls.record(Attempt(request, reply, PRICE, ending.after_s, None, 200, ending.headers))
        return reply


def corpus(size: int) -> list[Document]:
    """Documents with texts of their own."""
    return [Document(id=f"d{number}", text=f"“Number {number} is what I say.”") for number in range(size)]
