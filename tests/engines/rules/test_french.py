"""French quotes in marks and “que” clauses, with their speakers; every sentence is invented."""

from __future__ import annotations

import pytest

from annotator.engines.rules.languages import draft_quotes
from annotator.schema import ActorKind, Document


def quoted(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str | None]]:
    """Content, cue and speaker of each quote of a French text."""
    draft = draft_quotes(Document(id="d", text=text, language="fr"), "fr")
    return [(tuple(f.text for f in q.content), tuple(f.text for f in q.cue), q.speaker) for q in draft.quotes]


@pytest.mark.parametrize(
    ("text", "content", "cue", "speaker"),
    [
        pytest.param(
            "« Nous ne céderons pas », a déclaré jeudi la ministre de la Santé, Claire Dubois.",
            ("« Nous ne céderons pas »",),
            ("a déclaré",),
            "Claire Dubois",
            id="guillemets, compound past, a day before the inverted subject",
        ),
        pytest.param(
            "“On verra bien”, dit le maire Luc Bernard.",
            ("“On verra bien”",),
            ("dit",),
            "Luc Bernard",
            id="curly marks, present tense",
        ),
        pytest.param(
            '"Le texte est prêt", selon la porte-parole Anna Weber.',
            ('"Le texte est prêt"',),
            ("selon",),
            "Anna Weber",
            id="straight marks and selon",
        ),
        pytest.param(
            "Le président Paul Martin a affirmé : « La réforme est nécessaire. »",
            ("« La réforme est nécessaire. »",),
            ("a affirmé",),
            "Paul Martin",
            id="a colon",
        ),
        pytest.param(
            "« Les prix vont baisser, promet le ministre Luc Bernard, et vite. »",
            ("« Les prix vont baisser", "et vite. »"),
            ("promet",),
            "Luc Bernard",
            id="an aside inside the marks",
        ),
        pytest.param(
            "« Le texte, a ajouté Mme Dubois, sera voté en mars. »",
            ("« Le texte", "sera voté en mars. »"),
            ("a ajouté",),
            "Dubois",
            id="an aside with a compound past",
        ),
        pytest.param(
            "La porte-parole de l’ONU Anna Weber a dénoncé « une escalade inacceptable ».",
            ("« une escalade inacceptable »",),
            ("a dénoncé",),
            "Anna Weber",
            id="words in marks behind a verb",
        ),
        pytest.param(
            "Le maire de Lyon, Jean Petit, a expliqué que les travaux dureraient deux ans.",
            ("que les travaux dureraient deux ans",),
            ("a expliqué",),
            "Jean Petit",
            id="que, with an apposition",
        ),
        pytest.param(
            "Selon la police, trois personnes ont été blessées.",
            ("trois personnes ont été blessées",),
            ("Selon",),
            "police",
            id="selon in front",
        ),
        pytest.param(
            "— Je ne sais pas, répondit Luc Bernard.",
            ("Je ne sais pas",),
            ("répondit",),
            "Luc Bernard",
            id="a line of dialogue with a dash",
        ),
    ],
)
def test_each_construction_gives_one_quote(
    text: str, content: tuple[str, ...], cue: tuple[str, ...], speaker: str | None
) -> None:
    """Marks stay in the content, asides and cues outside it."""
    assert quoted(text) == [(content, cue, speaker)]


def test_inversion_with_a_pronoun_refers_back() -> None:
    """“a-t-il ajouté” is said by the last man named, “rétorque-t-elle” by the last woman."""
    text = (
        "Le ministre Luc Bernard et la présidente Claire Dubois se sont vus. « C'est faux », a déclaré la présidente"
        " Claire Dubois. « Non », a répondu le ministre Luc Bernard. « Le texte, a-t-il ajouté, sera voté. »"
        " « On verra bien cela », rétorque-t-elle."
    )
    assert [(cue, speaker) for _, cue, speaker in quoted(text)] == [
        (("a déclaré",), "Claire Dubois"),
        (("a répondu",), "Luc Bernard"),
        (("a", "ajouté"), "Luc Bernard"),
        (("rétorque",), "Claire Dubois"),
    ]


def test_one_cue_holds_the_next_sentence_in_marks_too() -> None:
    """“A”, dit X. “B” is one quote with two places."""
    text = "“On verra bien”, dit Dubois. « On attend le vote. »"
    assert quoted(text) == [(("“On verra bien”", "« On attend le vote. »"), ("dit",), "Dubois")]


def test_what_is_denied_or_a_title_is_no_quote() -> None:
    """“n'a pas dit que” reports nothing, and a title in marks is nobody's words."""
    assert quoted("Le maire n'a pas dit que le pont fermerait. Il lit « Le Monde ».") == []


def test_a_last_name_and_a_pronoun_mean_the_full_name() -> None:
    """“Martin” and “lui” after “Paul Martin” are the same actor."""
    text = "Le président Paul Martin a parlé. « Rien ne presse », selon lui. « Tout va bien ici », a dit Martin."
    draft = draft_quotes(Document(id="d", text=text, language="fr"), "fr")
    assert {quote.speaker for quote in draft.quotes} == {"Paul Martin"}
    assert [(actor.name, actor.kind) for actor in draft.actors] == [("Paul Martin", ActorKind.PERSON)]
