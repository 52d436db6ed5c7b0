"""What meets with a side: “the plan drew criticism from farmers”, “came under fire from”, “is under pressure from”.

The subject is the target, unless the words after “over” or “for” say what of it; whose the side is, is known by
`stances_owners`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.phrases import VERBS
from annotator.engines.rules.stances_extents import Goal, complete
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_frames import frames_of
from annotator.engines.rules.stances_owners import named_after
from annotator.engines.rules.stances_words import is_a, side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.stances_reading import Reading

_UNDER = frozenset("fire attack criticism scrutiny".split())  # “came under fire”
_MET_WITH = frozenset("with by".split())
_SAID = frozenset({"from", "by", "among"})
_BACKING = frozenset("support backing approval blessing endorsement confidence trust sympathy".split())
_OVER = frozenset({"over", "for", "about"})
_TENSED = frozenset({"PAST", "PRES", "PART"})
_SURE, _MOVED = 0.45, 0.4


def receptions(reading: Reading) -> Iterator[Finding]:
    """All of them, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at in range(1, len(tags) - 2):
        sign = side(lowers[at], "angering", "pleasing") if tags[at] in _TENSED else 0
        if sign and (moved := _of_mood(reading, at, sign)) is not None:
            yield moved
        is_said = lowers[at + 1] in _SAID or (lowers[at + 1] == "of" and lowers[at] in _BACKING)
        if is_said and tags[at] in {"NOUN", "NAME"} and (found := _of_noun(reading, at)) is not None:
            yield found


def _of_mood(reading: Reading, at: int, sign: int) -> Finding | None:
    """“The ruling angered farmers”: what moves somebody is the target, whom it moves takes the side."""
    analysis = reading.analysis
    group = analysis.verb_group(at)
    if group.passive or group.negated or group.infinitive or group.modal is not None:
        return None
    subject = phrases.subject_of(analysis, group.first)
    whom = phrases.phrase_after(analysis, at + 1, phrases.ceiling_of(analysis, at))
    holder = reading.holder(whom) if whom is not None and analysis.tags[whom.first] != "PRON" else None
    if subject is None or whom is None or holder is None or analysis.tags[subject.first] in {"PRON", "WH", "THAT"}:
        return None
    goal = Goal(subject.first, subject.last, step=f"it “{analysis.tokens.words[at]}” them")
    act = "welcome" if sign > 0 else "criticize"
    steps = (f"“{analysis.tokens.words[at]}” says how “{holder}” feels about it", goal.step)
    return Finding(holder, reading.quote_at(at), act, sign, goal, subject.first, whom.last, _MOVED, steps)


def _of_noun(reading: Reading, at: int) -> Finding | None:
    """What meets with the side that a noun before “from” or “by” names."""
    analysis = reading.analysis
    verb = _verb(reading, at)
    sign = _sign(reading, at) if verb is not None else 0
    if verb is None or not sign:
        return None
    group = analysis.verb_group(verb)
    subject = phrases.subject_of(analysis, group.first)
    holder = named_after(reading, at + 1)
    if subject is None or holder is None or group.negated:
        return None
    goal = _reason(reading, at + 2) or Goal(subject.first, subject.last, step="it meets with it")
    steps = (f"“{analysis.words(verb, at + 2)}” says how “{holder}” takes it", goal.step)
    act = "praise" if sign > 0 else "criticize"
    last = max(goal.last, at + 3)
    quote = reading.quote_at(at)
    return Finding(holder, quote, act, sign, goal, min(subject.first, goal.first), last, _SURE, steps)


def _verb(reading: Reading, at: int) -> int | None:
    """The verb whose subject meets with the noun: “drew”, “came under”, “was met with”."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    before = (analysis.chunks[index][0] if index >= 0 else at) - 1
    lowers = analysis.tokens.lowers
    if before > 0 and ((lowers[before] == "under" and lowers[at] in _UNDER) or lowers[before] in _MET_WITH):
        before -= 1
    is_had = lowers[at + 1] == "of" and lowers[before] in {"has", "have", "had"}
    is_met = before >= 0 and (is_had or is_a(lowers[before], "receiving") or lowers[before + 1] == "under")
    return before if is_met and analysis.tags[before] in VERBS | {"AUX"} else None


def _sign(reading: Reading, at: int) -> int:
    """The side that a noun names, whatever its preposition."""
    lower = reading.analysis.tokens.lowers[at]
    if lower in _UNDER:
        return -1
    return next((f.attitude for f in frames_of(lower) if f.place == "noun" and f.act not in {"call-for", "demand"}), 0)


def _reason(reading: Reading, at: int) -> Goal | None:
    """What it is over: “drew fire from shopkeepers over the parking plan”."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    last = analysis.chunks[index][1] if index >= 0 else len(analysis.tags)
    if last + 1 >= len(analysis.tags) or analysis.tokens.lowers[last] not in _OVER:
        return None
    ceiling = phrases.ceiling_of(analysis, at)
    phrase = phrases.phrase_after(analysis, last + 1, ceiling)
    if phrase is None or analysis.tags[phrase.first] == "PRON":
        return None
    return complete(analysis, Goal(phrase.first, phrase.last, step="what it is over"), ceiling)
