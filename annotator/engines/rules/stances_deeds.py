"""What a speaker says will, must or should be done to something: “Iran will help …”, “the ban must be lifted”.

The verb has no frame of its own here; what it does to its object decides the side. Cues with frames are found by
`stances_cues`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_objects import Goal, action, effect
from annotator.engines.rules.stances_words import is_a
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.stances_reading import Reading

_WILL = frozenset({"will", "would", "'ll", "’ll"})
_DUE = frozenset({"must", "should"})
_VERBS_OR_ALIKE = frozenset({"BASE", "PART", "NOUN", "NAME"})
_ORDERING = frozenset({"BASE", "NOUN", "NAME"})  # a verb at the start of a quotation may look like a noun


def deeds(reading: Reading) -> Iterator[Finding]:
    """All deeds that speakers promise or demand, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags):
        quote = reading.quote_at(at) if tag in _VERBS_OR_ALIKE else None
        if quote is None or quote.speaker is None or quote.mode is Mode.THOUGHT:
            continue
        group = reading.analysis.verb_group(at)
        if group.negated:
            continue
        if tag == "PART":
            yield from _due(reading, at, group, quote)
        elif group.modal in _WILL and is_a(lowers[at], "undertaking"):
            yield from _said(reading, at, group, quote, "promise")
        elif group.modal in _DUE and (effect(lowers[at]) or is_a(lowers[at], "help")):
            yield from _said(reading, at, group, quote, "demand")
        elif tag in _ORDERING and group.modal is None and _opens(reading, at) and effect(lowers[at]):
            yield from _ordered(reading, at, quote)


def _said(reading: Reading, at: int, group: VerbGroup, quote: DraftQuote, act: str) -> Iterator[Finding]:
    """“would help Belarus to undo the sanctions”, “must lift the sanctions”."""
    subject = phrases.subject_of(reading.analysis, group.first)
    if subject is not None:
        yield from _of_goals(reading, at, quote, act, subject.first, 0.45)


def _ordered(reading: Reading, at: int, quote: DraftQuote) -> Iterator[Finding]:
    """“Stop the war,” she said."""
    yield from _of_goals(reading, at, quote, "demand", at, 0.4)


def _of_goals(  # noqa: PLR0913, PLR0917  # a verb, whose words it stands in, and what it makes of them
    reading: Reading, at: int, quote: DraftQuote, act: str, first: int, confidence: float
) -> Iterator[Finding]:
    analysis = reading.analysis
    for goal in action(analysis, at, phrases.ceiling_of(analysis, at)):
        if not goal.is_action and quote.speaker is not None:
            step = f"the speaker says what is to be done: “{analysis.tokens.words[at]}”"
            steps = (step, goal.step) if goal.step else (step,)
            yield Finding(quote.speaker, quote, act, goal.sign, goal, first, goal.last, confidence, steps)


def _due(reading: Reading, at: int, group: VerbGroup, quote: DraftQuote) -> Iterator[Finding]:
    """Passives of duty, as in “the ban must be lifted”."""
    sign = effect(reading.analysis.tokens.lowers[at])
    subject = phrases.subject_of(reading.analysis, group.first)
    if group.passive and group.modal in _DUE and sign and subject is not None and quote.speaker is not None:
        goal = Goal(subject.first, subject.last, step="it must be kept" if sign > 0 else "it must end")
        step = f"the speaker says what is to be done: “{reading.analysis.words(group.first, at + 1)}”"
        yield Finding(quote.speaker, quote, "demand", sign, goal, subject.first, at + 1, 0.45, (step, goal.step))


def _opens(reading: Reading, at: int) -> bool:
    """Whether a token is the first word of a quotation or of a sentence in one."""
    analysis = reading.analysis
    is_first = at == phrases.floor_of(analysis, at) or analysis.tags[at - 1] == "MARK"
    return is_first and analysis.quoted[at] >= 0 and analysis.tokens.words[at][0].isupper()
