"""How far a run is: a live line on a terminal, a plain line now and then elsewhere, and a summary at the end.

It shows numbers; counting what is worth showing is its only work, annotating is the run's.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from annotator.cli.tables import console

if TYPE_CHECKING:
    from types import TracebackType

    from annotator.runs import Result, Run
    from annotator.schema import Usage

_PLAIN_S = 10.0
"""Seconds between plain lines."""
_WINDOW = 200
"""Documents over which the rate is measured."""
_REDRAW_S = 0.1


@dataclass(slots=True)
class Counts:
    """What happened to documents in this session."""

    annotated: int = 0
    resumed: int = 0
    shared: int = 0
    cache_hits: int = 0
    failed: int = 0
    failures: Counter[str] = field(default_factory=Counter[str])

    @property
    def done(self) -> int:
        """Documents done with, in this session or before."""
        return self.annotated + self.failed

    @property
    def cached(self) -> int:
        """Answers that were not bought."""
        return self.shared + self.cache_hits

    def add(self, result: Result) -> None:
        """Count a document."""
        self.annotated += not result.failed
        self.failed += result.failed
        self.resumed += result.resumed
        self.shared += result.shared
        self.cache_hits += result.cache_hits
        if result.error is not None:
            self.failures[result.error] += 1


class Board:
    """Shows a session of a run while the block lasts.

    Attributes:
        counts: What happened so far.
        note: Shown at the end of the line.
        earlier: Whether sessions before this one made calls too.

    Args:
        run: The run.
        total: Documents that there are, None when nobody knows.
        quiet: Whether to show nothing.
    """

    def __init__(self, run: Run, total: int | None, *, quiet: bool = False) -> None:
        self.counts = Counts()
        self.note = ""
        self._run = run
        self._total = total
        self._quiet = quiet
        self._console = console(error=True)
        self.earlier = run.admission.ledger.spent.calls > 0
        self._live = self._console.is_terminal and not quiet
        self._progress = Progress(*_COLUMNS, console=self._console, disable=not self._live, refresh_per_second=4)
        self._task = self._progress.add_task("", total=total, line="")
        self._begun = self._said = self._drawn = time.monotonic()
        self._times: deque[float] = deque(maxlen=_WINDOW)

    def __enter__(self) -> Self:
        """Begin to show."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw(time.monotonic())
        self._progress.stop()

    def add(self, result: Result) -> None:
        """Count a document and show it."""
        self.counts.add(result)
        now = time.monotonic()
        if not result.resumed:
            self._times.append(now)
        self.tick(now)

    def tick(self, now: float | None = None) -> None:
        """Show how far it is, if it is time to."""
        now = now or time.monotonic()
        if self._live and now - self._drawn >= _REDRAW_S:
            self._draw(now)
        elif not self._live and not self._quiet and now - self._said >= _PLAIN_S:
            self._said = now
            self.say(self.line(now))

    @property
    def seconds(self) -> float:
        """Since it began to show."""
        return time.monotonic() - self._begun

    def say(self, line: str) -> None:
        """Print a line above the live one."""
        if not self._quiet:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def line(self, now: float) -> str:
        """Everything that matters in one line."""
        total = f"/{self._total:,}" if self._total is not None else ""
        parts = [f"{self.counts.done:,}{total} documents", f"{self.counts.failed:,} failed"]
        if self.counts.cached:
            parts.append(f"{self.counts.cached:,} cached")
        rate = self._rate(now)
        if rate:
            parts += [f"{rate:,.1f}/s" if rate >= 1 else f"{rate * 60:,.1f}/min", *self._remaining(rate)]
        parts += self._about_calls()
        return " · ".join(parts + [self.note] * bool(self.note))

    def _about_calls(self) -> list[str]:
        gate = self._run.admission
        spent = gate.ledger.spent
        parts = [] if not spent.calls else [money(spent)]
        if gate.in_flight:
            parts.append(f"{gate.in_flight} in flight")
        if gate.paused_s > 1:
            parts.append(f"paused {gate.paused_s:.0f} s by the endpoint")
        return parts

    def _remaining(self, rate: float) -> list[str]:
        if self._total is None:
            return []
        return [f"{clock((self._total - self.counts.done) / rate)} left"]

    def _rate(self, now: float) -> float:
        """Documents a second, of late."""
        if not self._times:
            return 0.0
        since = self._times[0] if len(self._times) == _WINDOW else self._begun
        return len(self._times) / max(now - since, 1e-3)

    def _draw(self, now: float) -> None:
        self._drawn = now
        self._progress.update(self._task, completed=self.counts.done, line=self.line(now))


_COLUMNS = (SpinnerColumn(), BarColumn(bar_width=24), TextColumn("{task.fields[line]}"), TimeElapsedColumn())


def money(usage: Usage) -> str:
    """US dollars, or that nobody knows."""
    return "cost unknown" if usage.cost is None else f"${usage.cost:,.4f}" if usage.cost < 1 else f"${usage.cost:,.2f}"


def clock(seconds: float) -> str:
    """Seconds as “3:07” or “2:03:07”."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
