"""Verdicts without a subject of their own: “it is wrong to close the school”, “residents are furious”.

The side is that of the predicate; what it is on is the infinitive, or what was spoken of just before. Predicates of a
noun phrase are read by `stances_evaluations`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_extents import Goal, clause_end
from annotator.engines.rules.stances_findings import NEUTRAL, Finding
from annotator.engines.rules.stances_matching import is_denied
from annotator.engines.rules.stances_objects import infinitive
from annotator.engines.rules.stances_words import is_a, side
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_reading import Reading

_COPULAS = frozenset("is was 's ’s be are were feel feels felt remain remains remained".split())
_SEEN = frozenset("see sees saw".split())  # “saw no reason to …”
_DUMMIES = frozenset("it it's there".split())
_PASSED = frozenset({"ADV", "DET", "ADJ", "MARK", "NEG"})  # between copula and predicate
_ENDS = frozenset({"STOP", "COMMA", "CONJ", "DASH", "MARK", "COLON"})
_WIDEST = 4  # tokens between copula and predicate
_REASONS = frozenset("reason need excuse justification point".split())  # “there is no reason to …”
_VERBAL = frozenset({"AUX", "BASE", "PAST", "PRES"})
_OBJECTS = frozenset({"DET", "POSS", "NOUN", "NAME", "ADJ", "PRON", "NUM", "PRES"})
_VERDICT, _FEELING, _EFFECT = 0.35, 0.3, 0.35


def verdicts(reading: Reading) -> Iterator[Finding]:
    """All such verdicts, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, (tag, lower) in enumerate(zip(tags, lowers, strict=True)):
        if tag not in _VERBAL:
            continue
        if lower in _COPULAS or lower in _SEEN:
            found = _of_infinitive(reading, at) or _of_feeling(reading, at)
        elif (sign := side(lower, "objecting", "assenting")) != 0:
            found = _of_answer(reading, at, sign)
        else:
            found = _of_effect(reading, at) if reading.owner[at] >= 0 else None
        if found is not None:
            yield found


def _of_answer(reading: Reading, at: int, sign: int) -> Finding | None:
    """“The council did not object.”: what somebody says to what was spoken of just before."""
    analysis = reading.analysis
    group = analysis.verb_group(at)
    if group.infinitive or group.passive or group.modal is not None or not _ends_clause(analysis, at + 1):
        return None
    subject = phrases.subject_of(analysis, group.first)
    holder = reading.holder(subject) if subject is not None and reading.owner[at] < 0 else None
    if subject is None or holder is None:
        return None
    side = sign if not group.negated else NEUTRAL if sign < 0 else -1
    goal = Goal(at, at, side, is_implied=True, step="about what was spoken of before")
    found = _found(holder, reading, goal, (subject.first, at + 1), _FEELING, f"“{holder}” answers to it")
    return replace(found, act="state") if side == NEUTRAL else found


def _ends_clause(analysis: Analysis, at: int) -> bool:
    return at >= len(analysis.tags) or analysis.tags[at] in _ENDS


def _of_effect(reading: Reading, at: int) -> Finding | None:
    """“the law will hurt farmers”, “the ban goes too far”: what a speaker says that something does."""
    analysis = reading.analysis
    sign = _effect(analysis, at)
    quote = reading.quote_at(at)
    if not sign or quote is None or quote.speaker is None or quote.mode is Mode.THOUGHT or is_denied(reading, at):
        return None
    group = analysis.verb_group(at)
    subject = phrases.subject_of(analysis, group.first) if not group.passive and not group.infinitive else None
    is_relative = analysis.tags[group.first - 1] in {"THAT", "WH"}
    if subject is None or is_relative or not _is_thing(reading, subject) or _is_supposed(analysis, subject.first):
        return None
    sign = -sign if group.negated else sign
    goal = Goal(subject.first, subject.last, sign, step="the speaker says what it does")
    step = f"“{analysis.words(group.first, at + 1)}” is said of it"
    return _found(
        quote.speaker,
        reading,
        goal,
        (subject.first, clause_end(analysis, at, phrases.ceiling_of(analysis, at))),
        _EFFECT,
        step,
    )


def _effect(analysis: Analysis, at: int) -> int:
    """-1 for what harms or goes too far, 1 for what helps its object, else 0."""
    lower, follows = analysis.tokens.lowers[at], analysis.tokens.lowers[at + 1 : at + 3]
    if follows in (["too", "far"], ["no", "sense"]):
        return -1
    return side(lower, "harming", "helping") if not _OBJECTS.isdisjoint(analysis.tags[at + 1 : at + 2]) else 0


