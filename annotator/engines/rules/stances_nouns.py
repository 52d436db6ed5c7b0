"""Sides that nouns take: “critics of the plan said”, “her opposition to the dam”, “marched in support of the strike”.

Verbs and predicates with a frame are read by `stances_cues`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_extents import Goal, skip
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_frames import frames_of
from annotator.engines.rules.stances_objects import after
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

_ABOUT = frozenset({"about", "over", "at", "with", "of", "to", "for", "against", "on", "in"})
_WITH_IN = frozenset({"support", "favor", "favour", "defense", "defence", "protest", "opposition", "solidarity"})
_AGAINST = frozenset({"protest", "opposition"})
_BE = frozenset("is are was were be been being remains remained became".split())
_BY_PARTISAN, _BY_OWNER, _BY_ADJUNCT = 0.5, 0.45, 0.45


def nominal_stances(reading: Reading) -> Iterator[Finding]:
    """All stances that nouns express, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags):
        if tag != "NOUN":
            continue
        if lowers[at] in _WITH_IN and lowers[at - 1 : at] == ["in"]:
            yield from _of_adjunct(reading, at)
        elif at + 1 < len(tags) and lowers[at + 1] in _ABOUT and (frame := _frame(reading.analysis, at)) is not None:
            yield from _of_noun(reading, at, frame)


def _frame(analysis: Analysis, at: int) -> Frame | None:
    """The nominal frame of a noun and the preposition after it."""
    lower, follows = analysis.tokens.lowers[at : at + 2]
    if is_a(lower, "abstract"):
        return None
    return next((f for f in frames_of(lower) if f.place == "noun" and f.words[1:] == (follows,) and f.attitude), None)


def _goals(analysis: Analysis, at: int) -> list[Goal]:
    """What follows; “critics of the plan say” has a noun phrase there that looks like a subject."""
    ceiling = phrases.ceiling_of(analysis, at) if at < len(analysis.tags) else at
    phrase = phrases.phrase_after(analysis, at, ceiling)
    found = after(analysis, at, ceiling, as_named=True)
    return found or ([Goal(phrase.first, phrase.last)] if phrase is not None else [])


def _of_noun(reading: Reading, at: int, frame: Frame) -> Iterator[Finding]:
    """“critics of T” take the side themselves, or who is called one; “her criticism of T” is hers."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    if index < 0 or analysis.chunks[index][1] != at + 1:
        return
    first = analysis.chunks[index][0]
    partisan = is_a(analysis.tokens.lowers[at], "partisan")
    for goal in _goals(analysis, at + 2)[:1]:
        holder = _partisan(reading, first, at, goal) if partisan else _owner(reading, first, at)
        if holder is not None and not goal.is_action:
            step = f"“{analysis.words(at, at + 2)}”, frame {frame.act} with noun; holder “{holder}”"
            sure = _BY_PARTISAN if partisan else _BY_OWNER
            act = "support" if partisan and frame.attitude > 0 else frame.act
            quote = reading.quote_at(at)
            yield Finding(holder, quote, act, frame.attitude, goal, first, goal.last, sure, (step,))


def _partisan(reading: Reading, first: int, at: int, goal: Goal) -> str | None:
    """Who a critic is: the subject of “is a critic of”, the name before “, a critic of”, else the phrase."""
    analysis = reading.analysis
    lowers, floor = analysis.tokens.lowers, phrases.floor_of(analysis, at)
    before = first - 1
    if before > floor and lowers[before] in _BE:
        subject = phrases.subject_of(analysis, before)
        return _holder(reading, subject)
    if before > floor and analysis.tags[before] == "COMMA" and lowers[first] in {"a", "an"}:
        return _holder(reading, phrases.phrase_before(analysis, before - 1, floor))
    if lowers[first] in {"a", "an", "his", "her", "its", "their", "my", "our"} or reading.quote_at(at) is not None:
        return None
    return analysis.words(first, goal.last)


def _holder(reading: Reading, phrase: Phrase | None) -> str | None:
    return reading.holder(phrase) if phrase is not None else None


def _owner(reading: Reading, first: int, at: int) -> str | None:
    """Whose support or criticism it is: a possessor before the noun."""
    analysis = reading.analysis
    for poss in range(first, at):
        if analysis.tags[poss] == "POSS":
            end = poss if analysis.tokens.lowers[poss][0] in "'’" and poss > first else poss + 1
            known = reading.actor(phrases.Phrase(first, end, first))
            return known or (_subject(reading, first) if analysis.tokens.lowers[first] in {"its", "their"} else None)
    return None


def _of_adjunct(reading: Reading, at: int) -> Iterator[Finding]:
    """“marched in support of T”, “resigned in protest at T”: the subject of the clause takes the side."""
    analysis = reading.analysis
    lowers = analysis.tokens.lowers
    prepositions = {"at", "against", "over", "to"} if lowers[at] in _AGAINST else {"of", "with"}
    if lowers[at + 1 : at + 2] == [] or lowers[at + 1] not in prepositions:
        return
    subject, holder = _phrase_before(analysis, at - 1), _subject(reading, at - 1)
    if holder is None or subject is None:
        return
    sign = -1 if lowers[at] in _AGAINST else 1
    for goal in _goals(analysis, skip(analysis, at + 2, phrases.ceiling_of(analysis, at)))[:1]:
        steps = (f"“{analysis.words(at - 1, at + 2)}” says what “{holder}” does it for",)
        quote = reading.quote_at(at)
        yield Finding(
            holder, quote, "act", sign, goal, subject.first, goal.last, _BY_ADJUNCT, steps, is_behavioral=True
        )


def _subject(reading: Reading, at: int) -> str | None:
    """Who the clause that goes on at a token is about."""
    phrase = _phrase_before(reading.analysis, at)
    return _holder(reading, phrase)


def _phrase_before(analysis: Analysis, at: int) -> Phrase | None:
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
