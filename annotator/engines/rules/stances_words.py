"""Word classes of stance (verbs that end things, events, policies, people who can hold one), read once from a file.

Frames of cues are known by `stances_frames`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

from annotator.engines.rules.polarity import bases

if TYPE_CHECKING:
    from collections.abc import Mapping

Class: TypeAlias = Literal[
    "ender-verb", "ender-noun", "keeper-verb", "help", "event", "policy", "claim", "generic", "signed", "human",
    "insult", "strong", "condition", "call", "undertaking", "deed", "abstract", "idle", "partisan", "paper",
    "occasion", "intent", "ending", "wrong", "right", "glad", "upset", "voicing", "receiving", "lifeless",
    "withdrawing", "harming", "helping", "angering", "pleasing", "objecting", "assenting",
]  # fmt: skip


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, frozenset[str]]:
    text = files("annotator.engines.rules.lexicon").joinpath("stance_words.txt").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {name: frozenset(words.split()) for name, _, words in rows}


@lru_cache(maxsize=65_536)
def is_a(word: str, name: Class) -> bool:
    """Whether a small-letter word, or a base form of it, belongs to a class."""
    words = _classes()[name]
    return any(base in words for base in bases(word))


@lru_cache(maxsize=65_536)
def side(word: str, against: Class, favor: Class) -> int:
    """-1 for a small-letter word of the first class, 1 for one of the second, else 0."""
    return -1 if is_a(word, against) else 1 if is_a(word, favor) else 0
