"""Commands about runs: plan, run, status, retry, results, replicate and merge."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from annotator.cli import engines
from annotator.cli import run_options as o
from annotator.cli.engines import Choice
from annotator.documents import Columns
from annotator.engines.base import TIMEOUT_S
from annotator.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Generator

    from annotator.runs import Limits, Selection
    from annotator.runs.store import Finished

_READABLE = "SELECT count(*) FROM documents WHERE state = 'failed' AND document IS NOT NULL"


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("plan")(plan)
    app.command("run")(run)
    app.command("status")(status)
    app.command("retry")(retry)
    app.command("results")(results)
    app.command("replicate")(replicate)
    app.command("merge")(merge)


def plan(  # noqa: PLR0913  # options of a command
    corpus: o.Corpus,
    *,
    engine: engines.EngineName = "rules",
    model: engines.Model = None,
    base_url: engines.BaseUrl = None,
    codebook: engines.CodebookFile = None,
    tasks: engines.Tasks = "quotes,claims,stances",
    mode: engines.Mode = "joint",
    samples: engines.Samples = 1,
    limit: o.Limit = None,
    sample: o.Sample = None,
    seed: o.Seed = 0,
    shard: o.ShardOf = None,
    no_cache: o.NoCache = False,
    prompt: Annotated[bool, typer.Option("--prompt/--no-prompt", help="Show one prompt as it would go out.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    encoding: o.Encoding = None,
    text_column: o.TextColumn = "text",
    id_column: o.IdColumn = "id",
    title_column: o.TitleColumn = "title",
    date_column: o.DateColumn = "date",
    outlet_column: o.OutletColumn = "outlet",
    author_column: o.AuthorColumn = "author",
    language_column: o.LanguageColumn = "language",
) -> None:
    """Say what a run would take: calls, tokens, money, and one prompt; nothing is sent."""
    from annotator.cli import run_tables  # noqa: PLC0415  # the commands of a run load what they need

    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples)
    columns = Columns(text_column, id_column, title_column, date_column, outlet_column, author_column, language_column)
    found = asyncio.run(
        run_tables.planned(
            o.Source(tuple(corpus), columns, encoding),
            choice,
            _selection(limit, sample, seed, shard),
            cache=not no_cache,
        )
    )
    run_tables.print_plan(found, choice, prompt=prompt, as_json=as_json)


def run(  # noqa: PLR0913  # options of a command
    corpus: o.Corpus,
    *,
    output: o.NewRun,
    engine: engines.EngineName = "rules",
    model: engines.Model = None,
    base_url: engines.BaseUrl = None,
    codebook: engines.CodebookFile = None,
    tasks: engines.Tasks = "quotes,claims,stances",
    mode: engines.Mode = "joint",
    samples: engines.Samples = 1,
    timeout: engines.Timeout = TIMEOUT_S,
    concurrency: o.Concurrency = 64,
    rpm: o.PerMinute = None,
    tpm: o.TokensPerMinute = None,
    max_cost: o.MaxCost = None,
    max_tokens: o.MaxTokens = None,
    max_calls: o.MaxCalls = None,
    workers: o.Workers = 1,
    batch_api: o.BatchApi = False,
    poll: o.Poll = 60.0,
    distributed: o.OnDaft = False,
    ray: o.Ray = None,
    limit: o.Limit = None,
    sample: o.Sample = None,
    seed: o.Seed = 0,
    shard: o.ShardOf = None,
    no_cache: o.NoCache = False,
    force: o.Force = False,
    metrics: o.Metrics = None,
    log: o.Log = None,
    otel: o.Otel = False,
    quiet: o.Quiet = False,
    encoding: o.Encoding = None,
    text_column: o.TextColumn = "text",
    id_column: o.IdColumn = "id",
    title_column: o.TitleColumn = "title",
    date_column: o.DateColumn = "date",
    outlet_column: o.OutletColumn = "outlet",
    author_column: o.AuthorColumn = "author",
    language_column: o.LanguageColumn = "language",
) -> None:
    """Annotate a corpus into a directory; the same command goes on where it was interrupted."""
    from annotator.cli import run_ways  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.cli.run_work import Around  # noqa: PLC0415  # as above

    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples, timeout)
    columns = Columns(text_column, id_column, title_column, date_column, outlet_column, author_column, language_column)
    source = o.Source(tuple(corpus), columns, encoding)
    selection = _selection(limit, sample, seed, shard)
    limits = _limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls, said=choice.asks and not quiet)
    ways = {"--batch-api": batch_api, "--distributed": distributed}
    run_ways.refuse_ignored(ways, limits, {"--ray": ray is not None, "--otel": otel, "--workers": workers > 1})
    total = None if quiet else selection.size(source.count())
    around = Around(total, metrics, log, quiet, whole=not selection.described())
    if distributed:
        run_ways.on_daft(
            output, choice, source, selection, around, limits, workers=workers, ray=ray, cache=not no_cache, force=force
        )
        return
    if batch_api:
        run_ways.by_batches(output, choice, source, selection, around, poll=poll, cache=not no_cache, force=force)
        return
    run_ways.by_itself(
        output,
        choice,
        source,
        limits=limits,
        selection=selection,
        around=around,
        workers=workers,
        cache=not no_cache,
        force=force,
        otel=otel,
    )


def status(
    directory: o.RunDirectory,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how far a run is, what it cost, and what failed; also while it is being worked on."""
    from annotator.cli import run_tables  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs import Run  # noqa: PLC0415  # as above

    with Run.read(directory) as found:
        run_tables.print_status(found, as_json=as_json)


