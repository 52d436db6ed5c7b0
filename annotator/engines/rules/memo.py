"""A function's answers about words, kept: the quickest way to ask about words that keep coming back.

It forgets everything when it is full, so that a long run takes no more memory than a short one. What is asked is its
owner's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Answer = TypeVar("Answer")

MOST = 1 << 16
"""Words that are remembered; an article has a few hundred, a newspaper's year about so many."""


class Memo(Generic[Answer]):
    """Word → what a pure function says of it.

    Args:
        find_out: Asked once for each word, until the memo is full and starts anew.
    """

    __slots__ = ("_find_out", "_known")

    def __init__(self, find_out: Callable[[str], Answer]) -> None:
        self._find_out = find_out
        self._known: dict[str, Answer] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __getitem__(self, word: str) -> Answer:
        """What is known about a word."""
        known = self._known
        if word in known:
            return known[word]
        if len(known) >= MOST:
            known.clear()
        answer = known[word] = self._find_out(word)
        return answer

    def of(self, words: Sequence[str]) -> list[Answer]:
        """What is known about each of some words; much quicker than asking one by one."""
        known = self._known
        try:
            return [known[word] for word in words]
        except KeyError:
            return [self[word] for word in words]
