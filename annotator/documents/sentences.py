"""Where sentences start and end, numbered from 1 as engines and prompts refer to them.

Abbreviations of five languages are data in ``abbreviations.txt``; line breaks end a sentence, boilerplate has none, and
what goes on for pages without an end is cut. What a zone is, is found by the readers of `annotator.documents`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

from annotator.documents.lines import line_places
from annotator.schema import Document, ZoneKind
from annotator.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP = re.compile(  # terminators, then marks that close; fast to find, because it starts with a set of characters
    r"[.!?…。！？](?:(?<=[.!?…])[.!?…]*[\"'”’»›“‘)\]]*|[。！？]*[」』”’）]*)"
)
_INITIAL = re.compile(r"(?:^|.*[^\w.])\w\.$")  # “J.” in “J. Smith”
_DOTTED = re.compile(r"(?:\w\.){2,}$")  # “U.S.”
_LONGEST_ABBREVIATION = 12  # characters looked at before a period
LONGEST = 4000
"""Characters of the longest sentence: the longest of 1,200 news articles, a list of names, has 1,100.

What goes on without an end is a table, or speech written down without periods. It is cut between words, for whoever
reads a sentence may compare each of its words with all others.
"""

_OPENING = "\"'“‘„«»‹›([¿¡—–-‚「『"
_TAG = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|wrote|writes|tweeted|added|adds|replied|told|shouted|joked|wondered"
    r"|answered|declared|continued|exclaimed|responded|demanded|quipped|insisted|argued|recalled)\b"
)  # “Why?” Mary Smith asked.

Region: TypeAlias = tuple[int, int, ZoneKind]


@value
class Sentence:
    """One sentence of a document.

    Attributes:
        number: Counts from 1 in text order.
        start: First code point; never white space.
        end: Code point after the last one; closing marks after the period included.
        kind: Zone that the sentence lies in.
    """

    number: int
    start: int
    end: int
    kind: ZoneKind


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    title: frozenset[str]
    open: frozenset[str]
    number: frozenset[str]
    opener: frozenset[str]


@lru_cache(maxsize=8)
def _abbreviations(language: str) -> _Abbreviations:
    """The words of a language; English for one that the file does not know."""
    sets: dict[str, frozenset[str]] = {}
    rows = files("annotator.documents").joinpath("abbreviations.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in rows if line and not line.startswith("#")]
    known = language if any(row[0] == language for row in words) else "en"
    for row in words:
        if row[0] == known:
            sets[row[1]] = frozenset(row[2:])
    return _Abbreviations(**sets)


def split(source: Document | str, language: str | None = None) -> tuple[Sentence, ...]:
    """Split a text into sentences.

    Args:
        source: A document, whose zones also end sentences and whose boilerplate is skipped, or a bare text.
        language: BCP-47 tag; the document's own, else English, when None.

    Returns:
        The sentences in text order; offsets are code points into the text.
    """
    text = source if isinstance(source, str) else source.text
    if language is None and isinstance(source, Document):
        language = source.language
    code = (language or "en").partition("-")[0].lower()
    found: list[Sentence] = []
    for start, end, kind in _regions(source):
        for line in line_places(text, start, end):
            for first, last in _in_line(text, *line, code):
                found += [Sentence(len(found) + 1, *place, kind) for place in _pieces(text, first, last)]
    return tuple(found)


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Where each line that is not blank stands, as ``(start, end)``."""
    return tuple([(start, end) for start, end in line_places(text) if not text[start:end].isspace()])


def _regions(source: Document | str) -> Iterator[Region]:
    """Stretches of one zone kind in text order, boilerplate left out; what no zone covers is body."""
    if isinstance(source, str):
        yield 0, len(source), ZoneKind.BODY
        return
    at = 0
    for zone in sorted(source.zones, key=lambda zone: (zone.span.start, zone.span.end)):
        if zone.kind is ZoneKind.BODY:
            continue
        start = max(at, zone.span.start)
        if at < start:
            yield at, start, ZoneKind.BODY
        if start < zone.span.end and zone.kind is not ZoneKind.BOILERPLATE:
            yield start, zone.span.end, zone.kind
        at = max(at, zone.span.end)
    if at < len(source.text):
        yield at, len(source.text), ZoneKind.BODY


def _in_line(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Sentences of one line, without the white space around them."""
    first = _skip_space(text, start, end)
    for stop in _STOP.finditer(text, first, end):
        if stop.end() < end and _ends(text, first, stop, end, language):
            yield first, stop.end()
            first = _skip_space(text, stop.end(), end)
    last = len(text[first:end].rstrip()) + first
    if first < last:
        yield first, last


def _pieces(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A sentence whole, or between words cut into pieces of bearable length."""
    while last - first > LONGEST:
        cut = text.rfind(" ", first, first + LONGEST)
        cut = cut if cut > first else first + LONGEST
        yield first, len(text[first:cut].rstrip()) + first
        first = _skip_space(text, cut, last)
    yield first, last


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    return start


def _ends(text: str, first: int, stop: re.Match[str], end: int, language: str) -> bool:
    """Whether a sentence ends at a terminator in the middle of a line."""
    if stop[0][0] in "。！？":
        return True
    after = _skip_space(text, stop.end(), end)
    if after == end:
        return False
    if after == stop.end() or not _may_begin(text, after, end):
        return False
    if stop[0] == ".":
        return not _is_abbreviation(text, first, stop.end(), after, language)
    return not (stop[0][-1] in "\"'”’»“" and stop[0][0] in "?!" and _TAG.match(text, after, end))


def _may_begin(text: str, at: int, end: int) -> bool:
    """Whether a sentence can begin here: not with a small letter, not with a dash before one."""
    if text[at] in _OPENING:
        while at < end and (text[at] in _OPENING or text[at].isspace()):
            if text[at] in "“„«‘「":
                return True
            at += 1
    return at < end and not text[at].islower() and text[at] not in ",;:)]"


def _is_abbreviation(text: str, first: int, end: int, after: int, language: str) -> bool:
    """Whether the period at ``end - 1`` belongs to a word."""
    known = _abbreviations(language)
    word = text[max(first, end - _LONGEST_ABBREVIATION) : end].rsplit(maxsplit=1)[-1].lstrip("\"'“‘„«([—–")
    if word in known.title or _is_ordinal(word, language, text[first:end]):
        return True
    if word in known.number and text[after].isdigit():
        return True
    if word in known.open or _DOTTED.match(word):
        return _word_at(text, after) not in known.opener
    return _INITIAL.match(word) is not None and word != "I." and word[-2].isupper()


def _is_ordinal(word: str, language: str, before: str) -> bool:
    """Whether a number with a period goes on: “3. Oktober” in German, “1. First point” at a line's start."""
    return word[:-1].isdigit() and (before == word or (language == "de" and len(word) <= 3))  # noqa: PLR2004  # two digits and a period: a day, a rank


def _word_at(text: str, at: int) -> str:
    """The word that starts at an offset, marks before it left out."""
    while at < len(text) and text[at] in _OPENING:
        at += 1
    last = at
    while last < len(text) and text[last].isalpha():
        last += 1
    return text[at:last]
