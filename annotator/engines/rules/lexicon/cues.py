"""English cues and the frames they open, read once from ``en_cues.txt``.

Where the parts of a frame stand in a sentence is left to the matchers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon import words
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Frame:
    """What a cue takes.

    Attributes:
        mode: What kind of attribution it licenses; that of its first line.
        complements: Names of complements, as the file explains them.
        prepositions: Prepositions after which its content stands.
        modes: Complement → kind of attribution, where it differs.
    """

    mode: Mode
    complements: frozenset[str]
    prepositions: frozenset[str]
    modes: Mapping[str, Mode]

    def mode_of(self, complement: str) -> Mode:
        """The kind of attribution that one complement licenses."""
        return self.modes.get(complement, self.mode)


@dataclass(frozen=True, slots=True)
class Cues:
    """All English cues.

    Attributes:
        verbs: Lemma, or lemma and particle joined by “_”, → frame.
        nouns: Noun in the singular → frame.
        adjectives: Adjective → frame.
        adverbs: Adverbs that attribute their clause to nobody.
    """

    verbs: dict[str, Frame]
    nouns: dict[str, Frame]
    adjectives: dict[str, Frame]
    adverbs: frozenset[str]


@lru_cache(maxsize=1)
def english() -> Cues:
    """The English cues."""
    text = files("annotator.engines.rules.lexicon").joinpath("en_cues.txt").read_text(encoding="utf-8")
    rows = [
        tuple(part.strip() for part in line.split("|"))
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return Cues(
        verbs=_frames(row for row in rows if row[0] in set(Mode)),
        nouns=_frames(("speech", *row[1:]) for row in rows if row[0] == "noun"),
        adjectives=_frames(("thought", *row[1:]) for row in rows if row[0] == "adjective"),
        adverbs=frozenset(word for row in rows if row[0] == "adverb" for word in row[2].split()),
    )


def _frames(rows: Iterable[tuple[str, ...]]) -> dict[str, Frame]:
    modes: dict[str, dict[str, Mode]] = {}
    first: dict[str, Mode] = {}
    for mode, names, lemmas in rows:
        for lemma in lemmas.split():
            first.setdefault(lemma, Mode(mode))
            for name in names.split():
                modes.setdefault(lemma, {}).setdefault(name, Mode(mode))
    return {lemma: _frame(first[lemma], names) for lemma, names in modes.items()}


def _frame(mode: Mode, modes: dict[str, Mode]) -> Frame:
    prepositions = {name.removeprefix("prep:") for name in modes if name.startswith("prep:")}
    other = {name: one for name, one in modes.items() if one is not mode}
    return Frame(mode, frozenset(modes), frozenset(prepositions), other)


@lru_cache(maxsize=1)
def forms() -> dict[str, str]:
    """Small-letter form of a cue verb → its lemma."""
    lemmas = {lemma.partition("_")[0] for lemma in english().verbs}
    return {form: lemma for form, (lemma, _) in words.english().verbs.items() if lemma in lemmas}


@lru_cache(maxsize=1)
def clausal() -> frozenset[str]:
    """Small-letter forms of verbs that take a clause, so that a subject and a verb may follow them directly."""
    frames = english().verbs
    takes = {lemma.partition("_")[0] for lemma, frame in frames.items() if frame.complements & {"that", "clause"}}
    return frozenset(form for form, lemma in forms().items() if lemma in takes)
