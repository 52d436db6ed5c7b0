"""Attributions by a dash: “We won.” — Ann Lee, at the end of a paragraph.

A dash inside a sentence, around a verb of saying, is read by `tails`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis

_MAX_SOURCE = 12  # tokens of a name with its title


def dashes(analysis: Analysis) -> Iterator[Candidate]:
    """One candidate for each quotation that a dash and a name follow up to the paragraph's end."""
    ends = {analysis.tokens.bounds[last - 1][1] for _, last in analysis.paragraphs}
    for closed, index in analysis.closing.items():
        quotation = analysis.quotations[index]
        dash = closed + 1
        if quotation.depth == 0 and dash < len(analysis.tags) and analysis.tags[dash] == "DASH":
            end = next((end for end in ends if dash + 1 < end <= dash + 1 + _MAX_SOURCE), None)
            if end is not None and _names(analysis, dash + 1, end):
                yield Candidate(
                    cue=((analysis.tokens.starts[dash], analysis.tokens.ends[dash]),),
                    content=((quotation.start, quotation.end),),
                    source=place(analysis, dash + 1, end),
                    mode=Mode.SPEECH,
                    frame="dash",
                    trace=("a dash and a name follow the marks",),
                )


def _names(analysis: Analysis, first: int, last: int) -> bool:
    """Whether the words after a dash are a name with its title or description, and no clause."""
    tags = analysis.tags[first:last]
    return tags[0] == "NAME" and not {"PAST", "PRES", "AUX", "MODAL", "MARK"}.intersection(tags)
