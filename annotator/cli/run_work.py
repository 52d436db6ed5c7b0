"""Doing the work of a run on the command line: signals, the board, metrics and logs around the run's own loop.

It knows what a user sees and presses; what happens to documents is the run's.
"""

from __future__ import annotations

import asyncio
import logging
import shlex
import signal
import time
from contextlib import ExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import typer

from annotator.cli import SIGNALLED
from annotator.cli.run_board import Board, money
from annotator.cli.run_tables import told_apart
from annotator.cli.tables import NO_DOCUMENT, TOLD_APART
from annotator.errors import DocumentError, FormatError, SettingsError
from annotator.runs import metrics, telemetry
from annotator.runs.garbage import seldom_collected

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from pathlib import Path

    from annotator.cli.engines import Choice
    from annotator.cli.run_board import Counts
    from annotator.engines.base import Calls, Engine
    from annotator.runs import Limits, Result, Run

_METRICS_S = 5.0
"""Seconds between writings of the metrics file."""
_TICK_S = 0.5


@dataclass(frozen=True, slots=True)
class Around:
    """What goes on beside the work.

    Attributes:
        total: Documents that there are, None when nobody knows.
        metrics: File for Prometheus.
        log: File for JSON lines.
        quiet: Whether to print nothing but errors.
        whole: Whether it is a whole corpus, in which there must be a document.
    """

    total: int | None = None
    metrics: Path | None = None
    log: Path | None = None
    quiet: bool = False
    whole: bool = False


class Maker(Protocol):
    """What made the engine of a run and closes it in the end."""

    async def close(self) -> None:
        """Close its connections, in the loop that used them."""
        ...


class EngineMaker:
    """Makes the engine with a run's calls, and can close it."""

    def __init__(self, choice: Choice, *, otel: bool = False) -> None:
        self._choice = choice
        self._otel = otel
        self.engine: Engine | None = None

    def __call__(self, calls: Calls) -> Engine:
        """Make it."""
        watched = self._traced(calls) if self._otel and self._choice.model is not None else calls
        self.engine = self._choice.build(watched)
        return self.engine

    def _traced(self, calls: Calls) -> Calls:
        from annotator.engines.llm.providers import endpoint  # noqa: PLC0415  # only for models

        asked = endpoint(self._choice.model or "", self._choice.base_url)
        return telemetry.TracedCalls(calls, asked.model, asked.provider)

    async def close(self) -> None:
        """Close its connections, in the loop that used them."""
        close = getattr(self.engine, "close", None)
        if close is not None:
            await close()


def check_budget(choice: Choice, limits: Limits) -> None:
    """Refuse a budget in money for a model whose price nobody knows.

    Raises:
        SettingsError: It could not be held.
    """
    if limits.max_cost is None or not choice.asks:
        return
    from annotator.engines.llm.providers import endpoint  # noqa: PLC0415  # only for models
    from annotator.engines.llm.spending import cost  # noqa: PLC0415  # as above
    from annotator.schema import Usage  # noqa: PLC0415  # as above

    if cost(Usage(input_tokens=1), endpoint(choice.model or "", choice.base_url)) is None:
        message = (
            f"the price of {choice.model} is unknown, so --max-cost cannot be held; use --max-tokens or --max-calls"
        )
        raise SettingsError(message, variable="--max-cost")


def work(run: Run, results: AsyncGenerator[Result], maker: Maker, around: Around) -> None:
    """Do the work to its end, to Ctrl-C, or to an error.

    Raises:
        AnnotatorError: Why the work stopped; what was finished is saved.
        DocumentError: There is no document in the corpus.
        Exit: With 1 when a document failed, with 130 after Ctrl-C and 143 after SIGTERM.
    """
    board = Board(run, around.total, quiet=around.quiet)
    meter = Meter(run, board, around.metrics)
    meter.begin()
    log = None if around.log is None else telemetry.log_to(around.log)
    with ExitStack() as stack:
        stack.callback(_last_words, run, board, meter, log, quiet=around.quiet)
        stack.enter_context(board)
        stack.enter_context(seldom_collected())
        ended_by = asyncio.run(_loop(run, results, maker, board, meter))
    if ended_by is not None:
        raise typer.Exit(SIGNALLED + ended_by)
    if around.whole and not board.counts.done:
        raise DocumentError(NO_DOCUMENT)
    if board.counts.failed:
        raise typer.Exit(1)


class Meter:
    """The metrics file, if there is one: a disk that does not go along is said once and stops no run.

    Args:
        run: The run.
        board: What was counted, and where trouble is said.
        path: The file.
    """

    def __init__(self, run: Run, board: Board, path: Path | None) -> None:
        self._run = run
        self._board = board
        self._path = path
        self._written = float("-inf")
        self._troubled = False

    def begin(self) -> None:
        """Write it for the first time.

        Raises:
            FormatError: The place cannot be written to.
        """
        if self._path is not None:
            metrics.write(self._path, _numbers(self._run, self._board))

    def write(self, *, now: bool = False) -> None:
        """Write it if it is time to, or now."""
        if not now and time.monotonic() - self._written < _METRICS_S:
            return
        self._written = time.monotonic()
        try:
            self.begin()
        except FormatError as error:
            if not self._troubled:
                self._board.say(f"--metrics {error}; the run goes on")
            self._troubled = True


