"""Tokens of a text with their offsets, sentence by sentence.

Clitics (“’s”, “n’t”) are tokens, abbreviations keep their period. Word classes are left to `tagging`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
INVISIBLE: dict[int, int | None] = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060))
"""For `str.translate`: takes out the soft hyphen, zero-width spaces and joiners."""

_CLITICS = frozenset({"s", "ll", "re", "ve", "d", "m", "S"})


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
    tokens = Tokens()
    for index, sentence in enumerate(sentences):
        first = len(tokens.words)
        _in_sentence(tokens, text, sentence.start, sentence.end)
        last = len(tokens.words)
        tokens.sentence += [index] * (last - first)
        tokens.bounds.append((first, last))
    tokens.lowers += LOWERS.of(tokens.words)
    return tokens


def _in_sentence(tokens: Tokens, text: str, start: int, end: int) -> None:
    words, starts, ends = tokens.words, tokens.starts, tokens.ends
    at = start
    for word in _TOKEN.findall(text, start, end):
        at = text.find(word, at)
        after = at + len(word)
        if cut := _CLITICS_AT[word]:
            words += word[:cut], word[cut:]
            starts += at, at + cut
            ends += at + cut, after
        elif word == "." and _is_inside(text, at, start, end):
            words[-1] += "."
            ends[-1] += 1
        else:
            words.append(word)
            starts.append(at)
            ends.append(after)
        at = after


def _is_inside(text: str, at: int, start: int, end: int) -> bool:
    """Whether a period stands after a word in the middle of its sentence: it abbreviates."""
    return start < at and at + 1 < end and text[at - 1].isalpha() and text[at + 1] in " ,\u00a0"


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
_CLITICS_AT = Memo(_clitic_at)
