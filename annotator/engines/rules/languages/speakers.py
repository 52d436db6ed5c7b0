"""Who a speaker's words refer to: full names, last names, descriptions and pronouns of one document.

It gives names, kinds and mentions; which words are a speaker's is left to the matchers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.engines.drafts import DraftActor, Fragment
from annotator.engines.rules.languages.names import NOUNS, Names, segments, stem
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Reading, Token

_FULL = 2  # words of a full name
_PRONOUN_REACH = 1500  # characters back to whom a pronoun may refer


@dataclass(slots=True)
class Known:
    """An actor that the document has shown so far.

    Attributes:
        name: The fullest name.
        kind: What it is.
        gender: “m”, “f”, “n”, “p” for several, or empty when nothing shows it.
        number: How many actors the document has shown before.
        mentions: Where a quote names it.
    """

    name: str
    kind: ActorKind
    gender: str = ""
    number: int = 0
    mentions: set[Place] = field(default_factory=set["Place"])


class Speakers:
    """The actors of one document, filled in text order; each is found by its words, its roles and its places."""

    def __init__(self, reading: Reading, lexicon: Lexicon, names: Names) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self._known: list[Known] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_role: dict[str, int] = {}
        self._seen: list[tuple[int, int]] = []
        self._names = names
        for start, name, title in names.titled:
            known = self._same_case(name) or self._known_as(name)
            self._see(known, start)
            self._has(known, title)
            known.gender = known.gender or self._gender(title)

    def resolve(self, place: Place) -> str:
        """Name of the actor that a place refers to; the actor is made when it is new."""
        tokens = self._tokens(place)
        words = self._lexicon
        pronouns = words["pronoun"] | words["relative"] | words["object_pronoun"]
        if len(tokens) == 1 and tokens[0].lower in pronouns:
            known = self._pronoun(tokens[0])
        else:
            known = self._named(tokens) or self._described(tokens)
        if place not in known.mentions:
            known.mentions.add(place)
            self._see(known, place[0])
        return known.name

    def actors(self) -> tuple[DraftActor, ...]:
        """All actors that quotes name, in order of their first mention."""
        named = sorted((known for known in self._known if known.mentions), key=lambda known: min(known.mentions))
        return tuple(self._draft(known) for known in named)

    def _draft(self, known: Known) -> DraftActor:
        text = self._reading.text
        places = sorted(known.mentions)
        mentions = tuple(Fragment(text[start:end], self._reading.number(start), start) for start, end in places)
        pronouns = self._lexicon["pronoun"] | self._lexicon["relative"]
        written = {text[start:end] for start, end in places if text[start:end].lower() not in pronouns}
        return DraftActor(known.name, known.kind, mentions, tuple(sorted(written - {known.name})))

    def _tokens(self, place: Place) -> tuple[Token, ...]:
        sentence = self._reading.sentence_at(place[0])
        if sentence is None:
            return ()
        near = sentence.tokens[slice(*map(sentence.token_from, place))]
        inside = [token for token in near if token.end <= place[1]]
        shut = all(token.shut for token in inside)  # an aside inside marks
        return tuple(token._replace(shut=False) if shut else token for token in inside)

    def _named(self, tokens: Sequence[Token]) -> Known | None:
        """The person whose name the words hold, full or last name only."""
        name = self._names.person(tokens)
        if not name:
            return self._by_last_name(tokens)
        last = name[-1].text
        known = self._find(last, name)
        full = " ".join(token.text for token in name)
        if known is None:
            fuller = full if len(name) > 1 else self._names.introduction(last, name[-1].start) or full
            known = self._add(Known(fuller, ActorKind.PERSON))
        elif len(full) > len(known.name) and full.endswith(known.name.split()[-1]):
            known.name = full
            self._file(known)
        self._describe(known, tokens)
        return known

    def _by_last_name(self, tokens: Sequence[Token]) -> Known | None:
        """A single capital word that ends a name known or introduced before."""
        capitals = [token for token in tokens if token.text[0].isupper()]
        if len(tokens) != 1 or len(capitals) != 1:
            return None
        last = capitals[0].text
        known = self._find(last, capitals)
        if known is not None:
            return known
        full = self._names.introduction(last, capitals[0].start)
        if full is None and self._names.is_surname(capitals[0]):
            full = last
        return None if full is None else self._add(Known(full, ActorKind.PERSON))

    def _find(self, last: str, name: Sequence[Token]) -> Known | None:
        """The known person with a last name, unless the first names differ."""
        for known in reversed(self._filed(last)):
            parts = known.name.split()
            if known.kind is not ActorKind.PERSON or parts[-1] != last:
                continue
            if len(name) == 1 or len(parts) == 1 or parts[0] == name[0].text:
                return known
        return self._same_case(" ".join(token.text for token in name)) if len(name) >= _FULL else None

    def _same_case(self, name: str) -> Known | None:
        """The known person whose Russian name differs by its case endings only."""
        folded = [stem(part) for part in name.split()]
        if self._reading.language != "ru":
            return None
        filed = self._filed(_case_key(folded))
        return next((known for known in filed if [stem(part) for part in known.name.split()] == folded), None)

    def _described(self, tokens: Sequence[Token]) -> Known:
        """An actor without a personal name: a body, a group, or a description that may point back."""
        words = self._lexicon
        head = list(segments(tokens)[0]) if segments(tokens) else list(tokens)
        definite = bool(head) and head[0].lower in words["definite"]
        core = [token for i, token in enumerate(head) if i or token.lower not in words["determiner"]]
        core = _without_attribute(core, words["preposition"])
        name = self._reading.text[core[0].start : core[-1].end] if core else "".join(t.text for t in tokens)
        same = [known.number for known in self._filed(_name_key(name)) if known.name.lower() == name.lower()]
        if definite and len(core) == 1:
            same += self._with_role(core[0])
        if same:
            known = self._known[max(same)]
            self._describe(known, tokens)
            return known
        known = self._add(Known(name, self._names.kind(core or head, definite=definite)))
        self._describe(known, tokens)
        return known

    def _with_role(self, noun: Token) -> list[int]:
        """The last actors that were described by a noun or a compound of it: “der Minister” for the “Innenminister”."""
        return [number for role, number in self._by_role.items() if role.endswith(noun.lower)]

    def _has(self, known: Known, role: str) -> None:
        """Remember a word that describes an actor."""
        self._by_role[role] = max(known.number, self._by_role.get(role, 0))

    def _describe(self, known: Known, tokens: Sequence[Token]) -> None:
        """Remember roles and gender that a mention shows."""
        for token in tokens:
            if any(self._names.holds(token, kind) for kind in NOUNS):
                self._has(known, token.lower)
            if self._names.holds(token, "person_noun") or token.lower in self._lexicon["feminine_noun"]:
                known.gender = known.gender or self._gender(token.lower)
        if not known.gender and tokens:
            first = tokens[0].lower
            known.gender = next((g for g in "mfnp" if first in self._lexicon[f"determiner_{g}"]), "")

    def _gender(self, title: str) -> str:
        """What a title says of whom it names."""
        words = self._lexicon
        endings = tuple(words["feminine_ending"])
        if title in words["feminine_noun"] or (endings and title.endswith(endings)):
            return "f"
        return "m" if endings and self._reading.language == "de" else ""

    def _pronoun(self, token: Token) -> Known:
        """The last actor that a pronoun fits, persons first."""
        wanted = [g for g in "mfnp" if token.lower in self._lexicon[f"pronoun_{g}"]]
        near = self._before(token.start)
        for known in near:
            fits = not known.gender or not wanted or known.gender in wanted
            person = known.kind is ActorKind.PERSON or not {"m", "f"} & set(wanted)
            if fits and (person or known.gender in wanted):
                return known
        introduced = self._names.introduced_before(token.start, _PRONOUN_REACH)
        if introduced is not None and not near and {"m", "f"} & set(wanted):
            return self._known_as(introduced)
        return near[0] if near else self._known_as(token.text, ActorKind.UNNAMED)

    def _before(self, offset: int) -> list[Known]:
        """Actors mentioned before an offset, the nearest first."""
        first = bisect_right(self._seen, offset - _PRONOUN_REACH, key=itemgetter(0))
        last = bisect_left(self._seen, offset, key=itemgetter(0))
        near = sorted(self._seen[first:last], key=lambda seen: (-seen[0], seen[1]))
        return [self._known[number] for number in dict.fromkeys(number for _, number in near)]

    def _see(self, known: Known, start: int) -> None:
        """Remember where an actor stands, for pronouns."""
        insort(self._seen, (start, known.number))

    def _known_as(self, name: str, kind: ActorKind = ActorKind.PERSON) -> Known:
        found = next((known for known in self._filed(_name_key(name)) if known.name == name), None)
        return found or self._add(Known(name, kind))

    def _add(self, known: Known) -> Known:
        known.number = len(self._known)
        self._known.append(known)
        self._file(known)
        return known

    def _file(self, known: Known) -> None:
        """Let an actor be found by its name, its last word and, in Russian, its stems."""
        words = known.name.split()
        keys = {_name_key(known.name), *words[-1:]}
        if self._reading.language == "ru":
            keys.add(_case_key(map(stem, words)))
        for key in keys:
            filed = self._by_key.setdefault(key, [])
            if known.number not in filed:
                insort(filed, known.number)

    def _filed(self, key: str) -> list[Known]:
        """Actors that have or had a key, in order of appearance."""
        return [self._known[number] for number in self._by_key.get(key, ())]


def _name_key(name: str) -> str:
    return f"name {name.lower()}"


def _case_key(stems: Iterable[str]) -> str:
    return f"stems {' '.join(stems)}"


def _without_attribute(core: list[Token], prepositions: frozenset[str]) -> list[Token]:
    """A German description without the phrase between article and participle: “(am Montag) veröffentlichten Studie”."""
    if not core or core[0].lower not in prepositions:
        return core
    ends = (i for i in range(1, len(core)) if core[i].text[0].islower() and core[i - 1].text[0].isupper())
    return core[next(ends, 0) :]
