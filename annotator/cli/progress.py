"""A line that shows how far a command is, on a terminal only; elsewhere nothing is shown.

Tables printed meanwhile go above it. What is counted is the command's.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from annotator.cli.tables import console

if TYPE_CHECKING:
    from collections.abc import Generator

    from rich.console import Console


class Tally:
    """Documents done and failed so far, and those whose id came before."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", done=0, failed=0)
        self.done = self.failed = self.told_apart = 0

    @property
    def console(self) -> Console:
        """Where to print while the line is shown."""
        return self._progress.console

    def add(self, *, failed: bool = False) -> None:
        """Count one document."""
        self.done += not failed
        self.failed += failed
        self._progress.update(self._task, done=self.done, failed=self.failed)


@contextmanager
def tally(*, quiet: bool = False) -> Generator[Tally]:
    """Show a line with spinner, counts and elapsed time until the block ends.

    It stands on standard output when that is a terminal, so that tables and line share it, else on standard error.

    Args:
        quiet: Whether to show nothing at all.
    """
    out = console()
    shown = out if out.is_terminal else console(error=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[done]} annotated, {task.fields[failed]} failed"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=shown, transient=True, disable=quiet or not shown.is_terminal)
    with progress:
        yield Tally(progress)
