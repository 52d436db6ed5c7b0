"""The ways in which ``annotator run`` annotates: by itself, by OpenAI's Batch API, or on Daft.

It opens the run and puts together what each way needs; the work is `annotator.cli.run_work`'s.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import typer

from annotator.cli import run_options as o
from annotator.cli.run_batches import BatchMaker
from annotator.cli.run_work import EngineMaker, check_budget, work
from annotator.errors import SettingsError
from annotator.runs import Run
from annotator.runs.cache import default_path
from annotator.runs.distributed import Distributed, Plan
from annotator.runs.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from annotator.cli.engines import Choice
    from annotator.cli.run_options import Source
    from annotator.cli.run_work import Around
    from annotator.runs import Limits, Selection


def refuse_ignored(ways: Mapping[str, bool], limits: Limits, given: Mapping[str, bool]) -> None:
    """Refuse options that the way in which a run annotates would pass over in silence.

    Args:
        ways: “--batch-api” and “--distributed”, and whether they were given.
        limits: Pace and budgets that were given.
        given: Other options, and whether they were given.

    Raises:
        SettingsError: Two do not go together.
    """
    batches, spread = ways["--batch-api"], ways["--distributed"]
    if batches and spread:
        raise SettingsError(
            "--batch-api and --distributed are two ways to annotate; choose one", variable="--batch-api"
        )
    if given.get("--ray") and not spread:
        raise SettingsError("--ray is for --distributed; give that too", variable="--ray")
    if given.get("--otel") and (batches or spread):
        message = f"--otel has no calls to tell of with {'--batch-api' if batches else '--distributed'}; leave it out"
        raise SettingsError(message, variable="--otel")
    held = [option for option, value in _held(limits).items() if value is not None]
    held += ["--workers"] * given.get("--workers", False)
    if batches and held:
        message = (
            f"{held[0]} cannot be held with --batch-api, which sends whole files; see the price with"
            " `annotator plan` and take fewer documents with --limit"
        )
        raise SettingsError(message, variable=held[0])


def _held(limits: Limits) -> dict[str, float | None]:
    return {
        "--max-cost": limits.max_cost,
        "--max-tokens": limits.max_tokens,
        "--max-calls": limits.max_calls,
        "--rpm": limits.requests_per_minute,
        "--tpm": limits.tokens_per_minute,
    }


def by_itself(  # noqa: PLR0913  # what the two commands that annotate have in common
    output: Path,
    choice: Choice,
    corpus: Source | Run,
    *,
    limits: Limits,
    selection: Selection,
    around: Around,
    workers: int,
    cache: bool,
    force: bool,
    otel: bool,
) -> None:
    """Annotate in this process, or for the rules engine in several."""
    check_budget(choice, limits)
    choice.build()  # refuses options that do not fit, before anything is made
    documents = corpus.documents() if isinstance(corpus, Run) else corpus.arriving()
    maker = EngineMaker(choice, otel=otel)
    with ExitStack() as stack:
        pool = _pool(choice, workers, stack)
        found = stack.enter_context(
            Run.open(
                output,
                engine=maker,
                annotate=pool,
                limits=limits,
                selection=selection,
                window=None if pool is None else pool.window,
                cache=cache,
                options=o.remembered(choice, None if isinstance(corpus, Run) else corpus),
                force=force,
            )
        )
        work(found, found.annotate(documents), maker, around)


def by_batches(  # noqa: PLR0913  # what a run by batches needs
    output: Path,
    choice: Choice,
    corpus: Source,
    selection: Selection,
    around: Around,
    *,
    poll: float,
    cache: bool,
    force: bool,
) -> None:
    """Annotate by OpenAI's Batch API."""
    if corpus.pipe is not None:
        message = f"--batch-api reads the corpus once a round, and {corpus.pipe} only comes once; save it to a file"
        raise SettingsError(message, variable="--batch-api")
    corpus.read()  # refuses what cannot be read, before anything is made
    maker = BatchMaker(choice, output)
    with Run.open(
        output,
        engine=maker,
        annotate=maker.annotate,
        selection=selection,
        cache=cache,
        options=o.remembered(choice, corpus),
        force=force,
    ) as found:
        work(found, maker.results(found, corpus, poll, partial(_say, quiet=around.quiet)), maker, around)


def again(  # noqa: PLR0913  # what a retry needs
    directory: Path, choice: Choice, around: Around, limits: Limits, *, cache: bool, force: bool, otel: bool
) -> None:
    """Annotate once more, in this process, what failed."""
    check_budget(choice, limits)
    maker = EngineMaker(choice, otel=otel)
    with Run.open(directory, engine=maker, limits=limits, keep_selection=True, cache=cache, force=force) as found:
        if found.store.query("SELECT 1 FROM batches LIMIT 1"):
            _say("asking one by one, at the full price; --batch-api asks in batches, at half of it", quiet=around.quiet)
        work(found, found.retry(), maker, around)


def again_by_batches(  # noqa: PLR0913  # as above
    directory: Path, choice: Choice, around: Around, *, poll: float, cache: bool, force: bool
) -> None:
    """Annotate once more, by OpenAI's Batch API, what failed."""
    maker = BatchMaker(choice, directory)
    with Run.open(
        directory, engine=maker, annotate=maker.annotate, keep_selection=True, cache=cache, force=force
    ) as found:
        work(found, maker.results(found, None, poll, partial(_say, quiet=around.quiet)), maker, around)


def on_daft(  # noqa: PLR0913, PLR0917  # what a distributed run needs
    output: Path,
    choice: Choice,
    corpus: Source,
    selection: Selection,
    around: Around,
    limits: Limits,
    *,
    workers: int,
    ray: str | None,
    cache: bool,
    force: bool,
) -> None:
    """Annotate on Daft."""
    check_budget(choice, limits)
    choice.build()  # refuses options that do not fit, before anything is made
    documents = corpus.arriving()
    plan = Plan(choice.build, limits, workers, cache=default_path() if cache else None, ray=ray)
    spread = Distributed(plan)
    try:
        with Run.open(
            output,
            engine=choice.build,
            annotate=spread,
            limits=limits,
            selection=selection,
            window=spread.window,
            cache=cache,
            options=o.remembered(choice, corpus),
            force=force,
        ) as found:
            spread.run = found
            work(found, found.annotate(documents), spread, around)
    except typer.Exit as leaving:
        if spread.busy:
            _leave_now(leaving.exit_code)
        raise


def _leave_now(code: int) -> NoReturn:
    """End the program without taking down the interpreter, around which Daft still works."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _say(line: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)


def _pool(choice: Choice, workers: int, stack: ExitStack) -> Pool | None:
    if workers == 1:
        return None
    if choice.name != "rules":
        message = "--workers is for the rules engine; a model is asked by one process, see --concurrency"
        raise SettingsError(message, variable="--workers")

    pool = Pool(choice.build, workers)
    stack.callback(pool.close)
    return pool
