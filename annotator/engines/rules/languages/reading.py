"""A text of any language read into words, quotations and outer sentences, with marks kept shut.

It knows characters and marks only; what a word means is left to the lexicons and grammars of each language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from annotator.documents import sentences
from annotator.documents.marks import Quotation, quotations
from annotator.schema import ZoneKind
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.schema import Document

Place: TypeAlias = tuple[int, int]
"""Start and end in code points of the text."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:[-’'&]\w+|\.(?=[a-zа-я\d])\w+)*-?|\.\.\.|[^\w\s]")
_ELISIONS = re.compile(
    r"(?:[cdjlmnst]|qu|lorsqu|puisqu)[’'](?=\w)|\w+(?=-(?:t-)?(?:ils?|elles?|on|je|nous)\b)|-(?:t-)?(?=(?:ils?|elles?|on|je|nous)\b)",
    re.IGNORECASE,
)  # “l’”, “a” and “-t-” of “a-t-il”, which French writes together
_FRENCH = re.compile(f"{_ELISIONS.pattern}|{_WORD.pattern}", re.IGNORECASE)
_LINE = re.compile(r"\S[^\r\n]*")
_BREAKS = frozenset(",;:()[]–—")  # what stands between clauses


class Token(NamedTuple):
    """One word or mark.

    Attributes:
        text: As written.
        lower: In small letters.
        start: First code point.
        end: Code point after the last one.
        shut: Whether it lies inside quotation marks, marks included.
    """

    text: str
    lower: str
    start: int
    end: int
    shut: bool


