"""Claims of `annotator.scoring.diagnosis`, `annotator.scoring.ledger`, `annotator.scoring.cases`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.schema import Annotation, Document, Quote, Rejection, Zone, ZoneKind
from annotator.scoring.cases import FOUND, Case, CaseCounts, Category, Culprit
from annotator.scoring.criteria import EXACT, HALF, LENIENT, Criterion
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling
from annotator.spans import Span
from tests.scoring.planted import actor, annotation, at, claim, described, quote

if TYPE_CHECKING:
    from annotator.scoring.scores import Scores

QUICK = Resampling(draws=0)
ANNA, BORIS = actor("a", "Anna"), actor("b", "Boris")


def diagnosed(gold: Annotation, predicted: Annotation, criterion: Criterion = HALF, *documents: Document) -> Scores:
    """One document."""
    return score([gold], [predicted], Scheme(criterion=criterion, resampling=QUICK), documents=documents)


def categories(scores: Scores, part: str = "quotes") -> dict[str, tuple[int, int, int]]:
    """Category → cases that concern both sides, gold alone, predictions alone."""
    counts = scores.diagnosis.taxonomy[part]
    return {category.value: (each.pairs, each.gold, each.predicted) for category, each in counts.items()}


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param([(0, 10)], [(0, 10)], {"correct": (1, 0, 0)}, id="found"),
        pytest.param([(0, 10)], [(0, 9)], {"correct": (1, 0, 0)}, id="found by the criterion"),
        pytest.param([(0, 10)], [(0, 4)], {"boundary short": (1, 0, 0)}, id="a piece of it"),
        pytest.param([(0, 10)], [(0, 30)], {"boundary long": (1, 0, 0)}, id="much more than it"),
        pytest.param([(0, 10)], [(7, 17)], {"boundary shifted": (1, 0, 0)}, id="beside it"),
        pytest.param([(0, 30)], [(0, 10), (11, 20), (21, 30)], {"split": (1, 0, 2)}, id="in three pieces"),
        pytest.param([(0, 10), (11, 20), (21, 30)], [(0, 30)], {"merged": (1, 2, 0)}, id="three in one"),
        pytest.param(
            [(0, 20)], [(0, 18), (18, 20)], {"correct": (1, 0, 0), "split": (0, 0, 1)}, id="a piece beside it"
        ),
        pytest.param([(0, 10)], [(0, 10), (0, 10)], {"correct": (1, 0, 0), "duplicate": (0, 0, 1)}, id="twice"),
        pytest.param([(0, 10)], [(0, 10), (0, 40)], {"correct": (1, 0, 0), "duplicate": (0, 0, 1)}, id="again, longer"),
        pytest.param([(0, 10)], [(50, 60)], {"missed": (0, 1, 0), "spurious": (0, 0, 1)}, id="elsewhere"),
        pytest.param([(0, 10)], [], {"missed": (0, 1, 0)}, id="not at all"),
        pytest.param([], [(0, 10)], {"spurious": (0, 0, 1)}, id="out of nothing"),
    ],
)
def test_spans_find_their_category(
    gold: list[tuple[int, int]], predicted: list[tuple[int, int]], expected: dict[str, tuple[int, int, int]]
) -> None:
    """Each way in which a span can be wrong has its name."""
    sides = [annotation("d", *(quote(each, id=f"q{n}") for n, each in enumerate(side))) for side in (gold, predicted)]
    assert categories(diagnosed(sides[0], sides[1])) == dict(expected)


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        (quote((0, 9), speaker="a", kind="direct"), {"correct": (1, 0, 0)}),
        (quote((0, 9), speaker="b", kind="direct"), {"wrong speaker": (1, 0, 0)}),
        (quote((0, 9), kind="direct"), {"speaker unresolved": (1, 0, 0)}),
        (quote((0, 9), speaker="a", kind="mixed"), {"wrong kind": (1, 0, 0)}),
        (quote((0, 9), speaker="b", kind="mixed"), {"wrong speaker": (1, 0, 0)}),
    ],
    ids=["all right", "wrong speaker", "no speaker", "wrong kind", "the speaker goes before the kind"],
)
def test_found_quotes_may_be_wrong_in_speaker_or_kind(
    predicted: Quote, expected: dict[str, tuple[int, int, int]]
) -> None:
    """A pair that meets the criterion is correct or wrong in one thing."""
    gold = annotation("d", ANNA, BORIS, quote((0, 9), speaker="a", kind="direct"))
    assert categories(diagnosed(gold, annotation("d", ANNA, BORIS, predicted))) == expected


TEXT = "Anna said: It rains today. It rains today. And that was all. See also: Snow in Minsk"
LINKS = at(TEXT, "See also: Snow in Minsk")
DOCUMENT = Document(id="d", text=TEXT, zones=(Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(TEXT, *LINKS)),))


def test_the_right_words_at_the_wrong_place_are_one_case() -> None:
    """The second occurrence instead of the first concerns both sides, and is neither missed nor spurious."""
    gold = described(DOCUMENT, quote(at(TEXT, "It rains today.")))
    predicted = described(DOCUMENT, quote(at(TEXT, "It rains today.", 1)))
    scores = diagnosed(gold, predicted, HALF, DOCUMENT)
    assert categories(scores) == {"right text at the wrong place": (1, 0, 0)}
    assert scores.value("quotes.content.f1@iou:0.5") == 0.0


def test_what_comes_from_boilerplate_is_a_leak() -> None:
    """A prediction in the link list is no ordinary spurious one."""
    gold = described(DOCUMENT, quote(at(TEXT, "It rains today.")))
    predicted = described(DOCUMENT, quote(at(TEXT, "It rains today.")), quote(at(TEXT, "Snow in Minsk")))
    assert categories(diagnosed(gold, predicted, HALF, DOCUMENT)) == {
        "correct": (1, 0, 0),
        "boilerplate leak": (0, 0, 1),
    }


def test_a_gold_quote_that_was_proposed_in_other_words_is_not_verbatim() -> None:
    """A rejected fragment that is like the gold explains the miss; an unlike one does not."""
    gold = described(DOCUMENT, quote(at(TEXT, "It rains today.")))
    for fragment, expected in (("It rained today", "not verbatim"), ("Something else entirely", "missed")):
        rejection = Rejection(kind="quote", code="not-found", reason="Not there.", fragment=fragment)
        predicted = described(DOCUMENT, rejected=(rejection.model_dump(),))
        assert categories(diagnosed(gold, predicted, HALF, DOCUMENT)) == {expected: (0, 1, 0)}


def test_each_case_has_its_place() -> None:
    """Ids, offsets, names and the sentences around it: all that a page needs to show it."""
    gold = described(DOCUMENT, ANNA, BORIS, quote(at(TEXT, "It rains today."), id="g", speaker="a"))
    predicted = described(DOCUMENT, ANNA, BORIS, quote(at(TEXT, "It rains today"), id="p", speaker="b"))
    (case,) = diagnosed(gold, predicted, HALF, DOCUMENT).diagnosis.cases
    assert case.as_dict() == {
        "document": "d",
        "part": "quotes",
        "category": "wrong speaker",
        "gold": {"id": "g", "spans": [[11, 26]], "who": "Anna", "label": "indirect", "target": None},
        "predicted": {"id": "p", "spans": [[11, 25]], "who": "Boris", "label": "indirect", "target": None},
        "context": [0, 26],
    }


def test_without_the_text_a_case_has_no_context() -> None:
    """Offsets stay, sentences cannot be known."""
    (case,) = diagnosed(annotation("d", quote((0, 9))), annotation("d")).diagnosis.cases
    assert isinstance(case, Case)
    assert (case.context, case.predicted) == (None, None)


def test_claims_are_diagnosed_like_quotes() -> None:
    """Evidence takes the place of content, the claimant that of the speaker."""
    gold = annotation("d", ANNA, BORIS, claim((0, 9), claimant="a"), claim((20, 29)), claim((40, 49), kind="causal"))
    predicted = annotation("d", ANNA, BORIS, claim((0, 9), claimant="b"), claim((20, 22)), claim((40, 49)))
    assert categories(diagnosed(gold, predicted), "claims") == {
        "boundary short": (1, 0, 0),
        "wrong kind": (1, 0, 0),
        "wrong speaker": (1, 0, 0),
    }


def test_confusions_are_between_matched_records() -> None:
    """Gold and predicted kind of each pair that meets the criterion."""
    gold = annotation("d", quote((0, 9), kind="direct"), quote((20, 29), kind="direct"), quote((40, 49)))
    predicted = annotation("d", quote((0, 9), kind="direct"), quote((20, 29), kind="mixed"), quote((60, 69)))
    confusion = diagnosed(gold, predicted).diagnosis.confusions["quotes.kind"]
    assert confusion == {("direct", "direct"): 1, ("direct", "mixed"): 1}


def test_speakers_that_go_wrong_most_come_first() -> None:
    """Of Anna's three found quotes two have another speaker, of Boris' one none has."""
    gold = annotation(
        "d", ANNA, BORIS, *(quote((n, n + 9), speaker="a") for n in (0, 20, 40)), quote((60, 69), speaker="b")
    )
    predicted = annotation(
        "d", ANNA, BORIS, quote((0, 9), speaker="a"), *(quote((n, n + 9), speaker="b") for n in (20, 40, 60))
    )
    culprits = diagnosed(gold, predicted).diagnosis.culprits["quotes.speaker"]
    assert culprits == (Culprit("Anna", 2, 3), Culprit("Boris", 0, 1))


places = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 25), st.sampled_from([None, "a", "b"])), max_size=7)


@given(places, places, st.sampled_from([LENIENT, HALF, EXACT]))
def test_the_taxonomy_sums_to_the_counts(
    gold: list[tuple[int, int, str | None]], predicted: list[tuple[int, int, str | None]], criterion: Criterion
) -> None:
    """Every gold quote and every prediction is in exactly one case, and the found ones are the true positives."""
    sides = [
        annotation(
            "d", ANNA, BORIS, *(quote((at, at + n), id=f"q{k}", speaker=who) for k, (at, n, who) in enumerate(side))
        )
        for side in (gold, predicted)
    ]
    scores = diagnosed(sides[0], sides[1], criterion)
    sums = scores.diagnosis.sums("quotes")
    assert (sums.pairs + sums.gold, sums.pairs + sums.predicted) == (len(gold), len(predicted))
    found = [scores.diagnosis.taxonomy.get("quotes", {}).get(each, CaseCounts()).pairs for each in FOUND]
    assert sum(found) == scores.table.column(f"quotes.content@{criterion}").sum()
    for side, count in (("gold", gold), ("predicted", predicted)):
        concerned = [getattr(case, side).id for case in scores.diagnosis.cases if getattr(case, side) is not None]
        assert len(concerned) == len(set(concerned)) <= len(count)


def test_categories_are_sorted_by_frequency() -> None:
    """The most frequent one comes first."""
    gold = annotation("d", *(quote((n, n + 9)) for n in (0, 20, 40)))
    scores = diagnosed(gold, annotation("d", quote((0, 9))))
    assert list(scores.diagnosis.taxonomy["quotes"]) == [Category.MISSED, Category.CORRECT]
