"""The tables of an evaluation report as cells: numbers, slices, classes of errors, confusions, who goes wrong most.

It turns scores into plain values for the template; charts are `annotator.views.charts`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.scoring.cases import Category
from annotator.views import numbers, rows
from annotator.views.charts import whisker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.scoring.comparison import Comparison
    from annotator.scoring.scores import Metric, Scores
    from annotator.scoring.targets import TargetScores
    from annotator.views.rows import Row

MOST_TARGETS = 15
"""Targets that are listed one by one."""

MOST_CULPRITS = 10
"""Speakers or targets that are listed as going wrong."""

SHADES = 5
"""Shades of a confusion matrix."""

MOST_ROWS = 120
"""Rows of all systems' tables of a kind of slices together, and of differences by slice; report.json has all."""

LEAST_ROWS = 20
"""Rows that each system's table of slices may have however many systems there are."""

LISTED = 200
"""Ids of unpaired documents that a page lists."""


def cell(metric: Metric | None) -> dict[str, Any] | None:
    """A number with its interval, as text and as a bar."""
    if metric is None:
        return None
    aspect = metric.measure.aspect
    bar = None if aspect in numbers.UNITS else whisker(metric.value, metric.interval)
    reason = metric.reason or getattr(metric.interval, "reason", "")
    return {
        "value": numbers.number(metric.value, aspect),
        "bounds": numbers.bounds(metric.interval, aspect),
        "bar": bar,
        "reason": reason,
    }


def metric_tables(scores: Scores) -> list[dict[str, Any]]:
    """One table of numbers for each record type."""
    return [
        {"part": part, "rows": [_row(row) for row in members]}
        for part, members in rows.rows(scores.metrics).items()
        if any(row.known for row in members)
    ]


def _row(row: Row) -> dict[str, Any]:
    single = row.single
    cells = [None, None, cell(single)] if single else [cell(row.metrics.get(each)) for each in rows.DETECTION]
    return {"aspect": row.aspect, "condition": row.condition, "cells": cells, "n": numbers.count(row.support)}


def forest(systems: Sequence[Scores]) -> list[dict[str, Any]]:
    """The headline numbers, each for all systems: what is compared first."""
    found: dict[str, dict[str, Any]] = {}
    for at, scores in enumerate(systems):
        for metric in rows.headline(scores):
            measure = metric.measure
            condition = numbers.condition_of(measure)
            group = found.setdefault(
                metric.name,
                {
                    "part": measure.part,
                    "aspect": numbers.aspect_of(measure),
                    "condition": condition if measure.statistic == "f1" else f"{condition or 'strict'}, FAVG",
                    "systems": [],
                },
            )
            group["systems"].append(
                {"number": at, "name": scores.name, **(cell(metric) or {}), "n": numbers.count(metric.support)}
            )
    return list(found.values())


def slice_tables(scores: Scores, most: int) -> list[dict[str, Any]]:
    """For each property the detection of each record type by its values, as many rows as there may be."""
    tables: list[dict[str, Any]] = []
    for dimension in scores.scheme.slices:
        own = {of[1]: found for of, found in scores.slices.items() if of[0] == dimension}
        body = [row for value, found in own.items() for row in _slice_rows(value, found, scores.scheme.criterion.name)]
        tables.append({"dimension": dimension, "rows": body[:most], "more": max(0, len(body) - most)})
    return tables


def _slice_rows(value: str, metrics: Iterable[Metric], criterion: str) -> Iterator[dict[str, Any]]:
    for part, members in rows.rows(metrics).items():
        for row in members:
            metric = row.metrics.get("f1")
            if metric is not None and rows.is_main(metric, criterion):
                cells = [cell(row.metrics.get(each)) for each in rows.DETECTION]
                yield {"value": value, "part": part, "cells": cells, "n": numbers.count(row.support)}


