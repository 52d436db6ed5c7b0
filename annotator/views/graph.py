"""The stance graph of one article, laid out: holders left, targets right, an edge for each stance.

It computes places in pixels; drawing is the template's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.schema import Annotation, Stance

WIDTH, ROW, TOP = 720, 44, 28
"""Pixels: width of the drawing, distance of rows, and room above the first."""
COLUMN = 264
"""Pixels that a label may take."""
LONGEST = 33
"""Characters of a label; the rest is in its tooltip."""


@dataclass(frozen=True, slots=True)
class Node:
    """A holder or target: its label, the whole of it, and the height of its middle."""

    label: str
    title: str
    y: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A stance: the heights it connects, how far its curve bends, and what it says."""

    stance: str
    polarity: str
    derived: bool
    y1: float
    y2: float
    title: str

    @property
    def path(self) -> str:
        """The curve as SVG path data."""
        left, right, middle = COLUMN + 6, WIDTH - COLUMN - 12, WIDTH / 2
        return f"M{left},{self.y1:g} C{middle:g},{self.y1:g} {middle:g},{self.y2:g} {right},{self.y2:g}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawing of ``width`` × ``height`` pixels."""

    holders: tuple[Node, ...]
    targets: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: int
    width: int = WIDTH
    column: int = COLUMN


def graph(annotation: Annotation) -> Graph | None:
    """Lay the stances of an article out; None when there are none."""
    if not annotation.stances:
        return None
    holders = list(dict.fromkeys(_holder(annotation, stance) for stance in annotation.stances))
    targets = list(dict.fromkeys(stance.target.label for stance in annotation.stances))
    rows = max(len(holders), len(targets))
    left, right = _column(holders, rows), _column(targets, rows)
    edges = tuple(
        Edge(
            stance.id,
            stance.polarity,
            stance.derived,
            left[_holder(annotation, stance)].y,
            right[stance.target.label].y + _offset(annotation, number),
            f"{_holder(annotation, stance)}: {stance.act} ({stance.polarity}) {stance.target.label}",
        )
        for number, stance in enumerate(annotation.stances)
    )
    return Graph(tuple(left.values()), tuple(right.values()), edges, TOP + rows * ROW)


def _holder(annotation: Annotation, stance: Stance) -> str:
    actor = annotation.actor(stance.holder)
    return "the article" if actor is None else actor.name


def _column(names: list[str], rows: int) -> dict[str, Node]:
    """Nodes spread evenly over the height of the drawing."""
    step = rows * ROW / len(names)
    return {
        name: Node(
            name if len(name) <= LONGEST else name[: LONGEST - 1] + "…", name, TOP + (row + 0.5) * step - ROW / 4
        )
        for row, name in enumerate(names)
    }


def _offset(annotation: Annotation, number: int) -> float:
    """Pixels that keep several edges of one pair apart."""
    stance = annotation.stances[number]
    before = [
        each
        for each in annotation.stances[:number]
        if each.target.label == stance.target.label and each.holder == stance.holder
    ]
    return 5.0 * len(before)
