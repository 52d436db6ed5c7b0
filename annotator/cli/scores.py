"""Scores as tables for a terminal.

It knows what is shown and in which order; how numbers are written is left to `annotator.views.numbers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from annotator.cli.tables import console
from annotator.scoring.cases import Category
from annotator.views import numbers, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from annotator.scoring.comparison import Comparison
    from annotator.scoring.measures import Slice
    from annotator.scoring.scores import Metric, Scores
    from annotator.views.rows import Row

LISTED = 20
"""Ids of unpaired documents that are printed; the report holds all of them."""

MOST_ERRORS = 6
"""Classes of errors that are printed for each record type."""


def print_scores(scores: Scores, to: Console | None = None) -> None:
    """Print one system's numbers with intervals, what went wrong most, and what could not be said."""
    out = to or console()
    clusters = scores.scheme.resampling.cluster or "documents"
    documents = "1 document" if len(scores.documents) == 1 else f"{len(scores.documents)} documents"
    out.print(Text(f"{scores.name}: {documents}, {numbers.criterion_of(scores.scheme.criterion)}", style="bold"))
    for part, members in rows.short(rows.rows(scores.metrics)).items():
        out.print(_part(part, members))
    for dimension in scores.scheme.slices:
        out.print(_slices(dimension, scores.slices, scores.scheme.criterion.name))
    errors = _errors(scores)
    if errors.row_count:
        out.print(errors)
    level = f"{scores.scheme.resampling.level:.0%}"
    out.print(Text(f"[..] is the {level} bootstrap interval over {clusters}; – is undefined, never 0", style="dim"))
    if any(getattr(metric.interval, "degenerate", False) for metric in scores.metrics):
        words = "every resample gave the same value, so the width says nothing"
        out.print(Text(f"{numbers.DEGENERATE} {words}", style="dim"))
    for line in _notes(scores):
        out.print(Text(line, style="dim"))


def _part(part: str, members: Sequence[Row]) -> Table:
    found = table(part, "", "precision", "recall", "F1 or value", "n")
    for row in members:
        name = f"{row.aspect}, {row.condition}" if row.condition else row.aspect
        single = row.single
        if single is not None:
            found.add_row(name, "", "", numbers.with_bounds(single), numbers.count(row.support))
            continue
        cells = (numbers.with_bounds(row.metrics.get(each)) for each in rows.DETECTION)
        found.add_row(name, *cells, numbers.count(row.support))
    return found


def _slices(dimension: str, slices: Mapping[Slice, Sequence[Metric]], criterion: str) -> Table:
    """F1 of detection for each value of a property."""
    found = table(f"by {dimension}", "", "what", "F1", "n")
    for (name, value), metrics in slices.items():
        shown = [
            each
            for each in metrics
            if name == dimension and each.measure.statistic == "f1" and rows.is_main(each, criterion)
        ]
        for metric in shown:
            found.add_row(value, metric.measure.part, numbers.with_bounds(metric), numbers.count(metric.support))
    return found


def _errors(scores: Scores) -> Table:
    found = table("what went wrong", "", "most frequent first")
    for part, counts in scores.diagnosis.taxonomy.items():
        wrong = [(name, each.total) for name, each in counts.items() if name is not Category.CORRECT]
        if wrong:
            found.add_row(part, ", ".join(f"{name.value} {total}" for name, total in wrong[:MOST_ERRORS]))
    return found


def _notes(scores: Scores) -> list[str]:
    """Documents that are in one of the two only, and why numbers or intervals are missing."""
    lines = [_unpaired("gold", scores.only_gold), _unpaired(scores.name, scores.only_predicted)]
    lines += [_missing(reason, names) for reason, names in rows.refusals(scores).items()]
    return [line for line in lines if line]


def _missing(reason: str, names: Sequence[str]) -> str:
    if reason.startswith("no interval"):
        return f"{reason} ({len(names)} numbers)"
    shown = ", ".join(names[:2])
    return f"–: {reason} ({shown}{f' and {len(names) - 2} more' if len(names) > 2 else ''})"  # noqa: PLR2004  # as shown


def _unpaired(side: str, identifiers: Sequence[str]) -> str:
    if not identifiers:
        return ""
    shown = ", ".join(identifiers[:LISTED])
    more = len(identifiers) - LISTED
    tail = f" and {more} more (all in the report)" if more > 0 else ""
    return f"NOT SCORED, only in {side}: {len(identifiers)} documents: {shown}{tail}"


def print_comparison(comparison: Comparison, to: Console | None = None) -> None:
    """Print the differences between systems, their intervals and p-values, and what may be concluded."""
    out = to or console()
    found = table(
        f"differences on {len(comparison.documents)} documents", "", "measure", "difference", "p", "Holm", "detectable"
    )
    whole = [each for each in comparison.differences if each.measure.slice is None]
    for each in whole:
        found.add_row(
            f"{each.second} − {each.first}",
            each.measure.name,
            f"{numbers.difference(each.value)} {numbers.bounds(each.interval)}",
            numbers.probability(each.p),
            numbers.probability(each.holm),
            numbers.number(each.detectable),
        )
    out.print(found)
    more = len(comparison.differences) - len(whole)
    out.print(Text(comparison.verdict + (f"; {more} of them are by slice, shown in the report" if more else "")))


def table(title: str, *columns: str) -> Table:
    """An empty table in the style of the house."""
    found = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in columns:
        found.add_column(column, overflow="fold", justify="right" if column == "n" else "left")
    return found
