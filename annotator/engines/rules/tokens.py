"""Tokens of a text with their offsets, sentence by sentence.

Clitics (“’s”, “n’t”) are tokens, abbreviations keep their period. Word classes are left to `tagging`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.documents.sentences import Sentence

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[$€£¥#@]?\d+(?:[.,:/]\d+)*(?:[a-z]{1,2}\b|%)?(?:-[^\W_]+)*"  # $1,000.50, 24th, 5-year
    r"|[#@]?[^\W_]+(?:[-‑&/’'_][^\W_]+)*"  # words, hyphens and apostrophes inside
    r"|''|``|\.\.\.+|--+|[^\s\u200b\ufeff]"
)
_CLITICS = frozenset({"s", "ll", "re", "ve", "d", "m", "S"})


@dataclass(slots=True)
class Tokens:
    """Columns with one row per token, in text order.

    Attributes:
        words: As written.
        lowers: In small letters, apostrophes as written.
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

    def add(self, word: str, start: int, sentence: int) -> None:
        """Append one token."""
        self.words.append(word)
        self.lowers.append(word.lower())
        self.starts.append(start)
        self.ends.append(start + len(word))
        self.sentence.append(sentence)


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
        first = len(tokens)
        _in_sentence(tokens, text, sentence.start, sentence.end, index)
        tokens.bounds.append((first, len(tokens)))
    return tokens


def _in_sentence(tokens: Tokens, text: str, start: int, end: int, index: int) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        at = match.start()
        if word == "." and _is_inside(text, at, start, end):
            _attach_period(tokens)
        elif "'" in word or "’" in word:
            _add_clitic(tokens, word, at, index)
        else:
            tokens.add(word, at, index)


def _is_inside(text: str, at: int, start: int, end: int) -> bool:
    """Whether a period stands after a word in the middle of its sentence: it abbreviates."""
    return start < at and at + 1 < end and text[at - 1].isalpha() and text[at + 1] in " ,\u00a0"


def _attach_period(tokens: Tokens) -> None:
    tokens.words[-1] += "."
    tokens.lowers[-1] += "."
    tokens.ends[-1] += 1


def _add_clitic(tokens: Tokens, word: str, at: int, index: int) -> None:
    """Add a word with an apostrophe, as one token or split before its clitic."""
    cut = max(word.rfind("'"), word.rfind("’"))
    tail = word[cut + 1 :]
    if cut > 0 and tail in _CLITICS:
        pass
    elif cut > 1 and tail in {"t", "T"} and word[cut - 1] in "nN":
        cut -= 1
    else:
        tokens.add(word, at, index)
        return
    tokens.add(word[:cut], at, index)
    tokens.add(word[cut:], at + cut, index)
