"""Spanish quotes in marks, dashes and “que” clauses, with their speakers; every sentence is invented."""

from __future__ import annotations

import pytest

from annotator.engines.rules.languages import draft_quotes
from annotator.schema import ActorKind, Document


def quoted(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str | None]]:
    """Content, cue and speaker of each quote of a Spanish text."""
    draft = draft_quotes(Document(id="d", text=text, language="es"), "es")
    return [(tuple(f.text for f in q.content), tuple(f.text for f in q.cue), q.speaker) for q in draft.quotes]


@pytest.mark.parametrize(
    ("text", "content", "cue", "speaker"),
    [
        pytest.param(
            "«No vamos a ceder», dijo este lunes la ministra de Sanidad, Clara Ruiz.",
            ("«No vamos a ceder»",),
            ("dijo",),
            "Clara Ruiz",
            id="guillemets, a day before the inverted subject",
        ),
        pytest.param(
            "“El plan es bueno”, señaló Pedro Gómez, portavoz del Gobierno. “Lo aprobaremos”.",
            ("“El plan es bueno”", "“Lo aprobaremos”"),
            ("señaló",),
            "Pedro Gómez",
            id="curly marks, an apposition, the next sentence",
        ),
        pytest.param(
            '"Es un error", ha dicho Pedro Gómez.',
            ('"Es un error"',),
            ("ha dicho",),
            "Pedro Gómez",
            id="straight marks, compound past",
        ),
        pytest.param(
            "El presidente Juan Pérez afirmó: “La reforma es necesaria”.",
            ("“La reforma es necesaria”",),
            ("afirmó",),
            "Juan Pérez",
            id="a colon",
        ),
        pytest.param(
            "«La crisis —aseguró Clara Ruiz— durará meses».",
            ("«La crisis", "durará meses»"),
            ("aseguró",),
            "Clara Ruiz",
            id="an aside between dashes inside the marks",
        ),
        pytest.param(
            "—No lo sé —respondió Clara Ruiz—. Mañana veremos.",
            ("No lo sé", "Mañana veremos."),
            ("respondió",),
            "Clara Ruiz",
            id="a line of dialogue with a dash",
        ),
        pytest.param(
            "Juan Pérez dijo que la ley entrará en vigor en marzo.",
            ("que la ley entrará en vigor en marzo",),
            ("dijo",),
            "Juan Pérez",
            id="que",
        ),
        pytest.param(
            "Según el alcalde, Luis Mora, el puente es seguro.",
            ("el puente es seguro",),
            ("Según",),
            "Luis Mora",
            id="según",
        ),
        pytest.param(
            "El puente es seguro y seguirá abierto, según la policía.",
            ("El puente es seguro y seguirá abierto",),
            ("según",),
            "policía",
            id="según behind",
        ),
    ],
)
def test_each_construction_gives_one_quote(
    text: str, content: tuple[str, ...], cue: tuple[str, ...], speaker: str
) -> None:
    """Marks stay in the content, asides and cues outside it."""
    assert quoted(text) == [(content, cue, speaker)]


def test_what_is_denied_or_a_title_is_no_quote() -> None:
    """“no dijo que” reports nothing, and a title in marks is nobody's words."""
    assert quoted("El alcalde no dijo que el puente cerraría. Lee «El País».") == []


def test_pronouns_and_last_names_refer_back() -> None:
    """“Él” and “Gómez” mean the man who was named in full."""
    text = "“Es un error”, dijo el ministro Pedro Gómez. Él añadió que no dimitirá. Gómez afirmó que seguirá."
    draft = draft_quotes(Document(id="d", text=text, language="es"), "es")
    assert [quote.speaker for quote in draft.quotes] == ["Pedro Gómez"] * 3
    assert [(actor.name, actor.kind) for actor in draft.actors] == [("Pedro Gómez", ActorKind.PERSON)]
