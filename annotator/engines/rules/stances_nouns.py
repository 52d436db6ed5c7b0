"""Sides that nouns take: “critics of the plan said”, “her opposition to the dam”, “marched in support of the strike”.

Verbs and predicates with a frame are read by `stances_cues`; whose a noun's side is, by `stances_owners`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_extents import Goal, skip
from annotator.engines.rules.stances_findings import NEUTRAL, Finding
from annotator.engines.rules.stances_frames import frames_of
from annotator.engines.rules.stances_objects import thing_after
from annotator.engines.rules.stances_owners import (
    clause_subject,
    held,
    holder_of,
    is_given_up,
    named_after,
    owned,
    partisan,
)
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

_ABOUT = frozenset({"about", "over", "at", "with", "of", "to", "for", "against", "on", "in", "toward", "towards"})
_BY = frozenset({"from", "by", "among", "within"})
_WITH_IN = frozenset({"support", "favor", "favour", "defense", "defence", "protest", "opposition", "solidarity"})
_AGAINST = frozenset({"protest", "opposition"})
_NOUNS = frozenset({"NOUN", "NAME"})  # a noun that opens a sentence may look like a name
_SPEAKS = frozenset({"PAST", "PRES", "AUX", "MODAL", "BASE"})
_BY_PARTISAN, _BY_OWNER, _BY_ADJUNCT, _BY_COMPOUND = 0.5, 0.45, 0.45, 0.4


def nominal_stances(reading: Reading) -> Iterator[Finding]:
    """All stances that nouns express, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags[:-1]):
        if tag not in _NOUNS:
            continue
        lower, follows = lowers[at], lowers[at + 1]
        if lower in _WITH_IN and lowers[at - 1 : at] == ["in"]:
            yield from _of_adjunct(reading, at)
        elif follows in _ABOUT:
            if (frame := _frame(lower, follows)) is not None:
                yield from _of_noun(reading, at, at + 2, frame)
        elif follows in _BY:
            yield from _of_whom(reading, at)
        elif tags[at + 1] in _SPEAKS and is_a(lower, "partisan"):
            yield from _of_compound(reading, at)


def _frame(lower: str, follows: str) -> Frame | None:
    """The nominal frame of a noun and the preposition after it."""
    if is_a(lower, "abstract"):
        return None
    return next((f for f in frames_of(lower) if f.place == "noun" and f.words[1:] == (follows,) and f.attitude), None)


def _goals(analysis: Analysis, at: int, frame: Frame | None = None) -> list[Goal]:
    ceiling = phrases.ceiling_of(analysis, at) if at < len(analysis.tags) else at
    return thing_after(analysis, at, ceiling, as_named=frame is None or frame.attitude < 0)


def _of_noun(reading: Reading, at: int, place: int, frame: Frame) -> Iterator[Finding]:
    """“critics of T” take the side themselves, or who is called one; “her criticism of T” is hers."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    if index < 0 or analysis.chunks[index][1] != at + 1:
        return
    first = analysis.chunks[index][0]
    if is_given_up(reading, first):
        return
    for found in _goals(analysis, place, frame)[:1]:
        goal = _without_verb(analysis, found) if is_a(analysis.tokens.lowers[at], "partisan") else found
        yield from _of_goal(reading, (first, at), goal, frame)


def _of_goal(reading: Reading, noun: tuple[int, int], goal: Goal, frame: Frame) -> Iterator[Finding]:
    """The stance of one noun, from the first token of its chunk to itself, on one goal."""
    analysis = reading.analysis
    first, at = noun
    if goal.is_action:
        return
    is_partisan = is_a(analysis.tokens.lowers[at], "partisan")
    sign, step = frame.attitude * goal.sign, f"“{analysis.words(at, at + 2)}”, frame {frame.act} with noun"
    holder, by = (partisan(reading, first, at, goal), None) if is_partisan else _owner(reading, first, at, goal)
    if holder is None:
        return
    if by is not None:
        goal = replace(goal, last=by)
    if not is_partisan and (turn := held(reading, first)) is not None and turn[1] < 0:
        sign = NEUTRAL if sign < 0 else -1
    act = "state" if sign == NEUTRAL else "support" if is_partisan and sign > 0 else _act(frame, sign)
    sure = _BY_PARTISAN if is_partisan else _BY_OWNER
    steps = (f"{step}; holder “{holder}”",)
    yield Finding(holder, reading.quote_at(at), act, sign, goal, first, goal.last, sure, steps)


def _act(frame: Frame, sign: int) -> str:
    return frame.act if sign == frame.attitude or frame.act in {"call-for", "demand"} else "oppose"


def _owner(reading: Reading, first: int, at: int, goal: Goal) -> tuple[str | None, int | None]:
    """Whose a noun's side is, and where the goal ends when its owner stands in it: “criticism of T by farmers”."""
    whose = owned(reading, first, at)
    if whose is not None:
        return whose, None
    stop = min(goal.last + 1, len(reading.analysis.tags) - 1)
    inside = next((n for n in range(goal.first + 1, stop) if reading.analysis.tokens.lowers[n] in _BY), None)
    whose = named_after(reading, inside) if inside is not None else None
    if whose is not None:
        return whose, inside
    subject = held(reading, first)
    return (subject[0] if subject is not None else None), None


