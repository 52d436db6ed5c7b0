"""Words that tell what kind of claim a clause makes, how sure it is, how opinionated and how worth checking, as data.

Which of them stand in a statement is seen by `annotator.engines.rules.claims_words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Class: TypeAlias = Literal[
    "normative", "prediction", "causal", "certain", "probable", "possible", "denying", "demanding", "promising",
    "naming",
    "happening",
    "maybe",
    "mute",
]  # fmt: skip
"""Classes of ``claims_kinds.txt``."""

_GROWTH = 0.7  # the second word of a class adds less than the first


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A class of words on a scale; each is there only once.

    Attributes:
        once: What a word of it weighs.
        twice: What two of them weigh, and more than two.
    """

    once: float
    twice: float


def _rows(name: str) -> list[tuple[str, str]]:
    text = files("annotator.engines.rules.lexicon").joinpath(name).read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return [(head, words) for head, _, words in rows]


@lru_cache(maxsize=1)
def classes() -> Mapping[str, tuple[str, ...]]:
    """Class → its words and phrases in small letters."""
    return {name: tuple(words.split(", ")) for name, words in _rows("claims_kinds.txt")}


@lru_cache(maxsize=1)
def words() -> Mapping[str, frozenset[str]]:
    """Single small-letter word → its classes."""
    found: dict[str, set[str]] = {}
    for name, entries in classes().items():
        for entry in entries:
            if " " not in entry:
                found.setdefault(entry, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """First small-letter word of a phrase → the phrases, a space on either side, each with its class."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, entries in classes().items():
        for entry in entries:
            if " " in entry:
                found.setdefault(entry.partition(" ")[0], []).append((f" {entry} ", name))
    return {word: tuple(rows) for word, rows in found.items()}


@lru_cache(maxsize=2)
def lines(scale: Literal["worth", "subjective"]) -> Mapping[str, tuple[Line, ...]]:
    """Base form → its classes on a scale."""
    known: dict[str, tuple[Line, ...]] = {}
    for head, words_of_class in _rows("claims_words.txt"):
        if head.startswith(scale + " "):
            once = float(head.split()[-1])
            line = Line(once, once * 2**_GROWTH)
            for word in words_of_class.split():
                known[word] = (*known.get(word, ()), line)
    return known
