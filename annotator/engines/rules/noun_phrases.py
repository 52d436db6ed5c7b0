"""Noun phrases longer than a chunk: with prepositional phrases, conjuncts, relative clauses and appositions.

They are walked to from a token, left or right, over columns. Subjects of verbs are found by `phrases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.lexicon import cues

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

VERBS = frozenset({"BASE", "PRES", "PAST", "PART", "ING"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
_LINKS = frozenset(
    "of for at in from with on to by about against behind near than between over inside under outside among".split()
)  # prepositions that join a noun phrase to the one before it
_BOUNDARY = frozenset({"COMMA", "STOP", "COLON", "DASH", "SUB", "CONJ", "THAT", "WH", "MARK", "CLOSE", "OPEN"})
_MAX_REDUCED = 9  # tokens between a participle and the end of its phrase
_MAX_RELATIVE = 14  # tokens of a relative clause that belongs to a subject
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night week month year"
    " weekend today yesterday january february march april may june july august september october november"
    " december jan. feb. aug. sept. oct. nov. dec.".split()
)
"""Small-letter nouns that name a time."""

_TIMELY = TIMES | frozenset("this last next that the a early late earlier past same previous following".split())
_MAX_BRACKET = 8  # tokens in brackets after a name


class Phrase(NamedTuple):
    """A noun phrase.

    Attributes:
        first: First token.
        last: One past the last token.
        head: First token of the chunk that it is about.
    """

    first: int
    last: int
    head: int


def floor_of(analysis: Analysis, token: int) -> int:
    """First token of a token's sentence."""
    return analysis.tokens.bounds[analysis.tokens.sentence[token]][0]


def ceiling_of(analysis: Analysis, token: int) -> int:
    """One past the last token of a token's sentence."""
    return analysis.tokens.bounds[analysis.tokens.sentence[token]][1]


def phrase_before(analysis: Analysis, at: int, floor: int) -> Phrase | None:
    """The noun phrase that ends with token ``at``, with what modifies and coordinates it to the left."""
    end = at + 1
    at = _before_bracket(analysis, at, floor)
    if at < floor:
        return None
    index = analysis.chunk_at[at]
    if index < 0:
        return None
    first = analysis.chunks[index][0]
    head = first
    while (grown := _grow_left(analysis, first, floor)) is not None:
        first, head = grown
    return Phrase(first, end, head)


def is_time(analysis: Analysis, at: int) -> bool:
    """Whether the chunk that starts here is a time: “Thursday night”, “last week”."""
    index = analysis.chunk_at[at]
    if index < 0:
        return False
    first, last = analysis.chunks[index]
    lowers = analysis.tokens.lowers
    return first == at and lowers[last - 1] in TIMES and all(lowers[here] in _TIMELY for here in range(first, last - 1))


def before_time(analysis: Analysis, at: int, floor: int) -> int:
    """The token before a time that ends at ``at``: “on Tuesday”, “this week”, “earlier this year”; else ``at``."""
    while at > floor:
        index = analysis.chunk_at[at]
        first = analysis.chunks[index][0] if index >= 0 else at
        if index >= 0 and (not is_time(analysis, first) or analysis.tags[first] == "NAME"):
            return at
        if index < 0 and analysis.tags[at] != "ADV":
            return at
        timed = index >= 0 or analysis.tokens.lowers[at] in TIMES
        at = first - 1
        if timed and at >= floor and analysis.tags[at] == "PREP":
            at -= 1
    return at


def _before_bracket(analysis: Analysis, at: int, floor: int) -> int:
    """The token before a bracket that ends at ``at``: “Sen. Paul (R-Ky.)”."""
    if at >= floor and analysis.tags[at] == "CLOSE":
        back = at
        while back > floor and analysis.tags[back] != "OPEN":
            back -= 1
        return back - 1 if analysis.tags[back] == "OPEN" else at
    return at


def _grow_left(analysis: Analysis, first: int, floor: int) -> tuple[int, int] | None:
    """First token and head of a phrase one step longer, or None."""
    link = first - 1
    if link <= floor:
        return None
    kind = analysis.tags[link]
    back = _before_bracket(analysis, link - 1, floor)
    if analysis.tokens.lowers[link] == "to" and back > floor and analysis.tags[back] == "ADJ":
        back -= 1  # “a source close to him”
    linked = kind in {"PREP", "TO"} and analysis.tokens.lowers[link] in _LINKS
    if linked and back >= floor and analysis.chunk_at[back] >= 0:
        chunk = analysis.chunks[analysis.chunk_at[back]]
        return (chunk[0], chunk[0])
    if kind == "CONJ":
        return _coordinate_left(analysis, back, floor)
    if kind == "ADV" and analysis.tags[link - 1] == "CONJ":
        return _coordinate_left(analysis, link - 2, floor)
    return _relative_left(analysis, link, floor)


def _coordinate_left(analysis: Analysis, back: int, floor: int) -> tuple[int, int] | None:
    """“A, B and C”: take the other conjuncts in when nothing governs them."""
    if back < floor or analysis.chunk_at[back] < 0:
        return None
    first = analysis.chunks[analysis.chunk_at[back]][0]
    before = first - 1
    while before > floor and analysis.tags[before] == "COMMA" and analysis.chunk_at[before - 1] >= 0:
        first = analysis.chunks[analysis.chunk_at[before - 1]][0]
        before = first - 1
    if before >= floor and analysis.tags[before] == "PREP" and analysis.tokens.lowers[before] in {"of", "than"}:
        return (first, first)
    governed = before >= floor and analysis.tags[before] not in _BOUNDARY and analysis.tags[before] != "ADV"
    return None if governed else (first, first)


