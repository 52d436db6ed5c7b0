"""Quotation marks of many styles: which characters open and close which quotation, nested or not.

Apostrophes and inch signs are told apart; marks that were left open or never opened are mended within their paragraph.
Who speaks, and whether a quotation is speech at all, is left to the matchers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from annotator.documents.sentences import paragraphs
from annotator.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SIGNS = (*'“”„‟"«»‹›‘’‚「」『』″', "``")
_STRAIGHT_SINGLE = re.compile("'{1,3}")
_ALWAYS_OPEN = {"“": "”", "„": "“", "‟": "”", "``": "''", "‚": "‘", "「": "」", "『": "』"}
_CLOSES: dict[str, str | tuple[str, ...]] = {
    "”": "“„‟",
    "''": ("''", "``"),
    '"': '"',
    "」": "「",
    "』": "『",
    "»": "«",
    "›": "‹",
    "’": "‘",
    "'": "'",
    "‘": "‚",
}
_SINGLE = frozenset("‘’'‚")
_AMBIGUOUS = frozenset({'"', "″", "''", "’", "'"})  # apostrophes and measures look like them
_STRAIGHT = frozenset({'"', "''"})
_BEFORE_OPENING = frozenset(" \t\u00a0\u202f([{—–-/“‘«„:|…")
_BEFORE_CLOSING = frozenset(".,!?…—–")
_CONTINUED = ("“", '"', "''", "„", "«", "»", "‘")  # marks that may be repeated where a paragraph goes on
_DEEPEST = 64  # marks that are open at once: people nest three, and a row of marks opens as many as it has
_ELISIONS = ("em ", "til", "tis", "twas", "cause", "n’", "n'")


@value
class Quotation:
    """A stretch between marks.

    Attributes:
        start: First code point, the opening mark if there is one.
        end: Code point after the last one, the closing mark included.
        inner: Offsets without the marks.
        depth: 0 for an outer quotation, 1 inside another, and so on.
        parent: Index of the quotation around it.
        opened: Whether the opening mark stands there, rather than having been left out.
        closed: Whether the closing mark stands there.
        continues: Whether it takes up, with a repeated opening mark, the unclosed one of the paragraph before.
    """

    start: int
    end: int
    inner: tuple[int, int]
    depth: int = 0
    parent: int | None = None
    opened: bool = True
    closed: bool = True
    continues: bool = False


Place: TypeAlias = tuple[int, int]
"""Start and end in code points of the text."""


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    inner: int


class _Stack:
    """The marks that are open at a place, outer before inner, each found by its sign without a look at all."""

    def __init__(self) -> None:
        self.left: list[_Open] = []
        self._levels: dict[str, list[int]] = {}

    def open(self, opened: _Open) -> None:
        """Take a mark in."""
        self._levels.setdefault(opened.mark, []).append(len(self.left))
        self.left.append(opened)

    def close(self, level: int) -> _Open:
        """Take a mark out, with all that were opened inside it."""
        while len(self.left) > level + 1:
            self._pop()
        return self._pop()

    def _pop(self) -> _Open:
        opened = self.left.pop()
        self._levels[opened.mark].pop()
        return opened

    def holds(self, *signs: str) -> bool:
        """Whether one of the signs is open."""
        return any(self._levels.get(sign) for sign in signs)

    def last(self, signs: Iterable[str]) -> int | None:
        """Index of the innermost open mark that is one of the signs."""
        return max((levels[-1] for sign in signs if (levels := self._levels.get(sign))), default=None)


class _Paragraph:
    """A paragraph with its marks, asked what stands further on; the answers are found once for all marks."""

    def __init__(self, text: str, start: int, end: int, marks: Sequence[tuple[str, int]]) -> None:
        self.text = text
        self.start = start
        self.end = end
        self._marks = marks
        self._places: dict[str, list[int]] = {}
        self._last_closing: dict[str, int] = {}

    def next(self, mark: str, at: int) -> int | None:
        """Where a mark stands next, from a place on."""
        if mark not in self._places:
            self._places[mark] = [place for sign, place in self._marks if sign == mark]
        places = self._places[mark]
        index = bisect_left(places, at)
        return places[index] if index < len(places) else None

    def closes_later(self, mark: str, at: int) -> bool:
        """Whether the mark stands after a word from a place on."""
        if mark not in self._last_closing:
            self._last_closing[mark] = self._find_last_closing(mark)
        return self._last_closing[mark] >= at

    def _find_last_closing(self, mark: str) -> int:
        text = self.text
        at = text.rfind(mark, self.start + 1, self.end)
        while at >= 0:
            after = text[at + 1] if at + 1 < self.end else " "
            if not text[at - 1].isspace() and not after.isalnum() and (text[at - 1] != "s" or after != " "):
                break
            at = text.rfind(mark, self.start + 1, at)
        return at


def quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> tuple[Quotation, ...]:
    """Find all quotations.

    Args:
        text: The whole text.
        paragraphs: Where its paragraphs stand; no quotation crosses one, but the next may continue it.

    Returns:
        The quotations in text order, outer before inner.
    """
    found: list[Quotation] = []
    left_open = False
    for start, end, signs in _by_paragraph(text, paragraphs):
        inside = _in_paragraph(text, start, end, signs) if signs else []
        if not inside:
            left_open = False
            continue
        if left_open and inside[0].start == start and text.startswith(_CONTINUED, start):
            inside[0] = replace(inside[0], continues=True)
        left_open = any(not quotation.closed and quotation.end == end for quotation in inside)
        found += _nest(inside, len(found))
    return tuple(found)


def by_lines(text: str) -> tuple[Quotation, ...]:
    """Find all quotations of a text in which each line that is not blank is a paragraph."""
    return quotations(text, paragraphs(text))


def _signs(text: str) -> list[tuple[int, str]]:
    """What could be a mark, with its offset, in text order; a search for each sign is faster than one for all."""
    found = [(at, sign) for sign in _SIGNS for at in _each(sign, text)]
    found += [(straight.start(), straight[0]) for straight in _STRAIGHT_SINGLE.finditer(text)]
    return sorted(found)


def _each(sign: str, text: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign))


def _by_paragraph(text: str, paragraphs: Sequence[Place]) -> Iterator[tuple[int, int, list[tuple[int, str]]]]:
    """Each paragraph with what could be marks in it."""
    signs = _signs(text)
    last = 0
    for start, end in paragraphs:
        first = bisect_left(signs, (start, ""), last)
        last = bisect_left(signs, (end, ""), first)
        yield start, end, signs[first:last]


def _in_paragraph(text: str, start: int, end: int, signs: Sequence[tuple[int, str]]) -> list[Quotation]:
    """Quotations of one paragraph, not yet nested."""
    marks = list(_marks(text, start, end, signs))
    if [mark for mark, _ in marks] == ["“", "”"]:  # by far the most common, and there is nothing to find out
        first, last = marks[0][1], marks[1][1]
        return [Quotation(first, last + 1, (first + 1, last))]
    done: list[Quotation] = []
    behind = start  # where the quotations that are done end
    paragraph = _Paragraph(text, start, end, marks)
    stack = _Stack()
    for mark, at in marks:
        if _is_apostrophe(paragraph, mark, at, stack):
            continue
        level = _closed_by(paragraph, mark, at, stack)
        if level is not None:
            opened = stack.close(level)
            done.append(Quotation(opened.start, at + len(mark), (opened.inner, at)))
        elif _opens(text, mark, at, start, end):
            if len(stack.left) < _DEEPEST:
                stack.open(_Open(mark, at, at + len(mark)))
            continue
        elif mark in {"”", '"', "''"} and at > start and text[at - 1] in _BEFORE_CLOSING:
            done.append(_unopened(text, behind, at, at + len(mark)))
        else:
            continue
        behind = at + len(mark)
    done += [
        Quotation(left.start, end, (left.inner, end), closed=False)
        for left in stack.left
        if left.mark not in _SINGLE and left.inner < end
    ]
    return sorted(done, key=lambda quotation: (quotation.start, -quotation.end)) if len(done) > 1 else done


def _marks(text: str, start: int, end: int, signs: Sequence[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """Marks with their offsets; of three straight ones after a word the first closes the inner quotation.

    The apostrophes inside words, by far the most, are left out.
    """
    for at, mark in signs:
        if mark in _SINGLE and start < at < end - 1 and text[at - 1].isalnum() and text[at + 1].isalnum():
            continue
        if mark == "'''":
            first = "'" if at > start and not text[at - 1].isspace() else "''"
            yield first, at
            yield ("''" if first == "'" else "'"), at + len(first)
        else:
            yield mark, at


def _is_apostrophe(paragraph: _Paragraph, mark: str, at: int, stack: _Stack) -> bool:
    """Whether a mark is part of a word or a measure instead."""
    if mark not in _AMBIGUOUS:
        return False
    text = paragraph.text
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + len(mark)] if at + len(mark) < paragraph.end else " "
    if mark in {'"', "″", "''"} and before.isdigit() and not stack.holds(mark):
        return True
    if mark not in {"’", "'"}:
        return False
    if not stack.holds(*_SINGLE):
        return mark == "’" or not _opens_single(paragraph, at, before, after)
    return before in "sS" and after == " " and paragraph.closes_later(mark, at + 2)


def _opens_single(paragraph: _Paragraph, at: int, before: str, after: str) -> bool:
    """Whether a straight apostrophe opens: at a word's start, with a partner that closes."""
    if before not in _BEFORE_OPENING and not before.isspace():
        return False
    if after.isspace() or after.isdigit() or paragraph.text.startswith(_ELISIONS, at + 1):
        return False
    return paragraph.closes_later("'", at + 1)


