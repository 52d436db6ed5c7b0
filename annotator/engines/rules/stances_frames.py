"""The frames of stance: which words take which side on what stands where, read once from ``stance_frames.txt``.

Finding subject and object in a sentence is left to `stances_cues`; what a codebook calls the acts, to `stances_acts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias

from annotator.engines.rules.polarity import american, bases

if TYPE_CHECKING:
    from collections.abc import Mapping

Place: TypeAlias = Literal["np", "of", "for", "about", "to", "addressee", "clause", "noun"]
"""Where the object stands: right after the cue, with “of” or “for” after it, after “about” (“warn T about …”), an
infinitive, somebody told to do it, the subject of a clause (“fears that T will …”); or the cue is a noun and the object
follows its preposition."""

DEED = "-"
"""Act of a frame that is a deed, no speech act."""

_SIGNS = {"+": 1, "-": -1, "0": 0, "favor": 1, "against": -1, "neutral": 0}
_BE = frozenset("am is are was were be been being 's ’s 're ’re 'm ’m".split())
_HAVE = frozenset("has have had having 've ’ve".split())
_LINKING = frozenset("remain become feel seem sound appear grow stay".split())
_BE_ONLY = frozenset({"for", "behind", "ready", "willing", "prepared"})  # second words that no other verb links


@dataclass(frozen=True, slots=True)
class Frame:
    """What a cue means for subject and object.

    Attributes:
        words: The cue, its first word a base form.
        act: Label of the shipped codebook, or `DEED`.
        attitude: Of the subject toward the object: 1, -1 or 0.
        subject: How the subject looks: 1, -1 or 0.
        object: How the object looks: 1, -1 or 0.
        place: Where the object stands.
    """

    words: tuple[str, ...]
    act: str
    attitude: int
    subject: int
    object: int
    place: Place


@lru_cache(maxsize=1)
def frames() -> Mapping[str, tuple[Frame, ...]]:
    """First word of the cue → frames, the longest cue first, lines in the order of the file."""
    known: dict[str, list[Frame]] = {}
    text = files("annotator.engines.rules.lexicon").joinpath("stance_frames.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            for frame in _frames_of(line):
                known.setdefault(frame.words[0], []).append(frame)
    return {first: tuple(sorted(rows, key=lambda frame: -len(frame.words))) for first, rows in known.items()}


def _frames_of(line: str) -> list[Frame]:
    act, attitude, subject, object_, place, *cues = line.split()
    signs = (_SIGNS[attitude], _SIGNS[subject], _SIGNS[object_])
    return [Frame(tuple(cue.split("_")), act, *signs, place) for cue in cues]  # type: ignore[arg-type]  # a test holds the file against `Place`


@lru_cache(maxsize=65_536)
def frames_of(word: str) -> tuple[Frame, ...]:
    """The frames whose cue may start with a small-letter word, the longest first."""
    known = frames()
    base = _base(word)
    return known[base] if base is not None else ()


def _base(word: str) -> str | None:
    """The first word of cues that a small-letter word is a form of, or None."""
    known = frames()
    if word in _BE:
        return "be" if "be" in known else None
    if word in _HAVE:
        return "have" if "have" in known else None
    return next((base for base in bases(word) if base in known), None)


def _of_verb(word: str) -> tuple[Frame, ...]:
    """The frames of the verb of a noun that has some of its own, and of other spellings: “backing”, “honours”."""
    first = _base(word)
    if first is None or word in _BE or word in _HAVE or not (word.endswith("ing") or american(word) != word):
        return ()
    known = frames()
    return tuple(frame for base in bases(word) if base in known and base != first for frame in known[base])


def _links(word: str) -> bool:
    return not _LINKING.isdisjoint(bases(word))


@lru_cache(maxsize=65_536)
def frames_by_second(word: str) -> Mapping[str, tuple[Frame, ...]]:
    """The same frames by the second word of their cue, “” for cues of one word: “is” has dozens.

    Verbs like “remain” link what “be” links: “remains opposed to”.
    """
    found: dict[str, list[Frame]] = {}
    linked = (f for f in frames().get("be", ()) if f.words[1] not in _BE_ONLY) if _links(word) else ()
    for frame in (*frames_of(word), *_of_verb(word), *linked):
        found.setdefault(frame.words[1] if len(frame.words) > 1 else "", []).append(frame)
    return {second: tuple(rows) for second, rows in found.items()}
