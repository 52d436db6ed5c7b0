"""OpenAI's Batch API on the loopback endpoint: files, batches that take their time, and all their ways to end.

A batch is answered by the endpoint's own responder; in which order and how completely is a test's choice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes import answers
from tests.fakes.server import COMPLETIONS, FakeServer, Received

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.fakes.answers import Answer

NO_HEADERS: Mapping[str, str] = {}


@dataclass
class FakeBatches:
    """The Batch API of a fake endpoint.

    Attributes:
        server: The endpoint.
        looks: How often a batch must be looked at before it ends.
        endings: How the first batches end, in order; all others complete.
        unanswered: Of an expired batch, every so many requests stay without answer.
        broken: Requests, by their number in a batch, that end in the error file.
    """

    server: FakeServer
    looks: int = 2
    endings: list[str] = field(default_factory=list[str])
    unanswered: int = 2
    broken: frozenset[int] = frozenset()
    files: dict[str, str] = field(default_factory=dict[str, str])
    batches: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    requests: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Open the routes."""
        self.server.routes |= {
            ("POST", "/v1/files"): self._upload,
            ("GET", "/v1/files/*"): self._download,
            ("POST", "/v1/batches"): self._create,
            ("GET", "/v1/batches"): self._list,
            ("GET", "/v1/batches/*"): self._retrieve,
        }

    def _upload(self, request: Received) -> Answer:
        found = re.search(r"boundary=\"?([^\";]+)", request.headers["content-type"])
        boundary = b"--" + (found[1] if found else "").encode()
        part = next(part for part in request.body.split(boundary) if b'name="file"' in part)
        content = part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")
        return answers.json_answer(self._file(content.decode()))

    def _file(self, content: str) -> dict[str, Any]:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return {
            "id": name, "object": "file", "bytes": len(content), "created_at": 0, "filename": "x.jsonl",
            "purpose": "batch", "status": "processed",
        }  # fmt: skip

    def _download(self, request: Received) -> Answer:
        name = request.path.split("/")[3]
        return answers.Answer(200, self.files[name].encode(), {"content-type": "application/binary"})

    def _create(self, request: Received) -> Answer:
        name = f"batch_{len(self.batches) + 1}"
        ending = self.endings.pop(0) if self.endings else "completed"
        made = {
            "id": name, "object": "batch", "endpoint": COMPLETIONS, "completion_window": "24h", "created_at": 0,
            "input_file_id": request.json["input_file_id"], "status": "validating", "output_file_id": None,
            "error_file_id": None, "errors": None,
        }  # fmt: skip
        self.batches[name] = {"shown": made, "ending": ending, "looks": 0}
        return answers.json_answer(made)

    def _list(self, _request: Received) -> Answer:
        shown = [each["shown"] for each in self.batches.values()]
        return answers.json_answer({"object": "list", "data": shown, "has_more": False})

    def _retrieve(self, request: Received) -> Answer:
        batch = self.batches[request.path.split("/")[3]]
        batch["looks"] += 1
        shown = batch["shown"]
        if batch["looks"] < self.looks:
            shown["status"] = "in_progress"
        elif shown["status"] != batch["ending"]:
            shown["status"] = batch["ending"]
            self._end(shown)
        return answers.json_answer(shown)

    def _end(self, shown: dict[str, Any]) -> None:
        """Answer a batch: last request first, because order is not kept."""
        if shown["status"] == "failed":
            error = {"code": "token_limit_exceeded", "message": "Enqueued token limit reached"}
            shown["errors"] = {"object": "list", "data": [error]}
            return
        good, bad = list[str](), list[str]()
        for number, line in reversed(
            list(enumerate(self.files[shown["input_file_id"]].removesuffix("\n").split("\n")))
        ):
            if shown["status"] in {"expired", "cancelled"} and number % self.unanswered == 0:
                continue
            answered = self._answered(json.loads(line), broken=number in self.broken)
            (bad if number in self.broken else good).append(json.dumps(answered, ensure_ascii=False))
        shown["output_file_id"] = self._file("\n".join(good))["id"] if good else None
        shown["error_file_id"] = self._file("\n".join(bad))["id"] if bad else None

    def _answered(self, wanted: dict[str, Any], *, broken: bool) -> dict[str, Any]:
        self.requests.append(wanted["custom_id"])
        if broken:
            response = {"status_code": 400, "request_id": "r", "body": {"error": {"message": "no"}}}
            return {"id": "x", "custom_id": wanted["custom_id"], "response": response, "error": None}
        request = Received("POST", COMPLETIONS, NO_HEADERS, json.dumps(wanted["body"]).encode(), 0.0)
        answer = self.server.respond(request)
        response = {"status_code": answer.status, "request_id": "r", "body": json.loads(answer.body)}
        return {"id": "x", "custom_id": wanted["custom_id"], "response": response, "error": None}