async def _loop(run: Run, results: AsyncGenerator[Result], maker: Maker, board: Board, meter: Meter) -> int | None:
    """Take results as they come; the signal that ended it, None when it came to its end."""
    beside = asyncio.create_task(_beside(board, meter))
    with _signals(run, board) as presses:
        try:
            async with aclosing(results):
                async for result in results:
                    board.add(result)
                    if not result.resumed:
                        telemetry.log_result(result)
        except asyncio.CancelledError:
            if not presses.numbers:
                raise
        finally:
            presses.leaving = True
            beside.cancel()
            with suppress(asyncio.CancelledError):
                await beside
            await maker.close()
    return presses.numbers[0] if presses.numbers else None


@dataclass(slots=True)
class _Presses:
    """What was pressed while a run was at work.

    Attributes:
        numbers: Of the signals.
        heeded: How many of them the loop has seen.
        leaving: Whether the work is over; what is pressed from now on changes nothing.
    """

    numbers: list[int] = field(default_factory=list[int])
    heeded: int = 0
    leaving: bool = False


@contextmanager
def _signals(run: Run, board: Board) -> Generator[_Presses]:
    """Let the first Ctrl-C drain and the second one stop at once."""
    loop, task, presses = asyncio.get_running_loop(), asyncio.current_task(), _Presses()

    def heed() -> None:
        presses.heeded += 1
        if presses.leaving:
            return
        if presses.heeded == 1:
            run.drain()
            board.note = "stopping"
            board.say("finishing what is under way; Ctrl-C again stops at once")
        elif task is not None:
            task.cancel()

    def press(number: int, _frame: object) -> None:
        presses.numbers.append(number)
        if len(presses.numbers) - presses.heeded > 1:
            raise KeyboardInterrupt  # one long text keeps the loop busy: it has not even seen the first one
        loop.call_soon_threadsafe(heed)

    before = {number: signal.signal(number, press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield presses
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _beside(board: Board, meter: Meter) -> None:
    """Keep board and metrics moving also while nothing finishes."""
    while True:
        await asyncio.sleep(_TICK_S)
        board.tick()
        meter.write()


def _numbers(run: Run, board: Board) -> metrics.Numbers:
    gate, counts = run.admission, board.counts
    return metrics.Numbers(
        annotated=counts.annotated,
        failed=counts.failed,
        cache_hits=counts.cached,
        usage=gate.ledger.spent,
        refusals=gate.refusals,
        in_flight=gate.in_flight,
        seconds=board.seconds,
    )


def _last_words(run: Run, board: Board, meter: Meter, log: telemetry.LogFile | None, *, quiet: bool) -> None:
    """The metrics once more, what did not go well beside the work, and the summary."""
    meter.write(now=True)
    if run.cache_trouble is not None:
        logging.getLogger(telemetry.LOGGER).warning("cache not used")
        board.say(run.cache_trouble)
    if log is not None:
        telemetry.stop_log(log)
        if log.trouble is not None:
            board.say(log.trouble)
    if not quiet:
        typer.echo(summary(run, board), err=True)


def summary(run: Run, board: Board) -> str:
    """What was done, what failed of what, what it cost, and what to do next."""
    counts, spent = board.counts, run.admission.ledger.spent
    lines = [f"{run.path}: {counts.annotated:,} annotated, {counts.failed:,} failed"]
    if counts.resumed:
        lines[0] += f" ({counts.resumed:,} of them in earlier sessions)"
    if counts.shared:
        lines[0] += f"; {counts.shared:,} equal to an earlier one"
    if counts.cache_hits:
        lines[0] += f"; {counts.cache_hits:,} answers from the cache"
    if spent.calls:
        tokens = f"{spent.input_tokens:,} + {spent.output_tokens:,} tokens"
        in_all = " in all sessions" if board.earlier else ""
        lines[0] += f"; {spent.calls:,} calls, {tokens}, {money(spent)}{in_all}"
    if number := told_apart(run):
        lines.append(f"ids that came before: {number:,}, {TOLD_APART}")
    if counts.failed:
        lines.append(_advice(counts, shlex.quote(str(run.path))))
    return "\n".join(lines)


def _advice(counts: Counts, run: str) -> str:
    """What failed and what helps: the endpoint may answer the next time, a corpus does not mend itself."""
    kinds = ", ".join(f"{number} {name}" for name, number in counts.failures.most_common())
    unread = counts.failures[DocumentError.__name__]
    helps = [f"see `annotator status {run}`"]
    if counts.failed > unread:
        helps.append(f"try again with `annotator retry {run}`")
    if unread:
        left = "for what could not be read " * (counts.failed > unread)
        helps.append(f"{left}mend the corpus and give the command of the run again")
    return f"failed: {kinds}; {', '.join(helps)}"
