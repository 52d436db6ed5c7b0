"""The command line: a thin outer layer that prints, asks and sets exit codes; all work is done below it."""

import sys

__all__ = ["main"]

_INTERRUPTED = 130
"""Exit code after Ctrl-C, as of a shell."""


def main() -> None:
    """Run the program and leave with its exit code; Ctrl-C ends it quietly, also while it loads."""
    try:
        from annotator.cli.app import main as program  # noqa: PLC0415  # half a second in which a user may press Ctrl-C
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    program()
