"""Two small scorers of sentences: how much a statement is worth checking, and how much it gives an opinion.

Both add hand-set weights of word classes and of form and squash the sum; nothing is learned. Splitting a text into
claims is left to `claims`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING, Final

from annotator.engines.rules.claims_words import (
    ASKING,
    CAPITAL,
    DASHED,
    EXCLAIMING,
    FIGURE,
    HAVE,
    HAVING,
    QUOTING,
    REPORTED,
    STRONG,
    SUPERLATIVE,
    WANTING,
    seen,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.lexicon.claims import Line

_BETWEEN = frozenset("not never also already n't n’t".split())
_DONE = frozenset(
    "been done gone given taken made lost cut put seen spent built grown risen fallen written become "
    "begun brought had got".split()
)
_SPEAKERS = frozenset({"i", "we"})
_INTENDED = frozenset("'d ’d 'll ’ll would will want hope propose need must should ought can".split())
_BE_OR_HAVE = frozenset("'ve ’ve 're ’re 'm ’m have are am".split())
_TO_BE_DONE = frozenset(("got", "going", "trying", "to"))
_LET = frozenset("'s ’s me us".split())
_USUAL_LENGTH = 16  # words
_SHORTEST = 3  # words that the shortest statement counts as
_MOST_NAMES = 5  # capitalised words that count
WORTH_MIDDLE: Final = 1.4
"""Sum of weights at which a statement is as likely as not worth checking."""

SUBJECTIVE_MIDDLE: Final = 0.8
"""Sum of weights at which a sentence is as likely as not subjective."""

_WORTH_OF_TRAITS: Final = {
    FIGURE: 1.9,
    SUPERLATIVE: 0.5,
    CAPITAL: 0.35,  # a name, not at the start
    HAVING: 0.4,  # something has been done
    REPORTED: 0.4,
    WANTING: -0.7,  # the speaker says what is wanted
    ASKING: -1.6,
}
"""Trait of a statement → weight for worth."""

_WORTH_OF_LENGTH: Final = 0.8  # for each doubling and a half of the usual length

_SUBJECTIVE_OF_TRAITS: Final = {EXCLAIMING: 0.6, DASHED: 0.3, QUOTING: -0.3, FIGURE: -1.2}
"""Trait of a sentence → weight for subjectivity."""

_SUBJECTIVE_OF_STRONG: Final = 0.4  # for the square root of the number of strong words
_SUBJECTIVE_OF_NAMES: Final = -0.12  # for each name, up to five


@lru_cache(maxsize=256)
def _worth_of(traits: int) -> float:
    return sum(weight for trait, weight in _WORTH_OF_TRAITS.items() if traits & trait)


@lru_cache(maxsize=64)
def _subjective_of(traits: int) -> float:
    return sum(weight for trait, weight in _SUBJECTIVE_OF_TRAITS.items() if traits & trait)


def _class_sum(lines: Sequence[Line]) -> float:
    """Weights of the classes, each counted for at most two words."""
    counts: dict[Line, int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return sum([line.once if count == 1 else line.twice for line, count in counts.items()], 0.0)


@lru_cache(maxsize=512)
def check_worthiness(sentence: str) -> float:
    """How much a statement is worth checking: facts, figures and deeds that matter to the public.

    Returns:
        0 to 1; at .5 and above most readers would want it checked.
    """
    words = seen(sentence)
    if not words.pieces:
        return 0.0
    traits = words.traits & (FIGURE | SUPERLATIVE | ASKING) | words.later & (CAPITAL | REPORTED)
    if words.traits & HAVING and _tells_deed(words.lowers):
        traits |= HAVING
    if words.traits & WANTING and _tells_intention(words.lowers):
        traits |= WANTING
    length = log(max(_SHORTEST, words.length) / _USUAL_LENGTH)
    classes = _class_sum([line for piece in words.pieces for line in piece.worth])
    return _squashed(_worth_of(traits) + _WORTH_OF_LENGTH * length + classes - WORTH_MIDDLE)


def _tells_deed(lowers: Sequence[str]) -> bool:
    """Whether something has been done: “have not cut”."""
    for at, lower in enumerate(lowers[:-1]):
        if lower in HAVE:
            after = lowers[at + 1]
            if after in _BETWEEN and at + 2 < len(lowers):
                after = lowers[at + 2]
            if after in _DONE or after.endswith("ed"):
                return True
    return False


def _tells_intention(lowers: Sequence[str]) -> bool:
    """Whether the speaker says what is wanted: “we will”, “I have got to”, “going to”, “let us”."""
    for at, (lower, after) in enumerate(pairwise(lowers)):
        if lower in _SPEAKERS:
            if after in _INTENDED:
                return True
            if after in _BE_OR_HAVE and at + 2 < len(lowers) and lowers[at + 2] in _TO_BE_DONE:
                return True
        elif (lower == "going" and after == "to") or (lower == "let" and after in _LET):
            return True
    return False


def subjectivity(sentence: str) -> float:
    """How much a sentence gives its author's opinion, rather than a fact or somebody else's words.

    Returns:
        0 to 1; at .5 and above it is subjective.
    """
    words = seen(sentence)
    if not words.pieces:
        return 0.0
    strong = words.count(STRONG) ** 0.5
    names = min(_MOST_NAMES, words.count(CAPITAL, first=1))
    form = _subjective_of(words.traits & (EXCLAIMING | DASHED | QUOTING | FIGURE))
    form += _SUBJECTIVE_OF_STRONG * strong + _SUBJECTIVE_OF_NAMES * names
    classes = _class_sum([line for piece in words.pieces for line in piece.subjective])
    return _squashed(form + classes - SUBJECTIVE_MIDDLE)


def _squashed(total: float) -> float:
    return 1 / (1 + exp(-total))
