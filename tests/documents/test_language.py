"""Tests of `annotator.documents.language`."""

from __future__ import annotations

import pytest

from annotator.documents import language
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


_ENGLISH = (
    "The minister said on Monday that the plan to close the harbor was not in the interest of the town, and that she"
    " had heard of it from the papers. It is said to be the last of the measures that the council has in mind for"
    " this year, but the council has not yet been asked for its view on the matter. "
)
_GERMAN = "Die Ministerin sagte am Montag, der Plan sei nicht im Interesse der Stadt, und sie habe davon gelesen. "


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param(_ENGLISH, False, id="plain English"),
        pytest.param(_ENGLISH[:100], True, id="a short text"),
        pytest.param(_GERMAN * 3, True, id="another language"),
        pytest.param(_ENGLISH + _GERMAN, True, id="a mixed text"),
    ],
)
def test_plain_english_needs_no_model(text: str, *, asked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small words decide where they leave no doubt, and only there; the model would say the same."""
    by_model = language._identifier().classify(text)[0]  # the model that is spared
    calls: list[str] = []

    class Spy:
        def classify(self, sample: str) -> tuple[str, float]:
            calls.append(sample)
            return by_model, 1.0

    monkeypatch.setattr(language, "_identifier", Spy)
    assert (identify(text), bool(calls)) == (by_model, asked)


def test_known_language_is_kept() -> None:
    """What the source says is believed."""
    document = Document(id="a", text="Die Regierung plant nach eigenen Angaben neue Regeln.", language="de-AT")
    assert identified(document) is document


def test_unknown_language_is_filled_in() -> None:
    """All else stays as it was."""
    document = Document(id="a", text="Die Regierung plant nach eigenen Angaben neue Regeln.", title="T")
    assert identified(document) == document.model_copy(update={"language": "de"})
