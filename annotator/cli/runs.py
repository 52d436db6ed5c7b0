"""Commands about runs: plan, run, status, retry, results, replicate and merge."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import engines
from annotator.cli import run_options as o
from annotator.cli.engines import Choice
from annotator.documents import Columns
from annotator.errors import SettingsError

if TYPE_CHECKING:
    from annotator.cli.run_options import Source
    from annotator.cli.run_work import Around
    from annotator.runs import Limits, Run, Selection
    from annotator.runs.pool import Pool


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
    from annotator.cli.run_work import Around  # noqa: PLC0415  # the commands of a run load what they need

    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples)
    columns = Columns(text_column, id_column, title_column, date_column, outlet_column, author_column, language_column)
    source = o.Source(tuple(corpus), columns, encoding)
    selection = _selection(limit, sample, seed, shard)
    around = Around(_total(source, limit, sample, shard, quiet=quiet), metrics, log, quiet)
    if distributed:
        limits = _limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls)
        _annotate_on_daft(
            output, choice, source, selection, around, limits, workers=workers, ray=ray, cache=not no_cache, force=force
        )
        return
    if batch_api:
        _annotate_by_batches(output, choice, source, selection, around, poll=poll, cache=not no_cache, force=force)
        return
    _annotate(
        output,
        choice,
        source,
        limits=_limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls),
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
    concurrency: o.Concurrency = 64,
    rpm: o.PerMinute = None,
    tpm: o.TokensPerMinute = None,
    max_cost: o.MaxCost = None,
    max_tokens: o.MaxTokens = None,
    max_calls: o.MaxCalls = None,
    no_cache: o.NoCache = False,
    metrics: o.Metrics = None,
    log: o.Log = None,
    otel: o.Otel = False,
    quiet: o.Quiet = False,
) -> None:
    """Annotate once more the documents of a run that failed, and only those."""
    from annotator.cli.run_work import Around, EngineMaker, check_budget, work  # noqa: PLC0415  # as above
    from annotator.runs import Run, configuration  # noqa: PLC0415  # as above

    kept = configuration.read(directory)
    choice = o.recalled(kept.options, directory)
    limits = _limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls)
    check_budget(choice, limits)
    maker = EngineMaker(choice, otel=otel)
    with Run.open(directory, engine=maker, limits=limits, keep_selection=True, cache=not no_cache) as found:
        total = sum(1 for _, document, *_ in found.store.failed() if document is not None)
        work(found, found.retry(), maker, Around(total, metrics, log, quiet))


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
    from annotator.runs import Run  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs.export import export  # noqa: PLC0415  # as above

    with Run.read(directory) as found:
        count = export(found.store.finished(), output, table=table, text=not no_text)
        failed = sum(1 for _ in found.store.failed())
    left_out = f"; {failed} failed documents are not in it" if failed and table == "records" else ""
    typer.echo(f"{output}: {count:,} {'lines' if output.suffix == '.jsonl' else 'rows'}{left_out}", err=True)


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
    from annotator.cli.run_work import Around  # noqa: PLC0415  # the commands of a run load what they need
    from annotator.runs import Run, Selection  # noqa: PLC0415  # as above

    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples)
    with Run.read(directory) as original:
        total = original.store.query("SELECT count(*) FROM documents WHERE document IS NOT NULL")[0][0]
        _annotate(
            output,
            choice,
            original,
            limits=_limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls),
            selection=Selection(),
            around=Around(total, metrics, log, quiet),
            workers=workers,
            cache=not no_cache,
            force=force,
            otel=otel,
        )


def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Runs over parts of one corpus.")],
    *,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Directory of the new run.")],
) -> None:
    """Bring runs over parts of a corpus, such as shards, together in one."""
    from annotator.runs.merge import merge as merged  # noqa: PLC0415  # the commands of a run load what they need

    typer.echo(f"{output}: {merged(parts, output):,} documents of {len(parts)} runs", err=True)


def _annotate(  # noqa: PLR0913  # what the two commands that annotate have in common
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
    from annotator.cli.run_work import EngineMaker, check_budget, work  # noqa: PLC0415  # as above
    from annotator.runs import Run  # noqa: PLC0415  # as above

    check_budget(choice, limits)
    choice.build()  # refuses options that do not fit, before anything is made
    documents = corpus.documents() if isinstance(corpus, Run) else corpus.read()
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


def _annotate_by_batches(  # noqa: PLR0913  # what a run by batches needs
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
    from annotator.cli.run_batches import BatchMaker  # noqa: PLC0415  # only for batches
    from annotator.cli.run_work import work  # noqa: PLC0415  # as above
    from annotator.runs import Run  # noqa: PLC0415  # as above

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


def _annotate_on_daft(  # noqa: PLR0913, PLR0917  # what a distributed run needs
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
    from annotator.cli.run_work import check_budget, work  # noqa: PLC0415  # as above
    from annotator.runs import Run  # noqa: PLC0415  # as above
    from annotator.runs.cache import default_path  # noqa: PLC0415  # as above
    from annotator.runs.distributed import Distributed, Plan  # noqa: PLC0415  # only on Daft

    check_budget(choice, limits)
    choice.build()  # refuses options that do not fit, before anything is made
    documents = corpus.read()
    plan = Plan(choice.build, limits, workers, cache=default_path() if cache else None, ray=ray)
    on_daft = Distributed(plan)
    with Run.open(
        output,
        engine=choice.build,
        annotate=on_daft,
        limits=limits,
        selection=selection,
        window=on_daft.window,
        cache=cache,
        options=o.remembered(choice, corpus),
        force=force,
    ) as found:
        on_daft.run = found
        work(found, found.annotate(documents), on_daft, around)


def _say(line: str, *, quiet: bool) -> None:
    if not quiet:
        typer.echo(line, err=True)


def _pool(choice: Choice, workers: int, stack: ExitStack) -> Pool | None:
    if workers == 1:
        return None
    if choice.name != "rules":
        message = "--workers is for the rules engine; a model is asked by one process, see --concurrency"
        raise SettingsError(message, variable="--workers")
    from annotator.runs.pool import Pool  # noqa: PLC0415  # only for several processes

    pool = Pool(choice.build, workers)
    stack.callback(pool.close)
    return pool


def _limits(  # noqa: PLR0913, PLR0917  # one argument for each option
    concurrency: int,
    rpm: float | None,
    tpm: float | None,
    max_cost: float | None,
    max_tokens: int | None,
    max_calls: int | None,
) -> Limits:
    from annotator.runs import Limits  # noqa: PLC0415  # the commands of a run load what they need

    return Limits(concurrency, rpm, tpm, max_cost, max_tokens, max_calls)


def _selection(limit: int | None, sample: int | None, seed: int, shard: str | None) -> Selection:
    from annotator.runs import Selection, Shard  # noqa: PLC0415  # the commands of a run load what they need

    return Selection(limit, sample, seed, None if shard is None else Shard.parse(shard))


def _total(source: Source, limit: int | None, sample: int | None, shard: str | None, *, quiet: bool) -> int | None:
    """Documents that the run will have, None when nobody knows or asks."""
    if quiet:
        return None
    counted = source.count()
    caps = [cap for cap in (counted, limit, sample) if cap is not None]
    if not caps:
        return None
    return min(caps) if shard is None else -(-min(caps) // int(shard.partition("/")[2] or 1))
