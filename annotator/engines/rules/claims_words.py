"""What is known about the words of a statement by themselves: traits, and classes of kind, worth and subjectivity.

It looks words up, once each, and adds nothing up: worth and subjectivity are weighed by `claims_worth`, kinds by
`claims_kinds`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from annotator.engines.rules.lexicon import claims as lexicon
from annotator.engines.rules.memo import Memo
from annotator.engines.rules.polarity import bases, valence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.engines.rules.lexicon.claims import Line

_WORD = re.compile(r"[$€£]?\d[\d.,]*+%?|n['’]t\b|['’](?:ll|s|re|ve|d|m)\b|[^\W\d_]++(?:-[^\W\d_]++)*+|[^\w\s]")
_SUPERLATIVE = re.compile(r"[a-z]{3,}est$")
_NOT_SUPERLATIVE = frozenset(
    "interest request protest contest honest modest arrest invest suggest forest harvest guest west".split()
)
_STRONG = 2  # absolute valence from which a word is an opinion

(
    FIGURE,
    CAPITAL,
    SUPERLATIVE,
    STRONG,
    COPULA,
    REPORTED,
    HAVING,
    WANTING,
    ASKING,
    EXCLAIMING,
    DASHED,
    QUOTING,
    OPENING,
) = (1 << trait for trait in range(13))
"""Bits for what a word is by itself, or may be the start of."""

KINDS: Final[Mapping[str, int]] = {name: 1 << bit for bit, name in enumerate(get_args(lexicon.Class), 13)}
"""Class of kind or certainty → the bit of its single words."""

HAVE: Final = frozenset("has have had 've ’ve 's ’s".split())
"""Small-letter forms before a participle."""

WANTING_WORDS: Final = frozenset("i we going let".split())
"""Small-letter words with which a speaker may say what is wanted."""

_WORDS: Final = {
    COPULA: frozenset("is are was were 's ’s 're ’re".split()),
    REPORTED: frozenset("said says voted claims claimed promised wants opposed called".split()),
    HAVING: HAVE,
    WANTING: WANTING_WORDS,
    ASKING: frozenset("?"),
    EXCLAIMING: frozenset("!"),
    DASHED: frozenset("—–;"),
    QUOTING: frozenset('"“”'),
}
"""Bit → small-letter words that have it."""


class Seen(NamedTuple):
    """What is known about the words, numbers and marks of a statement.

    Attributes:
        pieces: They, in text order, as they stand together between spaces.
        traits: The bits that any of them has.
        later: The bits that any has but the first.
    """

    pieces: Sequence[_Piece]
    traits: int
    later: int

    @property
    def length(self) -> int:
        """How many there are."""
        return sum([len(piece.lowers) for piece in self.pieces])

    @property
    def lowers(self) -> list[str]:
        """They in small letters."""
        return [*chain.from_iterable([piece.lowers for piece in self.pieces])]

    def count(self, trait: int, *, first: int = 0) -> int:
        """How many have a trait, from the first or a later one on."""
        if not (self.later if first else self.traits) & trait:
            return 0
        return sum([bits & trait > 0 for bits in self.each[first:]])

    @property
    def each(self) -> list[int]:
        """The bits of each."""
        return [*chain.from_iterable([piece.each for piece in self.pieces])]


@lru_cache(maxsize=512)
def seen(statement: str) -> Seen:
    """The words, numbers and marks of a statement with what is known about each."""
    pieces = _PIECES.of(statement.split())
    if not pieces:
        return Seen((), 0, 0)
    later = reduce(int.__or__, [piece.traits for piece in pieces[1:]], pieces[0].later)
    return Seen(pieces, pieces[0].traits | later, later)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between two spaces.

    Attributes:
        lowers: Its words, numbers and marks in small letters.
        each: The bits of each.
        traits: The bits that any of them has.
        later: The bits that any has but the first.
        worth: The classes of each on the scale of worth.
        subjective: The classes of each on the scale of subjectivity.
    """

    lowers: tuple[str, ...]
    each: tuple[int, ...]
    traits: int
    later: int
    worth: tuple[Line, ...]
    subjective: tuple[Line, ...]


def _piece(text: str) -> _Piece:
    words = _WORD.findall(text)
    lowers = tuple(map(str.lower, words))
    each = tuple(map(_traits, words, lowers))
    return _Piece(
        lowers,
        each,
        traits=reduce(int.__or__, each, 0),
        later=reduce(int.__or__, each[1:], 0),
        worth=_lines(lowers, lexicon.lines("worth")),
        subjective=_lines(lowers, lexicon.lines("subjective")),
    )


_PIECES = Memo(_piece)


def _lines(lowers: Sequence[str], known: Mapping[str, tuple[Line, ...]]) -> tuple[Line, ...]:
    """The classes of small-letter words, by the first base that has some."""
    return tuple(
        chain.from_iterable(next((known[base] for base in bases(lower) if base in known), ()) for lower in lowers)
    )


def _traits(word: str, lower: str) -> int:
    """The bits of a word."""
    has = {
        FIGURE: word[0].isdigit() or word[-1].isdigit() or word[-1] == "%",
        CAPITAL: word[0].isupper() and word != "I",
        SUPERLATIVE: _SUPERLATIVE.match(lower) is not None and lower not in _NOT_SUPERLATIVE,
        STRONG: abs(valence(lower)) >= _STRONG,
        OPENING: lower in lexicon.phrases(),
        **{bit: lower in words for bit, words in _WORDS.items()},
        **{bit: name in lexicon.words().get(lower, ()) for name, bit in KINDS.items()},
    }
    return sum(bit for bit, holds in has.items() if holds)
