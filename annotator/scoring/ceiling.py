"""What share of human agreement a system reaches, and whether it may stand in for a coder.

It knows coders and one system. How coders agree among themselves is left to `annotator.scoring.coders`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.alternative import DEFAULT_EPSILON, AlternativeTest, alternative_test
from annotator.scoring.catalogue import metrics, missing
from annotator.scoring.coders import QUICK, coder_pairs, covering, headlines, mean_over, side_by_side
from annotator.scoring.corpus import annotation_of
from annotator.scoring.evaluation import DEFAULT, score
from annotator.scoring.formulas import Quotient
from annotator.scoring.uncertainty import evaluated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic import JsonValue

    from annotator.scoring.coders import Coders
    from annotator.scoring.corpus import AnyDocument, Source
    from annotator.scoring.measures import Measure
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.scores import Metric
    from annotator.scoring.table import CountTable

HUMANS, SYSTEM = "humans", "system"
"""Names of the pairs of humans, and of those of the system with each human."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A system beside the humans, on the documents that two humans or more annotated.

    Attributes:
        measure: What is measured.
        humans: Mean over pairs of humans.
        system: Mean over the system with each human.
        share: The second divided by the first.
    """

    measure: Measure
    humans: Metric
    system: Metric
    share: Metric

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "measure": self.measure.name,
            "humans": self.humans.as_dict(),
            "system": self.system.as_dict(),
            "share": self.share.as_dict(),
        }


def ceiling(
    system: Sequence[Source], coders: Coders, scheme: Scheme = DEFAULT, *, documents: Iterable[AnyDocument] = ()
) -> tuple[Ceiling, ...]:
    """Hold a system against the agreement of humans, on the very same documents.

    Args:
        system: Its annotations.
        coders: The humans' annotations.
        scheme: By which rules.
        documents: The documents, when the annotations come without.

    Returns:
        One for each headline measure that the humans' labels can answer.

    Raises:
        ScoringError: Fewer than two coders, or no document that two of them and the system annotated.
    """
    scheme = covering(coders, scheme)
    tables = {"|".join((*pair, "")): table for pair, table in _tables(system, coders, scheme, tuple(documents)).items()}
    table = side_by_side(tables)
    answers = [measure for measure in headlines(scheme) if not missing(measure, scheme.coverage)]
    found: list[Ceiling] = []
    for measure in answers:
        humans, own = (
            mean_over(measure, tuple(prefix for prefix in tables if prefix.startswith(f"{side}|")))
            for side in (HUMANS, SYSTEM)
        )
        share = replace(
            measure, statistic="share", formula=Quotient(own.formula, humans.formula), support=humans.support
        )
        found.append(Ceiling(measure, *metrics(table, [humans, own, share], scheme.coverage, scheme.resampling)))
    return tuple(found)


def _tables(
    system: Sequence[Source], coders: Coders, scheme: Scheme, documents: Sequence[AnyDocument]
) -> dict[tuple[str, str, str], CountTable]:
    """Counts of each pair of humans, and of the system with each of them, on the same documents."""
    done = {annotation_of(source).document_id for source in system}
    shared = {name: [each for each in own if annotation_of(each).document_id in done] for name, own in coders.items()}
    pairs = coder_pairs(shared, scheme, documents)
    common = {document for pair in pairs for document in pair.scores.documents}
    tables = {(HUMANS, pair.first, pair.second): pair.scores.table for pair in pairs}
    quick = replace(scheme, resampling=replace(QUICK, cluster=scheme.resampling.cluster))
    kept = [source for source in system if annotation_of(source).document_id in common]
    for name, own in shared.items():
        human = [source for source in own if annotation_of(source).document_id in common]
        if human:
            tables[SYSTEM, name, ""] = score(human, kept, quick, documents=documents).table
    return tables


class _Answer(NamedTuple):
    """Whose annotation of which document."""

    who: str | None
    document: str


def stand_in(
    system: Sequence[Source],
    coders: Coders,
    measure: Measure,
    scheme: Scheme = DEFAULT,
    *,
    epsilon: float = DEFAULT_EPSILON,
) -> AlternativeTest:
    """The alternative annotator test on whole documents: two annotations of one agree as well as a measure of it says.

    Args:
        system: Its annotations.
        coders: The humans' annotations.
        measure: An F1, such as one of `annotator.scoring.coders.headlines`; two annotations that both find nothing
            agree fully.
        scheme: By which rules.
        epsilon: Advantage granted to the system for being cheaper.

    Raises:
        ScoringError: Fewer than two humans, fewer than 30 documents in common, or a measure that is no F1.
    """
    if measure.statistic != "f1":
        raise ScoringError(f"{measure.name} says nothing about a single document: take an F1")
    tables = _tables(system, coders, covering(coders, scheme), ())
    values = {pair: _by_document(measure, table) for pair, table in tables.items()}

    def agreement(one: _Answer, other: _Answer) -> float:
        human = str(other.who)
        if one.who is None:
            return values[SYSTEM, human, ""][one.document]
        known = values.get((HUMANS, one.who, human)) or values[HUMANS, human, one.who]
        return known[one.document]

    return alternative_test(
        _answers(None, system),
        {name: _answers(name, own) for name, own in coders.items()},
        agreement=agreement,
        epsilon=epsilon,
    )


def _answers(who: str | None, sources: Sequence[Source]) -> dict[str, _Answer]:
    identifiers = [annotation_of(source).document_id for source in sources]
    return {identifier: _Answer(who, identifier) for identifier in identifiers}


def _by_document(measure: Measure, table: CountTable) -> dict[str, float]:
    """The measure for each document by itself; 1 where both found nothing."""
    columns = sorted(measure.formula.columns)
    numbers = np.nan_to_num(evaluated([measure], columns, table.matrix(columns))[:, 0], nan=1.0)
    return dict(zip(table.documents, numbers.tolist(), strict=True))
