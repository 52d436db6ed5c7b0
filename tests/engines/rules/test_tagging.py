"""Word classes: the ambiguities that decide whether a word attributes."""

from __future__ import annotations

import pytest

from annotator.documents.sentences import split
from annotator.engines.rules.tagging import tag
from annotator.engines.rules.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        pytest.param("Trump claims the vote was rigged.", "claims", "PRES", id="a verb before an object"),
        pytest.param("His claims were false.", "claims", "NOUN", id="a noun after a possessive"),
        pytest.param("They plan to run.", "plan", "BASE", id="a verb after a pronoun"),
        pytest.param("The plan failed.", "plan", "NOUN", id="a noun after an article"),
        pytest.param("She has called it off.", "called", "PART", id="a participle after have"),
        pytest.param("She called it off.", "called", "PAST", id="a past without an auxiliary"),
        pytest.param("A senior official said it.", "said", "PAST", id="a past after an adjective that is a head"),
        pytest.param("The convicted man left.", "convicted", "ADJ", id="a participle before a noun"),
        pytest.param("She described her as kind.", "her", "PRON", id="her as an object"),
        pytest.param("She described her plan.", "her", "POSS", id="her as a possessive"),
        pytest.param("The U.S. strikes hit.", "U.S.", "NAME", id="a country in capitals"),
        pytest.param("Those who left wept.", "Those", "PRON", id="a determiner without a noun"),
        pytest.param("She spoke on Monday.", "Monday", "ADV", id="a weekday"),
        pytest.param("Lee's plan failed.", "'s", "POSS", id="a possessive clitic"),
        pytest.param("It's late.", "'s", "AUX", id="a verbal clitic"),
        pytest.param("The Islanders' Union won.", "'", "POSS", id="a plural possessive"),
        pytest.param("Trump Claims Victory In Ohio", "Claims", "PRES", id="a verb in title case"),
        pytest.param("The family rally began.", "rally", "NOUN", id="not all that ends in -ly is an adverb"),
    ],
)
def test_class(text: str, word: str, expected: str) -> None:
    """A word gets the class that it has in its sentence."""
    tokens = tokenize(text, split(text))
    assert tag(tokens)[tokens.words.index(word)] == expected
