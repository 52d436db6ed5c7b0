"""Failing on purpose: which requests of a stream go wrong, and how, the same way each time.

A fault hangs on the request's bytes and on how often they came, so that a retry of a passing fault succeeds.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from typing import TYPE_CHECKING

from tests.fakes import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.fakes.answers import Answer
    from tests.fakes.server import Received, Responder

INVENTED = {
    "actors": [],
    "quotes": [
        {
            "id": "q1",
            "content": [{"text": "“zebras were never in any article”", "sentence": 1}],
            "cue": [],
            "speaker_mentions": [],
            "addressee_mentions": [],
            "speaker": None,
            "addressee": None,
            "parent": None,
            "mode": "speech",
        }
    ],
    "claims": [],
    "stances": [],
}
"""A valid answer whose quote stands in no article."""

KINDS: Mapping[str, Callable[[], Answer]] = {
    "429 with retry-after": lambda: answers.rate_limited("0.02"),
    "429 without retry-after": answers.rate_limited,
    "500": answers.server_error,
    "503": lambda: answers.server_error(503),
    "reset": answers.reset,
    "silence": answers.silence,
    "length": answers.length,
    "broken JSON": lambda: answers.completion('{"actors": [], "quotes": ['),
    "schema": lambda: answers.completion({"actors": [], "quotes": [{"id": 7}], "claims": [], "stances": []}),
    "invented quote": lambda: answers.completion(INVENTED),
    "refusal": answers.refused,
    "content filter": answers.content_filtered,
    "html": answers.html,
}
"""Every fault by name."""


class Faults:
    """A responder that fails on a share of the requests and otherwise passes them on.

    Attributes:
        given: How often each fault was given.
    """

    def __init__(
        self, respond: Responder, *, share: float, seed: int = 0, kinds: Mapping[str, Callable[[], Answer]] = KINDS
    ) -> None:
        """Prepare faults.

        Args:
            respond: What answers when nothing fails.
            share: Of requests that fail, 0 to 1.
            seed: Another seed, other faults.
            kinds: The faults to choose from.
        """
        self.respond = respond
        self.share = share
        self.seed = seed
        self.kinds = dict(kinds)
        self.given: Counter[str] = Counter()
        self._seen: Counter[bytes] = Counter()

    def __call__(self, request: Received) -> Answer:
        """Fail or pass on."""
        key = hashlib.sha256(request.body).digest()
        self._seen[key] += 1
        draw = random.Random(f"{self.seed} {key.hex()} {self._seen[key]}")
        if draw.random() >= self.share:
            return self.respond(request)
        name = draw.choice(sorted(self.kinds))
        self.given[name] += 1
        return self.kinds[name]()
