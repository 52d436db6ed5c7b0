"""Content that stands to the left of its cue: “…,” he said; …, said Smith; with what follows as its second part.

The right side of a cue is left to `complements`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import place
from annotator.engines.rules.extents import clause_end, goes_elsewhere
from annotator.engines.rules.phrases import Phrase, ceiling_of, floor_of, phrase_after, subject_of
from annotator.schema import Mode

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame

_SUBJECT_STARTS = frozenset({"DET", "NAME", "PRON", "POSS", "NOUN", "MARK"})
_GOING_ON = frozenset(
    {"including", "because", "but", "and", "especially", "particularly", "by", "from", "that"}
)  # after a tag, more content
_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX"})


@dataclass(frozen=True, slots=True)
class Tail:
    """Content before a cue.

    Attributes:
        before: Where the part before the cue stands.
        after: Where a second part stands.
        source: The source's noun phrase.
        quoted: Whether the part before the cue stands in marks.
        addressee: Where the addressee stands, or None.
    """

    before: tuple[Place, ...]
    after: tuple[Place, ...]
    source: Phrase | None
    quoted: bool
    addressee: Place | None = None


def tail_of(analysis: Analysis, group: VerbGroup, frame: Frame) -> Tail | None:
    """The content before a cue, or None."""
    if "tail" not in frame.complements or not group.finite:
        return None
    for source, first, last in _sources(analysis, group, frame):
        found = _before(analysis, first, source, last, frame)
        if found is not None:
            return found
    return None


def _sources(analysis: Analysis, group: VerbGroup, frame: Frame) -> list[tuple[Phrase | None, int, int]]:
    """Source with the first token of the tag and one past its last: subject before the verb, or after it."""
    found: list[tuple[Phrase | None, int, int]] = []
    subject = subject_of(analysis, group.first)
    if subject is not None and subject.last < group.first and subject.first - 1 in analysis.closing:
        return [(subject, subject.first, group.last)]
    ceiling = ceiling_of(analysis, group.main)
    floor = floor_of(analysis, group.main)
    before = group.first - 1
    if before >= floor and (analysis.tags[before] in {"COMMA", "DASH", "STOP"} or before in analysis.closing):
        inverted = phrase_after(analysis, group.last, ceiling, apposition=True)
        if inverted is not None and not _verb_at(analysis, inverted.last, ceiling):
            found.append((inverted, group.first, inverted.last))
    if subject is not None and subject.last <= group.first:
        found.append((subject, subject.first, _after_addressee(analysis, group, frame, ceiling)))
    return found


def _after_addressee(analysis: Analysis, group: VerbGroup, frame: Frame, ceiling: int) -> int:
    """The token after the verb and, when it takes one, the bare addressee."""
    phrase = phrase_after(analysis, group.last, ceiling) if "whom" in frame.complements else None
    return phrase.last if phrase is not None else group.last


def _verb_at(analysis: Analysis, at: int, ceiling: int) -> bool:
    return at < ceiling and analysis.tags[at] in _FINITE


def _before(analysis: Analysis, first: int, source: Phrase | None, last: int, frame: Frame) -> Tail | None:
    """Content that ends right before the tag."""
    floor = floor_of(analysis, first)
    at = first - 1
    if at < floor:
        return None
    if analysis.tags[at] == "ADV" and at - 1 >= floor:
        at -= 1
    mark = at if at in analysis.closing else at - 1
    if mark >= floor and mark in analysis.closing and (mark == at or analysis.tags[at] in {"COMMA", "DASH"}):
        return _quoted(analysis, mark, source, last)
    unmarked = "clause" in frame.complements and frame.mode is not Mode.THOUGHT
    if unmarked and analysis.tags[at] in {"COMMA", "DASH"} and analysis.quoted[at] == analysis.quoted[first]:
        return _clause(analysis, floor, at, source, last)
    return None


def _quoted(analysis: Analysis, mark: int, source: Phrase | None, last: int) -> Tail | None:
    quotation = analysis.quotations[analysis.closing[mark]]
    before: Place = (quotation.start, quotation.end)
    opened = analysis.token_at(quotation.start)
    floor = floor_of(analysis, mark)
    if opened > floor and quotation.opened:
        lead = _lead_in(analysis, floor, opened)
        if lead is not None:
            if _is_title(analysis, lead, opened, mark):
                return None
            before = (analysis.tokens.starts[lead], quotation.end)
    return Tail((before,), _marked_rest(analysis, last), source, quoted=True)


def _is_title(analysis: Analysis, lead: int, opened: int, mark: int) -> bool:
    """Whether marks in an adjunct hold the title of a work: “In an appearance on “Morning Joe,” she said …”."""
    if any(analysis.tags[at] in _FINITE for at in range(lead, mark)):
        return False
    words = analysis.tokens.words[opened + 1 : mark]
    return all(word[0].isupper() for word in words if len(word) > len("and") and word[0].isalpha())


def _lead_in(analysis: Analysis, floor: int, opened: int) -> int | None:
    """Where unmarked words that belong to the marked ones start: “The plan is “reckless,” he said”."""
    before = opened - 1
    if before in analysis.closing or analysis.tags[before] in {"COLON", "STOP", "COMMA", "DASH"}:
        return None
    start = _content_start(analysis, floor, opened)
    return start if any(analysis.tags[at] != "OTHER" for at in range(start, opened)) else None


def _content_start(analysis: Analysis, floor: int, end: int) -> int:
    """First token of clause content: after a conjunction or another attribution that opens the sentence."""
    first = max((at + 1 for at in range(floor, end) if analysis.tags[at] == "DASH"), default=floor)
    while first < end and (analysis.tags[first] in {"CONJ", "OTHER"} or _is_clock(analysis, first)):
        first += 1
    return first


def _is_clock(analysis: Analysis, at: int) -> bool:
    """Whether a time of day opens an entry of a live report: “18.42”."""
    word = analysis.tokens.words[at]
    return analysis.tags[at] == "NUM" and len(word) in {4, 5} and word[-3] in ".:" and word[-2:].isdigit()


def _clause(analysis: Analysis, floor: int, comma: int, source: Phrase | None, last: int) -> Tail | None:
    ceiling = ceiling_of(analysis, comma)
    start = _content_start(analysis, floor, comma)
    if not _closes(analysis, last, ceiling):
        return None
    empty = start >= comma or all(analysis.tags[at] in {"CONJ", "ADV"} for at in range(start, comma))
    if not empty and analysis.tags[start] in {"PAST", "PART", "ING"}:
        return None
    whole = not empty and _is_whole(analysis, start, comma) and not _verb_waits(analysis, last, ceiling)
    rest = _rest(analysis, last, whole=whole)
    where = None if empty else place(analysis, start, comma)
    before = () if where is None else (where,)
    marked = last + 1 in analysis.opening and analysis.tags[start] not in _SUBJECT_STARTS
    if not (whole or rest) or marked or (not whole and last + 1 in analysis.opening) or _is_relative(analysis, source):
        return None
    return Tail(before, rest, source, quoted=False)


def _is_relative(analysis: Analysis, source: Phrase | None) -> bool:
    return source is not None and analysis.tokens.lowers[source.first] in {"who", "which", "that"}


def _verb_waits(analysis: Analysis, last: int, ceiling: int) -> bool:
    """Whether the clause's verb stands after the tag: “What he needs, aides said, is time”."""
    return last + 1 < ceiling and analysis.tags[last] == "COMMA" and analysis.tags[last + 1] in _FINITE


