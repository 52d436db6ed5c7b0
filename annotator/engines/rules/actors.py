"""The cast of a document: every actor with its mentions, and who speaks and is spoken to in each attribution.

Names come from `clusters`, pronouns and descriptions from `references`; this module walks through the attributions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.engines.drafts import DraftActor, Fragment
from annotator.engines.rules.clusters import Cluster, cluster
from annotator.engines.rules.lexicon import names as lexicon
from annotator.engines.rules.mentions import Mentions
from annotator.engines.rules.names import clean
from annotator.engines.rules.phrases import phrase_before
from annotator.engines.rules.references import FIRST_PERSON, References
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate, Place

_RELATIVE = frozenset({"who", "which", "that", "whom"})
_INDEFINITE = frozenset(
    {"some", "many", "others", "most", "everyone", "those", "both"}
)  # pronouns that may name a group
_WORD_BEFORE = 40  # characters before a name in which the word before it is found
_LEADING = 3  # persons of whom two are left when one is not meant
_BETWEEN = frozenset({"COMMA", "CONJ", "OPEN", "CLOSE"})  # classes between conjuncts


@dataclass(frozen=True)
class Cast:
    """Who appears.

    Attributes:
        actors: In order of appearance; their names are unique.
        mentions: Start, end and actor's name of each mention, in text order.
        speakers: For each attribution the actor's name, or None.
        addressees: For each attribution the actor's name, or None.
        text: The document's text.
    """

    actors: tuple[DraftActor, ...]
    mentions: tuple[tuple[int, int, str], ...]
    speakers: tuple[str | None, ...]
    addressees: tuple[str | None, ...]
    text: str = field(default="", repr=False)

    @cached_property
    def _by_name(self) -> dict[str | None, DraftActor]:
        return {one.name: one for one in reversed(self.actors)}

    def actor(self, name: str | None) -> DraftActor | None:
        """The actor with a name, or None."""
        return self._by_name.get(name)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Names of the actors that are persons."""
        return frozenset(one.name for one in self.actors if one.kind is ActorKind.PERSON)

    @cached_property
    def groups(self) -> dict[frozenset[str], str]:
        """Names of the members of each group → the group's name, the first one's of equals."""
        return {frozenset(one.members): one.name for one in reversed(self.actors) if len(one.members) > 1}

    @cached_property
    def groups_of_persons(self) -> tuple[str, ...]:
        """Names of the groups in which all are persons."""
        return tuple(one.name for one in self.actors if len(one.members) > 1 and self.persons.issuperset(one.members))

    @cached_property
    def persons_after(self) -> dict[str, set[str]]:
        """Small-letter word → persons whose name stands after it somewhere."""
        found: dict[str, set[str]] = {}
        for start, _, name in self.mentions:
            if name in self.persons and (words := self.text[max(0, start - _WORD_BEFORE) : start].split()):
                found.setdefault(words[-1].lower(), set()).add(name)
        return found

    def most_named(self, offset: int) -> tuple[tuple[str, int], ...]:
        """The three persons who are named most before an offset, most first, with how often."""
        return self._leading[1][bisect_left(self._leading[0], offset)]

    @cached_property
    def _leading(self) -> tuple[list[int], list[tuple[tuple[str, int], ...]]]:
        """Where persons are mentioned, and who leads before the first mention and after each."""
        starts: list[int] = []
        leading: list[tuple[tuple[str, int], ...]] = [()]
        counts: Counter[str] = Counter()
        for start, _, name in self.mentions:
            if name in self.persons:
                counts[name] += 1
                known = (*(pair for pair in leading[-1] if pair[0] != name), (name, counts[name]))
                starts.append(start)
                leading.append(tuple(sorted(known, key=itemgetter(1), reverse=True)[:_LEADING]))
        return starts, leading

    def starting(self, start: int, end: int) -> tuple[tuple[int, int, str], ...]:
        """The mentions that start inside a stretch of text, in text order."""
        mentions = self.mentions
        return mentions[bisect_left(mentions, (start,)) : bisect_left(mentions, (end,))]

    def actor_at(self, start: int, end: int) -> str | None:
        """Name of the actor that a stretch of text mentions: the widest mention inside it, the last of equals."""
        inside = [(last - first, first, name) for first, last, name in self.starting(start, end) if last <= end]
        return max(inside)[2] if inside else None


def cast(analysis: Analysis, attributions: Sequence[tuple[Candidate, int | None]]) -> Cast:
    """Find the actors of a document and link its attributions to them.

    Args:
        analysis: The document.
        attributions: In text order, each with the index of the one that holds it.
    """
    return _Casting(analysis).run(attributions)


def _precedes_parent(attributions: Sequence[tuple[Candidate, int | None]], at: int) -> bool:
    """Whether the words around a quote are attributed only after it, so that its “I” is not known yet."""
    candidate, parent = attributions[at]
    return parent is not None and _when(candidate) <= _when(attributions[parent][0])


