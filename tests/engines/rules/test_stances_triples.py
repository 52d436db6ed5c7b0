"""Triples among listed entities: frames, speakers and their tone, pronouns and titles within the list."""

from __future__ import annotations

import pytest

from annotator.engines.rules.stances import triples
from annotator.schema import Document, Polarity

AGAINST, FAVOR = Polarity.AGAINST, Polarity.FAVOR
LISTED = ("Kemal Dorn", "Anna Orsa", "Harbor Party")


def found(text: str) -> list[tuple[str, Polarity, str]]:
    """The triples of a text without their evidence."""
    document = Document(id="d", text=text, language="en")
    return [(one.holder, one.polarity, one.target) for one in triples(document, LISTED)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Kemal Dorn blasted Anna Orsa.", [("Kemal Dorn", AGAINST, "Anna Orsa")], id="a frame"),
        pytest.param("Dorn praised Orsa.", [("Kemal Dorn", FAVOR, "Anna Orsa")], id="last names"),
        pytest.param(
            "“Orsa has been a disgraceful failure and a liar,” Dorn said.",
            [("Kemal Dorn", AGAINST, "Anna Orsa")],
            id="a speaker's tone",
        ),
        pytest.param(
            "Kemal Dorn spoke first. He blasted Anna Orsa.", [("Kemal Dorn", AGAINST, "Anna Orsa")], id="a pronoun"
        ),
        pytest.param("Dorn met reporters on Monday.", [], id="one entity alone has no stance"),
        pytest.param("", [], id="an empty text has none"),
    ],
)
def test_triples(text: str, expected: list[tuple[str, Polarity, str]]) -> None:
    """Each sentence gives at most one triple for an ordered pair, with names of the list."""
    assert found(text) == expected


def test_title() -> None:
    """A title that stood before a name means that person from then on."""
    text = "President Anna Orsa won. Kemal Dorn praised the president."
    assert found(text)[-1:] == [("Kemal Dorn", FAVOR, "Anna Orsa")]


def test_sentence() -> None:
    """A triple shows its sentence."""
    (one,) = triples(Document(id="d", text="It rained. Dorn blasted Orsa.", language="en"), LISTED)
    assert (one.sentence.start, one.sentence.text) == (11, "Dorn blasted Orsa.")
