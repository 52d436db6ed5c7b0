"""Typography folded away, with the way back: each folded character knows which original characters it stands for.

Marks, dashes, ellipses, white space, invisible characters, composition and case are folded; letters and digits are not.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

SINGLE_MARKS = "'`´‘’‚‛′‹›"
DOUBLE_MARKS = '"“”„‟«»″＂〝〞'
CORNER_MARKS = "「」『』"
MARKS = frozenset(SINGLE_MARKS + DOUBLE_MARKS + CORNER_MARKS)
"""Quotation marks of all styles; apostrophes look like some of them."""

DASHES = frozenset("-‐‑‒–—―−﹘﹣－")
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""Soft hyphen, zero-width characters and direction marks."""

_PAIRED = frozenset({"''", "``"})
"""Two characters that are typed for one mark."""

_MARK, _DASH, _SPACE = "'", "-", " "
_FIRST_COMBINING = "\u0300"
_PLAIN = re.compile(r"[A-Za-z0-9.,;:!?()/$%&#@*+=\[\]]+(?: [A-Za-z0-9.,;:!?()/$%&#@*+=\[\]]+)*")
"""Runs whose folding is lower case, character by character."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    Attributes:
        text: The folded characters.
        starts: For each folded character, offset of the first original character that it stands for.
        ends: For each folded character, offset after the last one.
    """

    text: str
    starts: array[int]
    ends: array[int]

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """The original range of folded ``[start, end)``; None when it would cut an original character in two."""
        cuts_head = start > 0 and self.starts[start - 1] == self.starts[start]
        cuts_tail = end < len(self.text) and self.starts[end] == self.starts[end - 1]
        return None if cuts_head or cuts_tail else (self.starts[start], self.ends[end - 1])


class _Builder:
    """Collects folded characters; runs of blanks and dashes become one, blanks beside marks and dashes vanish.

    A blank between two marks stays: it tells the end of one quotation from the start of the next.
    """

    def __init__(self, *, marks: bool) -> None:
        self.marks = marks
        self.pieces: list[str] = []
        self.starts: array[int] = array("L")
        self.ends: array[int] = array("L")
        self.last = ""
        self.vanished: tuple[int, int] | None = None

    def run(self, text: str, start: int) -> None:
        """Append characters that fold one to one."""
        self.pieces.append(text)
        self.starts.extend(range(start, start + len(text)))
        self.ends.extend(range(start + 1, start + len(text) + 1))
        self.last = text[-1]

    def cluster(self, text: str, start: int, end: int) -> None:
        """Append the folding of one original character with its combining characters."""
        self.pieces.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))
        self.last = text[-1]

    def blank(self, start: int, end: int) -> None:
        """Append a blank, unless it follows nothing, a blank, a mark or a dash."""
        if self.last not in {"", _SPACE, _MARK, _DASH}:
            self.cluster(_SPACE, start, end)
        elif self.last == _MARK:
            self.vanished = (start, end)

    def tight(self, sign: str, start: int, end: int) -> None:
        """Append a mark or dash, taking back a blank before it."""
        if self.last == _SPACE:
            self.pieces[-1] = self.pieces[-1][:-1]
            self.starts.pop()
            self.ends.pop()
        elif self.last == sign == _DASH:
            self.ends[-1] = end
            return
        elif self.last == sign == _MARK and self.vanished is not None:
            self.cluster(_SPACE, *self.vanished)
        self.cluster(sign, start, end)
        self.vanished = None

    def folded(self) -> Folded:
        return Folded("".join(self.pieces), self.starts, self.ends)


def fold(text: str, *, marks: bool = True) -> Folded:
    """Fold a text, keeping the way back to its characters.

    Args:
        text: Any text.
        marks: Whether quotation marks are kept, all alike; otherwise only apostrophes inside words are.
    """
    built = _Builder(marks=marks)
    position, length = 0, len(text)
    while position < length:
        run = _PLAIN.match(text, position)
        if run is not None and not combines(text, run.end()):
            built.run(run.group().lower(), position)
            position = run.end()
        else:
            position = _fold_one(text, position, built)
    return built.folded()


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Just the folded characters of a text, without blanks at the ends."""
    return fold(text).text.strip()


def combines(text: str, position: int) -> bool:
    """Whether a character that combines with the one before stands at a position."""
    return text[position : position + 1] >= _FIRST_COMBINING and unicodedata.combining(text[position]) != 0


def _inside_word(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1].isalnum() and text[end : end + 1].isalnum()


def _fold_one(text: str, position: int, built: _Builder) -> int:
    """Fold the character at a position with what combines with it; return where the next one starts."""
    sign = text[position]
    end = position + 1
    if text[position : position + 2] in _PAIRED:
        end += 1
    while combines(text, end):
        end += 1
    if sign in INVISIBLE:
        return end
    if sign in MARKS and not built.marks and not _inside_word(text, position, end):
        built.blank(position, end)
    elif sign in MARKS:
        built.tight(_MARK, position, end)
    elif sign in DASHES:
        built.tight(_DASH, position, end)
    elif sign.isspace():
        built.blank(position, end)
    else:
        _fold_letter(text[position:end], position, end, built)
    return end


def _fold_letter(cluster: str, start: int, end: int, built: _Builder) -> None:
    expanded = (
        "..." if cluster == "…" else unicodedata.normalize("NFD", unicodedata.normalize("NFD", cluster).casefold())
    )
    if expanded:
        built.cluster(expanded, start, end)
