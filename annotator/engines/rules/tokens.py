"""Tokens of a text with their offsets, sentence by sentence.

Clitics (“’s”, “n’t”) are tokens, abbreviations keep their period. Word classes are left to `tagging`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate, chain
from operator import add, sub
from typing import TYPE_CHECKING, Any

from annotator.engines.rules.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.documents.sentences import Sentence

_INNER = r"[\w\u0300-\u036f\u00ad\u200b-\u200d\u2060]"  # letters, and what has no width of its own
_JOINED = rf"(?:[-‑&/’'_][^\W_]{_INNER}*+)*+"  # hyphens and apostrophes inside words
_TOKEN = re.compile(
    rf"([A-Za-z]{{2,}}+{_INNER}*+{_JOINED}"  # nearly all words: asked for first because they are so many
    r"|(?:[^\W\d_]\.){2,}+"  # U.S.
    r"|[$€£¥#@]?+\d++(?:[.,:/]\d++)*+(?:[a-z]{1,2}\b|%)?(?:-[^\W_]++)*+"  # $1,000.50, 24th, 5-year
    rf"|[#@]?[^\W_]{_INNER}*+{_JOINED}"  # other words
    r"|''|``|\.\.\.+|--+|[^\s\u200b\ufeff])\s*+"
)
_PIECE = re.compile(r"[^\s\u200b\ufeff]\S*+[\s\u200b\ufeff]*+")
"""What stands between spaces, with the space after it: pieces fill a sentence, and no token goes beyond one."""

INVISIBLE: dict[int, int | None] = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060))
"""For `str.translate`: takes out the soft hyphen, zero-width spaces and joiners."""

_CLITICS = frozenset({"s", "ll", "re", "ve", "d", "m", "S"})

_CELLS = 4
"""What is known about each token: as written, in small letters, its length, how far it is to where the next starts."""


@dataclass(slots=True)
class Tokens:
    """Columns with one row per token, in text order.

    Attributes:
        words: As written.
        lowers: In small letters, apostrophes as written, without characters that have no width.
        starts: First code point of each.
        ends: Code point after the last one of each.
        sentence: Index of the sentence that holds each.
        bounds: First token of each sentence, and one past the last.
    """

    words: list[str] = field(default_factory=list[str])
    lowers: list[str] = field(default_factory=list[str])
    starts: list[int] = field(default_factory=list[int])
    ends: list[int] = field(default_factory=list[int])
    sentence: list[int] = field(default_factory=list[int])
    bounds: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def __len__(self) -> int:
        return len(self.words)


def tokenize(text: str, sentences: Sequence[Sentence]) -> Tokens:
    """Split sentences into tokens.

    Args:
        text: The whole text.
        sentences: Where its sentences stand.

    Returns:
        The tokens as columns; none crosses a sentence.
    """
    cells: list[Any] = []
    bounds: list[tuple[int, int]] = []
    sentence_of: list[int] = []
    at = first = 0
    for index, sentence in enumerate(sentences):
        if cells:
            cells[-1] += sentence.start - at
        for row in _ROWS.of(_PIECE.findall(text, sentence.start, sentence.end)):
            cells += row
        at, last = sentence.end, len(cells) // _CELLS
        sentence_of += [index] * (last - first)
        bounds.append((first, last))
        first = last
    starts = [*accumulate(cells[3:-1:_CELLS], initial=sentences[0].start)] if cells else []
    ends = [*map(add, starts, cells[2::_CELLS])]
    return Tokens(cells[::_CELLS], cells[1::_CELLS], starts, ends, sentence_of, bounds)


def _rows(piece: str) -> tuple[str | int, ...]:
    """The tokens of a piece: words, marks and numbers, with clitics cut off and abbreviating periods put on."""
    words: list[str] = []
    starts: list[int] = []
    at = 0
    for word in _TOKEN.findall(piece):
        at = piece.index(word, at)
        if word == "." and _is_inside(piece, at):
            words[-1] += "."
        else:
            cut = _clitic_at(word)
            words += [word[:cut], word[cut:]] if cut else [word]
            starts += [at, at + cut] if cut else [at]
        at += len(word)
    widths = map(sub, [*starts[1:], len(piece)], starts)
    return tuple(chain.from_iterable(zip(words, LOWERS.of(words), map(len, words), widths, strict=True)))


def _is_inside(piece: str, at: int) -> bool:
    """Whether a period stands after a word in the middle of its sentence: it abbreviates."""
    return piece[at - 1 : at].isalpha() and piece[at + 1 : at + 2] in {" ", ",", "\u00a0"}


def _clitic_at(word: str) -> int:
    """Where a clitic starts in a word with an apostrophe; 0 when none does."""
    cut = max(word.rfind("'"), word.rfind("’"))
    tail = word[cut + 1 :]
    if tail in _CLITICS:
        return max(cut, 0)
    return cut - 1 if cut > 1 and tail in {"t", "T"} and word[cut - 1] in "nN" else 0


def _lower(word: str) -> str:
    return word.lower() if word.isascii() else word.translate(INVISIBLE).lower()


LOWERS = Memo(_lower)
"""Word as written → in small letters, without characters that have no width."""
_ROWS = Memo(_rows)
