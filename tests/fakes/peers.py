"""The loopback endpoint as langextract wants it answered, in a process of its own, for benchmarks beside it.

``python -m tests.fakes.peers SECONDS`` answers after so many seconds and prints its base URL.
"""

from __future__ import annotations

import asyncio
import re
import sys
from typing import TYPE_CHECKING

from tests.fakes.answers import completion
from tests.fakes.server import FakeServer

if TYPE_CHECKING:
    from tests.fakes.answers import Answer
    from tests.fakes.server import Received


def answer(request: Received) -> Answer:
    """Every quotation in the last question, as langextract's extractions."""
    prompt = str(request.messages[-1]["content"]).rpartition("Q: ")[2]
    found: list[dict[str, object]] = [
        {"quote": each, "quote_attributes": dict[str, str]()} for each in re.findall(r"“[^”]+”", prompt)
    ]
    return completion({"extractions": found})


async def _forever(latency_s: float) -> None:
    server = await FakeServer(answer, latency_s=latency_s).start()
    print(server.url, flush=True)  # noqa: T201  # a command's output
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_forever(float(sys.argv[1])))
