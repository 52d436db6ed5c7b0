"""An article made ready for one engine: its sentences, where its words stand, and what only the examples say.

It finds fragments; what a missing one means is left to `checking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from annotator import grounding
from annotator.documents import sentences
from annotator.errors import GroundingError
from annotator.folding import folded
from annotator.grounding import Hints, Text
from annotator.schema import ZoneKind
from annotator.spans import Ranges, ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.documents.sentences import Sentence
    from annotator.engines.llm.replies import Piece
    from annotator.grounding import Grounding
    from annotator.schema import Document

_SHORT_NAME = 3
"""Letters that a word of a name needs to tell people apart."""


class Material:
    """One document, searched many times."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sentences: tuple[Sentence, ...] = sentences.split(document)
        skip = ranges(zone.span for zone in document.zones if zone.kind is ZoneKind.BOILERPLATE)
        self.text = Text(document.text, skip)
        self._once: dict[tuple[str, int | None], int | None] = {}
        self._places = {sentence.number: (sentence.start, sentence.end) for sentence in self.sentences}

    def find(self, piece: Piece, beside: tuple[int, int] | None = None) -> Grounding | None:
        """Where a fragment stands, nearest to the sentence that it names."""
        near = None if piece.sentence is None else self._places.get(piece.sentence)
        hints = Hints(at=None if near is None or beside else self._at(piece.text, near), near=near, beside=beside)
        try:
            return grounding.ground(piece.text, self.text, hints=hints)
        except GroundingError:
            return None

    def has(self, piece: Piece) -> bool:
        """Whether a fragment stands in the article; quicker than `find` for one that is where it says."""
        return self.only(piece) is not None or self.find(piece) is not None

    def only(self, piece: Piece) -> int | None:
        """Offset of a fragment that stands once in the sentence that it names; None for any other."""
        key = (piece.text, piece.sentence)
        if key not in self._once:
            near = None if piece.sentence is None else self._places.get(piece.sentence)
            self._once[key] = None if near is None else self._only(piece.text.strip(), *near)
        return self._once[key]

    def _only(self, words: str, start: int, end: int) -> int | None:
        text = self.document.text
        found = text.find(words, start, end) if words else -1
        if found < 0 or text.find(words, found + 1, end) >= 0 or not self.text.free(found, found + len(words)):
            return None
        return found

    def _at(self, words: str, sentence: tuple[int, int]) -> int | None:
        """Where words first stand in a sentence; saves looking at all other places."""
        found = self.document.text.find(words.strip(), *sentence)
        return found if found >= 0 else None

    def extent(self, pieces: Iterable[Piece]) -> Ranges:
        """The characters of all fragments that are found."""
        found = (self.find(piece) for piece in pieces)
        return ranges(span for each in found if each is not None for span in each.spans)

    def names(self, name: str) -> bool:
        """Whether the article knows a name: all of it, or a word of it that is long enough."""
        if folded(name) in self.text.folded.text:
            return True
        words = [word for word in folded(name).split() if len(word) > _SHORT_NAME]
        return any(f" {word} " in self._words for word in words)

    @cached_property
    def _words(self) -> str:
        letters = "".join(sign if sign.isalnum() else " " for sign in self.text.folded.text)
        return f" {' '.join(letters.split())} "


@dataclass(frozen=True)
class Elsewhere:
    """What the prompt says beside the article: the texts and names of its examples."""

    texts: Sequence[str] = ()
    names: Sequence[str] = ()

    @cached_property
    def _texts(self) -> str:
        return "\n".join(folded(text) for text in self.texts)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(folded(name) for name in self.names)

    def says(self, fragment: str) -> bool:
        """Whether a fragment stands in an example."""
        needle = folded(fragment)
        return any(map(str.isalnum, needle)) and needle in self._texts

    def knows(self, name: str) -> bool:
        """Whether a name belongs to an example."""
        return folded(name) in self._names
