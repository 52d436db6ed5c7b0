"""Claims about what a model is asked to fill in: the codebook's labels as enums, in a form that all endpoints take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from annotator import codebook
from annotator.engines.base import ALL_TASKS, Task
from annotator.engines.llm.replies import ITEMS, QuoteReply, judgement_model, reply_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA = reply_model(codebook.default(), ALL_TASKS).model_json_schema()


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a schema."""
    if isinstance(node, dict):
        fields = cast("dict[str, Any]", node)
        yield fields
        for each in fields.values():
            yield from nodes(each)
    elif isinstance(node, list):
        for each in cast("Sequence[Any]", node):
            yield from nodes(each)


def fields(collection: str) -> dict[str, Any]:
    """Properties of what a collection holds."""
    properties: dict[str, Any] = SCHEMA["properties"][collection]["items"]["properties"]
    return properties


@pytest.mark.parametrize(
    ("collection", "field", "labels"),
    [
        ("quotes", "mode", codebook.default().modes),
        ("claims", "kind", codebook.default().claim_kinds),
        ("claims", "certainty", codebook.default().certainties),
        ("stances", "act", codebook.default().acts),
        ("stances", "polarity", codebook.default().scale),
        ("stances", "explicitness", codebook.default().explicitness),
    ],
)
def test_labels_are_enums_with_their_definitions(
    collection: str, field: str, labels: tuple[codebook.Label, ...]
) -> None:
    """Each label of the codebook can be chosen, no other, and the schema says what each means."""
    node = fields(collection)[field]
    assert node["enum"] == [label.name for label in labels]
    assert all(f"{label.name}: {label.definition}" in node["description"] for label in labels)


def test_a_closed_list_of_targets_is_an_enum() -> None:
    """With one, a stance can have no other target; without, any words."""
    topic = codebook.ClosedTarget(name="the dam", definition="The new dam.")
    closed = codebook.Codebook.model_validate({**codebook.default().model_dump(), "targets": [topic.model_dump()]})
    own = reply_model(closed, ALL_TASKS).model_json_schema()["properties"]["stances"]["items"]["properties"]
    assert own["target"]["properties"]["label"]["enum"] == ["the dam"]
    assert "enum" not in fields("stances")["target"]["properties"]["label"]


def test_the_schema_is_one_that_strict_endpoints_take() -> None:
    """All fields required, none other allowed, no defaults or bounds, nothing beside a reference."""
    for node in nodes(SCHEMA):
        if node.get("type") == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False
        if "$ref" in node:
            assert node == {"$ref": "#/$defs/Piece"}
        assert not {"default", "minimum", "maximum", "pattern", "format"} & node.keys()


@pytest.mark.parametrize(
    ("collection", "before", "after"),
    [
        ("quotes", "content", "mode"),
        ("claims", "evidence", "kind"),
        ("claims", "proposition", "check_worthiness"),
        ("stances", "evidence", "reason"),
        ("stances", "reason", "act"),
        ("stances", "act", "polarity"),
    ],
)
def test_proof_and_reason_come_before_labels(collection: str, before: str, after: str) -> None:
    """A model writes in order, so what a label rests on is written first."""
    order = list(fields(collection))
    assert order.index(before) < order.index(after)


def test_the_kind_of_a_quote_is_not_asked() -> None:
    """It follows from the marks, which we can see ourselves."""
    assert "kind" not in fields("quotes")
    assert "mode" in fields("quotes")


def test_only_what_is_looked_for_is_asked() -> None:
    """The collections of the tasks, and always the actors."""
    asked = reply_model(codebook.default(), frozenset({Task.STANCES})).model_json_schema()
    assert list(asked["properties"]) == ["actors", "stances"]
    assert list(SCHEMA["properties"]) == ["actors", *(task.value for task in Task)] == list(ITEMS)


def test_links_to_what_is_not_looked_for_are_not_asked() -> None:
    """A stance of an engine without quotes has no quote; in a later step of one with quotes it has."""
    stances = frozenset({Task.STANCES})

    def asked(tasks: frozenset[Task]) -> set[str]:
        shape = reply_model(codebook.default(), stances, tasks).model_json_schema()
        item: dict[str, Any] = shape["properties"]["stances"]["items"]["properties"]
        of_target: dict[str, Any] = item["target"]["properties"]
        return {"quote", "claim"} & {*item, *of_target}

    assert (asked(stances), asked(ALL_TASKS)) == (set(), {"quote", "claim"})
    assert asked(frozenset({Task.QUOTES, Task.STANCES})) == {"quote"}


def test_a_class_is_made_once() -> None:
    """Making one is what costs instructor most; equal codebooks and tasks share it."""
    first = reply_model(codebook.default(), ALL_TASKS)
    copy = codebook.Codebook.model_validate(codebook.default().model_dump())
    assert reply_model(copy, frozenset(Task)) is first
    assert judgement_model(copy) is judgement_model(codebook.default())


def test_a_schema_cannot_be_spoiled_by_whoever_reads_it() -> None:
    """Taking a field out of one copy leaves the next whole."""
    model = reply_model(codebook.default(), ALL_TASKS)
    model.model_json_schema().pop("properties")
    assert "properties" in model.model_json_schema()


def test_answers_are_read_more_leniently_than_they_are_asked_for() -> None:
    """A number as a string, a missing null and a field too many do no harm."""
    given = {"id": "q1", "content": [{"text": "a", "sentence": "3"}], "mode": "speech", "why": "because"}
    read = QuoteReply.model_validate(given)
    assert (read.content[0].sentence, read.speaker, read.cue) == (3, None, ())


def test_the_narrow_question_asks_for_evidence_reason_and_polarity() -> None:
    """In this order."""
    asked = judgement_model(codebook.default()).model_json_schema()
    assert list(asked["properties"]) == ["evidence", "reason", "polarity"]
    assert asked["properties"]["polarity"]["enum"] == [step.name for step in codebook.default().scale]
