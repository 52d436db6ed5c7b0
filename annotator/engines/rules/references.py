"""Whom pronouns and descriptions mean: “he”, “the Iranian president”, “both governments”, “the official”.

Names are clustered before, by `clusters`; what is decided here concerns words without a name only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.clusters import Cluster, people
from annotator.engines.rules.lexicon import names as lexicon
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place

_MASCULINE = frozenset({"he", "him", "his", "himself"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "both", "themselves"})
_THINGS = frozenset({"it", "its", "itself"})
_THING_KINDS = frozenset({ActorKind.ORGANIZATION, ActorKind.GOVERNMENT})
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_PAIRS = frozenset({"two", "both"})
_LEADERS = frozenset("leaders presidents men women candidates senators ministers rivals politicians pair".split())
_LEADING = frozenset({"presidents", "leaders", "ministers"})
_PAIR = 2  # members of a group that a number names
_NEAR = 1500  # characters back to which a pronoun may refer


class References:
    """Resolves what is no name, in text order; remembers who spoke and which descriptions were used."""

    def __init__(self, analysis: Analysis, named: Sequence[Cluster]) -> None:
        self._analysis = analysis
        self._named = named
        self._described: list[Cluster] = []
        self._last: Cluster | None = None
        self._pair_countries()

    @property
    def described(self) -> list[Cluster]:
        """Actors without a name of their own, in order of appearance."""
        return self._described

    def spoke(self, speaker: Cluster) -> None:
        """Remember who spoke last."""
        self._last = speaker

    def pronoun(self, word: str, offset: int, speaker: Cluster | None = None) -> Cluster | None:
        """Whom a pronoun means.

        Args:
            word: The pronoun in small letters.
            offset: Where it stands.
            speaker: Who speaks the quotation around it, if one is.
        """
        if word in FIRST_PERSON:
            return speaker
        if word in _MASCULINE or word in _FEMININE:
            return self._person(offset, "m" if word in _MASCULINE else "f")
        if word in _PLURAL:
            return self._several(offset)
        return self._thing(offset) if word in _THINGS else None

    def _person(self, offset: int, gender: str) -> Cluster | None:
        """The likeliest subject before a pronoun: a person of the same sentence, else of the nearest before."""
        fitting = [one for one in people(self._named) if one.gender in {None, gender}]
        fitting = [one for one in fitting if one.sure or (" " in one.name and not one.name.isupper())] or fitting
        last = self._last if self._last in fitting or _is_somebody(self._last, gender) else None
        for start, end in self._sentences_before(offset):
            found = self._first_in(fitting, start, min(end, offset))
            if found is None and last is not None and _is_in(last, start, end):
                return last
            if found is not None:
                found.gender = found.gender or gender
                return found
        return last

    def _first_in(self, fitting: Sequence[Cluster], start: int, end: int) -> Cluster | None:
        """Who is named first in a stretch, outside marks and not as a modifier."""
        here = [
            (place[0], index)
            for index, one in enumerate(fitting)
            for place in one.places
            if start <= place[0] < end and not self._is_quoted(place[0]) and self._is_head(place)
        ]
        return fitting[min(here)[1]] if here else None

    def _sentences_before(self, offset: int) -> list[Place]:
        analysis = self._analysis
        token = analysis.token_at(offset)
        index = analysis.tokens.sentence[token] if token >= 0 else 0
        found: list[Place] = []
        for back in range(index, -1, -1):
            sentence = analysis.sentences[back]
            if offset - sentence.end > _NEAR:
                break
            found.append((sentence.start, sentence.end))
        return found

    def _is_quoted(self, offset: int) -> bool:
        token = self._analysis.token_at(offset)
        return token >= 0 and self._analysis.quoted[token] >= 0

    def _is_head(self, place: Place) -> bool:
        """Whether a name is not just a possessor or a modifier: “Trump's plan” is not about who speaks next."""
        token = self._analysis.token_at(place[1] - 1) + 1
        return token >= len(self._analysis.tags) or self._analysis.tags[token] not in {"POSS", "NOUN"}

    def _several(self, offset: int) -> Cluster | None:
        """The plural actor that was mentioned last: a group, unnamed people, an organization that spoke."""
        plural = [one for one in self._described if one.kind in {ActorKind.GROUP, ActorKind.UNNAMED}]
        before = [one for one in plural if one.places and one.places[0][0] < offset]
        return max(before, key=lambda one: max(place[0] for place in one.places if place[0] < offset), default=None)

    def _thing(self, offset: int) -> Cluster | None:
        """The organization or government that is the likeliest subject before “it”."""
        things = [one for one in (*self._named, *self._described) if one.kind in _THING_KINDS]
        last = self._last if self._last in things else None
        for start, end in self._sentences_before(offset):
            found = self._first_in(things, start, min(end, offset))
            if found is not None:
                return found
            if last is not None and _is_in(last, start, end):
                return last
        return last

    def description(self, first: int, last: int, offset: int) -> Cluster | None:
        """Whom a noun phrase without a name as its head means, among the actors known so far.

        Args:
            first: First token of its first chunk.
            last: One past the last token of that chunk.
            offset: Where the phrase starts.
        """
        words = self._analysis.tokens.lowers[first:last]
        head = words[-1]
        if words[0] in {"a", "an"}:
            return None
        if head in lexicon.classes()["plural-government"] or (words[0] in _PAIRS | {"the"} and head in _LEADERS):
            return self._group(words, head)
        if head in lexicon.classes()["role"] and words[0] in {"the", "that", "this"}:
            return self._by_role(words, head, offset)
        return self._same_head(words, head)

    def _by_role(self, words: list[str], head: str, offset: int) -> Cluster | None:
        """“the Iranian president”: somebody with that role, of that country."""
        country = next((lexicon.nationalities()[word] for word in words if word in lexicon.nationalities()), None)
        persons = [one for one in people(self._named) if _plays(one, head)]
        exact = [one for one in persons if country is not None and one.country == country]
        if country is not None and not exact:
            return None
        before = [(start, one) for one in exact or persons for start, _ in one.places if start < offset]
        return max(before, key=lambda pair: pair[0])[1] if before else None

    def _group(self, words: list[str], head: str) -> Cluster | None:
        """“the two presidents”, “both governments”: a group of those who are known by then."""
        governments = head in lexicon.classes()["plural-government"]
        if not set(words) & _PAIRS and not (governments and len(self._led()) == _PAIR):
            return None
        members = self._countries() if governments else self._players(head)
        if len(members) < _PAIR:
            return None
        return self.group(tuple(members[:_PAIR]), prefix="the governments of " if governments else "")

    def _players(self, head: str) -> list[Cluster]:
        """Persons with a role; all of them when nobody has it."""
        role = head.removesuffix("s")
        players = [one for one in people(self._named) if _plays(one, role)] if role in lexicon.classes()["role"] else []
        return players or people(self._named)

    def _led(self) -> list[Cluster]:
        """Countries that a person of the article speaks for."""
        led = {one.country for one in people(self._named) if one.country}
        governments = (one for one in self._named if one.kind is ActorKind.GOVERNMENT)
        return [one for one in governments if lexicon.places().get(one.name, one.name) in led]

    def _countries(self) -> list[Cluster]:
        """Countries that are actors of the article: those of its leaders, else the two that it names most."""
        led = self._led()
        if len(led) >= _PAIR:
            return led
        governments = [one for one in self._named if one.kind is ActorKind.GOVERNMENT]
        most = sorted(governments, key=lambda one: -len(one.places))[:_PAIR]
        return sorted(most, key=lambda one: one.places[0])

    def group(self, members: tuple[Cluster, ...], prefix: str = "") -> Cluster:
        """The group of some actors, made once."""
        for one in self._described:
            if one.members == members and one.name.startswith(prefix):
                return one
        names = [one.name for one in members]
        made = Cluster(prefix + ", ".join(names[:-1]) + f" and {names[-1]}", ActorKind.GROUP, members=members)
        self._described.append(made)
        return made

    def _same_head(self, words: list[str], head: str) -> Cluster | None:
        """“the official” after “a senior official”: the last one with the same noun."""
        if words[0] not in {"the", "that", "this", "these", "those"}:
            return None
        for one in reversed(self._described):
            if not one.members and one.titles and head in one.titles:
                return one
        return self._only_one(head) if words[0] == "the" else None

    def _only_one(self, head: str) -> Cluster | None:
        """“the league”: the one organisation whose name ends so, as “Rowers' League” does."""
        if head not in lexicon.classes()["of-organization"]:
            return None
        organizations = (one for one in self._named if one.kind is ActorKind.ORGANIZATION)
        fitting = [one for one in organizations if one.name.lower().endswith(f" {head}")]
        return fitting[0] if len(fitting) == 1 else None

    def new(self, name: str, head: str, kind: ActorKind) -> Cluster:
        """An actor that has only a description."""
        made = next((one for one in self._described if one.name.lower() == name.lower()), None)
        if made is None:
            made = Cluster(name, kind, titles={head})
            self._described.append(made)
        return made

    def _pair_countries(self) -> None:
        """“The leaders of Belarus and Iran …. Presidents X and Y …”: first with first, second with second."""
        for countries in self._led_pairs():
            leaders = [one for one in people(self._named) if _LEADING & one.titles or _plays(one, "president")]
            if len(leaders) < _PAIR:
                return
            for one, country in zip(_coordinated(self._analysis, leaders), countries, strict=False):
                one.country = one.country or country

    def _led_pairs(self) -> Iterator[tuple[str, str]]:
        """The countries of each “leaders of A and B”."""
        tokens = self._analysis.tokens
        if _LEADERS.isdisjoint(tokens.lowers):
            return
        for at in range(len(tokens) - 4):
            if tokens.lowers[at] in _LEADERS and tokens.lowers[at + 1] == "of" and tokens.lowers[at + 3] == "and":
                first, second = (lexicon.places().get(tokens.words[here]) for here in (at + 2, at + 4))
                if first is not None and second is not None:
                    yield first, second


