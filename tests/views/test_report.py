"""Claims about the evaluation report: one safe file of bounded size that says what it leaves out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from annotator.records import Record
from annotator.schema import Annotation, Claim, Document, Polarity, Quote, QuoteKind, Stance, Target, TargetKind
from annotator.scoring import Resampling, Scheme, compare, score
from annotator.scoring.cases import Case, Category, Side
from annotator.scoring.uncertainty import Interval, NoInterval
from annotator.spans import Span
from annotator.views import numbers
from annotator.views.charts import Offer, Whisker, frontier, whisker
from annotator.views.report import Report
from annotator.views.report_cases import LEFT_OUT, LONGEST, MOST_CASES, Piece, select, shown
from annotator.views.report_page import page
from annotator.views.summary import summary
from tests.builders import annotation, span
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Sequence

QUICK = Scheme(resampling=Resampling(draws=0), slices=("kind",))
SENTENCE = "Mayor number {} said that the bridge over the river would be closed on Monday morning. "


def article(number: int, *, gold: bool) -> Record:
    """An article of ten sentences, each said by somebody; gold and prediction never agree on more than half of it."""
    text = "".join(SENTENCE.format(n) for n in range(number, number + 10))
    document = Document(id=f"document-with-a-long-name-{number:05}", text=text, outlet="Post", language="en")
    words = "that the bridge over the river would be closed on Monday morning" if gold else "the bridge"
    quotes = tuple(
        Quote(id=f"q{n}", kind=QuoteKind.INDIRECT, content=(span(text, words, nth=n),), confidence=n / 10)
        for n in range(1, 11)
    )
    return Record(document=document, annotation=annotation(document, quotes=quotes))


def report(gold: Sequence[Record], *systems: Sequence[Record], scheme: Scheme = QUICK) -> Report:
    """A report on systems named after their number."""
    scored = tuple(score(gold, own, scheme, name=f"system {n}") for n, own in enumerate(systems))
    documents = {each.document.id: each.document for each in gold}
    return Report(scored, documents, compare(scored) if len(scored) > 1 else None)


def test_a_thousand_documents_full_of_errors_make_less_than_a_megabyte() -> None:
    """Ten errors in each document: 10,000 in all are more than a page can hold, so it shows some and says so."""
    gold = [article(n, gold=True) for n in range(1000)]
    found = report(gold, [article(n, gold=False) for n in range(1000)])
    written = page(found)
    assert len(written.encode()) < 1_000_000
    assert len(found.systems[0].diagnosis.cases) == 10_000
    assert "<small>40 of 10000, every class among them; report.json has all</small>" in written


def test_every_table_at_its_largest_makes_less_than_a_megabyte() -> None:
    """Two systems with errors in long sentences full of markup, a thousand slices, and hundreds of ids of one side."""
    gold = [dense(n, first=0) for n in range(1000)]
    systems = ([dense(n, first=first) for n in range(step, 1000 + step)] for first, step in ((1, 0), (2, 300)))
    scheme = Scheme(resampling=Resampling(draws=0), slices=("id", "kind"))
    written = page(report(gold, *systems, scheme=scheme))
    assert 50 < written.count('class="case"') < MOST_CASES
    assert "more rows are in report.json" in written
    assert "300 documents are only in gold, not in system 1" in written
    assert len(written.encode()) < 1_000_000


def dense(number: int, *, first: int) -> Record:
    """An article of one long sentence of markup; whose quotes are, moves with ``first``, and every third is shifted."""
    text = "<&>" * 100 + " ".join(f"<word>{n}" for n in range(40)) + "<&>" * 100
    document = Document(id=f"{'&' * 40}{number:05}", text=text, outlet="Post", language="en")
    shift = 4 if first and number % 3 else 0
    places = [(300 + 40 * n + 10 * first + shift, 330 + 40 * n + 5 * first) for n in range(7)]
    quotes = tuple(
        Quote(id=f"q{n}", kind=kind, content=(Span.of(text, start, end),), confidence=(number % 97) / 97)
        for n, (start, end) in enumerate(places)
        for kind in [list(QuoteKind)[(n + first) % 3]]
    )
    return Record(document=document, annotation=annotation(document, quotes=quotes))


def test_equal_input_makes_the_same_bytes_whatever_the_order() -> None:
    """Page, summary and JSON depend on the records only."""
    gold, predicted = ([article(n, gold=side) for n in range(12)] for side in (True, False))
    one, other = report(gold, predicted, gold), report(gold[::-1], predicted[::-1], gold[::-1])
    assert page(one) == page(other)
    assert summary(one) == summary(other)
    assert one.as_dict() == other.as_dict()


def test_nothing_is_loaded_from_anywhere() -> None:
    """The policy allows the page's own style and script by hash and nothing else, and no address is in it."""
    written = page(report([article(0, gold=True)], [article(0, gold=False)]))
    assert "default-src &#39;none&#39;" in written
    assert "&#39;unsafe" not in written
    assert not re.search(r"(?:https?:)?//[a-z]|<link|<img|<iframe|\bstyle=|\bon[a-z]+=", written)
    assert written.count("<script>") == 1


