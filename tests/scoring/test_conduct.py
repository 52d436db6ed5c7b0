"""Claims of `annotator.scoring.conduct` and `annotator.scoring.makers`: what can be said without gold."""

from __future__ import annotations

import pytest

from annotator.schema import Document, Rejection, Usage, Zone, ZoneKind
from annotator.scoring.evaluation import inspect, score
from annotator.scoring.makers import System
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling
from annotator.spans import Span
from tests.scoring.planted import annotation, at, claim, described, provenance, quote, stance

PLAIN = Scheme(resampling=Resampling(draws=0))
TEXT = "Anna said it rains. You may also like: It snows in Minsk."


def boilerplate(text: str, fragment: str) -> Zone:
    """A zone that nothing should come from."""
    return Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(text, *at(text, fragment)))


def rejection(kind: str) -> Rejection:
    """A proposal that did not hold."""
    return Rejection.model_validate({"kind": kind, "code": "not-verbatim", "reason": "The words are not there."})


def test_faithfulness_is_the_share_of_each_fate_of_a_proposal() -> None:
    """Of four proposed quotes two were exact, one fuzzy, one rejected; rejected actors are not quotes."""
    predicted = annotation(
        "d",
        quote((0, 3)),
        quote((4, 6)),
        quote((7, 9), grounding="fuzzy", grounding_score=0.9),
        claim((0, 3)),
        rejected=(rejection("quote"), rejection("actor")),
    )
    scores = inspect([predicted], PLAIN)
    shares = {
        name: scores.value(f"quotes.{name}.share@grounding") for name in ("exact", "normalized", "fuzzy", "rejected")
    }
    assert shares == {"exact": 0.5, "normalized": 0.0, "fuzzy": 0.25, "rejected": 0.25}
    assert scores.value("claims.exact.share@grounding") == 1.0
    assert scores.value("stances.exact.share@grounding") is None
    assert scores.diagnosis.rejections == {("actors", "not-verbatim"): 1, ("quotes", "not-verbatim"): 1}


def test_leakage_is_what_touches_boilerplate() -> None:
    """One of two quotes and the only stance touch the link list; the claim does not."""
    document = Document(id="d", text=TEXT, zones=(boilerplate(TEXT, "You may also like: It snows in Minsk."),))
    inside, outside = at(TEXT, "It snows"), at(TEXT, "it rains")
    predicted = described(document, quote(inside), quote(outside), claim(outside), stance(None, "snow", at=inside))
    scores = inspect([predicted], PLAIN, documents=[document])
    assert [scores.value(f"{part}.leakage.share") for part in ("quotes", "claims", "stances")] == [0.5, 0.0, 1.0]


def test_leakage_is_unknown_where_nobody_has_looked_for_zones() -> None:
    """Without zones there is no 0, only None with a reason; a document that was looked through counts."""
    text = "Anna said it rains."
    bare, looked = Document(id="d", text=text), Document(id="d", text=text, zones=(boilerplate(text, "."),))
    for document, expected in ((bare, None), (looked, 0.0)):
        predicted = described(document, quote(at(text, "it rains")))
        metric = inspect([predicted], PLAIN, documents=[document])["quotes.leakage.share"]
        assert metric.value == expected
    assert inspect([annotation("d", quote((0, 3)))], PLAIN)["quotes.leakage.share"].reason


def test_cost_tokens_and_latency_are_means_per_document() -> None:
    """Documents without a known price or time are left out of those means, not taken as 0."""
    made = [
        provenance(usage=Usage(cost=0.5, input_tokens=90, output_tokens=10), latency_s=2.0),
        provenance(usage=Usage(cost=None, input_tokens=40, output_tokens=10), latency_s=4.0),
        provenance(usage=Usage(cost=1.5)),
    ]
    scores = inspect([annotation(f"d{n}", provenance=each) for n, each in enumerate(made)], PLAIN)
    names = ("run.cost.mean@document", "run.tokens.mean@document", "run.latency.mean@document")
    assert [scores.value(name) for name in names] == [1.0, 50.0, 3.0]
    assert scores["run.cost.mean@document"].support == 2


def test_an_unknown_price_is_not_free() -> None:
    """When no price is known the mean is None."""
    scores = inspect([annotation("d", provenance=provenance(usage=Usage(cost=None)))], PLAIN)
    assert scores.value("run.cost.mean@document") is None


def test_conduct_is_also_in_the_report_with_gold() -> None:
    """A scored system says how faithful it was as well; that needs nothing of the gold."""
    predicted = annotation("d", quote((0, 3)), claim((0, 3)))
    scores = score([annotation("d", quote((0, 3)))], [predicted], PLAIN)
    assert scores.value("claims.exact.share@grounding") == 1.0
    assert scores["claims.evidence.f1@exact"].reason == "the gold labels no claims"


def test_without_gold_only_conduct_is_reported() -> None:
    """No number that needs gold is there, not even as None."""
    names = {metric.name for metric in inspect([annotation("d", quote((0, 3)))], PLAIN).metrics}
    assert all("@grounding" in name or "leakage" in name or name.startswith("run.") for name in names)


@pytest.mark.parametrize("swap", [False, True])
def test_the_makers_of_predictions_are_listed(*, swap: bool) -> None:
    """Engines, models and prompts with the number of their documents, most first, whatever the order of documents."""
    mini = provenance(model="m", served_model="m-2026", prompts={"quotes.v1.jinja": "ab"}, parameters={"samples": 3})
    other = provenance(model="m", served_model="m-2025", prompts={"quotes.v1.jinja": "ab"}, parameters={"samples": 3})
    made = [annotation("a", provenance=mini), annotation("b", provenance=other), annotation("c")]
    systems = inspect(made[::-1] if swap else made, PLAIN).systems
    common = {"schema_digest": None, "codebook_digest": None}
    assert systems == (
        System(
            "made-up",
            "1",
            "m",
            ("m-2025", "m-2026"),
            {"quotes.v1.jinja": "ab"},
            **common,
            parameters={"samples": 3},
            documents=2,
        ),
        System("made-up", "1", None, (), {}, **common, parameters={}, documents=1),
    )
    assert systems[0].as_dict()["served_models"] == ["m-2025", "m-2026"]
