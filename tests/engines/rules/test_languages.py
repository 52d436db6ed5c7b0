"""What holds for every language: fragments stand where they say, unknown languages say so, nothing ever fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.engines.rules.languages import draft_quotes
from annotator.engines.rules.languages.lexicons import LANGUAGES, lexicon
from annotator.schema import Document, Zone, ZoneKind
from annotator.spans import Span

_PIECES = (
    *(
        "„Wir gehen“",
        "« On va »",
        "«Идём»",
        '"Vamos"',
        ", sagte Berger.",
        ", a dit Dubois.",
        ", — сказал Петров.",
        "\n",
    ),
    *("Er sagte, es sei gut.", "laut Polizei ", "selon ", "По словам ", ": ", "— ", "(", ")", "“", "„", "»", "dass "),
    *("wie ", "wonach ", "zufolge", "Dies sagte er.", "é", "’", "...", "🙂", "so ", "als „x“", "que ", " ", "\n\n"),
)


@pytest.mark.parametrize("language", [*LANGUAGES, "it", "und", "de-AT", "zh"])
@given(text=st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=14).map("".join))
@example(text="— , — сказал Петров.")  # a line of dialogue in which nothing is said
@settings(max_examples=60, deadline=None)
def test_every_fragment_stands_at_its_offset(language: str, text: str) -> None:
    """Whatever the text, drafting does not fail and each fragment holds the characters at its offset."""
    draft = draft_quotes(Document(id="d", text=text, language=language), language)
    names = {actor.name for actor in draft.actors}
    for quote in draft.quotes:
        assert quote.content
        for fragment in (*quote.content, *quote.cue, *quote.speaker_mentions, *quote.addressee_mentions):
            assert fragment.at is not None
            assert fragment.text
            assert text[fragment.at : fragment.at + len(fragment.text)] == fragment.text
        assert quote.speaker is None or quote.speaker in names
        assert quote.addressee is None or quote.addressee in names


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("de-AT", "German is read for quotes and speakers; claims and stances are not looked for."),
        ("fr", "French is read for quotes in marks and “that” clauses; claims and stances are not looked for."),
        ("it", "The language “it” is not supported: only words in quotation marks are found, mostly without speakers."),
        ("und", "The language is not known: only words in quotation marks are found, mostly without speakers."),
    ],
)
def test_a_note_says_how_far_the_language_is_supported(language: str, note: str) -> None:
    """The record tells its reader what was not looked for."""
    assert draft_quotes(Document(id="d", text="x", language=language), language).notes == (note,)


def test_an_unknown_language_still_gives_words_in_marks() -> None:
    """Sentences in marks are quotes without a speaker; a phrase before a colon is one."""
    text = "«È una vergogna per tutti noi», ha detto Rossi.\n\nMario Rossi: «Non ci arrenderemo mai a nessuno»."
    quotes = draft_quotes(Document(id="d", text=text, language="it"), "it").quotes
    assert [(quote.content[0].text, quote.speaker) for quote in quotes] == [
        ("«È una vergogna per tutti noi»", None),
        ("«Non ci arrenderemo mai a nessuno»", "Mario Rossi"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("de", "Vogt: Der Plan ist vom Tisch\nMinister Hans Vogt reiste ab.", ["Der Plan ist vom Tisch"]),
        ("es", "Ruiz: El plan está muerto\nLa ministra Clara Ruiz se fue.", ["El plan está muerto"]),
        ("de", "Kiel: Der Plan ist vom Tisch\nMinister Hans Vogt reiste ab.", []),
    ],
    ids=["a German last name", "a Spanish last name", "a place is no speaker"],
)
def test_a_headline_attributes_with_a_colon(language: str, text: str, content: list[str]) -> None:
    """“X: Y” is a quote when the text names a person X with a title."""
    line = text.partition("\n")[0]
    zone = Zone(kind=ZoneKind.HEADLINE, span=Span.of(text, 0, len(line)))
    document = Document(id="d", text=text, language=language, zones=(zone,))
    quotes = draft_quotes(document, language).quotes
    assert [quote.content[0].text for quote in quotes] == content
    assert [quote.speaker for quote in quotes] == (["Hans Vogt"] if language == "de" else ["Clara Ruiz"])[
        : len(content)
    ]


@pytest.mark.parametrize(
    ("language", "text", "inner", "mention"),
    [
        (
            "de",
            "»Mein Nachbar hat gesagt: ›Zieh weg von hier.‹ Ich bleibe«, sagte Berger.",
            "›Zieh weg von hier.‹",
            "Mein Nachbar",
        ),
        ("es", "“Mi padre me decía: ‘Vete de aquí’”, recordó Clara Ruiz.", "‘Vete de aquí’", "Mi padre"),
    ],
    ids=["German guillemets", "Spanish curly marks"],
)
def test_marks_inside_marks_are_a_quote_of_their_own(language: str, text: str, inner: str, mention: str) -> None:
    """Inner marks behind a colon are nested in the outer quote and said by whom the outer one quotes."""
    outer, nested = draft_quotes(Document(id="d", text=text, language=language), language).quotes
    assert (nested.content[0].text, nested.parent) == (inner, outer.key)
    assert [fragment.text for fragment in nested.speaker_mentions] == [mention]


@pytest.mark.parametrize(
    ("language", "content", "cue"),
    [
        ("fr", "Le port fermera une semaine sur deux", ", a annoncé la directrice Solène Abrand."),
        ("es", "El puente cerrará durante tres meses", ", anunció este jueves la alcaldesa, Clara Ruiz."),
        ("ru", "Мост закроют для машин до весны", ", сообщила мэр Ирма Лозова."),
    ],
    ids=["French", "Spanish", "Russian"],
)
def test_a_clause_in_front_of_an_inverted_verb_is_its_content(language: str, content: str, cue: str) -> None:
    """“S, a annoncé X.” is an indirect quote of X."""
    (quote,) = draft_quotes(Document(id="d", text=content + cue, language=language), language).quotes
    assert ([fragment.text for fragment in quote.content], quote.speaker is not None) == ([content], True)


def test_boilerplate_is_not_read() -> None:
    """A quote in a boilerplate zone is not found."""
    text = "Alles ist ruhig.\n„Jetzt abonnieren und sparen“, sagte Berger."
    zone = Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(text, 17, len(text)))
    assert draft_quotes(Document(id="d", text=text, language="de", zones=(zone,)), "de").quotes == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_lexicon_has_what_the_grammars_ask_for(language: str) -> None:
    """No class that decides about speakers and cues is empty, and no word is in capitals."""
    words = lexicon(language)
    for name in ("pronoun", "determiner", "preposition", "person_noun", "organization_noun", "group_noun", "relative"):
        assert words[name], name
    assert words.finite or words["finite"]
    assert all(word == word.lower() for name in words.classes for word in words[name])


def test_stems_and_endings_give_forms() -> None:
    """A regular verb's forms are derived, with or without a separable particle."""
    assert {"afirma", "afirmó", "afirmaron"} <= lexicon("es")["finite"]
    assert "afirmado" in lexicon("es")["participle"]
    assert [verb.lemma for verb in lexicon("de").finite["teilte"]] == ["mitteilen"]
    assert [verb.lemma for verb in lexicon("de").joined["mitzuteilen"]] == ["mitteilen"]
    assert [verb.lemma for verb in lexicon("de").participles["mitgeteilt"]] == ["mitteilen"]
