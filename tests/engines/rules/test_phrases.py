"""Subjects of verbs, found without a parse."""

from __future__ import annotations

import pytest

from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.phrases import governor_subject, subject_of
from annotator.schema import Document


def subject(text: str, verb: str) -> str | None:
    """The subject of the group that a verb heads."""
    analysis = analyze(Document(id="d", text=text, language="en"))
    group = analysis.verb_group(analysis.tokens.words.index(verb))
    ing = analysis.tags[group.main] == "ING"
    found = governor_subject(analysis, group.first) if ing else subject_of(analysis, group.first)
    return None if found is None else analysis.words(found.first, found.last)


@pytest.mark.parametrize(
    ("text", "verb", "expected"),
    [
        pytest.param("The head of the union said so.", "said", "The head of the union", id="a prepositional phrase"),
        pytest.param("Lee, Ray and Hill said so.", "said", "Lee, Ray and Hill", id="a list"),
        pytest.param("Hugh Hill, a doctor, said so.", "said", "Hugh Hill, a doctor", id="an apposition"),
        pytest.param("The campaign, which lost, said so.", "said", "The campaign", id="a relative clause is left out"),
        pytest.param(
            "Officials who met him said so.", "said", "Officials who met him", id="a restrictive clause stays"
        ),
        pytest.param(
            "A poll released this week said so.", "said", "A poll released this week", id="a participle after its noun"
        ),
        pytest.param("Sen. Rand Lee (R-Ky.) said so.", "said", "Sen. Rand Lee (R-Ky.)", id="a party in brackets"),
        pytest.param("Lee praised it and said so.", "said", "Lee", id="a coordinated verb shares its subject"),
        pytest.param("Lee praised it, adding that it works.", "adding", "Lee", id="a participle shares it too"),
        pytest.param(
            "A source close to him said so.", "said", "A source close to him", id="an adjective after its noun"
        ),
        pytest.param("Said so.", "Said", None, id="no subject"),
    ],
)
def test_subject(text: str, verb: str, expected: str | None) -> None:
    """The subject is the whole noun phrase as written."""
    assert subject(text, verb) == expected
