"""``annotator run --batch-api``: an engine whose requests are caught, and a client that sends them in batches.

What batches are is `annotator.runs.openai_batch`'s.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from annotator.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from pathlib import Path

    from openai import AsyncOpenAI

    from annotator.cli.engines import Choice
    from annotator.cli.run_options import Source
    from annotator.engines.base import Calls, Engine
    from annotator.engines.llm import LLMEngine
    from annotator.runs import Result, Run
    from annotator.runs.batch_calls import BatchAnnotate
    from annotator.runs.calls import RunCalls

RETRIES = 5
"""Of the client that talks to the Batch API."""


class BatchMaker:
    """Makes an engine that catches requests, and sends them.

    Args:
        choice: The engine as the user chose it.
        directory: The run's, where requests are written down.

    Raises:
        SettingsError: The engine is no language model, or its key is missing.
    """

    def __init__(self, choice: Choice, directory: Path) -> None:
        if not choice.asks:
            message = "--batch-api is for --engine llm; the rules engine asks nobody"
            raise SettingsError(message, variable="--batch-api")
        from annotator.runs.batch_files import Spool  # noqa: PLC0415  # only for batches

        self._choice = choice
        self._real = cast("LLMEngine", choice.build())
        self._spool = Spool(directory)
        self._engine: Engine | None = None
        self._client: AsyncOpenAI | None = None

    @property
    def annotate(self) -> BatchAnnotate:
        """What makes annotations of answers that are there."""
        from annotator.runs.batch_calls import BatchAnnotate  # noqa: PLC0415  # only for batches

        return BatchAnnotate(lambda: cast("Engine", self._engine))

    def __call__(self, calls: Calls) -> Engine:
        """Make the engine."""
        from annotator.runs.batch_calls import BatchCalls, catching_client  # noqa: PLC0415  # only for batches

        waiting = BatchCalls(cast("RunCalls", calls), self._spool)
        client = catching_client(self._real.endpoint.url, waiting)
        self._engine = self._choice.build(waiting, client=client)
        return self._engine

    def results(
        self, run: Run, corpus: Source | None, poll_s: float, say: Callable[[str], object]
    ) -> AsyncGenerator[Result]:
        """The work of the run; without a corpus, on what failed."""
        from openai import AsyncOpenAI  # noqa: PLC0415  # slow to import

        from annotator.runs import openai_batch  # noqa: PLC0415  # only for batches

        endpoint = self._real.endpoint
        key, patience = endpoint.key.get_secret_value(), self._choice.timeout_s
        self._client = AsyncOpenAI(base_url=endpoint.url, api_key=key, max_retries=RETRIES, timeout=patience)
        batching = openai_batch.Batching(self._client, endpoint, self._spool, poll_s, say)
        return (
            openai_batch.retry(run, batching) if corpus is None else openai_batch.annotate(run, corpus.read, batching)
        )

    async def close(self) -> None:
        """Close its connections, in the loop that used them."""
        if self._client is not None:
            with suppress(RuntimeError):
                await self._client.close()
        close = getattr(self._engine, "close", None)
        if close is not None:
            await close()
