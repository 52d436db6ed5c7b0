"""What a speaker says will, must or should be done to something: “Iran will help …”, “the ban must be lifted”.

The verb has no frame of its own here; what it does to its object decides the side. Cues with frames are found by
`stances_cues`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.lexicon.words import english
from annotator.engines.rules.stances_extents import Goal, clause_end
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_matching import denies
from annotator.engines.rules.stances_objects import action, after, effect
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_reading import Reading

_WILL = frozenset({"will", "would", "'ll", "’ll"})
_DUE = frozenset({"must", "should"})
_SEMI_MODALS = frozenset("need needs has have ought".split())  # before “to”
_VERBS_OR_ALIKE = frozenset({"BASE", "PART", "NOUN", "NAME"})
_ORDERING = frozenset({"BASE", "NOUN", "NAME"})  # a verb at the start of a quotation may look like a noun


def deeds(reading: Reading) -> Iterator[Finding]:
    """All deeds that speakers promise or demand, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    said = {
        index
        for index, one in enumerate(reading.quotes)
        if one.speaker is not None and one.mode is not Mode.THOUGHT and not denies(one)
    }
    for at, (tag, owner) in enumerate(zip(tags, reading.owner, strict=True)):
        if owner not in said or tag not in _VERBS_OR_ALIKE:
            continue
        quote = reading.quotes[owner]
        group = reading.analysis.verb_group(at)
        if _is_due(reading, group):
            yield from _due(reading, at, group, quote)
        elif group.negated or tag == "PART":
            continue
        elif group.modal in _WILL and is_a(lowers[at], "undertaking"):
            yield from _said(reading, at, group, quote, "promise")
        elif tag in _ORDERING and group.modal is None and (_opens(reading, at, quote) or _is_proposed(reading, at)):
            yield from _ordered(reading, at, quote)


def _is_due(reading: Reading, group: VerbGroup) -> bool:
    """Whether a verb says what must, should or needs to be done."""
    if group.modal in _DUE:
        return True
    return group.infinitive and _semi_modal(reading, group) >= 0


def _semi_modal(reading: Reading, group: VerbGroup) -> int:
    """The token of the “need” or “have” before the “to” of a verb group; -1 when there is none."""
    lowers = reading.analysis.tokens.lowers
    near = range(max(0, group.first - 1), group.main)
    return next((at for at in near if lowers[at] in _SEMI_MODALS), -1)


def _owed_by(reading: Reading, group: VerbGroup) -> Phrase | None:
    """The subject of what must be done: that of “must”, or of the “need” or “have” before “to”."""
    analysis = reading.analysis
    if group.modal is not None:
        return phrases.subject_of(analysis, group.first)
    before = _semi_modal(reading, group)
    first = analysis.verb_group(before).first if analysis.tags[before] in phrases.VERBS else group.first
    return phrases.subject_of(analysis, first)


def _due(reading: Reading, at: int, group: VerbGroup, quote: DraftQuote) -> Iterator[Finding]:
    """“must lift the sanctions”, “the ban must be lifted”, “the toll has to go”, “must not be built”."""
    lower = reading.analysis.tokens.lowers[at]
    subject = _owed_by(reading, group)
    if subject is None or (reading.analysis.tags[at] == "PART" and not group.passive):
        return
    turn = -1 if group.negated else 1
    if group.passive:
        yield from _owed(reading, at, group, quote, subject, turn * (effect(lower) or group.negated))
    elif is_a(lower, "ending") and _is_bare(reading, at):
        yield from _owed(reading, at, group, quote, subject, -turn)
    elif effect(lower) or is_a(lower, "help") or (group.negated and reading.analysis.tags[at] == "BASE"):
        yield from _of_goals(reading, at, quote, "demand", subject.first, 0.45, turn)


def _is_bare(reading: Reading, at: int) -> bool:
    """Whether a verb has no object: “must stop now”, not “must stop the war”."""
    tags = reading.analysis.tags
    return tags[at + 1 : at + 2] in ([], ["STOP"], ["COMMA"], ["MARK"], ["ADV"], ["CONJ"], ["DASH"], ["PREP"])


