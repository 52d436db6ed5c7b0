"""The table that all statistics are made of: one row per document, one column per count.

It knows numbers and their names only. Because counts add up, resampling documents means adding other rows; nothing is
ever matched twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from annotator.scoring.ragged import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.scoring.ragged import Real, Whole


@dataclass(slots=True)
class Tally:
    """Collects the columns of a batch of documents.

    Attributes:
        rows: How many documents there are.
        columns: Name → one number per document; a column that is not there is 0 throughout.
    """

    rows: int
    columns: dict[str, Real] = field(default_factory=dict[str, "Real"])

    def count(self, column: str, rows: Whole, amounts: Real | Whole | None = None) -> None:
        """Add one, or an amount, to a column for each row number; a row may come several times."""
        if len(rows):
            self.add(column, np.bincount(rows, weights=amounts, minlength=self.rows).astype(np.float64))

    def add(self, column: str, numbers: Real) -> None:
        """Add one number per document to a column."""
        known = self.columns.get(column)
        self.columns[column] = numbers if known is None else known + numbers

    def put(self, row: int, column: str, amount: float) -> None:
        """Add an amount to one cell."""
        if column not in self.columns:
            self.columns[column] = np.zeros(self.rows)
        self.columns[column][row] += amount


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """Counts per document.

    Attributes:
        documents: Id of each row's document, sorted.
        columns: Name → one number per row.
        groups: Property of documents (“outlet”) → its value for each row.
    """

    documents: tuple[str, ...]
    columns: Mapping[str, Real]
    groups: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.documents)

    def column(self, name: str) -> Real:
        """One number per document; zeros when nothing was counted under that name."""
        found = self.columns.get(name)
        return np.zeros(len(self)) if found is None else found

    def matrix(self, names: Sequence[str]) -> Real:
        """The columns side by side, one row per document."""
        return np.stack([self.column(name) for name in names], axis=1) if names else np.zeros((len(self), 0))

    def take(self, rows: Whole) -> CountTable:
        """The rows with these numbers, without columns that are 0 there."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        kept = {name: column for name, column in columns.items() if column.any()}
        picked = plain(rows)
        groups = {name: tuple(values[row] for row in picked) for name, values in self.groups.items()}
        return CountTable(tuple(self.documents[row] for row in picked), kept, groups)

    def where(self, group: str, value: str) -> CountTable:
        """The documents with a value of a property."""
        return self.take(np.flatnonzero(np.array([each == value for each in self.groups[group]], dtype=np.bool_)))


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """The counts of some documents, in any order, before they are put together."""

    documents: Sequence[str]
    tally: Tally
    groups: Mapping[str, Sequence[str]]


def assembled(chunks: Iterable[Chunk]) -> CountTable:
    """One table out of the chunks, its rows sorted by document id so that the order of the input is forgotten."""
    parts = list(chunks)
    documents = [document for part in parts for document in part.documents]
    order = sorted(range(len(documents)), key=documents.__getitem__)
    names = dict.fromkeys(name for part in parts for name in part.tally.columns)
    columns = {name: _stacked(name, parts)[order] for name in sorted(names)}
    kinds = dict.fromkeys(name for part in parts for name in part.groups)
    groups = {name: [value for part in parts for value in part.groups[name]] for name in kinds}
    return CountTable(
        tuple(documents[row] for row in order),
        columns,
        {name: tuple(values[row] for row in order) for name, values in groups.items()},
    )


def _stacked(name: str, parts: list[Chunk]) -> Real:
    return np.concatenate([part.tally.columns.get(name, np.zeros(part.tally.rows)) for part in parts])
