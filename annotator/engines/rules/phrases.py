"""Subjects: whose a verb group is, before it, after it, or shared with the verb that it is coordinated with.

Noun phrases are walked by `noun_phrases`, whose names are given here too; which verbs attribute is left to matchers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon import cues
from annotator.engines.rules.noun_phrases import (
    RELATIVE,
    VERBS,
    Phrase,
    before_time,
    ceiling_of,
    floor_of,
    is_time,
    phrase_after,
    phrase_before,
)

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

__all__ = [
    "VERBS",
    "Phrase",
    "ceiling_of",
    "cue_forms",
    "floor_of",
    "governor_subject",
    "is_time",
    "phrase_after",
    "phrase_before",
    "subject_of",
]

_MAX_PARENTHESIS = 40  # tokens between two commas
_ADJUNCT_STARTS = frozenset({"PREP", "ADV", "SUB", "WH", "CONJ", "TO", "PRON", *VERBS})
_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX", "BASE"})


def cue_forms() -> dict[str, str]:
    """Small-letter verb form → cue lemma."""
    return cues.forms()


def subject_of(analysis: Analysis, first: int) -> Phrase | None:
    """The subject of a verb group that starts at a token: before it, or that of the verb it is coordinated with."""
    known = analysis.subjects  # several matchers ask about the same verb
    if first not in known:
        known[first] = _find_subject(analysis, first)
    return known[first]


def _find_subject(analysis: Analysis, first: int) -> Phrase | None:
    floor = floor_of(analysis, first)
    at = before_adverbs(analysis, before_time(analysis, first - 1, floor), floor)
    if at < floor or analysis.quoted[at] != analysis.quoted[first]:
        return None
    kind = analysis.tags[at]
    if kind in VERBS:
        return _participial(analysis, at, first, floor)
    if kind in {"COMMA", "DASH"}:
        return _before_parenthesis(analysis, at, floor)
    if kind in {"WH", "THAT"}:
        return _relative(analysis, at, floor)
    return governor_subject(analysis, at) if kind == "CONJ" else phrase_before(analysis, at, floor)


def _participial(analysis: Analysis, at: int, first: int, floor: int) -> Phrase | None:
    """A noun phrase that ends in a participle: “a poll released this week”, “61 percent of those asked”."""
    if analysis.chunk_at[first - 1] >= 0:
        return phrase_before(analysis, first - 1, floor)
    if analysis.tags[at] not in {"PAST", "PART"} or at == floor:
        return None
    phrase = phrase_before(analysis, at - 1, floor)
    return Phrase(phrase.first, at + 1, phrase.head) if phrase is not None else None


def before_adverbs(analysis: Analysis, at: int, floor: int = 0) -> int:
    """The token at a place, or the one before the adverbs and negators that end there."""
    while at > floor and analysis.tags[at] in {"ADV", "NEG"}:
        at -= 1
    return at


def _relative(analysis: Analysis, at: int, floor: int) -> Phrase | None:
    """“who said”; for “a show that predicted” and “the union, which said” the noun phrase before."""
    if analysis.tags[at] == "THAT" and at > floor and analysis.chunk_at[at - 1] >= 0:
        return phrase_before(analysis, at - 1, floor)
    if analysis.tokens.lowers[at] == "which" and at > floor + 1 and analysis.tags[at - 1] == "COMMA":
        return phrase_before(analysis, at - 2, floor) or Phrase(at, at + 1, at)
    if analysis.tokens.lowers[at] in RELATIVE:
        return Phrase(at, at + 1, at)
    return phrase_before(analysis, at, floor)


def _before_parenthesis(analysis: Analysis, at: int, floor: int) -> Phrase | None:
    """The noun phrase before a parenthesis that ends with the comma or dash at ``at``; an apposition belongs to it."""
    mark = analysis.tags[at]
    for open_ in range(at - 1, max(floor, at - _MAX_PARENTHESIS), -1):
        phrase = phrase_before(analysis, open_ - 1, floor) if analysis.tags[open_] == mark else None
        found = _with_parenthesis(analysis, phrase, open_, at, floor) if phrase is not None else None
        if found is not None:
            return found
    return None


def _with_parenthesis(analysis: Analysis, phrase: Phrase, open_: int, at: int, floor: int) -> Phrase | None:
    """A noun phrase with the apposition after it, or alone before an adjunct; None when it is neither."""
    if _is_apposition(analysis, open_ + 1, at):
        return Phrase(phrase.first, at, phrase.head)
    outer = _appositive_to(analysis, phrase, floor)
    if outer is not None:
        return outer
    aside = analysis.tags[open_ + 1] in _ADJUNCT_STARTS or analysis.tokens.lowers[open_ + 1] == "whose"
    return phrase if aside else None


def _appositive_to(analysis: Analysis, phrase: Phrase, floor: int) -> Phrase | None:
    """“Sheldon Whitehouse, a Democrat from Rhode Island”: the name with the apposition that was found first."""
    before = phrase.first - 1
    if before <= floor or analysis.tags[before] != "COMMA" or analysis.tags[phrase.first] != "DET":
        return None
    name = phrase_before(analysis, before - 1, floor)
    return (
        Phrase(name.first, phrase.last, name.head) if name is not None and analysis.tags[before - 1] == "NAME" else None
    )


def _is_apposition(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a parenthesis is a noun phrase: “the president of Judicial Watch”, “R-Ky.”, “49”."""
    if analysis.chunk_at[first] < 0 or analysis.tags[first] == "PRON" or analysis.tokens.lowers[first] == "whose":
        return False
    verbs = (at for at in range(first, last) if analysis.tags[at] in {"PAST", "PRES", "MODAL"})
    return all(analysis.tokens.lowers[at - 1] in RELATIVE for at in verbs)


