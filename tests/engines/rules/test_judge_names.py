"""Names of a closed list in a sentence: whole, by parts, by alias, by main words; overlaps go to the heavier."""

from __future__ import annotations

import pytest

from annotator.engines.rules.judge_names import Names, is_person


@pytest.mark.parametrize(
    ("names", "sentence", "expected"),
    [
        pytest.param(("Anna Orsa",), "Mrs. Orsa left", [("Anna Orsa", "Orsa")], id="a last name"),
        pytest.param(("Iran",), "then Tehran answered", [("Iran", "Tehran")], id="a known alias"),
        pytest.param(("Harbor Rescue Agency",), "the HRA left", [("Harbor Rescue Agency", "HRA")], id="an acronym"),
        pytest.param(("Iran",), "an Iranian plan", [("Iran", "Iranian")], id="an adjective"),
        pytest.param(
            ("Anna Orsa", "Ben Orsa"),
            "later Ben Orsa left",
            [("Ben Orsa", "Ben Orsa")],
            id="a first name tells namesakes apart",
        ),
        pytest.param(
            ("ban on trawling",),
            "the trawling ban",
            [("ban on trawling", "trawling ban")],
            id="main words in any order",
        ),
        pytest.param(("ban on trawling",), "a ban on music", [], id="one short main word is not enough"),
        pytest.param(("Anna Orsa",), "the horse left", [], id="no part, no find"),
    ],
)
def test_find(names: tuple[str, ...], sentence: str, expected: list[tuple[str, str]]) -> None:
    """Mentions come in order, with the tokens that they stand on."""
    words = sentence.split()
    found = Names(dict.fromkeys(names, ())).find(words)
    assert [(one.name, " ".join(words[one.first : one.last])) for one in found] == expected


def test_own_alias() -> None:
    """Aliases that come with a name are looked for."""
    words = ["new", "reactors", "opened"]
    assert [one.first for one in Names({"nuclear power": ("reactors",)}).find(words)] == [1]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Anna Orsa", True), ("Anna B. Orsa", True), ("Harbor Party", False), ("Orsa", False), ("ban on trawling", False)],
)
def test_is_person(name: str, expected: bool) -> None:  # noqa: FBT001  # an expected value
    """Two to four capitalised words, none of a body, look like a person."""
    assert is_person(name) is expected