def _owed(  # noqa: PLR0913, PLR0917  # a verb, whose words it stands in, and what it makes of its subject
    reading: Reading, at: int, group: VerbGroup, quote: DraftQuote, subject: Phrase, sign: int
) -> Iterator[Finding]:
    """What must be done to a subject, or by it: end, or be kept."""
    lowers = reading.analysis.tokens.lowers
    if sign and not (lowers[subject.first] in FIRST and subject.last - subject.first == 1):
        goal = Goal(subject.first, subject.last, step="it must be kept" if sign > 0 else "it must end")
        step = f"the speaker says what is to be done: “{reading.analysis.words(group.first, at + 1)}”"
        yield _finding(quote, "demand", sign, goal, (subject.first, at + 1), 0.45, (step, goal.step))


def _said(reading: Reading, at: int, group: VerbGroup, quote: DraftQuote, act: str) -> Iterator[Finding]:
    """“would help Belarus to undo the sanctions”, “must lift the sanctions”."""
    subject = phrases.subject_of(reading.analysis, group.first)
    if subject is not None and reading.analysis.tags[group.first - 1] not in {"THAT", "WH"}:
        yield from _of_goals(reading, at, quote, act, subject.first, 0.45)


def _ordered(reading: Reading, at: int, quote: DraftQuote) -> Iterator[Finding]:
    """“Stop the war,” she said; “give us new gates”; “open the parish halls”."""
    analysis = reading.analysis
    lower = analysis.tokens.lowers[at]
    if lower == "give" and analysis.tokens.lowers[at + 1 : at + 2] == ["us"]:
        given = after(analysis, at + 2, phrases.ceiling_of(analysis, at))
        steps = ("the speaker asks for it: “give us”",)
        yield from (_finding(quote, "call-for", 1, goal, (at, goal.last), 0.45, steps) for goal in given)
    elif effect(lower) and lower not in {"close", "shut"}:  # which may be meant to keep something safe
        yield from _of_goals(reading, at, quote, "demand", at, 0.4)
    elif _is_order(analysis, at) and not is_a(lower, "idle"):
        steps = ("the speaker tells somebody to do it",)
        ceiling = phrases.ceiling_of(analysis, at)
        goals = [Goal(at, clause_end(analysis, at, ceiling), is_action=True)]
        yield from (_finding(quote, "call-for", 1, goal, (at, goal.last), 0.35, steps) for goal in goals)


def _is_order(analysis: Analysis, at: int) -> bool:
    """Whether a verb with a determined object opens here: not a name with a possessive after it."""
    is_verb = analysis.tags[at] == "BASE" or analysis.tokens.lowers[at] in english().verbs
    follows = analysis.tags[at + 1 : at + 2]
    is_object = follows == ["DET"] or (follows == ["POSS"] and analysis.tokens.lowers[at + 1][0] not in "'’")
    return is_verb and is_object


def _finding(  # noqa: PLR0913, PLR0917  # the parts of one finding
    quote: DraftQuote,
    act: str,
    sign: int,
    goal: Goal,
    shown: tuple[int, int],
    confidence: float,
    steps: tuple[str, ...],
) -> Finding:
    return Finding(quote.speaker or "", quote, act, sign, goal, *shown, confidence, steps)


def _of_goals(  # noqa: PLR0913, PLR0917  # a verb, whose words it stands in, and what it makes of them
    reading: Reading, at: int, quote: DraftQuote, act: str, first: int, confidence: float, turn: int = 1
) -> Iterator[Finding]:
    analysis = reading.analysis
    for found in action(analysis, at, phrases.ceiling_of(analysis, at)):
        goal = replace(found, sign=found.sign * turn)
        if quote.speaker is not None and (not goal.is_action or goal.sign < 0):
            step = f"the speaker says what is to be done: “{analysis.tokens.words[at]}”"
            steps = (step, goal.step) if goal.step else (step,)
            yield _finding(quote, act, goal.sign, goal, (first, goal.last), confidence, steps)


def _is_proposed(reading: Reading, at: int) -> bool:
    """“let us stop quarrelling”."""
    return at > 1 and reading.analysis.tokens.lowers[at - 2 : at] == ["let", "us"]


def _opens(reading: Reading, at: int, quote: DraftQuote) -> bool:
    """Whether a token is the first word of a quotation or turn, or of a sentence in one, or follows “and” in one."""
    analysis = reading.analysis
    start = analysis.tokens.starts[at]
    first = any(piece.at == start for piece in quote.content) or at == phrases.floor_of(analysis, at)
    if first or analysis.tags[at - 1] == "MARK":
        return analysis.tokens.words[at][0].isupper()
    is_next = analysis.tokens.lowers[at - 1] == "and" and analysis.tokens.lowers[at] == "give"
    return is_next and analysis.tags[at] == "BASE"
