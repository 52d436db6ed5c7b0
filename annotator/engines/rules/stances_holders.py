"""Who takes the side of a cue: its subject, the agent of its passive, the speaker of the words it stands in.

What the side is on is left to `stances_objects`; whom a phrase means, to `stances_reading`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_extents import skip
from annotator.engines.rules.stances_mood import governor, is_purpose
from annotator.engines.rules.stances_people import is_alive
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_matching import Cue
    from annotator.engines.rules.stances_reading import Reading

_COMMITTING = frozenset(
    {"offer", "promise", "agree", "call-for", "demand"}
)  # what a speaker says “we” will do is the speaker's
_PAPERS = frozenset("letter petition statement resolution motion appeal declaration manifesto".split())
_ANYBODY = frozenset("people everyone everybody nobody anyone somebody men women".split())
_LOOK_FOR_BY = 4  # tokens after a participle within which “by” stands


def is_reduced(reading: Reading, cue: Cue) -> bool:
    """“a plan opposed by farmers”."""
    lowers = reading.analysis.tokens.lowers
    is_bare = reading.analysis.tags[cue.at] == "PART" and cue.group.first == cue.at
    return is_bare and cue.end < cue.ceiling and lowers[cue.end] == "by"


def antecedent(reading: Reading, cue: Cue) -> Phrase | None:
    """What a reduced relative belongs to: “a plan opposed by farmers”, “the plan, opposed by farmers, …”."""
    analysis = reading.analysis
    floor = phrases.floor_of(analysis, cue.at)
    before = cue.at - 1
    if before > floor and analysis.tags[before] == "COMMA":
        before -= 1
    found = phrases.phrase_before(analysis, before, floor) if before >= floor else None
    return found or subject_of(reading, cue)


def subject_of(reading: Reading, cue: Cue) -> Phrase | None:
    """The subject of a cue: its own, that of the verb that governs it, or what stands before a mark."""
    analysis = reading.analysis
    first = cue.group.first
    if is_purpose(reading, cue):
        return phrases.governor_subject(analysis, first)
    over = governor(reading, cue)
    if over is not None:
        first = analysis.verb_group(over).first if analysis.tags[over] in phrases.VERBS else over
    if first > 1 and analysis.tokens.lowers[first - 2 : first] == ["no", "longer"]:
        return phrases.subject_of(analysis, first - 2)
    if first > 1 and analysis.tokens.lowers[first - 1] == "nor":
        first = _neither(analysis, first)
    found = phrases.subject_of(analysis, first)
    if found is None and cue.group.first > phrases.floor_of(analysis, cue.at):
        if analysis.tags[cue.at] in {"ING", "PART"} or analysis.tags[first - 1] in {"COMMA", "CONJ"}:
            found = phrases.governor_subject(analysis, cue.group.first)
        elif analysis.tags[first - 1] == "MARK":  # Belarus was “ready to …”
            found = phrases.phrase_before(analysis, first - 2, phrases.floor_of(analysis, cue.at))
    return found


def _neither(analysis: Analysis, nor: int) -> int:
    """The token of the “neither” that goes with a “nor”; the token after “nor” itself when there is none."""
    floor = phrases.floor_of(analysis, nor)
    return next((at for at in range(nor - 1, floor, -1) if analysis.tokens.lowers[at] == "neither"), nor)


def agent_of(reading: Reading, cue: Cue) -> str | None:
    """Whom “by” names; in a quote without it, the speaker, when something must or should be done."""
    lowers = reading.analysis.tokens.lowers
    for at in range(cue.end, min(cue.ceiling, cue.end + _LOOK_FOR_BY)):
        if lowers[at] == "by":
            phrase = phrases.phrase_after(reading.analysis, skip(reading.analysis, at + 1, cue.ceiling), cue.ceiling)
            return reading.holder(phrase) if phrase is not None else None
    quote = reading.quote_at(cue.at)
    return quote.speaker if quote is not None and cue.group.modal in {"must", "should"} else None


def holder_of(reading: Reading, cue: Cue, subject: Phrase | None) -> str | None:
    """Who takes the side: the subject; in a quote the speaker, for “we”, for no subject, and for what is promised."""
    quote, opened = reading.quote_at(cue.at), reading.opened_by(cue.at)
    if opened is not None and opened.speaker is not None:
        return opened.speaker if is_alive(reading.cast, opened.speaker) else None
    if quote is not None and quote.speaker is not None:
        if subject is None or reading.analysis.tokens.lowers[subject.first] in FIRST:
            return _own_party(reading, subject) or quote.speaker
        if cue.frame.act in _COMMITTING and _speaks_for(reading, quote.speaker, subject):
            return quote.speaker
    if subject is None or (quote is not None and quote.speaker is None):
        return None
    signed = _signed(reading, subject)
    if signed is not None:
        return reading.holder(signed)
    is_anybody = quote is not None and reading.analysis.tokens.lowers[subject.first] in _ANYBODY
    return reading.holder(subject) if not is_anybody else None


def _signed(reading: Reading, subject: Phrase) -> Phrase | None:
    """Who wrote or signed a paper that takes a side: “signed a letter opposing the closure”; None for others."""
    analysis = reading.analysis
    verb = subject.first - 1
    if verb <= 0 or analysis.tags[verb] not in phrases.VERBS or analysis.tokens.lowers[subject.last - 1] not in _PAPERS:
        return None
    is_theirs = is_a(analysis.tokens.lowers[verb], "voicing")
    return phrases.subject_of(analysis, analysis.verb_group(verb).first) if is_theirs else None


def _own_party(reading: Reading, subject: Phrase | None) -> str | None:
    """“my party”, which takes a side of its own; None for the speaker alone."""
    if subject is None or reading.analysis.tokens.lowers[subject.first] != "my":
        return None
    if not is_a(reading.analysis.tokens.lowers[subject.last - 1], "human"):
        return None
    return reading.analysis.words(subject.first, subject.last)


def _speaks_for(reading: Reading, speaker: str, subject: Phrase) -> bool:
    """Whether what a person says a country, city or firm will do is the person's: no poll, no other person's deed."""
    who = reading.cast.actor(speaker)
    is_person = who is not None and (who.kind is ActorKind.PERSON or len(who.members) > 1)
    return is_person and not reading.is_marked(subject.first) and not reading.is_person(subject)
