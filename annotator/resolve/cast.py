"""The cast of one document: which names mean the same actor, and where the text mentions it.

It merges what a draft keeps apart by mistake and drops whom the text does not know; what actors do is left to others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.folding import folded
from annotator.schema import Actor, ActorKind, text_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.engines.drafts import DraftActor
    from annotator.resolve.lookup import Lookup
    from annotator.spans import Span

MOST_MENTIONS = 200
"""Occurrences of one name that are recorded."""
_LINKS = frozenset("of in at from for to with by near against among who that".split())
"""Words that a description goes on with; what follows them is somebody else."""
_NAMED = frozenset({ActorKind.PERSON, ActorKind.ORGANIZATION, ActorKind.GOVERNMENT})


@dataclass(slots=True)
class _Member:
    """An actor in the making; its id comes from the name that it had first."""

    id: str
    name: str
    kind: ActorKind
    names: list[str]
    mentions: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    members: tuple[str, ...] = ()


class Cast:
    """Collects actors while a draft is resolved; `actors` ends it."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._made: list[_Member] = []
        self._by_name: dict[str, _Member] = {}
        self._by_last_word: dict[str, list[tuple[list[str], _Member]]] = {}
        self._bearers: dict[str, set[int]] = {}

    def add(self, draft: DraftActor) -> bool:
        """Take an actor in, or merge it with the one it names again; False when the text knows nothing of it."""
        names = [draft.name, *draft.aliases]
        mentions = {place for mention in draft.mentions for place in self._lookup.places(mention)}
        known = [name for name in names if self._lookup.knows(name)]
        if not mentions and not known:
            return False
        name = draft.name if draft.name in known else known[0] if known else self._text(min(mentions))
        member = self._same(draft) or self._new(draft.kind, name)
        if name == draft.name and _same_person(folded(member.name).split(), folded(name).split()):
            member.name = max(member.name, name, key=len)
        self._name(member, *known)
        member.mentions |= mentions
        member.members = member.members or draft.members
        self._call(member, *names)
        return True

    def _text(self, place: tuple[int, int]) -> str:
        return self._lookup.document.text[slice(*place)]

    def _name(self, member: _Member, *names: str) -> None:
        """Note names of an actor that the text knows."""
        member.names += [name for name in names if name not in member.names]
        for name in names:
            self._bearers.setdefault(folded(name), set()).add(id(member))

    def _call(self, member: _Member, *names: str) -> None:
        """Let names that nobody has yet mean an actor from now on."""
        for name in map(folded, names):
            if name not in self._by_name:
                self._by_name[name] = member
                words = name.split()
                self._by_last_word.setdefault(words[-1] if words else "", []).append((words, member))

    def _new(self, kind: ActorKind, name: str) -> _Member:
        namesakes = len(self._bearers.get(folded(name), ()))
        key = f"{self._lookup.document.sha256} {namesakes} {folded(name)}"
        member = _Member("a-" + text_digest(key)[:10], name, kind, [])
        self._made.append(member)
        self._bearers.setdefault(folded(name), set()).add(id(member))
        return member

    def _same(self, draft: DraftActor) -> _Member | None:
        """Who is meant already: the same name or alias, or a last name that only one person has."""
        for name in (draft.name, *draft.aliases):
            member = self._by_name.get(folded(name))
            if member is not None and (member.kind is draft.kind or {member.kind, draft.kind} <= _NAMED):
                return member
        return self._by_last_name(draft.name) if draft.kind is ActorKind.PERSON else None

    def _by_last_name(self, name: str) -> _Member | None:
        words = folded(name).split()
        matching = {
            id(member): member
            for known, member in self._by_last_word.get(words[-1] if words else "", ())
            if member.kind is ActorKind.PERSON and _same_person(words, known)
        }
        return next(iter(matching.values())) if len(matching) == 1 else None

    def refer(self, name: str | None, mentions: Sequence[Span] = ()) -> str | None:
        """Id of the actor that a name or, failing that, a mention means; the text may add somebody."""
        if name is None and not mentions:
            return None
        member = self._by_name.get(folded(name)) if name else None
        if member is None and name and not _describes(name) and (known := self._by_last_name(name)):
            member = known
        if member is None:
            member = self._adopt(name, mentions)
        if member is None:
            return None
        member.mentions.update([(span.start, span.end) for span in mentions])
        return member.id

    def _adopt(self, name: str | None, mentions: Sequence[Span]) -> _Member | None:
        words = name if name and self._lookup.knows(name) else (mentions[0].text if mentions else None)
        if words is None:
            return None
        member = self._by_name.get(folded(words))
        if member is None:
            is_name = words[:1].isupper() and not _describes(words)
            member = self._new(ActorKind.PERSON if is_name else ActorKind.UNNAMED, words)
            self._name(member, words)
        self._call(member, *filter(None, (name, words)))
        return member

    def actors(self) -> tuple[Actor, ...]:
        """Everybody, by first mention."""
        made = [self._actor(member) for member in self._made]
        return tuple(sorted(made, key=lambda actor: (actor.mentions[0].start if actor.mentions else 0, actor.id)))

    def _actor(self, member: _Member) -> Actor:
        places = set(member.mentions)
        if member.kind is not ActorKind.UNNAMED:
            for known in member.names:
                places.update(self._named(known))
        members = [self._by_name.get(folded(each)) for each in member.members]
        return Actor(
            id=member.id,
            name=member.name,
            kind=member.kind,
            mentions=tuple(self._lookup.span(*place) for place in _outermost(places)),
            aliases=tuple(dict.fromkeys(each for each in member.names if each != member.name)),
            members=tuple(dict.fromkeys(each.id for each in members if each and each is not member)),
        )

    def _named(self, name: str) -> Iterable[tuple[int, int]]:
        """Where a capitalised name stands as it is."""
        found, end = 0, 0
        for start in self._lookup.text.occurrences.of(name) if any(map(str.isupper, name)) else ():
            if start < end:  # it overlaps the one before
                continue
            end = start + len(name)
            if self._lookup.text.free(start, end):
                found += 1
                yield start, end
            if found == MOST_MENTIONS:
                return


def _describes(words: str) -> bool:
    """Whether words say who somebody is, naming others at most: “critics of Dorn”, “Writers' groups in Vessen”."""
    return not _LINKS.isdisjoint(words.split())


def _same_person(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether one name is the last name, or an end, of the other."""
    short, long = sorted((words, known), key=len)
    return bool(short) and list(long[-len(short) :]) == list(short)


def _outermost(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in text order without those that lie inside another."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
