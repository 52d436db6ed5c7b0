"""Claims about Label Studio exports: what each label and relation becomes, and what a broken export gets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import FormatError
from annotator.formats import label_studio
from annotator.schema import Document, QuoteKind, ZoneKind
from tests.builders import span

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "🙂 “It is over,” she said. “Go.” Ann Dorn rejects the dam."


def region(identifier: str, label: str, words: str, **controls: str) -> list[dict[str, Any]]:
    """A labelled stretch, with choices and text areas as Label Studio repeats the region for them."""
    place = span(TEXT, words)
    offsets = {"start": place.start, "end": place.end}
    own = [
        {
            "id": identifier,
            "from_name": "span",
            "type": "labels",
            "value": {**offsets, "text": words, "labels": [label]},
        }
    ]
    for name, value in controls.items():
        area = name in {"name", "proposition", "target"}
        kind, key = ("textarea", "text") if area else ("choices", "choices")
        own.append({"id": identifier, "from_name": name, "type": kind, "value": {**offsets, key: [value]}})
    return own


def relation(source: str, name: str, target: str) -> dict[str, Any]:
    """A relation between two regions."""
    return {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [name]}


def export(path: Path, *results: Any, text: str = TEXT, **more: Any) -> Path:
    """A file with one task and one annotation."""
    flat: list[Any] = []
    for result in results:
        flat += result if isinstance(result, list) else [result]
    annotation = {"result": flat, "completed_by": 3, "created_at": "2026-01-02T03:04:05Z", **more}
    task = {"id": 5, "data": {"text": text, "doc_id": "d", "outlet": "Post"}, "annotations": [annotation]}
    file = path / "export.json"
    file.write_text(json.dumps([task]), encoding="utf-8")
    return file


def test_regions_and_relations_become_records(tmp_path: Path) -> None:
    """A quote of two pieces, its cue and speaker, who is the same as a named actor; a stance of that actor; a zone."""
    path = export(
        tmp_path,
        region("q", "Quote", "“It is over,”"),
        region("r", "Quote", "“Go.”"),
        region("c", "Cue", "said"),
        region("s", "Speaker", "she"),
        region("a", "Actor", "Ann Dorn"),
        region("t", "Stance", "Ann Dorn rejects the dam", polarity="Against", act="reject"),
        region("g", "Target", "the dam"),
        relation("r", "continues", "q"),
        relation("q", "cued_by", "c"),
        relation("q", "said_by", "s"),
        relation("s", "same_as", "a"),
        relation("t", "held_by", "a"),
        relation("t", "about", "g"),
    )
    (record,) = label_studio.read(path, {})
    (actor,) = record.annotation.actors
    (quote,) = record.annotation.quotes
    (stance,) = record.annotation.stances
    assert (actor.name, [each.text for each in actor.mentions]) == ("Ann Dorn", ["she", "Ann Dorn"])
    assert [each.text for each in quote.content] == ["“It is over,”", "“Go.”"]
    assert (quote.kind, quote.speaker, quote.cue[0].text) == (QuoteKind.DIRECT, actor.id, "said")
    assert (stance.holder, stance.target.label, stance.polarity, stance.act) == (
        actor.id,
        "the dam",
        "against",
        "reject",
    )
    assert (record.document.id, record.document.outlet) == ("d", "Post")
    assert record.annotation.provenance.engine == "coder 3"


def test_claims_and_zones_are_read(tmp_path: Path) -> None:
    """A claim keeps what was written for it; a zone goes to the document unless a known one has zones."""
    path = export(
        tmp_path,
        region("k", "Claim", "It is over", kind="prediction", proposition="The strike is over."),
        region("z", "boilerplate", "🙂"),
    )
    (record,) = label_studio.read(path, {})
    (claim,) = record.annotation.claims
    assert (claim.proposition, claim.kind, claim.claimant) == ("The strike is over.", "prediction", None)
    assert [(zone.kind, zone.span.text) for zone in record.document.zones] == [(ZoneKind.BOILERPLATE, "🙂")]
    known = Document(id="d", text=TEXT, title="Known")
    assert label_studio.read(path, {"d": known})[0].document.title == "Known"


@pytest.mark.parametrize(
    ("results", "message"),
    [
        pytest.param(region("q", "Quot", "she"), "the label 'quot' is none of", id="an unknown label"),
        pytest.param([relation("q", "said_by", "x")], "which is not there", id="a dangling relation"),
        pytest.param(
            [{"id": "q", "type": "labels", "value": {"start": 0, "end": 999, "labels": ["Quote"]}}],
            "[0, 999) is no stretch",
            id="an offset past the end",
        ),
        pytest.param(
            [{"id": "q", "type": "labels", "value": {"start": 0, "end": 3, "text": "abc", "labels": ["Quote"]}}],
            "does not hold the words",
            id="offsets of another text",
        ),
        pytest.param(region("t", "Stance", "she"), "has no target or no polarity", id="a stance without polarity"),
        pytest.param(region("q", "Quote", "she", mode="sung"), "'sung' is not a valid Mode", id="an unknown mode"),
    ],
)
def test_a_broken_export_is_refused_with_its_task(tmp_path: Path, results: list[Any], message: str) -> None:
    """Label Studio's own import accepts all of these."""
    with pytest.raises(FormatError, match="task 5") as caught:
        label_studio.read(export(tmp_path, results), {})
    assert message in str(caught.value)


def test_of_several_annotations_the_ground_truth_counts(tmp_path: Path) -> None:
    """Without one marked the export is refused; skipped tasks and tasks that nobody did are left out."""
    one = {"result": region("q", "Quote", "she")}
    path = tmp_path / "export.json"

    def write(*annotations: dict[str, Any]) -> None:
        path.write_text(json.dumps([{"id": 5, "data": {"text": TEXT}, "annotations": annotations}]), encoding="utf-8")

    write(one, one)
    with pytest.raises(FormatError, match="2 annotations: mark one as ground truth"):
        label_studio.read(path, {})
    write(one, {"result": [], "ground_truth": True})
    assert [len(each.annotation.quotes) for each in label_studio.read(path, {})] == [0]
    write({**one, "was_cancelled": True})
    assert label_studio.read(path, {}) == []


@pytest.mark.parametrize("content", ["[", '[{"data": {}}]', "[1]"], ids=["cut off", "no text", "no task"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    """The path is named."""
    path = tmp_path / "export.json"
    path.write_text(content, encoding="utf-8")
    assert label_studio.is_export(path)
    with pytest.raises(FormatError, match=r"export\.json"):
        label_studio.read(path, {})
