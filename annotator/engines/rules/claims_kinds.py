"""What kind of claim a clause makes, how sure it sounds, and whether it could be checked: from words that tell.

Which clauses are claims is left to `claims_units`, their wording to `claims_wording`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules.claims_words import COPULA, FIGURE, KINDS, OPENING, STRONG, seen
from annotator.engines.rules.claims_worth import subjectivity
from annotator.engines.rules.lexicon.claims import classes, phrases
from annotator.engines.rules.polarity import bases
from annotator.schema import Certainty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.codebook import Codebook
    from annotator.engines.rules.lexicon.claims import Class

_CAUTIOUS_FIRST = (Certainty.POSSIBLE, Certainty.PROBABLE, Certainty.CERTAIN)  # each is a class of words too

CHECKABLE = frozenset({"factual", "causal"})
"""Kinds that the world can confirm or refute now."""

_PREDICATE = 5  # words after a copula that say what something is
_OPINION = 0.7  # subjectivity from which a clause without a figure judges


@lru_cache(maxsize=512)
def _said(text: str) -> int:
    """The classes of which a word or phrase stands in a text, as bits."""
    words = seen(text)
    if not words.traits & OPENING:
        return words.traits
    known, found = phrases(), words.traits
    joined = f" {' '.join(words.lowers)} "
    for first in [lower for piece in words.pieces if piece.traits & OPENING for lower in piece.lowers]:
        for phrase, name in known.get(first, ()):
            if phrase in joined:
                found |= KINDS[name]
    return found


def says(text: str, name: Class) -> bool:
    """Whether a word or phrase of a class stands in a text."""
    return _said(text) & KINDS[name] > 0


@lru_cache(maxsize=4096)
def is_cue(cue: str, name: Class) -> bool:
    """Whether a cue (“has called for”) contains a form of a verb of a class."""
    words = frozenset(classes()[name])
    return any(base in words for word in cue.lower().split() for base in bases(word))


def kind_of(text: str, *, by_actor: bool) -> str:
    """The shipped codebook's kind of a clause.

    Args:
        text: The clause.
        by_actor: Whether its subject is somebody who can commit to something.
    """
    said = _said(text)
    if said & KINDS["normative"]:
        return "normative"
    if said & KINDS["prediction"]:
        return "commitment" if by_actor and not said & KINDS["happening"] else "prediction"
    if said & KINDS["causal"]:
        return "causal"
    if said & KINDS["maybe"]:
        return "prediction"
    return "evaluation" if _judges(text) else "factual"


@lru_cache(maxsize=512)
def _judges(text: str) -> bool:
    """Whether a predicate noun or adjective judges, and no figure is given."""
    words = seen(text)
    if words.traits & FIGURE:
        return False
    return (words.traits & STRONG > 0 and words.traits & COPULA > 0 and _predicates_strongly(words.each)) or (
        subjectivity(text) >= _OPINION
    )


def _predicates_strongly(each: Sequence[int]) -> bool:
    """Whether a strong word stands soon after a copula."""
    copulas = [at for at, trait in enumerate(each) if trait & COPULA]
    return any(trait & STRONG for at in copulas for trait in each[at + 1 : at + 1 + _PREDICATE])


def label_of(kind: str, codebook: Codebook) -> str:
    """What a codebook calls a kind: its namesake, else “factual”, else its first kind."""
    names = [label.name for label in codebook.claim_kinds]
    return kind if kind in names else "factual" if "factual" in names else names[0]


def certainty_of(text: str) -> Certainty:
    """How sure the words sound; the most cautious word decides."""
    said = _said(text)
    return next((certainty for certainty in _CAUTIOUS_FIRST if said & KINDS[certainty]), Certainty.UNSTATED)
