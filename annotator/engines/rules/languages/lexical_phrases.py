"""Noun phrases in languages that are known by word lists: where one ends, and which is a verb's subject.

Verbs and other cues are left to `lexical_cues`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Token

PHRASE_ENDS = frozenset(',;:.!?…()[]«»“”„"—–')
"""Marks that no noun phrase holds."""

_LONGEST = 16  # tokens of a speaker's phrase
_SKIPPED = 5  # words passed over between verb and subject
_FULL = 2  # capital words of a full name
_BLOCKED = ("negation", "stop", "preposition", "that", "finite", "auxiliary", "clitic", "manner", "relative")


class Phrases:
    """The noun phrases of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        stops = frozenset(word for name in _BLOCKED for word in lexicon[name])
        self._stops = stops - lexicon["determiner"] - lexicon["link"]

    def phrase(self, tokens: Sequence[Token], at: int, last: int) -> int | None:
        """Index behind the noun phrase that starts at a token, with an apposition between commas."""
        if at >= last:
            return None
        if tokens[at].lower in self._lexicon["pronoun"] | self._lexicon["object_pronoun"]:
            return at + 1
        end = self._core(tokens, at, last)
        if end == at:
            return None
        return self._apposition(tokens, at, end, last)

    def _core(self, tokens: Sequence[Token], at: int, last: int) -> int:
        """Index behind the words from a token on that can belong to one phrase."""
        end, link = at, self._lexicon["link"]
        longest = min(last, at + _LONGEST)
        while end < longest:
            token = tokens[end]
            if token.shut and end > at and not tokens[end - 1].shut:
                named = _name_in_marks(tokens, end, last)
                if named is None:
                    break
                end = named
                continue
            is_link = end > at and token.lower in link
            if token.text in PHRASE_ENDS or not (token.text[0].isalnum() or token.text[0] in "'’&"):
                break
            if not is_link and token.lower in self._stops and not (token.text[0].isupper() and end > at):
                break
            end += 1
        while end > at and (tokens[end - 1].lower in link or tokens[end - 1].lower in self._lexicon["determiner"]):
            end -= 1
        return end

    def _apposition(self, tokens: Sequence[Token], at: int, end: int, last: int) -> int:
        """Index behind “, a title,” after a name, or “, a name,” after a title."""
        if end + 1 >= last or tokens[end].text != ",":
            return end
        second = self._core(tokens, end + 1, last)
        closes = second > end + 1 and (second >= last or tokens[second].text in PHRASE_ENDS)
        both = (tokens[at:end], tokens[end + 1 : second])
        names = [sum(token.text[0].isupper() for token in part) >= _FULL for part in both]
        titles = [any(token.lower in self._lexicon["person_noun"] for token in part) for part in both]
        return second if closes and ((names[0] and titles[1]) or (titles[0] and names[1])) else end

    def subject_after(self, tokens: Sequence[Token], at: int, last: int) -> tuple[int, int] | None:
        """The subject behind a verb, times and places passed over."""
        index = at
        while index < min(last, at + _SKIPPED + 1):
            if tokens[index].text in PHRASE_ENDS and tokens[index].text != ",":
                return None
            if tokens[index].lower in self._lexicon["preposition"]:
                index = max(index + 1, self._core(tokens, index + 1, last))
                continue
            end = self.phrase(tokens, index, last)
            if end is not None and self.is_subject(tokens[index:end]):
                return index, end
            index += 1
        return None

    def subject_shared(self, tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
        """The subject of the sentence, for a verb behind “and” or “but”."""
        at = verb
        while at > 0 and tokens[at - 1].lower in self._lexicon["clitic"]:
            at -= 1
        if at == 0 or tokens[at - 1].lower not in self._lexicon["coordinator"]:
            return None
        first = at
        while first > 0 and tokens[first - 1].text not in ":;":
            first -= 1
        end = self.phrase(tokens, first, at)
        return (first, end) if end is not None and self.is_subject(tokens[first:end]) else None

    def is_subject(self, tokens: Sequence[Token]) -> bool:
        """Whether a phrase can speak: a pronoun, a name, or a noun for a person or body."""
        words = self._lexicon
        if tokens[0].lower in words["pronoun"]:
            return True
        nouns = words["person_noun"] | words["organization_noun"] | words["government_noun"] | words["group_noun"]
        return any(token.text[0].isupper() or token.lower in nouns for token in tokens)

    def subject_before(self, tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
        """The subject in front of a verb: the phrase that ends there, appositions and asides passed over."""
        end = verb
        while end > 0 and any(tokens[end - 1].lower in self._lexicon[n] for n in ("clitic", "manner")):
            end -= 1
        if end > 0 and tokens[end - 1].lower in self._lexicon["relative"]:
            return end - 1, end
        first = clause_start(tokens, end)
        near = range(max(first, end - _LONGEST), end)  # without a mark no phrase is longer
        found = next((i for i in near if self.phrase(tokens, i, end) == end), None)
        if found is not None and self.is_subject(tokens[found:end]):
            return self._whole(tokens, found, end)
        whole = self.phrase(tokens, first, end)
        if whole is not None and whole < end and tokens[whole].lower in self._lexicon["preposition"]:
            return (first, whole) if self.is_subject(tokens[first:whole]) else None
        if end > 0 and tokens[end - 1].text == ",":
            start = _sentence_start(tokens, end)
            whole = self.phrase(tokens, start, end)
            if whole is not None and self.is_subject(tokens[start:whole]):
                return start, whole
        return None

    def _whole(self, tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
        """Extend an apposition in front of a verb to the phrase that it explains."""
        if first > 1 and tokens[first - 1].text == ",":
            start = clause_start(tokens, first - 1)
            whole = self.phrase(tokens, start, end)
            if whole == end:
                return start, end
        return first, end


def place(tokens: Sequence[Token], first: int, last: int) -> Place:
    """Where tokens ``[first, last)`` stand in the text."""
    return tokens[first].start, tokens[last - 1].end


def clause_start(tokens: Sequence[Token], end: int) -> int:
    """Index behind the last mark in front of an index."""
    first = end
    while first > 0 and (tokens[first - 1].text not in PHRASE_ENDS) and not tokens[first - 1].shut:
        first -= 1
    return first


def _sentence_start(tokens: Sequence[Token], end: int) -> int:
    first = end
    while first > 0 and tokens[first - 1].text not in ":;—–" and not tokens[first - 1].shut:
        first -= 1
    return first


def _name_in_marks(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """Index behind a short name in marks; None for what may be somebody's words."""
    end = at
    while end < last and tokens[end].shut:
        end += 1
    inner = [token for token in tokens[at:end] if token.text[0].isalnum()]
    capitals = sum(token.text[0].isupper() for token in inner)
    return end if inner and len(inner) <= _SKIPPED and 2 * capitals >= len(inner) else None
