"""The cast: names, titles, pronouns, descriptions, groups, metonyms and unnamed sources over a whole article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator import Annotator
from annotator.schema import ActorKind, Document
from tests.engines.rules.reading import ENGINE, quoted

if TYPE_CHECKING:
    from annotator.engines.drafts import Draft

MINSK = Path(__file__).parents[3] / "eval" / "gold" / "minsk" / "minsk.txt"


async def draft(text: str) -> Draft:
    """What the engine proposes."""
    return await ENGINE.draft(Document(id="d", text=text, language="en"))


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("Ann Lee won. Lee said it was over.", ["Ann Lee"], id="a last name is the full name's person"),
        pytest.param(
            "Bob Ray and Ann Ray won. Mrs. Ray said it was over.", ["Ann Ray"], id="a title tells namesakes apart"
        ),
        pytest.param("Ann Lee won. Bob Ray lost. She said it was over.", ["Ann Lee"], id="a pronoun has a gender"),
        pytest.param("The judge, Cormac Dole, said it was over.", ["Cormac Dole"], id="an apposed name is the name"),
        pytest.param(
            "A doctor said it was over. The doctor said it was late.",
            ["a doctor", "a doctor"],
            id="a description recurs",
        ),
        pytest.param(
            "Iranian President Ali Roe left. The Iranian president said it was over.",
            ["Ali Roe"],
            id="a role names a person",
        ),
        pytest.param("Nato met. It said it was over.", ["Nato"], id="it is an organization"),
        pytest.param(
            "The Bank of Orsany said it was over. The Bank said it was late.",
            ["Bank of Orsany", "Bank of Orsany"],
            id="what an organization is called after of belongs to its name",
        ),
        pytest.param(
            "The Rowers' Union said it was over. The Union said it was late.",
            ["Rowers' Union", "Rowers' Union"],
            id="a plural possessor belongs to the name of its union",
        ),
        pytest.param(
            "Councillor Ann Lee said it was over.", ["Ann Lee"], id="an office before a name does not belong to it"
        ),
        pytest.param(
            "Ferelith Gow spoke.\nGOW: It was an accident.\nPIKE: No.",
            ["Ferelith Gow", "PIKE"],
            id="a turn in capitals",
        ),
    ],
)
async def test_speakers(text: str, speakers: list[str]) -> None:
    """Who speaks is found over sentences."""
    assert [one.speaker for one in await quoted(text)] == speakers


async def test_group() -> None:
    """“The two presidents” are a group whose members are the two."""
    found = await draft("Presidents Ann Lee and Bob Ray met. The two presidents said it was over.")
    groups = [(one.name, one.members) for one in found.actors if one.kind is ActorKind.GROUP]
    assert groups == [("Ann Lee and Bob Ray", ("Ann Lee", "Bob Ray"))]


async def test_metonyms() -> None:
    """Capitals and seats are their governments."""
    found = await draft("Moscow said it was over. The Kremlin said it was late. Russia left.")
    assert [(one.name, one.kind, {*one.aliases}) for one in found.actors] == [
        ("Russia", ActorKind.GOVERNMENT, {"Moscow", "Kremlin"})
    ]


async def test_the_users_article() -> None:
    """In the user's article each quote has its speaker, and nothing comes from the boilerplate."""
    text = MINSK.read_text(encoding="utf-8")
    body = text[: text.index("You may also like")]
    assert [(one.mention, one.speaker, one.cue) for one in await quoted(body) if one.mode == "speech"] == [
        ("the two governments", "the governments of Belarus and Iran", "said"),
        ("Pezeshkian", "Masoud Pezeshkian", "said"),
        ("Lukashenko", "Alexander Lukashenko", "told"),
        ("Lukashenko", "Alexander Lukashenko", "calling"),
        ("The two presidents", "Alexander Lukashenko and Masoud Pezeshkian", "said"),
        ("Lukashenko", "Alexander Lukashenko", "called"),
        ("Lukashenko", "Alexander Lukashenko", "said"),
    ]


def test_the_first_person_is_whoever_speaks_the_words_around_also_when_named_only_afterwards() -> None:
    """“I think …” inside a quote is the speaker's, though the name stands behind the quote."""
    annotation = Annotator().annotate("“I think they would have gone to the only bill,” fumed Pat Toomey on Monday.")
    names = {actor.id: actor.name for actor in annotation.actors}
    assert [(quote.mode, names[quote.speaker or ""]) for quote in annotation.quotes] == [
        ("speech", "Pat Toomey"),
        ("thought", "Pat Toomey"),
    ]