def _is_somebody(one: Cluster | None, gender: str) -> bool:
    """Whether who spoke last is one unnamed person of that gender: “a spokesman”, “the teacher”."""
    if one is None or one.kind is not ActorKind.UNNAMED:
        return False
    head = one.name.lower().partition(" of ")[0].partition(" for ")[0].rpartition(" ")[2]
    other = {"m": "woman", "f": "man"}[gender]
    known = lexicon.classes()["role"] | lexicon.classes()["title"]
    return head in known and (not head.endswith(other) or (other == "man" and head.endswith("woman")))


def _coordinated(analysis: Analysis, leaders: Sequence[Cluster]) -> list[Cluster]:
    """Those whose names first stand in one sentence, in that order."""
    by_sentence: dict[int, list[tuple[int, Cluster]]] = {}
    for one in leaders:
        token = analysis.token_at(one.places[0][0])
        by_sentence.setdefault(analysis.tokens.sentence[token], []).append((one.places[0][0], one))
    best = max(by_sentence.values(), key=len)
    return [one for _, one in sorted(best, key=lambda pair: pair[0])]


def _plays(one: Cluster, role: str) -> bool:
    return role in one.titles or f"{role}s" in one.titles


def _is_in(one: Cluster, start: int, end: int) -> bool:
    """Whether somebody is mentioned in a stretch."""
    return any(start <= place[0] < end for place in one.places)
