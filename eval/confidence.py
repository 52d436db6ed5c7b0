"""Whether the confidence that an engine states can be believed on a suite, and what may be accepted by it.

It knows which items of a suite count as right. Bins, curves and plans are `annotator.scoring.calibration`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.scoring.calibration import accept_above, calibration
from annotator.scoring.corpus import Pairing
from annotator.scoring.coverage import Part
from annotator.scoring.grounded import Batch
from annotator.scoring.outcomes import Outcomes
from annotator.scoring.quotes import match_quotes
from annotator.views import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from annotator.records import Record
    from annotator.scoring import Scores
    from annotator.scoring.calibration import Calibration, Outcome
    from eval.run import Result

SURE = 0.8
"""Confidence from which the table says what comes of accepting."""

TOLERATED = 0.1
"""Share of wrong items that a plan of what to accept tolerates, by the upper Wilson bound."""


def of_records(
    gold: Sequence[Record], predicted: Sequence[Record], scores: Scores
) -> Mapping[str, tuple[Outcome, ...]]:
    """Confidence and outcome of each prediction in whole articles.

    Args:
        gold: The gold records.
        predicted: What was found in their texts.
        scores: The scores of these predictions.

    Returns:
        What counts as right (“quotes.content”; content and “quotes.speaker” or “quotes.speaker_mention”; “claims” with
        their claimant; “stances” as triples) → the outcomes.
    """
    found = Outcomes()
    if Part.QUOTES in scores.scheme.coverage.parts:
        matches = match_quotes(Batch.of(list(Pairing(gold, predicted))), scores.scheme)
        for role in ("content", "speaker", "speaker_mention"):
            if role == "content" or role in matches.right:
                found.add_matches(f"quotes.{role}", role, matches)
    others = {part: outcomes for part, outcomes in scores.outcomes.items() if part != "quotes"}
    return {**found.closed(), **others}


def table(results: Iterable[Result]) -> str:
    """Calibration and what may be accepted as Markdown, a line for each sort of item."""
    columns = (
        "suite", "what counts as right", "ECE", "Brier", "area under risk–coverage", f"accepted from {SURE:g}",
        "right of these", f"from where at most {TOLERATED:.0%} are wrong", "accepted from there", "n",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [line for result in results for line in _lines(result)]
    return "\n".join(lines)


def _lines(result: Result) -> Iterator[str]:
    for what, outcomes in result.confidence.items():
        found = calibration(outcomes)
        cells = [numbers.number(each) for each in (found.ece, found.brier, found.area)]
        cells += [*_accepted(found), *_plan(outcomes), numbers.count(found.items)]
        yield f"| {result.suite.name} | {what} | {' | '.join(cells)} |"


def _accepted(found: Calibration) -> tuple[str, str]:
    """Share of items that are sure enough, and share of right ones among them."""
    point = found.at(SURE)
    return (
        (f"{0:.0%}", numbers.UNDEFINED) if point is None else (f"{point.coverage:.0%}", numbers.number(1 - point.risk))
    )


def _plan(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    """The threshold that keeps the promise, and the share of items above it."""
    plan = accept_above(outcomes, TOLERATED)
    threshold = "nowhere" if plan.threshold is None else f"{plan.threshold:.2f}"
    return threshold, f"{plan.coverage:.0%}"