def _without_verb(analysis: Analysis, goal: Goal) -> Goal:
    """A goal without the verb that its last noun is: “supporters of the law hope this is …”."""
    is_verb = goal.last < len(analysis.tags) and analysis.tokens.lowers[goal.last - 1] in {"hope", "claim", "fear"}
    return replace(goal, last=goal.last - 1) if is_verb and goal.last - goal.first > 1 else goal


def _of_whom(reading: Reading, at: int) -> Iterator[Finding]:
    """“opposition from farmers to the dam”: whose side it is stands before what it is on."""
    analysis = reading.analysis
    index = analysis.chunk_at[at + 2] if at + 2 < len(analysis.tags) else -1
    place = analysis.chunks[index][1] if index >= 0 else len(analysis.tags)
    if place + 1 >= len(analysis.tags):
        return
    frame = _frame(analysis.tokens.lowers[at], analysis.tokens.lowers[place])
    holder = named_after(reading, at + 1) if frame is not None else None
    if frame is None or holder is None:
        return
    for goal in _goals(analysis, place + 1, frame)[:1]:
        steps = (f"“{analysis.words(at, place + 1)}”, frame {frame.act} with noun; holder “{holder}”",)
        sign = frame.attitude * goal.sign
        quote = reading.quote_at(at)
        yield Finding(holder, quote, _act(frame, sign), sign, goal, at, goal.last, _BY_OWNER, steps)


def _of_compound(reading: Reading, at: int) -> Iterator[Finding]:
    """“Dam opponents say”: what stands before the noun is what they are for or against."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    first = analysis.chunks[index][0] if index >= 0 else at
    start = first
    while start < at and analysis.tags[start] in {"DET", "POSS", "ADJ", "NUM"}:
        start += 1
    sign = next((f.attitude for f in frames_of(analysis.tokens.lowers[at]) if f.place == "noun"), 0)
    if start >= at or not sign or {"POSS", "MARK"} & set(analysis.tags[first:at]):
        return
    goal = Goal(start, at)
    steps = (f"“{analysis.words(start, at + 1)}” are for or against it by name",)
    act = "support" if sign > 0 else "oppose"
    yield Finding(
        analysis.words(first, at + 1), reading.quote_at(at), act, sign, goal, first, at + 1, _BY_COMPOUND, steps
    )


def _of_adjunct(reading: Reading, at: int) -> Iterator[Finding]:
    """“marched in support of T”, “resigned in protest at T”: the subject of the clause takes the side."""
    analysis = reading.analysis
    lowers = analysis.tokens.lowers
    prepositions = {"at", "against", "over", "to"} if lowers[at] in _AGAINST else {"of", "with"}
    if lowers[at + 1] not in prepositions:
        return
    subject = clause_subject(analysis, at - 1)
    holder = holder_of(reading, subject)
    if holder is None or subject is None:
        return
    sign = -1 if lowers[at] in _AGAINST else 1
    for goal in _goals(analysis, skip(analysis, at + 2, phrases.ceiling_of(analysis, at)))[:1]:
        steps = (f"“{analysis.words(at - 1, at + 2)}” says what “{holder}” does it for",)
        quote = reading.quote_at(at)
        yield Finding(
            holder, quote, "act", sign, goal, subject.first, goal.last, _BY_ADJUNCT, steps, is_behavioral=True
        )
