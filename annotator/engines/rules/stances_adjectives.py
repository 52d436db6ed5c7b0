"""Adjectives that take a side without a verb: “lawmakers critical of the plan”, “Wary of a backlash, the party …”.

After “is” or “remains” they are cues like others, read by `stances_cues`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_frames import frames
from annotator.engines.rules.stances_objects import thing_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

_SURE = 0.45
_ADJECTIVE_AND_PREPOSITION = 3  # words of “be critical of”


@lru_cache(maxsize=1)
def _adjectives() -> Mapping[tuple[str, str], Frame]:
    """Adjective and preposition → the frame that they have after “be”."""
    rows = (frame for frame in frames().get("be", ()) if len(frame.words) == _ADJECTIVE_AND_PREPOSITION)
    return {(frame.words[1], frame.words[2]): frame for frame in rows if frame.attitude}


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    return frozenset(adjective for adjective, _ in _adjectives())


def adjectives(reading: Reading) -> Iterator[Finding]:
    """All of them, in text order."""
    lowers, tags, openers = reading.analysis.tokens.lowers, reading.analysis.tags, _openers()
    for at in range(len(lowers) - 2):
        if lowers[at] in openers and tags[at + 1] in {"PREP", "TO"}:
            frame = _adjectives().get((lowers[at], lowers[at + 1]))
            if frame is not None and (found := _of_adjective(reading, at, frame)) is not None:
                yield found


def _of_adjective(reading: Reading, at: int, frame: Frame) -> Finding | None:
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    goals = thing_after(analysis, at + 2, ceiling, as_named=frame.attitude < 0)
    place = _holder(reading, at, goals[0].last, ceiling) if goals else None
    if place is None:
        return None
    holder, first = place
    goal = goals[0]
    steps = (f"“{analysis.words(at, at + 2)}” says how “{holder}” stands", *((goal.step,) if goal.step else ()))
    quote = reading.quote_at(at)
    sign = frame.attitude * goal.sign
    return Finding(holder, quote, frame.act, sign, goal, min(first, at), goal.last, _SURE, steps)


def _holder(reading: Reading, at: int, end: int, ceiling: int) -> tuple[str, int] | None:
    """Who is so, and the first token of who that is: the noun before, or the subject of the clause after a comma."""
    analysis = reading.analysis
    floor = phrases.floor_of(analysis, at)
    before = at
    while before > floor and analysis.tags[before - 1] == "ADV":
        before -= 1
    if before == floor:
        is_open = end + 1 < ceiling and analysis.tags[end] == "COMMA"
        phrase = phrases.phrase_after(analysis, end + 1, ceiling) if is_open else None
    else:
        is_noun = analysis.tags[before - 1] in {"NOUN", "NAME"}
        phrase = phrases.phrase_before(analysis, before - 1, floor) if is_noun else None
    holder = reading.holder(phrase) if phrase is not None else None
    return (holder, phrase.first) if holder is not None and phrase is not None else None
