"""Several drafts of one article as one: those of its chunks, or of equal samples whose agreement is the confidence.

Two proposals of different drafts are the same when their words overlap by half and their labels do not contradict; two
of one draft never are. Making the drafts is left to others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from annotator.engines.drafts import Draft, DraftActor, DraftClaim, DraftQuote, DraftStance
from annotator.engines.llm.replies import Piece
from annotator.folding import folded
from annotator.spans import Ranges, iou

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.engines.drafts import Discard, Fragment
    from annotator.engines.llm.chunks import Chunk
    from annotator.engines.llm.material import Material

Item = TypeVar("Item", DraftQuote, DraftClaim, DraftStance)
SAME_WORDS = 0.5
"""Intersection over union of two proposals' characters from which they may be the same."""
_CONTENT_WORD = 4  # letters; shorter words do not tell one target from another


@dataclass(frozen=True, slots=True)
class _Member:
    """A proposal, the draft that it comes from, and where its words stand."""

    item: DraftQuote | DraftClaim | DraftStance
    source: int
    extent: Ranges


def merged(material: Material, drafts: Sequence[Draft], chunks: Sequence[Chunk] | None = None) -> Draft:
    """Put drafts of one article together; their keys must differ.

    Args:
        material: The article.
        drafts: Of chunks in text order, or of equal samples.
        chunks: The chunk of each draft; None for samples, whose agreement becomes the confidence.
    """
    if len(drafts) == 1:
        return drafts[0]
    merger = _Merger(material, drafts, chunks)
    quotes = merger.all([draft.quotes for draft in drafts])
    claims = merger.all([draft.claims for draft in drafts])
    stances = merger.all([draft.stances for draft in drafts])
    keys = merger.keys
    return Draft(
        actors=_actors(actor for draft in drafts for actor in draft.actors),
        quotes=tuple(replace(quote, parent=_link(keys, quote.parent, quote.key)) for quote in quotes),
        claims=tuple(replace(claim, quote=_link(keys, claim.quote)) for claim in claims),
        stances=tuple(_relinked(stance, keys) for stance in stances),
        discards=tuple(_distinct(discard for draft in drafts for discard in draft.discards)),
        notes=tuple(dict.fromkeys(note for draft in drafts for note in draft.notes)),
    )


def stacked(drafts: Sequence[Draft]) -> Draft:
    """Drafts of one chunk, each with other tasks, as one."""
    if len(drafts) == 1:
        return drafts[0]
    return Draft(
        actors=_actors(actor for draft in drafts for actor in draft.actors),
        quotes=tuple(quote for draft in drafts for quote in draft.quotes),
        claims=tuple(claim for draft in drafts for claim in draft.claims),
        stances=tuple(stance for draft in drafts for stance in draft.stances),
        discards=tuple(discard for draft in drafts for discard in draft.discards),
        notes=tuple(note for draft in drafts for note in draft.notes),
    )


class _Merger:
    """Clusters proposals, and remembers which key stands for which."""

    def __init__(self, material: Material, drafts: Sequence[Draft], chunks: Sequence[Chunk] | None) -> None:
        self.material = material
        self.count = len(drafts)
        self.chunks = chunks
        self.keys: dict[str, str] = {}

    def all(self, items: Sequence[Sequence[Item]]) -> list[Item]:
        """One proposal for each cluster, in text order."""
        clusters: list[list[_Member]] = []
        for source, proposals in enumerate(items):
            self._join(clusters, [self._member(item, source) for item in proposals])
        chosen = [(self._chosen(cluster), cluster) for cluster in clusters]
        chosen.sort(key=lambda pair: pair[0].extent[:1])
        return [self._settled(best, cluster) for best, cluster in chosen]  # type: ignore[misc]  # all of one type

    def _member(self, item: DraftQuote | DraftClaim | DraftStance, source: int) -> _Member:
        pieces = item.content if isinstance(item, DraftQuote) else item.evidence
        return _Member(item, source, self.material.extent(_pieces(pieces)))

    def _join(self, clusters: list[list[_Member]], members: list[_Member]) -> None:
        """Put the proposals of one draft into the clusters that they fit best, or into new ones."""
        fits = [
            (_likeness(member, cluster[0]), number, place)
            for number, member in enumerate(members)
            for place, cluster in enumerate(clusters)
            if _same(self.material, member, cluster[0])
        ]
        taken_members: set[int] = set()
        taken_clusters: set[int] = set()
        for _, number, place in sorted(fits, key=lambda fit: (-fit[0], fit[1], fit[2])):
            if number not in taken_members and place not in taken_clusters:
                taken_members.add(number)
                taken_clusters.add(place)
                clusters[place].append(members[number])
        clusters += [[member] for number, member in enumerate(members) if number not in taken_members]

    def _chosen(self, cluster: list[_Member]) -> _Member:
        """Of chunks the one whose own sentences it is in, of samples the one most like the others."""
        if self.chunks is not None:
            return next((m for m in cluster if m.extent and self.chunks[m.source].holds(m.extent[0][0])), cluster[0])
        return max(cluster, key=lambda m: (sum(iou(m.extent, other.extent) for other in cluster), -m.source))

    def _settled(self, best: _Member, cluster: list[_Member]) -> DraftQuote | DraftClaim | DraftStance:
        self.keys |= {member.item.key: best.item.key for member in cluster}
        if self.chunks is not None:
            return best.item
        return replace(best.item, confidence=len(cluster) / self.count)


