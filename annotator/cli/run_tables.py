"""A plan and the state of a run as tables for a terminal, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import typer
from rich.table import Table

from annotator.cli.run_board import money
from annotator.cli.tables import TOLD_APART, console, printable
from annotator.runs import lock
from annotator.runs import plan as planning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.cli.engines import Choice
    from annotator.cli.run_options import Source
    from annotator.runs import Run, Selection
    from annotator.runs.plan import Plan, Plannable
    from annotator.runs.selection import Shard

_SHOWN = 10
"""Failed documents that are listed one by one."""
_TOLD_APART = """SELECT count(*) FROM documents d, json_each(json_array(json_extract(document, '$.metadata.id'))) found
    WHERE d.id GLOB '*~[0-9]*' AND substr(d.id, 1, length(found.value) + 1) = found.value || '~'"""
_SESSION = ("kind", "started_at", "ended_at", "ending")


async def planned(source: Source, choice: Choice, selection: Selection, *, cache: bool) -> Plan:
    """What a run would take."""
    from annotator.runs.cache import Cache, default_path  # noqa: PLC0415  # only for plans

    kept = Cache(default_path()) if cache and choice.asks and default_path().exists() else None
    try:
        return await planning.plan(selection.of(source.arriving()), _asked(choice), kept, share=cache)
    finally:
        if kept is not None:
            kept.close()
            if kept.trouble is not None:
                typer.echo(kept.trouble, err=True)


def _asked(choice: Choice) -> Plannable | None:
    """The engine, made for plans only, so that it needs no key; None when it asks nobody."""
    if choice.name == "rules":
        choice.build()  # refuses options that do not fit
        return None
    return cast("Plannable", choice.build(offline=True))


def print_plan(plan: Plan, choice: Choice, *, prompt: bool, as_json: bool) -> None:
    """Print what a run would take."""
    if as_json:
        shown = {**asdict(plan), "batch_cost": plan.batch_cost, "prompt": plan.prompt if prompt else None}
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    table = Table(
        title=f"engine {choice.name}" + (f", model {choice.model}" if choice.model else ""), show_header=False
    )
    table.add_column()
    table.add_column(justify="right")
    for name, value in _plan_rows(plan, asked=choice.asks):
        table.add_row(name, value)
    console().print(table)
    if prompt and plan.prompt is not None:
        typer.echo(f"\n{plan.prompt}")


def _plan_rows(plan: Plan, *, asked: bool) -> list[tuple[str, str]]:
    rows = [("documents", f"{plan.documents:,}"), ("characters", f"{plan.characters:,}")]
    if plan.unreadable:
        rows.append(("unreadable or empty", f"{plan.unreadable:,}"))
    if plan.repeated:
        rows.append(("equal to an earlier one", f"{plan.repeated:,}"))
    if plan.told_apart:
        rows.append(("ids that came before", f"{plan.told_apart:,}, {TOLD_APART}"))
    if not asked:
        return [*rows, ("calls", "0"), ("price", "$0")]
    bought = plan.calls - plan.cached_calls
    low, high = plan.output_tokens
    return [
        *rows,
        ("chunks", f"{plan.chunks:,}"),
        ("calls, without re-asks", f"{bought:,}"),
        ("answered from the cache", f"{plan.cached_calls:,} ({_share(plan.cached_calls, plan.calls)})"),
        ("input tokens (estimate)", f"{plan.input_tokens:,}"),
        ("of them rules and schema", f"{plan.stable_tokens:,} ({_share(plan.stable_tokens, plan.input_tokens)})"),
        ("output tokens (assumption)", f"{low:,} to {high:,}"),
        ("price", _range(plan.cost)),
        ("price by Batch API", _range(plan.batch_cost)),
        ("prices from", plan.prices),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _range(cost: tuple[float, float] | None) -> str:
    if cost is None:
        return "unknown"
    digits = 2 if cost[1] >= 1 else 4
    return f"${cost[0]:,.{digits}f} to ${cost[1]:,.{digits}f}"


def state(run: Run) -> dict[str, Any]:
    """The state of a run as JSON."""
    store, setup = run.store, run.configuration.setup
    counts = dict(store.query("SELECT state, count(*) FROM documents GROUP BY state"))
    failures = dict(
        store.query("SELECT error, count(*) FROM documents WHERE error IS NOT NULL GROUP BY 1 ORDER BY 2 DESC")
    )
    shared = store.query("SELECT count(*) FROM documents WHERE shared")[0][0]
    repeated = store.query("SELECT count(*) - count(DISTINCT id) FROM documents")[0][0] + told_apart(run)
    batches = store.query("SELECT id, state, requests, collected FROM batches ORDER BY submitted_at")
    session = store.query("SELECT kind, started_at, ended_at, ending FROM sessions ORDER BY number DESC LIMIT 1")
    return {
        "run": str(run.path),
        "engine": setup.engine,
        "model": setup.model,
        "selection": dict(setup.selection),
        "annotated": counts.get("annotated", 0),
        "failed": counts.get("failed", 0),
        "failures": failures,
        "shared": shared,
        "repeated_ids": repeated,
        "usage": store.usage().model_dump(),
        "batches": [dict(zip(("id", "state", "requests", "collected"), row, strict=True)) for row in batches],
        "earlier_setups": _earlier(run),
        "at_work": lock.is_held(run.path),
        "last_session": dict(zip(_SESSION, session[0], strict=True)) if session else None,
    }


def told_apart(run: Run) -> int:
    """How many documents got another id than they were found with."""
    return int(run.store.query(_TOLD_APART)[0][0])


def _earlier(run: Run) -> list[dict[str, Any]]:
    """What the run was set up with before it was forced to go on otherwise, and how many documents still have that."""
    count = "SELECT count(*) FROM documents JOIN annotations USING (key) WHERE setup = ?"
    return [
        {
            "differences": list(each.differences(run.configuration.setup)),
            "annotated": run.store.query(count, each.digest)[0][0],
        }
        for each in run.configuration.earlier
    ]


def gaps(runs: Sequence[Run], missing: Sequence[Shard]) -> list[str]:
    """Sentences on what merged runs lack: ends that were not reached, and shards that are missing beside the others."""
    lines = [line for run in runs for line in unfinished(run)]
    if missing:
        lines.append(f"shards that are missing: {', '.join(map(str, missing))}")
    return lines


def unfinished(run: Run) -> list[str]:
    """A sentence if a run did not come to its end."""
    ending = run.store.unfinished()
    if ending is None:
        return []
    shown = ending or _unended(at_work=lock.is_held(run.path))
    return [f"{run.path}: it did not come to the end of its corpus ({shown}); what it has is taken"]


def _unended(*, at_work: bool) -> str:
    """The state of a session that has not ended."""
    return "at work" if at_work else "killed"


def unread(run: Run) -> str | None:
    """A sentence on failed documents that cannot be retried, because their text is not in the run."""
    number = run.store.query("SELECT count(*) FROM documents WHERE state = 'failed' AND document IS NULL")[0][0]
    if not number:
        return None
    words = "document that could not be read is" if number == 1 else "documents that could not be read are"
    return f"{run.path}: {number:,} {words} not retried; mend the corpus and give the command of the run again"


def print_status(run: Run, *, as_json: bool) -> None:
    """Print how far a run is, what it cost, and what failed."""
    found = state(run)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    out, usage = console(), run.store.usage()
    table = Table(title=found["run"], show_header=False)
    table.add_column()
    table.add_column()
    for name, value in _status_rows(found):
        table.add_row(name, value)
    if usage.calls:
        table.add_row("calls", f"{usage.calls:,} and {usage.retries:,} repeated")
        table.add_row("tokens", f"{usage.input_tokens:,} in, {usage.output_tokens:,} out")
        table.add_row("cost", money(usage).removeprefix("cost "))
    out.print(table)
    _print_failures(run, found["failed"])


def _status_rows(found: dict[str, Any]) -> list[tuple[str, str]]:
    engine = " ".join(filter(None, (found["engine"], found["model"])))
    rows = [("engine", engine), ("annotated", f"{found['annotated']:,}"), ("failed", f"{found['failed']:,}")]
    rows += [(f"  {name}", f"{number:,}") for name, number in found["failures"].items()]
    if found["selection"]:
        rows.append(("selection", ", ".join(f"{name} {value}" for name, value in found["selection"].items())))
    rows += [
        ("of an earlier setup", f"{each['annotated']:,} annotated ({'; '.join(each['differences'])})")
        for each in found["earlier_setups"]
    ]
    if found["shared"]:
        rows.append(("equal to another document", f"{found['shared']:,}"))
    if found["repeated_ids"]:
        rows.append(("ids that came before", f"{found['repeated_ids']:,}, {TOLD_APART}"))
    rows += [(f"batch {each['id']}", f"{each['state']}, {each['requests']:,} requests") for each in found["batches"]]
    session = found["last_session"]
    if session is not None:
        rows.append((f"last {session['kind']}", session["ending"] or _unended(at_work=found["at_work"])))
    return rows


def _print_failures(run: Run, failed: int) -> None:
    """The first failed documents, a line each."""
    for number, (position, _, name, error, message) in enumerate(run.store.failed()):
        if number == _SHOWN:
            typer.echo(f"… and {failed - _SHOWN:,} more")
            return
        typer.echo(printable(f"{position + 1}. {name}: {error}: {message}"))