def test_hostile_words_stay_words_in_page_and_summary() -> None:
    """Names, targets, ids and text hold markup; the only elements are the template's."""
    gold = Record(document=HOSTILE.document, annotation=annotation_without_findings())
    found = report([gold], [HOSTILE])
    written = page(found)
    assert "alert(2)" in written
    for markup in ("<script>alert", "<img", "<b>win", "<i>They", "</text><script", "<td></td> Dorn"):
        assert markup not in written
    brief = summary(report([HOSTILE], [gold]))
    assert "<script" not in brief.replace(r"\<script", "")


def annotation_without_findings() -> Annotation:
    """Gold that says there is nothing in the hostile article."""
    assert isinstance(HOSTILE.document, Document)
    return annotation(HOSTILE.document)


def test_what_is_undefined_unpaired_or_refused_is_said() -> None:
    """A number without cases is “–”, a document of one side is listed, and a missing interval has its reason."""
    gold = [article(0, gold=True), article(1, gold=True)]
    found = report(gold, [article(0, gold=False)], scheme=Scheme())
    written, brief = page(found), summary(found)
    assert "1 document is only in gold, not in system 0, and in no number." in written
    assert "document-with-a-long-name-00001" in written
    assert "no interval: 1 documents are too few: an interval takes 10" in written
    assert "the gold labels no claims" in written
    assert "1 documents are only in gold and in no number: document-with-a-long-name-00001" in brief
    assert numbers.number(None) == numbers.UNDEFINED == "–"


def test_several_systems_have_a_leaderboard_and_a_verdict() -> None:
    """Each has a row for each headline number, and the page says whether they differ."""
    gold = [article(n, gold=True) for n in range(12)]
    written = page(report(gold, gold, [article(n, gold=False) for n in range(12)], scheme=Scheme()))
    assert written.count('<span class="key"></span>system 0') >= 1
    assert "differences are distinguishable from zero (Holm, 5%)." in written
    assert "−1.000" in written


def test_stances_and_claims_have_their_tables() -> None:
    """Targets, polarity, calibration and confusion are shown where there is something to show."""
    document = Document(id="d", text="Dorn blasted the dam as unsafe.")
    claim = Claim(id="c", proposition="The dam is unsafe.", evidence=(span(document.text, "unsafe"),), kind="factual")
    stance = Stance(
        id="s",
        target=Target(label="the dam", kind=TargetKind.TOPIC),
        polarity=Polarity.AGAINST,
        act="criticize",
        evidence=(span(document.text, "blasted the dam"),),
        confidence=0.8,
    )
    record = Record(document=document, annotation=annotation(document, claims=(claim,), stances=(stance,)))
    written = page(report([record], [record]))
    for words in ("Stances by target", "Can its confidence be believed?", "claims, kind", "There is none."):
        assert words in written


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("x" * LONGEST, "x" * LONGEST, id="a stretch that fits is whole"),
        pytest.param("a" * 200 + "b" * 200, "a" * 127 + LEFT_OUT + "b" * 127, id="the middle of a long one goes"),
    ],
)
def test_long_stretches_lose_their_middle(text: str, cut: str) -> None:
    """What is left out is marked."""
    side = Side("q", ((0, len(text)),), None, "direct")
    case = Case("d", "quotes", Category.MISSED, side, None, (0, len(text)))
    assert shown(case, Document(id="d", text=text)).pieces == (Piece(cut, gold=True, predicted=False),)