def _pieces(fragments: Iterable[Fragment]) -> list[Piece]:
    return [Piece(text=fragment.text, sentence=fragment.sentence) for fragment in fragments]


def _likeness(left: _Member, right: _Member) -> float:
    """How alike two proposals are that may be the same: overlap first, wording to decide."""
    return iou(left.extent, right.extent) + _shared_words(_wording(left.item), _wording(right.item))


def _wording(item: DraftQuote | DraftClaim | DraftStance) -> str:
    if isinstance(item, DraftQuote):
        return " ".join(fragment.text for fragment in item.cue)
    return item.proposition if isinstance(item, DraftClaim) else item.target.label


def _shared_words(left: str, right: str) -> float:
    """Share of words in common, 0 to 1."""
    ours, theirs = set(folded(left).split()), set(folded(right).split())
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _same(material: Material, left: _Member, right: _Member) -> bool:
    if iou(left.extent, right.extent) < SAME_WORDS:
        return False
    one, other = left.item, right.item
    if isinstance(one, DraftClaim) and isinstance(other, DraftClaim):
        return one.negated == other.negated
    if isinstance(one, DraftStance) and isinstance(other, DraftStance):
        return one.polarity == other.polarity and _same_target(material, one, other)
    return True


def _same_target(material: Material, left: DraftStance, right: DraftStance) -> bool:
    ours, theirs = left.target, right.target
    mentions = [material.extent(_pieces(target.mentions)) for target in (ours, theirs)]
    words = [{word for word in folded(t.label).split() if len(word) >= _CONTENT_WORD} for t in (ours, theirs)]
    return folded(ours.label) == folded(theirs.label) or bool(words[0] & words[1]) or iou(*mentions) > 0


def _actors(actors: Iterable[DraftActor]) -> tuple[DraftActor, ...]:
    """Each actor once, under the longest of the names by which the drafts know it."""
    kept: list[DraftActor] = []
    for actor in actors:
        names = {folded(name) for name in (actor.name, *actor.aliases)}
        place = next((i for i, other in enumerate(kept) if folded(other.name) in names or _calls(other, actor)), None)
        if place is None:
            kept.append(actor)
        else:
            kept[place] = _both(kept[place], actor)
    return tuple(kept)


def _calls(actor: DraftActor, other: DraftActor) -> bool:
    return folded(other.name) in map(folded, actor.aliases)


def _both(left: DraftActor, right: DraftActor) -> DraftActor:
    name = max(left.name, right.name, key=len)
    names = dict.fromkeys((left.name, right.name, *left.aliases, *right.aliases))
    return DraftActor(
        name=name,
        kind=left.kind,
        mentions=tuple(dict.fromkeys((*left.mentions, *right.mentions))),
        aliases=tuple(each for each in names if each != name),
        members=tuple(dict.fromkeys((*left.members, *right.members))),
    )


def _link(keys: dict[str, str], key: str | None, own: str | None = None) -> str | None:
    found = keys.get(key) if key is not None else None
    return None if found == own else found


def _relinked(stance: DraftStance, keys: dict[str, str]) -> DraftStance:
    target = replace(stance.target, claim=_link(keys, stance.target.claim))
    return replace(stance, target=target, quote=_link(keys, stance.quote), claim=_link(keys, stance.claim))


def _distinct(discards: Iterable[Discard]) -> list[Discard]:
    found = {(each.kind, each.code, each.fragment, each.reason): each for each in discards}
    return list(found.values())
