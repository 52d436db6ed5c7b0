"""Which numbers of a result a table shows, and what it calls them.

It knows names of measures. How results come about is left to `eval.run`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.schema import QuoteKind
from eval.suite import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.scoring.measures import Measure
    from annotator.scoring.scores import Metric
    from eval.run import Result

BY_KIND = ("quotes.content.recall@iou:0.5", "quotes.content.f1@iou:0.5")
"""What a table shows for each kind of quote, because some tools find direct ones only."""

IN_VIEWS = ("quotes.content.f1@iou:0.5", "quotes.speaker_mention.f1@joint")
"""What a table shows for each view of a suite."""

HEADLINES: dict[Kind, tuple[str, ...]] = {
    Kind.RECORDS: (
        "quotes.content.f1@iou:0.5",
        "quotes.content.f1@exact",
        "quotes.content.precision@iou:0.5",
        "quotes.content.recall@iou:0.5",
        "quotes.speaker_mention.accuracy@match",
        "quotes.speaker_mention.f1@joint",
        "quotes.cue.accuracy@match",
        "quotes.speaker.f1@joint",
        "claims.evidence.f1@iou:0.5",
        "claims.claimant.f1@joint",
        "stances.triple.f1@strict",
    ),
    Kind.POLARITY: ("labels.all.macro_f1", "labels.all.favg", "labels.all.accuracy"),
    Kind.PAIRS: ("labels.all.macro_f1", "labels.all.accuracy"),
    Kind.DIRECTED: ("labels.all.macro_f1", "labels.all.accuracy"),
    Kind.TRIPLES: (
        "triples.triple.f1",
        "triples.triple.precision",
        "triples.triple.recall",
        "triples.polarity.accuracy@pair",
    ),
    Kind.SUBJECTIVITY: ("labels.all.macro_f1", "labels.all.accuracy", "labels.SUBJ.f1"),
    Kind.CHECK_WORTHINESS: (
        "labels.all.macro_f1",
        "labels.all.accuracy",
        "labels.check-worthy.f1",
        "labels.verifiable.f1",
    ),
}
"""Kind of suite → the numbers that a table shows."""


def headline(result: Result) -> Iterator[Metric]:
    """The numbers of a result that a table shows, the undefined ones left out; of quotes also by kind and by view."""
    wanted = HEADLINES[result.suite.kind]
    yield from (metric for metric in result.metrics if metric.name in wanted and metric.value is not None)
    for kind in QuoteKind:
        own = result.scores.slices.get(("kind", kind.value), ()) if result.scores is not None else ()
        yield from (metric for metric in own if metric.name in BY_KIND and metric.value is not None)
    yield from (metric for metric in result.views if metric.name in IN_VIEWS and metric.value is not None)


def all_numbers(result: Result) -> Iterator[Metric]:
    """All numbers of a result, those of slices and views included."""
    yield from result.metrics
    if result.scores is not None:
        for metrics in result.scores.slices.values():
            yield from metrics
    yield from result.views


def name_of(measure: Measure) -> str:
    """A measure with its slice."""
    return measure.name + (f" [{'='.join(measure.slice)}]" if measure.slice else "")
