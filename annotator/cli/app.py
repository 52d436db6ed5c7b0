"""The program ``annotator``: its commands gathered, and every expected error turned into one line and an exit code.

What a command does stands in the module of its group.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from annotator.cli import SIGNALLED, annotate, codebooks, evaluation, runs
from annotator.cli.tables import printable
from annotator.errors import (
    AnnotatorError,
    CodebookError,
    DocumentError,
    FormatError,
    RecordError,
    SettingsError,
)

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

USAGE, FAILURE = 2, 1
"""Exit codes: the input or an option is wrong; the work failed."""

_ENDING = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
_INPUT = (SettingsError, DocumentError, CodebookError, RecordError, FormatError)

app = typer.Typer(
    name="annotator",
    help="Who said what about whom in the news: quotes, claims and stances, each pinned to the words that prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (annotate, codebooks, evaluation, runs):
    group.add(app)


def _version(wanted: bool) -> None:  # noqa: FBT001  # typer's way to define a flag
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  # only when asked

        typer.echo(f"annotator {version('annotator')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Take options that stand before the command."""


def main() -> None:
    """Run the program and leave with its exit code."""
    logging.getLogger("annotator").addHandler(logging.NullHandler())  # what matters is printed; --log is for the rest
    try:
        with _unwound():
            app()
    except AnnotatorError as error:
        _say(f"annotator: {printable(str(error))}")
        sys.exit(USAGE if isinstance(error, _INPUT) else FAILURE)
    except BrokenPipeError:  # the reader of our output has gone, as in `annotator … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILURE)


@contextmanager
def _unwound() -> Generator[None]:
    """Let a signal to end unwind the program, so that no half-written file is left; a second one ends it at once."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_DFL)
        sys.exit(SIGNALLED + number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    mine = [number for number, handler in before.items() if handler is signal.SIG_DFL]  # nohup's choice is respected
    for number in mine:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)


def _say(line: str) -> None:
    typer.echo(line, err=True)
