"""When two actors are the same: by Wikidata item, by canonical name, or by an alias that is nobody else's.

It knows the actors of one document in two annotations. Whether mentions were grouped well is left to
`annotator.scoring.actors`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.schema import Actor

NOBODY = -1
"""Code of “no actor”: nobody equals nobody."""

ARTICLES = ("the ", "a ", "an ")
"""Words before a name that say nothing about who it is."""


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """`plain_name`, remembered for names that come again and again."""
    return plain_name(name)


def plain_name(name: str) -> str:
    """Words without what varies in writing them: case, width, white space, outer marks, a leading English article."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().replace("’", "'").split()).strip("\"'“”‘«»„.,;: ")
    plain = plain.removesuffix("'s")
    return next((plain[len(article) :] for article in ARTICLES if plain.startswith(article)), plain)


class Codes(NamedTuple):
    """Numbers of the actors of a document; the same number in both means the same actor.

    Attributes:
        gold: Actor id → number.
        predicted: Actor id → number; that of a gold actor if there is one, otherwise one that no gold actor has.
    """

    gold: Mapping[str | None, int]
    predicted: Mapping[str | None, int]


NO_ACTORS = Codes({None: NOBODY}, {None: NOBODY})


def actor_codes(gold: Sequence[Actor], predicted: Sequence[Actor]) -> Codes:
    """Number the actors of two annotations of a document so that equal numbers mean the same actor.

    Each predicted actor is identified with the gold actor of the same Wikidata item, otherwise of the same canonical
    name, otherwise with the one that shares most names; an alias that several actors of one annotation have identifies
    none of them. Groups without a common name are the same when their members are.
    """
    if not gold and not predicted:
        return NO_ACTORS
    gold = sorted(gold, key=_rank)
    codes: dict[str | None, int] = {actor.id: number for number, actor in enumerate(gold)}
    codes[None] = NOBODY
    index = _Index(gold)
    found: dict[str | None, int] = {None: NOBODY}
    names = distinctive(predicted)
    for number, (actor, own) in enumerate(zip(predicted, names, strict=True), len(gold)):
        match = index.find(actor, own)
        found[actor.id] = number if match is None else match
    _match_groups(gold, predicted, codes, found)
    return Codes(codes, found)


def distinctive(actors: Sequence[Actor]) -> list[set[str]]:
    """The folded names of each actor that no other actor of the sequence has, and its canonical name in any case."""
    every = [{fold(actor.name), *map(fold, actor.aliases)} for actor in actors]
    if sum(map(len, every)) > len(set[str]().union(*every)):
        holders = Counter(name for names in every for name in names)
        every = [{name for name in names if holders[name] == 1} for names in every]
    return [(names | {fold(actor.name)}) - {""} for actor, names in zip(actors, every, strict=True)]


def _rank(actor: Actor) -> tuple[str, str]:
    return actor.name, actor.id


class _Index:
    """The gold actors by what identifies them."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self.wikidata = {actor.wikidata: number for number, actor in enumerate(actors) if actor.wikidata}
        self.canonical: dict[str, int] = {}
        self.names: dict[str, int] = {}
        self.actors = actors
        for number, (actor, own) in enumerate(zip(actors, distinctive(actors), strict=True)):
            self.canonical.setdefault(fold(actor.name), number)
            for name in own:
                self.names.setdefault(name, number)

    def find(self, actor: Actor, names: set[str]) -> int | None:
        """Number of the gold actor that a predicted one is."""
        if actor.wikidata in self.wikidata:
            return self.wikidata[actor.wikidata]
        same = self.canonical.get(fold(actor.name))
        if same is not None and not self._contradicts(actor, same):
            return same
        votes = Counter(self.names[name] for name in names if name in self.names)
        ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        return next((number for number, _ in ranked if not self._contradicts(actor, number)), None)

    def _contradicts(self, actor: Actor, number: int) -> bool:
        """Whether both are linked to Wikidata, to different items."""
        return None not in (actor.wikidata, self.actors[number].wikidata)


def _match_groups(
    gold: Sequence[Actor], predicted: Sequence[Actor], codes: Mapping[str | None, int], found: dict[str | None, int]
) -> None:
    """Identify groups by their members, once the members are identified."""
    if not any(actor.members for actor in predicted):
        return
    groups = {frozenset(codes[member] for member in actor.members): codes[actor.id] for actor in gold if actor.members}
    for actor in predicted:
        members = frozenset(found[member] for member in actor.members)
        if members in groups and found[actor.id] >= len(gold):
            found[actor.id] = groups[members]
