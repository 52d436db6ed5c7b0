"""Names of persons and kinds of bodies in a document, by capitals, titles and nouns.

Which actor a name belongs to is left to `speakers`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING

from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Reading, Sentence, Token

_TITLE_REACH = 8  # tokens in front of a name in which its title may stand
_FULL = 2  # words of a full name
_LONGEST = 4  # words of the longest one
_ACRONYM = 2  # letters from which capitals alone are an abbreviation
_ENDS_SEGMENT = frozenset(",()–—;:")
_FUNCTION = ("determiner", "preposition", "stop", "focus", "that", "source_phrase", "subordinator", "manner")
_SURNAMES = tuple("ов ев ёв ин ын ова ева ёва ина ский ская цкий цкая ко ян дзе ич".split())

NOUNS = ("person_noun", "organization_noun", "government_noun", "group_noun")
"""Classes of nouns for those who can speak."""


class Names:
    """The names of one document."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self._reading = reading
        self._lexicon = lexicon
        self._stems = {name: frozenset(map(stem, lexicon[name])) for name in NOUNS if reading.language == "ru"}
        self._endings = {name: tuple(lexicon[name]) for name in NOUNS}
        self._between = lexicon["determiner"] | lexicon["preposition"] | lexicon["link"]
        found = tuple(self._introductions())
        self.introduced = tuple((start, name) for start, name, _ in found)
        self._by_last: dict[str, list[tuple[int, str]]] = {}
        for start, name in self.introduced:
            self._by_last.setdefault(name.split()[-1], []).append((start, name))
        self.titled = tuple((start, name, title) for start, name, title in found if title)
        self._titled = frozenset(name for _, name, _ in self.titled)

    def person(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The words of a person's name in a phrase; empty when it holds none."""
        for segment in segments(tokens):
            run = self._last_run(segment)
            if not run or len(run) > _LONGEST:
                continue
            before = segment[: len(segment) - len(run)]
            titled = any(self.holds(token, "person_noun") for token in before)
            if titled and not (before and before[-1].lower in self._between):
                return self._without_place(list(run))
            if not before and len(run) >= _FULL and not self._is_body(run):
                return run
        return ()

    def _last_run(self, segment: Sequence[Token]) -> Sequence[Token]:
        """The capital words at a segment's end, titles left out; particles inside are part of it."""
        at = len(segment)
        while at > 0:
            token = segment[at - 1]
            is_name = token.text[0].isupper() and not self.holds(token, "person_noun") and not token.shut
            is_name = is_name and token.lower not in self._lexicon["determiner"]
            is_part = at < len(segment) and token.lower in self._lexicon["name_part"] and at > 1
            if is_part and not segment[at - 2].text[0].isupper():
                break
            if not (is_name or is_part):
                break
            at -= 1
        while at < len(segment) - 1 and self._is_acronym(segment[at]):
            at += 1
        return segment[at:]

    def holds(self, token: Token, kind: str) -> bool:
        """Whether a word is, or in German and behind a hyphen ends with, a noun of a kind."""
        nouns = self._lexicon[kind]
        if token.lower in nouns or token.lower.rpartition("-")[2] in nouns:
            return True
        if self._reading.language == "ru":
            return stem(token.lower) in self._stems[kind]
        return self._reading.language == "de" and token.lower.endswith(self._endings[kind])

    @staticmethod
    def _is_acronym(token: Token) -> bool:
        return len(token.text) >= _ACRONYM and token.text.isupper()

    def _is_body(self, run: Sequence[Token]) -> bool:
        """Whether capital words name an organisation."""
        if any(self._is_acronym(token) for token in run):
            return True
        kinds = ("organization_noun", "government_noun", "group_noun")
        return any(self.holds(token, kind) for token in run for kind in kinds)

    def is_surname(self, token: Token) -> bool:
        """Whether a capital word alone must be a person: where bodies take an article, or by its ending."""
        if self._is_body([token]):
            return False
        if self._reading.language == "ru":
            return token.lower.endswith(_SURNAMES)
        return self._reading.language in {"fr", "es"}

    def is_person(self, tokens: Sequence[Token]) -> bool:
        """Whether words are nothing but the name of somebody whom the text gives a title somewhere."""
        person = self.person(tokens)
        if person:
            name = " ".join(token.text for token in person)
            return person[-1].end == tokens[-1].end and (len(person) < len(tokens) or name in self._titled)
        return len(tokens) == 1 and self.introduction(tokens[0].text, tokens[0].start) in self._titled

    def introduction(self, last: str, before: int) -> str | None:
        """The full name in the text that a last name belongs to; one in front of it first."""
        full = self._by_last.get(last, ())
        earlier = bisect_right(full, before, key=itemgetter(0))
        return full[max(0, earlier - 1)][1] if full else None

    def introduced_before(self, offset: int, reach: int) -> str | None:
        """The last full name in the text before an offset, at most so many characters away."""
        at = bisect_left(self.introduced, offset, key=itemgetter(0)) - 1
        return self.introduced[at][1] if at >= 0 and offset - self.introduced[at][0] < reach else None

    def _introductions(self) -> Iterator[tuple[int, str, str]]:
        """Full names in the text, with the title in front of each: runs of capital words with a title or no article."""
        for sentence in self._reading.sentences:
            for first, last in _runs(sentence, self._lexicon["name_part"]):
                run = list(sentence.tokens[first:last])
                while run and any(run[0].lower in self._lexicon[name] for name in _FUNCTION):
                    run = run[1:]
                title = sentence.tokens[first - 1] if first else None
                bare = title is None or title.lower not in self._lexicon["determiner"]
                while run and self.holds(run[0], "person_noun"):
                    title, run = run[0], run[1:]
                role = title.lower if title is not None and self.holds(title, "person_noun") else ""
                role = role or self._apposed(sentence, first)
                run = self._without_place(run) if role else run
                if _FULL <= len(run) <= _LONGEST and (role or bare) and not self._is_body(run):
                    yield run[0].start, " ".join(token.text for token in run), role

    def _apposed(self, sentence: Sentence, first: int) -> str:
        """The title in “la ministra de Sanidad, Clara Ruiz”, in front of the comma before a name."""
        if first == 0 or sentence.tokens[first - 1].text != ",":
            return ""
        near = sentence.tokens[max(0, first - _TITLE_REACH) : first - 1]
        return next((token.lower for token in reversed(near) if self.holds(token, "person_noun")), "")

    def _without_place(self, run: list[Token]) -> list[Token]:
        """“мэр Верхнеталя Ирма Лозовая”: three capital words of which the second is no patronymic."""
        is_russian = self._reading.language == "ru" and len(run) > _FULL
        return run[1:] if is_russian and not run[1].lower.endswith(("вич", "вна", "ична")) else run

    def kind(self, tokens: Sequence[Token], *, definite: bool) -> ActorKind:
        """What a description is of; an unnamed actor when its words do not say.

        Args:
            tokens: The description without its article.
            definite: Whether a definite article stands in front.
        """
        kinds = {
            "government_noun": ActorKind.GOVERNMENT,
            "organization_noun": ActorKind.ORGANIZATION,
            "person_noun": ActorKind.UNNAMED,
            "group_noun": ActorKind.GROUP,
        }
        for token in tokens:
            for name, kind in kinds.items():
                if self.holds(token, name):
                    return kind
        is_proper = definite or (bool(tokens) and all(t.text[0].isupper() for t in tokens))
        return ActorKind.ORGANIZATION if is_proper else ActorKind.UNNAMED


def segments(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """A phrase cut at commas and brackets."""
    parts: list[Sequence[Token]] = []
    first = 0
    for index, token in enumerate(tokens):
        if token.text in _ENDS_SEGMENT and not token.shut:
            if index > first:
                parts.append(tokens[first:index])
            first = index + 1
    if first < len(tokens):
        parts.append(tokens[first:])
    return parts


def _runs(sentence: Sentence, parts: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Runs of capital words, particles of names inside them included."""
    tokens = sentence.tokens
    at = 0
    while at < len(tokens):
        last = at
        while last < len(tokens) and (tokens[last].text[0].isupper() or (last > at and _ties(tokens, last, parts))):
            last += 1
        if last > at + 1:
            yield at, last
        at = max(last, at + 1)


def _ties(tokens: Sequence[Token], at: int, parts: frozenset[str]) -> bool:
    """Whether a small word stands inside a name: “Ursula von der Leyen”."""
    follows = next((token for token in tokens[at : at + _LONGEST] if token.lower not in parts), None)
    return tokens[at].lower in parts and follows is not None and follows.text[0].isupper()


def stem(word: str) -> str:
    """A Russian word without its case ending."""
    return word.rstrip("аяуюеыиоймь")
