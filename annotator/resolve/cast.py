"""The cast of one document: which names mean the same actor, and where the text mentions it.

It merges what a draft keeps apart by mistake and drops whom the text does not know; what actors do is left to others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.engines.drafts import DraftActor, Fragment
from annotator.folding import folded
from annotator.schema import Actor, ActorKind, digest
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.resolve.lookup import Lookup

MOST_MENTIONS = 200
"""Occurrences of one name that are recorded."""
_NAMED = frozenset({ActorKind.PERSON, ActorKind.ORGANIZATION, ActorKind.GOVERNMENT})


@dataclass(slots=True)
class _Member:
    """An actor in the making; its id comes from the name that it had first."""

    id: str
    name: str
    kind: ActorKind
    names: list[str]
    mentions: set[Span] = field(default_factory=set[Span])
    members: tuple[str, ...] = ()


class Cast:
    """Collects actors while a draft is resolved; `actors` ends it."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._made: list[_Member] = []
        self._by_name: dict[str, _Member] = {}

    def add(self, draft: DraftActor) -> bool:
        """Take an actor in, or merge it with the one it names again; False when the text knows nothing of it."""
        names = [draft.name, *draft.aliases]
        grounded = [self._lookup.find(mention) for mention in draft.mentions]
        mentions = {span for grounding in grounded if grounding for span in grounding.spans}
        known = [name for name in names if self._lookup.find(Fragment(name)) is not None]
        if not mentions and not known:
            return False
        name = (
            draft.name if draft.name in known else next(iter(known), min(mentions, key=_start).text if mentions else "")
        )
        member = self._same(draft) or self._new(draft.kind, name)
        if name == draft.name and _same_person(folded(member.name).split(), folded(name).split()):
            member.name = max(member.name, name, key=len)
        member.names += [name for name in known if name not in member.names]
        member.mentions |= mentions
        member.members = member.members or draft.members
        for name in names:
            self._by_name.setdefault(folded(name), member)
        return True

    def _new(self, kind: ActorKind, name: str) -> _Member:
        namesakes = sum(folded(name) in map(folded, member.names) for member in self._made)
        key = [self._lookup.document.sha256, folded(name), namesakes]
        member = _Member("a-" + digest(key)[:10], name, kind, [])
        self._made.append(member)
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
            for known, member in self._by_name.items()
            if member.kind is ActorKind.PERSON and _same_person(words, known.split())
        }
        return next(iter(matching.values())) if len(matching) == 1 else None

    def refer(self, name: str | None, mentions: Sequence[Span] = ()) -> str | None:
        """Id of the actor that a name or, failing that, a mention means; the text may add somebody."""
        if name is None and not mentions:
            return None
        member = self._by_name.get(folded(name)) if name else None
        if member is None and name and (known := self._by_last_name(name)):
            member = known
        if member is None:
            member = self._adopt(name, mentions)
        if member is None:
            return None
        member.mentions.update(mentions)
        return member.id

    def _adopt(self, name: str | None, mentions: Sequence[Span]) -> _Member | None:
        words = name if name and self._lookup.find(Fragment(name)) else (mentions[0].text if mentions else None)
        if words is None:
            return None
        member = self._by_name.get(folded(words))
        if member is None:
            member = self._new(ActorKind.PERSON if words[:1].isupper() else ActorKind.UNNAMED, words)
            member.names.append(words)
        for known in filter(None, (name, words)):
            self._by_name.setdefault(folded(known), member)
        return member

    def actors(self) -> tuple[Actor, ...]:
        """Everybody, by first mention."""
        made = [self._actor(member) for member in self._made]
        return tuple(sorted(made, key=lambda actor: (actor.mentions[0].start if actor.mentions else 0, actor.id)))

    def _actor(self, member: _Member) -> Actor:
        places = set(member.mentions)
        if member.kind is not ActorKind.UNNAMED:
            places.update(span for known in member.names for span in self._named(known))
        members = [self._by_name.get(folded(each)) for each in member.members]
        return Actor(
            id=member.id,
            name=member.name,
            kind=member.kind,
            mentions=tuple(_outermost(places)),
            aliases=tuple(dict.fromkeys(each for each in member.names if each != member.name)),
            members=tuple(dict.fromkeys(each.id for each in members if each and each is not member)),
        )

    def _named(self, name: str) -> Iterable[Span]:
        """Where a capitalised name stands as it is."""
        raw, found = self._lookup.document.text, 0
        start = raw.find(name) if any(map(str.isupper, name)) else -1
        while start >= 0 and found < MOST_MENTIONS:
            if self._lookup.text.free(start, start + len(name)):
                found += 1
                yield Span.of(raw, start, start + len(name))
            start = raw.find(name, start + len(name))


def _start(span: Span) -> int:
    return span.start


def _same_person(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether one name is the last name, or an end, of the other."""
    short, long = sorted((words, known), key=len)
    return bool(short) and list(long[-len(short) :]) == list(short)


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans in text order without those that lie inside another."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept
