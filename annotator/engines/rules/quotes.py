"""All attributions of a document: every matcher is asked, ranking chooses.

Names of actors are left to `actors`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.according import according
from annotator.engines.rules.adjectival import adjectival
from annotator.engines.rules.colons import colons
from annotator.engines.rules.continuations import continued
from annotator.engines.rules.dashes import dashes
from annotator.engines.rules.nominal import nominal
from annotator.engines.rules.orphans import orphans
from annotator.engines.rules.ranking import choose
from annotator.engines.rules.verbal import verbal

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate
    from annotator.engines.rules.lexicon.words import Tag


def find_quotes(analysis: Analysis) -> list[tuple[Candidate, int | None]]:
    """The attributions in text order, each with the index of the one that holds it, if one does."""
    proposed = [
        candidate for family in _FAMILIES for candidate in family(analysis) if not _breaks_off(analysis, candidate)
    ]
    whole = continued(analysis, proposed)
    whole += orphans(analysis, whole)
    return choose([_placed(analysis, candidate) for candidate in whole])


def _breaks_off(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether content ends before its first word that says something: “that the”, where a text was cut off."""
    if candidate.frame in _WHOLE:
        return False
    opens = False
    for start, end in candidate.content:
        for token in range(max(0, analysis.token_at(start)), analysis.token_at(end - 1) + 1):
            kind = analysis.tags[token]
            if analysis.quoted[token] >= 0 or not (kind in _OPENING or kind in _SILENT):
                return False
            opens = opens or kind in _OPENING
    return opens


def _placed(analysis: Analysis, candidate: Candidate) -> Candidate:
    """Note whether the cue stands inside marks that somebody else's attribution must hold."""
    token = analysis.token_at(candidate.cue[0][0]) if candidate.cue else -1
    index = analysis.quoted[token] if token >= 0 else -1
    if index < 0:
        return candidate
    quotation = analysis.quotations[index]
    unclosed = not quotation.closed and quotation.start == candidate.start
    return candidate if unclosed else replace(candidate, orphaned=True)


_WHOLE = frozenset({"colon", "dash", "turn"})
"""Frames whose content is all that was said: “PIKE: No.”."""
_OPENING: frozenset[Tag] = frozenset({"THAT", "SUB", "CONJ", "PREP", "DET", "POSS"})
"""Classes of words behind which more must come."""
_SILENT: frozenset[Tag] = frozenset({"PRON", "WH", "NEG", "TO", "MARK", "COMMA", "STOP", "COLON", "DASH"})
"""Classes of words and marks that say nothing alone, as those do not; an auxiliary does, as in “said he would not”."""
_FAMILIES = (verbal, according, colons, dashes, nominal, adjectival)
