"""By how much our engine and a peer differ on the same cases: paired, with an interval and a p-value.

It knows two results of one suite; the statistics are `annotator.scoring`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from annotator.scoring import Resampling
from annotator.scoring.significance import randomisation
from annotator.scoring.uncertainty import NoInterval, cluster_numbers, percentiles, resampled, too_few
from eval.headlines import headline, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.scoring.measures import Measure
    from annotator.scoring.table import CountTable
    from annotator.scoring.uncertainty import AnyInterval
    from eval.run import Result


@dataclass(frozen=True, slots=True)
class PeerDifference:
    """Our engine minus a peer in one measure; None and no interval where one of the two is undefined."""

    suite: str
    measure: str
    engine: str
    peer: str
    value: float | None
    interval: AnyInterval
    p: float | None


def differences(results: Sequence[Result]) -> Iterator[PeerDifference]:
    """Each suite's first result beside each other result of the same suite."""
    first: dict[str, Result] = {}
    for result in results:
        own = first.setdefault(result.suite.name, result)
        if own is not result and own.table.documents == result.table.documents:
            yield from _between(own, result)


def _between(ours: Result, peer: Result) -> Iterator[PeerDifference]:
    resampling = replace(Resampling(), cluster=ours.suite.cluster if ours.scores else None)
    common = {name_of(metric.measure) for metric in headline(peer)}
    measures = [metric.measure for metric in headline(ours) if name_of(metric.measure) in common]
    tests = randomisation(peer.table, ours.table, measures, resampling)
    intervals = _intervals(peer.table, ours.table, measures, resampling)
    for measure, test, interval in zip(measures, tests, intervals, strict=True):
        yield PeerDifference(
            ours.suite.name, name_of(measure), ours.engine, peer.engine, test.difference, interval, test.p
        )


def _intervals(
    one: CountTable, other: CountTable, measures: Sequence[Measure], resampling: Resampling
) -> list[AnyInterval]:
    clusters = int(np.max(cluster_numbers(one, resampling.cluster), initial=-1)) + 1
    refusal: NoInterval | None = too_few(clusters, resampling)
    if refusal is not None:
        return [refusal] * len(measures)
    values = resampled(other, measures, resampling) - resampled(one, measures, resampling)
    return [percentiles(values[:, at], resampling.level, clusters) for at in range(len(measures))]
