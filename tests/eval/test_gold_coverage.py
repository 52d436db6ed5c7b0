"""Our gold covers what it says it covers: every edge case twice, tags that are true, labels of the codebook."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from annotator import codebook, records
from annotator.schema import Document, Mode, ZoneKind
from eval import gold

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.records import Record

ROOT = Path(__file__).parents[2] / "eval" / "gold"
INVENTED = ROOT / "invented"

EDGE_CASES = (
    "unclosed-marks reopened-marks multi-paragraph nested apostrophe-marks nickname appositive-speaker "
    "inverted-speaker colon-attribution dash-attribution headline-attribution collective-speaker compound-speaker "
    "metonym pronoun-speaker anonymous-source passive speakerless denial no-verb guillemets low-high-marks "
    "single-marks corner-brackets crlf nbsp zero-width combining emoji same-sentence-twice thought poll-source "
    "document-source conditional-support did-not-oppose behavioral-stance derived-edge scare-quotes injection "
    "odd-marks template-braces script-tag boilerplate-middle boilerplate-end transcript"
).split()
"""The edge cases of the codebook that the set must hold at least twice."""


@cache
def articles() -> tuple[Record, ...]:
    """The invented articles."""
    return tuple(records.read(INVENTED / gold.FILE))


def text(record: Record) -> str:
    """An article's text."""
    assert isinstance(record.document, Document)
    return record.document.text


def cases(record: Record) -> list[str]:
    """An article's tags."""
    return cast("list[str]", record.document.metadata["cases"])


def has(characters: str) -> Callable[[Record], bool]:
    """Whether an article holds one of some characters."""
    return lambda record: any(character in text(record) for character in characters)


def repeats_a_sentence(record: Record) -> bool:
    """Whether two sentences or more of some length are the same."""
    sentences = [sentence.strip() for sentence in text(record).replace("\n", ". ").replace(",", ".").split(".")]
    return any(count > 1 and len(sentence) > len("That is so") for sentence, count in Counter(sentences).items())


def boilerplate_before_body(record: Record) -> bool:
    """Whether article text follows a boilerplate zone that is not the very first."""
    kinds = [zone.kind for zone in record.document.zones]
    return ZoneKind.BOILERPLATE in kinds[1:] and ZoneKind.BODY in kinds[kinds.index(ZoneKind.BOILERPLATE, 1) :]


TRUE_WHEN: dict[str, Callable[[Record], bool]] = {
    "crlf": has("\r"),
    "nbsp": has("\u00a0"),
    "zero-width": has("\u200b\u200d\u2060\u00ad"),
    "combining": lambda record: any(unicodedata.combining(character) for character in text(record)),
    "emoji": lambda record: any(ord(character) > 0xFFFF for character in text(record)),
    "guillemets": has("«»"),
    "low-high-marks": has("„"),
    "single-marks": has("‘›"),
    "corner-brackets": has("「"),
    "nested": lambda record: any(quote.parent for quote in record.annotation.quotes),
    "multi-paragraph": lambda record: any(
        "\n\n" in span.text for quote in record.annotation.quotes for span in quote.content
    ),
    "thought": lambda record: any(quote.mode is Mode.THOUGHT for quote in record.annotation.quotes),
    "speakerless": lambda record: any(quote.speaker is None for quote in record.annotation.quotes),
    "no-verb": lambda record: any(not quote.cue for quote in record.annotation.quotes),
    "addressee": lambda record: any(quote.addressee for quote in record.annotation.quotes),
    "split-content": lambda record: any(len(quote.content) > 1 for quote in record.annotation.quotes),
    "derived-edge": lambda record: any(stance.derived for stance in record.annotation.stances),
    "behavioral-stance": lambda record: any(s.explicitness == "behavioral" for s in record.annotation.stances),
    "did-not-oppose": lambda record: any(stance.polarity == "neutral" for stance in record.annotation.stances),
    "denial": lambda record: any(claim.negated for claim in record.annotation.claims),
    "template-braces": has("{"),
    "script-tag": lambda record: "<script" in text(record),
    "boilerplate-middle": boilerplate_before_body,
    "boilerplate-end": lambda record: record.document.zones[-1].kind is ZoneKind.BOILERPLATE,
    "dateline": lambda record: any(zone.kind is ZoneKind.DATELINE for zone in record.document.zones),
    "byline": lambda record: any(zone.kind is ZoneKind.BYLINE for zone in record.document.zones),
    "same-sentence-twice": repeats_a_sentence,
}
"""Tags that can be checked without reading."""


