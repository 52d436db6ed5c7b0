"""Gold: what is committed is what people labelled, and labels that do not fit their text are refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator import codebook, records
from annotator.errors import RecordError
from annotator.schema import Document, ZoneKind
from eval import gold

ROOT = Path(__file__).parents[2] / "eval" / "gold"
SETS = gold.sets(ROOT)


def article(directory: Path, text: str, yaml: str) -> Path:
    """A labelled article on disk."""
    (directory / "a.txt").write_bytes(text.encode())
    path = directory / "a.yaml"
    path.write_text(f"language: en\nlabelled: 2026-11-24\n{yaml}", encoding="utf-8")
    return path


def compiled(directory: Path, text: str, yaml: str) -> records.Record:
    """The record of an article."""
    return gold.compile_article(article(directory, text, yaml), codebook.default())


@pytest.mark.parametrize("directory", SETS, ids=lambda path: path.name)
def test_committed_gold_is_the_compiled_labels(directory: Path) -> None:
    """Nobody edited gold.jsonl by hand or forgot `python -m eval compile`; offsets and references hold on reading."""
    assert list(records.read(directory / gold.FILE)) == gold.compile_set(directory)


@pytest.mark.parametrize("directory", SETS, ids=lambda path: path.name)
def test_every_text_has_labels_and_every_label_file_a_text(directory: Path) -> None:
    """No article of a set is left out silently."""
    assert {path.stem for path in directory.glob("*.txt")} == {path.stem for path in directory.glob("*.yaml")}


@pytest.mark.parametrize("directory", SETS, ids=lambda path: path.name)
def test_zones_cover_each_text(directory: Path) -> None:
    """Every letter of an article lies in exactly one zone, so leakage can be counted."""
    for record in records.read(directory / gold.FILE):
        document = record.document
        assert isinstance(document, Document)
        zoned = Counter(at for zone in document.zones for at in range(zone.span.start, zone.span.end))
        assert {at for at, letter in enumerate(document.text) if not letter.isspace()} <= zoned.keys()
        assert set(zoned.values()) <= {1}


QUOTE = "actors: {o: {name: Orsa, kind: person}}\nquotes:\n  - {content: “No”, cue: said, speaker: o, mention: Orsa}\n"


def test_a_labelled_article_becomes_a_record(tmp_path: Path) -> None:
    """Fragments become offsets, names ids, marks the kind, and the id is the file's stem."""
    record = compiled(tmp_path, "“No”, Orsa said.", QUOTE)
    quote = record.annotation.quotes[0]
    actor = record.annotation.actor(quote.speaker)
    assert record.document.id == "a"
    assert [(span.start, span.end) for span in (*quote.content, *quote.speaker_mentions, *quote.cue)] == [
        (0, 4),
        (6, 10),
        (11, 15),
    ]
    assert quote.kind == "direct"
    assert actor is not None
    assert (actor.name, [span.text for span in actor.mentions]) == ("Orsa", ["Orsa"])


def test_ids_are_stable_and_belong_to_the_text(tmp_path: Path) -> None:
    """The same labels of the same text give the same ids, those of another text others."""
    first, again = (compiled(tmp_path, "“No”, Orsa said.", QUOTE).annotation.quotes[0].id for _ in range(2))
    other = compiled(tmp_path, "“No”, Orsa said!", QUOTE).annotation.quotes[0].id
    assert first == again != other


def test_a_quotes_claims_and_stances_take_speaker_and_content_from_it(tmp_path: Path) -> None:
    """What stands under a quote need not repeat it."""
    under = (
        "    claims: [{proposition: Orsa refuses., kind: evaluation}]\n"
        "    stances: [{target: {label: the plan, kind: policy}, act: reject}]\n"
    )
    multiline = QUOTE.replace(
        "  - {content: “No”, cue: said, speaker: o, mention: Orsa}", "  - content: “No”\n    speaker: o"
    )
    annotation = compiled(tmp_path, "“No”, Orsa said.", multiline + under).annotation
    quote, claim, stance = annotation.quotes[0], annotation.claims[0], annotation.stances[0]
    assert (claim.claimant, claim.quote, claim.evidence) == (quote.speaker, quote.id, quote.content)
    assert (stance.holder, stance.quote, stance.evidence) == (quote.speaker, quote.id, quote.content)
    assert stance.polarity == "against"