def test_marks_cover_exactly_what_gold_and_prediction_say() -> None:
    """Overlaps are cut into pieces that are in one, the other or both, after characters of several bytes too."""
    text = "🙂 abcdef. Next"
    case = Case(
        "d",
        "quotes",
        Category.BOUNDARY_SHIFTED,
        Side("g", ((2, 5),), "Ann", "direct"),
        Side("p", ((4, 8),), None, "mixed"),
        (0, 9),
    )
    found = shown(case, Document(id="d", text=text))
    assert found.pieces == (
        Piece("🙂 ", gold=False, predicted=False),
        Piece("ab", gold=True, predicted=False),
        Piece("c", gold=True, predicted=True),
        Piece("def", gold=False, predicted=True),
        Piece(".", gold=False, predicted=False),
    )
    assert (found.gold, found.predicted) == ("Ann, direct", "nobody named, mixed")
    assert shown(case, None).pieces == ()
    assert shown(case, None).place == "gold [2, 5); predicted [4, 8)"


def test_every_class_of_errors_is_among_those_shown() -> None:
    """A rare class is not crowded out by a frequent one, the frequent one comes first, and the cap holds."""
    side = Side("q", ((0, 1),), None, "direct")
    many = [Case(f"d{n:04}", "quotes", Category.MISSED, side, None) for n in range(1000)]
    rare = [Case("d", "quotes", Category.SPLIT, side, side)]
    found = select([*many, *rare], {}, most=20)
    assert [each.category for each in found.shown] == ["missed"] * 19 + ["split"]
    assert found.total == 1001
    assert len(select([*many, *rare], {}).shown) == 41 <= MOST_CASES


def test_numbers_have_units_signs_and_marks() -> None:
    """Money, seconds, differences, p-values and degenerate intervals are written as a reader expects them."""
    assert numbers.number(0.00123, "cost") == "$0.00123"
    assert numbers.number(1.5, "latency") == "1.500 s"
    assert numbers.difference(-0.05) == "−0.050"
    assert numbers.bounds(Interval(-0.1, 0.2, 0.95, 12)) == "[−0.100, 0.200]"
    assert numbers.bounds(Interval(1, 1, 0.95, 12, degenerate=True)) == "[1.000, 1.000]†"
    assert numbers.bounds(NoInterval("why")) == ""
    assert (numbers.probability(0.0002), numbers.probability(0.04), numbers.probability(None)) == (
        "< 0.001",
        "0.040",
        "–",
    )


def test_charts_put_values_where_they_belong() -> None:
    """A score is a percentage of its bar, and the frontier joins the systems that no cheaper one equals."""
    assert whisker(0.5, Interval(0.25, 1.2, 0.95, 12)) == Whisker(50, 25, 100)
    assert whisker(0.5, NoInterval("why")) == Whisker(50, None, None)
    assert whisker(None, NoInterval("why")) is None
    offers = [
        Offer(name, cost, quality, NoInterval(""))
        for name, cost, quality in (("a", 0, 0.5), ("b", 1, 0.4), ("c", 2, 0.9))
    ]
    drawn = frontier(offers, "$")
    assert drawn.path == "M36,130 L224,54.8"
    assert [word for _, word in drawn.ticks] == ["$0", "$1", "$2"]