def _closed_by(paragraph: _Paragraph, mark: str, at: int, stack: _Stack) -> int | None:
    """Index in the stack of what a mark closes, if it closes anything here."""
    if not stack.left:
        return None
    text, end, top = paragraph.text, paragraph.end, stack.left[-1].mark
    if mark == top == "“":  # typed where a closing mark should be
        return len(stack.left) - 1 if not text[at - 1].isspace() and _space_follows(text, at + 1, end) else None
    if _is_mismatched(paragraph, mark, at, stack):
        return len(stack.left) - 1
    if mark in _STRAIGHT and text[at - 1].isspace() and not _space_follows(text, at + len(mark), end):
        return None
    return stack.last(_openers_of(mark, top))


def _is_mismatched(paragraph: _Paragraph, mark: str, at: int, stack: _Stack) -> bool:
    """Whether a straight mark closes a curved one, or the reverse: no partner of its own is there."""
    text, top = paragraph.text, stack.left[-1].mark
    if text[at - 1].isspace() or not _space_follows(text, at + 1, paragraph.end):
        return False
    if mark == '"' and top == "“":
        if text[at - 1] in _BEFORE_CLOSING and not stack.holds('"'):
            return True
        closer = paragraph.next("”", at)
        return closer is None or (paragraph.next("“", at) or closer) < closer
    return mark == "”" and top == '"' and not stack.holds("“")


