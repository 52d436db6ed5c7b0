"""A text as the lines that its rules look at: where each stands, and how much it is like a sentence or a headline.

A line is what a reader sees as one: in a text wrapped at a fixed width, a whole paragraph. What a line is in its
article is left to `annotator.documents.zones`.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from annotator.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OTHER_BREAKS = ("\r", "\u2028", "\u2029")
_BREAKS = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_BREAK = re.compile(r"[\r\n\u2028\u2029]")
_STOPS, _AFTER_STOPS = frozenset(".。…।"), "'\"’”»›“‘)]*_"
_CALLS, _AFTER_CALLS = frozenset("!?！？"), "'\"’”»›“"  # headlines ask and call out too, but not in marks
_OPEN_END = re.compile(r"[,;:]['\"’”»›“]*$")  # something follows, so this is no headline
_INNER_END = re.compile(r"\w{2}[.!?]['\"’”»]? +[\"'“‘«„]?[^\W\d_a-zß-öø-ÿа-я]")
_HEAD = re.compile(r"\w+")
_EDGES = re.compile(r"^\W+|\W+$")
_LEAD = re.compile(r"(.{2,60}?)\s?[:：|–—»›→]\s?(\S.*)|(.{2,60}?) - (\S.*)")
_LONGEST_WORDS = 12  # characters per word, space included, that no alphabet's text reaches on average
_PHRASE_WORDS = 10  # of the longest phrase that is looked up
_OPENING_MARKS = "\"'“‘„«‹「"
_WIDEST_WRAP = 120  # characters; nobody wraps later
_WRAPS_ENOUGH = 3  # line breaks that must be seen before a text counts as wrapped
_FORCED_SHARE = 0.8  # of the line breaks within paragraphs
_WITHIN_SHARE = 0.3  # of the same; a small letter follows even in German, and never in a list of headlines
_MOST_LINK_WORDS = 25  # the longest headlines; paragraphs are longer


@value
class Line:
    """A line that is not blank, without the white space around it.

    Attributes:
        start: First code point in the text.
        end: Code point after the last one.
        text: Its characters, each that breaks a line within a wrapped paragraph turned into a space.
        words: How many words it has; in scripts that write none apart, about as many as a translation would have.
    """

    start: int
    end: int
    text: str
    words: int

    @classmethod
    def of(cls, start: int, end: int, text: str) -> Line:
        """The line of a text, its words counted."""
        return cls(start, end, text, max(len(text.split()), len(text) // _LONGEST_WORDS))

    @property
    def said(self) -> bool:
        """Whether it starts with a quotation mark."""
        return self.text[0] in _OPENING_MARKS

    @property
    def head(self) -> str:
        """Its first letters and digits up to any other sign, without case."""
        return head(self.text)

    @cached_property
    def key(self) -> str:
        """Its words alone, for comparison: no case, no marks or bullets around them, simple apostrophes and spaces."""
        return normal(self.text)

    @cached_property
    def phrase(self) -> str | None:
        """Its words in the form in which phrases are compared; None when it is long, or is something that is said."""
        short = self.words <= _PHRASE_WORDS and not self.said
        return normal(self.text) if short else None

    @cached_property
    def lead(self) -> str | None:
        """The phrase before a colon or the like, if what follows could be a headline and nobody speaks."""
        if self.said or not self.headline_like:
            return None
        match = _LEAD.match(self.text)
        return normal(match[1] or match[3]) if match else None

    @cached_property
    def folded(self) -> str:
        """Its characters without case."""
        return self.text.casefold()

    @property
    def sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return _ends_sentence(self.text)

    @cached_property
    def headline_like(self) -> bool:
        """Whether it could be a headline or the text of a link: short, and neither a sentence nor its beginning."""
        return self.words <= _MOST_LINK_WORDS and not (_OPEN_END.search(self.text) or has_sentence(self.text))

    @cached_property
    def paragraph_like(self) -> bool:
        """Whether it must be running text: a sentence of some length, or more than a headline holds."""
        return self.words > _MOST_LINK_WORDS or (self.sentence and self.words >= 8)  # noqa: PLR2004  # shorter: “He declined.”


def head(text: str) -> str:
    """The first letters and digits of a text up to any other sign, without case: equal for equal normal forms."""
    found = _HEAD.search(text)
    return found[0].casefold() if found else ""


def normal(text: str) -> str:
    """A phrase in the form in which phrases are compared."""
    return " ".join(_EDGES.sub("", text).casefold().replace("’", "'").split())


def has_sentence(text: str) -> bool:
    """Whether a sentence ends in a text, or another begins."""
    return _ends_sentence(text.rstrip()) or _INNER_END.search(text) is not None


def _ends_sentence(text: str) -> bool:
    if text[-1:] in _STOPS:
        return True
    called = text.rstrip(_AFTER_CALLS)
    return text.rstrip(_AFTER_STOPS)[-1:] in _STOPS or (called != text and called[-1:] in _CALLS)


def line_places(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each line of a text, or of a stretch of it, starts and ends; blank ones too, but none that is empty.

    A regular expression would look at each character by itself, which takes four times as long.
    """
    stretch = text[start:end]
    for sign in _OTHER_BREAKS:
        stretch = stretch.replace(sign, "\n")
    for line in stretch.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order; each paragraph is one line if the text is hard-wrapped."""
    found = [line for place in line_places(text) if (line := _trimmed(text, *place))]
    if not found or any(line.end - line.start > _WIDEST_WRAP for line in found):
        return found
    within = [_within_paragraph(text, upper, lower) for upper, lower in pairwise(found)]
    if not _wrapped(found, within):
        return found
    return list(_paragraphs(text, found, within))


def _trimmed(text: str, start: int, end: int) -> Line | None:
    words = text[start:end].strip()
    if not words:
        return None
    start = text.index(words[0], start)
    return Line.of(start, start + len(words), words)


def _within_paragraph(text: str, upper: Line, lower: Line) -> bool:
    """Whether one line break and nothing else stands between two lines."""
    return lower.start - upper.end == 1 or len(_BREAKS.findall(text, upper.end, lower.start)) == 1


def _wrapped(lines: Sequence[Line], within: Sequence[bool]) -> bool:
    """Whether line breaks stand where the next word would not have fitted, and within sentences."""
    width = max(len(line.text) for line in lines)
    breaks = [pair for pair, inner in zip(pairwise(lines), within, strict=True) if inner]
    if len(breaks) < _WRAPS_ENOUGH:
        return False
    within_sentence = sum(lower.text[0].islower() for _, lower in breaks)
    if within_sentence < len(breaks) * _WITHIN_SHARE:
        return False
    forced = sum(len(upper.text) + 1 + len(lower.text.split(" ", 1)[0]) > width for upper, lower in breaks)
    return forced >= len(breaks) * _FORCED_SHARE


def _paragraphs(text: str, lines: Sequence[Line], within: Sequence[bool]) -> Iterator[Line]:
    first = None
    for line, goes_on in zip(lines, [*within, False], strict=True):
        first = first or line
        if not goes_on:
            yield Line.of(first.start, line.end, _BREAK.sub(" ", text[first.start : line.end]))
            first = None
