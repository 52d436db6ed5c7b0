"""Quotes as another corpus would label them, and as many of them as a view of it asks for.

It knows records and the marks in their texts. Which corpus wants what stands in its suite file; scoring is left to
`eval.views`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.documents.marks import by_lines
from annotator.schema import Document, QuoteKind
from annotator.scoring.criteria import HALF
from annotator.scoring.matching import Item, align
from annotator.spans import Span, ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.documents.marks import Quotation
    from annotator.records import Record
    from annotator.schema import Quote
    from eval.suite import View

_WORD = re.compile(r"[^\W_]+")

Types = dict[str, dict[str, str]]
"""Document → id of a gold quote → its type by the corpus's own labels."""


def marks_of(document: object) -> tuple[Quotation, ...]:
    """The quotations of a document's text; none when the text is not there."""
    if not isinstance(document, Document):
        return ()
    return by_lines(document.text)


def own(content: Sequence[Span], frame: Sequence[Span], marks: Iterable[Quotation]) -> list[Quotation]:
    """The quotations that may be a quote's own.

    One that opens before the content and holds the quote's cue or speaker too is somebody else's, in whose words the
    quote stands.
    """
    first, last = content[0].start, content[-1].end

    def around(each: Quotation) -> bool:
        return each.start < first and last <= each.end and any(_holds(each, span) for span in frame)

    return [each for each in marks if not around(each)]


def _holds(quotation: Quotation, span: Span) -> bool:
    return quotation.start <= span.start and span.end <= quotation.end


def by_stretches(record: Record, *, names: bool) -> Record:
    """The record with each marked stretch as a direct quote of its own.

    A direct quote falls into its spans; a mixed one stays and gets its marked stretches beside it. Each has the cue and
    speaker of the quote that it is from.

    Args:
        record: What was found in a document.
        names: Whether a stretch of a mixed quote without any lower-case word is one too.
    """
    marks = marks_of(record.document)
    return _with(record, [each for quote in record.annotation.quotes for each in _stretches(quote, marks, names=names)])


def _stretches(quote: Quote, marks: Sequence[Quotation], *, names: bool) -> Iterator[Quote]:
    if quote.kind is QuoteKind.DIRECT:
        yield from _each(quote, quote.content, quote.parent)
        return
    yield quote
    if quote.kind is QuoteKind.MIXED:
        yield from _each(quote, [span for span in _inside(quote, marks) if names or _plain(span)], quote.id)


def _each(quote: Quote, spans: Sequence[Span], parent: str | None) -> Iterator[Quote]:
    """A direct quote for each span."""
    for number, span in enumerate(spans):
        changes = {"id": f"{quote.id}.{number}", "kind": QuoteKind.DIRECT, "content": (span,), "parent": parent}
        yield quote.model_copy(update=changes)


def _plain(span: Span) -> bool:
    """Whether some word begins in lower case."""
    return any(word[0].islower() for word in _WORD.findall(span.text))


def inside_marks(record: Record) -> Record:
    """The record with contents cut down to what stands inside their own marks; quotes without any are left out."""
    marks = marks_of(record.document)
    cut = [(quote, _inside(quote, marks)) for quote in record.annotation.quotes]
    return _with(record, [quote.model_copy(update={"content": spans}) for quote, spans in cut if spans])


def _inside(quote: Quote, marks: Sequence[Quotation]) -> tuple[Span, ...]:
    """The stretches of a content inside outermost marks, the marks included; those without a letter are none."""
    mine = own(quote.content, (*quote.cue, *quote.speaker_mentions), marks)
    outermost: list[Quotation] = []
    for each in sorted(mine, key=lambda found: (found.start, -found.end)):
        if not outermost or outermost[-1].end <= each.start:
            outermost.append(each)
    cut = (_common(span, each) for span in quote.content for each in outermost)
    return tuple(span for span in cut if span is not None and any(map(str.isalnum, span.text)))


def _common(span: Span, quotation: Quotation) -> Span | None:
    start, end = max(span.start, quotation.start), min(span.end, quotation.end)
    if start >= end:
        return None
    return Span(start=start, end=end, text=span.text[start - span.start : end - span.start])


def restricted(gold: Record, predicted: Record, view: View, types: Mapping[str, str]) -> tuple[Record, Record]:
    """Both records with those quotes only that a view asks for.

    Args:
        gold: The gold of a document.
        predicted: What was found in it.
        view: Which quotes.
        types: Id of a gold quote → its type.

    Returns:
        Gold and prediction. A prediction that finds nothing of this gold but a quote that the view leaves apart is
        left out, for it is neither right nor wrong.
    """
    if view.inside_marks:
        gold, predicted = inside_marks(gold), inside_marks(predicted)
    quotes = gold.annotation.quotes
    wanted = [each for each in quotes if (types.get(each.id) in view.types if view.types else each.kind in view.kinds)]
    said = [each for each in predicted.annotation.quotes if each.kind in view.kinds]
    apart = [each for each in quotes if types.get(each.id) in view.apart]
    left = _elsewhere(wanted, said, apart)
    return _with(gold, wanted), _with(predicted, [each for at, each in enumerate(said) if at not in left])


def _elsewhere(wanted: Sequence[Quote], said: Sequence[Quote], apart: Sequence[Quote]) -> set[int]:
    """Indexes of the predictions that are free after matching and then match a quote that is left apart."""
    if not apart:
        return set()
    free = align(_items(wanted), _items(said), HALF).spurious
    found = align(_items(apart), _items([said[at] for at in free]), HALF)
    return {free[pair.predicted] for pair in found.pairs}


def _items(quotes: Iterable[Quote]) -> list[Item]:
    return [Item(ranges(quote.content), quote.kind, quote.id) for quote in quotes]


def _with(record: Record, quotes: Iterable[Quote]) -> Record:
    annotation = record.annotation.model_copy(update={"quotes": tuple(quotes)})
    return record.model_copy(update={"annotation": annotation})
