"""Which words speak well or ill of things: a hand-written lexicon with derived forms, and the reach of negation.

Whom a word speaks of is left to `polarity_features` and `stances`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import english

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEGATORS = frozenset(
    "not n't n’t never no nobody none neither nor without cannot hardly barely scarcely nothing lacks lacked".split()
)
"""Words that turn around what follows them."""

_REACH = 4  # tokens that a negator reaches over
_STOPS = frozenset(".,;:—–")
_FLIPPED = -0.6  # “not good” is weaker than “bad”
_BRITISH_Z = re.compile(r"(?<=.{3})is(e[drs]?|ing|ation|ations)$")
_BRITISH_O = re.compile(r"(fav|hon|lab|col|behavi|endeav|rum|hum|harb|neighb|val|vig|arm)our")
_SHORTEST = 3  # letters that must stay when an ending is cut


def american(word: str) -> str:
    """A small-letter word in American spelling: “criticise”, “favour”, “defence”."""
    if word.endswith(("fence", "fences")):
        word = word.replace("fence", "fense")
    return _BRITISH_O.sub(r"\1or", _BRITISH_Z.sub(r"iz\1", word))


@lru_cache(maxsize=65_536)
def bases(word: str) -> tuple[str, ...]:
    """What a small-letter word may be a form of, itself first: “denies” → denies, deny, denie."""
    found = dict.fromkeys(_bases(word))
    spelled = american(word)
    if spelled != word:
        found.update(dict.fromkeys(_bases(spelled)))
    return tuple(found)


def _bases(word: str) -> Iterator[str]:
    yield word
    verb = english().verbs.get(word)
    if verb is not None:
        yield verb[0]
    if word.endswith(("ies", "ied")):
        yield word[:-3] + "y"
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]
    for ending in ("ed", "ing", "er", "est"):
        if word.endswith(ending):
            yield from _without(word, len(ending))
    yield from _of_derived(word)


def _without(word: str, letters: int) -> Iterator[str]:
    """The base of a form with an ending: “planned” → plann, planne, plan."""
    stem = word[:-letters]
    if len(stem) >= _SHORTEST:
        yield stem
        yield stem + "e"
        if stem[-1] == stem[-2]:
            yield stem[:-1]


def _of_derived(word: str) -> Iterator[str]:
    """The adjective of an adverb or an abstract noun."""
    if word.endswith("ily"):
        yield word[:-3] + "y"
    if word.endswith("ly"):
        yield from (word[:-2], word[:-2] + "le", word[:-1] + "e")
    if word.endswith("ness"):
        yield from (word[:-4], word[:-5] + "y")


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, int]:
    """Base form → valence; of a word listed twice the stronger entry, which comes first."""
    known: dict[str, int] = {}
    text = files("annotator.engines.rules.lexicon").joinpath("polarity_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            value, *words = line.split()
            for word in words:
                known.setdefault(word, int(value))
    return known


@lru_cache(maxsize=65_536)
def valence(word: str) -> int:
    """How a small-letter word speaks of things, -3 (ill) to 3 (well); 0 for a word that does not say."""
    known = _lexicon()
    return next((known[base] for base in bases(word) if base in known), 0)


def valences(words: Sequence[str]) -> list[float]:
    """The valence of each small-letter word of a sentence, turned around within the reach of a negator."""
    found: list[float] = []
    reach = 0
    for word in words:
        if word in NEGATORS:
            reach = _REACH + 1
        elif word in _STOPS:
            reach = 0
        reach -= 1
        value = valence(word)
        found.append(value * _FLIPPED if value and reach > 0 and word not in NEGATORS else float(value))
    return found
