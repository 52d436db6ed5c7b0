"""Whose side a noun is: its possessor's, the subject's of “repeated”, or theirs who are named after “from” or “by”.

Which nouns take sides, and on what, is left to `stances_nouns` and `stances_receptions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.phrases import VERBS
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_extents import Goal
    from annotator.engines.rules.stances_reading import Reading

_BE = frozenset("is are was were be been being remains remained became".split())
_PRONOUNS = frozenset("a an his her its their my our".split())


def holder_of(reading: Reading, phrase: Phrase | None) -> str | None:
    """Who a phrase means, if anybody who can take sides."""
    return reading.holder(phrase) if phrase is not None else None


def partisan(reading: Reading, first: int, at: int, goal: Goal) -> str | None:
    """Who a critic is: the subject of “is a critic of”, the name before “, a critic of”, else the phrase."""
    analysis = reading.analysis
    lowers, floor = analysis.tokens.lowers, phrases.floor_of(analysis, at)
    before = first - 1
    if before > floor and lowers[before] in _BE:
        return (
            None
            if lowers[first] == "no"
            else holder_of(reading, phrases.subject_of(analysis, analysis.verb_group(before).first))
        )
    is_apposed = lowers[first] in {"a", "an"} and (analysis.tags[before] == "COMMA" or lowers[before] == "long")
    if before > floor and is_apposed:
        before -= lowers[before] == "long"
        return holder_of(reading, phrases.phrase_before(analysis, before - 1, floor))
    is_one = analysis.tags[first] in {"ADJ", "NOUN"} and not lowers[at].endswith("s")  # “and fierce critic of”
    if lowers[first] in _PRONOUNS or is_one or reading.quote_at(at) is not None:
        return None
    return analysis.words(first, goal.last)


def owned(reading: Reading, first: int, at: int) -> str | None:
    """The possessor before a noun."""
    analysis = reading.analysis
    for poss in range(first, at):
        if analysis.tags[poss] == "POSS":
            end = poss if analysis.tokens.lowers[poss][0] in "'’" and poss > first else poss + 1
            known = reading.actor(phrases.Phrase(first, end, first)) or _described(reading, first, poss, end)
            is_plural = analysis.tokens.lowers[first] in {"its", "their"}
            return known or (holder_of(reading, clause_subject(analysis, first)) if is_plural else None)
    return None


def _described(reading: Reading, first: int, poss: int, end: int) -> str | None:
    """The words before “'s” when they name or describe somebody: “Lind's opposition”, “the farmers' protest”."""
    analysis = reading.analysis
    is_somebody = analysis.tags[poss - 1] == "NAME" or is_a(analysis.tokens.lowers[poss - 1], "human")
    return analysis.words(first, poss) if end == poss and is_somebody else None


def named_after(reading: Reading, at: int) -> str | None:
    """Who is named after “from” or “by” at a token."""
    analysis = reading.analysis
    if at + 1 >= len(analysis.tags):
        return None
    return holder_of(reading, phrases.phrase_after(analysis, at + 1, phrases.ceiling_of(analysis, at)))


def is_given_up(reading: Reading, first: int) -> bool:
    """Whether what a noun names is taken back: “withdrew its support for T”."""
    lowers, tags = reading.analysis.tokens.lowers, reading.analysis.tags
    return first > 0 and tags[first - 1] in VERBS and is_a(lowers[first - 1], "withdrawing")


def held(reading: Reading, first: int) -> tuple[str, int] | None:
    """The subject that voices or has what its object names: “repeated strong opposition to”; -1 for “has no …”."""
    analysis = reading.analysis
    verb = first - 1
    if verb <= 0 or analysis.tags[verb] not in VERBS | {"AUX"} or not is_a(_base(analysis, verb), "voicing"):
        return None
    group = analysis.verb_group(verb)
    holder = holder_of(reading, phrases.subject_of(analysis, group.first)) if not group.passive else None
    negated = group.negated or analysis.tokens.lowers[first] in {"no", "little"}
    return None if holder is None else (holder, -1 if negated else 1)


def _base(analysis: Analysis, verb: int) -> str:
    lower = analysis.tokens.lowers[verb]
    return "have" if lower in {"has", "had", "have", "having"} else lower


def clause_subject(analysis: Analysis, at: int) -> Phrase | None:
    """What the clause that goes on at a token is about."""
    verb = _verb_before(analysis, at)
    return phrases.subject_of(analysis, analysis.verb_group(verb).first) if verb is not None else None


def _verb_before(analysis: Analysis, at: int) -> int | None:
    """The verb of the clause that goes on at a token."""
    floor = phrases.floor_of(analysis, at)
    for back in range(at - 1, floor, -1):
        if analysis.tags[back] in {"SUB", "STOP", "COLON", "THAT", "WH"}:
            return None
        if analysis.tags[back] in {"PAST", "PRES", "PART", "BASE"}:
            return back
    return None
