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
    source = phrase_after(analysis, at + 2, ceiling, apposition=True)
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


def _content(analysis: Analysis, at: int, source_end: int, ceiling: int) -> tuple[Place, ...]:
    floor = floor_of(analysis, at)
    start = _opening(analysis, floor, at)
    after = source_end + 1 if source_end < ceiling and analysis.tags[source_end] in {"COMMA", "DASH", "COLON"} else None
    before = place(analysis, start, at) if at - start > 1 else None
    if before is None or (at == floor or not _has_verb(analysis, start, at)):
        if after is None or after >= ceiling:
            return () if before is None else (before,)
        rest = place(analysis, after, clause_end(analysis, after))
        return () if rest is None else (rest,)
    if after is not None and after < ceiling and _goes_on(analysis, start, at, after):
        rest = place(analysis, after, ceiling)
        return (before,) if rest is None else (before, rest)
    return (before,)


def _opening(analysis: Analysis, floor: int, at: int) -> int:
    """First token of the content before the cue: after a conjunction, after “but” in the middle."""
    start = floor
    if start < at and analysis.tags[start] == "CONJ":
        start += 1
    if start in analysis.opening or floor in analysis.quoted:
        return start
    return start


def _has_verb(analysis: Analysis, first: int, last: int) -> bool:
    return any(analysis.tags[at] in _VERBS for at in range(first, last))


def _goes_on(analysis: Analysis, start: int, at: int, after: int) -> bool:
    """Whether the clause is still open where the cue interrupts it: no finite verb yet."""
    return not _has_verb(analysis, start, at) and analysis.tags[after] not in {"WH", "CONJ"}
