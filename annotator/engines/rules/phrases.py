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
        "as",
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
_MAX_RELATIVE = 14  # tokens of a relative clause that belongs to a subject
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
    first, last = analysis.chunks[index]
    if last <= at:
        return None
    head = first
    while (grown := _grow_left(analysis, first, floor)) is not None:
        first, head = grown
    return Phrase(first, at + 1, head)


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
    """“officials who spoke with The Post”, “emails released by the State Department”: back to the head."""
    tags, lowers = analysis.tags, analysis.tokens.lowers
    if tags[link] not in VERBS and not (tags[link] == "PREP" and tags[link - 1] in VERBS):
        return None
    at = link
    stop = max(floor, link - _MAX_RELATIVE)
    while at > stop and tags[at] not in {"COMMA", "STOP", "COLON", "DASH", "MARK", "SUB"}:
        if lowers[at] in _RELATIVE and analysis.chunk_at[at - 1] >= 0:
            head = analysis.chunks[analysis.chunk_at[at - 1]][0]
            return (head, head)
        at -= 1
    return None


def phrase_after(analysis: Analysis, at: int, ceiling: int, *, apposition: bool = False) -> Phrase | None:
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
        last = _apposition_after(analysis, last, ceiling)
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


def _apposition_after(analysis: Analysis, last: int, ceiling: int) -> int:
    """“Hugh Hill, a doctor in Ohio,”: up to the comma that closes the apposition, or the sentence's end."""
    tags = analysis.tags
    if (
        last + 1 >= ceiling
        or tags[last] != "COMMA"
        or analysis.tokens.lowers[last + 1] in {"adding", "who", "which", "but", "and"}
    ):
        return last
    inside = phrase_after(analysis, last + 1, ceiling)
    if inside is None or tags[inside.first] == "PRON":
        return last
    end = inside.last
    if end < ceiling and _starts_verb(analysis, end):
        return last
    while end < ceiling and tags[end] not in {"COMMA", "STOP", "COLON", "DASH", "MARK"}:
        end += 1
    return end


def subject_of(analysis: Analysis, first: int) -> Phrase | None:
    """The subject of a verb group that starts at a token: before it, or that of the verb it is coordinated with."""
    floor = floor_of(analysis, first)
    at = first - 1
    tags = analysis.tags
    while at > floor and tags[at] in {"ADV", "NEG"}:
        at -= 1
    if at < floor:
        return None
    if analysis.quoted[at] != analysis.quoted[first]:
        return None
    kind = tags[at]
    if kind in {"COMMA", "DASH"}:
        return _before_parenthesis(analysis, at, floor)
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
            if tags[open_ + 1] in _ADJUNCT_STARTS or tags[open_ + 1] in VERBS or tags[open_ + 1] == "PRON":
                return phrase
        open_ -= 1
    return None


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