def _depth(attributions: Sequence[tuple[Candidate, int | None]], at: int) -> int:
    parent = attributions[at][1]
    return 0 if parent is None else 1 + _depth(attributions, parent)


class _Casting:
    """One walk through a document."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._named = cluster(analysis)
        self._starts = {place[0]: one for one in self._named for place in one.places}
        self._ends = {place[1]: one for one in self._named for place in one.places}
        self._mentions = Mentions(self._named)
        self._references = References(analysis, self._named, self._mentions)

    def run(self, attributions: Sequence[tuple[Candidate, int | None]]) -> Cast:
        speakers: list[Cluster | None] = [None] * len(attributions)
        addressees: list[Cluster | None] = [None] * len(attributions)
        order = sorted(range(len(attributions)), key=lambda at: _when(attributions[at][0]))
        early = [at for at in order if self._is_speaker(attributions[at][0]) and _precedes_parent(attributions, at)]
        depths = {at: _depth(attributions, at) for at in early}
        for at in (*(at for at in order if at not in depths), *sorted(early, key=depths.__getitem__)):
            candidate, parent = attributions[at]
            around = speakers[parent] if parent is not None else None
            speakers[at] = speaker = self._resolve(candidate.source, around)
            addressees[at] = self._resolve(candidate.addressee, around)
            if speaker is not None and parent is None:
                self._references.spoke(speaker)
        self._describe()
        return self._cast(speakers, addressees)

    def _is_speaker(self, candidate: Candidate) -> bool:
        """Whether a source is the first person, who is whoever speaks the words around."""
        place = candidate.source
        return place is not None and self._analysis.text[place[0] : place[1]].lower() in FIRST_PERSON

    def _resolve(self, place: Place | None, around: Cluster | None) -> Cluster | None:
        """The actor that a noun phrase means; a new one when it is only described."""
        if place is None:
            return None
        analysis = self._analysis
        first = analysis.token_at(place[0])
        last = analysis.token_at(place[1] - 1) + 1
        lower = analysis.tokens.lowers[first]
        if last - first == 1 and lower in _RELATIVE:
            before = phrase_before(analysis, first - 1, analysis.tokens.bounds[analysis.tokens.sentence[first]][0])
            return self._phrase(before.first, before.last, around) if before is not None else None
        found = self._phrase(first, last, around)
        if found is not None:
            self._references.mention(found, place, found.name)
        return found

    def _phrase(self, first: int, last: int, around: Cluster | None) -> Cluster | None:
        analysis = self._analysis
        tokens = analysis.tokens
        lower = tokens.lowers[first]
        if analysis.tags[first] == "PRON" and (last - first == 1 or lower not in _INDEFINITE):
            known = self._references.pronoun(lower, tokens.starts[first], around)
            if known is not None or lower not in _INDEFINITE:
                return known
        members = self._members(first, last)
        if len(members) > 1:
            return self._references.group(tuple(members))
        end = self._chunk_last(first, last)
        named = self._ends.get(tokens.ends[end - 1]) or self._starts.get(tokens.starts[first])
        if named is not None and self._heads(named, first, end):
            return named
        apposed = self._apposed(first, last)
        if apposed is not None:
            return apposed
        return self._references.description(first, end, tokens.starts[first]) or self._new(first, end, last)

    def _apposed(self, first: int, last: int) -> Cluster | None:
        """The person whose name is apposed to a description: “The judge, Cormac Dole”."""
        analysis = self._analysis
        for comma in range(first, last - 1):
            index = analysis.chunk_at[comma + 1] if analysis.tags[comma] == "COMMA" else -1
            if index >= 0 and analysis.tags[comma + 1] == "NAME":
                return self._ends.get(analysis.tokens.ends[min(last, analysis.chunks[index][1]) - 1])
        return None

    def _new(self, first: int, end: int, last: int) -> Cluster:
        """An actor that the text only describes."""
        lowers = self._analysis.tokens.lowers
        head = lowers[end - 1]
        return self._references.new(self._label(first, last), head, _kind_of(head, lowers[first:end]))

    def _chunk_last(self, first: int, last: int) -> int:
        """One past the chunk that a phrase starts with, or past the name in it that goes on: “Bank of Tarn”."""
        index = self._analysis.chunk_at[first]
        end = min(last, self._analysis.chunks[index][1]) if index >= 0 else first + 1
        starts, ends = self._analysis.tokens.starts, self._analysis.tokens.ends
        for at in range(first, end):
            named = self._starts.get(starts[at])
            if named is not None:
                here = self._mentions.starting(starts[at], starts[at] + 1)
                place = max(place for place, other in here if other is named)
                return min(last, max(end, self._analysis.token_at(place[1] - 1) + 1)) if place[1] > ends[at] else end
        return end

    def _heads(self, named: Cluster, first: int, last: int) -> bool:
        """Whether a name is the head of a chunk: its last words, or all of the chunk."""
        tokens = self._analysis.tokens
        return self._mentions.ending(named, tokens.starts[first], tokens.ends[last - 1])

    def _members(self, first: int, last: int) -> list[Cluster]:
        """The named actors that a phrase coordinates: “X and Y”, not “X, head of Y and Z”."""
        analysis = self._analysis
        found: list[Cluster] = []
        if not {"and", "or"} & set(analysis.tokens.lowers[first:last]):
            return found
        at = first
        while at < last:
            index = analysis.chunk_at[at]
            end = min(last, analysis.chunks[index][1]) if index >= 0 else at + 1
            named = self._ends.get(analysis.tokens.ends[end - 1]) if index >= 0 else None
            if named is None and (index >= 0 or analysis.tags[at] not in _BETWEEN):
                return []
            if named is not None and named not in found:
                found.append(named)
            at = max(end, at + 1)
        return found

    def _label(self, first: int, last: int) -> str:
        """Words of a description, up to a comma or a relative clause."""
        tags, lowers = self._analysis.tags, self._analysis.tokens.lowers
        at = first + 1
        while at < last and not self._ends_label(at, last) and lowers[at] not in {"who", "which"}:
            at += 1
        label = clean(self._analysis.words(first, at))
        return label[0].lower() + label[1:] if tags[first] in {"DET", "PRON", "POSS"} and not label.isupper() else label

    def _ends_label(self, at: int, last: int) -> bool:
        """Whether a comma, dash or bracket ends a description; a comma before a name goes on with a list."""
        tags = self._analysis.tags
        if tags[at] == "COMMA" and "CONJ" in tags[at:last]:
            return tags[at + 1] != "NAME"
        return tags[at] in {"COMMA", "DASH", "OPEN"}

    def _describe(self) -> None:
        """Find descriptions of known persons that no attribution has: “calling the Iranian president a friend”."""
        analysis = self._analysis
        roles = lexicon.classes()["role"]
        for first, last in analysis.chunks:
            if analysis.tokens.lowers[first] == "the" and analysis.tokens.lowers[last - 1] in roles:
                place = (analysis.tokens.starts[first], analysis.tokens.ends[last - 1])
                known = self._references.description(first, last, place[0])
                if known is not None:
                    self._references.mention(known, place, analysis.words(first, last))

    def _cast(self, speakers: list[Cluster | None], addressees: list[Cluster | None]) -> Cast:
        active = {one for one in (*speakers, *addressees) if one is not None}
        active |= {member for one in active for member in one.members}
        kept = [one for one in self._named if one.sure or one in active]
        kept += [one for one in self._references.described if one in active or one.members]
        kept.sort(key=lambda one: min(one.places, default=(0, 0)))
        labels = _labels(kept)
        mentions = sorted((start, end, labels[one]) for one in kept for start, end in one.places)
        return Cast(
            tuple(self._draft(one, labels) for one in kept),
            tuple(mentions),
            tuple(labels.get(one) if one else None for one in speakers),
            tuple(labels.get(one) if one else None for one in addressees),
            self._analysis.text,
        )

    def _draft(self, one: Cluster, labels: dict[Cluster, str]) -> DraftActor:
        text = self._analysis.text
        return DraftActor(
            name=labels[one],
            kind=one.kind,
            mentions=tuple(Fragment(text[start:end], at=start) for start, end in sorted(one.places)),
            aliases=tuple(one.aliases),
            members=tuple(labels[member] for member in one.members if member in labels),
        )


def _when(candidate: Candidate) -> int:
    """Where an attribution happens in the text: at its source, else at its cue."""
    return candidate.source[0] if candidate.source else candidate.cue[0][0] if candidate.cue else candidate.start


def _labels(kept: Sequence[Cluster]) -> dict[Cluster, str]:
    """A unique name for each actor."""
    used: dict[str, int] = {}
    labels: dict[Cluster, str] = {}
    for one in kept:
        used[one.name] = used.get(one.name, 0) + 1
        labels[one] = one.name if used[one.name] == 1 else f"{one.name} ({used[one.name]})"
    return labels


def _kind_of(head: str, words: Sequence[str]) -> ActorKind:
    """What a description without a name is."""
    known = lexicon.classes()
    if head in known["organization-noun"] or head in known["organization"]:
        return ActorKind.ORGANIZATION
    if head in known["unnamed"]:
        return ActorKind.UNNAMED
    plural = head.endswith("s") and not head.endswith("ss")
    return ActorKind.GROUP if plural and words[0] not in {"a", "an"} else ActorKind.UNNAMED
