"""An evaluation report as Markdown: headline numbers, differences, errors, and what could not be scored.

It knows Markdown; the whole report is in the page and in report.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.scoring.cases import Category
from annotator.views import numbers, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.scoring.comparison import Comparison
    from annotator.scoring.scores import Scores
    from annotator.views.report import Report

LISTED = 50
"""Ids of unpaired documents that are listed; report.json has all."""

_SPECIAL = str.maketrans({character: f"\\{character}" for character in r"\`*_[]<>|#&"})


def summary(report: Report) -> str:
    """The report in short, as GitHub-flavoured Markdown; names are escaped."""
    blocks = [f"# Evaluation against {escaped(report.gold)}"]
    for scores in report.systems:
        blocks += _system(scores)
    if report.comparison is not None:
        blocks += _comparison(report.comparison)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """A text in which nothing is Markdown or HTML, on one line."""
    return " ".join(text.split()).translate(_SPECIAL)


def table(header: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table; cells are escaped."""
    lines = [header, ["---"] * len(header), *([escaped(cell) for cell in row] for row in body)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _system(scores: Scores) -> Iterator[str]:
    resampling = scores.scheme.resampling
    yield f"## {escaped(scores.name)}"
    yield (
        f"{len(scores.documents)} documents; {numbers.criterion_of(scores.scheme.criterion)}. Intervals: "
        f"{resampling.level:.0%}, {resampling.draws} resamples of {escaped(resampling.cluster or 'documents')}, "
        f"seed {resampling.seed}."
    )
    for part, members in rows.short(rows.rows(scores.metrics)).items():
        body = [_cells(row) for row in members]
        yield f"### {part}\n\n" + table(["", "precision", "recall", "F1 or value", "n"], body)
    errors = [
        [part, name.value, str(counts.total)]
        for part, categories in scores.diagnosis.taxonomy.items()
        for name, counts in categories.items()
        if name is not Category.CORRECT
    ]
    if errors:
        yield "### What went wrong\n\n" + table(["", "class", "cases"], errors)
    yield from _left_out(scores)


def _cells(row: rows.Row) -> list[str]:
    name = f"{row.aspect}, {row.condition}" if row.condition else row.aspect
    if row.single is not None:
        return [name, "", "", numbers.with_bounds(row.single), numbers.count(row.support)]
    return [name, *(numbers.with_bounds(row.metrics.get(each)) for each in rows.DETECTION), numbers.count(row.support)]


def _left_out(scores: Scores) -> Iterator[str]:
    lines = [f"* {escaped(reason)}: {len(names)} numbers" for reason, names in rows.refusals(scores).items()]
    for side, identifiers in (("gold", scores.only_gold), (scores.name, scores.only_predicted)):
        if identifiers:
            more = f" and {len(identifiers) - LISTED} more" if len(identifiers) > LISTED else ""
            listed = ", ".join(escaped(each) for each in identifiers[:LISTED])
            lines.append(f"* {len(identifiers)} documents are only in {escaped(side)} and in no number: {listed}{more}")
    if lines:
        yield "### What is not in these numbers\n\n" + "\n".join(lines)


def _comparison(comparison: Comparison) -> Iterator[str]:
    body = [
        [
            f"{each.second} − {each.first}",
            each.measure.name + (f" [{'='.join(each.measure.slice)}]" if each.measure.slice else ""),
            f"{numbers.difference(each.value)} {numbers.bounds(each.interval)}".strip(),
            numbers.probability(each.p),
            numbers.probability(each.holm),
            numbers.number(each.detectable),
        ]
        for each in comparison.differences
    ]
    yield f"## Differences on {len(comparison.documents)} documents\n\n" + table(
        ["", "measure", "difference", "p", "p (Holm)", "detectable"], body
    )
    yield comparison.verdict[:1].upper() + comparison.verdict[1:] + "."
