"""Whether what stands in the place of a cue can be what a side is taken on: papers are signed, plans are announced.

Finding what stands there is left to `stances_matching`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.stances_holders import subject_of
from annotator.engines.rules.stances_objects import lemma_is
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from annotator.engines.rules.stances_extents import Goal
    from annotator.engines.rules.stances_matching import Cue
    from annotator.engines.rules.stances_reading import Reading

COMMITTING = frozenset({"offer", "promise", "agree", "call-for", "demand"})
"""Acts by which a speaker wants something done."""

_UNLESS_STANCED = frozenset(
    "threaten refuse decline plan intend aim hope want seek ask be suggest".split()
)  # their infinitives say little by themselves
_AGAINST = frozenset("against opposing condemning protesting criticizing denouncing demanding urging".split())
_SIGNED = frozenset({("sign",), ("adopt",)})
_ANNOUNCED = frozenset({("announce",), ("unveil",)})
_SOUGHT = frozenset({("seek",), ("request",)})
_WANTED = frozenset({("want",), ("need",)})


def fits(reading: Reading, cue: Cue, goal: Goal) -> bool:
    """Whether the object fits: a plan to do just anything is no stance, and only papers can be signed."""
    if goal.first >= goal.last or _is_empty(reading, cue, goal):
        return False
    if cue.frame.words == ("tell",):
        return not goal.is_action
    if cue.frame.place == "to" and cue.frame.words[0] in _UNLESS_STANCED:
        return not goal.is_action and (goal.sign > 0 or cue.frame.act != "reject")  # “refused to condemn” takes no side
    return _fits_verb(reading, cue, goal) if len(cue.frame.words) == 1 else True


def _is_empty(reading: Reading, cue: Cue, goal: Goal) -> bool:
    """Whether the object says nothing: “something”, or “calm” that is called for."""
    lowers = reading.analysis.tokens.lowers
    is_alone = goal.last - goal.first == 1 or cue.frame.act in COMMITTING
    return is_alone and is_a(lowers[goal.last - 1], "abstract")


def _fits_verb(reading: Reading, cue: Cue, goal: Goal) -> bool:
    """Whether the object fits what its verb needs."""
    words, head = cue.frame.words, _head_of(reading, goal)
    inside = reading.analysis.tokens.lowers[goal.first : goal.last]
    if words in _SIGNED and cue.frame.act == "act":
        return _is_paper(reading, goal)
    if words in _ANNOUNCED:
        return not goal.is_action and is_a(head, "policy")
    if words in _SOUGHT and cue.frame.place == "np":
        return is_a(head, "policy") or is_a(head, "event")
    if words in _WANTED and cue.frame.place == "np":
        return _is_wanted(reading, cue, goal)
    is_denial = lemma_is(reading.analysis.tokens.lowers[cue.at], "deny")
    return not (is_denial and any(is_a(lower, "deed") for lower in inside))


def _is_paper(reading: Reading, goal: Goal) -> bool:
    """Whether it can be signed for its own sake, unlike “a letter against T”."""
    lowers = reading.analysis.tokens.lowers
    if not _AGAINST.isdisjoint(lowers[goal.first : goal.last + 1]):
        return False
    return any(is_a(lower, "signed") or is_a(lower, "policy") for lower in lowers[goal.first : goal.last])


def _head_of(reading: Reading, goal: Goal) -> str:
    """The head noun of what a stance is on, in small letters."""
    analysis = reading.analysis
    index = analysis.chunk_at[goal.first]
    last = min(goal.last, analysis.chunks[index][1]) if index >= 0 else goal.last
    return analysis.tokens.lowers[last - 1]


def _is_wanted(reading: Reading, cue: Cue, goal: Goal) -> bool:
    """Whether a wanted thing is something that one can be for, rather than somebody or just anything."""
    analysis = reading.analysis
    subject = subject_of(reading, cue)
    ours = subject is not None and analysis.tokens.lowers[subject.first] in {"we", "i"}
    is_thing = analysis.chunk_at[goal.first] >= 0 and not goal.is_action and analysis.tags[goal.first] != "PRON"
    if not is_thing or (cue.frame.words == ("need",) and not ours):
        return False
    head = _head_of(reading, goal)
    return not is_a(head, "abstract") and not is_a(head, "human")
