"""The files of OpenAI's Batch API: requests going out as JSONL within its limits, and answers coming back.

It knows lines; batches and their states are `annotator.runs.openai_batch`'s.
"""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, Literal, NamedTuple, cast

from annotator.runs.batch_rows import custom_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
"""What one file may hold."""
ENDPOINT: Literal["/v1/chat/completions"] = "/v1/chat/completions"


class Filled(NamedTuple):
    """A file that is ready to go out, with the requests in it and the positions of their documents."""

    path: Path
    requests: list[tuple[str, int]]


class Spool:
    """Files that are filled one after the other.

    Attributes:
        answers: Where a file of answers is read from.
        since: The round in which the session began; tries before it do not count.
        waiting: Positions of documents that wait for the next batches.

    Args:
        directory: Where they are written; those of an earlier session are overwritten.
        most_requests: In one file.
        most_bytes: In one file.
    """

    def __init__(self, directory: Path, most_requests: int = MOST_REQUESTS, most_bytes: int = MOST_BYTES) -> None:
        self.answers = directory / "batch-answers.jsonl"
        self.since = 1
        self.waiting: set[int] = set()
        self._directory = directory
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._seen: set[str] = set()
        self._filled: list[Filled] = []
        self._stream: IO[bytes] | None = None
        self._bytes = 0

    def begin(self, since: int) -> None:
        """Begin a session in a round."""
        self.clear()
        self.since = since

    def add(self, request: str, position: int, body: Any, *, shared: bool = True) -> None:
        """Write a request down, once; when it is not shared, once for each document."""
        self.waiting.add(position)
        name = custom_id(request, position)
        known = request if shared else name
        if known in self._seen:
            return
        self._seen.add(known)
        wanted = {"custom_id": name, "method": "POST", "url": ENDPOINT, "body": body}
        line = json.dumps(wanted, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
        self._room_for(len(line)).write(line)
        self._bytes += len(line)
        self._filled[-1].requests.append((request, position))

    def take(self) -> list[Filled]:
        """The files that were filled; the next request begins a new one."""
        if self._stream is not None:
            self._stream.close()
        filled, self._filled, self._stream, self._seen, self.waiting = self._filled, [], None, set(), set()
        return filled

    def clear(self) -> None:
        """Remove all files, as when a session ends; what is remembered of batches is in the run's rows."""
        self.take()
        for path in self._directory.glob("batch-*.jsonl"):
            path.unlink(missing_ok=True)

    def _room_for(self, size: int) -> IO[bytes]:
        full = self._stream is not None and (
            self._bytes + size > self._most_bytes or len(self._filled[-1].requests) >= self._most_requests
        )
        if self._stream is None or full:
            if self._stream is not None:
                self._stream.close()
            path = self._directory / f"batch-{len(self._filled) + 1}.jsonl"
            self._filled.append(Filled(path, []))
            self._stream, self._bytes = path.open("wb"), 0
        return self._stream


class Line(NamedTuple):
    """An answer: its custom id, its HTTP status if there was one, and the body as JSON if it is a completion."""

    custom_id: str
    status: int | None
    body: dict[str, Any] | None


def lines(content: Iterable[str | bytes]) -> Iterator[Line]:
    """The answers in an output or error file; what is no JSON object is left out, and asked again."""
    for line in content:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield _line(cast("dict[str, Any]", found))


def _line(found: dict[str, Any]) -> Line:
    response = found.get("response")
    fields = cast("dict[str, Any]", response) if isinstance(response, dict) else {}
    status, body = fields.get("status_code"), fields.get("body")
    good = status == 200 and not found.get("error") and isinstance(body, dict)  # noqa: PLR2004  # OK
    return Line(str(found.get("custom_id")), status if isinstance(status, int) else None, body if good else None)
