"""What a stance is about, by place: the phrase after a cue, an infinitive, a gerund; with what is to end turned around.

Which cue opens the place is known by `stances_cues`; what the phrase is called, by `stances_targets`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.lexicon.words import english
from annotator.engines.rules.polarity import bases
from annotator.engines.rules.stances_extents import Goal, clause_end, complete, ended, is_amount, skip, without_time
from annotator.engines.rules.stances_frames import DEED, frames_of
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis

_PARTICLES = frozenset("out up down off on away back over for with against of".split())
_WANTING = frozenset({DEED, "call-for", "demand", "promise"})  # acts whose object is wished for, not judged
_TO_AFTER = 10  # tokens after “voted” within which its infinitive stands


def after(analysis: Analysis, at: int, ceiling: int, *, as_named: bool = False) -> list[Goal]:
    """The noun phrase or gerund that starts after a cue; ``as_named`` keeps “sanctions on T”, not turning to T."""
    at = skip(analysis, at, ceiling)
    if at >= ceiling:
        return []
    if analysis.tags[at] == "ING" and analysis.chunk_at[at] < 0:
        return action(analysis, at, ceiling)
    at += analysis.tags[at : at + 2] == ["THAT", "NOUN"]  # “object to that remark”
    phrase = without_time(analysis, phrases.phrase_after(analysis, at, ceiling))
    if phrase is None or _is_clause(analysis, phrase.last, ceiling) or is_amount(analysis, phrase.first):
        return []
    goal = Goal(phrase.first, phrase.last) if as_named else ended(analysis, phrase, ceiling)
    return [complete(analysis, goal, ceiling)]


def thing_after(analysis: Analysis, at: int, ceiling: int, *, as_named: bool) -> list[Goal]:
    """What stands after a noun or adjective; “critics of the plan say” has a phrase there that looks like a subject."""
    phrase = phrases.phrase_after(analysis, skip(analysis, at, ceiling), ceiling) if at < ceiling else None
    found = after(analysis, at, ceiling, as_named=as_named)
    return found or ([complete(analysis, Goal(phrase.first, phrase.last), ceiling)] if phrase is not None else [])


def _is_clause(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a phrase that ends here is the subject of a clause: “suggests the team lied”, “demanded he explain”."""
    while at < ceiling and analysis.tags[at] == "ADV":
        at += 1
    if at >= ceiling:
        return False
    if analysis.tags[at] in {"PRES", "BASE"}:
        verb = english().verbs.get(analysis.tokens.lowers[at])
        return verb is not None and verb[0] not in english().nouns
    return analysis.tags[at] in {"PAST", "MODAL", "AUX"}


def infinitive(analysis: Analysis, at: int, ceiling: int, *, far: bool = False) -> list[Goal]:
    """What an infinitive that starts after a cue is about."""
    at = skip(analysis, at, ceiling)
    negated = at < ceiling and analysis.tags[at] == "NEG"
    at += negated
    stop = min(ceiling, at + (_TO_AFTER if far else 1))
    while at < stop and not _is_infinitive(analysis, at, ceiling):
        at += 1
    if at >= stop or (far and analysis.tags[at - 1] in {"SUB", "WH"}):
        return []
    verb = _verb_after(analysis, at, ceiling)
    goals = action(analysis, verb, ceiling)
    return [_turned(goal) for goal in goals] if negated else goals


def _turned(goal: Goal) -> Goal:
    return replace(goal, sign=-goal.sign)


def _is_infinitive(analysis: Analysis, at: int, ceiling: int) -> bool:
    if analysis.tags[at] != "TO":
        return False
    verb = _verb_after(analysis, at, ceiling)
    if verb >= ceiling:
        return False
    known = analysis.tags[verb] in {"BASE", "AUX"} or (
        analysis.tags[verb] == "NOUN" and analysis.tags[verb + 1 : verb + 2] == ["DET"]
    )
    return known or (analysis.tags[verb] in {"NOUN", "ADJ", "ADV"} and effect(analysis.tokens.lowers[verb]) != 0)


def _verb_after(analysis: Analysis, to: int, ceiling: int) -> int:
    """The verb after “to”: “back” is one, other adverbs stand before it."""
    at = to + 1
    while at < ceiling and analysis.tags[at] in {"ADV", "MARK"} and analysis.tokens.lowers[at] != "back":
        at += 1
    return at


