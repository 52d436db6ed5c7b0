"""Claims of `annotator.scoring.coverage`."""

from __future__ import annotations

from annotator.schema import Annotation, Mode
from annotator.scoring.coverage import Coverage, Part, Role
from tests.scoring.planted import about, actor, annotation, claim, quote, spans, stance


def test_everything_is_covered_unless_told_otherwise() -> None:
    """The default leaves nothing out."""
    coverage = Coverage()
    assert coverage.quote(quote((0, 5), mode="thought", parent="q1"))
    assert coverage.stance(stance(None, "x", "mixed", derived=True))


def test_coverage_is_what_the_gold_has_at_least_once() -> None:
    """Parts, roles and modes are read off all documents together."""
    anna = actor("a", "Anna", mentions=((0, 4),))
    gold = [
        annotation("d1", anna, quote((5, 9), speaker="a", cue=spans((4, 5)))),
        annotation("d2", anna, claim((5, 9), claimant="a")),
    ]
    assert Coverage.of(gold) == Coverage(
        parts=frozenset({Part.ACTORS, Part.QUOTES, Part.CLAIMS}),
        roles=frozenset({Role.SPEAKER, Role.CUE, Role.CLAIMANT}),
        modes=frozenset({Mode.SPEECH}),
    )


def test_a_gold_that_finds_nothing_says_that_there_is_nothing() -> None:
    """Without any quote, claim or stance the gold means “nothing here”, so predictions count against it."""
    assert Coverage.of([annotation("d1")]).parts == frozenset({Part.QUOTES, Part.CLAIMS, Part.STANCES})


def kept(gold: Annotation, predicted: Annotation) -> tuple[int, int]:
    """How many predicted quotes and stances are judged."""
    coverage = Coverage.of([gold])
    return sum(map(coverage.quote, predicted.quotes)), sum(map(coverage.stance, predicted.stances))


def test_what_the_gold_lacks_is_not_judged() -> None:
    """Thoughts and nested quotes in a gold of plain speech, and derived stances where there are none, are left out."""
    gold = annotation("d", quote((0, 9)), stance(None, "x"))
    predicted = annotation(
        "d",
        quote((0, 9), id="q1"),
        quote((0, 3), id="q2", mode="thought"),
        quote((1, 2), id="q3", parent="q1"),
        stance(None, "x"),
        stance(None, "y", derived=True),
    )
    assert kept(gold, predicted) == (1, 1)


def test_what_the_gold_has_is_judged() -> None:
    """The same predictions are all judged when the gold labels such things."""
    anna = actor("a", "Anna")
    gold = annotation(
        "d",
        anna,
        quote((0, 9), id="q1"),
        quote((0, 3), id="q2", mode="thought", parent="q1"),
        stance(None, about(anna), derived=True),
    )
    assert kept(gold, gold) == (2, 1)
