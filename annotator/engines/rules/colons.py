"""Attributions by a colon: headlines (“Poll: Voters Are Angry”), transcript turns (“TRUMP: I agree.”), “…: “A.””.

A colon after an attributing verb is left to `complements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.phrases import VERBS, cue_forms, subject_of
from annotator.schema import Mode, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.phrases import Phrase

_MAX_NAME = 7  # tokens before the colon of a turn
_SOURCES = frozenset(
    "poll polls report reports study survey source sources official officials aide aides analysis experts expert police analyst"
    " analysts lawyer lawyers judge court fbi cia doj scientists researchers spokesman spokeswoman campaign critics memo".split()
)
_NO_SOURCES = frozenset(
    "related watch update updated photo photos video note correction editor read more also see exclusive breaking contributing"
    " q a p.s. ps fact flashback source by tags topics filed listen photos".split()
)


def colons(analysis: Analysis) -> Iterator[Candidate]:
    """Turns at the start of paragraphs, and quotations that a colon introduces."""
    for first, last in analysis.paragraphs:
        found = _turn(analysis, first, last)
        if found is not None:
            yield found
    for opened, index in analysis.opening.items():
        if analysis.quotations[index].depth == 0 and opened >= 2 and analysis.tokens.lowers[opened - 1] == ":":  # noqa: PLR2004  # a name and the colon
            introduced = _introduced(analysis, opened)
            if introduced is not None:
                yield introduced


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
    if any(word in _NO_SOURCES for word in words) or any(analysis.tags[at] in {"PAST", "PRES", "MODAL", "AUX"} for at in range(first, last)):
        return False
    if words[-1] in _SOURCES or words[0] in _SOURCES:
        return True
    return all(analysis.tags[at] in {"NAME", "OPEN", "CLOSE", "COMMA"} for at in range(first, last)) and last - first <= 4  # noqa: PLR2004  # a title and a name


def _introduced(analysis: Analysis, opened: int) -> Candidate | None:
    """A quotation after a colon whose sentence has a subject."""
    quotation = analysis.quotations[analysis.opening[opened]]
    colon = opened - 1
    floor = analysis.tokens.bounds[analysis.tokens.sentence[colon]][0]
    verb = next((at for at in range(colon - 1, floor, -1) if analysis.tags[at] in {"PAST", "PRES", "AUX", "MODAL"}), None)
    source = _source(analysis, verb, floor, colon)
    if source is None:
        return None
    cue = _cue(analysis, verb, colon)
    return Candidate(
        cue=(cue,),
        content=((quotation.start, quotation.end),),
        source=place(analysis, source.first, source.last),
        mode=Mode.SPEECH,
        frame="colon",
        trace=("a colon introduces marked words",),
    )


def _source(analysis: Analysis, verb: int | None, floor: int, colon: int) -> Phrase | None:
    if verb is None:
        return None
    while verb > floor and analysis.tags[verb - 1] in {"AUX", "MODAL", "NEG", "ADV"}:
        verb -= 1
    return subject_of(analysis, verb)


def _cue(analysis: Analysis, verb: int | None, colon: int) -> Place:
    return analysis.tokens.starts[colon], analysis.tokens.ends[colon]


def is_headline(analysis: Analysis, sentence: int) -> bool:
    """Whether a sentence is a headline, or stands first and alone."""
    kind = analysis.sentences[sentence].kind
    return kind is ZoneKind.HEADLINE or (sentence == 0 and analysis.paragraphs[0] == (0, 1))


def has_cue(analysis: Analysis, first: int, last: int) -> bool:
    """Whether an attributing verb stands among tokens."""
    forms = cue_forms()
    return any(analysis.tags[at] in VERBS and analysis.tokens.lowers[at] in forms for at in range(first, last))
