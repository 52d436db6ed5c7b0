"""Where the actors in the making are mentioned: found by place, and who was mentioned last, without a look at all.

Who is mentioned where is decided by `clusters`, `references` and `actors`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.clusters import Cluster


class Mentions:
    """All mentions of a document's actors; more are added while pronouns and descriptions are resolved.

    Args:
        named: The actors with names, in order of appearance.
    """

    def __init__(self, named: Sequence[Cluster]) -> None:
        self._ranks: dict[Cluster, int] = {}
        self._places: Stretches[tuple[Place, Cluster]] = Stretches()
        for one in named:
            self.include(one)

    def include(self, one: Cluster) -> None:
        """Take in an actor with the mentions that it has; of equals the one that came in first is preferred."""
        self._ranks[one] = len(self._ranks)
        for place in one.places:
            self._places.add(place[0], place[0], (place, one))

    def rank(self, one: Cluster) -> int:
        """How many actors came in before an actor."""
        return self._ranks[one]

    def add(self, one: Cluster, place: Place, text: str) -> bool:
        """Note a mention of an actor that is in; False when it was known."""
        is_new = one.mention(place, text)
        if is_new:
            self._places.add(place[0], place[0], (place, one))
        return is_new

    def starting(self, start: int, end: int) -> Iterator[tuple[Place, Cluster]]:
        """The mentions that start inside a stretch of text, in no order."""
        near = self._places.near(start, end)
        return (pair for pair in near if start <= pair[0][0] < end)

    def ending(self, one: Cluster, start: int, end: int) -> bool:
        """Whether a mention of an actor starts inside a stretch of text and ends with it."""
        return any(other is one and place[1] == end for place, other in self.starting(start, end))

    def mentions(self, one: Cluster, start: int, end: int) -> bool:
        """Whether a stretch of text mentions an actor."""
        return any(other is one for _, other in self.starting(start, end))


class Timeline:
    """Mentions of some actors by where they start."""

    def __init__(self) -> None:
        self._items: list[tuple[int, int, Cluster]] = []

    def add(self, place: Place, rank: int, one: Cluster) -> None:
        """Note a mention; of two at one place the actor of the lower rank counts as the later one."""
        insort(self._items, (place[0], -rank, one), key=itemgetter(0, 1))

    def before(self, offset: int) -> Iterator[Cluster]:
        """Who is mentioned before an offset, the last one first."""
        at = bisect_left(self._items, offset, key=itemgetter(0))
        return (self._items[index][2] for index in range(at - 1, -1, -1))
