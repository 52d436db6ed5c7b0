"""A dictionary that finds out what it does not know yet: the quickest way to ask about words that keep coming back.

It forgets everything when it is full, so that a long run takes no more memory than a short one. What is asked is its
owner's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Answer = TypeVar("Answer")

MOST = 1 << 16
"""Words that are remembered; an article has a few hundred, a newspaper's year about so many."""


class Memo(dict[str, Answer]):
    """Word → what a pure function says of it.

    Args:
        find_out: Asked once for each word, until the memo is full and starts anew.
    """

    __slots__ = ("_find_out",)

    def __init__(self, find_out: Callable[[str], Answer]) -> None:
        super().__init__()
        self._find_out = find_out

    def __missing__(self, word: str) -> Answer:
        """Find out about a word that comes for the first time."""
        if len(self) >= MOST:
            self.clear()
        answer = self[word] = self._find_out(word)
        return answer

    def of(self, words: Iterable[str]) -> list[Answer]:
        """What is known about each of some words."""
        return [*map(self.__getitem__, words)]
