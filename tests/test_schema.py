"""Claims about the records and the invariants that they check."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from annotator.errors import RecordError
from annotator.schema import (
    Actor,
    ActorKind,
    Annotation,
    Claim,
    Document,
    Polarity,
    Quote,
    QuoteKind,
    Stance,
    Target,
    TargetKind,
    Usage,
    Zone,
    ZoneKind,
)
from annotator.spans import Span
from tests.builders import annotation, span

TEXT = "🙂 “We will win,” Mayor Dorn said."
DOCUMENT = Document(id="a", text=TEXT)
DORN = Actor(id="a-1", name="Dorn", kind=ActorKind.PERSON, mentions=(span(TEXT, "Mayor Dorn"),))
QUOTE = Quote(id="q-1", kind=QuoteKind.DIRECT, content=(span(TEXT, "“We will win,”"),), speaker="a-1")
CLAIM = Claim(id="c-1", proposition="Dorn's side will win.", evidence=QUOTE.content, kind="prediction", quote="q-1")
STANCE = Stance(
    id="s-1",
    holder="a-1",
    target=Target(label="winning", kind=TargetKind.TOPIC),
    polarity=Polarity.FAVOR,
    act="support",
    evidence=QUOTE.content,
    quote="q-1",
    claim="c-1",
)
FULL = annotation(DOCUMENT, actors=(DORN,), quotes=(QUOTE,), claims=(CLAIM,), stances=(STANCE,))


def test_an_annotation_survives_json() -> None:
    """What is written is what is read."""
    assert Annotation.model_validate_json(FULL.model_dump_json()) == FULL


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"actors": ()}, "q-1 refers to 'a-1', which is not among the actors", id="a speaker nobody knows"),
        pytest.param({"quotes": ()}, "c-1 refers to 'q-1', which is not among the quotes", id="a claim of no quote"),
        pytest.param({"claims": ()}, "s-1 refers to 'c-1', which is not among the claims", id="a stance of no claim"),
        pytest.param({"quotes": (QUOTE, QUOTE)}, "two quotes have the id 'q-1'", id="an id given twice"),
    ],
)
def test_dangling_references_are_refused(changes: dict[str, object], sentence: str) -> None:
    """Each reference leads to a record of the same annotation."""
    fields = {name: getattr(FULL, name) for name in ("actors", "quotes", "claims", "stances")}
    with pytest.raises(ValidationError, match=sentence):
        annotation(DOCUMENT, **(fields | changes))


def test_another_schema_version_is_named() -> None:
    """A reader says which version it cannot read."""
    raw = json.loads(FULL.model_dump_json()) | {"schema_version": "9"}
    with pytest.raises(ValidationError, match="this is schema version '9'; this annotator reads version 1"):
        Annotation.model_validate(raw)


def test_unknown_fields_are_refused() -> None:
    """A typo in a field name is no silent loss."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        Quote.model_validate(QUOTE.model_dump() | {"speeker": "a-1"})


def test_a_quote_without_content_cannot_exist() -> None:
    """Content is what a quote is."""
    with pytest.raises(ValidationError, match="at least 1 item"):
        Quote(id="q", kind=QuoteKind.DIRECT, content=())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(TEXT.replace("win", "WIN"), "another sha256", id="another text"),
        pytest.param(TEXT + " ", "another sha256", id="a text longer by one blank"),
    ],
)
def test_an_annotation_of_another_text_is_refused(text: str, sentence: str) -> None:
    """Offsets mean nothing in another text."""
    with pytest.raises(RecordError, match=sentence):
        FULL.check(Document(id="a", text=text))


def test_a_span_that_does_not_hold_the_text_is_refused() -> None:
    """Each span holds the very characters at its place."""
    wrong = QUOTE.model_copy(update={"content": (Span(start=0, end=2, text="xx"),)})
    with pytest.raises(RecordError, match=r"q-1 has a span \[0, 2\) that does not hold the text there"):
        annotation(DOCUMENT, actors=(DORN,), quotes=(wrong,)).check(DOCUMENT)


def test_a_zone_must_hold_the_text_at_its_place() -> None:
    """Zones are spans of the document's own text."""
    zone = Zone(kind=ZoneKind.BODY, span=Span(start=0, end=1, text="x"))
    with pytest.raises(ValidationError, match="does not hold the text at that place"):
        Document(id="a", text=TEXT, zones=(zone,))


def test_usages_add_up_and_an_unknown_cost_stays_unknown() -> None:
    """A sum with an unknown price is unknown, not smaller."""
    total = Usage(calls=1, input_tokens=5, cost=0.5) + Usage(calls=2, reasks=1, cost=0.25)
    assert total == Usage(calls=3, reasks=1, input_tokens=5, cost=0.75)
    assert (total + Usage(calls=1, cost=None)).cost is None


def test_boilerplate_is_known_by_any_shared_character() -> None:
    """A range that only touches boilerplate with one character lies in it."""
    zone = Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(TEXT, 10, 12))
    document = Document(id="a", text=TEXT, zones=(zone,))
    assert [document.in_boilerplate(8, 10), document.in_boilerplate(8, 11), document.in_boilerplate(12, 13)] == [
        False,
        True,
        False,
    ]
