"""Quotation marks of many styles: which characters open and close which quotation, nested or not.

Apostrophes and inch signs are told apart; marks that were left open or never opened are mended within their paragraph.
Who speaks, and whether a quotation is speech at all, is left to the matchers.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from annotator.documents.sentences import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = re.compile(  # fast to find, because it starts with a set of characters
    r"[“”„‟\"«»‹›‘’‚'「」『』″`](?:(?<=')'{0,2}|(?<=`)`|(?<!['`]))"
)
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
_ELISIONS = ("em ", "til", "tis", "twas", "cause", "n’", "n'")


@dataclass(frozen=True, slots=True)
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
    for start, end, matches in _matches(text, paragraphs):
        inside = _in_paragraph(text, start, end, matches) if matches else []
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


def _matches(text: str, paragraphs: Sequence[Place]) -> Iterator[tuple[int, int, list[re.Match[str]]]]:
    """Each paragraph with what could be marks in it."""
    ahead = deque(_MARK.finditer(text))
    for start, end in paragraphs:
        inside: list[re.Match[str]] = []
        while ahead and ahead[0].start() < end:
            match = ahead.popleft()
            if match.start() >= start:
                inside.append(match)
        yield start, end, inside


def _in_paragraph(text: str, start: int, end: int, matches: Sequence[re.Match[str]]) -> list[Quotation]:
    """Quotations of one paragraph, not yet nested."""
    marks = list(_marks(text, start, end, matches))
    if [mark for mark, _ in marks] == ["“", "”"]:  # by far the most common, and there is nothing to find out
        first, last = marks[0][1], marks[1][1]
        return [Quotation(first, last + 1, (first + 1, last))]
    done: list[Quotation] = []
    stack: list[_Open] = []
    for mark, at in marks:
        if _is_apostrophe(text, mark, at, (start, end), stack):
            continue
        level = _closed_by(text, mark, at, end, stack)
        if level is not None:
            done.append(_close(stack, level, at + len(mark), at))
        elif _opens(text, mark, at, start, end):
            stack.append(_Open(mark, at, at + len(mark)))
        elif mark in {"”", '"', "''"} and at > start and text[at - 1] in _BEFORE_CLOSING:
            done.append(_unopened(text, done, start, at, at + len(mark)))
    done += [
        Quotation(left.start, end, (left.inner, end), closed=False)
        for left in stack
        if left.mark not in _SINGLE and left.inner < end
    ]
    return sorted(done, key=lambda quotation: (quotation.start, -quotation.end)) if len(done) > 1 else done


def _marks(text: str, start: int, end: int, matches: Sequence[re.Match[str]]) -> Iterator[tuple[str, int]]:
    """Marks with their offsets; of three straight ones after a word the first closes the inner quotation.

    The apostrophes inside words, by far the most, are left out.
    """
    for match in matches:
        mark, at = match[0], match.start()
        if mark in _SINGLE and start < at < end - 1 and text[at - 1].isalnum() and text[at + 1].isalnum():
            continue
        if mark == "'''":
            first = "'" if at > start and not text[at - 1].isspace() else "''"
            yield first, at
            yield ("''" if first == "'" else "'"), at + len(first)
        else:
            yield mark, at


def _close(stack: list[_Open], level: int, end: int, at: int) -> Quotation:
    opened = stack[level]
    del stack[level:]
    return Quotation(opened.start, end, (opened.inner, at))


def _is_apostrophe(text: str, mark: str, at: int, bounds: Place, stack: Sequence[_Open]) -> bool:
    """Whether a mark is part of a word or a measure instead."""
    if mark not in _AMBIGUOUS:
        return False
    before = text[at - 1] if at > bounds[0] else " "
    after = text[at + len(mark)] if at + len(mark) < bounds[1] else " "
    if mark in {'"', "″", "''"} and before.isdigit() and not any(left.mark == mark for left in stack):
        return True
    if mark not in {"’", "'"}:
        return False
    if not any(left.mark in _SINGLE for left in stack):
        return mark == "’" or not _opens_single(text, at, bounds[1], before, after)
    return before in "sS" and after == " " and _closes_later(text, mark, at + 2, bounds[1])


def _opens_single(text: str, at: int, end: int, before: str, after: str) -> bool:
    """Whether a straight apostrophe opens: at a word's start, with a partner that closes."""
    if before not in _BEFORE_OPENING and not before.isspace():
        return False
    if after.isspace() or after.isdigit() or text.startswith(_ELISIONS, at + 1):
        return False
    return _closes_later(text, "'", at + 1, end)


def _closes_later(text: str, mark: str, at: int, end: int) -> bool:
    """Whether the same mark stands after a word later on."""
    while (at := text.find(mark, at, end)) >= 0:
        after = text[at + 1] if at + 1 < end else " "
        if not text[at - 1].isspace() and not after.isalnum() and (text[at - 1] != "s" or after != " "):
            return True
        at += 1
    return False


def _closed_by(text: str, mark: str, at: int, end: int, stack: Sequence[_Open]) -> int | None:
    """Index in the stack of what a mark closes, if it closes anything here."""
    if not stack:
        return None
    if mark == stack[-1].mark == "“":  # typed where a closing mark should be
        return len(stack) - 1 if not text[at - 1].isspace() and _space_follows(text, at + 1, end) else None
    if _is_mismatched(text, mark, at, end, stack):
        return len(stack) - 1
    openers = _openers_of(mark, stack)
    if not openers:
        return None
    if mark in _STRAIGHT and text[at - 1].isspace() and not _space_follows(text, at + len(mark), end):
        return None
    return next((i for i in range(len(stack) - 1, -1, -1) if stack[i].mark in openers), None)


def _is_mismatched(text: str, mark: str, at: int, end: int, stack: Sequence[_Open]) -> bool:
    """Whether a straight mark closes a curved one, or the reverse: no partner of its own is there."""
    if text[at - 1].isspace() or not _space_follows(text, at + 1, end):
        return False
    if mark == '"' and stack[-1].mark == "“":
        if text[at - 1] in _BEFORE_CLOSING and not any(left.mark == '"' for left in stack):
            return True
        closer = text.find("”", at, end)
        return closer < 0 or 0 <= text.find("“", at, end) < closer
    return mark == "”" and stack[-1].mark == '"' and not any(left.mark == "“" for left in stack)


def _openers_of(mark: str, stack: Sequence[_Open]) -> str | tuple[str, ...]:
    """Marks that a mark may close; German pairs are the English and French ones turned around."""
    if mark == "“":
        return "„"
    if mark in "«‹" and stack[-1].mark in "»›":
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


def _unopened(text: str, done: Sequence[Quotation], start: int, at: int, end: int) -> Quotation:
    """A quotation whose opening mark is missing: from the paragraph's start, or from the quotation before it."""
    first = max((quotation.end for quotation in done), default=start)
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
