"""Claims about finding words in a long text through its index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import occurrences
from annotator.occurrences import Occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXTS = st.text("ab .“”—é北京", max_size=60)
"""Short words of few letters, so that they come back; two of a script without blanks."""


@pytest.fixture(autouse=True, scope="module")
def indexed() -> Iterator[None]:
    """Every text counts as long."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(occurrences, "LONG", 0)
        yield


def cuts(text: str, at: int) -> bool:
    """Whether an offset stands inside a word of a spaced script."""
    around = text[max(0, at - 1) : at + 1] if at else ""
    return len(around) == 2 and all(sign.isalnum() and sign < "\u0590" for sign in around)


def everywhere(words: str, text: str) -> list[int]:
    """All offsets of some words, the slow way."""
    return [at for at in range(len(text)) if text.startswith(words, at)] if words else []


@given(TEXTS, st.integers(0, 60), st.integers(0, 8))
def test_an_index_finds_every_place_that_cuts_no_word(text: str, start: int, length: int) -> None:
    """What going through the text finds is found in the same order, but for places that cut words in two."""
    words = text[start : start + length]
    found = list(Occurrences(text).of(words))
    slowly = everywhere(words, text)
    whole = [at for at in slowly if not cuts(text, at) and not cuts(text, at + len(words))]
    assert set(whole) <= set(found) <= set(slowly)
    assert found == sorted(found)


@given(TEXTS, st.integers(0, 60), st.integers(1, 8), st.integers(0, 60))
def test_from_any_place_the_same_is_found(text: str, start: int, length: int, around: int) -> None:
    """Where one looks first decides the order only."""
    words = text[start : start + length]
    found = Occurrences(text)
    assert sorted(found.of(words, around=around)) == list(found.of(words))


def test_the_nearest_place_comes_first() -> None:
    """Of many places those around an offset are found before those at the start of the text."""
    text = "He said no. " * 1000
    near = [next(Occurrences(text).of(words, around=6000)) for words in ("said", "He said no", "no")]
    assert all(abs(at - 6000) < 12 for at in near)


def test_small_letters_are_looked_for_in_small_letters() -> None:
    """One index serves the text and its small-letter form."""
    text = "The Bank and the bank"
    found = Occurrences(text)
    assert list(found.of("the bank", text=text.lower())) == [0, 13]
    assert list(found.of("the bank")) == [13]