def _is_whole(analysis: Analysis, start: int, comma: int) -> bool:
    """Whether the words before a tag are a clause of their own."""
    finite = any(analysis.tags[at] in _FINITE for at in range(start, comma))
    return finite and analysis.tags[start] not in {"SUB", "WH"} and analysis.tags[comma - 1] != "WH"


def _closes(analysis: Analysis, last: int, ceiling: int) -> bool:
    """Whether nothing after the tag can be its complement: the sentence ends, a comma or an adjunct follows."""
    if last >= ceiling or analysis.tags[last] in {"STOP", "COMMA", "DASH", "COLON"}:
        return True
    return analysis.tags[last] in {"PREP", "ADV"} or (
        analysis.tags[last] == "NAME" and analysis.tokens.lowers[last].endswith("day")
    )


def _marked_rest(analysis: Analysis, last: int) -> tuple[Place, ...]:
    """The second part of marked content: marked too, or an infinitive."""
    ceiling = ceiling_of(analysis, last) if last < len(analysis.tokens) else last
    first = last + 1
    if first >= ceiling or analysis.tags[last] not in {"COMMA", "DASH"}:
        return ()
    if first in analysis.opening:
        quotation = analysis.quotations[analysis.opening[first]]
        return ((quotation.start, quotation.end),)
    goes_on = analysis.tags[first] == "TO" or _verb_waits(analysis, last, ceiling)
    where = place(analysis, first, clause_end(analysis, first)) if goes_on else None
    return () if where is None else (where,)


def _rest(analysis: Analysis, last: int, *, whole: bool) -> tuple[Place, ...]:
    """The second part of split content, after the tag and a comma; after a whole clause only what goes on with it."""
    ceiling = ceiling_of(analysis, last) if last < len(analysis.tokens) else last
    if last + 1 >= ceiling or analysis.tags[last] not in {"COMMA", "DASH"}:
        return ()
    first = last + 1
    if first in analysis.opening:
        quotation = analysis.quotations[analysis.opening[first]]
        return ((quotation.start, quotation.end),)
    word = analysis.tokens.lowers[first]
    if whole and (word not in _GOING_ON or goes_elsewhere(analysis, first + 1, ceiling)):
        return ()
    if not whole and (analysis.tags[first] in {"ING", "WH"} or word in {"who", "but", "and"}):
        return ()
    where = place(analysis, first, clause_end(analysis, first))
    return () if where is None else (where,)
