"""Corpora of single sentences in small files: tab separated values of CheckThat, JSON of ClaimBuster, PoliClaim's xlsx.

It knows their layouts, one function for each; the label of a positive case is the first of its pair.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from annotator.errors import FormatError
from eval.readers.questions import Question, read_text
from eval.readers.workbook import rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from eval.suite import Suite

    Reader = Callable[[Path], Iterator[Question]]

SUBJECTIVE, OBJECTIVE = "SUBJ", "OBJ"
WORTHY, UNWORTHY = "check-worthy", "not check-worthy"
VERIFIABLE, UNVERIFIABLE = "verifiable", "not verifiable"


def questions(folder: Path, suite: Suite, split: str) -> list[Question]:
    """One question for each sentence.

    Raises:
        FormatError: The file is missing or is not of the layout.
    """
    path = folder / suite.layout.format(split=split)
    reader = LAYOUTS[path.suffix]
    try:
        found = list(reader(path))
    except (ValueError, KeyError) as error:
        raise FormatError(f"the file is not of the layout of {suite.name}: {error!r}", path=path) from error
    return found


def _checkthat(path: Path) -> Iterator[Question]:
    lines = read_text(path).splitlines()
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Question(row["sentence_id"], row["sentence"], row["label"])


def _claimbuster(path: Path) -> Iterator[Question]:
    for raw in json.loads(read_text(path)):
        yield Question(str(raw["sentence_id"]), str(raw["text"]), WORTHY if int(raw["label"]) == 1 else UNWORTHY)


def _policlaim(path: Path) -> Iterator[Question]:
    for row in rows(path):
        yield Question(row["SPEECH"], row["SENTENCES"], VERIFIABLE if row["Golden"] == "1" else UNVERIFIABLE)


LAYOUTS: dict[str, Reader] = {".tsv": _checkthat, ".json": _claimbuster, ".xlsx": _policlaim}
"""Suffix of a file → who reads it."""