def retry(  # noqa: PLR0913  # options of a command
    directory: o.RunDirectory,
    *,
    timeout: Annotated[
        float | None, typer.Option("--timeout", min=0.1, metavar="S", help="Seconds to wait, instead of as before.")
    ] = None,
    concurrency: o.Concurrency = 64,
    rpm: o.PerMinute = None,
    tpm: o.TokensPerMinute = None,
    max_cost: o.MaxCost = None,
    max_tokens: o.MaxTokens = None,
    max_calls: o.MaxCalls = None,
    batch_api: o.BatchApi = False,
    poll: o.Poll = 60.0,
    no_cache: o.NoCache = False,
    force: o.Force = False,
    metrics: o.Metrics = None,
    log: o.Log = None,
    otel: o.Otel = False,
    quiet: o.Quiet = False,
) -> None:
    """Annotate once more the documents of a run that failed, and only those."""
    from annotator.cli import run_tables, run_ways  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.cli.run_work import Around  # noqa: PLC0415  # as above
    from annotator.runs import Run, configuration  # noqa: PLC0415  # as above

    kept = configuration.read(directory)
    choice = o.recalled(kept.options, directory)
    choice = choice if timeout is None else replace(choice, timeout_s=timeout)
    limits = _limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls, said=choice.asks and not quiet)
    run_ways.refuse_ignored({"--batch-api": batch_api, "--distributed": False}, limits, {"--otel": otel})
    with Run.read(directory) as found:
        unread, total = run_tables.unread(found), found.store.query(_READABLE)[0][0]
    around = Around(total, metrics, log, quiet)
    if batch_api:
        run_ways.again_by_batches(directory, choice, around, poll=poll, cache=not no_cache, force=force)
    else:
        run_ways.again(directory, choice, around, limits, cache=not no_cache, force=force, otel=otel)
    if unread is not None:
        typer.echo(unread, err=True)
        raise typer.Exit(1)
    if not total and not quiet:
        typer.echo("no document had failed, so none was asked again", err=True)


def results(
    directory: o.RunDirectory,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Ends in .jsonl, .csv or .parquet.")],
    table: Annotated[
        str, typer.Option("--table", metavar="records|documents", help="For CSV and Parquet: rows of what.")
    ] = "records",
    no_text: Annotated[bool, typer.Option("--no-text", help="For JSONL: leave out the articles' words.")] = False,
) -> None:
    """Write a run's annotations to a file, in the order of the corpus."""
    from annotator.cli.run_tables import unfinished  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs import Run  # noqa: PLC0415  # as above
    from annotator.runs.export import export  # noqa: PLC0415  # as above

    with Run.read(directory) as found, closing(cast("Generator[Finished]", found.store.finished())) as rows:
        count = export(rows, output, table=table, text=not no_text)
        failed = sum(1 for _ in found.store.failed())
        lines = unfinished(found)
    left_out = f"; {failed} failed documents are not in it" if failed and table == "records" else ""
    first = f"{output}: {count:,} {'lines' if output.suffix.lower() == '.jsonl' else 'rows'}{left_out}"
    typer.echo("\n".join([first, *lines]), err=True)