def test_a_name_counts_wherever_it_is_a_whole_word_outside_boilerplate(tmp_path: Path) -> None:
    """`every` skips longer words, longer mentions of the same actor, excepted stretches and boilerplate."""
    record = compiled(
        tmp_path,
        "Orsa met Orsana. Mayor Orsa left the Orsa Bridge. More: Orsa",
        "zones: {boilerplate: 'More: Orsa'}\n"
        "actors: {o: {name: Orsa, kind: person, every: [Orsa, Mayor Orsa], besides: Orsa Bridge}}\n",
    )
    assert [(span.start, span.text) for span in record.annotation.actors[0].mentions] == [
        (0, "Orsa"),
        (17, "Mayor Orsa"),
    ]


def test_the_body_is_what_other_zones_leave(tmp_path: Path) -> None:
    """Zones that nobody wrote down are the body, without the white space around it."""
    document = compiled(tmp_path, "Head\n\nOne.\n\nAd\n\nTwo.\n", "zones: {headline: Head, boilerplate: Ad}\n").document
    assert [(zone.kind, zone.span.text) for zone in document.zones] == [
        (ZoneKind.HEADLINE, "Head"),
        (ZoneKind.BODY, "One."),
        (ZoneKind.BOILERPLATE, "Ad"),
        (ZoneKind.BODY, "Two."),
    ]


TWICE = "“No”, Orsa said. “No”, Orsa said."


@pytest.mark.parametrize(
    ("text", "yaml", "line", "reason"),
    [
        pytest.param("“Yes”, Orsa said.", QUOTE, 5, "does not stand in the text", id="words that are not there"),
        pytest.param(TWICE, QUOTE, 5, "stands 2 times", id="words that stand twice"),
        pytest.param(
            "“No”, Orsa said.",
            QUOTE.replace("speaker: o", "speaker: x"),
            5,
            "'x' is not defined",
            id="an unknown actor",
        ),
        pytest.param(
            "“No”, Orsa said.",
            QUOTE.replace("mention: Orsa", "mention: Orsa, kind: indirect"),
            5,
            "the marks make this quote direct, not indirect",
            id="a kind that the marks do not give",
        ),
        pytest.param(
            "Orsa",
            "zones: {boilerplate: Orsa}\nclaims: [{proposition: P, kind: factual, evidence: Orsa}]\n",
            None,
            "boilerplate",
            id="evidence in boilerplate",
        ),
        pytest.param(
            "Orsa",
            "claims:\n  - {proposition: P, kind: hunch, evidence: Orsa}\n",
            4,
            "'hunch' is none of the codebook's claim kinds",
            id="a claim kind outside the codebook",
        ),
        pytest.param(
            "Orsa",
            "stances:\n  - {target: {label: T, kind: topic}, act: shrug, evidence: Orsa}\n",
            4,
            "'shrug' is none of the codebook's acts",
            id="an act outside the codebook",
        ),
        pytest.param(
            "Orsa",
            "stances:\n  - {target: {label: T, kind: topic}, act: demand, evidence: Orsa}\n",
            4,
            "has no polarity of its own",
            id="an act that leaves the polarity open",
        ),
        pytest.param(
            "Orsa", "claims:\n  - {proposition: P, kind: factual}\n", 4, "needs evidence", id="a claim without evidence"
        ),
        pytest.param(
            "Orsa",
            "actors:\n  o: {name: O, kind: person, every: Dorn}\n",
            4,
            "as whole words",
            id="a name that is not there",
        ),
        pytest.param(
            "Orsa said",
            "quotes:\n  - {key: q, content: Orsa}\n  - {key: q, content: said}\n",
            5,
            "'q' is given twice",
            id="a key that is used twice",
        ),
    ],
)
def test_labels_that_do_not_fit_are_refused_with_their_line(
    tmp_path: Path, text: str, yaml: str, line: int | None, reason: str
) -> None:
    """A mistake of the labeller is one sentence that names file and line, never a silent guess."""
    path = article(tmp_path, text, yaml)
    with pytest.raises(RecordError, match=reason) as caught:
        gold.compile_article(path, codebook.default())
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_text_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Labels without their article name the file that is missing."""
    article(tmp_path, "", "").with_suffix(".txt").unlink()
    with pytest.raises(RecordError, match="No such file") as caught:
        gold.compile_set(tmp_path)
    assert caught.value.path == tmp_path / "a.txt"


def test_line_breaks_stay_as_they_are(tmp_path: Path) -> None:
    """CRLF is two characters in the text that offsets refer to."""
    document = compiled(tmp_path, "A\r\nB", "").document
    assert isinstance(document, Document)
    assert document.text == "A\r\nB"
