"""Sentences: where they end, how they are numbered, and that boilerplate has none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.documents.sentences import LONGEST, Sentence, split
from annotator.schema import Document, Zone, ZoneKind
from annotator.spans import Span


def texts(text: str, language: str | None = None) -> list[str]:
    """The sentences' words."""
    return [text[sentence.start : sentence.end] for sentence in split(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("He came. She left.", ["He came.", "She left."], id="a period before a capital ends a sentence"),
        pytest.param("Rep. Al Green spoke.", ["Rep. Al Green spoke."], id="a title ends none"),
        pytest.param(
            "Lt. Gen. J. P. Smith spoke.", ["Lt. Gen. J. P. Smith spoke."], id="two titles and initials end none"
        ),
        pytest.param(
            "He lives in the U.S. now. She left the U.S. The rest stayed.",
            ["He lives in the U.S. now.", "She left the U.S.", "The rest stayed."],
            id="U.S. ends one only before a sentence opener",
        ),
        pytest.param("It cost $3.5 million.", ["It cost $3.5 million."], id="a decimal point ends none"),
        pytest.param("No. 5 lives.", ["No. 5 lives."], id="No. before a digit ends none"),
        pytest.param("“We won.” He left.", ["“We won.”", "He left."], id="closing marks belong to the sentence before"),
        pytest.param("“We won.” he said.", ["“We won.” he said."], id="a small letter goes on"),
        pytest.param(
            "“Why?” Mary Smith asked.", ["“Why?” Mary Smith asked."], id="a question and its tag stay together"
        ),
        pytest.param("“Why?” Nobody knew.", ["“Why?”", "Nobody knew."], id="a question without a tag ends"),
        pytest.param("A headline\r\nA body", ["A headline", "A body"], id="line breaks end sentences, CRLF too"),
        pytest.param(
            "So… what? “Yes.” “No.”", ["So… what?", "“Yes.”", "“No.”"], id="an ellipsis before a small letter goes on"
        ),
        pytest.param("今日は。明日は。", ["今日は。", "明日は。"], id="ideographic periods need no space"),
        pytest.param(" \u00a0 ", [], id="white space holds no sentence"),
    ],
)
def test_english(text: str, expected: list[str]) -> None:
    """Sentences end where a reader would end them."""
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        pytest.param("de", "Er kam am 3. Oktober mit Dr. Ott. Dann ging er.", 2, id="German ordinals and titles"),
        pytest.param("fr", "M. Dupont a parlé avec Mme. Roy. Elle est partie.", 2, id="French titles"),
        pytest.param("es", "El Sr. Ruiz habló. La Sra. Gil calló.", 2, id="Spanish titles"),
        pytest.param("ru", "В 2020 г. Иванов ушёл. Он вернулся.", 2, id="Russian abbreviations"),
        pytest.param("xx", "Mr. Smith spoke. He left.", 2, id="an unknown language is split like English"),
        pytest.param("de-AT", "Er kam am 3. Oktober.", 1, id="a regional tag counts as its language"),
    ],
)
def test_languages(language: str, text: str, count: int) -> None:
    """Each language has its own abbreviations."""
    assert len(texts(text, language)) == count


def test_zones() -> None:
    """Zones end sentences, boilerplate is skipped, and numbers count on."""
    text = "Minsk | They met. You may also like\nFine."

    def zone(kind: ZoneKind, start: int, end: int) -> Zone:
        return Zone(kind=kind, span=Span.of(text, start, end))

    document = Document(
        id="d",
        text=text,
        zones=(zone(ZoneKind.DATELINE, 0, 8), zone(ZoneKind.BODY, 8, 18), zone(ZoneKind.BOILERPLATE, 18, 35)),
    )
    assert split(document) == (
        Sentence(1, 0, 7, ZoneKind.DATELINE),
        Sentence(2, 8, 17, ZoneKind.BODY),
        Sentence(3, 36, 41, ZoneKind.BODY),
    )


def test_endless() -> None:
    """What goes on for pages without an end is cut between words, or somewhere where there are no words."""
    text = "We went on and on " * 1000
    found = split(text)
    assert all(sentence.end - sentence.start <= LONGEST for sentence in found)
    assert [word for sentence in found for word in text[sentence.start : sentence.end].split()] == text.split()
    assert [sentence.end for sentence in split("x" * (2 * LONGEST + 1))] == [LONGEST, 2 * LONGEST, 2 * LONGEST + 1]


@given(st.text(alphabet="aA .?!”“\n\r5.c’J", max_size=60))
def test_cover(text: str) -> None:
    """Sentences are disjoint, in order, start and end on ink, and leave only white space out."""
    found = split(text)
    kept = "".join(text[sentence.start : sentence.end] for sentence in found)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert [sentence.number for sentence in found] == list(range(1, len(found) + 1))
