"""A run on Daft: documents go to its workers in slices, natively or on a Ray cluster, and come back into the run.

What a worker does comes over a line of our own while it does it, and is in the store at once, because Daft gives back a
whole slice at a time and loses what it holds when it is stopped. Errors come back as values, because an error would
cost a worker its whole batch. What a worker does is `annotator.runs.remote`'s.
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
from itertools import count
from threading import Thread
from typing import TYPE_CHECKING, Any

from annotator.errors import BudgetExceeded, RunError, SettingsError
from annotator.runs.exchange import HERE, exchange
from annotator.runs.orphan import end_with_parent
from annotator.runs.pool import refuse_crowd
from annotator.runs.remote import MakeEngine, Worker, attempt, raised
from annotator.schema import NOTHING, Annotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from annotator.runs.exchange import Place
    from annotator.runs.limits import Limits
    from annotator.runs.run import Run
    from annotator.schema import Document, Usage

    _Events = dict[int, list[dict[str, Any]]]

_SLICE_WAIT_S = 0.05
"""Seconds without another document after which a slice goes out as it is."""
_BATCHES = 4
"""Batches of a slice for each worker: small enough to share the work evenly."""
_PUT_AWAY_S = 10.0
"""Seconds within which Daft puts away workers that have nothing to do."""


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


@dataclass(eq=False, slots=True)
class _Waiting:
    """A document on its way.

    Attributes:
        source: The document as JSON.
        coming: Gets the annotation.
        context: In which calls are known to be this document's.
        heard: How many of its events are known.
    """

    source: str
    coming: asyncio.Future[Annotation]
    context: Context
    heard: int = 0


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
        self._host = HERE if plan.ray is None else _own_address()
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue()
        self._out: dict[int, _Waiting] = {}
        self._pump: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._busy = False

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
        coming: asyncio.Future[Annotation] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Waiting(document.model_dump_json(), coming, copy_context()))
        return await coming

    async def close(self) -> None:
        """Stop sending, once Daft has put away workers that have nothing more to do: it does not bear being cut off."""
        if all(_is_answered(each.coming) for each in self._out.values()):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), _PUT_AWAY_S)
        if self._pump is not None:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump

    @property
    def busy(self) -> bool:
        """Whether Daft still works, which it cannot be told not to: a program that ends now must end at once."""
        return self._busy

    @property
    def _run(self) -> Run:
        if self.run is None:
            message = "Distributed.run is to be set when the run is open"
            raise RuntimeError(message)
        return self.run

    async def _slices(self) -> None:
        """Send slice after slice."""
        numbers = count()
        while True:
            together = {next(numbers): each for each in await self._together()}
            gate = self._run.admission
            if (refusal := gate.refusal) is not None:
                _fail(together.values(), refusal)
                continue
            self._out = together
            self._idle.clear()
            try:
                for number, events in (await self._sent(together, self._plan.share(gate.ledger.spent))).items():
                    for place, event in enumerate(events):
                        self._hear(number, place, event)
            except Exception as error:  # noqa: BLE001  # Daft's own failure: what is missing of this slice stays to be done
                message = (
                    f"Daft failed ({type(error).__name__}); what was finished is saved, give the same command again"
                )
                _fail(together.values(), RunError(message, run=self._run.path))
            finally:
                self._out = {}
                self._idle.set()

    def _heard(self, message: tuple[int, int, dict[str, Any]]) -> None:
        """What a worker does just now; that its part of a budget is spent waits until the others' parts are, too."""
        number, place, event = message
        if event.get("error", {}).get("name") != BudgetExceeded.__name__:
            self._hear(number, place, event)

    def _hear(self, number: int, place: int, event: dict[str, Any]) -> None:
        """Keep what happened to a document, each event once: all of them come a second time when a slice is done."""
        waiting = self._out.get(number)
        if waiting is None or waiting.heard != place:
            return
        waiting.heard += 1
        try:
            waiting.context.run(self._keep, waiting.coming, event)
        except Exception as error:  # noqa: BLE001  # as if it had happened to the document here
            _fail([waiting], error)

    def _keep(self, coming: asyncio.Future[Annotation], event: dict[str, Any]) -> None:
        """Record what a document took, or give it its answer."""
        if "attempt" in event:
            self._run.calls.record(attempt(event))
        elif "found" in event:
            self._run.calls.lookup(event["found"])
        elif coming.done():
            return
        elif "error" in event:
            coming.set_exception(raised(event["error"]))
        else:
            coming.set_result(Annotation.model_validate(event["annotation"]))

    async def _together(self) -> list[_Waiting]:
        """The next slice: full, or as large as it gets without waiting long."""
        together = [await self._waiting.get()]
        while len(together) < self._plan.size:
            try:
                together.append(await asyncio.wait_for(self._waiting.get(), _SLICE_WAIT_S))
            except TimeoutError:
                break
        return together

    async def _sent(self, together: Mapping[int, _Waiting], share: Limits) -> _Events:
        """What happened to each document, once all are done; the workers are told when the gate shuts meanwhile."""
        sources = {number: each.source for number, each in together.items()}
        async with exchange(self._heard, self._host) as workers:
            sending = self._aside(partial(self._through_daft, sources, share, workers.place))
            shutting = asyncio.ensure_future(self._run.admission.shut())
            either: list[asyncio.Future[Any]] = [sending, shutting]
            try:
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                workers.stop()
                return await sending
            finally:
                shutting.cancel()

    def _aside(self, work: Callable[[], _Events]) -> asyncio.Future[_Events]:
        """Do work in a thread that ends with the process; `asyncio.to_thread` would wait for it when told to stop."""
        coming: Future[_Events] = Future()

        def do() -> None:
            try:
                found = work()
            except BaseException as error:  # noqa: BLE001  # raised again where it is awaited
                self._busy = False
                coming.set_exception(error)
            else:
                self._busy = False
                coming.set_result(found)

        self._busy = True
        Thread(target=do, daemon=True).start()
        return asyncio.wrap_future(coming)

    def _through_daft(self, sources: Mapping[int, str], share: Limits, place: Place | None) -> _Events:
        daft, plan = self._daft, self._plan
        size = max(1, -(-len(sources) // (plan.workers * _BATCHES)))
        remote = daft.udf(
            return_dtype=daft.DataType.string(), concurrency=plan.workers, use_process=True, batch_size=size
        )(_Remote).with_init_args(plan.make, share, plan.cache, place)
        frame = daft.from_pydict({"number": list(sources), "source": list(sources.values())})
        frame = frame.with_column("events", remote(daft.col("number"), daft.col("source")))
        found = frame.select("number", "events").to_pydict()
        return dict(zip(found["number"], map(json.loads, found["events"]), strict=True))


def _is_answered(coming: asyncio.Future[Annotation]) -> bool:
    return coming.done() and not coming.cancelled()


def _fail(together: Iterable[_Waiting], failure: Exception) -> None:
    """Let documents of a slice stay to be done."""
    for each in together:
        if not each.coming.done():
            each.coming.set_exception(failure)


class _Remote:
    """The worker as Daft wants it: one in each process, called with a column at a time.

    It leaves Ctrl-C, which every process of a terminal gets, to the run: what is under way is paid for. It ends with
    the run: nobody would hold what it buys against the budgets.
    """

    def __init__(self, make: MakeEngine, limits: Limits, cache: Path | None, place: Place | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        end_with_parent()
        self._worker = Worker(make, limits, cache, place)

    def __call__(self, numbers: Any, sources: Any) -> list[str]:
        return self._worker.annotate(numbers.to_pylist(), sources.to_pylist())


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


def _own_address() -> str:
    """This machine's address, as the others of the cluster know it; without one, workers say everything at the end."""
    try:
        util: Any = import_module("ray.util")
        return str(util.get_node_ip_address())
    except Exception:  # noqa: BLE001  # Ray has many ways not to know it
        return HERE


def _settle(daft: Any) -> None:
    """Run something trivial, because Daft ends everything on Ctrl-C from its first work on.

    What handles Ctrl-C afterwards, as the command line does, then stands before Daft and can let a slice end.
    """
    frame = daft.from_pydict({"number": [1]})
    frame.with_column("next", daft.col("number") + 1).to_pydict()
