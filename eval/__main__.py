"""`python -m eval`: the commands of the evaluation harness.

It knows arguments, printing and exit codes; each command's work stands in a module of its own, loaded when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator.errors import AnnotatorError

GOLD = Path(__file__).parent / "gold"
"""The sets of this repository."""

BASELINE = Path(__file__).parent / "baseline.json"
"""What the gate holds an engine against."""

README = Path(__file__).parent / "README.md"
"""Where the figures stand."""

app = typer.Typer(
    name="eval",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Gold, suites and the gate.",
)


@app.callback()
def _root() -> None:
    """Make typer keep the names of the commands, also while there is only one."""


@app.command("compile")
def compile_gold(root: Path = GOLD) -> None:
    """Compile every set of labelled articles below ROOT into its gold.jsonl."""
    from eval import gold  # noqa: PLC0415 (a command loads what it needs)

    for directory in gold.sets(root):
        typer.echo(f"{directory.name}: {gold.write_set(directory)} articles")


@app.command()
def gate(
    *,
    engine: Annotated[str, typer.Option("--engine", help="Which engine to hold against its baseline.")] = "rules",
    update: Annotated[bool, typer.Option("--update", help="Write what is reached now as the new baseline.")] = False,
    allow_regression: Annotated[
        str | None, typer.Option("--allow-regression", metavar="REASON", help="With --update: why a floor may sink.")
    ] = None,
    gold: Annotated[Path, typer.Option("--gold", help="Folder of the gold sets.")] = GOLD,
    baseline: Annotated[Path, typer.Option("--baseline", help="The committed baseline.")] = BASELINE,
) -> None:
    """Hold an engine against the baseline: exit 0 pass, 1 regression, 2 not comparable."""
    from annotator import records  # noqa: PLC0415  # a command loads what it needs
    from eval import baseline as states  # noqa: PLC0415  # as above
    from eval import gate as gates  # noqa: PLC0415  # as above

    labelled = [record for file in sorted(gold.rglob("*.jsonl")) for record in records.read(file)]
    known, current = states.read(baseline), states.state(labelled, engine)
    if update:
        states.write(baseline, gates.renewed(known, current, allow_regression))
        typer.echo(f"wrote {baseline}: {len(labelled)} documents")
        return
    found = gates.verdict(known, current)
    for change in found.changes:
        typer.echo(f"{change.name}: {_score(change.before)} → {_score(change.after)}")
    for reason in found.reasons:
        typer.echo(reason, err=True)
    typer.echo(f"gate: {found.outcome.name.lower().replace('_', ' ')}")
    sys.exit(found.outcome)


@app.command("run")
def run_suites(
    *,
    suite: Annotated[str, typer.Option("--suite", metavar="LIST", help="Suites or groups, with commas, or all.")],
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="LIST", help="rules, or peers: vader, afinn, digit, textacy; with commas."),
    ] = "rules",
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder that holds the corpora.")] = Path("data"),
    split: Annotated[
        str | None, typer.Option("--split", help="A split other than the suite's own, such as test.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write results.json and pages.")
    ] = None,
) -> None:
    """Run engines over suites and print each number with its interval; of several engines also the differences."""
    from eval import results as writing  # noqa: PLC0415  # as above
    from eval.run import run  # noqa: PLC0415  # as above
    from eval.suite import chosen  # noqa: PLC0415  # as above

    engines = [name.strip() for name in engine.split(",") if name.strip()]
    found = [run(each, name, data, split) for each in chosen(suite) for name in engines]
    typer.echo("\n\n".join(writing.tables(found)))
    if output is not None:
        writing.write(found, output)
        typer.echo(f"wrote {output / 'results.json'}")


@app.command()
def table(
    *,
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder that holds the corpora.")] = Path("data"),
    peers: Annotated[str, typer.Option("--peers", metavar="LIST", help="Peers that are installed.")] = "vader,afinn",
    write: Annotated[bool, typer.Option("--write", help="Put the figures into eval/README.md.")] = False,
) -> None:
    """Print the figures of all suites as Markdown, ours and the peers', and their differences."""
    from eval import results as writing  # noqa: PLC0415  # as above
    from eval.figures import figures  # noqa: PLC0415  # as above

    written = figures(data, [name.strip() for name in peers.split(",") if name.strip()])
    if write:
        writing.replace_figures(README, written)
    else:
        typer.echo(written)


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main() -> None:
    """Run a command; an error that annotator raises on purpose is one line and exit code 1."""
    try:
        app()
    except AnnotatorError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
