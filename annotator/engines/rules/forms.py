"""The likeliest class of a word form by itself: from the lexicon, its capital, its suffix.

What neighbours change is left to `tagging`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import BASE, PART, PAST, PRES, english
from annotator.engines.rules.memo import Memo
from annotator.engines.rules.tokens import LOWERS

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag

_PUNCTUATION: dict[str, Tag] = {
    ",": "COMMA", ".": "STOP", "!": "STOP", "?": "STOP", "…": "STOP", "...": "STOP", ":": "COLON", ";": "COLON",
    "—": "DASH", "–": "DASH", "--": "DASH", "-": "DASH", "―": "DASH", "|": "DASH", "/": "DASH",
    "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE", "&": "CONJ", "+": "CONJ", "%": "NOUN", "$": "NUM",
    "“": "MARK", "”": "MARK", '"': "MARK", "''": "MARK", "``": "MARK", "„": "MARK", "«": "MARK", "»": "MARK",
    "‘": "MARK", "’": "MARK", "'": "MARK",
}  # fmt: skip
_ADJECTIVE_ENDINGS = (
    "ous",
    "ful",
    "less",
    "able",
    "ible",
    "ical",
    "ish",
    "ive",
    "ese",
    "ian",
    "ary",
    "tic",
    "nal",
    "ral",
)
_NOUN_ENDINGS = ("ness", "ment", "tion", "sion", "ship", "ism", "ist", "ers", "ors", "ity", "ies", "ance", "ence")
_LY_NOUNS = frozenset("tally rally family ally reply supply anomaly assembly monopoly bully folly jelly belly".split())


def class_of(word: str, *, opens: bool) -> Tag:
    """The likeliest class of a word form; verb forms that may be nouns are verbs here.

    Args:
        word: As written.
        opens: Whether it opens a sentence, so that its capital says nothing.
    """
    lower = LOWERS[word]
    known = _PUNCTUATION.get(word)
    if known is not None:
        return known
    if word[0].isdigit() or word[0] in "$€£#":
        return "NUM"
    found = english().classes.get(lower)
    if word[0].isupper() and not opens and len(word) > 1:
        return _capitalized(word, found)
    verb = english().verbs.get(lower)
    if found is not None and (verb is None or found not in {"ADJ", "NOUN"}):
        return found
    return _of_bits(verb[1]) if verb is not None else _unknown(word, lower)


def _capitalized(word: str, found: Tag | None) -> Tag:
    """The class of a word with a capital inside a sentence: a name, unless it is a function word."""
    content = found is None or found in {"NOUN", "ADJ", "ADV", "NUM"}
    return "NAME" if content or word in {"US", "IT"} else found or "NAME"


def _unknown(word: str, lower: str) -> Tag:
    if word[0] == "@" or (word[0].isupper() and not lower.endswith("ly")):
        return "NAME"
    return _by_suffix(lower) if word[0].isalnum() else "OTHER"


def _of_bits(bits: int) -> Tag:
    if bits & PAST:
        return "PAST"
    if bits & BASE:
        return "BASE"
    return "PRES" if bits & PRES else "PART" if bits & PART else "ING"


def _by_suffix(lower: str) -> Tag:
    """A guess for an unknown word in small letters."""
    if lower.endswith("ly") and lower not in _LY_NOUNS:
        return "ADV"
    if lower.endswith("ed") and "-" not in lower and len(lower) > len("shed"):
        return "PAST"
    if lower.endswith("ing") and "-" not in lower and len(lower) > len("thing"):
        return "ING"
    if lower.endswith(_NOUN_ENDINGS):
        return "NOUN"
    return "ADJ" if lower.endswith(_ADJECTIVE_ENDINGS) or "-" in lower else "NOUN"


def _inside(word: str) -> Tag:
    return class_of(word, opens=False)


def _opening(word: str) -> Tag:
    return class_of(word, opens=True)


INSIDE: Memo[Tag] = Memo(_inside)
"""Word as written → class inside a sentence."""
OPENING: Memo[Tag] = Memo(_opening)
"""Word as written → class where a sentence opens."""
