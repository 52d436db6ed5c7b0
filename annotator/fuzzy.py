"""A bounded fuzzy match: a stretch of text that differs from a fragment in harmless ways only.

Harmless are spelling variants and slips of one letter in longer words, and articles. A negation, a number, a name, a
word more or less is never harmless, whatever the similarity. When fuzzy is allowed is left to `annotator.grounding`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from annotator.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.folding import Folded

LOWEST_RATIO = 85.0
"""Similarity of characters, 0 to 100, below which no stretch is looked at more closely."""
LOWEST_COVERAGE = 0.85
"""Share of the fragment's words that must stand in the text unchanged."""
LOWEST_DENSITY = 0.85
"""Share of the stretch's words that must stand in the fragment unchanged."""
SPARED = 1
"""Words that may differ whatever the shares say, so that short fragments have a chance."""
FEWEST_WORDS = 4
"""A shorter fragment has too little to be recognised by."""
LONGEST = 4_000
"""Characters of a fragment; a longer one is refused rather than compared for long."""
SHORTEST_VARIED = 5
"""Letters from which on a slip of one letter leaves a word recognisable."""
MARGIN = 40
"""Folded characters around the similar stretch in which its edges are looked for."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ARTICLES = frozenset("the a an that der die das ein eine dass le la les un une que el los las lo".split())
_NUMERALS = frozenset(
    "hundred thousand million billion trillion dozen half third quarter "
    "one two three four five six seven eight nine ten "
    "eleven twelve twenty thirty forty fifty sixty seventy eighty ninety millionen milliarde milliarden "
    "mille milliard millions milliards mil millon millones first second fourth fifth".split()
)
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor without cannot hardly "
    "nicht kein keine nie niemals ohne ne pas jamais "
    "sans non sin ni nunca не нет никогда без".split()
)
_NEGATIVE_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "anti", "de", "mis", "a", "ab", "не")
_PAIRED_ENDINGS = (("er", "ee"), ("or", "ee"), ("er", "ed"), ("s", "d"))
"""Endings that tell who does from whom it is done to."""
_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{3})is(?=e|ed|es|er|ers|ing|ation|ations)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=$|s|ed|ing|able|ite|ites|ful)"), "or"),
    (re.compile(r"(?<=[a-z]{2})tre(?=$|s)"), "ter"),
    (re.compile(r"(?<=[a-z]{2})ence$"), "ense"),
    (re.compile(r"(?<=[a-z]{2})ll(?=ed|ing|er)"), "l"),
    (re.compile(r"(?<=[a-z]{2})ogue"), "og"),
    (re.compile(r"(?<=[a-z]{3})mme(?=$|s)"), "m"),
)


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of the text: offsets into it, and its similarity to the fragment, 0 to 1."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int


def find(fragment: str, raw: str, folded: Folded, near: tuple[int, int] | None = None) -> Match | None:
    """The stretch of a text that a fragment differs from only harmlessly, or None.

    Args:
        fragment: The words.
        raw: The text.
        folded: The same text folded, without marks.
        near: Where to look first, as offsets into the text.
    """
    needle = fold(fragment, marks=False).text.strip()
    wanted = _words(needle, 0)
    if len(needle) > LONGEST or len(wanted) < FEWEST_WORDS:
        return None
    windows = [_window_near(folded, near, len(needle)), (0, len(folded.text))] if near else [(0, len(folded.text))]
    for window in windows:
        match = _find_in(wanted, needle, raw, folded, window)
        if match is not None:
            return match
    return None


def _window_near(folded: Folded, near: tuple[int, int], length: int) -> tuple[int, int]:
    return (
        max(0, bisect_left(folded.starts, near[0]) - length),
        min(len(folded.text), bisect_left(folded.starts, near[1]) + length),
    )


def _find_in(wanted: list[_Word], needle: str, raw: str, folded: Folded, window: tuple[int, int]) -> Match | None:
    low, high = window
    hay = folded.text[low:high]
    rough = fuzz.partial_ratio_alignment(needle, hay, score_cutoff=LOWEST_RATIO) if len(hay) >= len(needle) else None
    if rough is None:
        return None
    begin = max(0, low + rough.dest_start - MARGIN)
    there = _words(folded.text[begin : low + rough.dest_end + MARGIN], begin)
    stretch = _aligned(wanted, there, raw, folded)
    if not stretch:
        return None
    place = folded.original(stretch[0].start, stretch[-1].end)
    if place is None:
        return None
    score = Indel.normalized_similarity(needle, folded.text[stretch[0].start : stretch[-1].end])
    return Match(*place, score=score)


def _words(folded: str, offset: int) -> list[_Word]:
    return [_Word(each.group(), each.start() + offset, each.end() + offset) for each in _WORD.finditer(folded)]


def _aligned(wanted: list[_Word], there: list[_Word], raw: str, folded: Folded) -> list[_Word] | None:
    """The words of the text that the fragment's words stand for, if every difference is harmless."""
    blocks = list(Levenshtein.opcodes([word.folded for word in wanted], [word.folded for word in there]))
    while blocks and blocks[0].tag == "insert":
        blocks.pop(0)
    while blocks and blocks[-1].tag == "insert":
        blocks.pop()
    kept: list[_Word] = []
    same = 0
    for block in blocks:
        ours, theirs = wanted[block.src_start : block.src_end], there[block.dest_start : block.dest_end]
        if block.tag == "equal":
            same += len(ours)
        elif not _harmless(ours, theirs, raw, folded):
            return None
        kept += theirs
    enough = max(LOWEST_COVERAGE * len(wanted), LOWEST_DENSITY * len(kept)) - SPARED
    return kept if kept and same >= max(enough, FEWEST_WORDS - 1) else None


def _harmless(ours: Sequence[_Word], theirs: Sequence[_Word], raw: str, folded: Folded) -> bool:
    if len(ours) != len(theirs):
        return all(word.folded in _ARTICLES for word in (*ours, *theirs))
    return all(_same_word(a.folded, b.folded) and not _named(b, raw, folded) for a, b in zip(ours, theirs, strict=True))


def _named(word: _Word, raw: str, folded: Folded) -> bool:
    """Whether the text writes the word with a capital, so that it may be a name."""
    return raw[folded.starts[word.start]].isupper()


def _same_word(a: str, b: str) -> bool:
    """Whether two words are one word spelled in two ways, or with a slip of one letter."""
    if a in _ARTICLES and b in _ARTICLES:
        return True
    guarded = _NUMERALS | _NEGATIONS
    if a in guarded or b in guarded or any(map(str.isdigit, a + b)):
        return False
    if _spelled(a) == _spelled(b):
        return True
    if min(len(a), len(b)) < SHORTEST_VARIED or _opposed(a, b):
        return False
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1 or _transposed(a, b)


def _spelled(word: str) -> str:
    for pattern, standard in _SPELLINGS:
        word = pattern.sub(standard, word)
    return word


def _opposed(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if any(long == prefix + short for prefix in _NEGATIVE_PREFIXES):
        return True
    return any({a.endswith(x) and b.endswith(y), a.endswith(y) and b.endswith(x)} & {True} for x, y in _PAIRED_ENDINGS)


def _transposed(a: str, b: str) -> bool:
    """Whether two neighbouring letters changed places."""
    return len(a) == len(b) and any(
        a[:i] + a[i + 1] + a[i] + a[i + 2 :] == b for i in range(len(a) - 1) if a[i : i + 2] != b[i : i + 2]
    )
