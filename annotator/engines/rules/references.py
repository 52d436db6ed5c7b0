"""Whom pronouns and descriptions mean: “he”, “the Iranian president”, “both governments”, “the official”.

Names are clustered before, by `clusters`; what is decided here concerns words without a name only.
"""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.engines.rules.clusters import Cluster, people
from annotator.engines.rules.lexicon import names as lexicon
from annotator.engines.rules.mentions import Timeline
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.mentions import Mentions

_MASCULINE = frozenset({"he", "him", "his", "himself"})
_FEMININE = frozenset({"she", "her", "hers", "herself"})
_PLURAL = frozenset({"they", "them", "their", "both", "themselves"})
_THINGS = frozenset({"it", "its", "itself"})
_PLURAL_KINDS = frozenset({ActorKind.GROUP, ActorKind.UNNAMED})
_THING_KINDS = frozenset({ActorKind.ORGANIZATION, ActorKind.GOVERNMENT})
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
_PAIRS = frozenset({"two", "both"})
_LEADERS = frozenset("leaders presidents men women candidates senators ministers rivals politicians pair".split())
_LEADING = frozenset({"presidents", "leaders", "ministers"})
_PAIR = 2  # members of a group that a number names
_NEAR = 1500  # characters back to which a pronoun may refer


class References:
    """Resolves what is no name, in text order; remembers who spoke and which descriptions were used."""

    def __init__(self, analysis: Analysis, named: Sequence[Cluster], mentions: Mentions) -> None:
        self._analysis = analysis
        self._named = named
        self._mentions = mentions
        self._described: list[Cluster] = []
        self._last: Cluster | None = None
        self._people = people(named)
        self._sure = list(filter(_is_sure, self._people))
        self._unfit = dict.fromkeys("mf", 0)
        self._players = _by_role(self._people)
        self._pair_countries()
        self._plural = Timeline()
        self._in_role: dict[tuple[str, str | None], Timeline] = {}
        self._groups: dict[tuple[Cluster, ...], list[Cluster]] = {}
        self._by_head: dict[str, Cluster] = {}
        self._by_label: dict[str, Cluster] = {}
        self._organizations: dict[str, Cluster | None] = {}

    @property
    def described(self) -> list[Cluster]:
        """Actors without a name of their own, in order of appearance."""
        return self._described

    def spoke(self, speaker: Cluster) -> None:
        """Remember who spoke last."""
        self._last = speaker

    def mention(self, one: Cluster, place: Place, text: str) -> None:
        """Note where somebody is mentioned without a name."""
        if not self._mentions.add(one, place, text):
            return
        rank = self._mentions.rank(one)
        if one.kind in _PLURAL_KINDS:
            self._plural.add(place, rank, one)
        if one.kind is ActorKind.PERSON:
            keys = {(role, country) for role in _roles(one) for country in (None, one.country)}
            for key in keys & self._in_role.keys():
                self._in_role[key].add(place, rank, one)

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
        sure = self._has_sure(gender)

        def fits(one: Cluster) -> bool:
            if one.kind is not ActorKind.PERSON or one.gender not in {None, gender}:
                return False
            return not sure or _is_sure(one)

        last = self._last if self._last is not None and (fits(self._last) or _is_somebody(self._last, gender)) else None
        for start, end in self._sentences_before(offset):
            found = self._first_in(fits, start, min(end, offset))
            if found is None and last is not None and self._mentions.mentions(last, start, end):
                return last
            if found is not None:
                found.gender = found.gender or gender
                return found
        return last

    def _has_sure(self, gender: str) -> bool:
        """Whether anybody who may have a gender is surely a person; who turned out to have the other one stays out."""
        at = self._unfit[gender]
        while at < len(self._sure) and self._sure[at].gender not in {None, gender}:
            at += 1
        self._unfit[gender] = at
        return at < len(self._sure)

    def _first_in(self, fits: Callable[[Cluster], bool], start: int, end: int) -> Cluster | None:
        """Who of those that fit is named first in a stretch, outside marks and not as a modifier."""
        here = [
            (place[0], self._mentions.rank(one), one)
            for place, one in self._mentions.starting(start, end)
            if fits(one) and not self._is_quoted(place[0]) and self._is_head(place)
        ]
        return min(here, key=itemgetter(0, 1))[2] if here else None

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
        return next((one for one in self._plural.before(offset) if one.places[0][0] < offset), None)

    def _thing(self, offset: int) -> Cluster | None:
        """The organization or government that is the likeliest subject before “it”."""
        last = self._last if self._last is not None and _is_thing(self._last) else None
        for start, end in self._sentences_before(offset):
            found = self._first_in(_is_thing, start, min(end, offset))
            if found is not None:
                return found
            if last is not None and self._mentions.mentions(last, start, end):
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
            return self._with_role(words, head, offset)
        return self._same_head(words, head)

    def _with_role(self, words: list[str], role: str, offset: int) -> Cluster | None:
        """“the Iranian president”: somebody with that role, of that country."""
        country = next((lexicon.nationalities()[word] for word in words if word in lexicon.nationalities()), None)
        if (role, country) not in self._in_role:
            known = self._in_role[role, country] = Timeline()
            for one in self._players.get(role, ()):
                for place in one.places if country in {None, one.country} else ():
                    known.add(place, self._mentions.rank(one), one)
        return next(self._in_role[role, country].before(offset), None)

    def _group(self, words: list[str], head: str) -> Cluster | None:
        """“the two presidents”, “both governments”: a group of those who are known by then."""
        governments = head in lexicon.classes()["plural-government"]
        if not set(words) & _PAIRS and not (governments and len(self._led) == _PAIR):
            return None
        members = self._countries() if governments else self._leading(head.removesuffix("s"))
        if len(members) < _PAIR:
            return None
        return self.group(tuple(members[:_PAIR]), prefix="the governments of " if governments else "")

    def _leading(self, role: str) -> list[Cluster]:
        """Persons with a role; all of them when nobody has it."""
        known = self._players.get(role) if role in lexicon.classes()["role"] else None
        return known or self._people

    @cached_property
    def _led(self) -> list[Cluster]:
        """Countries that a person of the article speaks for."""
        led = {one.country for one in self._people if one.country}
        return [one for one in self._governments if lexicon.places().get(one.name, one.name) in led]

    @cached_property
    def _governments(self) -> list[Cluster]:
        return [one for one in self._named if one.kind is ActorKind.GOVERNMENT]

    def _countries(self) -> list[Cluster]:
        """Countries that are actors of the article: those of its leaders, else the two that it names most."""
        if len(self._led) >= _PAIR:
            return self._led
        most = sorted(self._governments, key=lambda one: -len(one.places))[:_PAIR]
        return sorted(most, key=lambda one: one.places[0])

    def group(self, members: tuple[Cluster, ...], prefix: str = "") -> Cluster:
        """The group of some actors, made once."""
        known = self._groups.setdefault(members, [])
        for one in known:
            if one.name.startswith(prefix):
                return one
        names = [one.name for one in members]
        made = Cluster(prefix + ", ".join(names[:-1]) + f" and {names[-1]}", ActorKind.GROUP, members=members)
        known.append(made)
        self._describe(made)
        return made

    def _describe(self, one: Cluster) -> None:
        """Take in an actor without a name."""
        self._described.append(one)
        self._mentions.include(one)
        self._by_label.setdefault(one.name.lower(), one)

    def _same_head(self, words: list[str], head: str) -> Cluster | None:
        """“the official” after “a senior official”: the last one with the same noun."""
        if words[0] not in {"the", "that", "this", "these", "those"}:
            return None
        if head in self._by_head:
            return self._by_head[head]
        return self._only_one(head) if words[0] == "the" else None

    def _only_one(self, head: str) -> Cluster | None:
        """“the league”: the one organisation whose name ends so, as “Rowers' League” does."""
        if head not in lexicon.classes()["of-organization"]:
            return None
        if head not in self._organizations:
            organizations = (one for one in self._named if one.kind is ActorKind.ORGANIZATION)
            fitting = [one for one in organizations if one.name.lower().endswith(f" {head}")]
            self._organizations[head] = fitting[0] if len(fitting) == 1 else None
        return self._organizations[head]

    def new(self, name: str, head: str, kind: ActorKind) -> Cluster:
        """An actor that has only a description."""
        known = self._by_label.get(name.lower())
        if known is not None:
            return known
        made = self._by_head[head] = Cluster(name, kind, titles={head})
        self._describe(made)
        return made

    def _pair_countries(self) -> None:
        """“The leaders of Belarus and Iran …. Presidents X and Y …”: first with first, second with second."""
        pairs = list(self._led_pairs())
        leaders = [one for one in self._people if _LEADING & one.titles or _plays(one, "president")] if pairs else []
        first = _coordinated(self._analysis, leaders) if len(leaders) >= _PAIR else []
        for countries in pairs:
            for one, country in zip(first, countries, strict=False):
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


def _roles(one: Cluster) -> set[str]:
    """The roles that somebody plays, a plural title's too."""
    return {role for title in one.titles for role in (title, title.removesuffix("s"))}


def _by_role(persons: Iterable[Cluster]) -> dict[str, list[Cluster]]:
    """Role → who plays it, in order of appearance."""
    found: dict[str, list[Cluster]] = {}
    for one in persons:
        for role in _roles(one):
            found.setdefault(role, []).append(one)
    return found


def _is_sure(one: Cluster) -> bool:
    """Whether somebody is surely a person: the words prove it, or there is a full name that is not shouted."""
    return one.sure or (" " in one.name and not one.name.isupper())


def _is_thing(one: Cluster) -> bool:
    return one.kind in _THING_KINDS
