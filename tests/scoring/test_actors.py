"""Claims of `annotator.scoring.actors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.actors import Cluster, b_cubed, ceaf, clusters
from annotator.scoring.evaluation import score
from tests.scoring.planted import actor, annotation

if TYPE_CHECKING:
    from annotator.schema import Actor

KEY = [frozenset((n, n + 1) for n in cluster) for cluster in ([0, 1, 2], [3, 4, 5, 6])]
RESPONSE = [frozenset((n, n + 1) for n in cluster) for cluster in ([0, 1], [2, 3], [5, 6, 7, 8])]

partitions = st.lists(st.integers(0, 3), max_size=9).map(
    lambda labels: [
        frozenset((n, n + 1) for n, own in enumerate(labels) if own == label) for label in sorted(set(labels))
    ]
)


def named(found: list[Cluster]) -> list[Actor]:
    """Actors with these mentions."""
    return [actor(f"a{n}", f"A{n}", mentions=tuple(sorted(cluster))) for n, cluster in enumerate(found)]


def test_the_example_of_the_reference_scorer() -> None:
    """Pradhan et al. (2014): key {abc}{defg}, response {ab}{cd}{fghi}, counted by hand with their formulas."""
    gold, predicted = annotation("d", *named(KEY)), annotation("d", *named(RESPONSE))
    scores = score([gold], [predicted])
    recall = (2 * 2 / 3 + 1 / 3 + 1 / 4 + 2 * 2 / 4) / 7
    precision = (2 * 2 / 2 + 1 / 2 + 1 / 2 + 2 * 2 / 4) / 8
    assert scores.value("actors.b3.recall") == pytest.approx(recall)
    assert scores.value("actors.b3.precision") == pytest.approx(precision)
    assert scores.value("actors.b3.f1") == pytest.approx(2 * precision * recall / (precision + recall))
    assert scores.value("actors.ceaf.recall") == pytest.approx((4 / 5 + 4 / 8) / 2)
    assert scores.value("actors.ceaf.precision") == pytest.approx((4 / 5 + 4 / 8) / 3)


@given(partitions)
def test_a_clustering_agrees_fully_with_itself(found: list[Cluster]) -> None:
    """Every mention and every cluster counts 1."""
    assert b_cubed(found, found) == pytest.approx(sum(map(len, found)))
    assert ceaf(found, found) == pytest.approx(len(found))


@given(partitions, partitions)
def test_sums_never_exceed_what_there_is(one: list[Cluster], other: list[Cluster]) -> None:
    """B³ is at most the mentions, CEAF at most the clusters, and CEAF is symmetric."""
    assert 0 <= b_cubed(one, other) <= sum(map(len, one)) + 1e-9
    assert 0 <= ceaf(one, other) <= min(len(one), len(other)) + 1e-9
    assert ceaf(one, other) == pytest.approx(ceaf(other, one))


def test_all_mentions_in_one_cluster_cost_precision() -> None:
    """B³ recall is 1 when everything is one actor, precision is not."""
    one = [frozenset[tuple[int, int]]().union(*KEY)]
    assert b_cubed(KEY, one) == pytest.approx(7)
    assert b_cubed(one, KEY) == pytest.approx((9 + 16) / 7)


def test_a_mention_belongs_to_one_actor() -> None:
    """A mention that two actors claim is the first one's by name; actors without mentions are no cluster."""
    found = clusters([actor("b", "B", mentions=((0, 1), (2, 3))), actor("a", "A", mentions=((0, 1),)), actor("c", "C")])
    assert found == [frozenset({(0, 1)}), frozenset({(2, 3)})]


def test_actors_without_mentions_in_the_gold_are_not_scored() -> None:
    """Then the gold has no clusters, and the numbers are undefined for that reason."""
    scores = score([annotation("d", actor("a", "A"))], [annotation("d", *named(RESPONSE))])
    assert (scores["actors.b3.f1"].value, scores["actors.b3.f1"].reason) == (None, "the gold labels no actors")
