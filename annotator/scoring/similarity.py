"""How alike two short texts are, 0 to 1: measures that a report can name, and that a caller may replace.

A measure of meaning (embeddings, an entailment model) is a `Similarity` that the caller brings along.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from annotator.scoring.names import fold

_TOKEN = re.compile(r"\w+")

SUBSET_SHARE = 2 / 3
"""How much of the longer label the shorter one must hold to name the same target."""


class Similarity(Protocol):
    """A measure of how alike two texts are."""

    @property
    def name(self) -> str:
        """What a report calls it."""
        ...

    def __call__(self, gold: str, predicted: str) -> float:
        """From 0 (nothing in common) to 1 (the same)."""
        ...


@lru_cache(maxsize=10_000)
def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers of a text, case and width folded."""
    return tuple(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


@dataclass(frozen=True, slots=True)
class TokenF1:
    """F1 of the two bags of tokens, as in SQuAD (Rajpurkar et al. 2016) but with articles kept."""

    name: str = "token-f1"

    def __call__(self, gold: str, predicted: str) -> float:
        """2 · common tokens / all tokens; 0 when one has no token, 1 when neither has."""
        left, right = tokens(gold), tokens(predicted)
        if not left or not right:
            return float(left == right)
        common = (Counter(left) & Counter(right)).total()
        return 2 * common / (len(left) + len(right))


@dataclass(frozen=True, slots=True)
class Chrf:
    """chrF (Popović 2015): F-score of character n-grams without white space, as a share and not in per cent.

    Attributes:
        order: Longest n-gram; 6 in the paper.
        beta: Weight of recall over precision; 2 in the paper's chrF2.
    """

    order: int = 6
    beta: float = 2.0

    @property
    def name(self) -> str:
        """“chrf2” for the usual weight."""
        return f"chrf{self.beta:g}"

    def __call__(self, gold: str, predicted: str) -> float:
        """Precision and recall averaged over the n-gram lengths that both texts have."""
        left, right = ("".join(text.split()) for text in (gold, predicted))
        if left == right:
            return 1.0
        longest = min(self.order, len(left), len(right))
        if not longest:
            return 0.0
        grams = [(_grams(left, n), _grams(right, n)) for n in range(1, longest + 1)]
        common = [(one & other).total() for one, other in grams]
        recall = sum(hit / one.total() for hit, (one, _) in zip(common, grams, strict=True)) / longest
        precision = sum(hit / other.total() for hit, (_, other) in zip(common, grams, strict=True)) / longest
        weight = self.beta**2
        return (1 + weight) * precision * recall / (weight * precision + recall) if precision + recall else 0.0


def _grams(text: str, n: int) -> Counter[str]:
    return Counter(text[at : at + n] for at in range(len(text) - n + 1))


TOKEN_F1 = TokenF1()
CHRF = Chrf()


def same_label(left: str, right: str) -> bool:
    """Whether two labels of targets name the same thing: equal when folded, or one only adds words to the other.

    “strikes on Iran's nuclear facilities” and “US strikes on Iran's nuclear facilities” are the same; “strikes on Iran”
    and “sanctions on Iran” are not: a word replaced is another target.
    """
    one, other = fold(left), fold(right)
    if one == other:
        return True
    short, long = sorted((Counter(tokens(one)), Counter(tokens(other))), key=Counter[str].total)
    return short <= long and short.total() >= SUBSET_SHARE * long.total() > 0
