"""Claims of `annotator.scoring.assignment`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.assignment import Edge, components, optimal
from tests.scoring import oracles

if TYPE_CHECKING:
    from random import Random

Weights = dict[tuple[int, int], float]

graphs = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0.01, 1.0), max_size=40)


def edges(weights: Weights) -> list[Edge]:
    """Weights by row and column as edges."""
    return [Edge(row, column, weight) for (row, column), weight in weights.items()]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        pytest.param({}, [], id="nothing gives nothing"),
        pytest.param({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}, [(0, 1), (1, 0)], id="1.6 beats the best first .9"),
        pytest.param({(0, 0): 0.2, (0, 1): 0.9, (0, 2): 0.3}, [(0, 1)], id="a star takes its heaviest edge"),
        pytest.param({(0, 0): 0.5, (0, 1): 0.5}, [(0, 0)], id="ties go to the lower column"),
        pytest.param({(0, 0): 0.5, (1, 0): 0.5}, [(0, 0)], id="ties go to the lower row"),
        pytest.param({(0, 0): 1.0, (1, 0): 0.9, (1, 1): 0.05}, [(0, 0), (1, 1)], id="a small edge is taken if free"),
        pytest.param({(0, 0): 1.0, (0, 1): 0.1, (1, 0): 0.1}, [(0, 0)], id="one heavy edge beats two light ones"),
    ],
)
def test_the_sum_of_weights_is_the_largest(weights: Weights, expected: list[tuple[int, int]]) -> None:
    """Hand-made cases, among them the one that a greedy matcher gets wrong."""
    assert [(edge.row, edge.column) for edge in optimal(edges(weights))] == expected


@given(graphs)
def test_the_optimum_is_that_of_scipy(weights: Weights) -> None:
    """On random graphs the sum equals that of scipy's dense solver, with missing edges worth nothing."""
    dense = np.zeros((8, 8))
    for key, weight in weights.items():
        dense[key] = weight
    assert sum(edge.weight for edge in optimal(edges(weights))) == pytest.approx(oracles.largest_sum(dense))


@given(graphs, st.randoms(use_true_random=False))
def test_the_result_is_one_to_one_and_free_of_order(weights: Weights, random: Random) -> None:
    """No row or column is used twice, only given edges are used, and the order of the edges does not matter."""
    given_edges = edges(weights)
    chosen = optimal(given_edges)
    assert len({edge.row for edge in chosen}) == len({edge.column for edge in chosen}) == len(chosen)
    assert set(chosen) <= set(given_edges)
    random.shuffle(given_edges)
    assert optimal(given_edges) == chosen


@given(graphs)
def test_components_are_disjoint_and_complete(weights: Weights) -> None:
    """Every edge is in one component, and no two components share a row or a column."""
    found = list(components(sorted(edges(weights))))
    assert sorted(edge for component in found for edge in component) == sorted(edges(weights))
    rows = [{edge.row for edge in component} for component in found]
    columns = [{edge.column for edge in component} for component in found]
    assert sum(map(len, rows)) == len(set[int]().union(*rows))
    assert sum(map(len, columns)) == len(set[int]().union(*columns))


def test_a_long_chain_of_overlaps_takes_no_cubic_time() -> None:
    """2,000 rows that each compete with their neighbours are one component, and solved by its edges alone."""
    chain = [Edge(n, n + step, 0.6 - 0.1 * step) for n in range(2000) for step in (0, 1)]
    begin = time.perf_counter()
    assert len(optimal(chain)) == 2000
    assert time.perf_counter() - begin < 2
