"""Sides taken in headlines, whose verbs look like nouns: “Town council backs dam”.

Sentences in which a verb was recognised are left to `stances_cues`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.stances_extents import Goal, clause_end
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_frames import DEED
from annotator.schema import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

_VERBS = frozenset({"PRES", "PAST", "MODAL", "AUX", "BASE"})
_HEADLINES = frozenset({ZoneKind.HEADLINE, ZoneKind.STANDFIRST})
_SURE = 0.45


def headline_stances(reading: Reading, acts: Acts) -> Iterator[Finding]:
    """One stance at most for each headline without a recognised verb."""
    analysis = reading.analysis
    for index, sentence in enumerate(analysis.sentences):
        first, last = analysis.tokens.bounds[index]
        if sentence.kind in _HEADLINES and _VERBS.isdisjoint(analysis.tags[first:last]):
            found = next(_of_headline(reading, acts, first, last), None)
            if found is not None:
                yield found


def _of_headline(reading: Reading, acts: Acts, first: int, last: int) -> Iterator[Finding]:
    analysis = reading.analysis
    for at in range(first + 1, last - 1):
        lower = analysis.tokens.lowers[at]
        agrees = lower.endswith("s") != analysis.tokens.lowers[at - 1].endswith("s")
        frame = _frame(acts, lower) if agrees and analysis.tags[at] == "NOUN" else None
        if frame is None or analysis.tags[at - 1] not in {"NOUN", "NAME"} or analysis.chunk_at[at] < 0:
            continue
        holder = reading.cast.actor_at(analysis.tokens.starts[first], analysis.tokens.ends[at - 1])
        goal = Goal(at + 1, max(at + 2, min(clause_end(analysis, at + 1, last), last)))
        steps = (f"headline with “{analysis.tokens.words[at]}”, frame {frame.act}",)
        name = holder or analysis.words(first, at)
        yield Finding(name, None, frame.act, frame.attitude, goal, first, goal.last, _SURE, steps)


def _frame(acts: Acts, lower: str) -> Frame | None:
    """The frame of a cue of one word that takes a bare object."""
    frames = acts.frames_of(lower, ())
    fitting = (f for f in frames if len(f.words) == 1 and f.place == "np" and f.act != DEED and f.attitude)
    return next(fitting, None)
