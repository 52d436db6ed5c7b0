"""Where a closed list of names stands in a sentence: whole, by last name, acronym, demonym, alias or main words.

It needs no grammar and no other names than the list; pronouns are left to `stances_triples`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_EMPTY_WORDS = frozenset(
    "the of a an to for and in on by at with from as or that who is are was be more than under over into about"
    " against between his her its their mr mrs ms dr sen rep gov president former new plan use".split()
)
_BODIES = frozenset(
    "party administration department committee court agency council ministry office bureau union association service"
    " university company corporation campaign government police congress parliament house senate army force forces"
    " state states lawmakers leaders officials voters supporters groups group republicans democrats news act bill law"
    " center institute foundation times post journal bank church league board commission team club organization network"
    " society front".split()
)
_ENDINGS = ("ians", "ans", "ers", "ies", "ian", "es", "s", "an", "ic", "ion", "y", "e")
_SHORTEST_STEM = 4
_SHORTEST_TOPIC_WORD = 5
_LONGEST_TOPIC = 8  # tokens that the words of a described target may be spread over
_PART_OF_NAME = frozenset("jr sr ii iii".split())
_WORD = re.compile(r"[^\W_]+(?:[-.&’'][^\W_]+)*\.?")


class Mention(NamedTuple):
    """A name in a sentence: which of the list, its first token and one past its last."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Key:
    """A sequence of stems that stands for a name; the heaviest of overlapping finds wins."""

    name: str
    stems: tuple[str, ...]
    weight: int


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A token without case, possessive, periods and the endings by which names become adjectives and plurals."""
    lower = word.lower().replace(".", "").removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if lower.endswith(ending) and len(lower) - len(ending) >= _SHORTEST_STEM:
            return lower[: -len(ending)]
    return lower


@lru_cache(maxsize=1)
def _known_aliases() -> Mapping[str, tuple[str, ...]]:
    text = files("annotator.engines.rules.lexicon").joinpath("judge_aliases.txt").read_text(encoding="utf-8")
    rows = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {name.lower(): tuple(aliases.split(", ")) for name, _, aliases in rows}


class Names:
    """A closed list of names, ready to be looked for.

    Attributes:
        persons: Those that look like names of persons.
    """

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        """Index names with their aliases; an earlier name wins where two share a key."""
        self._keys: dict[str, list[_Key]] = {}
        self._topics: dict[str, frozenset[str]] = {}
        self.persons = frozenset(name for name in names if is_person(name))
        for name, aliases in names.items():
            known = (name, *aliases, *_known_aliases().get(name.lower(), ()))
            for alias in dict.fromkeys(known):
                self._add(name, tuple(stem(word) for word in _WORD.findall(alias)), weight=10)
            self._add_parts(name)

    def _add(self, name: str, stems: tuple[str, ...], weight: int) -> None:
        if stems:
            self._keys.setdefault(stems[0], []).append(_Key(name, stems, weight * len(stems)))

    def _add_parts(self, name: str) -> None:
        """Last name, acronym, the word before “Party”, or the main words of a description."""
        words = _WORD.findall(name)
        capitals = "".join(word[0] for word in words if word[0].isupper())
        if name in self.persons:
            last = [word for word in words if word.lower().rstrip(".") not in _PART_OF_NAME][-1]
            self._add(name, (stem(last),), weight=5)
            return
        if len(capitals) > 2:  # noqa: PLR2004  # two capitals are no acronym
            self._add(name, (capitals.lower(),), weight=5)
        if len(words) == 2 and words[-1].lower() in _BODIES and words[0][0].isupper():  # noqa: PLR2004  # “Republican Party”
            self._add(name, (stem(words[-1] if words[-1] == "administration" else words[0]),), weight=2)
        main = [stem(word) for word in words if word.lower() not in _EMPTY_WORDS]
        if len(main) > 1:
            self._topics[name] = frozenset(main)

    def find(self, words: Sequence[str]) -> list[Mention]:
        """The mentions among the tokens of a sentence, in order, none overlapping another."""
        stems = [stem(word) for word in words]
        found = sorted(self._by_key(stems), key=lambda pair: (-pair[0], pair[1].first))
        taken = [False] * len(words)
        chosen: list[Mention] = []
        for _, mention in found:
            if not any(taken[mention.first : mention.last]):
                taken[mention.first : mention.last] = [True] * (mention.last - mention.first)
                chosen.append(mention)
        named = {mention.name for mention in chosen}
        chosen += [topic for name in self._topics if name not in named for topic in self._topic(name, stems)]
        return sorted(chosen, key=lambda mention: mention.first)

    def _by_key(self, stems: Sequence[str]) -> list[tuple[int, Mention]]:
        found: list[tuple[int, Mention]] = []
        for at, word in enumerate(stems):
            for key in self._keys.get(word, ()):
                if tuple(stems[at : at + len(key.stems)]) == key.stems:
                    weight = key.weight + (20 if self._has_first_name(key, stems, at) else 0)
                    first = at - 1 if weight != key.weight else at
                    found.append((weight, Mention(key.name, first, at + len(key.stems))))
        return found

    def _has_first_name(self, key: _Key, stems: Sequence[str], at: int) -> bool:
        """Whether the first name of the person stands before the last name that was found."""
        return (
            key.name in self.persons and len(key.stems) == 1 and at > 0 and stems[at - 1] == stem(key.name.split()[0])
        )

    def _topic(self, name: str, stems: Sequence[str]) -> list[Mention]:
        """A described target, when half of its main words, or a long one of two, stand close together."""
        main = self._topics[name]
        places = [at for at, word in enumerate(stems) if word in main]
        kinds = {stems[at] for at in places}
        if not places or len(kinds) * 2 < len(main) or not any(len(word) >= _SHORTEST_TOPIC_WORD for word in kinds):
            return []
        last = max(at for at in places if at - places[0] < _LONGEST_TOPIC)
        return [Mention(name, places[0], last + 1)]


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: two to four capitalised words, none of a body."""
    words = name.split()
    return 2 <= len(words) <= 4 and all(  # noqa: PLR2004  # first and last name, with what stands between
        word[0].isupper()
        and word.lower() not in _BODIES
        and word.lower() not in {"of", "the"}
        and (not word.isupper() or word.endswith("."))
        for word in words
    )