def relativized(analysis: Analysis, at: int, end: int, ceiling: int) -> Goal | None:
    """What a relative clause without an object of its own belongs to: “a verdict that the families welcomed”."""
    floor = phrases.floor_of(analysis, at)
    if end < ceiling and analysis.chunk_at[end] >= 0 and analysis.tags[end] != "NUM":
        return None
    subject = phrases.subject_of(analysis, analysis.verb_group(at).first)
    pronoun = subject.first - 1 if subject is not None else floor
    if pronoun <= floor or analysis.tokens.lowers[pronoun] not in {"that", "which", "whom"}:
        return None
    before = pronoun - 1 - (analysis.tags[pronoun - 1] == "COMMA")
    index = analysis.chunk_at[before] if before >= floor else -1
    if index < 0 or analysis.tags[before] == "PRON":
        return None
    return Goal(analysis.chunks[index][0], before + 1, step="the clause belongs to it")


def feared(analysis: Analysis, at: int, ceiling: int) -> list[Goal]:
    """The thing that a clause of fear is about: “fears that more satellites will spoil its pictures”."""
    at += at < ceiling and analysis.tokens.lowers[at] == "that"
    phrase = phrases.phrase_after(analysis, at, ceiling)
    if phrase is None or not _is_ahead(analysis, phrase.last, ceiling):
        return []
    first, last = analysis.chunks[analysis.chunk_at[phrase.first]]
    head = analysis.tokens.lowers[last - 1]
    if (
        analysis.tags[first] == "PRON"
        or is_a(head, "human")
        or is_a(head, "abstract")
        or analysis.tags[last - 1] == "NAME"
    ):
        return []
    return [Goal(phrase.first, phrase.last, step="what it will do is feared")]


