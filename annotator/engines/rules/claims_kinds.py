"""What kind of claim a clause makes, how sure it sounds, and whether it could be checked: from words that tell.

Which clauses are claims is left to `claims_units`, their wording to `claims_wording`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

from annotator.engines.rules.claims_worth import subjectivity
from annotator.engines.rules.polarity import bases, valence
from annotator.schema import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.codebook import Codebook

Class: TypeAlias = Literal[
    "normative", "prediction", "causal", "certain", "probable", "possible", "denying", "demanding", "promising", "naming",
    "happening",
]  # fmt: skip

CHECKABLE = frozenset({"factual", "causal"})
"""Kinds that the world can confirm or refute now."""

_WORD = re.compile(r"['’](?:ll|s|re|ve|d|m)\b|[\w-]+")
_JUDGING = re.compile(r"\b(?:is|are|was|were|['’]s|['’]re) (?:not |so |very |too |really |just )?(?:an? |the )?(?:[\w-]+ ){0,3}[\w-]+", re.IGNORECASE)
_MAY = re.compile(r"\b(?:could|may|might)\b", re.IGNORECASE)
_STRONG = 2  # absolute valence from which a predicate judges
_OPINION = 0.7  # subjectivity from which a clause without a figure judges


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, tuple[str, ...]]:
    text = files("annotator.engines.rules.lexicon").joinpath("claims_kinds.txt").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(words.split(", ")) for name, _, words in rows}


@lru_cache(maxsize=16)
def _split(name: Class) -> tuple[frozenset[str], tuple[str, ...]]:
    """Single words and phrases of a class; a phrase with a space on either side."""
    words = _classes()[name]
    return frozenset(word for word in words if " " not in word), tuple(f" {word} " for word in words if " " in word)


@lru_cache(maxsize=4)
def _heard(text: str) -> tuple[tuple[str, ...], str]:
    """The small-letter words of a text, and the text of them with single spaces."""
    words = tuple(_WORD.findall(text.lower()))
    return words, f" {' '.join(words)} "


def says(text: str, name: Class) -> str | None:
    """A word or phrase of a class in a text, in small letters, or None."""
    words, joined = _heard(text)
    single, several = _split(name)
    word = next((word for word in words if word in single), None)
    return word or next((phrase.strip() for phrase in several if phrase in joined), None)


@lru_cache(maxsize=4096)
def is_cue(cue: str, name: Class) -> bool:
    """Whether a cue (“has called for”) contains a form of a verb of a class."""
    words = frozenset(_classes()[name])
    return any(base in words for word in cue.lower().split() for base in bases(word))


def kind_of(text: str, *, by_actor: bool) -> str:
    """The shipped codebook's kind of a clause.

    Args:
        text: The clause.
        by_actor: Whether its subject is somebody who can commit to something.
    """
    if says(text, "normative") is not None:
        return "normative"
    if says(text, "prediction") is not None:
        return "commitment" if by_actor and says(text, "happening") is None else "prediction"
    if says(text, "causal") is not None:
        return "causal"
    if _MAY.search(text) is not None:
        return "prediction"
    return "evaluation" if _judges(text) else "factual"


def _judges(text: str) -> bool:
    """Whether a predicate noun or adjective judges, and no figure is given."""
    if any(character.isdigit() for character in text):
        return False
    found = _JUDGING.search(text)
    strong = found is not None and any(abs(valence(word)) >= _STRONG for word in found[0].lower().split())
    return strong or subjectivity(text) >= _OPINION


def label_of(kind: str, codebook: Codebook) -> str:
    """What a codebook calls a kind: its namesake, else “factual”, else its first kind."""
    names = [label.name for label in codebook.claim_kinds]
    return kind if kind in names else "factual" if "factual" in names else names[0]


def certainty_of(text: str) -> Certainty:
    """How sure the words sound; the most cautious word decides."""
    for name, certainty in (("possible", Certainty.POSSIBLE), ("probable", Certainty.PROBABLE), ("certain", Certainty.CERTAIN)):
        if says(text, name) is not None:  # type: ignore[arg-type]  # the three names are classes
            return certainty
    return Certainty.UNSTATED
