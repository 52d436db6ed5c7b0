"""Claims of `annotator.scoring.coders` and `annotator.scoring.tokens`."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.errors import ScoringError
from annotator.schema import Annotation, Document
from annotator.scoring.agreement import krippendorff_alpha
from annotator.scoring.coders import agree, coder_pairs, covering, side_by_side
from annotator.scoring.coverage import Part
from annotator.scoring.scheme import Scheme
from annotator.scoring.table import CountTable
from annotator.scoring.tokens import NO_TEXT, covered, token_alphas
from annotator.scoring.uncertainty import Interval, NoInterval, Resampling
from tests.scoring.planted import annotation, at, described, quote, stance

PLAIN = Scheme(resampling=Resampling(draws=0))


def coded(*quotes: tuple[int, int], count: int = 1, first: int = 0) -> list[Annotation]:
    """The same quotes in several documents."""
    return [annotation(f"d{first + n:03}", *(quote(each) for each in quotes)) for n in range(count)]


def test_each_pair_is_scored_on_what_both_annotated() -> None:
    """Clara shares three documents with Anna and none with Boris."""
    coders = {
        "anna": coded((0, 9), (20, 29), count=5),
        "boris": coded((0, 9), count=2),
        "clara": coded((0, 9), (20, 29), count=3, first=2),
    }
    pairs = coder_pairs(coders, PLAIN, ())
    assert [(pair.first, pair.second, len(pair.scores.documents)) for pair in pairs] == [
        ("anna", "boris", 2),
        ("anna", "clara", 3),
    ]
    assert [pair.scores.value("quotes.content.f1@iou:0.5") for pair in pairs] == [2 / 3, 1.0]


def test_means_are_over_pairs_with_intervals_over_documents() -> None:
    """Two pairs of 2/3 and 1 on twenty documents: mean 5/6, which no resample changes."""
    coders = {
        "anna": coded((0, 9), (20, 29), count=40),
        "boris": coded((0, 9), count=20),
        "clara": coded((0, 9), (20, 29), count=20, first=20),
    }
    found = agree(coders, Scheme())
    (mean,) = [metric for metric in found.means if metric.name == "quotes.content.f1@iou:0.5"]
    assert mean.value == pytest.approx(5 / 6)
    assert isinstance(mean.interval, Interval)
    assert (mean.interval.low, mean.interval.high) == pytest.approx((5 / 6, 5 / 6))
    assert mean.interval.clusters == 40
    assert found.as_dict()["coders"] == ["anna", "boris", "clara"]


def test_kappa_is_over_what_both_found() -> None:
    """Kinds of four matched quotes in the known table of κ = .4 (scaled down: 2 of 3 agree, chance 5/9)."""
    gold = annotation("d", quote((0, 9), kind="direct"), quote((20, 29)), quote((40, 49)), quote((60, 69)))
    other = annotation("d", quote((0, 9), kind="direct"), quote((20, 29), kind="direct"), quote((40, 49)))
    (pair,) = agree({"a": [gold], "b": [other]}, PLAIN).pairs
    assert pair.kappas["quotes.kind"].observed == pytest.approx(2 / 3)
    assert pair.kappas["quotes.kind"].value == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))


def test_who_comes_first_does_not_change_f1() -> None:
    """The first coder is no more gold than the second."""
    one, other = coded((0, 9), (20, 29), (50, 60)), coded((0, 8), (21, 40))
    names = ("quotes.content.f1@iou:0.5", "quotes.content.f1@lenient", "quotes.characters.f1")
    straight, turned = (
        coder_pairs(dict(pair), PLAIN, ())[0].scores
        for pair in ([("a", one), ("b", other)], [("b", other), ("a", one)])
    )
    assert [straight.value(name) for name in names] == [turned.value(name) for name in names]


def test_what_any_coder_labels_is_covered() -> None:
    """Stances of one coder count although the other one found none."""
    coders = {"a": [annotation("d", stance(None, "war"))], "b": [annotation("d", quote((0, 9)))]}
    assert covering(coders, PLAIN).coverage.parts == frozenset({Part.QUOTES, Part.STANCES})
    (pair,) = coder_pairs(coders, PLAIN, ())
    assert pair.scores.value("stances.triple.f1@strict") == 0.0


@pytest.mark.parametrize(
    ("coders", "words"),
    [
        ({"a": coded((0, 9))}, "two coders or more"),
        ({"a": coded((0, 9)), "b": coded((0, 9), first=5)}, "no two coders have a document in common"),
    ],
)
def test_agreement_takes_two_on_one_document(coders: dict[str, list[Annotation]], words: str) -> None:
    """Otherwise it is refused."""
    with pytest.raises(ScoringError, match=words):
        agree(coders, PLAIN)


def test_few_documents_have_no_interval() -> None:
    """A mean over two documents stands without one, with the reason."""
    found = agree({"a": coded((0, 9), count=2), "b": coded((0, 9), count=2)}, Scheme())
    assert {type(metric.interval) for metric in found.means} == {NoInterval}


def test_tables_lie_side_by_side() -> None:
    """Rows are all documents, columns have their table's prefix, and what a table lacks is 0."""
    one = CountTable(("a", "b"), {"tp": np.array([1.0, 2.0])}, {"outlet": ("M", "N")})
    other = CountTable(("b", "c"), {"tp": np.array([5.0, 6.0])}, {"outlet": ("N", "O")})
    both = side_by_side({"x|": one, "y|": other})
    assert (both.documents, both.groups) == (("a", "b", "c"), {"outlet": ("M", "N", "O")})
    assert {name: column.tolist() for name, column in both.columns.items()} == {"x|tp": [1, 2, 0], "y|tp": [0, 5, 6]}


TEXT = "“It rains,” said Anna."
DOCUMENT = Document(id="d", text=TEXT)


def test_tokens_are_covered_when_a_character_is() -> None:
    """Marks are tokens; a span that ends inside a word covers the word."""
    tokens = [(0, 1), (1, 3), (4, 9), (9, 10), (10, 11), (12, 16), (17, 21), (21, 22)]
    made = described(DOCUMENT, quote((1, 5)))
    assert covered(tokens, "quotes", made) == [False, True, True, False, False, False, False, False]
    assert not any(covered(tokens, "claims", made))


def test_alpha_is_over_the_tokens_of_all_coders() -> None:
    """Two coders who differ in the marks: as α of the eight tokens written out."""
    one, other = described(DOCUMENT, quote(at(TEXT, "“It rains,”"))), described(DOCUMENT, quote(at(TEXT, "It rains")))
    found = token_alphas([[one], [other]], [DOCUMENT])
    marks = [(True, False), (True, True), (True, True), (True, False), (True, False)] + [(False, False)] * 3
    assert found["quotes"] == krippendorff_alpha(marks)
    assert (found["claims"].value, found["claims"].observed) == (None, 1.0)


def test_alpha_without_texts_says_so() -> None:
    """Tokens are words of a text that must be there."""
    assert token_alphas([coded((0, 9)), coded((0, 9))], [])["quotes"].reason == NO_TEXT
