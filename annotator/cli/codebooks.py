"""Commands about codebooks: check one, or print the shipped one to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator import codebook as codebooks
from annotator.errors import CodebookError

commands = typer.Typer(help="Check a codebook, or print the shipped one to start from.", no_args_is_help=True)


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(commands, name="codebook")


@commands.command()
def check(file: Annotated[Path, typer.Argument(metavar="FILE", help="The codebook, YAML.")]) -> None:
    """Check a codebook's fields and whether its examples ground in their own text."""
    book = codebooks.load(file)
    problems = book.problems()
    if problems:
        for problem in problems[1:]:
            typer.echo(f"annotator: {file}: {problem}", err=True)
        raise CodebookError(problems[0], path=file)
    closed = f", {len(book.targets)} targets" if book.targets else ""
    typer.echo(
        f"{file}: {book.name} {book.version} is valid: {len(book.acts)} acts, {len(book.claim_kinds)} claim kinds, "
        f"{len(book.scale)} steps{closed}; sha256 {book.digest[:12]}"
    )


@commands.command()
def show() -> None:
    """Print the shipped codebook."""
    typer.echo((codebooks.prompts_directory() / codebooks.DEFAULT).read_text(encoding="utf-8"), nl=False)
