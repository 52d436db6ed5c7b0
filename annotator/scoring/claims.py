"""How well claims were found: evidence first, then the proposition, claimant, kind and negation of those that match.

It knows which roles a claim has, and how propositions decide between claims with the same evidence. Matching and
counting are left to `annotator.scoring.grounded`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.scoring.assignment import Edge, components
from annotator.scoring.coverage import Role
from annotator.scoring.grounded import Batch, Columns, Matches, columns
from annotator.scoring.matching import Overlaps
from annotator.scoring.measures import Measure, detection, share
from annotator.scoring.quotes import role_measures
from annotator.scoring.ragged import crossings, plain, stride_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from annotator.schema import Claim
    from annotator.scoring.matching import Alignment
    from annotator.scoring.measures import Slice
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.similarity import Similarity
    from annotator.scoring.table import Tally
    from annotator.spans import Span

NAMES = ("claims", "evidence")

PROPOSITION_WEIGHT = 1e-3
"""Weight of the likeness of propositions beside the overlap of evidence: it decides between equal evidence."""

DUPLICATE = 0.9
"""Likeness of propositions from which two claims on the same evidence are one claim made twice."""


def evidence(claim: Claim) -> Sequence[Span]:
    """What a claim stands on."""
    return claim.evidence


def match_claims(batch: Batch, scheme: Scheme) -> Matches[Claim]:
    """Align the claims of a batch by evidence, then by proposition, and judge the roles of those that match."""
    codes: dict[str, int] = {}
    gold = columns((pair.gold.claims for pair in batch.pairs), evidence, codes)
    predicted = columns((pair.predicted.claims for pair in batch.pairs), evidence, codes)
    overlaps = Overlaps.of(gold, predicted)

    def likeness(i: int, j: int) -> float:
        pair = gold.records[i].proposition, predicted.records[j].proposition
        return PROPOSITION_WEIGHT * scheme.similarity(*pair)

    alignments = {criterion.name: overlaps.align(criterion, likeness=likeness) for criterion in scheme.criteria}
    right = _right((gold, predicted), alignments[scheme.criterion.name], batch, scheme)
    return Matches(gold, predicted, overlaps, alignments, scheme.criterion, right)


def _right(
    sides: tuple[Columns[Claim], Columns[Claim]], pairs: Alignment, batch: Batch, scheme: Scheme
) -> dict[str, NDArray[Any]]:
    matched = [(sides[0].records[i], sides[1].records[j]) for i, j, _ in pairs.pairs]
    right: dict[str, list[float]] = {
        "proposition": [scheme.similarity(one.proposition, other.proposition) for one, other in matched],
        "kind": [one.kind == other.kind for one, other in matched],
        "negation": [one.negated == other.negated for one, other in matched],
    }
    if Role.CLAIMANT in scheme.coverage.roles:
        rows = plain(sides[0].document[pairs.gold])
        right["claimant"] = [
            batch.actors[row].gold[one.claimant] == batch.actors[row].predicted[other.claimant]
            for row, (one, other) in zip(rows, matched, strict=True)
        ]
    return {role: np.array(values, dtype=np.float64) for role, values in right.items()}


def tally_duplicates(claims: Columns[Claim], scheme: Scheme, tally: Tally) -> None:
    """Count predicted claims that say again, on the same evidence, what another predicted claim says."""
    stride = stride_of(claims.characters)
    placed = claims.characters.shifted(claims.document, stride)
    found = crossings(placed, placed)
    near = (found.left < found.right) & (found.iou >= scheme.criterion.least)
    edges = [
        Edge(i, j, 1.0)
        for i, j in zip(plain(found.left[near]), plain(found.right[near]), strict=True)
        if _same(claims.records[i], claims.records[j], scheme.similarity)
    ]
    for group in components(_both_ways(edges)):
        members = {edge.row for edge in group}
        tally.count("claims.duplicates", claims.document[sorted(members)[1:]])


def _both_ways(edges: list[Edge]) -> list[Edge]:
    """Edges of a graph as those of a bipartite one: each node is a row and, with itself, a column."""
    nodes = {node for edge in edges for node in (edge.row, edge.column)}
    mirrored = [Edge(edge.column, edge.row, 1.0) for edge in edges]
    return sorted([*edges, *mirrored, *(Edge(node, node, 1.0) for node in nodes)])


def _same(one: Claim, other: Claim, similarity: Similarity) -> bool:
    return one.negated == other.negated and similarity(one.proposition, other.proposition) >= DUPLICATE


def claim_measures(scheme: Scheme, of: Slice | None = None) -> list[Measure]:
    """All measures of claims, for the whole corpus or for a slice of items.

    “proposition” given the match is the mean likeness of matched propositions; jointly it counts as partial credit.
    """
    part, aspect = NAMES
    measures: list[Measure] = []
    totals = (f"{part}:predicted", f"{part}:gold")
    for criterion in scheme.criteria:
        measures += detection(part, aspect, criterion.name, (f"{part}.{aspect}@{criterion}", *totals), of)
    if of is None:
        characters = (f"{part}.characters:right", f"{part}.characters:predicted", f"{part}.characters:gold")
        measures += detection(part, "characters", "", characters, None)
        measures.append(share((part, "duplicates", "share", ""), f"{part}.duplicates", totals[0]))
    found = f"{part}.{aspect}@{scheme.criterion}"
    for role in ("proposition", "claimant", "kind", "negation"):
        measures += role_measures((part, role), found, totals, of)
    return [_mean(measure) for measure in measures]


def _mean(measure: Measure) -> Measure:
    """A likeness is averaged where a role would be right or wrong."""
    likeness = (measure.aspect, measure.statistic) == ("proposition", "accuracy")
    return replace(measure, statistic="mean") if likeness else measure
