"""Claims of `annotator.scoring.quantities`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.errors import ScoringError
from annotator.schema import Annotation, Document, text_digest
from annotator.scoring.estimates import Method
from annotator.scoring.quantities import Labels, Quantity, Question, estimate
from annotator.scoring.sampling import draw
from annotator.scoring.selection import parse_selection
from tests.scoring.planted import annotation, stance

AGAINST = Question(parse_selection("polarity=against"))
TEXT = "x" * 20


def made(identifier: str, *polarities: str, text: str = TEXT) -> Annotation:
    """An annotation with a stance of each polarity."""
    stances = [stance(None, f"t{n}", polarity, id=f"s{n}") for n, polarity in enumerate(polarities)]
    return annotation(identifier, *stances, text_sha256=text_digest(text))


PREDICTED = [made("d0", "against", "favor"), made("d1"), made("d2", "against", "against", "favor", "neutral")]


@pytest.mark.parametrize(
    ("quantity", "expected"), [(Quantity.SHARE, 3 / 6), (Quantity.COUNT, 1.0), (Quantity.DOCUMENTS, 2 / 3)]
)
def test_records_become_numbers_per_document(quantity: Quantity, expected: float) -> None:
    """The share of records, their number per document, the share of documents with one."""
    found = estimate(replace(AGAINST, quantity=quantity), PREDICTED, Labels())
    assert found[""][0].value == expected


def test_estimates_are_made_for_each_value_of_a_property() -> None:
    """By outlet, with the documents that know it."""
    documents = [Document(id=f"d{n}", text=TEXT, outlet="MN"[n % 2]) for n in range(3)]
    predicted = [
        Annotation.model_validate_json(each.model_dump_json().replace('"text":""', '"text":"xxxxx"'))
        for each in PREDICTED
    ]
    found = estimate(replace(AGAINST, by="outlet"), predicted, Labels(), documents=documents)
    assert {outlet: own[0].value for outlet, own in found.items()} == {"M": 0.5, "N": None}


def test_gold_labels_correct_the_machine() -> None:
    """A sample with its probabilities: the machine says “against” too often, gold and DSL say how often it is so."""
    predicted = [made(f"d{n:03}", "against") for n in range(200)]
    truth = {f"d{n:03}": "against" if n % 4 == 0 else "favor" for n in range(200)}
    sample = draw(dict.fromkeys(truth, ""), 60, seed=1)
    gold = tuple(made(identifier, truth[identifier]) for identifier in sample.probabilities)
    found = {each.method: each for each in estimate(AGAINST, predicted, Labels(gold, sample.probabilities))[""]}
    assert found[Method.NAIVE].value == 1.0
    assert found[Method.DSL].value == pytest.approx(found[Method.GOLD_ONLY].value)
    assert found[Method.DSL].value == pytest.approx(0.25, abs=0.12)
    assert (found[Method.DSL].labelled, found[Method.DSL].documents) == (60, 200)


def test_clusters_are_taken_from_documents() -> None:
    """Thirty documents of one outlet are one cluster, and have no standard error."""
    documents = [Document(id=f"d{n:02}", text=TEXT, outlet="M") for n in range(30)]
    predicted = [annotation(document.id, text_sha256=document.sha256) for document in documents]
    question = replace(AGAINST, cluster="outlet", quantity=Quantity.COUNT)
    assert estimate(question, predicted, Labels(), documents=documents)[""][0].error is None


def test_gold_of_other_documents_is_refused() -> None:
    """A gold document that the system did not annotate cannot correct it."""
    with pytest.raises(ScoringError, match="gold document 'x' is not among the predictions"):
        estimate(AGAINST, PREDICTED, Labels((made("x"),)))


def test_gold_of_other_texts_is_refused() -> None:
    """One character of difference is another text."""
    with pytest.raises(ScoringError, match="'d0': gold and predictions describe different texts"):
        estimate(AGAINST, PREDICTED, Labels((made("d0", text=TEXT + "y"),)))


def test_documents_that_come_twice_are_refused() -> None:
    """In the corpus as in the gold."""
    with pytest.raises(ScoringError, match="twice"):
        estimate(AGAINST, [*PREDICTED, PREDICTED[0]], Labels())
    with pytest.raises(ScoringError, match="twice"):
        estimate(AGAINST, PREDICTED, Labels((made("d0"), made("d0"))))
