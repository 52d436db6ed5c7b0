"""Longer phrases over chunks: the noun phrase before or after a token, the subject of a verb, where a clause ends.

It walks over columns and never builds a tree. Which verbs attribute is left to the matchers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon import cues

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

VERBS = frozenset({"BASE", "PRES", "PAST", "PART", "ING"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LINKS = frozenset(
    {
        "of",
        "for",
        "at",
        "in",
        "from",
        "with",
        "on",
        "to",
        "by",
        "about",
        "against",
        "behind",
        "near",
        "between",
        "over",
        "inside",
        "under",
        "outside",
        "among",
    }
)
_BOUNDARY = frozenset({"COMMA", "STOP", "COLON", "DASH", "SUB", "CONJ", "THAT", "WH", "MARK", "CLOSE", "OPEN"})
_MAX_PARENTHESIS = 40  # tokens between two commas
_MAX_REDUCED = 9  # tokens between a participle and the end of its phrase
_MAX_RELATIVE = 14  # tokens of a relative clause that belongs to a subject
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night week month year weekend january"
    " february march april may june july august september october november december today yesterday jan. feb. aug. sept. oct."
    " nov. dec.".split()
)
_ADJUNCT_STARTS = frozenset({"PREP", "ADV", "SUB", "WH", "CONJ", "TO"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: first token, one past the last, and the first and last token of the chunk that it is about."""

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
    return Phrase(first, at + 1, head)


def before_time(analysis: Analysis, at: int, floor: int) -> int:
    """The token before a time that ends at ``at``: “on Tuesday”, “this week”, “earlier this year”; else ``at``."""
    while at > floor:
        index = analysis.chunk_at[at]
        first = at
        if index >= 0:
            first, last = analysis.chunks[index]
            if last != at + 1 or analysis.tokens.lowers[at] not in TIMES or analysis.tags[first] == "NAME":
                return at
        elif analysis.tags[at] != "ADV":
            return at
        at = first - 1
        if at >= floor and analysis.tags[at] == "PREP" and index >= 0:
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
    if kind == "PREP" and analysis.tokens.lowers[link] in _LINKS and back >= floor and analysis.chunk_at[back] >= 0:
        chunk = analysis.chunks[analysis.chunk_at[back]]
        return (chunk[0], chunk[0])
    if kind == "CONJ" and back >= floor and analysis.chunk_at[back] >= 0:
        return _coordinate_left(analysis, back, floor)
    if kind == "ADV" and analysis.tags[link - 1] == "CONJ":
        return _coordinate_left(analysis, link - 2, floor) if link - 2 >= floor and analysis.chunk_at[link - 2] >= 0 else None
    return _relative_left(analysis, link, floor)


