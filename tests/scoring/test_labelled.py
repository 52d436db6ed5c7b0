"""Claims of `annotator.scoring.labelled`, among them the traps that nervaluate and seqeval fall into."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from nervaluate import Evaluator

from annotator.errors import ScoringError
from annotator.scoring import labelled
from annotator.scoring.counts import Counts
from annotator.scoring.labelled import score_spans
from annotator.scoring.matching import Item
from tests.scoring.planted import items


def test_the_four_readings_of_a_hand_counted_case() -> None:
    """One exact, one end off by one, one wrong type, one spurious: 2/7, 4/7, 5/7, 4/7."""
    gold = items((0, 10, "A"), (20, 30, "A"), (40, 50, "A"))
    predicted = items((0, 10, "A"), (20, 31, "A"), (40, 50, "B"), (60, 70, "A"))
    counts = score_spans([gold], [predicted])
    f1 = (counts.strict.f1, counts.exact.f1, counts.partial.f1, counts.typed.f1)
    assert f1 == pytest.approx((2 / 7, 4 / 7, 5 / 7, 4 / 7))
    assert counts.by_label == {"A": Counts(1, 3, 3), "B": Counts(0, 1, 0)}


def test_an_empty_first_document_is_no_accident() -> None:
    """Nervaluate raises IndexError; here the first document adds nothing."""
    full = items((0, 5, "A"))
    assert score_spans([[], full], [[], full]).strict == Counts(1, 1, 1)


def test_all_empty_documents_are_undefined() -> None:
    """Seqeval gives 0 and NaN; here there is nothing to divide by."""
    counts = score_spans([[], []], [[], []])
    assert (counts.strict.precision, counts.strict.recall, counts.strict.f1, counts.by_label) == (None, None, None, {})


def test_a_whole_document_prediction_finds_one_span_only() -> None:
    """Nervaluate gives it a type F1 of 1.0; a prediction is matched to one gold span at most."""
    gold = items((0, 10, "A"), (20, 30, "A"), (40, 50, "A"))
    assert score_spans([gold], [items((0, 1000, "A"))]).typed == Counts(1, 1, 3)


def test_labels_are_taken_as_they_are() -> None:
    """A label outside any list is counted, and one whose first letter differs is another label."""
    counts = score_spans([items((0, 5, "QUOTE"))], [items((0, 5, "UOTE"))])
    assert counts.by_label == {"QUOTE": Counts(0, 0, 1), "UOTE": Counts(0, 1, 0)}
    assert counts.exact == Counts(1, 1, 1)


def test_neighbouring_spans_do_not_overlap() -> None:
    """Ends are exclusive, so a prediction that begins where the gold ends is spurious."""
    assert score_spans([items((0, 5, "A"))], [items((5, 9, "A"))]).partial == Counts(0, 1, 1)


def test_precision_and_recall_are_not_swapped() -> None:
    """Citron swaps them in “all quote spans overlap”; here two predictions of one gold span cost precision."""
    counts = score_spans([items((0, 10, "A"))], [items((0, 10, "A"), (0, 10, "A"))]).strict
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 1.0, 2 / 3)


def random_document(random: Random, *, shift: int) -> list[tuple[int, int, str]]:
    """Ten disjoint spans."""
    return [
        (n * 50 + random.randint(0, shift), n * 50 + 20 + random.randint(0, shift), random.choice("AB"))
        for n in range(10)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_predictions_does_not_change_a_score(seed: int) -> None:
    """Nervaluate's F1 depends on it in a fifth of random cases; these spans overlap each other."""
    random = Random(seed)
    gold = [Item(((start, start + 15),), random.choice("AB")) for start in random.sample(range(60), 8)]
    predicted = [Item(((start, start + 15),), random.choice("AB")) for start in random.sample(range(60), 8)]
    mixed = random.sample(predicted, len(predicted))
    assert score_spans([gold], [predicted]) == score_spans([gold], [mixed])


@pytest.mark.parametrize("seed", range(5))
def test_nervaluate_agrees_where_it_is_right(seed: int) -> None:
    """On spans of which each overlaps at most one other, strict, exact and typed are those of nervaluate."""
    random = Random(seed)
    gold = [random_document(random, shift=0) for _ in range(20)]
    predicted = [random.sample(random_document(random, shift=2), 8) for _ in range(20)]
    ours = score_spans([items(*each) for each in gold], [items(*each) for each in predicted])
    theirs: Any = Evaluator(*(_for_nervaluate(each) for each in (gold, predicted)), tags=["A", "B"]).evaluate()[
        "overall"
    ]
    for name, counts in (("strict", ours.strict), ("exact", ours.exact), ("ent_type", ours.typed)):
        assert (counts.precision, counts.recall) == pytest.approx((theirs[name].precision, theirs[name].recall))
    assert ours.partial.f1 == pytest.approx(theirs["partial"].f1)


def _for_nervaluate(documents: list[list[tuple[int, int, str]]]) -> list[list[dict[str, Any]]]:
    return [[{"start": start, "end": end, "label": label} for start, end, label in each] for each in documents]


def test_batches_do_not_change_a_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laying few or many documents side by side counts the same."""
    random = Random(1)
    gold = [items(*random_document(random, shift=9)) for _ in range(30)]
    predicted = [items(*random_document(random, shift=9)) for _ in range(30)]
    whole = score_spans(gold, predicted)
    monkeypatch.setattr(labelled, "BATCH", 7)
    assert score_spans(gold, predicted) == whole


@pytest.mark.parametrize(("gold", "predicted"), [(1, 2), (2, 1), (0, 1)])
def test_documents_must_come_in_pairs(gold: int, predicted: int) -> None:
    """SemEval's script aligns by line and says nothing; another number of documents is refused."""
    with pytest.raises(ScoringError, match="number of documents"):
        score_spans([items((0, 1))] * gold, [items((0, 1))] * predicted)
