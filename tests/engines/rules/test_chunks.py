"""Noun chunks and verb groups."""

from __future__ import annotations

import pytest

from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.chunks import VerbGroup
from annotator.schema import Document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "The old president of France left.", ["The old president", "France"], id="prepositions end chunks"
        ),
        pytest.param("Lee's “rigged” vote failed.", ["Lee's “rigged” vote"], id="marks inside a chunk"),
        pytest.param(
            "She called the plan unfair.", ["She", "the plan", "unfair"], id="an adjective after its noun is apart"
        ),
        pytest.param("Dwayne “The Rock” Lee won.", ["Dwayne “The Rock” Lee"], id="a nickname is inside"),
        pytest.param("He told the voters the truth.", ["He", "the voters", "the truth"], id="an article opens a chunk"),
    ],
)
def test_chunks(text: str, expected: list[str]) -> None:
    """Base noun phrases are found, without what follows their heads."""
    analysis = analyze(Document(id="d", text=text, language="en"))
    assert [analysis.words(first, last) for first, last in analysis.chunks] == expected


def group(text: str, word: str) -> VerbGroup:
    """The group around a verb."""
    analysis = analyze(Document(id="d", text=text, language="en"))
    return analysis.verb_group(analysis.tokens.words.index(word))


def test_negated_perfect() -> None:
    """Auxiliaries and negation belong to the group."""
    assert group("She has never said so.", "said") == VerbGroup(
        first=1, main=3, last=4, lemma="say", negated=True, passive=False, infinitive=False, modal=None, finite=True
    )


def test_passive() -> None:
    """A form of be before a participle makes a passive."""
    assert group("It was reported late.", "reported") == VerbGroup(
        first=1, main=2, last=3, lemma="report", negated=False, passive=True, infinitive=False, modal=None, finite=True
    )


def test_infinitive_with_modal() -> None:
    """“to” makes an infinitive, and a particle ends the group."""
    assert group("They want to point out that it failed.", "point") == VerbGroup(
        first=2, main=3, last=5, lemma="point", negated=False, passive=False, infinitive=True, modal=None, finite=False
    )