def _is_thing(reading: Reading, subject: Phrase) -> bool:
    """Whether a subject is a plan or event, not somebody or a pronoun."""
    analysis = reading.analysis
    index = analysis.chunk_at[subject.first]
    head = analysis.chunks[index][1] - 1 if index >= 0 else subject.first
    if analysis.tags[subject.first] == "PRON":
        return analysis.tokens.lowers[subject.first] in {"it", "this", "that"}
    return index >= 0 and analysis.tags[head] == "NOUN" and reading.holder(subject) is None


def _is_supposed(analysis: Analysis, at: int) -> bool:
    """Whether a clause starts with “if”, “unless” or “whether”."""
    return at > 0 and analysis.tokens.lowers[at - 1] in {"if", "unless", "whether"}


def _predicate(analysis: Analysis, copula: int, ceiling: int) -> tuple[int, int]:
    """The token of a predicate that judges or feels, or -1, and its sign before negation."""
    for at in range(copula + 1, min(ceiling, copula + 1 + _WIDEST)):
        lower = analysis.tokens.lowers[at]
        if is_a(lower, "wrong") or is_a(lower, "upset"):
            return at, -1
        if is_a(lower, "right") or is_a(lower, "glad"):
            return at, 1
        if lower in _REASONS and analysis.tokens.lowers[at - 1] == "no":
            return at, -1
        if analysis.tags[at] not in _PASSED:
            break
    return -1, 0


def _of_infinitive(reading: Reading, copula: int) -> Finding | None:
    """“it is wrong to close the school”, “there is no reason to sell the park”: what the speaker says of doing so."""
    analysis = reading.analysis
    quote = reading.quote_at(copula)
    first = analysis.verb_group(copula).first
    if quote is None or quote.speaker is None or first == 0 or is_denied(reading, copula):
        return None
    if analysis.tokens.lowers[first - 1] not in _DUMMIES and analysis.tokens.lowers[copula] not in _SEEN:
        return None
    ceiling = phrases.ceiling_of(analysis, copula)
    at, sign = _predicate(analysis, copula, ceiling)
    if at < 0 or is_a(analysis.tokens.lowers[at], "upset") or is_a(analysis.tokens.lowers[at], "glad"):
        return None
    negated = _is_turned(analysis, copula, at)
    goals = infinitive(analysis, _past_whom(analysis, at + 1, ceiling), ceiling)
    if not goals:
        return None
    goal = replace(goals[0], sign=goals[0].sign * sign * (-1 if negated else 1))
    words = analysis.words(first - 1, at + 1)
    return _found(quote.speaker, reading, goal, (first - 1, goal.last), _VERDICT, f"the speaker says “{words}”")


def _past_whom(analysis: Analysis, at: int, ceiling: int) -> int:
    """The token after “for the council” or “of them”; ``at`` itself without that."""
    if at < ceiling and analysis.tokens.lowers[at] in {"for", "of"}:
        phrase = phrases.phrase_after(analysis, at + 1, ceiling)
        return phrase.last if phrase is not None else at
    return at


def _of_feeling(reading: Reading, copula: int) -> Finding | None:
    """“Taxi owners are unhappy.”: what they feel about what was spoken of just before."""
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, copula)
    at, sign = _predicate(analysis, copula, ceiling)
    if at < 0 or not (is_a(analysis.tokens.lowers[at], "upset") or is_a(analysis.tokens.lowers[at], "glad")):
        return None
    if at + 1 < ceiling and analysis.tags[at + 1] not in _ENDS:
        return None
    subject = phrases.subject_of(analysis, analysis.verb_group(copula).first)
    holder = reading.holder(subject) if subject is not None else None
    turned = _is_turned(analysis, copula, at)
    if subject is None or holder is None or (turned and sign < 0):
        return None
    sign = -1 if turned or "less" in analysis.tokens.lowers[copula:at] else sign
    goal = Goal(at, at, sign, is_implied=True, step="about what was spoken of before")
    shown = (subject.first, clause_end(analysis, at, ceiling))
    return _found(holder, reading, goal, shown, _FEELING, f"“{holder}” is “{analysis.tokens.words[at]}”")


def _is_turned(analysis: Analysis, copula: int, at: int) -> bool:
    """Whether a predicate is negated."""
    return "NEG" in analysis.tags[copula:at] or analysis.verb_group(copula).negated


def _found(  # noqa: PLR0913, PLR0917  # the parts of one finding
    holder: str, reading: Reading, goal: Goal, shown: tuple[int, int], confidence: float, step: str
) -> Finding:
    quote = reading.quote_at(shown[0])
    act = ("welcome" if goal.is_implied else "support") if goal.sign > 0 else "criticize"
    return Finding(holder, quote, act, goal.sign, goal, *shown, confidence, (step, goal.step) if goal.step else (step,))
