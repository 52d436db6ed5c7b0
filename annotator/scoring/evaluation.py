"""Scores one system: pairs documents, matches and counts batch by batch, and puts the numbers together.

It knows the order of the steps. Each step is left to its own module.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from annotator.scoring.catalogue import all_measures, metrics
from annotator.scoring.conduct import conduct_measures
from annotator.scoring.corpus import Pairing, annotation_of, by_id, unpaired
from annotator.scoring.coverage import READ_FROM_GOLD, Coverage
from annotator.scoring.scheme import Scheme
from annotator.scoring.scores import Scores
from annotator.scoring.slices import slice_metrics
from annotator.scoring.tallying import Count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.scoring.corpus import AnyDocument, DocumentPair, Source

BATCH = 500
"""Documents that are matched together; bounds the memory."""

DEFAULT = Scheme()


def score(
    gold: Iterable[Source],
    predicted: Iterable[Source],
    scheme: Scheme = DEFAULT,
    *,
    documents: Iterable[AnyDocument] = (),
    name: str = "predicted",
) -> Scores:
    """Score one system's annotations against gold.

    Args:
        gold: What there is to be found, one annotation (or record with its document) per document, in any order.
        predicted: What the system found, likewise.
        scheme: By which rules. Unless it states what the gold labels, that is read off the gold, which is then held in
            memory; otherwise both sides are streamed.
        documents: The documents, when the annotations come without; needed for leakage, for sentences around errors,
            and for slices or clusters by outlet and the like.
        name: What a report calls the system.

    Returns:
        All numbers with their intervals, the errors with their places, and the counts per document.

    Raises:
        ScoringError: Gold and predictions do not describe the same texts, hold a document twice, or hold nothing.
    """
    if scheme.coverage == READ_FROM_GOLD:
        gold = list(gold)
        scheme = replace(scheme, coverage=Coverage.of(map(annotation_of, gold)))
    pairing = Pairing(gold, predicted, by_id(documents))
    count = _counted(pairing, scheme)
    return _scores(name, count, pairing.only_gold, pairing.only_predicted)


def inspect(
    predicted: Iterable[Source],
    scheme: Scheme = DEFAULT,
    *,
    documents: Iterable[AnyDocument] = (),
    name: str = "predicted",
) -> Scores:
    """Say what can be said without gold: faithfulness to the text, boilerplate leakage, cost and latency.

    Args:
        predicted: What the system found.
        scheme: Slices by document and how intervals are made; the rest has no meaning here.
        documents: The documents, when the annotations come without; leakage needs their zones.
        name: What a report calls the system.

    Raises:
        ScoringError: A document comes twice, or an annotation does not describe its document.
    """
    scheme = replace(scheme, coverage=Coverage(parts=frozenset()))
    return _scores(name, _counted(unpaired(predicted, by_id(documents)), scheme), (), ())


def _counted(pairs: Iterable[DocumentPair], scheme: Scheme) -> Count:
    count = Count(scheme)
    waiting = iter(pairs)
    while batch := list(islice(waiting, BATCH)):
        count.add(batch)
    return count


def _scores(name: str, count: Count, only_gold: tuple[str, ...], only_predicted: tuple[str, ...]) -> Scores:
    table, scheme = count.table(), count.scheme
    measures = all_measures(scheme) if scheme.coverage.parts else conduct_measures()
    return Scores(
        name=name,
        scheme=scheme,
        documents=table.documents,
        only_gold=only_gold,
        only_predicted=only_predicted,
        metrics=metrics(table, measures, scheme.coverage, scheme.resampling),
        slices=slice_metrics(table, count.values, scheme),
        diagnosis=count.ledger.closed(),
        targets=count.targets.closed(),
        outcomes=count.outcomes.closed(),
        systems=count.makers.systems(),
        table=table,
    )
