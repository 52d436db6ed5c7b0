"""How much of a quote's content stands inside quotation marks, read from the article alone.

A second implementation on purpose: the gold's kinds do not come from the code that is judged by them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.schema import QuoteKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.spans import Span

PARTNERS = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "‘": "’",
    "‚": "‘’",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "»": "«",
    "›": "‹",
    "”": "”",
}
"""Opening mark → the marks that close it."""
STRAIGHT = "\"'"
"""Marks that open and close alike."""
SINGLE = "'’‘"
"""Marks that may be apostrophes."""
PARAGRAPH = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch inside marks, marks included.

    Attributes:
        start: Offset of the opening mark, or of the paragraph when it is missing.
        end: Offset after the closing mark, or of the paragraph's end when it is missing.
        opened: Whether the opening mark is there.
        closed: Whether the closing mark is there.
    """

    start: int
    end: int
    opened: bool = True
    closed: bool = True

    def clipped(self, content: Sequence[Span], frame: Sequence[Span]) -> Region | None:
        """The region without a quote's cue and speaker: a mark that is missing cannot reach past them.

        Returns:
            None when both marks hold the cue or speaker and are not part of the content: then the region is somebody
            else's. (French puts “a-t-il dit” inside the marks; these are the quote's own.)
        """
        own = self.closed and any(span.start <= self.start < span.end for span in content)
        return self if own else self._cut(frame)

    def _cut(self, frame: Sequence[Span]) -> Region | None:
        inside = [span for span in frame if self.start <= span.start and span.end <= self.end]
        if not inside:
            return self
        if self.opened and self.closed:
            return None
        start = self.start if self.opened else max(span.end for span in inside)
        end = self.end if self.closed else min(span.start for span in inside)
        return Region(start, end) if start < end else None


def kind(text: str, content: Sequence[Span], frame: Sequence[Span]) -> QuoteKind:
    """The kind of a quote.

    Args:
        text: The article.
        content: The quote's content.
        frame: Its cue and speaker mentions; marks that hold these are not the quote's own.
    """
    clipped = [region.clipped(content, frame) for region in regions(text)]
    own = [region for region in clipped if region is not None]
    inside = [
        any(region.start <= at < region.end for region in own)
        for span in content
        for at in range(span.start, span.end)
        if text[at].isalnum()
    ]
    if all(inside):
        return QuoteKind.DIRECT
    return QuoteKind.MIXED if any(inside) else QuoteKind.INDIRECT


def regions(text: str) -> list[Region]:
    """Every stretch inside marks, paragraph by paragraph."""
    return [region for match in PARAGRAPH.finditer(text) for region in _paragraph(text, match.start(), match.end())]


def _paragraph(text: str, start: int, end: int) -> Iterator[Region]:
    """The regions of one paragraph."""
    opened: list[int] = []
    for at in range(start, end):
        mark = text[at]
        depth = _closes(text, at, opened)
        if depth is not None:
            yield Region(opened[depth], at + 1)
            del opened[depth:]
        elif _opens(text, at, start):
            yield from _reopened(text, at, opened)
            opened.append(at)
        elif mark in "”»" and not opened:
            yield Region(start, at + 1, opened=False)
    if opened:
        yield Region(opened[0], end, closed=False)


def _reopened(text: str, at: int, opened: list[int]) -> Iterator[Region]:
    """The region that a mark of the same kind has left open, if there is one: it ends where the new one begins."""
    same = [depth for depth, start in enumerate(opened) if text[start] == text[at]]
    if same:
        yield Region(opened[same[0]], at, closed=False)
        del opened[same[0] :]


def _closes(text: str, at: int, opened: Sequence[int]) -> int | None:
    """Depth of the open mark that this one closes, or None."""
    mark = text[at]
    if mark in SINGLE and _between_letters(text, at):
        return None
    for depth in reversed(range(len(opened))):
        partner = text[opened[depth]]
        if mark in PARTNERS.get(partner, "") or (mark == partner and _ends_a_word(text, at)):
            return depth
    return None


def _opens(text: str, at: int, start: int) -> bool:
    mark = text[at]
    if mark not in PARTNERS and mark not in STRAIGHT:
        return False
    if mark not in "'‘»›”\"":
        return True
    before, after = text[at - 1 : at] if at > start else "", text[at + 1 : at + 2]
    return not before.isalnum() and before not in {".", ",", "!", "?"} and bool(after) and not after.isspace()


def _ends_a_word(text: str, at: int) -> bool:
    """Whether a mark that opens and closes alike, or the wrong one of a pair, closes here."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isspace() and not after.isalnum()


def _between_letters(text: str, at: int) -> bool:
    return text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
