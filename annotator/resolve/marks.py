"""What quotation marks say about a quote: whether its content is direct, and where it really starts and ends.

Finding the marks is left to the quotation structure; which words are content, to the draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.schema import QuoteKind
from annotator.spans import Ranges, Span, joined, union

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.documents.marks import Quotation

LONGEST_CLOSING = 100
"""Characters that the punctuation before a closing mark may take, the mark included."""
_CLOSING_PUNCTUATION = frozenset(".,;:!?… \u00a0\u202f")


def read(
    content: Sequence[Span], attribution: Sequence[Span], quotations: Sequence[Quotation], text: str, *, nested: bool
) -> tuple[Sequence[Span], QuoteKind]:
    """The content as its marks have it, and how much of it stands inside them.

    Args:
        content: The content's spans.
        attribution: The spans of cue and speaker.
        quotations: Where the text has quotations near the content.
        text: The whole text.
        nested: Whether the quote stands inside another.
    """
    if _is_quotation(content, quotations):
        return content, QuoteKind.DIRECT if _lettered(content[0].text) else QuoteKind.INDIRECT
    spans = completed(without(content, attribution, quotations, text), quotations, text)
    return spans, kind(spans, quotations, nested=nested)


def _is_quotation(content: Sequence[Span], quotations: Sequence[Quotation]) -> bool:
    """Whether a content is a quotation from mark to mark and touches no other, so that there is nothing to find out."""
    if len(content) > 1:
        return False
    start, end = content[0].start, content[0].end
    touching = [(q.start, q.end) for q in quotations if q.start <= end and start <= q.end]
    return touching == [(start, end)]


def kind(content: Sequence[Span], quotations: Sequence[Quotation], *, nested: bool = False) -> QuoteKind:
    """How much of a content stands inside quotation marks.

    Args:
        content: The content's spans.
        quotations: Where the text has quotations.
        nested: Whether the quote stands inside another; then only marks of its own count.
    """
    inside = outside = False
    marked = _characters(content, quotations, nested=nested)
    if not marked:
        return QuoteKind.INDIRECT
    if len(content) == 1 and marked == ((content[0].start, content[0].end),):
        return QuoteKind.DIRECT if _lettered(content[0].text) else QuoteKind.INDIRECT
    for span in content:
        at = span.start
        for start, end in marked:
            low, high = max(start, at), min(end, span.end)
            if low < high:
                outside = outside or _lettered(span.text[at - span.start : low - span.start])
                inside = inside or _lettered(span.text[low - span.start : high - span.start])
                at = high
                if inside and outside:
                    return QuoteKind.MIXED
        outside = outside or _lettered(span.text[at - span.start :])
    if not inside:
        return QuoteKind.INDIRECT
    return QuoteKind.MIXED if outside else QuoteKind.DIRECT


def _characters(content: Sequence[Span], quotations: Sequence[Quotation], *, nested: bool) -> Ranges:
    """The characters of the quotations that count; in a nested quote, those within the content and not around it."""
    first, last = content[0].start, content[-1].end
    if nested:
        counted = [(q.start, q.end) for q in quotations if first <= q.start and q.end <= last]
    else:
        counted = [(q.start, q.end) for q in quotations if q.start < last and first < q.end]
    return union(counted) if len(counted) > 1 else tuple(counted)


def _lettered(text: str) -> bool:
    return any(map(str.isalnum, text))


def completed(content: Sequence[Span], quotations: Sequence[Quotation], text: str) -> tuple[Span, ...]:
    """The content with the marks that belong to it, where a draft left one or both of them out."""
    return joined(text, [_completed(span, quotations, text) for span in content])


def _completed(span: Span, quotations: Sequence[Quotation], text: str) -> Span:
    start, end = span.start, span.end
    for quotation in quotations:
        if quotation.end < start or end < quotation.start:
            continue
        opens_here = start in {quotation.start, quotation.inner[0]} or _blank(text, quotation.inner[0], start)
        closes_here = end == quotation.end or (end <= quotation.end and _blank(text, end, quotation.inner[1]))
        if opens_here and closes_here:
            return _widened(span, text, min(start, quotation.start), max(end, quotation.end))
        if closes_here and start < quotation.start:  # words before the marks belong to the content too
            end = max(end, quotation.end)
        if opens_here and end > quotation.end:
            start = min(start, quotation.start)
    return _widened(span, text, start, end)


def _widened(span: Span, text: str, start: int, end: int) -> Span:
    return span if (start, end) == (span.start, span.end) else Span.of(text, start, end)


def _blank(text: str, start: int, end: int) -> bool:
    """Whether only closing punctuation stands between two offsets."""
    return 0 <= end - start < LONGEST_CLOSING and all(sign in _CLOSING_PUNCTUATION for sign in text[start:end])


def without(
    content: Sequence[Span], cue: Sequence[Span], quotations: Sequence[Quotation], text: str
) -> tuple[Span, ...]:
    """The content with the attribution taken out that a draft left between its two quotations (“A,” he said, “B”)."""
    if not cue:
        return tuple(content)
    pieces: list[Span] = []
    for span in content:
        inner = next((each for each in cue if span.start < each.start and each.end < span.end), None)
        before = [q.end for q in quotations if span.start <= q.start and q.end <= inner.start] if inner else []
        after = [q.start for q in quotations if inner.end <= q.start and q.end <= span.end] if inner else []
        if before and after:
            pieces += [Span.of(text, span.start, max(before)), Span.of(text, min(after), span.end)]
        else:
            pieces.append(span)
    return tuple(pieces)