def taxonomy(scores: Scores) -> list[dict[str, Any]]:
    """Classes of errors for each record type, most frequent first, with the sums that they add up to."""
    found: list[dict[str, Any]] = []
    for part, counts in scores.diagnosis.taxonomy.items():
        most = max(each.total for each in counts.values())
        sums = scores.diagnosis.sums(part)
        body = [
            {
                "name": name.value,
                "correct": name is Category.CORRECT,
                "pairs": each.pairs,
                "gold": each.gold,
                "predicted": each.predicted,
                "width": round(100 * each.total / most, 1) if most else 0,
            }
            for name, each in counts.items()
            if each.total
        ]
        if body:
            found.append(
                {"part": part, "rows": body, "gold": sums.pairs + sums.gold, "predicted": sums.pairs + sums.predicted}
            )
    return found


def confusions(scores: Scores) -> list[dict[str, Any]]:
    """Gold labels down, predicted labels across, over matched pairs; shades are shares of a row."""
    return [
        {"name": name.replace(".", ", "), **_matrix(cells)}
        for name, cells in scores.diagnosis.confusions.items()
        if cells
    ]


def _matrix(cells: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    golds = sorted({gold for gold, _ in cells})
    labels = sorted({label for pair in cells for label in pair})
    body: list[dict[str, Any]] = []
    for gold in golds:
        counts = [cells.get((gold, label), 0) for label in labels]
        total = sum(counts)
        shaded = [
            {"count": count, "shade": -(-SHADES * count // total) if total else 0, "right": label == gold}
            for label, count in zip(labels, counts, strict=True)
        ]
        body.append({"gold": gold, "cells": shaded, "total": total})
    return {"labels": labels, "rows": body}


def culprits(scores: Scores) -> list[dict[str, Any]]:
    """Speakers, claimants and targets that go wrong most."""
    found: list[dict[str, Any]] = []
    for what, every in scores.diagnosis.culprits.items():
        part, _, role = what.partition(".")
        wrong = [each for each in every if each.wrong][:MOST_CULPRITS]
        if wrong:
            found.append({"name": f"{role} of {part}", "rows": wrong})
    return found


def targets(scores: Scores) -> list[dict[str, Any]]:
    """Stances target by target, those with most gold stances first."""
    return [_target(each) for each in scores.targets[:MOST_TARGETS]]


def _target(each: TargetScores) -> dict[str, Any]:
    counts = each.counts
    return {
        "label": each.label,
        "gold": numbers.count(counts.gold),
        "predicted": numbers.count(counts.predicted),
        "right": numbers.count(counts.tp),
        "f1": numbers.number(counts.f1),
        "favg": numbers.number(each.favg),
    }


def differences(comparison: Comparison) -> list[dict[str, str]]:
    """What systems differ by."""
    return [
        {
            "systems": f"{each.second} − {each.first}",
            "measure": each.measure.name,
            "slice": "=".join(each.measure.slice) if each.measure.slice else "",
            "value": numbers.difference(each.value),
            "bounds": numbers.bounds(each.interval) or getattr(each.interval, "reason", ""),
            "p": numbers.probability(each.p) + (" exact" if each.exact and each.p is not None else ""),
            "holm": numbers.probability(each.holm),
            "bh": numbers.probability(each.benjamini_hochberg),
            "detectable": numbers.number(each.detectable),
        }
        for each in comparison.differences
    ]


def unpaired(systems: Sequence[Scores], gold: str) -> list[dict[str, Any]]:
    """Documents that are in only one of gold and predictions."""
    found: list[dict[str, Any]] = []
    for scores in systems:
        for side, other, identifiers in (
            (gold, scores.name, scores.only_gold),
            (scores.name, gold, scores.only_predicted),
        ):
            if identifiers:
                shown = identifiers[:LISTED]
                more = len(identifiers) - len(shown)
                found.append(
                    {"side": side, "other": other, "count": len(identifiers), "documents": shown, "more": more}
                )
    return found
