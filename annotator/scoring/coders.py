"""How far human coders agree on whole annotations: span F1 of each pair of them, κ of the labels of what both found.

It knows several annotations of the same documents. What share of this a system reaches is left to
`annotator.scoring.ceiling`, agreement token by token to `annotator.scoring.tokens`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.agreement import Agreement, cohen_kappa
from annotator.scoring.catalogue import gold_measures, metrics
from annotator.scoring.comparison import is_headline
from annotator.scoring.corpus import annotation_of
from annotator.scoring.coverage import READ_FROM_GOLD, Coverage
from annotator.scoring.evaluation import DEFAULT, score
from annotator.scoring.formulas import MeanOfDefined, Prefixed
from annotator.scoring.table import CountTable
from annotator.scoring.tokens import token_alphas
from annotator.scoring.uncertainty import Resampling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic import JsonValue

    from annotator.scoring.corpus import AnyDocument, Source
    from annotator.scoring.measures import Measure
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.scores import Metric, Scores

Coders: TypeAlias = "Mapping[str, Sequence[Source]]"
"""Coder → annotations, of all documents or of some."""

QUICK = Resampling(draws=0)
"""Pairs of coders get no intervals of their own; their mean does."""


@dataclass(frozen=True, slots=True, eq=False)
class CoderPair:
    """Two coders on the documents that both annotated.

    Attributes:
        first: Taken as gold; F1 is the same the other way round.
        second: Taken as prediction.
        scores: The second against the first.
        kappas: What (“quotes.kind”, “stances.polarity”) → κ over the records that both found.
    """

    first: str
    second: str
    scores: Scores
    kappas: Mapping[str, Agreement]

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON, headline numbers only."""
        criterion = self.scores.scheme.criterion.name
        return {
            "first": self.first,
            "second": self.second,
            "documents": len(self.scores.documents),
            "metrics": {
                metric.name: metric.value for metric in self.scores.metrics if is_headline(metric.measure, criterion)
            },
            "kappas": {what: kappa.as_dict() for what, kappa in self.kappas.items()},
        }


@dataclass(frozen=True, slots=True, eq=False)
class CoderAgreement:
    """How far coders agree.

    Attributes:
        coders: Their names.
        pairs: Each two of them that have a document in common.
        means: Headline numbers averaged over pairs, with intervals from resampling documents.
        alphas: Record type → Krippendorff's α of “this token is part of one”, over all coders.
    """

    coders: tuple[str, ...]
    pairs: tuple[CoderPair, ...]
    means: tuple[Metric, ...]
    alphas: Mapping[str, Agreement]

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "coders": list(self.coders),
            "pairs": [pair.as_dict() for pair in self.pairs],
            "means": [metric.as_dict() for metric in self.means],
            "alphas": {part: alpha.as_dict() for part, alpha in self.alphas.items()},
        }


def agree(coders: Coders, scheme: Scheme = DEFAULT, *, documents: Iterable[AnyDocument] = ()) -> CoderAgreement:
    """Measure the agreement of two or more coders.

    Args:
        coders: Their annotations.
        scheme: By which rules; what the coders label is read off their annotations unless it says so.
        documents: The documents, when the annotations come without; token α needs their texts.

    Raises:
        ScoringError: Fewer than two coders, or no two of them have a document in common.
    """
    known = tuple(documents)
    pairs = coder_pairs(coders, scheme, known)
    table = side_by_side({f"{pair.first}|{pair.second}|": pair.scores.table for pair in pairs})
    covered = pairs[0].scores.scheme
    measures = [mean_over(measure, tuple(_prefixes(pairs))) for measure in headlines(covered)]
    means = metrics(table, measures, covered.coverage, scheme.resampling)
    return CoderAgreement(tuple(coders), pairs, means, token_alphas(tuple(coders.values()), known))


def coder_pairs(coders: Coders, scheme: Scheme, documents: Sequence[AnyDocument]) -> tuple[CoderPair, ...]:
    """Score each coder against each other one, on what both annotated.

    Raises:
        ScoringError: Fewer than two coders, or no two of them have a document in common.
    """
    if len(coders) < 2:  # noqa: PLR2004  # agreement takes two
        raise ScoringError("agreement takes two coders or more")
    scheme = covering(coders, scheme)
    pairs = [
        _pair(names, scheme, coders, documents)
        for names in combinations(coders, 2)
        if _ids(coders[names[0]]) & _ids(coders[names[1]])
    ]
    if not pairs:
        raise ScoringError("no two coders have a document in common: check the document ids")
    return tuple(pairs)


def covering(coders: Coders, scheme: Scheme) -> Scheme:
    """The scheme, with all that any of the coders labels unless it already says what is labelled."""
    if scheme.coverage != READ_FROM_GOLD:
        return scheme
    every = (annotation_of(source) for annotations in coders.values() for source in annotations)
    return replace(scheme, coverage=Coverage.of(every))


def _ids(annotations: Iterable[Source]) -> set[str]:
    return {annotation_of(source).document_id for source in annotations}


def _pair(names: tuple[str, str], scheme: Scheme, coders: Coders, documents: Sequence[AnyDocument]) -> CoderPair:
    first, second = names
    quick = replace(scheme, resampling=replace(QUICK, cluster=scheme.resampling.cluster))
    scores = score(coders[first], coders[second], quick, documents=documents, name=second)
    kappas = {what: cohen_kappa(Counter(dict(cells)).elements()) for what, cells in scores.diagnosis.confusions.items()}
    return CoderPair(first, second, scores, kappas)


def _prefixes(pairs: Sequence[CoderPair]) -> list[str]:
    return [f"{pair.first}|{pair.second}|" for pair in pairs]


def headlines(scheme: Scheme) -> list[Measure]:
    """The measures on which coders and systems are compared."""
    return [measure for measure in gold_measures(scheme) if is_headline(measure, scheme.criterion.name)]


def mean_over(measure: Measure, prefixes: tuple[str, ...]) -> Measure:
    """A measure averaged over tables that lie side by side."""
    parts = tuple(Prefixed(measure.formula, prefix) for prefix in prefixes)
    support = tuple(prefix + column for prefix in prefixes for column in measure.support)
    return replace(measure, formula=MeanOfDefined(parts), support=support)


def side_by_side(tables: Mapping[str, CountTable]) -> CountTable:
    """One row per document of any table, each table's columns under its prefix; 0 where a table lacks a document."""
    documents = sorted({document for table in tables.values() for document in table.documents})
    row = {document: number for number, document in enumerate(documents)}
    columns: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = {}
    groups: dict[str, list[str]] = {}
    for prefix, table in tables.items():
        rows = [row[document] for document in table.documents]
        for name, numbers in table.columns.items():
            columns[prefix + name] = np.zeros(len(documents))
            columns[prefix + name][rows] = numbers
        for name, values in table.groups.items():
            known = groups.setdefault(name, [""] * len(documents))
            for number, value in zip(rows, values, strict=True):
                known[number] = value
    return CountTable(tuple(documents), columns, {name: tuple(values) for name, values in groups.items()})
