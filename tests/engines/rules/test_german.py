"""German quotes: marks, clauses, sources, the subjunctive, and who speaks; every sentence is invented."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from annotator.engines.rules.languages import draft_quotes
from annotator.schema import Document, Mode


class Quoted(NamedTuple):
    """What a test expects of one quote."""

    content: tuple[str, ...]
    cue: tuple[str, ...]
    speaker: str | None
    mention: tuple[str, ...]


def quoted(text: str) -> list[Quoted]:
    """All quotes of a German text."""
    draft = draft_quotes(Document(id="d", text=text, language="de"), "de")
    return [
        Quoted(
            tuple(fragment.text for fragment in quote.content),
            tuple(fragment.text for fragment in quote.cue),
            quote.speaker,
            tuple(fragment.text for fragment in quote.speaker_mentions),
        )
        for quote in draft.quotes
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "„Wir geben nicht auf“, sagte die Ministerin Anna Berger am Montag in Bonn.",
            Quoted(("„Wir geben nicht auf“",), ("sagte",), "Anna Berger", ("die Ministerin Anna Berger",)),
            id="low and high marks, inverted verb, titled name",
        ),
        pytest.param(
            "Anna Berger sagte: „Wir geben nicht auf.“",
            Quoted(("„Wir geben nicht auf.“",), ("sagte",), "Anna Berger", ("Anna Berger",)),
            id="a colon, the final period inside the marks",
        ),
        pytest.param(
            "»Der Plan ist falsch«, kritisierte der Abgeordnete Paul Krüger.",
            Quoted(("»Der Plan ist falsch«",), ("kritisierte",), "Paul Krüger", ("der Abgeordnete Paul Krüger",)),
            id="guillemets that point inward",
        ),
        pytest.param(
            "«Der Plan ist falsch», so der Abgeordnete Paul Krüger.",
            Quoted(("«Der Plan ist falsch»",), ("so",), "Paul Krüger", ("der Abgeordnete Paul Krüger",)),
            id="Swiss guillemets and “so”",
        ),
        pytest.param(
            '"Der Plan ist falsch", meinte Paul Krüger.',
            Quoted(('"Der Plan ist falsch"',), ("meinte",), "Paul Krüger", ("Paul Krüger",)),
            id="straight marks",
        ),
        pytest.param(
            "‚Der Plan ist falsch‘, meinte Paul Krüger.",
            Quoted(("‚Der Plan ist falsch‘",), ("meinte",), "Paul Krüger", ("Paul Krüger",)),
            id="single marks",
        ),
        pytest.param(
            '„Der Plan ist falsch", meinte Paul Krüger.',
            Quoted(('„Der Plan ist falsch"',), ("meinte",), "Paul Krüger", ("Paul Krüger",)),
            id="a low mark closed by a straight one",
        ),
        pytest.param(
            "„Wir geben nicht auf“, sagte Berger. „Der Plan steht fest.“",
            Quoted(("„Wir geben nicht auf“", "„Der Plan steht fest.“"), ("sagte",), "Berger", ("Berger",)),
            id="one cue, one quote: the next sentence belongs to it",
        ),
        pytest.param(
            "„Wir“, sagte Berger, „geben nicht auf, solange es geht.“",
            Quoted(("„Wir“", "„geben nicht auf, solange es geht.“"), ("sagte",), "Berger", ("Berger",)),
            id="split by the attribution",
        ),
        pytest.param(
            "Ein Zeuge nach dem Unfall: „Es ging alles sehr schnell.“",
            Quoted(("„Es ging alles sehr schnell.“",), (":",), "Zeuge", ("Ein Zeuge",)),
            id="a colon without a verb",
        ),
        pytest.param(
            "Berger wandte sich an die Presse und sagte: „Es reicht. Wir gehen.“",
            Quoted(("„Es reicht. Wir gehen.“",), ("sagte",), "Berger", ("Berger",)),
            id="two sentences in marks, a subject shared by two verbs",
        ),
    ],
)
def test_marks_with_an_attribution_are_a_direct_quote(text: str, expected: Quoted) -> None:
    """Words in marks of any style, with a cue before, behind or between, are one quote with the speaker as written."""
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Die Polizei teilte am Dienstag mit, dass der Täter gefasst sei.",
            Quoted(("dass der Täter gefasst sei",), ("teilte", "mit"), "Polizei", ("Die Polizei",)),
            id="dass behind a separable verb",
        ),
        pytest.param(
            "Die Polizei teilte mit, der Täter sei gefasst.",
            Quoted(("der Täter sei gefasst",), ("teilte", "mit"), "Polizei", ("Die Polizei",)),
            id="a bare clause in the subjunctive",
        ),
        pytest.param(
            "Krüger bezweifelte, ob das Geld reicht.",
            Quoted(("ob das Geld reicht",), ("bezweifelte",), "Krüger", ("Krüger",)),
            id="ob",
        ),
        pytest.param(
            "Der Sprecher erklärte, warum der Zug ausfiel.",
            Quoted(("warum der Zug ausfiel",), ("erklärte",), "Sprecher", ("Der Sprecher",)),
            id="an indirect question",
        ),
        pytest.param(
            "Der Konzern kündigte an, 300 Stellen zu streichen.",
            Quoted(("300 Stellen zu streichen",), ("kündigte", "an"), "Konzern", ("Der Konzern",)),
            id="an infinitive with zu",
        ),
        pytest.param(
            "Der Kanzler hat gesagt, dass die Steuern sinken.",
            Quoted(("dass die Steuern sinken",), ("hat", "gesagt"), "Kanzler", ("Der Kanzler",)),
            id="auxiliary and participle",
        ),
        pytest.param(
            "Die Lage sei ernst, sagte der Bürgermeister.",
            Quoted(("Die Lage sei ernst",), ("sagte",), "Bürgermeister", ("der Bürgermeister",)),
            id="the cue behind the clause",
        ),
        pytest.param(
            "Dass die Steuern sinken, bestätigte der Kanzler.",
            Quoted(("Dass die Steuern sinken",), ("bestätigte",), "Kanzler", ("der Kanzler",)),
            id="dass in front",
        ),
        pytest.param(
            "Wie der Sender berichtete, fällt das Spiel aus.",
            Quoted(("fällt das Spiel aus",), ("berichtete",), "Sender", ("der Sender",)),
            id="wie in front",
        ),
        pytest.param(
            "Das Spiel fällt aus, wie der Sender am Abend berichtete.",
            Quoted(("Das Spiel fällt aus",), ("berichtete",), "Sender", ("der Sender",)),
            id="wie behind",
        ),
        pytest.param(
            "Laut Polizei gab es keine Verletzten.",
            Quoted(("gab es keine Verletzten",), ("Laut",), "Polizei", ("Polizei",)),
            id="laut",
        ),
        pytest.param(
            "Nach Angaben der Feuerwehr brannten zwei Häuser.",
            Quoted(("brannten zwei Häuser",), ("Nach", "Angaben"), "Feuerwehr", ("der Feuerwehr",)),
            id="nach Angaben in front",
        ),
        pytest.param(
            "Zwei Häuser brannten nach Angaben der Feuerwehr vollständig aus.",
            Quoted(("Zwei Häuser brannten", "vollständig aus"), ("nach", "Angaben"), "Feuerwehr", ("der Feuerwehr",)),
            id="nach Angaben in the middle",
        ),
        pytest.param(
            "Einem Bericht der Zeitung zufolge steigt der Preis.",
            Quoted(("steigt der Preis",), ("zufolge",), "Bericht der Zeitung", ("Einem Bericht der Zeitung",)),
            id="zufolge",
        ),
        pytest.param(
            "Der Preis steigt weiter, so der Verband.",
            Quoted(("Der Preis steigt weiter",), ("so",), "Verband", ("der Verband",)),
            id="so behind the clause",
        ),
        pytest.param(
            "In einer Mitteilung der Bahn hieß es, die Strecke bleibe gesperrt.",
            Quoted(("die Strecke bleibe gesperrt",), ("hieß",), "Mitteilung der Bahn", ("einer Mitteilung der Bahn",)),
            id="es hieß, with the text that speaks",
        ),
        pytest.param(
            "Es wurde berichtet, dass der Minister zurücktritt.",
            Quoted(("dass der Minister zurücktritt",), ("wurde", "berichtet"), None, ()),
            id="a passive without a speaker",
        ),
        pytest.param(
            "Die Behauptung, der See sei vergiftet, ist falsch.",
            Quoted(("der See sei vergiftet",), ("Behauptung",), None, ()),
            id="a noun of saying, cut where the main clause goes on",
        ),
        pytest.param(
            "Das Gericht wies die Forderung, die Akten zu öffnen, zurück.",
            Quoted(("die Akten zu öffnen",), ("Forderung",), "Gericht", ("Das Gericht",)),
            id="a noun with an infinitive",
        ),
        pytest.param(
            "Der Verein wehrt sich gegen eine Meldung, wonach er pleite ist.",
            Quoted(("er pleite ist",), ("wonach",), "Meldung", ("eine Meldung",)),
            id="wonach",
        ),
        pytest.param(
            "Das Boot sank. Das berichtete die Küstenwache.",
            Quoted(("Das Boot sank",), ("berichtete",), "Küstenwache", ("die Küstenwache",)),
            id="das points back to the sentence before",
        ),
        pytest.param(
            "Laut einer am Montag veröffentlichten Studie sinkt der Verbrauch.",
            Quoted(
                ("sinkt der Verbrauch",),
                ("Laut",),
                "veröffentlichten Studie",
                ("einer am Montag veröffentlichten Studie",),
            ),
            id="an article with a long attribute",
        ),
    ],
)
def test_indirect_speech_is_found_with_all_and_only_its_content(text: str, expected: Quoted) -> None:
    """Each construction gives one quote: conjunction inside, comma, cue and final period outside."""
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    ("text", "content", "cue"),
    [
        pytest.param(
            "Berger bezeichnete den Plan als „rücksichtslos“.", "den Plan als „rücksichtslos“", "bezeichnete", id="als"
        ),
        pytest.param(
            "Krüger nannte den Vorschlag „völlig absurd“.", "den Vorschlag „völlig absurd“", "nannte", id="nennen"
        ),
        pytest.param(
            "Berger sprach von einem „harten Schlag für alle“.",
            "einem „harten Schlag für alle“",
            "sprach von",
            id="sprechen von, the preposition in the cue",
        ),
        pytest.param(
            "Die Opposition forderte den Rücktritt des Ministers.",
            "den Rücktritt des Ministers",
            "forderte",
            id="fordern with a noun phrase",
        ),
    ],
)
def test_what_somebody_is_called_or_demands_is_content(text: str, content: str, cue: str) -> None:
    """Objects of calling, speaking of and demanding are the content, the object that is called so included."""
    assert [(quote.content, " ".join(quote.cue)) for quote in quoted(text)] == [((content,), cue)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Der Minister sagte nicht, ob er kommt.", id="a cue that is denied"),
        pytest.param("Er las die Zeitung „Neue Post“ und den Roman „Der lange Weg“.", id="titles in marks"),
        pytest.param("Die Firma hat ihren Sitz in Kiel.", id="plain narration"),
        pytest.param("Dieser könnte bald zurücktreten.", id="a possibility in the other subjunctive"),
        pytest.param("Der Zug fährt teilweise ohne Halt, sowie bei Nebel langsam.", id="words that end like verbs"),
    ],
)
def test_what_nobody_says_is_no_quote(text: str) -> None:
    """Denied cues, titles and narration give nothing."""
    assert quoted(text) == []


def test_a_sentence_in_the_subjunctive_continues_the_quote_before_it() -> None:
    """Without a cue of its own it is a quote of the same speaker, whose words are named again."""
    found = quoted(
        "Die Polizei teilte mit, der Täter sei gefasst. Er habe sich nicht gewehrt. Verletzte gebe es keine."
    )
    assert found[1] == Quoted(("Er habe sich nicht gewehrt. Verletzte gebe es keine",), (), "Polizei", ("Die Polizei",))
    assert len(found) == 2


def test_a_continuation_behind_narration_takes_the_subject_of_that_sentence() -> None:
    """“Der Minister ist besorgt. Die Lage sei ernst.”: the minister speaks."""
    found = quoted("Der Minister ist besorgt. Die Lage sei ernst.")
    assert found == [Quoted(("Die Lage sei ernst",), (), "Minister", ("Der Minister",))]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Innenminister Hans Vogt sagte, er gehe. Vogt sagte, er komme wieder.",
            ["Hans Vogt", "Hans Vogt"],
            id="a last name refers to the full one",
        ),
        pytest.param(
            "Innenminister Hans Vogt sagte, er gehe. Der Minister sagte, er komme wieder.",
            ["Hans Vogt", "Hans Vogt"],
            id="a title refers to whom it described",
        ),
        pytest.param(
            "Die Ministerin Anna Berger und Hans Vogt, der Trainer, reisten ab. „Wir gehen jetzt“, sagte Vogt."
            " Die Ministerin Anna Berger sagte, das sei gut. Sie sagte, sie komme wieder.",
            ["Hans Vogt", "Anna Berger", "Anna Berger"],
            id="a pronoun takes the last one of its gender",
        ),
        pytest.param(
            "Paul Krüger, Leiter des Amtes, sagte, er höre auf.", ["Paul Krüger"], id="an apposition is part of it"
        ),
        pytest.param(
            "Krüger, der den Bezirk seit Jahren leitet, sagte, er höre auf.", ["Krüger"], id="a relative clause is not"
        ),
        pytest.param("Paul Krüger (SPD) sagte, er höre auf.", ["Paul Krüger"], id="a party in brackets"),
    ],
)
def test_speakers_are_resolved_over_the_document(text: str, speakers: list[str]) -> None:
    """Names, titles, pronouns and appositions lead to one actor."""
    assert [quote.speaker for quote in quoted(text)] == speakers


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        pytest.param("Berger sagte der Zeitung „Neue Post“, sie gehe nicht.", "der Zeitung „Neue Post“", id="a dative"),
        pytest.param("„Das stimmt nicht“, sagte er gegenüber dem Sender.", "dem Sender", id="gegenüber"),
        pytest.param(
            "Die Partei forderte die Regierung auf, das Gesetz zu ändern.", "die Regierung", id="whom one urges"
        ),
    ],
)
def test_whom_it_is_said_to_is_the_addressee(text: str, addressee: str) -> None:
    """The addressee is kept apart from content and speaker."""
    (quote,) = draft_quotes(Document(id="d", text=text, language="de"), "de").quotes
    assert [fragment.text for fragment in quote.addressee_mentions] == [addressee]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param("Krüger sagte, er gehe.", Mode.SPEECH, id="said"),
        pytest.param("Krüger schrieb, er gehe.", Mode.WRITING, id="written"),
        pytest.param("Krüger glaubt, dass der Plan scheitert.", Mode.THOUGHT, id="thought"),
    ],
)
def test_the_verb_decides_the_mode(text: str, mode: Mode) -> None:
    """Saying, writing and thinking are told apart by the cue."""
    assert [quote.mode for quote in draft_quotes(Document(id="d", text=text), "de").quotes] == [mode]


def test_a_quote_inside_another_names_its_parent() -> None:
    """“Wie A berichtet, habe B gesagt, S”: S is nested in what A reports."""
    draft = draft_quotes(Document(id="d", text="Wie der Sender berichtet, habe Krüger gesagt, er sei krank."), "de")
    outer, inner = draft.quotes
    assert (outer.content[0].text, inner.content[0].text) == ("habe Krüger gesagt, er sei krank", "er sei krank")
    assert (outer.parent, inner.parent) == (None, outer.key)


def test_a_trace_says_cue_and_pattern() -> None:
    """`annotator explain` can say why a quote was found."""
    (quote,) = draft_quotes(Document(id="d", text="Krüger sagte, er sei krank."), "de").quotes
    assert quote.trace == (
        "The cue “sagte” is a form of “sagen” and its subject names the speaker.",
        "A clause without conjunction follows, in the subjunctive of reported speech: it is the content.",
        "Pattern “bare”.",
    )
    assert quote.confidence == 0.9
