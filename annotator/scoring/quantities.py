"""What is estimated about a corpus: the share of selected records, their number, or the documents that have one.

It turns annotations into one number per document. How the numbers become an estimate is left to
`annotator.scoring.correction`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from annotator.errors import ScoringError
from annotator.scoring.corpus import by_id, same_text, unpaired
from annotator.scoring.correction import estimates
from annotator.scoring.estimates import Amount, Unit
from annotator.scoring.strata import document_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.schema import Annotation
    from annotator.scoring.corpus import AnyDocument, DocumentPair, Source
    from annotator.scoring.estimates import Estimate
    from annotator.scoring.selection import Selection


class Quantity(StrEnum):
    """What about the selected records is estimated."""

    SHARE = "share"
    """Selected records among all records of their type."""
    COUNT = "count"
    """Selected records per document."""
    DOCUMENTS = "documents"
    """Share of documents with at least one selected record."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be estimated.

    Attributes:
        selection: Which records are meant.
        quantity: What about them.
        by: Property of documents to estimate apart for each value of; None: all together.
        cluster: Property of documents whose values are not independent; None: each document by itself.
        level: Coverage of the intervals.
    """

    selection: Selection
    quantity: Quantity = Quantity.SHARE
    by: str | None = None
    cluster: str | None = None
    level: float = 0.95

    def amount(self, annotation: Annotation) -> Amount:
        """What a document adds."""
        part, whole = self.selection.select(annotation)
        if self.quantity is Quantity.SHARE:
            return Amount(part, whole)
        return Amount(part if self.quantity is Quantity.COUNT else float(part > 0))


@dataclass(frozen=True, slots=True)
class Labels:
    """The gold labels of some documents.

    Attributes:
        gold: Their annotations.
        probabilities: Document id → how likely it was to be drawn for labelling; empty when nobody knows.
    """

    gold: tuple[Source, ...] = ()
    probabilities: Mapping[str, float] = field(default_factory=dict[str, float])


def estimate(
    question: Question, predicted: Iterable[Source], labels: Labels, *, documents: Iterable[AnyDocument] = ()
) -> dict[str, tuple[Estimate, ...]]:
    """Estimate a quantity in every way, for all documents or for each value of a property.

    Args:
        question: What is to be estimated.
        predicted: The system's annotations of all documents of the corpus.
        labels: The gold labels of some of them.
        documents: The documents, when the annotations come without; needed for properties.

    Returns:
        Value of the property, “” without any → the estimates: naive, gold only, PPI++, DSL.

    Raises:
        ScoringError: A gold document is not in the corpus, or the two describe different texts.
    """
    gold = {pair.gold.document_id: pair.gold for pair in unpaired(labels.gold, {})} if labels.gold else {}
    units: defaultdict[str, list[Unit]] = defaultdict(list)
    for pair in unpaired(predicted, by_id(documents)):
        human = gold.pop(pair.predicted.document_id, None)
        if human is not None:
            same_text(human, pair.predicted)
        units[_value(pair, question.by)].append(_unit(question, pair, human, labels))
    if gold:
        raise ScoringError(f"gold document {min(gold)!r} is not among the predictions: annotate it, or leave it out")
    return {value: estimates(members, question.level) for value, members in sorted(units.items())}


def _unit(question: Question, pair: DocumentPair, human: Annotation | None, labels: Labels) -> Unit:
    return Unit(
        machine=question.amount(pair.predicted),
        gold=None if human is None else question.amount(human),
        cluster=_value(pair, question.cluster),
        probability=labels.probabilities.get(pair.predicted.document_id),
    )


def _value(pair: DocumentPair, name: str | None) -> str:
    return "" if name is None else document_property(pair.document, name)