def _is_ahead(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a clause goes on with what will, would or could happen."""
    return at < ceiling and analysis.tokens.lowers[at] in {"will", "would", "could", "may", "might", "can", "'ll", "is"}


def told(analysis: Analysis, at: int, ceiling: int) -> list[Goal]:
    """“urged X to Y”: what Y is about."""
    at = skip(analysis, at, ceiling)
    phrase = phrases.phrase_after(analysis, at, ceiling)
    if phrase is None:
        return []
    end = phrase.last
    done = _to_be_done(analysis, phrase, ceiling)
    if done is not None:
        return [done] if done.sign else []
    for to in range(at + 1, min(ceiling, end + 2)):  # “to” may have been taken into the phrase
        if _is_infinitive(analysis, to, ceiling):
            return infinitive(analysis, to, ceiling)
        if analysis.tags[to] == "NEG" and to + 1 < ceiling and _is_infinitive(analysis, to + 1, ceiling):
            return infinitive(analysis, to, ceiling)
    return []


def _to_be_done(analysis: Analysis, phrase: phrases.Phrase, ceiling: int) -> Goal | None:
    """“calls for the ban to be lifted”: what is to be done to it; sign 0 when that neither ends nor keeps it."""
    last = analysis.chunks[analysis.chunk_at[phrase.first]][1]
    lowers = analysis.tokens.lowers
    if last + 2 >= ceiling or lowers[last : last + 2] != ["to", "be"]:
        return None
    return Goal(phrase.first, last, effect(lowers[last + 2]), step=f"it is to be “{lowers[last + 2]}”")


def action(analysis: Analysis, verb: int, ceiling: int) -> list[Goal]:
    """What a verb does to its object: end it, keep it, help somebody with it; else the verb phrase itself."""
    if verb >= ceiling:
        return []
    lower = analysis.tokens.lowers[verb]
    if is_a(lower, "help"):
        return list(_help(analysis, verb, ceiling))
    fixed = _fixed(analysis, verb, ceiling)
    if fixed:
        return fixed
    sign, word = effect(lower), lower
    at = verb + 1
    if at < ceiling and analysis.tokens.lowers[at] in _PARTICLES and sign:
        at += 1
    inner = after(analysis, at, ceiling, as_named=sign < 0) if sign else []
    if inner and analysis.chunk_at[inner[0].first] >= 0:
        step = inner[0].step or (f"“{word}” turns it around" if sign < 0 else f"“{word}” keeps it")
        return [Goal(inner[0].first, inner[0].last, sign * inner[0].sign, inner[0].is_action, step=step)]
    if inner and sign < 0 and analysis.tags[inner[0].first] == "ING":
        return [replace(inner[0], sign=-inner[0].sign, step=f"“{word}” turns it around")]
    end = _object_end(analysis, verb, ceiling)
    return [Goal(verb, end, 1, is_action=True)]


def _fixed(analysis: Analysis, verb: int, ceiling: int) -> list[Goal]:
    """What a verb takes a side on by its preposition: “to strike over night shifts”, “to vote against the lease”."""
    lowers = analysis.tokens.lowers
    for frame in frames_of(lowers[verb]):
        end = verb + len(frame.words)
        fits = len(frame.words) > 1 and frame.place == "np" and frame.attitude and frame.act not in _WANTING
        if fits and tuple(lowers[verb + 1 : end]) == frame.words[1:]:
            inner = after(analysis, end, ceiling, as_named=frame.attitude < 0)
            step = f"“{analysis.words(verb, end)}” takes a side on it"
            return [replace(one, sign=one.sign * frame.attitude, step=step) for one in inner if not one.is_action]
    return []


def _object_end(analysis: Analysis, verb: int, ceiling: int) -> int:
    phrase = phrases.phrase_after(analysis, skip(analysis, verb + 1, ceiling), ceiling)
    if phrase is None:
        return clause_end(analysis, verb, ceiling)
    at = _before_price(analysis, complete(analysis, Goal(phrase.first, phrase.last), ceiling))
    to = phrases.phrase_after(analysis, at + 1, ceiling) if at < ceiling and analysis.tags[at] == "TO" else None
    return to.last if to is not None and analysis.tags[to.first] in {"NAME", "DET", "POSS"} else at


def _before_price(analysis: Analysis, goal: Goal) -> int:
    """One past an object without what is paid for it: “buy the mill for €2m”."""
    prices = (at for at in range(goal.first + 1, goal.last - 1) if analysis.tokens.lowers[at] == "for")
    return next((at for at in prices if analysis.tags[at + 1] == "NUM"), goal.last)


def effect(lower: str) -> int:
    """-1 when a verb ends or fights its object, 1 when it keeps or favors it, else 0."""
    if is_a(lower, "ender-verb"):
        return -1
    if is_a(lower, "keeper-verb"):
        return 1
    known = next((frame for frame in frames_of(lower) if len(frame.words) == 1 and frame.place == "np"), None)
    return known.attitude if known is not None and known.act not in _WANTING else 0


def _help(analysis: Analysis, verb: int, ceiling: int) -> Iterator[Goal]:
    """“help X to undo T”: against T, and for X."""
    at = skip(analysis, verb + 1, ceiling)
    phrase = phrases.phrase_after(analysis, at, ceiling)
    if phrase is None:
        yield from infinitive(analysis, at, ceiling) or (
            [Goal(verb, clause_end(analysis, verb, ceiling), is_action=True)]
        )
        return
    first, last = analysis.chunks[analysis.chunk_at[phrase.first]]
    deeds = [to for to in range(first + 1, min(ceiling, phrase.last + 3)) if analysis.tags[to] in {"TO", "BASE"}]
    inner: list[Goal] = []
    if deeds and analysis.tags[deeds[0]] == "TO":
        inner = infinitive(analysis, deeds[0], ceiling)
    elif deeds:
        inner = action(analysis, deeds[0], ceiling)
    yield from inner
    end = min(last, deeds[0]) if deeds else last
    yield Goal(first, end, 1, is_aside=bool(inner), step="help is promised to it" if inner else "it is to be helped")


def reason_after(analysis: Analysis, goal: Goal, ceiling: int) -> Goal | None:
    """“blasted X over Y”, “praised X for Y”: what it is about, when the words after X say so."""
    first, last = analysis.chunks[analysis.chunk_at[goal.first]] if analysis.chunk_at[goal.first] >= 0 else (0, 0)
    if not first < last < ceiling or analysis.tokens.lowers[last] not in {"over", "for"}:
        return None
    start = skip(analysis, last + 1, ceiling)
    if start >= ceiling or (
        analysis.tags[start] == "POSS" and analysis.tokens.lowers[start] in {"his", "her", "their", "its"}
    ):
        return None
    if analysis.tags[start] == "ING" and analysis.chunk_at[start] < 0:
        return Goal(start, _object_end(analysis, start, ceiling), is_action=True, step="what it is for")
    phrase = phrases.phrase_after(analysis, start, ceiling)
    if phrase is None or analysis.tags[phrase.first] in {"PRON", "NUM"}:
        return None
    return Goal(phrase.first, phrase.last, step="what it is about")


def lemma_is(lower: str, word: str) -> bool:
    """Whether a small-letter form may belong to a verb."""
    return word in bases(lower)
