"""The command line: a thin outer layer that prints, asks and sets exit codes; all work is done below it."""

from annotator.cli.app import main

__all__ = ["main"]