def governor_subject(analysis: Analysis, at: int) -> Phrase | None:
    """The subject of the nearest finite verb to the left in the same sentence: of “, adding that” and “and said”."""
    floor = floor_of(analysis, at)
    back = at - 1
    while back >= floor:
        if analysis.tags[back] in _FINITE and analysis.quoted[back] == analysis.quoted[at]:
            first = _group_first(analysis, back, floor)
            found = _governing(analysis, first, back, at, floor)
            if found is not None:
                return found
            back = first
        back -= 1
    return None


def _governing(analysis: Analysis, first: int, verb: int, at: int, floor: int) -> Phrase | None:
    """The subject of a verb that may govern what stands at ``at``; None for a verb of an embedded clause."""
    if _is_embedded(analysis, first, floor):
        return None
    phrase = subject_of(analysis, first) or _inverted_subject(analysis, verb, at)
    return None if phrase is None or analysis.tokens.lowers[phrase.first] in {"that", "which"} else phrase


def _inverted_subject(analysis: Analysis, verb: int, ceiling: int) -> Phrase | None:
    """“…,” said Smith, adding that …: the noun phrase after the verb."""
    before = verb - 1
    if before < 0 or analysis.tags[before] not in {"MARK", "COMMA"} or analysis.tokens.lowers[verb] not in cues.forms():
        return None
    return phrase_after(analysis, verb + 1, ceiling)


def _group_first(analysis: Analysis, at: int, floor: int) -> int:
    while at > floor and analysis.tags[at - 1] in {"AUX", "MODAL", "NEG", "ADV"}:
        at -= 1
    return at


def _is_embedded(analysis: Analysis, first: int, floor: int) -> bool:
    """Whether the clause of a verb hangs on “that”, a conjunction or a cue to its left."""
    phrase = _near_subject(analysis, first, floor)
    before = phrase.first - 1 if phrase is not None else -1
    if phrase is None or before < floor:
        return False
    if analysis.tags[before] in {"THAT", "SUB", "WH"} or analysis.tokens.lowers[phrase.first] in RELATIVE:
        return True
    return analysis.tags[before] in VERBS and analysis.tokens.lowers[before] in cues.forms()


def _near_subject(analysis: Analysis, first: int, floor: int) -> Phrase | None:
    """The noun phrase right before a verb group, parentheses and coordination left out."""
    at = before_adverbs(analysis, first - 1, floor)
    if at < floor:
        return None
    return Phrase(at, at + 1, at) if analysis.tags[at] in {"WH", "THAT"} else phrase_before(analysis, at, floor)
