"""How well mentions were grouped into actors: B³ over mentions and CEAF over actors.

It knows clusters of mentions. Whether an actor has the right name is left to `annotator.scoring.names`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from annotator.scoring.assignment import Edge, optimal
from annotator.scoring.formulas import Harmonic, Ratio
from annotator.scoring.measures import Measure, detection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.schema import Actor
    from annotator.scoring.grounded import Batch
    from annotator.scoring.table import Tally

Cluster: TypeAlias = frozenset[tuple[int, int]]
"""The mentions of one actor, as offsets."""


def clusters(actors: Sequence[Actor]) -> list[Cluster]:
    """The mentions of each actor; an actor without mentions has no part in this, and a mention is its first actor's."""
    taken: set[tuple[int, int]] = set()
    found: list[Cluster] = []
    for actor in sorted(actors, key=lambda actor: (actor.name, actor.id)):
        mentions = frozenset((span.start, span.end) for span in actor.mentions) - taken
        taken |= mentions
        if mentions:
            found.append(mentions)
    return sorted(found, key=sorted)


def b_cubed(clustering: Sequence[Cluster], other: Sequence[Cluster]) -> float:
    """Sum over the mentions of a clustering of the share of their cluster that they also share in the other one.

    Divided by the number of mentions this is B³ precision for predicted against gold clusters, and B³ recall the other
    way round (Bagga and Baldwin 1998, with mentions of one side only as in the CoNLL reference scorer: worth 0).
    """
    home = {mention: number for number, cluster in enumerate(other) for mention in cluster}
    total = 0.0
    for cluster in clustering:
        common = Counter(home[mention] for mention in cluster if mention in home)
        total += sum(count * count for count in common.values()) / len(cluster)
    return total


def ceaf(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> float:
    """Sum of φ₄ = 2|K∩R| / (|K|+|R|) over the best one-to-one alignment of clusters (CEAF-e, Luo 2005).

    Divided by the number of gold clusters this is recall, by that of predicted ones precision.
    """
    edges = [
        Edge(i, j, 2 * len(key & response) / (len(key) + len(response)))
        for i, key in enumerate(gold)
        for j, response in enumerate(predicted)
        if key & response
    ]
    return sum(edge.weight for edge in optimal(edges))


def tally_actors(batch: Batch, tally: Tally) -> None:
    """Count mentions and clusters of each document."""
    for row, pair in enumerate(batch.pairs):
        gold, predicted = clusters(pair.gold.actors), clusters(pair.predicted.actors)
        if not gold and not predicted:
            continue
        tally.put(row, "actors:gold_mentions", sum(map(len, gold)))
        tally.put(row, "actors:predicted_mentions", sum(map(len, predicted)))
        tally.put(row, "actors.b3:recall", b_cubed(gold, predicted))
        tally.put(row, "actors.b3:precision", b_cubed(predicted, gold))
        tally.put(row, "actors:gold", len(gold))
        tally.put(row, "actors:predicted", len(predicted))
        tally.put(row, "actors.ceaf", ceaf(gold, predicted))


def actor_measures() -> list[Measure]:
    """B³ over mentions and CEAF-e over actors."""
    precision = Ratio(("actors.b3:precision",), ("actors:predicted_mentions",))
    recall = Ratio(("actors.b3:recall",), ("actors:gold_mentions",))
    return [
        Measure("actors", "b3", "precision", "", precision, ("actors:predicted_mentions",)),
        Measure("actors", "b3", "recall", "", recall, ("actors:gold_mentions",)),
        Measure("actors", "b3", "f1", "", Harmonic(precision, recall), ("actors:gold_mentions",)),
        *detection("actors", "ceaf", "", ("actors.ceaf", "actors:predicted", "actors:gold"), None),
    ]
