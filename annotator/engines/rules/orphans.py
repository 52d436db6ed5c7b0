"""Quotations without a reporting verb: a whole sentence in marks after a sentence about somebody.

Marks around less than a sentence are scare quotes, titles and nicknames, and stay unread. Continued quotations are
claimed before, by `continuations`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.phrases import subject_of
from annotator.schema import Mode
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.documents.marks import Quotation
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place

_MIN_TOKENS = 5  # a sentence in marks, the marks included
_FINITE = frozenset({"PAST", "PRES", "AUX", "MODAL"})
_PERSONS = frozenset({"he", "she", "they"})


def orphans(analysis: Analysis, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """One candidate for each quotation of a whole sentence that no other candidate touches."""
    taken = Stretches((*span, span) for candidate in candidates for span in candidate.content)
    for quotation in analysis.quotations:
        outer = quotation.depth == 0 and quotation.opened and quotation.closed
        if outer and not _is_taken(quotation, taken):
            found = _of_quotation(analysis, quotation)
            if found is not None:
                yield found


def _is_taken(quotation: Quotation, taken: Stretches[Place]) -> bool:
    near = taken.near(quotation.start, quotation.end)
    return any(start < quotation.end and quotation.start < end for start, end in near)


def _of_quotation(analysis: Analysis, quotation: Quotation) -> Candidate | None:
    first = analysis.token_at(quotation.start)
    last = analysis.token_at(quotation.end - 1) + 1
    sentence = analysis.tokens.sentence[first]
    if not _is_sentence(analysis, first, last, sentence):
        return None
    source = _subject_before(analysis, sentence)
    if source is None:
        return None
    return Candidate(
        cue=(),
        content=((quotation.start, quotation.end),),
        source=source,
        mode=Mode.SPEECH,
        frame="orphan",
        trace=("a sentence in marks follows a sentence about somebody",),
    )


def _is_sentence(analysis: Analysis, first: int, last: int, sentence: int) -> bool:
    """Whether marked tokens open a sentence and end one inside the marks."""
    opens = analysis.tokens.bounds[sentence][0] == first
    return opens and last - first >= _MIN_TOKENS and analysis.tags[last - 2] == "STOP"


def _subject_before(analysis: Analysis, sentence: int) -> Place | None:
    """The subject of the sentence before, in the same paragraph, when it is a name or a personal pronoun."""
    if sentence == 0 or analysis.paragraph_of(sentence)[0] == sentence:
        return None
    first, last = analysis.tokens.bounds[sentence - 1]
    verb = next((at for at in range(first, last) if analysis.tags[at] in _FINITE), None)
    subject = subject_of(analysis, verb) if verb is not None else None
    if subject is None or analysis.quoted[subject.first] >= 0:
        return None
    named = "NAME" in analysis.tags[subject.first : subject.last]
    if not named and analysis.tokens.lowers[subject.first] not in _PERSONS:
        return None
    return place(analysis, subject.first, subject.last)