def _openers_of(mark: str, top: str) -> str | tuple[str, ...]:
    """Marks that a mark may close; German pairs are the English and French ones turned around."""
    if mark == "“":
        return "„"
    if mark in "«‹" and top in "»›":
        return "»›"
    return _CLOSES.get(mark, "")


def _space_follows(text: str, at: int, end: int) -> bool:
    return at >= end or not text[at].isalnum()


def _opens(text: str, mark: str, at: int, start: int, end: int) -> bool:
    """Whether a mark can open a quotation here."""
    after = at + len(mark)
    if after >= end:
        return False
    if mark in _ALWAYS_OPEN or mark in "«‹":
        return True
    before_is_open = at == start or text[at - 1] in _BEFORE_OPENING or text[at - 1].isspace()
    if mark in "»›" or mark == "‘":
        return before_is_open or mark == "‘"
    return before_is_open and not text[after].isspace()


def _unopened(text: str, first: int, at: int, end: int) -> Quotation:
    """A quotation whose opening mark is missing: from the paragraph's start, or from the quotation before it."""
    while first < at and (text[first].isspace() or text[first] in ".,;:"):
        first += 1
    return Quotation(first, end, (first, at), opened=False)


def _nest(inside: Sequence[Quotation], offset: int) -> Iterator[Quotation]:
    """Give each quotation its depth and parent; where two cross, the later one ends with the earlier."""
    stack: list[tuple[int, Quotation]] = []
    for index, quotation in enumerate(inside):
        while stack and stack[-1][1].end <= quotation.start:
            stack.pop()
        nested = quotation
        if stack:
            end = min(quotation.end, stack[-1][1].end)
            inner = (quotation.inner[0], min(quotation.inner[1], end))
            nested = replace(quotation, end=end, inner=inner, depth=len(stack), parent=offset + stack[-1][0])
        stack.append((index, nested))
        yield nested


def apart(found: Sequence[Quotation]) -> bool:
    """Whether outer quotations follow each other without overlap: an invariant, for tests."""
    outer = [quotation for quotation in found if quotation.depth == 0]
    return all(left.end <= right.start for left, right in pairwise(outer))
