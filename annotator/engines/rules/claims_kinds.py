"""What kind of claim a clause makes, how sure it sounds, and whether it could be checked: from words that tell.

Which clauses are claims is left to `claims_units`, their wording to `claims_wording`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

from annotator.engines.rules.claims_worth import seen, subjectivity
from annotator.engines.rules.polarity import bases
from annotator.schema import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.codebook import Codebook

Class: TypeAlias = Literal[
    "normative", "prediction", "causal", "certain", "probable", "possible", "denying", "demanding", "promising",
    "naming",
    "happening",
    "maybe",
    "mute",
]  # fmt: skip

_CAUTIOUS_FIRST = (Certainty.POSSIBLE, Certainty.PROBABLE, Certainty.CERTAIN)  # each is a class of words too

CHECKABLE = frozenset({"factual", "causal"})
"""Kinds that the world can confirm or refute now."""

_NONE: frozenset[str] = frozenset()
_COPULAS = frozenset("is are was were 's ’s 're ’re".split())
_PREDICATE = 5  # words after a copula that say what something is
_OPINION = 0.7  # subjectivity from which a clause without a figure judges


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, tuple[str, ...]]:
    text = files("annotator.engines.rules.lexicon").joinpath("claims_kinds.txt").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {name: tuple(words.split(", ")) for name, _, words in rows}


@lru_cache(maxsize=1)
def _index() -> tuple[Mapping[str, frozenset[str]], Mapping[str, tuple[tuple[str, str], ...]]]:
    """Single word → its classes; first word of a phrase → phrases, a space on either side, with their class."""
    single: dict[str, set[str]] = {}
    several: dict[str, list[tuple[str, str]]] = {}
    for name, entries in _classes().items():
        for entry in entries:
            if " " in entry:
                several.setdefault(entry.partition(" ")[0], []).append((f" {entry} ", name))
            else:
                single.setdefault(entry, set()).add(name)
    return (
        {word: frozenset(names) for word, names in single.items()},
        {word: tuple(rows) for word, rows in several.items()},
    )


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Words that are of a class, or start a phrase that is."""
    single, several = _index()
    return frozenset((*single, *several))


@lru_cache(maxsize=512)
def _said(text: str) -> frozenset[str]:
    """The classes of which a word or phrase stands in a text."""
    single, several = _index()
    lowers = seen(text).lowers
    found: set[str] = set()
    for lower in _telling().intersection(lowers):
        found |= single.get(lower, _NONE)
        if lower in several:
            joined = f" {' '.join(lowers)} "
            found.update([name for phrase, name in several[lower] if phrase in joined])
    return frozenset(found)


def says(text: str, name: Class) -> bool:
    """Whether a word or phrase of a class stands in a text."""
    return name in _said(text)


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
    said = _said(text)
    if "normative" in said:
        return "normative"
    if "prediction" in said:
        return "commitment" if by_actor and "happening" not in said else "prediction"
    if "causal" in said:
        return "causal"
    if "maybe" in said:
        return "prediction"
    return "evaluation" if _judges(text) else "factual"


@lru_cache(maxsize=512)
def _judges(text: str) -> bool:
    """Whether a predicate noun or adjective judges, and no figure is given."""
    words = seen(text)
    if any(words.figures):
        return False
    if any(words.strong) and not _COPULAS.isdisjoint(words.lowers):
        for at, lower in enumerate(words.lowers):
            if lower in _COPULAS and any(words.strong[at + 1 : at + 1 + _PREDICATE]):
                return True
    return subjectivity(text) >= _OPINION


def label_of(kind: str, codebook: Codebook) -> str:
    """What a codebook calls a kind: its namesake, else “factual”, else its first kind."""
    names = [label.name for label in codebook.claim_kinds]
    return kind if kind in names else "factual" if "factual" in names else names[0]


def certainty_of(text: str) -> Certainty:
    """How sure the words sound; the most cautious word decides."""
    said = _said(text)
    return next((certainty for certainty in _CAUTIOUS_FIRST if certainty in said), Certainty.UNSTATED)
