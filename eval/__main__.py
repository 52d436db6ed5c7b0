"""`python -m eval`: the commands of the evaluation harness.

It knows arguments, printing and exit codes; each command's work stands in a module of its own, loaded when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from annotator.errors import AnnotatorError

GOLD = Path(__file__).parent / "gold"
"""The sets of this repository."""

app = typer.Typer(name="eval", no_args_is_help=True, add_completion=False, help="Gold, suites and the gate.")


@app.callback()
def _root() -> None:
    """Make typer keep the names of the commands, also while there is only one."""


@app.command("compile")
def compile_gold(root: Path = GOLD) -> None:
    """Compile every set of labelled articles below ROOT into its gold.jsonl."""
    from eval import gold  # noqa: PLC0415 (a command loads what it needs)

    for directory in gold.sets(root):
        typer.echo(f"{directory.name}: {gold.write_set(directory)} articles")


def main() -> None:
    """Run a command; an error that annotator raises on purpose is one line and exit code 1."""
    try:
        app()
    except AnnotatorError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
