"""Long invented news in which no two paragraphs are alike, as in real articles that are joined together.

Names come back within some paragraphs and are new after that, as in articles that follow each other.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTICLE = 8
"""Paragraphs with the same people."""
_SYLLABLES = "bar den gor hal kel lin mar nor pel ris sol tam ver wen yor zan".split()
_GIVEN = "Anna James Maria Peter Laura Daniel Emma Thomas Julia Martin".split()
_ROLES = ["minister", "president", "mayor", "senator", "spokeswoman", "governor"]
_BODIES = ["Ministry of", "Bank of", "University of", "Council of"]
_THINGS = ["dam", "tax", "bridge", "ferry", "strike", "treaty", "budget", "school"]
_ENGLISH = [
    "“The {thing} will cost {number} million,” {role} {name} said on Monday.",
    "{other} criticized the plan of {body} for a new {thing}, and {pronoun} called it “reckless” in {year}.",
    "According to {body}, {number} people in {place} depend on the {thing}.",
    "{pronoun_} told reporters that the {thing} near {place} was finished, {last} added.",
    "The {role} rejected the {thing}, saying it would harm {place}.",
    "{name} and {other} welcomed the decision, but the two {role}s did not say when it takes effect.",
    "“We support {place},” the official said. “The {thing} is a mistake.”",
    "Critics of {last} said {body} should stop the {thing} by {year}.",
    "It was the {number}th {thing} in {place}, and they blamed {body} for it.",
]
_GERMAN = [
    "„Der Umbau in {place} kostet {number} Millionen“, sagte Ministerin {name} am Montag.",
    "Minister {name} sagte, {place} brauche bis {year} ein neues Rathaus.",
    "{last} erklärte, der Verein {place} habe {number} Mitglieder verloren.",
    "Er sei dagegen. Das habe {last} schon {year} gesagt.",
    "Nach Angaben der Stadt {place} kamen {number} Menschen.",
    "„Wir bleiben in {place}“, so der Minister. „Das war {year} anders.“",
    "Die Polizei von {place} teilte mit, es gebe {number} Zeugen.",
    "{name} und {other} lehnten den Plan ab, berichtete der Sender {place}.",
]
_SENTENCES = {"en": _ENGLISH, "de": _GERMAN}


def varied(characters: int, seed: int = 7, language: str = "en") -> str:
    """A text of about so many characters, in English or German."""
    draw = random.Random(seed)
    paragraphs: list[str] = []
    length = 0
    while length < characters:
        people, places = [_name(draw) for _ in range(4)], [_place(draw) for _ in range(2)]
        for _ in range(ARTICLE):
            paragraphs.append(
                " ".join(_sentence(draw, _SENTENCES[language], people, places) for _ in range(draw.randint(2, 4)))
            )
            length += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)


def _place(draw: random.Random) -> str:
    return "".join(draw.choices(_SYLLABLES, k=3)).title()


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_GIVEN)} {_place(draw)}"


def _sentence(draw: random.Random, sentences: Sequence[str], people: Sequence[str], places: Sequence[str]) -> str:
    name, other = draw.sample(people, 2)
    place = draw.choice(places)
    pronoun = draw.choice(["he", "she"])
    return draw.choice(sentences).format(
        name=name,
        other=other,
        last=name.split()[-1],
        place=place,
        body=f"the {draw.choice(_BODIES)} {place}",
        role=draw.choice(_ROLES),
        thing=draw.choice(_THINGS),
        number=draw.randint(2, 999),
        year=draw.randint(1990, 2030),
        pronoun=pronoun,
        pronoun_=pronoun.title(),
    )
