"""Claims of `annotator.scoring.evaluation` and of what it puts together: a whole report, and bad input."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from annotator import scoring
from annotator.errors import ScoringError
from annotator.records import Record
from annotator.schema import Annotation, Document, Polarity
from annotator.scoring import evaluation
from annotator.scoring.coverage import Coverage
from annotator.scoring.criteria import EXACT
from annotator.scoring.evaluation import inspect, score
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Interval, NoInterval, Resampling
from tests.scoring.planted import about, actor, annotation, at, claim, described, quote, spans, stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

PLAIN = Scheme(resampling=Resampling(draws=0))
EVERY_SLICE = ("kind", "mode", "speaker", "zone", "depth", "act", "explicitness", "outlet")
ANNA, BORIS = actor("a", "Anna", mentions=((0, 4),)), actor("b", "Boris", mentions=((50, 55),))


def some(identifier: str, random: Random) -> Annotation:
    """Random records of all types."""

    def who() -> str | None:
        return random.choice([None, "a", "b"])

    quotes = [
        quote(
            (n * 20, n * 20 + random.randint(5, 15)),
            speaker=who(),
            kind=random.choice(["direct", "indirect"]),
            cue=spans((0, 3)),
        )
        for n in range(random.randint(1, 4))
    ]
    claims = [
        claim((n * 20, n * 20 + 9), claimant=who(), proposition=random.choice(["A b.", "A c."])) for n in range(2)
    ]
    stances = [
        stance(who(), random.choice(["war", "tax"]), random.choice([each.value for each in Polarity]), id=f"s{n}")
        for n in range(random.randint(0, 3))
    ]
    return annotation(identifier, ANNA, BORIS, *quotes, *claims, *stances)


def corpora(count: int = 25, seed: int = 1) -> tuple[list[Annotation], list[Annotation]]:
    """Gold and predictions."""
    random = Random(seed)
    names = [f"d{n:03}" for n in range(count)]
    return [some(name, random) for name in names], [some(name, random) for name in names]


def test_gold_against_itself_is_perfect() -> None:
    """Every ratio that is defined is 1, but for those of what should not be."""
    gold, _ = corpora()
    unwanted = ("leakage", "duplicates", "direction", "normalized", "fuzzy", "rejected")
    scores = score(gold, gold, PLAIN)
    for metric in scores.metrics:
        if metric.measure.part == "run" or metric.measure.statistic in {"favg", "macro_f1"}:
            continue
        wanted = 0.0 if metric.measure.aspect in unwanted else 1.0
        assert metric.value is None or metric.value == pytest.approx(wanted), metric.name
    assert scores.diagnosis.cases == ()


def test_the_report_is_json_and_has_no_nan() -> None:
    """All of it, slices included, can be written in strict JSON; a number without a value has a reason."""
    gold, predicted = corpora()
    report = score(gold, predicted, Scheme(slices=EVERY_SLICE)).as_dict()
    read = json.loads(json.dumps(report, allow_nan=False))
    assert read == report
    metrics: list[dict[str, JsonValue]] = [*read["metrics"], *read["slices"]]
    for metric in metrics:
        assert (metric["value"] is None) is bool(metric["reason"])


def test_the_order_of_documents_changes_nothing() -> None:
    """Shuffled gold and shuffled predictions give the same report, intervals included."""
    gold, predicted = corpora()
    scheme = Scheme(slices=EVERY_SLICE)
    straight = score(gold, predicted, scheme).as_dict()
    mixed = score(Random(1).sample(gold, len(gold)), Random(2).sample(predicted, len(predicted)), scheme).as_dict()
    assert straight == mixed


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matching few or many documents together gives the same report."""
    gold, predicted = corpora()
    scheme = Scheme(slices=EVERY_SLICE)
    whole = score(gold, predicted, scheme).as_dict()
    monkeypatch.setattr(evaluation, "BATCH", 3)
    assert score(gold, predicted, scheme).as_dict() == whole


def test_lists_iterators_and_records_are_all_the_same() -> None:
    """Annotations may come from anywhere, with or without their documents."""
    text = "“It rains,” said Anna."
    document = Document(id="d", text=text)
    gold, predicted = (
        described(document, quote(at(text, "“It rains,”"))),
        described(document, quote(at(text, "It rains"))),
    )
    records = [Record(document=document, annotation=each) for each in (gold, predicted)]
    plain = score([gold], [predicted], PLAIN, documents=[document]).as_dict()
    assert score(iter([gold]), iter([predicted]), PLAIN, documents=iter([document])).as_dict() == plain
    assert score([records[0]], [records[1]], PLAIN).as_dict() == plain


def test_a_stated_coverage_lets_both_sides_stream() -> None:
    """With coverage given the first batch is scored before the rest of the gold is read."""
    gold, predicted = corpora(3)
    seen: list[str] = []

    def watched(annotations: list[Annotation], side: str) -> Iterator[Annotation]:
        for each in annotations:
            seen.append(side)
            yield each

    scheme = Scheme(resampling=Resampling(draws=0), coverage=Coverage())
    score(watched(gold, "gold"), watched(predicted, "predicted"), scheme)
    assert seen[:4] == ["gold", "predicted", "gold", "predicted"]


