"""The committed baseline: counts per document of a scored system, with digests of everything they depend on.

It knows the file and how a current state is put in its form. What a difference means is left to `eval.gate`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field, ValidationError

from annotator import codebook
from annotator.errors import FormatError
from annotator.files import whole_file
from annotator.schema import Frozen
from annotator.scoring import Scheme, score
from annotator.scoring.coders import headlines
from annotator.scoring.table import CountTable
from eval.engines import predictions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from annotator.records import Record
    from annotator.scoring import Scores
    from annotator.scoring.measures import Measure

MUST_PASS = frozenset({"minsk"})
"""Documents whose items must not be lost once they are right: the article that the user of this project supplied."""


class Allowed(Frozen):
    """A lowered floor, and why it was accepted."""

    reason: str = Field(min_length=1)
    """Why, as whoever lowered it wrote."""
    lowered: dict[str, tuple[float | None, float | None]]
    """Measure → value before and after."""
    lost: tuple[str, ...] = ()
    """Must-pass items that broke."""


class Baseline(Frozen):
    """What a system reached."""

    version: int = 1
    """Grows when a reader could misread the new form."""
    engine: str
    """Which engine."""
    gold: str
    """sha256 of the gold records: ids, texts and labels."""
    codebook: str
    """sha256 of the codebook that gold and engine use."""
    prompts: dict[str, str]
    """Template → sha256 of its source; empty for an engine without prompts."""
    criterion: str
    """By which items count as found."""
    counts: dict[str, dict[str, float]]
    """Document → column → count, zeros left out."""
    must_pass: tuple[str, ...]
    """Gold items that must be found right: document, record type, id."""
    allowed: tuple[Allowed, ...] = ()
    """Every floor that was ever lowered."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What a system reaches now.

    Attributes:
        baseline: In the form of a baseline.
        measures: What is compared.
    """

    baseline: Baseline
    measures: tuple[Measure, ...]


def read(path: Path) -> Baseline | None:
    """The committed baseline, or None when there is none yet.

    Raises:
        FormatError: The file is no baseline.
    """
    if not path.exists():
        return None
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise FormatError(f"this is no baseline: {error.errors()[0]['msg']}", path=path) from error


def write(path: Path, baseline: Baseline) -> None:
    """Write a baseline so that a diff shows which document changed.

    Raises:
        FormatError: The place cannot be written to.
    """
    with whole_file(path) as stream:
        stream.write(json.dumps(baseline.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def state(gold: Sequence[Record], engine: str, scheme: Scheme | None = None) -> State:
    """Run an engine over gold documents and count.

    Raises:
        AnnotatorError: A document cannot be annotated or scored.
    """
    predicted = predictions(gold, engine)
    scores = score(gold, predicted, scheme or Scheme(), name=engine)
    measures = tuple(headlines(scores.scheme))
    return State(
        Baseline(
            engine=engine,
            gold=gold_digest(gold),
            codebook=codebook.default().digest,
            prompts={name: digest for system in scores.systems for name, digest in system.prompts.items()},
            criterion=scores.scheme.criterion.name,
            counts=_counts(scores.table, measures),
            must_pass=tuple(_passing(gold, scores)),
        ),
        measures,
    )


def gold_digest(gold: Iterable[Record]) -> str:
    """sha256 over ids, texts and labels, whatever the order; who labelled and when does not count."""
    lines = sorted(
        json.dumps(
            [each.document.id, each.document.sha256, each.annotation.model_dump(mode="json", exclude={"provenance"})],
            sort_keys=True,
        )
        for each in gold
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _counts(table: CountTable, measures: Sequence[Measure]) -> dict[str, dict[str, float]]:
    names = sorted(frozenset[str]().union(*(measure.formula.columns for measure in measures)))
    matrix = table.matrix(names).round(6).tolist()
    return {
        document: {name: count for name, count in zip(names, row, strict=True) if count}
        for document, row in zip(table.documents, matrix, strict=True)
    }


def table_of(counts: Mapping[str, Mapping[str, float]]) -> CountTable:
    """The counts as the table that statistics are made of."""
    documents = tuple(sorted(counts))
    names = sorted({name for row in counts.values() for name in row})
    columns = {name: np.array([counts[document].get(name, 0.0) for document in documents]) for name in names}
    return CountTable(documents, columns, {})


def _passing(gold: Iterable[Record], scores: Scores) -> list[str]:
    """Gold items of the must-pass documents that are in no error."""
    wrong = {(case.document, case.part, case.gold.id) for case in scores.diagnosis.cases if case.gold is not None}
    return sorted(
        f"{record.document.id} {part} {item.id}"
        for record in gold
        if record.document.id in MUST_PASS
        for part in ("quotes", "claims", "stances")
        for item in getattr(record.annotation, part)
        if (record.document.id, part, item.id) not in wrong
    )
