"""Claims of `annotator.scoring.strata` and `annotator.scoring.slices`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import ScoringError
from annotator.schema import Annotation, Document, Quote, Zone, ZoneKind
from annotator.scoring.evaluation import score
from annotator.scoring.scheme import Scheme
from annotator.scoring.strata import Context, document_property
from annotator.scoring.uncertainty import Resampling
from annotator.spans import Span
from tests.scoring.planted import actor, annotation, at, claim, described, quote, spans, stance

if TYPE_CHECKING:
    from annotator.scoring.scores import Scores

QUICK = Resampling(draws=0)
TEXT = "Rain, says Anna\n\n“It rains,” she said. He nodded."
ANNA, SOMEBODY = actor("a", "Anna"), actor("s", "a source", kind="unnamed")


def sliced(gold: Annotation, predicted: Annotation, *slices: str, documents: tuple[Document, ...] = ()) -> Scores:
    """One document, scored apart by some properties."""
    return score([gold], [predicted], Scheme(slices=slices, resampling=QUICK), documents=documents)


def zone(kind: ZoneKind, fragment: str) -> Zone:
    """A zone of the text above."""
    return Zone(kind=kind, span=Span.of(TEXT, *at(TEXT, fragment)))


DOCUMENT = Document(
    id="d",
    text=TEXT,
    outlet="Morning",
    metadata={"desk": "weather", "page": 3},
    zones=(zone(ZoneKind.HEADLINE, "Rain, says Anna"), zone(ZoneKind.BODY, "“It rains,” she said. He nodded.")),
)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            quote(at(TEXT, "Rain"), speaker="a", speaker_mentions=spans(at(TEXT, "Anna"))), "named", id="a name"
        ),
        pytest.param(quote((18, 28), speaker="a", speaker_mentions=spans(at(TEXT, "she"))), "pronoun", id="a pronoun"),
        pytest.param(quote((18, 28), speaker="s"), "unnamed", id="an unnamed source"),
        pytest.param(quote((18, 28)), "none", id="nobody"),
        pytest.param(
            quote((18, 28), speaker_mentions=spans(at(TEXT, "Anna"))), "unknown", id="a mention of nobody known"
        ),
    ],
)
def test_speakers_are_named_pronouns_unnamed_or_none(made: Quote, expected: str) -> None:
    """The words of the mention decide before the actor does."""
    annotated = described(DOCUMENT, ANNA, SOMEBODY, made)
    assert Context(annotated, DOCUMENT).speaker(annotated.quotes[0]) == expected


def test_depth_counts_the_quotes_around() -> None:
    """Nested once, nested twice; a circle of parents ends."""
    quotes = [quote((0, 9), id="1"), quote((1, 8), id="2", parent="1"), quote((2, 7), id="3", parent="2")]
    context = Context(annotation("d", *quotes), None)
    assert [context.depth(each) for each in quotes] == ["0", "1", "2"]
    circle = [quote((0, 9), id="1", parent="2"), quote((1, 8), id="2", parent="1")]
    assert Context(annotation("d", *circle), None).depth(circle[0]) == "1"


def test_a_zone_is_where_the_first_character_stands() -> None:
    """Headline and body are told apart; without a document or outside of zones it is unknown."""
    context = Context(described(DOCUMENT), DOCUMENT)
    places = [spans(at(TEXT, "Anna")), spans(at(TEXT, "rains")), spans((15, 17))]
    assert [context.zone(each) for each in places] == ["headline", "body", "unknown"]
    assert Context(annotation("d"), None).zone(places[0]) == "unknown"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("outlet", "Morning"), ("desk", "weather"), ("page", "3"), ("language", "unknown"), ("x", "unknown")],
)
def test_documents_have_fields_and_metadata(name: str, expected: str) -> None:
    """A property is a field of the document or a key of its metadata; what nobody recorded is unknown."""
    assert document_property(DOCUMENT, name) == expected
    assert document_property(None, name) == "unknown"


def test_recall_of_a_slice_is_about_gold_and_precision_about_predictions() -> None:
    """Two direct gold quotes, one of them found as mixed: recall of direct is 1, precision of mixed is 1 of 1."""
    gold = annotation("d", quote((0, 9), kind="direct"), quote((20, 29), kind="direct"), quote((40, 49)))
    predicted = annotation("d", quote((0, 9), kind="direct"), quote((20, 29), kind="mixed"), quote((60, 69)))
    scores = sliced(gold, predicted, "kind")
    found = {
        value: tuple(
            scores.value(f"quotes.content.{each}@exact", ("kind", value)) for each in ("precision", "recall", "f1")
        )
        for value in ("direct", "mixed", "indirect")
    }
    assert found == {"direct": (1.0, 1.0, 3 / 3), "mixed": (1.0, None, 1.0), "indirect": (0.0, 0.0, 0.0)}


def test_roles_are_sliced_as_well() -> None:
    """The speaker is right for the direct quote and wrong for the indirect one."""
    gold = annotation("d", ANNA, quote((0, 9), kind="direct", speaker="a"), quote((20, 29), speaker="a"))
    predicted = annotation("d", ANNA, quote((0, 9), kind="direct", speaker="a"), quote((20, 29)))
    scores = sliced(gold, predicted, "kind")
    name = "quotes.speaker.accuracy@match"
    assert [scores.value(name, ("kind", each)) for each in ("direct", "indirect")] == [1.0, 0.0]
    assert scores.value("quotes.speaker.recall@joint", ("kind", "direct")) == 1.0


def test_slices_of_items_add_up_to_the_whole() -> None:
    """Gold items of all values of a property are all gold items, for each record type that has the property."""
    gold = annotation("d", quote((0, 9), kind="direct"), quote((20, 29)), claim((0, 9)), claim((20, 29), kind="causal"))
    scores = sliced(gold, gold, "kind")
    support = [
        metric.support
        for metrics in scores.slices.values()
        for metric in metrics
        if metric.name in {"quotes.content.recall@exact", "claims.evidence.recall@exact"}
    ]
    assert sum(support) == 4
    assert ("kind", "causal") in scores.slices


def test_stances_are_sliced_by_act() -> None:
    """Strict and relaxed triples apart for each act."""
    gold = annotation("d", stance(None, "x", act="praise"), stance(None, "y", act="condemn"))
    predicted = annotation("d", stance(None, "x", act="praise"), stance(None, "z", act="condemn"))
    scores = sliced(gold, predicted, "act")
    assert [scores.value("stances.triple.f1@strict", ("act", each)) for each in ("praise", "condemn")] == [1.0, 0.0]


def test_slices_of_documents_are_corpora_of_their_own() -> None:
    """By outlet, every measure is that of the outlet's documents."""
    documents = [Document(id=each, text=TEXT, outlet=outlet) for each, outlet in (("a", "M"), ("b", "N"), ("c", "N"))]
    gold = [described(each, quote((0, 4)), quote((6, 10))) for each in documents]
    predicted = [described(each, quote((0, 4)), *([quote((6, 10))] if each.id == "b" else [])) for each in documents]
    scores = score(gold, predicted, Scheme(slices=("outlet",), resampling=QUICK), documents=documents)
    assert list(scores.slices) == [("outlet", "M"), ("outlet", "N")]
    assert [scores.value("quotes.content.recall@exact", of) for of in scores.slices] == [0.5, 0.75]
    assert scores.value("quotes.content.recall@exact") == 4 / 6


def test_a_number_that_is_not_there_is_named() -> None:
    """Asking for a measure or a slice that does not exist is an error, not None."""
    scores = sliced(annotation("d", quote((0, 9))), annotation("d"), "kind")
    with pytest.raises(ScoringError, match=r"no metric 'quotes\.luck'"):
        scores.value("quotes.luck")
    with pytest.raises(ScoringError, match="for kind=mixed"):
        scores.value("quotes.content.f1@exact", ("kind", "mixed"))
