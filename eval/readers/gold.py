"""Our own gold: the compiled records of the sets in `eval/gold`.

It knows where they are; how they are compiled is left to `eval.gold`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator import records as lines

if TYPE_CHECKING:
    from annotator.records import Record
    from eval.suite import Suite

ROOT = Path(__file__).parents[1] / "gold"


def records(folder: Path, suite: Suite, split: str) -> list[Record]:
    """The records whose metadata are those that the suite selects.

    Raises:
        RecordError: A file cannot be read.
    """
    del folder, split  # the sets are in the repository
    every = [record for file in sorted(ROOT.glob(suite.layout)) for record in lines.read(file)]
    wanted = suite.select.items()
    return [record for record in every if all(record.document.metadata.get(name) == value for name, value in wanted)]
