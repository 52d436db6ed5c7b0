"""How far coders agree token by token on what is part of a quote, a claim or the evidence of a stance.

It knows texts and where records stand. Which records belong together is left to others: this needs no alignment.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from annotator.records import Record
from annotator.schema import Document
from annotator.scoring.agreement import Agreement, krippendorff_alpha
from annotator.scoring.conduct import PARTS, evidence
from annotator.scoring.corpus import annotation_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.schema import Annotation
    from annotator.scoring.corpus import AnyDocument, Source

_TOKEN = re.compile(r"\w+|[^\w\s]")

NO_TEXT = "the texts of the documents are not there"


def token_alphas(coders: Sequence[Iterable[Source]], documents: Sequence[AnyDocument]) -> dict[str, Agreement]:
    """Record type → nominal α over the tokens of all documents that two coders or more annotated.

    Args:
        coders: The annotations of each coder.
        documents: The documents, when the annotations come without.
    """
    texts = {document.id: document.text for document in documents if isinstance(document, Document)}
    by_document: defaultdict[str, list[Annotation]] = defaultdict(list)
    for own in coders:
        for source in own:
            annotation = annotation_of(source)
            by_document[annotation.document_id].append(annotation)
            if isinstance(source, Record) and isinstance(source.document, Document):
                texts[annotation.document_id] = source.document.text
    if not texts:
        return {part: Agreement(None, None, 0, NO_TEXT) for part in PARTS.values()}
    return {part: krippendorff_alpha(_units(part, by_document, texts)) for part in PARTS.values()}


def _units(
    part: str, by_document: Mapping[str, Sequence[Annotation]], texts: Mapping[str, str]
) -> Iterator[tuple[bool, ...]]:
    """For each token what each coder of its document says: part of a record of the type, or not."""
    for identifier, own in by_document.items():
        if identifier in texts and len(own) > 1:
            tokens = [match.span() for match in _TOKEN.finditer(texts[identifier])]
            yield from zip(*(covered(tokens, part, annotation) for annotation in own), strict=True)


def covered(tokens: Sequence[tuple[int, int]], part: str, annotation: Annotation) -> list[bool]:
    """For each token whether a record of a type stands on a character of it."""
    marks = [False] * len(tokens)
    for own, spans in evidence(annotation):
        for span in spans if own == part else ():
            first = bisect_right(tokens, span.start, key=lambda token: token[1])
            last = bisect_left(tokens, span.end, key=lambda token: token[0])
            marks[first:last] = [True] * (last - first)
    return marks
