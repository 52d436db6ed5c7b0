"""A run on Daft: documents go to its workers in slices, natively or on a Ray cluster, and come back into the run.

Each slice is in the store before the next one goes out, because Daft loses what it holds when it crashes. Errors come
back as values, because an error would cost a worker its whole batch. What a worker does is `annotator.runs.remote`'s.
"""

from __future__ import annotations

import asyncio
import json
import signal
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any

from annotator.errors import RunError, SettingsError
from annotator.runs.orphan import end_with_parent
from annotator.runs.pool import refuse_crowd
from annotator.runs.remote import MakeEngine, Worker, attempts, raised
from annotator.schema import NOTHING, Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from annotator.runs.limits import Limits
    from annotator.runs.run import Run
    from annotator.schema import Document, Usage

_SLICE_WAIT_S = 0.05
"""Seconds without another document after which a slice goes out as it is."""
_BATCHES = 4
"""Batches of a slice for each worker: small enough to share the work evenly."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How work is distributed.

    Attributes:
        make: Makes the engine in a worker.
        limits: Of the whole run; each worker gets its part.
        workers: Processes.
        size: Documents in a slice.
        cache: File of replies that workers share; None for no cache. On a cluster it lies where all reach it.
        ray: Address of a Ray cluster, None to work on this machine.
    """

    make: MakeEngine
    limits: Limits
    workers: int = 2
    size: int = 512
    cache: Path | None = None
    ray: str | None = None

    def share(self, spent: Usage = NOTHING) -> Limits:
        """The limits of one worker for a slice: its part of the pace, and of what is left of the budgets."""
        whole, tokens = self.limits, spent.input_tokens + spent.output_tokens
        return replace(
            whole,
            concurrency=max(1, whole.concurrency // self.workers),
            requests_per_minute=whole.requests_per_minute and whole.requests_per_minute / self.workers,
            tokens_per_minute=whole.tokens_per_minute and whole.tokens_per_minute / self.workers,
            max_cost=None if whole.max_cost is None else max(0.0, whole.max_cost - (spent.cost or 0.0)) / self.workers,
            max_tokens=None if whole.max_tokens is None else max(0, whole.max_tokens - tokens) // self.workers,
            max_calls=None if whole.max_calls is None else max(0, whole.max_calls - spent.calls) // self.workers,
        )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A document on its way.

    Attributes:
        source: The document as JSON.
        coming: Gets the worker's answer.
        context: In which calls are known to be this document's.
    """

    source: str
    coming: asyncio.Future[dict[str, Any]]
    context: Context


class Distributed:
    """Annotates on Daft; calling it annotates one document together with the others that wait.

    Raises:
        SettingsError: Daft is not installed, or there are more workers than there is room or work for.
    """

    def __init__(self, plan: Plan) -> None:
        _refuse_crowd(plan)
        self.window = 2 * plan.size
        self.run: Run | None = None
        self._plan = plan
        self._daft = _daft(plan)
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None

    async def __call__(self, document: Document) -> Annotation:
        """Annotate a document on a worker.

        Raises:
            AnnotatorError: As on the worker; `BudgetExceeded` before it is sent.
        """
        gate = self._run.admission
        if (refusal := gate.refusal) is not None:
            raise refusal
        gate.ledger.check()
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._slices())
        coming: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Waiting(document.model_dump_json(), coming, copy_context()))
        answer = await coming
        if "error" in answer:
            raise raised(answer["error"])
        return Annotation.model_validate(answer["annotation"])

    async def close(self) -> None:
        """Stop sending."""
        if self._pump is not None:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump

    @property
    def _run(self) -> Run:
        if self.run is None:
            message = "Distributed.run is to be set when the run is open"
            raise RuntimeError(message)
        return self.run

    async def _slices(self) -> None:
        """Send slice after slice."""
        while True:
            together = await self._together()
            gate = self._run.admission
            if (refusal := gate.refusal) is not None:
                _fail(together, refusal)
                continue
            share = self._plan.share(gate.ledger.spent)
            try:
                answers = await _aside(partial(self._sent, [each.source for each in together], share))
            except Exception as error:  # noqa: BLE001  # Daft's own failure: everything of this slice stays to be done
                message = (
                    f"Daft failed ({type(error).__name__}); what was finished is saved, give the same command again"
                )
                _fail(together, RunError(message, run=self._run.path))
                continue
            for each, answer in zip(together, map(json.loads, answers), strict=True):
                each.context.run(self._keep, answer)
                if not each.coming.done():
                    each.coming.set_result(answer)

    def _keep(self, answer: dict[str, Any]) -> None:
        """Record what an answer took, before the next slice gets its share of the budgets, and what it did not take."""
        calls = self._run.calls
        for attempt in attempts(answer):
            calls.record(attempt)
        for request in answer["found"]:
            calls.lookup(request)

    async def _together(self) -> list[_Waiting]:
        """The next slice: full, or as large as it gets without waiting long."""
        together = [await self._waiting.get()]
        while len(together) < self._plan.size:
            try:
                together.append(await asyncio.wait_for(self._waiting.get(), _SLICE_WAIT_S))
            except TimeoutError:
                break
        return together

    def _sent(self, sources: Sequence[str], share: Limits) -> list[str]:
        """Answers to documents, in their order, from Daft's workers."""
        daft, plan = self._daft, self._plan
        size = max(1, -(-len(sources) // (plan.workers * _BATCHES)))
        remote = daft.udf(
            return_dtype=daft.DataType.string(), concurrency=plan.workers, use_process=True, batch_size=size
        )(_Remote).with_init_args(plan.make, share, plan.cache)
        frame = daft.from_pydict({"position": list(range(len(sources))), "source": list(sources)})
        found = frame.with_column("answer", remote(daft.col("source"))).select("position", "answer").to_pydict()
        return [answer for _, answer in sorted(zip(found["position"], found["answer"], strict=True))]


async def _aside(work: Callable[[], list[str]]) -> list[str]:
    """Do work in a thread that ends with the process: `asyncio.to_thread` would wait for it even when told to stop."""
    coming: Future[list[str]] = Future()

    def do() -> None:
        try:
            coming.set_result(work())
        except BaseException as error:  # noqa: BLE001  # raised again where it is awaited
            coming.set_exception(error)

    Thread(target=do, daemon=True).start()
    return await asyncio.wrap_future(coming)


def _fail(together: Sequence[_Waiting], failure: Exception) -> None:
    """Let documents of a slice stay to be done."""
    for each in together:
        if not each.coming.done():
            each.coming.set_exception(failure)


class _Remote:
    """The worker as Daft wants it: one in each process, called with a column at a time.

    It leaves Ctrl-C, which every process of a terminal gets, to the run: what is under way is paid for. It ends with
    the run: nobody would hold what it buys against the budgets.
    """

    def __init__(self, make: MakeEngine, limits: Limits, cache: Path | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end_with_parent()
        self._worker = Worker(make, limits, cache)

    def __call__(self, sources: Any) -> list[str]:
        return self._worker.annotate(sources.to_pylist())


def _refuse_crowd(plan: Plan) -> None:
    if plan.ray is None:
        refuse_crowd(plan.workers)
    if plan.workers > plan.limits.concurrency:
        message = (
            f"--workers {plan.workers} ask for one answer each, which is more than --concurrency"
            f" {plan.limits.concurrency} at a time; give fewer workers, or raise it"
        )
        raise SettingsError(message, variable="--workers")


def _daft(plan: Plan) -> Any:
    try:
        daft: Any = import_module("daft")
    except ImportError as error:
        message = "--distributed needs Daft; pip install 'annotator[daft]'"
        raise SettingsError(message, variable="--distributed") from error
    if plan.ray is not None:
        try:
            daft.set_runner_ray(plan.ray)
        except ImportError as error:
            message = "--ray needs Ray; pip install 'daft[ray]'"
            raise SettingsError(message, variable="--ray") from error
        except Exception as error:
            message = f"--ray {plan.ray}: the cluster cannot be reached ({type(error).__name__}); check the address"
            raise SettingsError(message, variable="--ray") from error
    _settle(daft)
    return daft


def _settle(daft: Any) -> None:
    """Run something trivial, because Daft ends everything on Ctrl-C from its first work on.

    What handles Ctrl-C afterwards, as the command line does, then stands before Daft and can let a slice end.
    """
    frame = daft.from_pydict({"number": [1]})
    frame.with_column("next", daft.col("number") + 1).to_pydict()
