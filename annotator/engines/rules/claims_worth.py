"""Two small scorers of sentences: how much a statement is worth checking, and how much it gives an opinion.

Both add hand-set weights of word classes and of form and squash the sum; nothing is learned. Splitting a text into
claims is left to `claims`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from itertools import chain, pairwise
from math import exp, log
from typing import TYPE_CHECKING, Final, NamedTuple

from annotator.engines.rules.memo import Memo
from annotator.engines.rules.polarity import bases, valence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_WORD = re.compile(
    r"([A-Za-z]{2,}+[^\W\d_]*+(?:-[^\W\d_]++)*+"  # most words: asked for first because they are so many
    r"|[$€£]?\d[\d.,]*+%?|n['’]t\b|['’](?:ll|s|re|ve|d|m)\b|[^\W\d_]++(?:-[^\W\d_]++)*+|[^\w\s])\s*+"
)
_HAVE = frozenset("has have had 've ’ve 's ’s".split())
_BETWEEN = frozenset("not never also already n't n’t".split())
_DONE = frozenset(
    "been done gone given taken made lost cut put seen spent built grown risen fallen written become "
    "begun brought had got".split()
)
_REPORTED = frozenset("said says voted claims claimed promised wants opposed called".split())
_SPEAKERS = frozenset({"i", "we"})
_WANTING = _SPEAKERS | {"going", "let"}
_INTENDED = frozenset("'d ’d 'll ’ll would will want hope propose need must should ought can".split())
_BE_OR_HAVE = frozenset("'ve ’ve 're ’re 'm ’m have are am".split())
_TO_BE_DONE = frozenset(("got", "going", "trying", "to"))
_LET = frozenset("'s ’s me us".split())
_SUPERLATIVE = re.compile(r"[a-z]{3,}est$")
_NOT_SUPERLATIVE = frozenset(
    "interest request protest contest honest modest arrest invest suggest forest harvest guest west".split()
)
_MOST_OF_A_CLASS = 2  # words of one class that count; a third one adds nothing
_USUAL_LENGTH = 16  # words
_SHORTEST = 3  # words that the shortest statement counts as
_GROWTH = 0.7  # the second word of a class adds less than the first
_MOST_NAMES = 5  # capitalised words that count
_DASHES = frozenset("—–;")
_QUOTATION = frozenset('"“”')

STRONG: Final = 2
"""Absolute valence from which a word is an opinion."""

WORTH_MIDDLE: Final = 1.4
"""Sum of weights at which a statement is as likely as not worth checking."""

SUBJECTIVE_MIDDLE: Final = 0.8
"""Sum of weights at which a sentence is as likely as not subjective."""

_WORTH_OF_FORM: Final = {
    "figure": 1.9,
    "superlative": 0.5,
    "name": 0.35,
    "length": 0.8,  # for each doubling and a half of the usual length
    "done": 0.4,
    "reported": 0.4,
    "intention": -0.7,
    "question": -1.6,
}
"""Form of a statement → weight for worth."""

_SUBJECTIVE_OF_FORM: Final = {
    "strong": 0.4,  # for the square root of the number of strong words
    "exclaimed": 0.6,
    "dashed": 0.3,
    "quotation": -0.3,
    "figure": -1.2,
    "names": -0.12,  # for each name, up to five
}
"""Form of a sentence → weight for subjectivity."""


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


class _Seen(NamedTuple):
    """What is known about a word by itself."""

    worth: tuple[Line, ...]
    subjective: tuple[Line, ...]
    is_figure: bool
    is_capital: bool
    is_superlative: bool
    is_strong: bool
    lower: str


class Columns(NamedTuple):
    """What is known about the words, numbers and marks of a sentence: a column for each question, a row for each."""

    worth: tuple[tuple[Line, ...], ...] = ()
    subjective: tuple[tuple[Line, ...], ...] = ()
    figures: tuple[bool, ...] = ()
    capitals: tuple[bool, ...] = ()
    superlatives: tuple[bool, ...] = ()
    strong: tuple[bool, ...] = ()
    lowers: tuple[str, ...] = ()


def _seen(word: str) -> _Seen:
    """Look a word up, as written."""
    lower = word.lower()
    return _Seen(
        worth=_lines(lower, "worth"),
        subjective=_lines(lower, "subjective"),
        is_figure=word[0].isdigit() or word[-1].isdigit() or word[-1] == "%",
        is_capital=word[0].isupper() and word != "I",
        is_superlative=_SUPERLATIVE.match(lower) is not None and lower not in _NOT_SUPERLATIVE,
        is_strong=abs(valence(lower)) >= STRONG,
        lower=lower,
    )


_WORDS = Memo(_seen)


@lru_cache(maxsize=512)
def seen(sentence: str) -> Columns:
    """The words, numbers and marks of a sentence with what is known about each."""
    return Columns(*zip(*_WORDS.of(_WORD.findall(sentence)), strict=True))


def _lines(lower: str, scale: str) -> tuple[Line, ...]:
    """The classes of a small-letter word."""
    known = _classes(scale)
    return next((known[base] for base in bases(lower) if base in known), ())


def _class_sum(lines: Iterable[Line]) -> float:
    """Weights of the classes, each counted for at most two words."""
    counts: dict[Line, int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return float(sum(line.weight * min(count, _MOST_OF_A_CLASS) ** _GROWTH for line, count in counts.items()))


def check_worthiness(sentence: str) -> float:
    """How much a statement is worth checking: facts, figures and deeds that matter to the public.

    Returns:
        0 to 1; at .5 and above most readers would want it checked.
    """
    words = seen(sentence)
    lowers = words.lowers
    if not lowers:
        return 0.0
    form = {
        "figure": any(words.figures),
        "superlative": any(words.superlatives),
        "name": any(words.capitals[1:]),
        "length": log(max(_SHORTEST, len(lowers)) / _USUAL_LENGTH),
        "done": _tells_deed(lowers),
        "reported": not _REPORTED.isdisjoint(lowers[1:]),
        "intention": _tells_intention(lowers),
        "question": "?" in lowers,
    }
    total = sum([weight * form[name] for name, weight in _WORTH_OF_FORM.items()])
    return _squashed(total + _class_sum(chain.from_iterable(words.worth)) - WORTH_MIDDLE)


def _tells_deed(lowers: Sequence[str]) -> bool:
    """Whether something has been done: “have not cut”."""
    if _HAVE.isdisjoint(lowers):
        return False
    for at, lower in enumerate(lowers[:-1]):
        if lower in _HAVE:
            after = lowers[at + 1]
            if after in _BETWEEN and at + 2 < len(lowers):
                after = lowers[at + 2]
            if after in _DONE or after.endswith("ed"):
                return True
    return False


def _tells_intention(lowers: Sequence[str]) -> bool:
    """Whether the speaker says what is wanted: “we will”, “I have got to”, “going to”, “let us”."""
    if _WANTING.isdisjoint(lowers):
        return False
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
    lowers = words.lowers
    if not lowers:
        return 0.0
    form = {
        "strong": sum(words.strong) ** 0.5,
        "exclaimed": "!" in lowers,
        "dashed": not _DASHES.isdisjoint(lowers),
        "quotation": not _QUOTATION.isdisjoint(lowers),
        "figure": any(words.figures),
        "names": min(_MOST_NAMES, sum(words.capitals[1:])),
    }
    total = sum([weight * form[name] for name, weight in _SUBJECTIVE_OF_FORM.items()])
    return _squashed(total + _class_sum(chain.from_iterable(words.subjective)) - SUBJECTIVE_MIDDLE)


def _squashed(total: float) -> float:
    return 1 / (1 + exp(-total))