@pytest.mark.parametrize("case", EDGE_CASES)
def test_each_edge_case_stands_in_two_articles_or_more(case: str) -> None:
    """One instance could pass by luck."""
    assert sum(case in cases(record) for record in articles()) >= 2


@pytest.mark.parametrize("case", sorted(TRUE_WHEN))
def test_a_tag_is_true_of_its_article(case: str) -> None:
    """An article that claims a case holds it."""
    tagged = [record for record in articles() if case in cases(record)]
    assert [record.document.id for record in tagged if not TRUE_WHEN[case](record)] == []


def test_enough_articles_and_languages() -> None:
    """At least 32 articles, two each in four languages besides English, none too long to read at one go."""
    languages = Counter((record.document.language or "").partition("-")[0] for record in articles())
    assert len(articles()) >= 32
    assert {language: languages[language] for language in ("de", "fr", "es", "ru")} == dict.fromkeys(
        ("de", "fr", "es", "ru"), 2
    )
    assert all(len(text(record).split()) <= 350 for record in articles())


def test_half_of_the_articles_are_held_out() -> None:
    """Rules and prompts are written from one half only."""
    splits = Counter(record.document.metadata["split"] for record in articles())
    assert splits == {"open": len(articles()) // 2, "held": len(articles()) - len(articles()) // 2}


def all_records() -> list[Record]:
    """The articles of every set."""
    return [record for directory in gold.sets(ROOT) for record in records.read(directory / gold.FILE)]


def test_every_label_is_in_the_codebook() -> None:
    """Acts and kinds of claims come from the shipped codebook."""
    book = codebook.default()
    acts = {stance.act for record in all_records() for stance in record.annotation.stances}
    kinds = {claim.kind for record in all_records() for claim in record.annotation.claims}
    assert acts <= {act.name for act in book.acts}
    assert kinds <= {kind.name for kind in book.claim_kinds}


def test_nothing_stands_in_boilerplate() -> None:
    """Leakage is counted against gold that has none."""
    leaks = [
        (record.document.id, owner)
        for record in all_records()
        for owner, span in record.annotation.spans()
        if isinstance(record.document, Document) and record.document.in_boilerplate(span.start, span.end)
    ]
    assert leaks == []


def test_a_stance_is_given_once() -> None:
    """The same holder, target and polarity twice would make one of them a sure miss for every system."""
    for record in all_records():
        triples = Counter((s.holder, s.target.label, s.polarity) for s in record.annotation.stances)
        assert {triple: count for triple, count in triples.items() if count > 1} == {}, record.document.id


def test_every_actor_is_named_somewhere() -> None:
    """An actor without a mention, member or role could not be found by anyone."""
    for record in all_records():
        silent = [actor.name for actor in record.annotation.actors if not (actor.mentions or actor.members)]
        assert silent == [], record.document.id


def test_the_readme_counts_what_is_there() -> None:
    """Its table of cases is that of the labels, all and open ones."""
    every = Counter(case for record in articles() for case in cases(record))
    of_open = Counter(
        case for record in articles() if record.document.metadata["split"] == "open" for case in cases(record)
    )
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and line.split()[1] in EDGE_CASES]
    assert rows == [f"| {case} | {every[case]} | {of_open[case]} |" for case in sorted(EDGE_CASES)]


@pytest.mark.parametrize("directory", gold.sets(ROOT), ids=lambda path: path.name)
def test_the_readme_counts_the_records(directory: Path) -> None:
    """Its table of sets is that of the compiled files."""
    found = [record.annotation for record in records.read(directory / gold.FILE)]
    sizes = [len(found)] + [sum(len(getattr(each, kind)) for each in found) for kind in ("quotes", "claims", "stances")]
    row = f"| `{directory.name}/` | {' | '.join(str(size) for size in sizes)} |"
    assert any(line.startswith(row) for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines())


def test_the_readme_lists_the_split() -> None:
    """Whoever must not read the held half finds it named in full."""
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for split in ("open", "held"):
        ids = sorted(record.document.id for record in articles() if record.document.metadata["split"] == split)
        assert f"* {split}: {', '.join(ids)}" in readme
