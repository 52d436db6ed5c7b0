"""Claims about views: their numbers are those of the restricted quotes, and their counts lie beside the suite's."""

from __future__ import annotations

from annotator.scoring import Resampling, score
from annotator.scoring.catalogue import values
from eval.headlines import name_of
from eval.run import scheme_of
from eval.suite import View, chosen
from eval.views import viewed
from tests.eval.articles import quote, record

TEXT = (
    "Dorn said the plan was “a bad joke” and harmful. “It is over,” Reis said. “Go home,” Kell said. "
    "“Stay,” Marsh said."
)
JOKE = quote(TEXT, "the plan was “a bad joke” and harmful", speaker="Dorn", cue="said")
OVER = quote(TEXT, "“It is over,”", speaker="Reis")
HOME = quote(TEXT, "“Go home,”", speaker="Kell")
STAY = quote(TEXT, "“Stay,”", speaker="Marsh")
GOLD = record(TEXT, [JOKE, OVER, HOME])
PREDICTED = record(
    TEXT,
    [
        quote(TEXT, "“a bad joke”", speaker="Dorn"),  # too short for the whole, and all that is marked
        OVER,
        quote(TEXT, "“Go home,”", speaker="Marsh"),  # somebody else
        STAY,  # nothing of the gold
    ],
)
INSIDE = View(dimension="marks", value="inside", inside_marks=True)


def test_the_numbers_of_a_view_are_counted_by_hand() -> None:
    """Whole: 2 of 3 and 4; inside marks: 3 of 3 and 4, of which 2 with the right source."""
    suite = chosen("polnear-dev")[0].model_copy(update={"views": (INSIDE,)})
    scheme = scheme_of(suite, Resampling(draws=0), ())
    scores = score([GOLD], [PREDICTED], scheme)
    assert scores.value("quotes.content.f1@iou:0.5") == 2 * 2 / 7
    assert scores.value("quotes.speaker_mention.f1@joint") == 2 * 1 / 7
    found = viewed(suite, [GOLD], [PREDICTED], {}, scheme, scores.table)
    numbers = {name_of(metric.measure): metric.value for metric in found.metrics}
    assert numbers["quotes.content.f1@iou:0.5 [marks=inside]"] == 2 * 3 / 7
    assert numbers["quotes.speaker_mention.f1@joint [marks=inside]"] == 2 * 2 / 7
    assert "quotes.content.f1@iou:0.5" not in numbers


def test_its_counts_stand_beside_those_of_the_suite() -> None:
    """From the joint table the measures give the same numbers, so that systems can be compared on them."""
    suite = chosen("polnear-dev")[0].model_copy(update={"views": (INSIDE,)})
    scheme = scheme_of(suite, Resampling(draws=0), ())
    scores = score([GOLD], [PREDICTED], scheme)
    found = viewed(suite, [GOLD], [PREDICTED], {}, scheme, scores.table)
    every = [metric for metric in (*scores.metrics, *found.metrics) if metric.value is not None]
    assert values(found.table, [metric.measure for metric in every]) == [metric.value for metric in every]


def test_types_and_stretches_are_those_of_the_corpus() -> None:
    """Gold labels the marked stretch of a mixed quote as Direct: by the corpus's convention our quote finds both."""
    whole = JOKE.model_copy(update={"id": "whole"})
    inner = quote(TEXT, "“a bad joke”", speaker="Dorn", name="inner").model_copy(update={"parent": "whole"})
    gold, predicted = record(TEXT, [whole, inner]), record(TEXT, [JOKE])
    suite = chosen("german-dev")[0]
    scheme = scheme_of(suite, Resampling(draws=0), ())
    scores = score([gold], [predicted], scheme)
    assert scores.value("quotes.content.f1@iou:0.5") == 2 / 3
    types = {"d": {"whole": "Indirect", "inner": "Direct"}}
    found = viewed(suite, [gold], [predicted], types, scheme, scores.table)
    numbers = {name_of(metric.measure): metric.value for metric in found.metrics}
    assert {
        value: numbers[f"quotes.content.f1@iou:0.5 [type={value}]"]
        for value in ("Direct + Indirect", "Direct", "Indirect")
    } == {"Direct + Indirect": 1.0, "Direct": 1.0, "Indirect": 1.0}


def test_a_suite_without_views_keeps_its_table() -> None:
    """Nothing is added."""
    suite = chosen("gold")[0]
    scheme = scheme_of(suite, Resampling(draws=0), ())
    scores = score([GOLD], [PREDICTED], scheme)
    found = viewed(suite, [GOLD], [PREDICTED], {}, scheme, scores.table)
    assert (found.metrics, set(found.table.columns)) == ((), set(scores.table.columns))
