"""Numbers for parts of a corpus: for some of its items, or for some of its documents.

It knows which measures make sense for which part. What the parts are is left to `annotator.scoring.strata`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.scoring.catalogue import all_measures, item_measures, metrics
from annotator.scoring.strata import ITEM_PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.scoring.coverage import Part
    from annotator.scoring.measures import Measure, Slice
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.scores import Metric
    from annotator.scoring.table import CountTable


def slice_metrics(
    table: CountTable, values: Mapping[tuple[Part, str], set[str]], scheme: Scheme
) -> dict[Slice, tuple[Metric, ...]]:
    """The numbers of every slice that the scheme asks for, properties in its order, values in alphabetical order.

    Args:
        table: Counts per document.
        values: Record type and property of items → the values that occur.
        scheme: By which rules the counts were made.
    """
    resampling = scheme.resampling
    found: dict[Slice, tuple[Metric, ...]] = {}
    for dimension in scheme.slices:
        if dimension in ITEM_PROPERTIES:
            for of, measures in _item_slices(dimension, values, scheme):
                found[of] = metrics(table, measures, scheme.coverage, resampling)
        else:
            for value in sorted(set(table.groups[dimension])):
                part = table.where(dimension, value)
                found[dimension, value] = metrics(part, all_measures(scheme), scheme.coverage, resampling)
    return found


def _item_slices(
    dimension: str, values: Mapping[tuple[Part, str], set[str]], scheme: Scheme
) -> Iterator[tuple[Slice, list[Measure]]]:
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    for (part, name), present in sorted(values.items()):
        for value in present if name == dimension else ():
            parts[value].append(part)
    for value in sorted(parts):
        of = (dimension, value)
        yield of, [measure for part in parts[value] for measure in item_measures(part, scheme, of)]
