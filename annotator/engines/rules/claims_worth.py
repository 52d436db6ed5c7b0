"""Two small scorers of sentences: how much a statement is worth checking, and how much it gives an opinion.

Both add hand-set weights of word classes and of form and squash the sum; nothing is learned. Splitting a text into claims
is left to `claims`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from math import exp, log
from typing import TYPE_CHECKING, Final, NamedTuple

from annotator.engines.rules.polarity import bases, valence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[$€£]?\d[\d.,]*%?|n['’]t\b|['’](?:ll|s|re|ve|d|m)\b|[^\W\d_]+(?:-[^\W\d_]+)*|[^\w\s]")
_INTENTION = re.compile(
    r"\b(?:i|we)(?:['’](?:d|ll)| would| will| want| hope| propose| need| must| should| ought| can)\b"
    r"|\b(?:i|we)(?:['’](?:ve|re|m)| have| are| am) (?:got to|to|going to|trying to)\b|\bgoing to\b|\blet(?:['’]s| me| us)\b"
)
_REPORTED = re.compile(r"\b(?:he|she|they|who|[a-z]+) (?:said|says|voted|claims|claimed|promised|wants|opposed|called)\b")
_DONE = re.compile(
    r"(?:\b(?:has|have|had)|['’]ve|['’]s)(?: not| never| also| already|n['’]t)? (?:[a-z]+ed|been|done|gone|given|taken|made|lost|cut|put|"
    r"seen|spent|built|grown|risen|fallen|written|become|begun|brought|had|got)\b"
)
_SUPERLATIVE = re.compile(r"[a-z]{3,}est$")
_NOT_SUPERLATIVE = frozenset("interest request protest contest honest modest arrest invest suggest forest harvest guest west".split())
_MOST_OF_A_CLASS = 2  # words of one class that count; a third one adds nothing
_USUAL_LENGTH = 16  # words
_STRONG = 2  # absolute valence from which a word is an opinion
_MOST_NAMES = 5  # capitalised words that count

DIGITS: Final = 1.9
"""Weight of a number in digits for worth."""


class Line(NamedTuple):
    """One class of a scale."""

    name: str
    weight: float


@lru_cache(maxsize=2)
def _classes(scale: str) -> Mapping[str, tuple[Line, ...]]:
    """Base form → classes of a scale."""
    known: dict[str, tuple[Line, ...]] = {}
    text = files("annotator.engines.rules.lexicon").joinpath("claims_words.txt").read_text(encoding="utf-8")
    for row in text.splitlines():
        head, _, words = row.partition(": ")
        if row.startswith(scale + " "):
            _, name, weight = head.split()
            for word in words.split():
                known[word] = (*known.get(word, ()), Line(name, float(weight)))
    return known


@lru_cache(maxsize=65_536)
def _lines(lower: str, scale: str) -> tuple[Line, ...]:
    """The classes of a small-letter word."""
    known = _classes(scale)
    return next((known[base] for base in bases(lower) if base in known), ())


def words_of(sentence: str) -> list[str]:
    """The words, numbers and marks of a sentence as written."""
    return _WORD.findall(sentence)


def _class_sum(lowers: Sequence[str], scale: str) -> float:
    """Weights of the classes, each counted for at most two words."""
    counts: dict[Line, int] = {}
    for lower in lowers:
        for line in _lines(lower, scale):
            counts[line] = counts.get(line, 0) + 1
    return sum(line.weight * min(count, _MOST_OF_A_CLASS) ** 0.7 for line, count in counts.items())


def check_worthiness(sentence: str) -> float:
    """How much a statement is worth checking: facts, figures and deeds that matter to the public.

    Returns:
        0 to 1; at .5 and above most readers would want it checked.
    """
    words = words_of(sentence)
    if not words:
        return 0.0
    lowers = [word.lower() for word in words]
    total = _class_sum(lowers, "worth")
    total += DIGITS * any(word[-1].isdigit() or word[0].isdigit() or word[-1] == "%" for word in words)
    total += 0.5 * any(_SUPERLATIVE.match(lower) and lower not in _NOT_SUPERLATIVE for lower in lowers)
    total += 0.35 * any(word[0].isupper() and word != "I" for word in words[1:])
    total += 0.8 * log(max(3, len(words)) / _USUAL_LENGTH)
    small = sentence.lower()
    total += 0.4 * (_DONE.search(small) is not None) + 0.4 * (_REPORTED.search(small) is not None)
    total -= 0.7 * (_INTENTION.search(small) is not None) + 1.6 * ("?" in words)
    return _squashed(total - WORTH_MIDDLE)


WORTH_MIDDLE: Final = 1.4
"""Sum of weights at which a statement is as likely as not worth checking."""

SUBJECTIVE_MIDDLE: Final = 0.8
"""Sum of weights at which a sentence is as likely as not subjective."""


def subjectivity(sentence: str) -> float:
    """How much a sentence gives its author's opinion, rather than a fact or somebody else's words.

    Returns:
        0 to 1; at .5 and above it is subjective.
    """
    words = words_of(sentence)
    if not words:
        return 0.0
    lowers = [word.lower() for word in words]
    total = _class_sum(lowers, "subjective")
    total += 0.4 * sum(abs(valence(lower)) >= _STRONG for lower in lowers) ** 0.5
    total += 0.6 * ("!" in words) + 0.3 * any(mark in words for mark in ("—", "–", ";"))
    total -= 0.3 * any(mark in words for mark in ('"', "“", "”"))
    total -= 1.2 * any(word[-1].isdigit() or word[0].isdigit() for word in words)
    total -= 0.12 * min(_MOST_NAMES, sum(word[0].isupper() and word != "I" for word in words[1:]))
    return _squashed(total - SUBJECTIVE_MIDDLE)


def _squashed(total: float) -> float:
    return 1 / (1 + exp(-total))
