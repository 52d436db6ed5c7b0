"""Attributions by a colon: headlines (“Poll: Voters Are Angry”), transcript turns (“TRUMP: I agree.”), “…: “A.””.

A colon after an attributing verb is left to `complements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.phrases import subject_of
from annotator.schema import Mode, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    shouted = sum(_opens_shouted(analysis, first) for first, _ in analysis.paragraphs) > 1
    for first, last in analysis.paragraphs:
        found = _turn(analysis, first, last, shouted=shouted)
        if found is not None:
            yield found
    for opened, index in analysis.opening.items():
        outer = analysis.quotations[index].depth == 0
        introduced = _introduced(analysis, opened) if outer and opened and _follows_colon(analysis, opened) else None
        if introduced is not None:
            yield introduced


def _follows_colon(analysis: Analysis, opened: int) -> bool:
    return analysis.tokens.lowers[opened - 1] == ":"


def _colon_in(analysis: Analysis, sentence: int) -> int | None:
    """The colon after a few words that open a sentence."""
    start, ceiling = analysis.tokens.bounds[sentence]
    near = range(start + 1, min(ceiling, start + _MAX_NAME + 1))
    return next((at for at in near if analysis.tokens.lowers[at] == ":"), None)


def _opens_shouted(analysis: Analysis, sentence: int) -> bool:
    """Whether a sentence opens with words in capitals and a colon, as the turns of a transcript do."""
    colon = _colon_in(analysis, sentence)
    start = analysis.tokens.bounds[sentence][0]
    return colon is not None and _is_shouted(analysis.tokens.words[start:colon])


def _turn(analysis: Analysis, first: int, last: int, *, shouted: bool) -> Candidate | None:
    """“NAME: words” at the start of a paragraph."""
    start = analysis.tokens.bounds[first][0]
    colon = _colon_in(analysis, first)
    if colon is None:
        return None
    if not (shouted and _opens_shouted(analysis, first)) and not _names_source(analysis, start, colon):
        return None
    end = analysis.tokens.bounds[last - 1][1]
    if colon + 1 >= end:
        return None
    headline = analysis.sentences[first].kind is ZoneKind.HEADLINE
    whole = (analysis.tokens.starts[colon + 1], analysis.tokens.ends[end - 1])
    where = place(analysis, colon + 1, end) if headline else whole
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


def _is_shouted(words: Sequence[str]) -> bool:
    """Whether words are set in capitals, as the speakers of a transcript are: “THE CHAIR”."""
    return all(word.isupper() or not word[0].isalpha() for word in words) and any(len(word) > 1 for word in words)


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