def _coordinate_left(analysis: Analysis, back: int, floor: int) -> tuple[int, int] | None:
    """“A, B and C”: take the other conjuncts in when nothing governs them."""
    first = analysis.chunks[analysis.chunk_at[back]][0]
    before = first - 1
    while before > floor and analysis.tags[before] == "COMMA" and analysis.chunk_at[before - 1] >= 0:
        first = analysis.chunks[analysis.chunk_at[before - 1]][0]
        before = first - 1
    if before >= floor and analysis.tags[before] == "PREP" and analysis.tokens.lowers[before] == "of":
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
        if lowers[at] in _RELATIVE and analysis.chunk_at[at - 1] >= 0:
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
    if analysis.tokens.lowers[verb] in cue_forms() and analysis.tags[verb] != "ING":
        if not (verb + 1 < len(analysis.tags) and analysis.tokens.lowers[verb + 1] == "by"):
            return None
    if analysis.tags[before] in {"PRON"}:
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
        return next((at + 1 for at in range(last, min(ceiling, last + 8)) if analysis.tags[at] == "CLOSE"), None)
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
    while end + 1 < ceiling and analysis.tags[end] == "COMMA" and _opens_apposition(
        analysis, end + 1, ceiling, before_clause=before_clause
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
    if phrase is None or analysis.tags[at] == "PRON":
        return False
    after = analysis.tags[phrase.last] if phrase.last < ceiling else "STOP"
    if before_clause:
        return after == "COMMA" and analysis.tags[at] != "NUM"
    return after not in {"PRES", "MODAL", "AUX", "BASE"}


def subject_of(analysis: Analysis, first: int) -> Phrase | None:
    """The subject of a verb group that starts at a token: before it, or that of the verb it is coordinated with."""
    floor = floor_of(analysis, first)
    tags = analysis.tags
    at = before_time(analysis, first - 1, floor)
    while at > floor and tags[at] in {"ADV", "NEG"}:
        at -= 1
    if at < floor or analysis.quoted[at] != analysis.quoted[first]:
        return None
    kind = tags[at]
    if kind in {"COMMA", "DASH"}:
        return _before_parenthesis(analysis, at, floor)
    if kind == "THAT" and at > floor and analysis.chunk_at[at - 1] >= 0:
        return phrase_before(analysis, at - 1, floor)
    if kind in {"WH", "THAT"} and analysis.tokens.lowers[at] in _RELATIVE:
        return Phrase(at, at + 1, at)
    if kind == "CONJ":
        return governor_subject(analysis, at)
    return phrase_before(analysis, at, floor)


def _before_parenthesis(analysis: Analysis, at: int, floor: int) -> Phrase | None:
    """The noun phrase before a parenthesis that ends with the comma or dash at ``at``; an apposition belongs to it."""
    tags = analysis.tags
    mark = tags[at]
    open_ = at - 1
    stop = max(floor, at - _MAX_PARENTHESIS)
    while open_ > stop:
        if tags[open_] == mark and (phrase := phrase_before(analysis, open_ - 1, floor)) is not None:
            if _is_apposition(analysis, open_ + 1, at):
                return Phrase(phrase.first, at, phrase.head)
            outer = _appositive_to(analysis, phrase, floor)
            if outer is not None:
                return outer
            if tags[open_ + 1] in _ADJUNCT_STARTS or tags[open_ + 1] in VERBS or tags[open_ + 1] == "PRON":
                return phrase
        open_ -= 1
    return None


def _appositive_to(analysis: Analysis, phrase: Phrase, floor: int) -> Phrase | None:
    """“Sheldon Whitehouse, a Democrat from Rhode Island”: the name with the apposition that was found first."""
    before = phrase.first - 1
    if before <= floor or analysis.tags[before] != "COMMA" or analysis.tags[phrase.first] != "DET":
        return None
    name = phrase_before(analysis, before - 1, floor)
    return Phrase(name.first, phrase.last, name.head) if name is not None and analysis.tags[before - 1] == "NAME" else None


def _is_apposition(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a parenthesis is a noun phrase: “the president of Judicial Watch”, “R-Ky.”, “49”."""
    return (
        analysis.chunk_at[first] >= 0
        and analysis.tags[first] != "PRON"
        and not any(
            analysis.tags[at] in {"PAST", "PRES", "MODAL"} and analysis.tokens.lowers[at - 1] not in _RELATIVE
            for at in range(first, last)
        )
    )


def governor_subject(analysis: Analysis, at: int) -> Phrase | None:
    """The subject of the nearest finite verb to the left in the same sentence: of “, adding that” and “and said”."""
    floor = floor_of(analysis, at)
    tags = analysis.tags
    quoted = analysis.quoted[at]
    back = at - 1
    while back >= floor:
        if tags[back] in {"PAST", "PRES", "MODAL", "AUX", "BASE"} and analysis.quoted[back] == quoted:
            group_first = _group_first(analysis, back, floor)
            if not _is_embedded(analysis, group_first, floor):
                phrase = subject_of(analysis, group_first) or _inverted_subject(analysis, back, at)
                if phrase is not None and analysis.tokens.lowers[phrase.first] not in {"that", "which"}:
                    return phrase
            back = group_first
        back -= 1
    return None


def _inverted_subject(analysis: Analysis, verb: int, ceiling: int) -> Phrase | None:
    """“…,” said Smith, adding that …"""
    before = verb - 1
    if before < 0 or analysis.tags[before] not in {"MARK", "COMMA"} or analysis.tokens.lowers[verb] not in cue_forms():
        return None
    return phrase_after(analysis, verb + 1, ceiling)


def _group_first(analysis: Analysis, at: int, floor: int) -> int:
    while at > floor and analysis.tags[at - 1] in {"AUX", "MODAL", "NEG", "ADV"}:
        at -= 1
    return at


def _is_embedded(analysis: Analysis, first: int, floor: int) -> bool:
    """Whether the clause of a verb hangs on “that”, a conjunction or a cue to its left."""
    phrase = subject_of_simple(analysis, first, floor)
    if phrase is None:
        return False
    before = phrase.first - 1
    if before < floor:
        return False
    if analysis.tags[before] in {"THAT", "SUB", "WH"} or analysis.tokens.lowers[phrase.first] in _RELATIVE:
        return True
    return analysis.tags[before] in VERBS and analysis.tokens.lowers[before] in cue_forms()


def subject_of_simple(analysis: Analysis, first: int, floor: int) -> Phrase | None:
    """The noun phrase right before a verb group, parentheses and coordination left out."""
    at = first - 1
    while at > floor and analysis.tags[at] in {"ADV", "NEG"}:
        at -= 1
    if at < floor:
        return None
    if analysis.tags[at] in {"WH", "THAT"}:
        return Phrase(at, at + 1, at)
    return phrase_before(analysis, at, floor)


def cue_forms() -> dict[str, str]:
    """Small-letter verb form → cue lemma."""
    return cues.forms()
