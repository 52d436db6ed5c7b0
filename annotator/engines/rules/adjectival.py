"""Adjectives that attribute a thought: “is confident that …”, “are worried about …”, “was clear: …”, “is willing to …”.

Verbs are left to `verbal`, nouns to `nominal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.lexicon import cues
from annotator.engines.rules.phrases import ceiling_of, floor_of, subject_of
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.lexicon.cues import Frame

_ADJECTIVES = frozenset({"ADJ", "PAST", "PART", "NOUN", "BASE", "ADV"})  # classes that a coarse light gives them
_LINKING = frozenset(
    "be am is are was were been being 's ’s 're ’re 'm ’m feel feels felt remain remains remained become became"
    " grow grew".split()
)
_SUBJECTS_BARRED = frozenset({"it", "that", "this", "there", "which", "i", "you", "we"})


def adjectival(analysis: Analysis) -> Iterator[Candidate]:
    """One candidate for each adjective that attributes something to a subject."""
    frames, tags, lowers = cues.english().adjectives, analysis.tags, analysis.tokens.lowers
    for at in [at for at, lower in enumerate(lowers) if lower in frames]:
        found = _of_adjective(analysis, at, frames[lowers[at]]) if tags[at] in _ADJECTIVES else None
        if found is not None:
            yield found


def _of_adjective(analysis: Analysis, at: int, frame: Frame) -> Candidate | None:
    first = _group_first(analysis, at)
    if first is None:
        return None
    start, preposition = _complement(analysis, at, frame)
    if start is None:
        return None
    subject = subject_of(analysis, first)
    if subject is None or analysis.tokens.lowers[subject.first] in _SUBJECTS_BARRED:
        return None
    where = place(analysis, start, clause_end(analysis, start, loose=analysis.tags[start] != "THAT"))
    if where is None:
        return None
    tokens = analysis.tokens
    return Candidate(
        cue=((tokens.starts[first], tokens.ends[at if preposition is None else preposition]),),
        content=(where,),
        source=place(analysis, subject.first, subject.last),
        mode=Mode.THOUGHT,
        frame="adjective",
        trace=(f"the adjective “{tokens.lowers[at]}” says what its subject thinks",),
    )


def _group_first(analysis: Analysis, at: int) -> int | None:
    """First token of the linking verb group before an adjective, or None."""
    floor = floor_of(analysis, at)
    back = at - 1
    while back > floor and analysis.tags[back] in {"ADV", "NEG", "DET"}:
        back -= 1
    if back < floor or analysis.tokens.lowers[back] not in _LINKING:
        return None
    while back > floor and (analysis.tags[back - 1] in {"AUX", "MODAL", "NEG"}):
        back -= 1
    return back


def _complement(analysis: Analysis, at: int, frame: Frame) -> tuple[int | None, int | None]:
    """First token of the content, and the preposition that belongs to the cue."""
    after = at + 1
    if after + 1 >= ceiling_of(analysis, at):
        return None, None
    kind = analysis.tags[after]
    if kind == "THAT" and "that" in frame.complements:
        return after, None
    if kind == "TO" and "to" in frame.complements:
        return after, None
    if "that" in frame.complements and analysis.chunk_at[after] >= 0 and _verb_follows(analysis, after):
        return after, None
    if analysis.tokens.lowers[after] in frame.prepositions:
        return after + 1, after
    return None, None


def _verb_follows(analysis: Analysis, at: int) -> bool:
    end = analysis.chunks[analysis.chunk_at[at]][1]
    return end < ceiling_of(analysis, at) and analysis.tags[end] in {"PAST", "PRES", "MODAL", "AUX"}
