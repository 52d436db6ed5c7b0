"""Which prediction is of which gold document: by id, and only when both describe the very same text.

It streams: a pair is given out as soon as both sides have come, whatever the order. What is scored is left to others.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from annotator.errors import RecordError, ScoringError
from annotator.records import Record, TextlessDocument
from annotator.schema import Annotation, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Source: TypeAlias = Annotation | Record
"""An annotation, alone or with its document."""

AnyDocument: TypeAlias = Document | TextlessDocument
"""A document with or without its text."""

SHOWN = 3
"""How many ids an error names before it says how many more there are."""


class DocumentPair(NamedTuple):
    """The gold and the predicted annotation of a document.

    Attributes:
        gold: What there is to be found.
        predicted: What was found.
        document: The document itself, when somebody gave it; zones, sentences and outlets come from it.
    """

    gold: Annotation
    predicted: Annotation
    document: AnyDocument | None


class Pairing:
    """Pairs gold and predicted annotations by document id; iterate once, then read what was left over.

    Attributes:
        paired: Documents that both have.
        only_gold: Ids of documents without a prediction, sorted; complete after the iteration.
        only_predicted: Ids of documents without gold, sorted; complete after the iteration.
    """

    def __init__(
        self, gold: Iterable[Source], predicted: Iterable[Source], documents: Mapping[str, AnyDocument] | None = None
    ) -> None:
        self.paired = 0
        self.only_gold: tuple[str, ...] = ()
        self.only_predicted: tuple[str, ...] = ()
        self._gold = _Side("gold", gold)
        self._predicted = _Side("predictions", predicted)
        self._documents = documents or {}

    def __iter__(self) -> Iterator[DocumentPair]:
        """The pairs, in the order in which they become complete.

        Raises:
            ScoringError: A document comes twice, the two describe different texts, a span does not fit its text, or
                nothing is in both.
        """
        for left, right in zip_longest(self._gold, self._predicted):
            yield from self._complete(left)
            if right != left:
                yield from self._complete(right)
        self.only_gold = tuple(sorted(self._gold.waiting))
        self.only_predicted = tuple(sorted(self._predicted.waiting))
        self._refuse_nothing()

    def _complete(self, identifier: str | None) -> Iterator[DocumentPair]:
        gold, predicted = self._gold.waiting, self._predicted.waiting
        if identifier in gold and identifier in predicted:
            self.paired += 1
            yield _pair(gold.pop(identifier), predicted.pop(identifier), self._documents)

    def _refuse_nothing(self) -> None:
        if self.paired:
            return
        for side in (self._gold, self._predicted):
            if not side.seen:
                raise ScoringError(f"the {side.name} hold no document: check that the file is the right one")
        raise ScoringError(
            f"gold and predictions have no document in common: gold has {listed(self.only_gold)}, "
            f"predictions have {listed(self.only_predicted)}"
        )


class _Side:
    """One of the two streams: what has come, and what waits for its counterpart."""

    def __init__(self, name: str, sources: Iterable[Source]) -> None:
        self.name = name
        self.seen: set[str] = set()
        self.waiting: dict[str, Source] = {}
        self._sources = sources

    def __iter__(self) -> Iterator[str]:
        for source in self._sources:
            identifier = annotation_of(source).document_id
            if identifier in self.seen:
                raise ScoringError(f"the {self.name} hold document {identifier!r} twice: keep one of the two")
            self.seen.add(identifier)
            self.waiting[identifier] = source
            yield identifier


def unpaired(predicted: Iterable[Source], documents: Mapping[str, AnyDocument]) -> Iterator[DocumentPair]:
    """Predictions without gold, each paired with itself.

    Raises:
        ScoringError: A document comes twice, an annotation does not describe its document, or there is none.
    """
    side = _Side("predictions", predicted)
    for identifier in side:
        source = side.waiting.pop(identifier)
        yield _pair(source, source, documents)
    if not side.seen:
        raise ScoringError("the predictions hold no document: check that the file is the right one")


def _pair(gold: Source, predicted: Source, documents: Mapping[str, AnyDocument]) -> DocumentPair:
    left, right = annotation_of(gold), annotation_of(predicted)
    same_text(left, right)
    own = next((each.document for each in (gold, predicted) if isinstance(each, Record)), None)
    document = documents.get(left.document_id, own)
    for source in (gold, predicted):
        if document is not None and not isinstance(source, Record):
            hold_against(source, document)
    return DocumentPair(left, right, document)


def same_text(gold: Annotation, predicted: Annotation) -> None:
    """Check that two annotations of a document were made on the same text.

    Raises:
        ScoringError: They were not.
    """
    if gold.text_sha256 != predicted.text_sha256:
        raise ScoringError(
            f"document {gold.document_id!r}: gold and predictions describe different texts (another sha256); "
            f"annotate the text that the gold was made on"
        )


def annotation_of(source: Source) -> Annotation:
    """The annotation, with or without a document around it."""
    return source.annotation if isinstance(source, Record) else source


def by_id(documents: Iterable[AnyDocument]) -> dict[str, AnyDocument]:
    """Documents by their id.

    Raises:
        ScoringError: Two have the same id.
    """
    found: dict[str, AnyDocument] = {}
    for document in documents:
        if document.id in found:
            raise ScoringError(f"the documents hold {document.id!r} twice: keep one of the two")
        found[document.id] = document
    return found


def hold_against(annotation: Annotation, document: AnyDocument) -> None:
    """Check that an annotation describes a document and stays inside it.

    Raises:
        ScoringError: Another text, or a span past its end.
    """
    if isinstance(document, Document):
        try:
            annotation.check(document)
        except RecordError as error:
            raise ScoringError(str(error)) from error
        return
    if annotation.text_sha256 != document.sha256:
        raise ScoringError(f"document {document.id!r}: its text is not the one that was annotated (another sha256)")
    for owner, span in annotation.spans():
        if span.end > document.length:
            raise ScoringError(
                f"document {document.id!r}: {owner} has a span [{span.start}, {span.end}) past the end of the text's "
                f"{document.length} characters"
            )


def listed(identifiers: tuple[str, ...]) -> str:
    """A few ids, and how many more there are."""
    more = len(identifiers) - SHOWN
    shown = ", ".join(map(repr, identifiers[:SHOWN]))
    return f"{shown} and {more} more" if more > 0 else shown
