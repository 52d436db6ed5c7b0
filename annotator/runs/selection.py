"""Which documents of a corpus a run takes: the first ones, a sample, a shard; the same ones every time.

It knows positions, and of what the documents are no more than that their texts are the same.
"""

from __future__ import annotations

import heapq
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from annotator.errors import SettingsError
from annotator.pipeline import stream
from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable

    from pydantic import JsonValue

    from annotator.documents import Unreadable

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts of a corpus: every ``of``-th document, from the ``number``-th on.

    Raises:
        SettingsError: There is no such part.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        """Refuse a part that would hold nothing of any corpus."""
        if not 1 <= self.number <= self.of:
            raise _no_shard(str(self))

    @classmethod
    def parse(cls, text: str) -> Shard:
        """A shard from “3/8”.

        Raises:
            SettingsError: It is not of that form.
        """
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
        if match is None:
            raise _no_shard(text)
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"{self.number}/{self.of}"

    def all(self) -> tuple[Shard, ...]:
        """It and the others."""
        return tuple(Shard(number, self.of) for number in range(1, self.of + 1))

    def holds(self, position: int) -> bool:
        """Whether the document at a position belongs to it."""
        return position % self.of == self.number - 1


def _no_shard(text: str) -> SettingsError:
    message = f"--shard {text!r}: give the number of the shard and how many there are, such as 3/8"
    return SettingsError(message, variable="shard")


class Census:
    """What a corpus holds, noted as its documents go by, so that shards know whether they are of the same one."""

    def __init__(self) -> None:
        self._texts = blake2b(digest_size=16)

    async def over(self, corpus: AsyncIterable[Document | Unreadable]) -> AsyncIterator[Document | Unreadable]:
        """The documents as they come."""
        async for each in corpus:
            text = each.text if isinstance(each, Document) else ""
            self._texts.update(f"{len(text)} {text}".encode(errors="surrogatepass"))
            yield each

    @property
    def digest(self) -> str:
        """Of the texts that went by, in their order; ids and names of files may differ between machines."""
        return self._texts.hexdigest()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents to take; the rules apply in the order of the attributes.

    Attributes:
        limit: The first so many of the corpus, None for all.
        sample: So many drawn at random from these, None for all. A smaller sample is part of a larger one.
        seed: Another seed, another sample.
        shard: The part of these that one machine of several takes, None for all.

    Raises:
        SettingsError: A number is below 0.
    """

    limit: int | None = None
    sample: int | None = None
    seed: int = 0
    shard: Shard | None = None

    def __post_init__(self) -> None:
        """Refuse numbers of documents that nothing can have."""
        for name, number in (("limit", self.limit), ("sample", self.sample)):
            if number is not None and number < 0:
                raise SettingsError(f"--{name} {number}: give a number of documents, 0 or more", variable=name)

    def described(self) -> dict[str, JsonValue]:
        """As written to ``run.json``; what is not set is left out."""
        shown: dict[str, JsonValue] = {}
        if self.limit is not None:
            shown["limit"] = self.limit
        if self.sample is not None:
            shown |= {"sample": self.sample, "seed": self.seed}
        if self.shard is not None:
            shown["shard"] = str(self.shard)
        return shown

    def size(self, corpus: int | None) -> int | None:
        """How many documents it takes of so many; of an unknown number as many as it asks for, None for all."""
        known = [number for number in (corpus, self.limit) if number is not None]
        if not known:
            return self.sample if self.shard is None else None
        whole = min(known)
        if self.sample is None or self.sample >= whole:
            return whole if self.shard is None else sum(map(self.shard.holds, range(whole)))
        if self.shard is None:
            return self.sample
        drawn = heapq.nsmallest(self.sample, range(whole), key=lambda position: _lot(self.seed, position))
        return sum(map(self.shard.holds, drawn))

    async def of(self, corpus: Iterable[Thing] | AsyncIterable[Thing]) -> AsyncIterator[tuple[int, Thing]]:
        """Positions and documents in corpus order; lazily, but a sample is drawn before the first one comes."""
        taken = self._first(_numbered(corpus))
        if self.sample is not None:
            taken = _drawn(taken, self.sample, self.seed)
        async for position, thing in taken:
            if self.shard is None or self.shard.holds(position):
                yield position, thing

    async def _first(self, numbered: AsyncIterator[tuple[int, Thing]]) -> AsyncIterator[tuple[int, Thing]]:
        if self.limit == 0:
            return
        async for position, thing in numbered:
            yield position, thing
            if self.limit is not None and position + 1 >= self.limit:
                return


async def _numbered(corpus: Iterable[Thing] | AsyncIterable[Thing]) -> AsyncIterator[tuple[int, Thing]]:
    position = 0
    async for thing in stream(corpus):
        yield position, thing
        position += 1


async def _drawn(numbered: AsyncIterator[tuple[int, Thing]], size: int, seed: int) -> AsyncIterator[tuple[int, Thing]]:
    """The documents with the smallest lots; only so many are held at a time."""
    held: list[tuple[int, int, Thing]] = []
    async for position, thing in numbered:
        entry = (-_lot(seed, position), position, thing)
        if len(held) < size:
            heapq.heappush(held, entry)
        elif held and entry[0] > held[0][0]:
            heapq.heapreplace(held, entry)
    for _, position, thing in sorted(held, key=lambda entry: entry[1]):
        yield position, thing


def _lot(seed: int, position: int) -> int:
    """A number for a position that looks random and is the same everywhere; in practice no two share one."""
    return int.from_bytes(blake2b(f"{seed} {position}".encode(), digest_size=16).digest(), "big")
