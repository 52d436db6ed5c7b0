"""Every measure there is, which of them a gold standard can answer, and their values on a table of counts.

It knows the measures of all record types. What is counted is left to their modules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from annotator.scoring.actors import actor_measures
from annotator.scoring.claims import claim_measures
from annotator.scoring.conduct import conduct_measures
from annotator.scoring.coverage import Coverage, Part, Role
from annotator.scoring.quotes import quote_measures
from annotator.scoring.scores import Metric
from annotator.scoring.stances import stance_measures
from annotator.scoring.uncertainty import NoInterval, bootstrap, evaluated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.scoring.measures import Measure, Slice
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.table import CountTable
    from annotator.scoring.uncertainty import Resampling

ROLES: Mapping[tuple[str, str], Role] = {
    ("quotes", "speaker"): Role.SPEAKER,
    ("quotes", "speaker_mention"): Role.SPEAKER_MENTION,
    ("quotes", "cue"): Role.CUE,
    ("quotes", "addressee"): Role.ADDRESSEE,
    ("claims", "claimant"): Role.CLAIMANT,
}
"""Record type and aspect → the role that the gold must label for it."""

WITHOUT_GOLD = frozenset({"grounding", "leakage"})
"""Conditions and aspects that need no gold."""


def gold_measures(scheme: Scheme) -> list[Measure]:
    """All measures that compare predictions with gold."""
    return [*quote_measures(scheme), *claim_measures(scheme), *stance_measures(), *actor_measures()]


def all_measures(scheme: Scheme) -> list[Measure]:
    """All measures for the whole corpus or for some of its documents."""
    return [*gold_measures(scheme), *conduct_measures()]


def item_measures(part: Part, scheme: Scheme, of: Slice) -> list[Measure]:
    """The measures of a record type for a slice of its items."""
    makers: dict[Part, Callable[[], list[Measure]]] = {
        Part.QUOTES: lambda: quote_measures(scheme, of),
        Part.CLAIMS: lambda: claim_measures(scheme, of),
        Part.STANCES: lambda: stance_measures(of),
    }
    measures = makers[part]()
    return [measure for measure in measures if not missing(measure, scheme.coverage)]


def missing(measure: Measure, coverage: Coverage) -> str:
    """Why a gold standard cannot answer a measure, or “”."""
    if measure.part not in set(Part) or WITHOUT_GOLD & {measure.condition, measure.aspect}:
        return ""
    if Part(measure.part) not in coverage.parts:
        return f"the gold labels no {measure.part}"
    role = ROLES.get((measure.part, measure.aspect))
    if role is not None and role not in coverage.roles:
        return f"the gold labels no {role.value.replace('_', ' ')}"
    if (measure.part, measure.aspect) == ("quotes", "mode") and len(coverage.modes) < 2:  # noqa: PLR2004  # a choice
        return "the gold has quotes of one mode only"
    return ""


def values(table: CountTable, measures: Sequence[Measure]) -> list[float | None]:
    """The value of each measure over all documents of a table, None where it is undefined."""
    if not measures:
        return []
    columns = sorted(frozenset[str]().union(*(measure.formula.columns for measure in measures)))
    row = evaluated(measures, columns, table.matrix(columns).sum(axis=0, keepdims=True))[0]
    return [None if np.isnan(value) else float(value) for value in row]


def metrics(
    table: CountTable, measures: Sequence[Measure], coverage: Coverage, resampling: Resampling
) -> tuple[Metric, ...]:
    """The measures with values and intervals; what the gold cannot answer is there with its reason."""
    reasons = [missing(measure, coverage) for measure in measures]
    asked = [measure for measure, reason in zip(measures, reasons, strict=True) if not reason]
    answers = iter(zip(values(table, asked), bootstrap(table, asked, resampling), strict=True))
    found: list[Metric] = []
    for measure, reason in zip(measures, reasons, strict=True):
        if reason:
            found.append(Metric(measure, None, reason, NoInterval(reason), 0))
            continue
        value, interval = next(answers)
        support = float(sum(table.column(name).sum() for name in measure.support))
        if value is None:
            found.append(Metric(measure, None, measure.reason, NoInterval(measure.reason), support))
        else:
            found.append(Metric(measure, value, "", interval, support))
    return tuple(found)
