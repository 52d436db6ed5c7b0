"""Attributions by a colon: headlines (“Poll: Voters Are Angry”), transcript turns (“TRUMP: I agree.”), “…: “A.””.

A colon after an attributing verb is left to `complements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.phrases import subject_of
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase

_MAX_NAME = 7  # tokens before the colon of a turn
_MAX_BARE_NAME = 4  # tokens of a name that no kind of source follows
_FINITE = frozenset({"PAST", "PRES", "AUX", "MODAL"})
_SOURCES = frozenset(
    "poll polls report reports study survey source sources official officials aide aides analysis experts expert"
    " police analyst analysts lawyer lawyers judge court fbi cia doj scientists researchers spokesman spokeswoman"
    " campaign camp critics memo".split()
)
_NO_SOURCES = frozenset(
    "related watch update updated photo photos video note correction editor read more also see exclusive breaking"
    " q a p.s. ps fact flashback source by tags topics filed listen contributing".split()
)


def colons(analysis: Analysis) -> Iterator[Candidate]:
    """Turns at the start of paragraphs, and quotations that a colon introduces."""
    for first, last in analysis.paragraphs:
        found = _turn(analysis, first, last)
        if found is not None:
            yield found
    for opened, index in analysis.opening.items():
        outer = analysis.quotations[index].depth == 0
        introduced = _introduced(analysis, opened) if outer and opened and _follows_colon(analysis, opened) else None
        if introduced is not None:
            yield introduced


def _follows_colon(analysis: Analysis, opened: int) -> bool:
    return analysis.tokens.lowers[opened - 1] == ":"


def _turn(analysis: Analysis, first: int, last: int) -> Candidate | None:
    """“NAME: words” at the start of a paragraph."""
    start, ceiling = analysis.tokens.bounds[first]
    colon = next(
        (at for at in range(start + 1, min(ceiling, start + _MAX_NAME + 1)) if analysis.tokens.lowers[at] == ":"), None
    )
    if colon is None or not _names_source(analysis, start, colon):
        return None
    end = analysis.tokens.bounds[last - 1][1]
    where = place(analysis, colon + 1, end)
    if where is None:
        return None
    return Candidate(
        cue=((analysis.tokens.starts[colon], analysis.tokens.ends[colon]),),
        content=(where,),
        source=place(analysis, start, colon),
        mode=Mode.SPEECH,
        frame="turn",
        trace=("a name and a colon open the paragraph",),
    )


def _names_source(analysis: Analysis, first: int, last: int) -> bool:
    """Whether the words before a colon are a name or a kind of source, and nothing else."""
    words = analysis.tokens.lowers[first:last]
    tags = analysis.tags[first:last]
    if _NO_SOURCES.intersection(words) or _FINITE.intersection(tags):
        return False
    if words[-1] in _SOURCES or words[0] in _SOURCES:
        return True
    return last - first <= _MAX_BARE_NAME and {"NAME", "OPEN", "CLOSE", "COMMA"}.issuperset(tags)


def _introduced(analysis: Analysis, opened: int) -> Candidate | None:
    """A quotation after a colon whose sentence has a subject."""
    quotation = analysis.quotations[analysis.opening[opened]]
    colon = opened - 1
    source = _source(analysis, analysis.tokens.bounds[analysis.tokens.sentence[colon]][0], colon)
    if source is None:
        return None
    return Candidate(
        cue=((analysis.tokens.starts[colon], analysis.tokens.ends[colon]),),
        content=((quotation.start, quotation.end),),
        source=place(analysis, source.first, source.last),
        mode=Mode.SPEECH,
        frame="colon",
        trace=("a colon introduces marked words",),
    )


def _source(analysis: Analysis, floor: int, colon: int) -> Phrase | None:
    """The subject of the last verb before a colon."""
    verb = next((at for at in range(colon - 1, floor, -1) if analysis.tags[at] in _FINITE), None)
    if verb is None:
        return None
    while verb > floor and analysis.tags[verb - 1] in {"AUX", "MODAL", "NEG", "ADV"}:
        verb -= 1
    return subject_of(analysis, verb)
