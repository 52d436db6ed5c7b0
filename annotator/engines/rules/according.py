"""“according to X” before, after or inside its content.

Other prepositional attributions (“in X's view”) are read here too; verbs are left to `verbal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.phrases import ceiling_of, floor_of, phrase_after
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.phrases import Phrase

_VERBS = frozenset({"PAST", "PRES", "AUX", "MODAL"})


def according(analysis: Analysis) -> Iterator[Candidate]:
    """One candidate for each “according to”."""
    lowers = analysis.tokens.lowers
    for at, word in enumerate(lowers):
        if word == "according" and at + 2 < len(lowers) and lowers[at + 1] == "to":
            found = _of_cue(analysis, at)
            if found is not None:
                yield found


def _of_cue(analysis: Analysis, at: int) -> Candidate | None:
    ceiling = ceiling_of(analysis, at)
    source = phrase_after(analysis, at + 2, ceiling, apposition=True, before_clause=_leads(analysis, at))
    if source is None:
        return None
    source_end = _source_end(analysis, source, ceiling)
    content = _content(analysis, at, source_end, ceiling)
    if not content:
        return None
    tokens = analysis.tokens
    return Candidate(
        cue=((tokens.starts[at], tokens.ends[at + 1]),),
        content=content,
        source=place(analysis, source.first, source_end),
        mode=Mode.SPEECH,
        frame="according",
        trace=("“according to” names the source of its clause",),
    )


def _source_end(analysis: Analysis, source: Phrase, ceiling: int) -> int:
    """The source with a participle or relative clause after it: “a poll released by CNN on Monday”."""
    at = source.last
    if at < ceiling and analysis.tags[at] in {"PAST", "PART", "ING", "WH", "TO", "PRON"}:
        while at < ceiling and analysis.tags[at] not in {"COMMA", "STOP", "COLON", "DASH"}:
            at += 1
    return at


def _leads(analysis: Analysis, at: int) -> bool:
    """Whether the cue opens its clause, rather than following it after a comma."""
    before = at - 1
    return before < floor_of(analysis, at) or (
        before not in analysis.closing and analysis.tags[before] in {"COLON", "CONJ", "THAT", "SUB"}
    )


def _content(analysis: Analysis, at: int, source_end: int, ceiling: int) -> tuple[Place, ...]:
    floor = floor_of(analysis, at)
    start = floor + 1 if analysis.tags[floor] == "CONJ" else floor
    after = (
        source_end + 1 if source_end < ceiling and analysis.tags[source_end] in {"COMMA", "DASH", "COLON"} else ceiling
    )
    rest = place(analysis, after, clause_end(analysis, after)) if after < ceiling else None
    if _leads(analysis, at) or not _has_verb(analysis, start, at) or analysis.tags[floor] == "SUB":
        split = rest is not None and at - start > 1 and not _leads(analysis, at) and analysis.tags[floor] != "SUB"
        before = place(analysis, start, at) if split or rest is None else None
        return tuple(part for part in (before, rest) if part is not None)
    before = place(analysis, start, at)
    return () if before is None else (before,)


def _has_verb(analysis: Analysis, first: int, last: int) -> bool:
    return any(analysis.tags[at] in _VERBS for at in range(first, last))
