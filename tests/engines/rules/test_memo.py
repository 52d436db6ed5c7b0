"""A memo answers as its function does, asks it once for each word, and never grows past its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import memo
from annotator.engines.rules.memo import Memo

if TYPE_CHECKING:
    import pytest


def test_a_memo_answers_as_its_function_does_and_asks_once_for_each_word() -> None:
    """What is asked again is not found out again."""
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    known = Memo(length)
    assert known.of(["a", "few", "a", "words", "few"]) == [1, 3, 1, 5, 3]
    assert known["words"] == 5
    assert asked == ["a", "few", "words"]


def test_a_full_memo_starts_anew_and_goes_on_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run over ever new words takes no more memory than the limit allows."""
    monkeypatch.setattr(memo, "MOST", 3)
    known = Memo(str.upper)
    assert [(known[word], len(known)) for word in "abcdea"] == [
        ("A", 1),
        ("B", 2),
        ("C", 3),
        ("D", 1),
        ("E", 2),
        ("A", 3),
    ]
