"""The optimal one-to-one assignment: which rows go with which columns so that the weights add up to the most.

It knows weighted edges only; what rows and columns stand for is left to `annotator.scoring.matching`. Each connected
component is solved by itself: a star in closed form, anything larger by shortest augmenting paths on its edges
(Jonker and Volgenant 1987, sparse as in Karp 1980), in plain Python because scipy weighs 113 MB.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Edge(NamedTuple):
    """A row and a column that may go together, at a weight above 0."""

    row: int
    column: int
    weight: float


def optimal(edges: Sequence[Edge]) -> list[Edge]:
    """The edges of the one-to-one assignment whose weights have the largest sum, in row order.

    Rows and columns may stay alone. The result depends on the indexes and weights, not on the order of ``edges``; equal
    sums are decided toward lower indexes.
    """
    rows = {edge[0] for edge in edges}
    if len(rows) == len(edges) == len({edge[1] for edge in edges}):
        return sorted(edges)
    chosen: list[Edge] = []
    for component in components(sorted(edges)):
        chosen += _solved(component)
    return sorted(chosen)


def components(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The edges of each connected component, components and edges in the given order."""
    by_row: dict[int, list[Edge]] = {}
    by_column: dict[int, list[Edge]] = {}
    for edge in edges:
        by_row.setdefault(edge.row, []).append(edge)
        by_column.setdefault(edge.column, []).append(edge)
    while by_row:
        yield _component(next(iter(by_row)), by_row, by_column)


def _component(seed: int, by_row: dict[int, list[Edge]], by_column: dict[int, list[Edge]]) -> list[Edge]:
    """Take the component of a row out of ``by_row``."""
    found: list[Edge] = []
    waiting = [seed]
    while waiting:
        for edge in by_row.pop(waiting.pop(), ()):
            found.append(edge)
            waiting += [other.row for other in by_column.pop(edge.column, ()) if other.row in by_row]
    return sorted(found)


def _solved(component: list[Edge]) -> list[Edge]:
    rows = {edge.row for edge in component}
    if len(rows) == 1 or len({edge.column for edge in component}) == 1:
        return [max(component, key=lambda edge: edge.weight)]
    return _Paths.of(component).solve()


@dataclass(slots=True)
class _Paths:
    """Shortest augmenting paths with prices, on the costs −weight; each row may also stay alone at cost 0.

    Attributes:
        costs: Row → column → cost; column ``alone`` + row is the row's own place to stay alone.
        row_price: Dual value of each row.
        column_price: Dual value of each column, 0 at first.
        taken: Column → row.
        place: Row → column.
        alone: First column number that stands for staying alone.
    """

    costs: dict[int, dict[int, float]]
    alone: int
    row_price: dict[int, float] = field(default_factory=dict[int, float])
    column_price: dict[int, float] = field(default_factory=dict[int, float])
    taken: dict[int, int] = field(default_factory=dict[int, int])
    place: dict[int, int] = field(default_factory=dict[int, int])

    @classmethod
    def of(cls, component: list[Edge]) -> _Paths:
        alone = 1 + max(edge.column for edge in component)
        costs: dict[int, dict[int, float]] = {}
        for row, column, weight in component:
            costs.setdefault(row, {alone + row: 0.0})[column] = -weight
        return cls(costs, alone)

    def solve(self) -> list[Edge]:
        for row, costs in self.costs.items():
            self.row_price[row] = min(costs.values())
        for row in self.costs:
            self._augment(row)
        return [
            Edge(row, column, -self.costs[row][column]) for row, column in self.place.items() if column < self.alone
        ]

    def _augment(self, start: int) -> None:
        """Give a row a column, moving others along the cheapest path."""
        distance: dict[int, float] = {}
        before: dict[int, int] = {}
        done: list[int] = []
        end = self._search(start, distance, before, done)
        for column in done:
            slack = distance[end] - distance[column]
            self.row_price[self.taken[column]] += slack
            self.column_price[column] = self.column_price.get(column, 0.0) - slack
        self.row_price[start] += distance[end]
        column = end
        while True:
            row = before[column]
            self.taken[column] = row
            self.place[row], column = column, self.place.get(row, -1)
            if row == start:
                return

    def _search(self, start: int, distance: dict[int, float], before: dict[int, int], done: list[int]) -> int:
        """The nearest free column (Dijkstra on reduced costs); a row's own place is free, so there always is one."""
        heap: list[tuple[float, int]] = []
        settled: set[int] = set()
        row, reached = start, 0.0
        while True:
            for column, cost in self.costs[row].items():
                far = reached + cost - self.row_price[row] - self.column_price.get(column, 0.0)
                if column not in settled and far < distance.get(column, float("inf")):
                    distance[column], before[column] = far, row
                    heapq.heappush(heap, (far, column))
            reached, nearest = heapq.heappop(heap)
            while nearest in settled:
                reached, nearest = heapq.heappop(heap)
            if nearest not in self.taken:
                return nearest
            settled.add(nearest)
            done.append(nearest)
            row = self.taken[nearest]
