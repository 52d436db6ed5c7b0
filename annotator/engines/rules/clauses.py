"""Whether a clause starts at a token: with its own subject and finite verb, or as a small clause without one.

Where it ends is left to `extents`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.sites import verb_follows

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX", "BASE"})
_STARTS = frozenset({"ING", "ADV", "SUB", "PREP", "DET"})
_SUBORDINATING = frozenset({"after", "before", "when", "while", "because", "as", "although", "though", "since"})
_RELATIVE = frozenset({"who", "which", "whom", "whose", "where", "when"})


def is_clause(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a clause with subject and finite verb starts here; asides between commas do not count."""
    if not _may_start(analysis, at):
        return False
    aside = crossed = False
    for here in range(at + 1, ceiling):
        if analysis.tags[here] == "COMMA":
            if _is_over(analysis, at, here + 1, ceiling):
                return False
            aside = not aside and here + 1 < ceiling and analysis.tokens.lowers[here + 1] in _RELATIVE
            crossed = True
        elif crossed and not aside and analysis.tokens.lowers[here] in _SUBORDINATING:
            return False
        elif not aside and _is_finite(analysis, here):
            return True
        elif analysis.tags[here] in {"COLON", "DASH"}:
            return False
    return False


def _may_start(analysis: Analysis, at: int) -> bool:
    if analysis.tags[at] == "AUX":
        return analysis.tokens.lowers[at].endswith("ing")
    return analysis.chunk_at[at] >= 0 or analysis.tags[at] in _STARTS


def _is_finite(analysis: Analysis, at: int) -> bool:
    kind = analysis.tags[at]
    return kind in _FINITE and (kind != "BASE" or analysis.tags[at - 1] not in {"TO", "MODAL"})


def _is_over(analysis: Analysis, at: int, after: int, ceiling: int) -> bool:
    """Whether what follows a comma cannot belong to a clause that has had no verb yet."""
    if after >= ceiling:
        return False
    if analysis.tags[after] in {"ING", "CONJ"}:
        return True
    return analysis.chunk_at[at] >= 0 and analysis.chunk_at[after] >= 0 and verb_follows(analysis, after, ceiling)


def is_small_clause(analysis: Analysis, at: int, ceiling: int) -> bool:
    """“Clinton leading”, “43 percent opposed”: a noun chunk with a participle, an adjective or “with”."""
    if analysis.chunk_at[at] < 0:
        return False
    end = analysis.chunks[analysis.chunk_at[at]][1]
    if end >= ceiling:
        return False
    return analysis.tags[end] in {"ING", "PART", "ADJ", "ADV"} or analysis.tokens.lowers[end] in {"with", "at", "ahead"}