class Clause(NamedTuple):
    """Words between two breaks of a sentence, as indices ``[first, last)`` into its tokens; the break before it."""

    first: int
    last: int
    before: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is not cut inside quotation marks.

    Attributes:
        number: Of its first part, as in `annotator.documents.sentences`.
        start: First code point.
        end: Code point after the last one.
        kind: Zone that it lies in.
        tokens: Its words and marks.
        clauses: Its stretches between breaks outside marks.
        quotations: The marked stretches in it, marks included.
        opens: Whether it is the first of its paragraph.
    """

    number: int
    start: int
    end: int
    kind: ZoneKind
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    quotations: tuple[Place, ...]
    opens: bool

    @property
    def stop(self) -> int:
        """Code point after the last word, final punctuation left out unless marks hold it."""
        for token in reversed(self.tokens):
            if token.shut or token.text[0].isalnum() or token.text in ")]%€$":
                return token.end
        return self.end

    def clause_of(self, index: int) -> int:
        """Number of the clause that holds a token; the one before when the token is a break."""
        at = 0
        for number, clause in enumerate(self.clauses):
            if clause.first <= index:
                at = number
        return at


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the languages' matchers see it.

    Attributes:
        text: The document's text.
        language: Two letters.
        sentences: Outer sentences in text order, boilerplate left out.
        quotations: All marked stretches, marks included.
        nested: The marked stretches inside these.
        numbers: Starts of the sentences of `annotator.documents.sentences`.
    """

    text: str
    language: str
    sentences: tuple[Sentence, ...]
    quotations: tuple[Place, ...]
    nested: tuple[Place, ...]
    numbers: tuple[int, ...]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The outer sentence that an offset lies in, or None."""
        at = bisect_right(self.sentences, offset, key=_start) - 1
        return self.sentences[at] if at >= 0 and offset < self.sentences[at].end else None

    def number(self, offset: int) -> int:
        """Number of the sentence that an offset lies in, from 1."""
        return max(1, bisect_right(self.numbers, offset))


def _start(sentence: Sentence) -> int:
    return sentence.start


def read(document: Document, language: str) -> Reading:
    """Read a document.

    Args:
        document: Its zones are set; boilerplate is not read.
        language: Two letters, small.
    """
    text = document.text
    parts = sentences.split(document, language)
    lines = [match.span() for match in _LINE.finditer(text)]
    found = quotations(text, lines)
    skip = [(zone.span.start, zone.span.end) for zone in document.zones if zone.kind is ZoneKind.BOILERPLATE]
    marked = tuple(_outside(_marked(text, found), skip))
    inner = tuple((quotation.start, quotation.end) for quotation in found if quotation.depth == 1 and quotation.closed)
    outer = tuple(_sentences(text, parts, marked, language))
    return Reading(text, language, outer, marked, inner, tuple(part.start for part in parts))


def _outside(places: Iterable[Place], skip: Iterable[Place]) -> Iterator[Place]:
    """The places that share no character with what is skipped."""
    skipped = Stretches((*place, place) for place in skip)
    for start, end in places:
        if not any(first < end and start < last for first, last in skipped.near(start, end)):
            yield start, end


def _marked(text: str, found: Sequence[Quotation]) -> Iterator[Place]:
    """Outermost quotations with their marks; one that the next paragraph continues is one stretch with it."""
    outer = [_mended(text, quotation) for quotation in found if quotation.depth == 0]
    at = 0
    while at < len(outer):
        last = at
        while not outer[last].closed and last + 1 < len(outer) and outer[last + 1].continues:
            last += 1
        if last > at or _whole(text, outer[at]):
            yield outer[at].start, outer[last].end
        at = last + 1


def _mended(text: str, quotation: Quotation) -> Quotation:
    """Close a low mark with a straight one, where an article mixes the two."""
    if quotation.closed or text[quotation.start] != "„":
        return quotation
    at = text.find('"', quotation.start, quotation.end)
    return quotation if at < 0 else replace(quotation, end=at + 1, closed=True)


def _whole(text: str, quotation: Quotation) -> bool:
    """Whether the marks can be believed: both stand there, or a paragraph or a colon stands in for the closing one."""
    before = text[max(0, quotation.start - 3) : quotation.start].rstrip(" ")[-1:]
    return quotation.opened and (quotation.closed or before in {"", "\n", ":"})


def _sentences(
    text: str, parts: tuple[sentences.Sentence, ...], marked: tuple[Place, ...], language: str
) -> Iterator[Sentence]:
    """Join the sentences that marks hold together."""
    at = 0
    end_before = -1
    for group in _groups(text, parts, marked):
        start, end = group[0].start, group[-1].end
        while at < len(marked) and marked[at][1] <= start:
            at += 1
        last = at
        while last < len(marked) and marked[last][0] < end:
            last += 1
        inside = marked[at:last]
        tokens = tuple(_tokens(text, (start, end), inside, language))
        opens = end_before < 0 or "\n" in text[end_before:start]
        yield Sentence(group[0].number, start, end, group[0].kind, tokens, tuple(_clauses(tokens)), inside, opens)
        end_before = end


def _groups(
    text: str, parts: tuple[sentences.Sentence, ...], marked: tuple[Place, ...]
) -> Iterator[list[sentences.Sentence]]:
    """Neighbouring sentences whose boundary lies inside a marked stretch."""
    starts = [place[0] for place in marked]
    group: list[sentences.Sentence] = []
    for part in parts:
        at = bisect_right(starts, part.start - 1) - 1
        holding = marked[at] if at >= 0 and marked[at][1] > part.start else None
        rest = part
        if group and holding is not None and not _is_word(text, part.start, holding[1]):
            first = holding[1] + len(text[holding[1] : part.end]) - len(text[holding[1] : part.end].lstrip())
            if first < part.end and (text[first].isupper() or text[first] in '«„“"—'):
                group[-1] = replace(group[-1], end=holding[1])  # the period stood before the closing mark
                rest, holding = replace(part, start=first), None
        if group and not (holding is not None and holding[0] < group[-1].end):
            yield group
            group = []
        group.append(rest)
    if group:
        yield group


def _is_word(text: str, start: int, end: int) -> bool:
    return any(sign.isalnum() for sign in text[start:end])


def _tokens(text: str, place: Place, marked: tuple[Place, ...], language: str) -> Iterator[Token]:
    pattern = _FRENCH if language == "fr" else _WORD
    start, end = place
    at = 0
    for match in pattern.finditer(text, start, end):
        first, last = match.span()
        while at < len(marked) and marked[at][1] <= first:
            at += 1
        word = match[0]
        yield Token(word, word.lower().replace("’", "'"), first, last, at < len(marked) and marked[at][0] <= first)


def _clauses(tokens: tuple[Token, ...]) -> Iterator[Clause]:
    breaks = [-1, *(i for i, token in enumerate(tokens) if token.text in _BREAKS and not token.shut), len(tokens)]
    for left, right in pairwise(breaks):
        if left + 1 < right:
            yield Clause(left + 1, right, tokens[left].text if left >= 0 else "")


def opened(sentence: Sentence, outer: Place, inner: Place) -> Sentence:
    """What stands between outer marks, read up to the end of the inner ones as a sentence of its own."""
    start, end = outer[0] + 1, inner[1]
    inside = [token for token in sentence.tokens if start <= token.start and token.end <= end]
    tokens = tuple(token._replace(shut=inner[0] <= token.start) for token in inside)
    clauses = tuple(_clauses(tokens))
    return replace(sentence, start=start, end=end, tokens=tokens, clauses=clauses, quotations=(inner,))


def words(tokens: Iterable[Token]) -> int:
    """How many of the tokens are words."""
    return sum(token.text[0].isalnum() for token in tokens)
