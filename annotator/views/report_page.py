"""The evaluation page: one self-contained file with every number, chart and error of a report.

It gathers values for the template; tables, charts and errors are made by the modules beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.scoring.calibration import accept_above, calibration
from annotator.views import charts, html, numbers, report_tables, rows
from annotator.views.report_cases import MOST_CASES, MOST_CHARACTERS, Selection, select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from annotator.scoring.calibration import Outcome
    from annotator.scoring.comparison import Comparison
    from annotator.scoring.makers import System
    from annotator.scoring.scores import Scores
    from annotator.views.report import Report

RISKS = (0.05, 0.1, 0.2)
"""Shares of wrong items for which a threshold is looked for."""

HUES = 6
"""Colors of systems in the style sheet; later systems share them."""

COSTS = (("cost", "$", "US dollars per document"), ("latency", "", "seconds per document"))
"""Aspects of a run that quality is drawn against, the first that any system spends: aspect, unit, axis label."""


def page(report: Report) -> str:
    """The report as a page, byte-identical for equal input."""
    systems = report.systems
    return html.render(
        "report.html.jinja",
        styles=("theme.css", "report.css"),
        script="report.js",
        gold=report.gold,
        scheme=_scheme(systems[0]),
        forest=report_tables.forest(systems),
        hues=HUES,
        systems=[_system(report, scores) for scores in systems],
        comparison=None if report.comparison is None else _comparison(report.comparison),
        frontiers=_frontiers(systems),
        unpaired=report_tables.unpaired(systems, report.gold),
    )


def _scheme(scores: Scores) -> dict[str, Any]:
    scheme = scores.scheme
    resampling = scheme.resampling
    return {
        "criterion": numbers.criterion_of(scheme.criterion),
        "similarity": scheme.similarity.name,
        "level": f"{resampling.level:.0%}",
        "draws": f"{resampling.draws:,}",
        "seed": resampling.seed,
        "cluster": resampling.cluster,
        "parts": sorted(map(str, scheme.coverage.parts)),
        "roles": sorted(str(role).replace("_", " ") for role in scheme.coverage.roles),
        "modes": sorted(map(str, scheme.coverage.modes)),
        "polarities": sorted(map(str, scheme.coverage.polarities)),
    }


def _system(report: Report, scores: Scores) -> dict[str, Any]:
    number = len(report.systems)
    rows_each = max(report_tables.LEAST_ROWS, report_tables.MOST_ROWS // number)
    selection = select(scores.diagnosis.cases, report.documents, MOST_CASES // number, MOST_CHARACTERS // number)
    return {
        "name": scores.name,
        "documents": len(scores.documents),
        "metrics": report_tables.metric_tables(scores),
        "slices": report_tables.slice_tables(scores, rows_each),
        "taxonomy": report_tables.taxonomy(scores),
        "confusions": report_tables.confusions(scores),
        "culprits": report_tables.culprits(scores),
        "targets": report_tables.targets(scores),
        "calibration": [_calibration(part, outcomes) for part, outcomes in scores.outcomes.items()],
        "rejections": [
            {"part": part, "code": code, "count": count}
            for (part, code), count in sorted(scores.diagnosis.rejections.items(), key=lambda entry: (-entry[1], entry))
        ],
        "refusals": sorted(rows.refusals(scores).items()),
        "made": [_maker(made) for made in scores.systems],
        "errors": _errors(selection),
    }


def _errors(selection: Selection) -> dict[str, Any]:
    """The list of errors, and the choices of its filters: most frequent first."""
    shown = selection.shown
    choices: dict[str, Mapping[str, int]] = {
        "part": _counted([each.part for each in shown]),
        "category": _counted([each.category for each in shown]),
        "document": _counted([each.document for each in shown]),
    }
    return {
        "cases": shown,
        "total": selection.total,
        "choices": choices,
        "numbers": {name: {value: at for at, value in enumerate(counts)} for name, counts in choices.items()},
    }


def _counted(values: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def _calibration(part: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found = calibration(outcomes)
    plans = [(risk, accept_above(outcomes, risk)) for risk in RISKS]
    return {
        "part": part,
        "items": found.items,
        "ece": numbers.number(found.ece),
        "brier": numbers.number(found.brier),
        "area": numbers.number(found.area),
        "dots": charts.reliability(found),
        "risk": charts.risk_path(found),
        "plans": [
            {
                "risk": f"{risk:.0%}",
                "threshold": numbers.number(plan.threshold),
                "coverage": f"{plan.coverage:.0%}",
                "items": plan.items,
                "observed": numbers.number(plan.risk),
                "bound": numbers.number(plan.bound),
            }
            for risk, plan in plans
        ],
    }


def _maker(made: System) -> list[tuple[str, str]]:
    """What made the predictions, without what is unknown."""
    prompts = ", ".join(f"{name} {digest[:12]}" for name, digest in made.prompts.items())
    found = [
        ("engine", f"{made.engine} {made.engine_version}"),
        ("model", made.model or ""),
        ("served by", ", ".join(made.served_models)),
        ("prompts (sha256)", prompts),
        ("response schema (sha256)", (made.schema_digest or "")[:12]),
        ("codebook (sha256)", (made.codebook_digest or "")[:12]),
        ("parameters", ", ".join(f"{name} = {_plain(value)}" for name, value in made.parameters.items())),
        ("documents", str(made.documents)),
    ]
    return [(name, value) for name, value in found if value]


def _plain(value: JsonValue) -> str:
    return " ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    every = report_tables.differences(comparison)
    return {
        "documents": len(comparison.documents),
        "left_out": len(comparison.left_out),
        "verdict": comparison.verdict,
        "rows": [row for row in every if not row["slice"]],
        "by_slice": [row for row in every if row["slice"]][: report_tables.MOST_ROWS],
        "slices": sum(bool(row["slice"]) for row in every),
        "level": f"{comparison.level:.0%}",
    }


def _frontiers(systems: Sequence[Scores]) -> list[dict[str, Any]]:
    """A chart for each headline number, when there are several systems and any of them costs something."""
    if len(systems) < 2:  # noqa: PLR2004  # one point is no frontier
        return []
    for aspect, unit, label in COSTS:
        spent = [scores.value(f"run.{aspect}.mean@document") for scores in systems]
        if None not in spent and any(spent):
            costs = [cost or 0.0 for cost in spent]
            return [_frontier(name, systems, costs, (unit, label)) for name in _common(systems)]
    return []


def _common(systems: Sequence[Scores]) -> list[str]:
    """Detection of quotes, claims and stances, where all systems have a number for it."""
    criterion = systems[0].scheme.criterion.name
    names = [metric.name for metric in rows.headline(systems[0]) if rows.is_main(metric, criterion)]
    return [name for name in names if all(scores.value(name) is not None for scores in systems)]


def _frontier(name: str, systems: Sequence[Scores], costs: Sequence[float], axis: tuple[str, str]) -> dict[str, Any]:
    offers = [
        charts.Offer(scores.name, cost, scores.value(name) or 0.0, scores[name].interval)
        for scores, cost in zip(systems, costs, strict=True)
    ]
    return {"name": name, "label": axis[1], "chart": charts.frontier(offers, axis[0])}
