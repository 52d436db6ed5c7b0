"""Whether a cue says what somebody thinks, or only what might, ought to or is asked to be thought.

Conditions, questions, possibilities and duties take no side for their subject. Negation is left to `stances_matching`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from annotator.engines.rules.stances_matching import Cue
    from annotator.engines.rules.stances_reading import Reading

_HYPOTHETICAL = frozenset("if whether unless".split())
_POSSIBLE = frozenset("may might could".split())
_DUE = frozenset("should must can ca shall ought".split())
_WOULD = frozenset({"would", "'d", "’d"})
_ANNOUNCED = frozenset({"support", "oppose", "agree", "reject", "act", "call-for", "welcome", "offer", "promise"})
"""Acts that “would” announces; who “would praise” something does not praise it."""
_TRANSPARENT = frozenset(
    "continue continues continued continuing begin begins began begun start starts started seem seems seemed appear"
    " appears appeared keep keeps kept come came going happy proud pleased glad right quick rushed rushes moved"
    " moves".split()
)
"""Words whose infinitive says what their subject does: “continues to oppose”."""
_NAMING = frozenset("of for to from about with at against on without".split())
_PURPOSES = frozenset("protest demonstrate demand oppose condemn denounce decry call".split())
_REACH = 3  # tokens before a subject or verb in which a hypothetical word stands


def is_unreal(reading: Reading, cue: Cue) -> bool:
    """Whether the clause is a condition, a question, a possibility or somebody's duty."""
    return (
        _is_hypothetical(reading, cue)
        or _is_question(reading, cue)
        or _is_only_possible(reading, cue)
        or _is_only_named(reading, cue)
    )


def _is_hypothetical(reading: Reading, cue: Cue) -> bool:
    """Whether the clause is a condition or an indirect question."""
    lowers = reading.analysis.tokens.lowers
    floor = phrases.floor_of(reading.analysis, cue.at)
    subject = phrases.subject_of(reading.analysis, cue.group.first)
    start = subject.first if subject is not None else cue.group.first
    return any(lowers[at] in _HYPOTHETICAL for at in range(max(floor, start - _REACH), start))


def _is_question(reading: Reading, cue: Cue) -> bool:
    """Whether the sentence ends as a question before anything else is said."""
    lowers = reading.analysis.tokens.lowers
    last = next((at for at in range(cue.end, cue.ceiling) if lowers[at] in {"?", ".", ";"}), None)
    return last is not None and lowers[last] == "?"


def _is_only_possible(reading: Reading, cue: Cue) -> bool:
    """Whether a modal takes the side away from the subject: “could support”, “would have praised”, “should thank”."""
    modal = cue.group.modal
    if modal is None:
        return False
    lowers = reading.analysis.tokens.lowers
    if modal in _POSSIBLE or "have" in lowers[cue.group.first : cue.at]:
        return not cue.negated or modal != "could"
    if modal in _DUE:
        return not _is_own(reading, cue)
    return modal in _WOULD and cue.frame.act not in _ANNOUNCED


def _is_only_named(reading: Reading, cue: Cue) -> bool:
    """Whether a gerund names a deed, done or not: “accused of supporting T”, “avoided criticizing T”."""
    analysis = reading.analysis
    before = phrases.before_adverbs(analysis, cue.at - 1)
    if before < phrases.floor_of(analysis, cue.at):
        return False
    if analysis.tags[cue.at] != "ING":  # “his widely criticized interview”
        is_modifier = before < cue.at - 1 and analysis.tags[before] in {"DET", "POSS"}
        is_modifier = is_modifier or analysis.tags[before] == "PREP"  # “commented on proposed rules”
        return is_modifier and analysis.tags[cue.at] in {"PAST", "PART"} and cue.group.first >= cue.at - 1
    tag, lower = analysis.tags[before], analysis.tokens.lowers[before]
    if tag == "POSS" or (tag == "PREP" and lower in _NAMING):
        return True
    return tag in phrases.VERBS and lower not in _TRANSPARENT


def _is_own(reading: Reading, cue: Cue) -> bool:
    """Whether the speaker speaks of itself, or of what must be done by nobody in particular."""
    subject = phrases.subject_of(reading.analysis, cue.group.first)
    return cue.group.passive or subject is None or reading.analysis.tokens.lowers[subject.first] in FIRST


def is_purpose(reading: Reading, cue: Cue) -> bool:
    """Whether an infinitive says what a deed is for: “occupied the library to protest against fees”."""
    first = cue.group.first
    floor = phrases.floor_of(reading.analysis, cue.at)
    if not cue.group.infinitive or first - 1 <= floor or cue.frame.words[0] not in _PURPOSES:
        return False
    tags = reading.analysis.tags
    return tags[first - 1] in {"NOUN", "NAME", "ADV"} and not is_a(reading.analysis.tokens.lowers[first - 1], "intent")


def governor(reading: Reading, cue: Cue) -> int | None:
    """The word that an infinitive says the same of as a finite verb: “continues to oppose”; None for others."""
    first = cue.group.first
    lowers, tags = reading.analysis.tokens.lowers, reading.analysis.tags
    if not cue.group.infinitive or first == 0 or lowers[first - 1] not in _TRANSPARENT:
        return None
    return first - 1 if tags[first - 1] != "ADJ" else _copula(reading, first - 1)


def _copula(reading: Reading, at: int) -> int | None:
    """The form of “be” before an adjective."""
    back = phrases.before_adverbs(reading.analysis, at - 1)
    return back if reading.analysis.tags[back] == "AUX" else None
