"""Claims of `annotator.scoring.ceiling`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ScoringError
from annotator.scoring.ceiling import Ceiling, ceiling, stand_in
from annotator.scoring.coders import headlines
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Interval, Resampling
from tests.scoring.planted import annotation, quote

if TYPE_CHECKING:
    from annotator.schema import Annotation

FULL, HALF = ((0, 9), (20, 29)), ((0, 9),)


def coded(*quotes: tuple[int, int], count: int = 40, first: int = 0) -> list[Annotation]:
    """The same quotes in several documents."""
    return [annotation(f"d{first + n:03}", *(quote(each) for each in quotes)) for n in range(count)]


def content(found: tuple[Ceiling, ...]) -> Ceiling:
    """The one about the content of quotes."""
    return next(each for each in found if each.measure.aspect == "content")


def test_a_system_is_a_share_of_the_humans() -> None:
    """Humans agree by 2/3; the system agrees by 1 with one and by 2/3 with the other: 5/6 by 2/3 is 1.25."""
    found = content(ceiling(coded(*FULL), {"anna": coded(*FULL), "boris": coded(*HALF)}))
    assert (found.humans.value, found.system.value, found.share.value) == pytest.approx((2 / 3, 5 / 6, 1.25))
    assert isinstance(found.share.interval, Interval)
    assert found.share.interval.degenerate
    assert found.as_dict()["measure"] == "quotes.content.f1@iou:0.5"


def test_the_share_has_an_interval() -> None:
    """When documents differ, so do resamples, and the interval is around the share."""
    system = [*coded(*FULL, count=20), *coded(*HALF, count=20, first=20)]
    found = content(ceiling(system, {"anna": coded(*FULL), "boris": coded(*FULL)}))
    assert isinstance(found.share.interval, Interval)
    assert found.share.value is not None
    assert found.share.interval.low < found.share.value < found.share.interval.high


def test_all_are_held_against_the_same_documents() -> None:
    """Documents that only one human annotated, or that the system did not, are in neither number."""
    coders = {"anna": coded(*FULL, count=40), "boris": coded(*FULL, count=20)}
    system = [*coded(*FULL, count=10), *coded(*HALF, count=30, first=20)]
    found = content(ceiling(system, coders))
    assert (found.humans.support, found.humans.value, found.system.value) == (20, 1.0, 1.0)


def test_no_humans_no_ceiling() -> None:
    """One coder, or coders and system without a common document, are refused."""
    with pytest.raises(ScoringError, match="two coders"):
        ceiling(coded(*FULL), {"anna": coded(*FULL)})
    with pytest.raises(ScoringError, match="no two coders have a document in common"):
        ceiling(coded(*FULL, first=500), {"anna": coded(*FULL), "boris": coded(*FULL)})


PLAIN = Scheme(resampling=Resampling(draws=0))
F1 = next(measure for measure in headlines(PLAIN) if measure.aspect == "content")


@pytest.mark.parametrize(("system", "passed"), [(FULL, True), ((), False)])
def test_a_system_may_stand_in_when_it_agrees_like_a_human(
    system: tuple[tuple[int, int], ...], *, passed: bool
) -> None:
    """Three coders, one of whom finds half: a system that finds all may stand in, one that finds nothing may not."""
    coders = {"anna": coded(*FULL), "boris": coded(*FULL), "clara": coded(*HALF)}
    found = stand_in(coded(*system), coders, F1, PLAIN)
    assert found.passed is passed
    assert {rival.items for rival in found.rivals} == {40}


def test_two_empty_annotations_agree() -> None:
    """Where nobody finds anything, all agree fully."""
    coders = {"anna": coded(), "boris": coded()}
    assert stand_in(coded(), coders, F1, PLAIN).advantage == 1.0


def test_standing_in_takes_an_f1_and_thirty_documents() -> None:
    """A recall says nothing about agreement, and 29 documents nothing about anything."""
    coders = {"anna": coded(*FULL, count=29), "boris": coded(*FULL, count=29)}
    with pytest.raises(ScoringError, match="29 items"):
        stand_in(coded(*FULL), coders, F1, PLAIN)
    recall = type(F1)("quotes", "content", "recall", "exact", F1.formula, F1.support)
    with pytest.raises(ScoringError, match="take an F1"):
        stand_in(coded(*FULL), coders, recall, PLAIN)
