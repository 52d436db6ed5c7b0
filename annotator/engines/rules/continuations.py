"""Quotations without a cue of their own that go on with a quote before them, in the paragraph or in the next one.

What is not claimed by anybody afterwards is left alone: scare quotes, titles, nicknames.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate
    from annotator.engines.rules.marks import Quotation


def continued(analysis: Analysis, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give each candidate the quotations that follow it without a cue of their own."""
    outer = [quotation for quotation in analysis.quotations if quotation.depth == 0]
    claimed = {start for candidate in candidates for start, _ in _quoted_parts(candidate)}
    taken = [_Claim(candidate, *_reach(candidate)) for candidate in candidates]
    starts = sorted((claim for claim in taken), key=lambda claim: claim.reach)
    result: list[Candidate] = []
    for claim in starts:
        result.append(_extend(analysis, claim.candidate, outer, claimed))
    return result


class _Claim:
    """A candidate with where its words, cue and source end."""

    __slots__ = ("candidate", "reach", "start")

    def __init__(self, candidate: Candidate, start: int, reach: int) -> None:
        self.candidate = candidate
        self.start = start
        self.reach = reach


def _quoted_parts(candidate: Candidate) -> tuple[tuple[int, int], ...]:
    return candidate.content


def _reach(candidate: Candidate) -> tuple[int, int]:
    places = (*candidate.content, *candidate.cue, *((candidate.source,) if candidate.source else ()))
    return min(start for start, _ in places), max(end for _, end in places)


def _extend(analysis: Analysis, candidate: Candidate, outer: Sequence[Quotation], claimed: set[int]) -> Candidate:
    if not any(_is_marked(analysis, start) for start, _ in candidate.content):
        return candidate
    _, reach = _reach(candidate)
    added: list[tuple[int, int]] = []
    for quotation in outer:
        if quotation.start < reach:
            continue
        if quotation.start in claimed or not _follows(analysis, reach, quotation):
            break
        added.append((quotation.start, quotation.end))
        claimed.add(quotation.start)
        reach = quotation.end
    if not added:
        return candidate
    return replace(candidate, content=candidate.content + tuple(added), trace=(*candidate.trace, "the marks that follow have no cue of their own"))


def _is_marked(analysis: Analysis, offset: int) -> bool:
    token = analysis.token_at(offset)
    return token >= 0 and analysis.quoted[token] >= 0


def _follows(analysis: Analysis, reach: int, quotation: Quotation) -> bool:
    """Whether a quotation goes on after an offset: it opens the next sentence of the paragraph, or re-opens the next paragraph."""
    if quotation.continues:
        return analysis.text[reach : quotation.start].strip() == ""
    token = analysis.token_at(quotation.start)
    sentence = analysis.tokens.sentence[token]
    if analysis.tokens.bounds[sentence][0] != token:
        return False
    before = analysis.token_at(reach - 1)
    gap = analysis.text[analysis.sentences[analysis.tokens.sentence[before]].end : quotation.start]
    return analysis.tokens.sentence[before] <= sentence and gap.strip() == "" and "\n" not in gap and "\r" not in gap
