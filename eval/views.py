"""The views of a suite: some of its quotes, restricted alike in gold and predictions, scored by themselves.

It knows how their numbers and counts are put beside the suite's own. The restriction is left to `eval.conventions`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.scoring import score
from annotator.scoring.coders import side_by_side
from annotator.scoring.formulas import Prefixed
from eval.conventions import by_stretches, restricted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.records import Record
    from annotator.scoring import Scheme
    from annotator.scoring.scores import Metric
    from annotator.scoring.table import CountTable
    from eval.conventions import Types
    from eval.suite import Suite, View


@dataclass(frozen=True, slots=True, eq=False)
class Viewed:
    """What the views of a suite add to its own numbers.

    Attributes:
        metrics: Their numbers, each with its view as the slice.
        table: The suite's counts with theirs beside them.
    """

    metrics: tuple[Metric, ...]
    table: CountTable


def viewed(  # noqa: PLR0913, PLR0917  # two sides, what they are scored by, and where the counts go
    suite: Suite, gold: Sequence[Record], predicted: Sequence[Record], types: Types, scheme: Scheme, table: CountTable
) -> Viewed:
    """Score each view of a suite.

    Args:
        suite: Which one.
        gold: Its records.
        predicted: What was found in their texts, likewise ordered.
        types: Types of the gold's quotes by its own labels.
        scheme: By which rules the whole suite was scored.
        table: Its counts.

    Raises:
        ScoringError: The two sides do not describe the same texts.
    """
    metrics: list[Metric] = []
    tables = {"": table}
    for view in suite.views:
        said = [by_stretches(each, names=view.names) if view.marked_stretches else each for each in predicted]
        sides = [
            restricted(one, other, view, types.get(one.document.id, {})) for one, other in zip(gold, said, strict=True)
        ]
        prefix = f"{'='.join(view.slice)}|"
        scores = score([one for one, _ in sides], [other for _, other in sides], replace(scheme, slices=()))
        tables[prefix] = scores.table
        metrics += (_placed(metric, view, prefix) for metric in scores.metrics)
    return Viewed(tuple(metrics), side_by_side(tables))


def _placed(metric: Metric, view: View, prefix: str) -> Metric:
    """The same number as one of a slice, over columns under a prefix."""
    own = metric.measure
    support = tuple(prefix + column for column in own.support)
    measure = replace(own, formula=Prefixed(own.formula, prefix), support=support, slice=view.slice)
    return replace(metric, measure=measure)
