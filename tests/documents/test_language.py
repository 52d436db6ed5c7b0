"""Tests of `annotator.documents.language`."""

from __future__ import annotations

import pytest

from annotator.documents.language import identified, identify
from annotator.schema import Document


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(
            "The two presidents also said their countries would start work toward a treaty.", "en", id="English"
        ),
        pytest.param("Die Regierung plant nach eigenen Angaben neue Regeln für den Handel.", "de", id="German"),
        pytest.param("Le président a déclaré que l'accord était nécessaire pour la paix.", "fr", id="French"),
        pytest.param("El presidente dijo que la situación del país mejorará mañana.", "es", id="Spanish"),
        pytest.param("Президент заявил, что удары по объектам являются угрозой.", "ru", id="Russian"),
        pytest.param("Президент заявив, що удари по об'єктах є загрозою для всіх.", "uk", id="Ukrainian"),
        pytest.param("Minsk", None, id="a name"),
        pytest.param("12345 67890 12345 67890 12345", None, id="numbers"),
        pytest.param("Donald Trump Jr. Joe Biden Kamala Harris", None, id="a list of names"),
    ],
)
def test_language_is_found_or_left_open(text: str, language: str | None) -> None:
    """A sentence is enough; without one the language stays unknown."""
    assert identify(text) == language


def test_known_language_is_kept() -> None:
    """What the source says is believed."""
    document = Document(id="a", text="Die Regierung plant nach eigenen Angaben neue Regeln.", language="de-AT")
    assert identified(document) is document


def test_unknown_language_is_filled_in() -> None:
    """All else stays as it was."""
    document = Document(id="a", text="Die Regierung plant nach eigenen Angaben neue Regeln.", title="T")
    assert identified(document) == document.model_copy(update={"language": "de"})
