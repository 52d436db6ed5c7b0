"""A text of any language read into words, quotations and outer sentences, with marks kept shut.

It knows characters and marks only; what a word means is left to the lexicons and grammars of each language.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, TypeAlias, TypeVar, cast

from annotator.documents import sentences
from annotator.documents.marks import Quotation, quotations
from annotator.schema import ZoneKind
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.schema import Document

Answer = TypeVar("Answer")
Parts = ParamSpec("Parts")

Place: TypeAlias = tuple[int, int]
"""Start and end in code points of the text."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:[-’'&]\w+|\.(?=[a-zа-я\d])\w+)*-?|\.\.\.|[^\w\s]")
_ELISIONS = re.compile(
    r"(?:[cdjlmnst]|qu|lorsqu|puisqu)[’'](?=\w)|\w+(?=-(?:t-)?(?:ils?|elles?|on|je|nous)\b)|-(?:t-)?(?=(?:ils?|elles?|on|je|nous)\b)",
    re.IGNORECASE,
)  # “l’”, “a” and “-t-” of “a-t-il”, which French writes together
_FRENCH = re.compile(f"{_ELISIONS.pattern}|{_WORD.pattern}", re.IGNORECASE)
_LINE = re.compile(r"\S[^\r\n]*")
_REACH = 1500  # characters in front of inner marks that are read: the longest sentence of 1,200 articles has 1,100
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


@dataclass(frozen=True)
class Sentence:
    """A sentence that is not cut inside quotation marks; it keeps what is asked of it many times.

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

    @cached_property
    def stop(self) -> int:
        """Code point after the last word, final punctuation left out unless marks hold it."""
        for token in reversed(self.tokens):
            if token.shut or token.text[0].isalnum() or token.text in ")]%€$":
                return token.end
        return self.end

    def clause_of(self, index: int) -> int:
        """Number of the clause that holds a token; the one before when the token is a break."""
        return max(0, bisect_right(self.clauses, index, key=_first) - 1)

    def token_from(self, offset: int) -> int:
        """Index of the first token that starts at an offset or behind it; their number when none does."""
        return bisect_left(self._starts, offset)

    def find(self, word: str, first: int, last: int) -> int | None:
        """Index of the first of the tokens ``[first, last)`` that is a word, in small letters, outside marks."""
        places = self._places.get(word, ())
        at = bisect_left(places, first)
        return places[at] if at < len(places) and places[at] < last else None

    def words(self, first: int, last: int) -> int:
        """How many of the tokens ``[first, last)`` are words."""
        return self._words[last] - self._words[first] if first < last else 0

    def shut(self, first: int, last: int) -> int:
        """How many of the tokens ``[first, last)`` lie inside marks."""
        return self._shut[last] - self._shut[first] if first < last else 0

    @cached_property
    def known(self) -> dict[object, object]:
        """The answers of functions that are `kept`."""
        return {}

    @cached_property
    def _shut(self) -> tuple[int, ...]:
        return tuple(accumulate((token.shut for token in self.tokens), initial=0))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Each word outside marks with its indices."""
        places: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            if not token.shut:
                places.setdefault(token.lower, []).append(index)
        return places

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(token.start for token in self.tokens)

    @cached_property
    def _words(self) -> tuple[int, ...]:
        """How many words stand in front of each token, and of all."""
        return tuple(accumulate((token.text[0].isalnum() for token in self.tokens), initial=0))


def kept(find_out: Callable[Concatenate[Sentence, Parts], Answer]) -> Callable[Concatenate[Sentence, Parts], Answer]:
    """A function of a sentence, or of a part of it, whose answers the sentence keeps: each cue in it asks again."""

    @wraps(find_out)
    def asked(sentence: Sentence, /, *parts: Parts.args, **named: Parts.kwargs) -> Answer:
        question = (find_out, parts, *named.values())
        if question not in sentence.known:
            sentence.known[question] = find_out(sentence, *parts, **named)
        return cast("Answer", sentence.known[question])

    return asked


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


def _first(clause: Clause) -> int:
    return clause.first


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
    words = [_last_word(text, *place) for place in marked]
    group: list[sentences.Sentence] = []
    for part in parts:
        at = bisect_right(starts, part.start - 1) - 1
        holding = marked[at] if at >= 0 and marked[at][1] > part.start else None
        rest = part
        if group and holding is not None and words[at] < part.start:
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


def _last_word(text: str, start: int, end: int) -> int:
    """Where the last letter or digit of a stretch stands; in front of it when it has none."""
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end - 1


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
    """What stands between outer marks in front of inner ones, read with these as a sentence of its own."""
    start, end = max(outer[0] + 1, inner[0] - _REACH), inner[1]
    first, at, last = map(sentence.token_from, (start, *inner))
    tokens = (*_bare(sentence)[first:at], *(token for token in sentence.tokens[at:last] if token.end <= end))
    clauses = tuple(_clauses(tokens))
    return replace(sentence, start=start, end=end, tokens=tokens, clauses=clauses, quotations=(inner,))


@kept
def _bare(sentence: Sentence) -> tuple[Token, ...]:
    """The tokens as if there were no marks around them."""
    return tuple(token._replace(shut=False) for token in sentence.tokens)
