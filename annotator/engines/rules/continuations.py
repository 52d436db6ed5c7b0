"""Quotations without a cue of their own that go on with a quote before them, in the paragraph or in the next one.

What is not claimed by anybody afterwards is left alone: scare quotes, titles, nicknames.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.documents.marks import Quotation
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate, Place

_WORDS = re.compile(r"\S")
_PHRASAL = frozenset(
    {"to", "noun", "preposition", "as", "predicate", "object-preposition", "gerund", "marked", "small"}
)


def continued(analysis: Analysis, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give each quotation without a cue of its own to the nearest attribution before it that it can go on with."""
    outer = [quotation for quotation in analysis.quotations if quotation.depth == 0]
    claimed = {start for candidate in candidates for start, _ in candidate.content}
    nearest = sorted(candidates, key=lambda candidate: _rank(analysis, candidate), reverse=True)
    return [_extend(analysis, candidate, outer, claimed) for candidate in nearest]


def _may_go_on(analysis: Analysis, candidate: Candidate) -> bool:
    """Whether an attribution is of speech in clauses or marks, and not itself inside marks."""
    if candidate.mode is Mode.THOUGHT or candidate.frame in _PHRASAL or not candidate.cue:
        return False
    return not _is_quoted(analysis, candidate.cue[0][0])


def _start(quotation: Quotation) -> int:
    return quotation.start


def _rank(analysis: Analysis, candidate: Candidate) -> tuple[int, bool, int]:
    """Later sentences first, and in a sentence the attribution of marked words."""
    reach = _reach(candidate)
    token = analysis.token_at(reach - 1)
    return analysis.tokens.sentence[token], _is_quoted(analysis, candidate.content[0][0]), reach


def _reach(candidate: Candidate) -> int:
    """Where an attribution ends: its words, its cue or its source."""
    ends = [end for _, end in (*candidate.content, *candidate.cue)]
    return max((*ends, candidate.source[1])) if candidate.source else max(ends)


def _extend(analysis: Analysis, candidate: Candidate, outer: Sequence[Quotation], claimed: set[int]) -> Candidate:
    if not _may_go_on(analysis, candidate):
        return candidate
    reach = _reach(candidate)
    added: list[Place] = []
    for index in range(bisect_left(outer, reach, key=_start), len(outer)):
        quotation = outer[index]
        if not added and _stands_inside(analysis, reach, quotation):
            continue
        if quotation.start in claimed or not _follows(analysis, reach, quotation):
            break
        added.append((quotation.start, quotation.end))
        claimed.add(quotation.start)
        reach = quotation.end
    if not added:
        return candidate
    trace = (*candidate.trace, "the marks that follow have no cue of their own")
    return replace(candidate, content=candidate.content + tuple(added), trace=trace)


def _is_quoted(analysis: Analysis, offset: int) -> bool:
    token = analysis.token_at(offset)
    return token >= 0 and analysis.quoted[token] >= 0


def _stands_inside(analysis: Analysis, reach: int, quotation: Quotation) -> bool:
    """Whether marks stand in the rest of the tag's sentence: “he said on ABC's “This Week.””."""
    token = analysis.token_at(quotation.start)
    sentence = analysis.tokens.sentence[token]
    inside = sentence == analysis.tokens.sentence[analysis.token_at(reach - 1)]
    return inside and token > analysis.tokens.bounds[sentence][0]


def _follows(analysis: Analysis, reach: int, quotation: Quotation) -> bool:
    """Whether a quotation opens the next sentence of the paragraph, or the next paragraph with a repeated mark."""
    if quotation.continues:
        return _WORDS.search(analysis.text, reach, quotation.start) is None
    token = analysis.token_at(quotation.start)
    sentence = analysis.tokens.sentence[token]
    if analysis.tokens.bounds[sentence][0] != token or not _ends_sentence(analysis, quotation):
        return False
    before = analysis.token_at(reach - 1)
    end = analysis.sentences[analysis.tokens.sentence[before]].end
    if analysis.tokens.sentence[before] > sentence or _WORDS.search(analysis.text, end, quotation.start):
        return False
    gap = analysis.text[end : quotation.start]
    return ("\n" not in gap and "\r" not in gap) or _fills_paragraph(analysis, sentence, quotation)


def _ends_sentence(analysis: Analysis, quotation: Quotation) -> bool:
    """Whether nothing but punctuation follows a quotation in the sentence in which it ends."""
    last = analysis.token_at(quotation.end - 1)
    end = analysis.tokens.bounds[analysis.tokens.sentence[last]][1]
    return all(tag in {"STOP", "MARK", "CLOSE"} for tag in analysis.tags[last + 1 : end])


def _fills_paragraph(analysis: Analysis, sentence: int, quotation: Quotation) -> bool:
    """Whether a paragraph is nothing but a quotation, so that its speaker is the one before."""
    _, last = analysis.paragraph_of(sentence)
    return quotation.closed and quotation.opened and quotation.end >= analysis.sentences[last - 1].end
