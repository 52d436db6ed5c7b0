"""The passive of attributing verbs: who the by-agent is, and what of the right side is content besides the subject.

The active is left to `complements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import place
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.phrases import ceiling_of, phrase_after

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame

_RAISING = frozenset({"expect", "say", "believe", "think", "report", "rumor", "suppose", "predict", "allege", "assume"})


def agent_of(analysis: Analysis, group: VerbGroup) -> Place | None:
    """The phrase after “by” that follows a passive, in its clause."""
    ceiling = ceiling_of(analysis, group.main)
    for at in range(group.last, min(ceiling - 1, group.last + 4)):
        if analysis.tokens.lowers[at] == "by":
            phrase = phrase_after(analysis, at + 1, ceiling)
            return place(analysis, phrase.first, phrase.last) if phrase is not None else None
        if analysis.tags[at] in {"COMMA", "STOP", "THAT"}:
            break
    return None


def passive_rest(analysis: Analysis, group: VerbGroup, frame: Frame) -> Place | None:
    """What follows a passive and is content: an infinitive, or what the subject is called."""
    ceiling = ceiling_of(analysis, group.main)
    at = _after_agent(analysis, group, ceiling)
    if at >= ceiling:
        return None
    if group.lemma in _RAISING and analysis.tags[at] == "TO":
        return place(analysis, at, clause_end(analysis, at, loose=True))
    if "as" in frame.complements and analysis.tokens.lowers[at] == "as":
        return place(analysis, at, clause_end(analysis, at, loose=True))
    if analysis.tokens.lowers[at] in frame.prepositions & {"of", "for"} and group.lemma not in {"ask", "call"}:
        return place(analysis, at, clause_end(analysis, at, loose=True))
    named = at in analysis.opening or analysis.tags[at] in {"DET", "ADJ"}
    if "predicate" in frame.complements and named and group.lemma not in {"find", "consider"}:
        return place(analysis, at, clause_end(analysis, at, loose=True))
    return None


def _after_agent(analysis: Analysis, group: VerbGroup, ceiling: int) -> int:
    at = group.last
    while at < ceiling and analysis.tags[at] == "ADV":
        at += 1
    if at + 1 < ceiling and analysis.tokens.lowers[at] == "by":
        phrase = phrase_after(analysis, at + 1, ceiling)
        if phrase is not None:
            return phrase.last
    return at
