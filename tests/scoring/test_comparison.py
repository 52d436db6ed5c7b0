"""Claims of `annotator.scoring.comparison`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ScoringError
from annotator.schema import Document
from annotator.scoring.comparison import NOTHING, compare
from annotator.scoring.criteria import EXACT
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.significance import detectable, holm
from annotator.scoring.uncertainty import Interval, NoInterval, Resampling
from tests.scoring.planted import actor, annotation, described, quote

if TYPE_CHECKING:
    from annotator.scoring.scores import Scores

CONTENT = "quotes.content.f1@iou:0.5"
ANNA = actor("a", "Anna")


def system(name: str, hits: list[int], scheme: Scheme | None = None, first: int = 0) -> Scores:
    """A system that finds so many of the four quotes of each document."""
    every = [quote((n * 20, n * 20 + 9), speaker="a") for n in range(4)]
    ids = [f"d{first + number:03}" for number in range(len(hits))]
    gold = [annotation(each, ANNA, *every) for each in ids]
    predicted = [annotation(each, ANNA, *every[:count]) for each, count in zip(ids, hits, strict=True)]
    return score(gold, predicted, scheme or Scheme(), name=name)


def test_five_documents_all_better_are_not_enough() -> None:
    """P is .0625 by enumeration, there is no interval, and the verdict says that nothing can be told."""
    found = compare([system("a", [1] * 5), system("b", [3] * 5)], names=[CONTENT])
    (difference,) = found.differences
    assert difference.value == pytest.approx(6 / 7 - 2 / 5)
    assert (difference.p, difference.exact) == (0.0625, True)
    assert isinstance(difference.interval, NoInterval)
    assert difference.detectable is None
    assert found.verdict == NOTHING == "no difference is distinguishable from zero"


def test_identical_systems_differ_by_nothing() -> None:
    """Every difference is 0 with p exactly 1."""
    hits = [1, 2, 3, 4] * 5
    found = compare([system("a", hits), system("b", hits)])
    assert {(each.value, each.p, each.holm, each.benjamini_hochberg) for each in found.differences} == {
        (0.0, 1.0, 1.0, 1.0)
    }
    assert found.verdict == NOTHING


def test_a_clear_difference_is_told() -> None:
    """Twenty documents, all better: the interval excludes 0, and so says the verdict."""
    found = compare([system("a", [1, 2] * 10), system("b", [3, 4] * 10)])
    by_name = {each.measure.name: each for each in found.differences}
    content = by_name[CONTENT]
    assert isinstance(content.interval, Interval)
    assert content.interval.low > 0
    assert found.real == found.differences
    assert (
        found.verdict
        == f"{len(found.differences)} of {len(found.differences)} differences are distinguishable from zero (Holm, 5%)"
    )


def test_headlines_are_compared_where_both_have_them() -> None:
    """Content and speaker of quotes; neither claims nor stances, which the gold lacks."""
    found = compare([system("a", [1, 2] * 10), system("b", [2, 3] * 10)])
    assert [each.measure.name for each in found.differences] == [CONTENT, "quotes.speaker.f1@joint"]


def test_adjustments_are_over_all_tests_of_the_report() -> None:
    """Three systems, two measures and their pairs: Holm sees all of them together."""
    systems = [system(name, hits) for name, hits in (("a", [1, 2] * 6), ("b", [2, 2] * 6), ("c", [2, 3] * 6))]
    found = compare(systems, every_pair=True)
    assert [(each.first, each.second) for each in found.differences[::2]] == [("a", "b"), ("a", "c"), ("b", "c")]
    p = [each.p for each in found.differences if each.p is not None]
    assert [each.holm for each in found.differences] == pytest.approx(holm(p))


def test_the_first_is_the_baseline() -> None:
    """Unless every pair is wanted, all are compared with the first."""
    systems = [system(name, [1, 2] * 6) for name in "abc"]
    assert {(each.first, each.second) for each in compare(systems).differences} == {("a", "b"), ("a", "c")}


def test_only_common_documents_are_compared() -> None:
    """The others are listed; the difference is the one of the common documents."""
    found = compare([system("a", [1] * 12), system("b", [1] * 2 + [4] * 10, first=2)], names=[CONTENT])
    assert found.documents == tuple(f"d{n:03}" for n in range(2, 12))
    assert found.left_out == ("d000", "d001", "d012", "d013")
    assert found.differences[0].value == pytest.approx(2 * 34 / (34 + 40) - 2 / 5)


def test_the_detectable_difference_follows_from_the_paired_error() -> None:
    """It is 2.8 standard errors of the difference, and about as wide as .7 of the interval."""
    (difference,) = compare([system("a", [1, 2, 3, 2] * 6), system("b", [2, 2, 1, 4] * 6)], names=[CONTENT]).differences
    assert isinstance(difference.interval, Interval)
    assert difference.detectable is not None
    width = difference.interval.high - difference.interval.low
    assert difference.detectable == pytest.approx(detectable(width / 3.92), rel=0.1)


def test_slices_are_compared_as_well() -> None:
    """Per outlet on its documents, per kind on its quotes."""
    text = "x" * 100
    documents = [Document(id=f"d{n:03}", text=text, outlet="MN"[n % 2]) for n in range(24)]
    gold = [described(each, quote((0, 9), kind="direct"), quote((20, 29))) for each in documents]
    better = {each.id for each in documents if each.outlet == "M"}
    scheme = Scheme(slices=("kind", "outlet"))
    poor = [described(each, quote((0, 9), kind="direct")) for each in documents]
    rich = [full if full.document_id in better else half for full, half in zip(gold, poor, strict=True)]
    systems = [
        score(gold, own, scheme, documents=documents, name=name) for name, own in (("poor", poor), ("rich", rich))
    ]
    found = {each.measure.slice: each.value for each in compare(systems, names=[CONTENT]).differences}
    assert found[("outlet", "N")] == 0.0
    assert found[("outlet", "M")] == pytest.approx(1 / 3)
    assert found[("kind", "direct")] == 0.0
    assert found[("kind", "indirect")] == pytest.approx(2 / 3)


def test_a_comparison_is_json() -> None:
    """With verdict and every number, and nothing that JSON cannot hold."""
    found = compare([system("a", [1, 2] * 6), system("b", [2, 3] * 6)]).as_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize(
    ("systems", "words"),
    [
        pytest.param([system("a", [1] * 3)], "two or more systems", id="one system"),
        pytest.param([system("a", [1] * 3), system("a", [1] * 3)], "different names", id="one name"),
        pytest.param(
            [system("a", [1] * 3), system("b", [1] * 3, Scheme(criterion=EXACT))],
            "different schemes",
            id="two criteria",
        ),
        pytest.param([system("a", [1] * 3), system("b", [1] * 3, first=9)], "no scored document in common", id="apart"),
    ],
)
def test_what_cannot_be_compared_is_refused(systems: list[Scores], words: str) -> None:
    """A sentence says why."""
    with pytest.raises(ScoringError, match=words):
        compare(systems)


def test_the_seed_makes_a_comparison_repeatable() -> None:
    """Equal seeds, equal report; another seed, other resamples."""
    one, again, other = (
        compare(
            [
                system(name, hits, replace(Scheme(), resampling=Resampling(seed=seed)))
                for name, hits in (("a", [1, 2] * 9), ("b", [2, 2] * 9))
            ]
        )
        for seed in (1, 1, 2)
    )
    assert one == again
    assert one.differences[0].detectable != other.differences[0].detectable
