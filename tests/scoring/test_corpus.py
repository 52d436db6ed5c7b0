"""Claims of `annotator.scoring.corpus`: which input is refused, and with which words."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from annotator.errors import ScoringError
from annotator.records import Record, TextlessDocument
from annotator.schema import Annotation, Document, text_digest
from annotator.scoring.corpus import DocumentPair, Pairing, by_id, listed, unpaired
from tests.scoring.planted import annotation, described, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.scoring.corpus import Source

TEXT = "“It rains,” said Anna. It did."


def paired(gold: Iterable[Source], predicted: Iterable[Source], documents: list[Document] | None = None) -> Pairing:
    """A pairing that has been gone through."""
    pairing = Pairing(gold, predicted, by_id(documents or []))
    assert len(list(pairing)) == pairing.paired
    return pairing


def test_documents_are_paired_by_id_whatever_their_order() -> None:
    """SemEval's script aligns by line number; here ids decide."""
    gold = [annotation(f"d{number}") for number in range(9)]
    predicted = list(gold)
    Random(3).shuffle(predicted)
    assert all(pair.gold.document_id == pair.predicted.document_id for pair in Pairing(gold, predicted))


def test_what_is_in_only_one_of_the_two_is_listed() -> None:
    """Documents without a counterpart are named, sorted, on both sides."""
    pairing = paired([annotation(each) for each in "cab"], [annotation(each) for each in "bzy"])
    assert (pairing.paired, pairing.only_gold, pairing.only_predicted) == (1, ("a", "c"), ("y", "z"))


def test_both_sides_are_streamed() -> None:
    """A pair is given out before the rest of either side is read."""

    def endless() -> Iterator[Annotation]:
        yield annotation("d1")
        raise AssertionError

    first = next(iter(Pairing(endless(), endless())))
    assert first == DocumentPair(annotation("d1"), annotation("d1"), None)


@pytest.mark.parametrize("side", ["gold", "predictions"])
def test_a_document_that_comes_twice_is_refused(side: str) -> None:
    """Which of the two would be scored is nobody's guess."""
    once, twice = [annotation("d1")], [annotation("d1"), annotation("d1")]
    with pytest.raises(ScoringError, match=f"the {side} hold document 'd1' twice"):
        paired(*((twice, once) if side == "gold" else (once, twice)))


def test_a_text_that_differs_by_one_character_is_refused() -> None:
    """Equal ids of different texts are named."""
    other = annotation("d1", text_sha256=text_digest(TEXT + " "))
    with pytest.raises(ScoringError, match="'d1': gold and predictions describe different texts"):
        paired([annotation("d1", text_sha256=text_digest(TEXT))], [other])


@pytest.mark.parametrize(
    ("gold", "predicted", "words"),
    [
        pytest.param([], ["d1"], "the gold hold no document", id="no gold at all, as from a file of 0 bytes"),
        pytest.param(["d1"], [], "the predictions hold no document", id="no predictions at all"),
        pytest.param(["a"], ["b"], "no document in common: gold has 'a', predictions have 'b'", id="nothing in common"),
    ],
)
def test_nothing_to_score_is_refused(gold: list[str], predicted: list[str], words: str) -> None:
    """There is no number for nothing, only a sentence."""
    with pytest.raises(ScoringError, match=words):
        paired([annotation(each) for each in gold], [annotation(each) for each in predicted])


def test_a_span_past_the_end_is_refused() -> None:
    """With the document at hand every span is held against it, whichever side it is on."""
    document = Document(id="d1", text=TEXT)
    good = described(document, quote((0, 11)))
    bad = annotation("d1", quote((0, 99)), text_sha256=document.sha256)
    for gold, predicted in ((good, bad), (bad, good)):
        with pytest.raises(ScoringError, match=r"\[0, 99\) that does not hold the text there"):
            paired([gold], [predicted], [document])


def test_a_span_past_the_end_is_refused_without_the_text() -> None:
    """A document whose text is withheld still knows its length."""
    document = TextlessDocument(id="d1", sha256=text_digest(TEXT), length=len(TEXT))
    bad = annotation("d1", quote((0, 99)), text_sha256=document.sha256)
    with pytest.raises(ScoringError, match=f"past the end of the text's {len(TEXT)} characters"):
        list(Pairing([bad], [bad], by_id([document])))
    other = annotation("d1")
    with pytest.raises(ScoringError, match="not the one that was annotated"):
        list(Pairing([other], [other], by_id([document])))


def test_words_that_do_not_stand_there_are_refused() -> None:
    """A span whose words are not the document's is no span of it."""
    document = Document(id="d1", text=TEXT)
    shifted = described(Document(id="d1", text="x" + TEXT[:-1]), quote((0, 11)))
    forged = Annotation.model_validate({**shifted.model_dump(), "text_sha256": document.sha256})
    with pytest.raises(ScoringError, match="does not hold the text there"):
        paired([described(document)], [forged], [document])


def test_records_bring_their_document_along() -> None:
    """A record's document is used when none is given, from whichever side has it."""
    document = Document(id="d1", text=TEXT, outlet="Morning")
    record = Record(document=document, annotation=described(document, quote((0, 11))))
    for gold, predicted in ((record, record.annotation), (record.annotation, record)):
        assert next(iter(Pairing([gold], [predicted]))).document == document


def test_documents_given_twice_are_refused() -> None:
    """Two documents of one id are no dictionary."""
    with pytest.raises(ScoringError, match="'d1' twice"):
        by_id([Document(id="d1", text="a"), Document(id="d1", text="b")])


def test_predictions_alone_are_checked_as_well() -> None:
    """Without gold a document may still not come twice, and there must be one."""
    assert [pair.predicted.document_id for pair in unpaired([annotation("a"), annotation("b")], {})] == ["a", "b"]
    with pytest.raises(ScoringError, match="twice"):
        list(unpaired([annotation("a"), annotation("a")], {}))
    with pytest.raises(ScoringError, match="hold no document"):
        list(unpaired([], {}))


def test_long_lists_are_cut() -> None:
    """An error names a few ids and how many more there are."""
    assert listed(("a", "b")) == "'a', 'b'"
    assert listed(tuple("abcde")) == "'a', 'b', 'c' and 2 more"