def _relative_left(analysis: Analysis, link: int, floor: int) -> tuple[int, int] | None:
    """“officials who spoke with The Post”, “emails released by the department”: back to the head."""
    tags, lowers = analysis.tags, analysis.tokens.lowers
    verb = _verb_left(analysis, link, floor)
    if verb is None:
        return None
    at = verb
    stop = max(floor, link - _MAX_RELATIVE)
    while at > stop and tags[at] not in {"COMMA", "STOP", "COLON", "DASH", "MARK", "SUB"}:
        if lowers[at] in RELATIVE and analysis.chunk_at[at - 1] >= 0:
            head = analysis.chunks[analysis.chunk_at[at - 1]][0]
            return (head, head)
        at -= 1
    return _reduced_left(analysis, verb, floor)


def _verb_left(analysis: Analysis, link: int, floor: int) -> int | None:
    """The verb that governs what stands right of ``link``: itself, or one before prepositional phrases."""
    at = link
    stop = max(floor, link - _MAX_REDUCED)
    while at >= stop:
        if analysis.tags[at] in VERBS:
            return at
        if analysis.tags[at] not in {"PREP", "ADV", "TO"} and analysis.chunk_at[at] < 0:
            return None
        at -= 1
    return None


def _reduced_left(analysis: Analysis, verb: int, floor: int) -> tuple[int, int] | None:
    """“a poll released this week”: a participle right after a noun, when no clause of a cue opens there."""
    before = before_time(analysis, verb - 1, floor)
    if analysis.tags[verb] not in {"PAST", "PART", "ING"} or before < floor or analysis.chunk_at[before] < 0:
        return None
    by = verb + 1 < len(analysis.tags) and analysis.tokens.lowers[verb + 1] == "by"
    cue = analysis.tokens.lowers[verb] in cues.clausal() and analysis.tags[verb] != "ING"
    if (cue and not by) or analysis.tags[before] == "PRON":
        return None
    head = analysis.chunks[analysis.chunk_at[before]][0]
    return (head, head)


def phrase_after(
    analysis: Analysis, at: int, ceiling: int, *, apposition: bool = False, before_clause: bool = False
) -> Phrase | None:
    """The noun phrase that starts at a token, with prepositional phrases, conjuncts and, if wanted, an apposition."""
    if at >= ceiling:
        return None
    index = analysis.chunk_at[at]
    if index < 0 or analysis.chunks[index][0] != at:
        return None
    last = analysis.chunks[index][1]
    while (grown := _grow_right(analysis, last, ceiling)) is not None:
        last = grown
    if apposition:
        last = _apposition_after(analysis, last, ceiling, before_clause=before_clause)
    return Phrase(at, last, at)


def _grow_right(analysis: Analysis, last: int, ceiling: int) -> int | None:
    if last >= ceiling:
        return None
    kind = analysis.tags[last]
    if kind == "OPEN":
        return next(
            (at + 1 for at in range(last, min(ceiling, last + _MAX_BRACKET)) if analysis.tags[at] == "CLOSE"), None
        )
    if last + 1 >= ceiling or analysis.chunk_at[last + 1] < 0:
        return None
    end = analysis.chunks[analysis.chunk_at[last + 1]][1]
    if kind == "PREP" and analysis.tokens.lowers[last] in _LINKS:
        return end
    if kind == "CONJ" and not (end < ceiling and _starts_verb(analysis, end)):
        return end
    return None


def _starts_verb(analysis: Analysis, at: int) -> bool:
    return analysis.tags[at] in {"PAST", "PRES", "MODAL", "AUX", "BASE"}


def _apposition_after(analysis: Analysis, last: int, ceiling: int, *, before_clause: bool) -> int:
    """“Hugh Hill, 49, a doctor in Ohio,”: up to the comma that closes the last apposition, or the sentence's end."""
    end = last
    while (
        end + 1 < ceiling
        and analysis.tags[end] == "COMMA"
        and _opens_apposition(analysis, end + 1, ceiling, before_clause=before_clause)
    ):
        end += 1
        while end < ceiling and analysis.tags[end] not in {"COMMA", "STOP", "COLON", "DASH"}:
            if end in analysis.closing and analysis.tags[end - 1] == "COMMA" and end > last + 2:
                break
            end += 1
    return end


def _opens_apposition(analysis: Analysis, at: int, ceiling: int, *, before_clause: bool) -> bool:
    """Whether a noun phrase without a verb, an age or a place stands after a comma."""
    if analysis.tokens.lowers[at] in {"of", "then"}:
        return True
    phrase = phrase_after(analysis, at, ceiling)
    if phrase is None or analysis.tags[at] == "PRON" or analysis.tokens.lowers[at] == "whose":
        return False
    after = analysis.tags[phrase.last] if phrase.last < ceiling else "STOP"
    if before_clause:
        return after == "COMMA" and analysis.tags[at] != "NUM"
    return after not in {"PRES", "MODAL", "AUX", "BASE"}
