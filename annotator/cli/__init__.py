"""The command line: a thin outer layer that prints, asks and sets exit codes; all work is done below it."""

import signal
import sys

__all__ = ["main"]

SIGNALLED = 128
"""Exit code of a program that a signal ended, less the signal's number, as a shell has it."""


def main() -> None:
    """Run the program and leave with its exit code; Ctrl-C ends it quietly while it loads, too."""
    try:
        from annotator.cli.app import main as program  # noqa: PLC0415  # half a second in which a user may press Ctrl-C

        program()
    except KeyboardInterrupt:
        sys.exit(SIGNALLED + signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done; the interpreter goes down in a moment