def replicate(  # noqa: PLR0913  # options of a command
    directory: o.RunDirectory,
    *,
    output: o.NewRun,
    engine: engines.EngineName = "llm",
    model: engines.Model = None,
    base_url: engines.BaseUrl = None,
    codebook: engines.CodebookFile = None,
    tasks: engines.Tasks = "quotes,claims,stances",
    mode: engines.Mode = "joint",
    samples: engines.Samples = 1,
    timeout: engines.Timeout = TIMEOUT_S,
    concurrency: o.Concurrency = 64,
    rpm: o.PerMinute = None,
    tpm: o.TokensPerMinute = None,
    max_cost: o.MaxCost = None,
    max_tokens: o.MaxTokens = None,
    max_calls: o.MaxCalls = None,
    workers: o.Workers = 1,
    no_cache: o.NoCache = False,
    force: o.Force = False,
    metrics: o.Metrics = None,
    log: o.Log = None,
    otel: o.Otel = False,
    quiet: o.Quiet = False,
) -> None:
    """Annotate the documents of a run again with another engine or model, to compare the two."""
    from annotator.cli import run_ways  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.cli.run_work import Around  # noqa: PLC0415  # as above
    from annotator.runs import Run, Selection  # noqa: PLC0415  # as above

    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples, timeout)
    if output.resolve() == directory.resolve():
        message = f"--output {output}: this is the run to be replicated; name another directory for the new one"
        raise SettingsError(message, variable="--output")
    with Run.read(directory) as original:
        total = original.store.query("SELECT count(*) FROM documents WHERE document IS NOT NULL")[0][0]
        run_ways.by_itself(
            output,
            choice,
            original,
            limits=_limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls, said=choice.asks and not quiet),
            selection=Selection(),
            around=Around(total, metrics, log, quiet),
            workers=workers,
            cache=not no_cache,
            force=force,
            otel=otel,
        )


def merge(
    parts: Annotated[
        list[Path], typer.Argument(metavar="RUN...", parser=o.of_run, help="Runs over parts of one corpus.")
    ],
    *,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", parser=o.named, help="Directory of the new run.")
    ],
) -> None:
    """Bring runs over parts of a corpus, such as shards, together in one; the exit code is 1 when some is missing.

    The same `annotator run` as for the parts, but without --shard, goes on with it.
    """
    from annotator.cli.run_tables import gaps  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs import Run  # noqa: PLC0415  # as above
    from annotator.runs.merge import merge as merged  # noqa: PLC0415  # as above

    made = merged(parts, output)
    with ExitStack() as stack:
        lines = gaps([stack.enter_context(Run.read(part)) for part in parts], made.missing)
    typer.echo("\n".join([f"{output}: {made.documents:,} documents of {len(parts)} runs", *lines]), err=True)
    if not made.whole:
        raise typer.Exit(1)


def _limits(  # noqa: PLR0913, PLR0917  # one argument for each option
    concurrency: int,
    rpm: float | None,
    tpm: float | None,
    max_cost: float | None,
    max_tokens: int | None,
    max_calls: int | None,
    *,
    said: bool,
) -> Limits:
    """The limits as given, with no more requests at a time than the system has room for, which can be said."""
    from annotator.runs import Limits  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs.descriptors import files_for, room_for  # noqa: PLC0415  # as above

    room = room_for(concurrency)
    if said and room < concurrency:
        words = f"--concurrency {concurrency}: the system lets a process open few files, so {room} requests go out at a"
        typer.echo(f"{words} time; “ulimit -n {files_for(concurrency)}” before the command allows more", err=True)
    return Limits(room, rpm, tpm, max_cost, max_tokens, max_calls)


def _selection(limit: int | None, sample: int | None, seed: int, shard: str | None) -> Selection:
    from annotator.runs import Selection, Shard  # noqa: PLC0415  # the commands of a run load what they need

    return Selection(limit, sample, seed, None if shard is None else Shard.parse(shard))
