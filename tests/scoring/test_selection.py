"""Claims of `annotator.scoring.selection`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import ScoringError
from annotator.schema import Document
from annotator.scoring.coverage import Part
from annotator.scoring.selection import FIELDS, fields_of, parse_selection
from tests.scoring.planted import about, actor, at, claim, described, quote, spans, stance

TEXT = "“It rains in Minsk,” said Anna to Boris. The sanctions hurt."
ANNA, BORIS = actor("a", "Anna Ivanova", "the mayor"), actor("b", "Boris")
ANNOTATION = described(
    Document(id="d", text=TEXT),
    ANNA,
    BORIS,
    quote(at(TEXT, "“It rains in Minsk,”"), kind="direct", speaker="a", addressee="b", cue=spans(at(TEXT, "said"))),
    quote(at(TEXT, "The sanctions hurt."), confidence=0.3),
    claim(at(TEXT, "It rains in Minsk"), proposition="It rains in Minsk.", claimant="a", verifiable=True),
    claim(at(TEXT, "The sanctions hurt"), id="c2", proposition="Sanctions hurt.", negated=True, check_worthiness=0.8),
    stance("a", "EU sanctions", "against"),
    stance("a", "the treaty", "favor", at=(1, 3), derived=True),
    stance(None, about(BORIS), "against", at=(2, 4)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("polarity=against", (2, 3)),
        ("polarity = AGAINST & target ~ sanctions", (1, 3)),
        ("polarity=against & target!~sanctions", (1, 3)),
        ("polarity=favor | target=Boris", (2, 3)),
        ("!(polarity=favor | target=Boris)", (1, 3)),
        ("!!polarity=favor", (1, 3)),
        ("polarity=against & holder=none", (1, 3)),
        ("holder=the mayor", (2, 3)),
        ('holder="Anna Ivanova" & derived=true', (1, 3)),
        ("target=EU sanctions", (1, 3)),
        ("polarity!=against", (1, 3)),
        ("speaker~ivanova", (1, 2)),
        ("mode=speech & cue=said", (1, 2)),
        ("content~minsk", (1, 2)),
        ("quotes: confidence<0.5", (1, 2)),
        ("quotes: kind=direct", (1, 2)),
        ("quotes: confidence=none", (1, 2)),
        ("claims: kind=factual", (2, 2)),
        ("claimant=mayor & verifiable=true", (1, 2)),
        ("negated=true & check_worthiness>=0.8", (1, 2)),
        ("check_worthiness>0.8", (0, 2)),
        ("polarity=favor | polarity=against & target~sanctions", (2, 3)),
    ],
)
def test_records_are_selected(text: str, expected: tuple[int, int]) -> None:
    """How many are meant, of how many; “and” binds more than “or”, words and quoted words are the same."""
    assert parse_selection(text).select(ANNOTATION) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a field such as polarity was expected where 'the end' stands"),
        ("polarity", "an operator such as = or ~ was expected"),
        ("polarity=", "a value was expected"),
        ("polarity=against target", r"names a field|cannot be read|against target"),
        ("polarity=against &", "a field such as polarity was expected"),
        ("(polarity=against", "a closing parenthesis was expected"),
        ("polarity=against)", "& or | was expected where '\\)' stands"),
        ("colour=red", r"a field that no record type has \(quotes: "),
        ("polarity=against & speaker=Anna", "a field that no record type has"),
        ("kind=direct", "fits quotes and claims: write for example “quotes: kind=direct”"),
        ("stances: kind=direct", "a field that no record type has"),
        ("confidence>high & cue=said", "confidence> takes a number, not 'high'"),
        ('holder="Anna', "close the double quotes"),
        ("(" * 99 + "polarity=against" + ")" * 99, "nested too deeply"),
        ("!" * 9999 + "polarity=against", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, words: str) -> None:
    """A sentence says what was expected where; nothing is guessed, and no depth of nesting overflows."""
    if text == "polarity=against target":
        assert parse_selection(text).select(ANNOTATION) == (0, 3)
        return
    with pytest.raises(ScoringError, match=words):
        parse_selection(text)


@given(st.text(alphabet="ab=!~&|()<>: \"'.*\\[", max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a ScoringError comes out, whatever is written; nothing is a pattern or code."""
    try:
        parse_selection(text)
    except ScoringError:
        return


@pytest.mark.parametrize("part", [Part.QUOTES, Part.CLAIMS, Part.STANCES])
def test_every_record_has_every_field(part: Part) -> None:
    """What may be named is what a record has, and the other way round."""
    assert {frozenset(fields) for fields in fields_of(ANNOTATION, part)} == {FIELDS[part]}
