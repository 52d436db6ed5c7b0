"""Claims about conventions: which marks are a quote's own, what falls into stretches, and what a view leaves in."""

from __future__ import annotations

import pytest

from annotator.schema import QuoteKind
from eval.conventions import by_stretches, inside_marks, marks_of, own, restricted
from eval.suite import View
from tests.eval.articles import contents, quote, record, span

TEXT = (
    "Dorn said the plan was “a bad joke” and “Old Harbor” would suffer. “It is over,” Reis said, “for good.” "
    "“Orsa thinks the dam will hold,” he added. The mayor said nobody was hurt."
)
MIXED = quote(TEXT, "the plan was “a bad joke” and “Old Harbor” would suffer", speaker="Dorn", cue="said", name="m")
SPLIT = quote(TEXT, "“It is over,”", "“for good.”", speaker="Reis", cue="said", name="s")
INNER = quote(TEXT, "the dam will hold", speaker="Orsa", cue="thinks", name="n")
PLAIN = quote(TEXT, "nobody was hurt", speaker="The mayor", cue="said", name="p")


def test_the_kinds_of_these_quotes_are_as_the_tests_below_assume() -> None:
    """Without a look at cue and speaker what Orsa thinks would be direct."""
    assert [each.kind.value for each in (MIXED, SPLIT, INNER, PLAIN)] == ["mixed", "direct", "direct", "indirect"]


@pytest.mark.parametrize(
    ("content", "frame", "count"),
    [("the dam will hold", "Orsa", 0), ("the dam will hold", "he added", 1), ("“Orsa thinks", "Orsa", 1)],
    ids=["opens before and holds the speaker", "the speaker stands outside", "the content begins with the mark"],
)
def test_marks_that_hold_the_speaker_are_somebody_elses(content: str, frame: str, count: int) -> None:
    """They are the quote's own when they open with its content, or when cue and speaker stand outside."""
    around = [each for each in marks_of(record(TEXT, []).document) if TEXT.startswith("“Orsa", each.start)]
    assert len(own([span(TEXT, content)], [span(TEXT, frame)], around)) == count


def test_stretches_are_direct_quotes_of_their_own() -> None:
    """A split direct quote falls apart, a mixed one stays beside its stretches, an indirect one is as it was."""
    found = by_stretches(record(TEXT, [MIXED, SPLIT, PLAIN]), names=True)
    assert contents(found) == [
        ("the plan was “a bad joke” and “Old Harbor” would suffer",),
        ("“a bad joke”",),
        ("“Old Harbor”",),
        ("“It is over,”",),
        ("“for good.”",),
        ("nobody was hurt",),
    ]
    kinds = [each.kind.value for each in found.annotation.quotes]
    assert kinds == ["mixed", "direct", "direct", "direct", "direct", "indirect"]
    assert [each.parent for each in found.annotation.quotes] == [None, "m", "m", None, None, None]
    assert {each.speaker_mentions for each in found.annotation.quotes[:3]} == {MIXED.speaker_mentions}


def test_a_name_in_marks_is_no_stretch_when_names_are_left_out() -> None:
    """“Old Harbor” has no word in lower case, “a bad joke” has."""
    found = by_stretches(record(TEXT, [MIXED]), names=False)
    assert contents(found)[1:] == [("“a bad joke”",)]


def test_contents_are_cut_down_to_their_own_marks() -> None:
    """The stretches of a quote stay together; without marks of its own a quote is left out."""
    found = inside_marks(record(TEXT, [MIXED, SPLIT, INNER, PLAIN]))
    assert contents(found) == [("“a bad joke”", "“Old Harbor”"), ("“It is over,”", "“for good.”")]


def test_a_view_restricts_both_sides_by_kind() -> None:
    """Only direct quotes of gold and prediction are left."""
    view = View(dimension="marks", value="only", kinds=(QuoteKind.DIRECT,))
    gold, predicted = restricted(record(TEXT, [MIXED, SPLIT]), record(TEXT, [SPLIT, PLAIN]), view, {})
    assert contents(gold) == contents(predicted) == [("“It is over,”", "“for good.”")]


def test_what_finds_nothing_but_a_type_apart_is_neither_right_nor_wrong() -> None:
    """The prediction of the type that is apart goes, that of a wanted type and one of nothing at all stay."""
    view = View(dimension="type", value="Direct", types=("Direct",), apart=("Reported",))
    gold = record(TEXT, [SPLIT, MIXED])
    predicted = record(TEXT, [SPLIT, MIXED, PLAIN])
    types = {"s": "Direct", "m": "Reported"}
    one, other = restricted(gold, predicted, view, types)
    assert [each.id for each in one.annotation.quotes] == ["s"]
    assert [each.id for each in other.annotation.quotes] == ["s", "p"]


def test_a_prediction_that_finds_a_wanted_type_is_not_left_apart() -> None:
    """The gold has both types on the same words: the prediction counts for the wanted one, a second one goes."""
    view = View(dimension="type", value="Direct", types=("Direct",), apart=("Reported",))
    twin = PLAIN.model_copy(update={"id": "r"})
    gold, predicted = record(TEXT, [PLAIN, twin]), record(TEXT, [PLAIN, twin])
    _, other = restricted(gold, predicted, view, {"p": "Direct", "r": "Reported"})
    assert len(other.annotation.quotes) == 1