def test_what_is_in_only_one_is_listed_and_not_scored() -> None:
    """A document without a counterpart is named in the report and in no number."""
    gold, predicted = corpora(4)
    scores = score(gold[:3], predicted[1:], PLAIN)
    report = scores.as_dict()
    assert (report["documents"], report["only_gold"], report["only_predicted"]) == (
        ["d001", "d002"],
        ["d000"],
        ["d003"],
    )
    assert scores.value("quotes.content.f1@exact") == score(gold[1:3], predicted[1:3], PLAIN).value(
        "quotes.content.f1@exact"
    )


def test_one_document_has_numbers_and_no_interval() -> None:
    """Enough for a score, not for a statement about any other document."""
    metric = score([annotation("d", quote((0, 9)))], [annotation("d", quote((0, 9)))])["quotes.content.f1@exact"]
    assert (metric.value, metric.interval) == (1.0, NoInterval("1 documents are too few: an interval takes 10"))


def test_one_cluster_has_no_interval() -> None:
    """Twenty documents of one outlet are one observation of outlets."""
    text = "It rains."
    documents = [Document(id=f"d{n}", text=text, outlet="M") for n in range(20)]
    gold = [described(each, quote((0, 9))) for each in documents]
    scheme = Scheme(resampling=Resampling(cluster="outlet"))
    interval = score(gold, gold, scheme, documents=documents)["quotes.content.f1@exact"].interval
    assert interval == NoInterval("1 outlet clusters are too few: an interval takes 10")


def test_all_alike_is_flagged() -> None:
    """Twelve perfect documents give [1, 1], which says nothing about the next one."""
    gold = [annotation(f"d{n}", quote((0, 9))) for n in range(12)]
    interval = score(gold, gold)["quotes.content.f1@exact"].interval
    assert interval == Interval(1.0, 1.0, 0.95, 12, degenerate=True)


def test_empty_gold_and_empty_predictions_are_undefined_or_zero() -> None:
    """Documents that hold nothing: P 0 and R None, P None and R 0, all None."""
    empty, full = [annotation("d")], [annotation("d", quote((0, 9)), claim((0, 9)), stance(None, "war"))]
    names = ("quotes.content", "claims.evidence", "stances.triple")
    conditions = ("exact", "exact", "strict")
    for gold, predicted, expected in (
        (empty, full, (0.0, None, 0.0)),
        (full, empty, (None, 0.0, 0.0)),
        (empty, empty, (None,) * 3),
    ):
        scores = score(gold, predicted, PLAIN)
        for name, condition in zip(names, conditions, strict=True):
            found = tuple(scores.value(f"{name}.{each}@{condition}") for each in ("precision", "recall", "f1"))
            assert found == expected


def test_a_record_type_that_the_gold_never_labels_is_not_scored() -> None:
    """A gold of quotes says nothing about stances: their numbers are None with that reason, not precision 0."""
    scores = score([annotation("d", quote((0, 9)))], [annotation("d", quote((0, 9)), stance(None, "war"))], PLAIN)
    metric = scores["stances.triple.precision@strict"]
    assert (metric.value, metric.reason) == (None, "the gold labels no stances")


@pytest.mark.parametrize("function", ["score", "inspect"])
def test_nothing_at_all_is_refused(function: str) -> None:
    """What comes out of a file of 0 bytes is no document, and gets a sentence."""
    with pytest.raises(ScoringError, match="hold no document"):
        score([], []) if function == "score" else inspect([])


def test_intervals_are_around_their_values() -> None:
    """On 25 random documents every interval holds its number, in the whole and in every slice."""
    gold, predicted = corpora()
    scores = score(gold, predicted, Scheme(slices=("kind",), resampling=Resampling(seed=3)))
    intervals = 0
    for metric in [*scores.metrics, *(metric for own in scores.slices.values() for metric in own)]:
        if isinstance(metric.interval, Interval) and metric.value is not None:
            intervals += 1
            assert metric.interval.low - 1e-9 <= metric.value <= metric.interval.high + 1e-9
    assert intervals > 50


def test_the_scheme_is_in_the_report() -> None:
    """Criterion, similarity, coverage and resampling are stated, with the seed."""
    gold, predicted = corpora(2)
    scheme = Scheme(criterion=EXACT, resampling=Resampling(seed=42, level=0.9))
    report = score(gold, predicted, scheme, name="ours").as_dict()
    assert (report["name"], report["criterion"], report["similarity"]) == ("ours", "exact", "token-f1")
    assert report["resampling"] == {"draws": 2000, "seed": 42, "level": 0.9, "cluster": None}


def test_actors_as_targets_survive_the_whole_way() -> None:
    """A stance on an actor under another name is right by its alias."""
    gold = annotation("d", ANNA, actor("b", "Boris", "the mayor"), stance("a", about(actor("b", "Boris"))))
    mayor = actor("m", "the mayor")
    predicted = annotation("d", ANNA, mayor, stance("a", about(mayor)))
    assert score([gold], [predicted], PLAIN).value("stances.triple.f1@strict") == 1.0


def test_the_door_is_small() -> None:
    """What the package exports is what it says, sorted, at most a dozen names."""
    assert scoring.__all__ == sorted(scoring.__all__)
    assert len(scoring.__all__) <= 12
    assert all(hasattr(scoring, name) for name in scoring.__all__)
