"""Claims of `annotator.scoring.table`."""

from __future__ import annotations

import numpy as np

from annotator.scoring.table import Chunk, CountTable, Tally, assembled


def chunk(*documents: str, **columns: list[float]) -> Chunk:
    """Counts of some documents, all of outlet M but for “c”."""
    tally = Tally(len(documents))
    for name, numbers in columns.items():
        tally.add(name, np.array(numbers))
    return Chunk(documents, tally, {"outlet": ["N" if each == "c" else "M" for each in documents]})


def contents(table: CountTable) -> dict[str, list[float]]:
    """All columns as lists."""
    return {name: table.column(name).tolist() for name in table.columns}


def test_the_order_of_documents_and_chunks_is_forgotten() -> None:
    """Rows are sorted by id, whatever came first, and a column that a chunk lacks is 0 there."""
    table = assembled([chunk("c", "a", tp=[3, 1]), chunk("b", gold=[7])])
    assert (table.documents, table.groups) == (("a", "b", "c"), {"outlet": ("M", "M", "N")})
    assert contents(table) == {"gold": [0, 7, 0], "tp": [1, 0, 3]}


def test_columns_are_counted_and_put() -> None:
    """Counting adds one per row number, or an amount; putting adds to one cell."""
    tally = Tally(3)
    tally.count("n", np.array([0, 2, 2]))
    tally.count("n", np.array([1]), np.array([0.5]))
    tally.count("never", np.array([], dtype=np.int64))
    tally.put(2, "n", 10)
    assert {name: column.tolist() for name, column in tally.columns.items()} == {"n": [1, 0.5, 12]}


def test_a_column_that_is_not_there_is_zero() -> None:
    """Nothing was counted under that name, so there is nothing."""
    table = assembled([chunk("a", "b", tp=[1, 2])])
    assert table.column("fp").tolist() == [0, 0]
    assert table.matrix(["fp", "tp"]).tolist() == [[0, 1], [0, 2]]
    assert table.matrix([]).shape == (2, 0)


def test_a_part_of_the_documents_is_a_table() -> None:
    """Rows with a property keep their counts; columns that are 0 there are dropped."""
    part = assembled([chunk("a", "b", "c", tp=[1, 2, 3], fp=[0, 0, 5])]).where("outlet", "M")
    assert (part.documents, contents(part), len(part)) == (("a", "b"), {"tp": [1, 2]}, 2)
