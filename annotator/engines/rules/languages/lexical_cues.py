"""Cues in languages that are known by word lists: finite verbs, auxiliaries with participles, “according to”.

Whose words a cue introduces is left to `lexical`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.found import Attribution
from annotator.engines.rules.languages.lexical_phrases import Phrases, place
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Sentence, Token

_LEAD = 4  # small words in front of a cue verb, or between its auxiliary and participle
_REACH = 8  # tokens from an auxiliary on, or of “according to”, that decide whether they are a cue


class Cue(NamedTuple):
    """A cue verb.

    Attributes:
        first: Index of its first token.
        last: Index behind its last one.
        pronoun: Index of a subject pronoun tied to it, as in “a-t-il dit”.
    """

    first: int
    last: int
    pronoun: int | None


class Cues:
    """The cues of one language."""

    def __init__(self, lexicon: Lexicon, phrases: Phrases) -> None:
        self._lexicon = lexicon
        self._phrases = phrases
        self._sources: dict[str, list[tuple[str, ...]]] = {}
        for phrase in lexicon["source_phrase"]:
            words = tuple(phrase.split("_"))
            self._sources.setdefault(words[0], []).append(words)
        self._places = kept(self._find_places)
        self._starting = kept(self._find_starting)

    def places(self, sentence: Sentence, at: int) -> Iterator[int]:
        """Where a cue or a source may start in front of a token, outside marks, the nearest first."""
        places, starting = self._places(sentence), self._starting(sentence)
        near = bisect_left(places, at - _REACH)
        for number in range(bisect_left(places, at) - 1, near - 1, -1):
            yield places[number]
        for number in range(bisect_left(starting, at - _REACH) - 1, -1, -1):
            yield starting[number]

    def _find_places(self, sentence: Sentence) -> list[int]:
        """The words outside marks with which a cue or a source can start."""
        words = {*self._sources, *self._lexicon["auxiliary"], *self._lexicon["finite"]}
        return [index for index, token in enumerate(sentence.tokens) if token.lower in words and not token.shut]

    def _find_starting(self, sentence: Sentence) -> list[int]:
        """Those among them that do start a cue, or perhaps a source."""
        tokens, last = sentence.tokens, len(sentence.tokens)
        return [
            index
            for index in self._places(sentence)
            if self._source_phrase(tokens, index, last) is not None or self.cue(tokens, index, last) is not None
        ]

    def source(self, tokens: Sequence[Token], at: int, last: int) -> Attribution | None:
        """“selon X”, “según X”, “по словам X”."""
        phrase = self._source_phrase(tokens, at, last)
        if phrase is None:
            return None
        behind = at + len(phrase)
        end = self._phrases.phrase(tokens, behind, last)
        if end is None:
            return None
        cue = ((tokens[at].start, tokens[behind - 1].end),)
        step = f"“{' '.join(phrase)}” names the source."
        return Attribution(cue, place(tokens, behind, end), steps=(step,), end=tokens[end - 1].end)

    def _source_phrase(self, tokens: Sequence[Token], at: int, last: int) -> tuple[str, ...] | None:
        """The words that name a source, from a token on."""
        for phrase in self._sources.get(tokens[at].lower, ()):
            behind = at + len(phrase)
            if behind < last and tuple(token.lower for token in tokens[at:behind]) == phrase:
                return phrase
        return None

    def lead(self, tokens: Sequence[Token], at: int, last: int) -> int | None:
        """Index of the first word of a verb behind small words like “comme” or “lo”."""
        words = self._lexicon
        for index in range(at, min(last, at + _LEAD)):
            if tokens[index].lower in words["auxiliary"] or tokens[index].lower in words["finite"]:
                return index
            if not any(tokens[index].lower in words[name] for name in ("clitic", "manner", "stop")):
                return None
        return None

    def cue(self, tokens: Sequence[Token], at: int, last: int) -> Cue | None:
        """The cue verb whose first word stands at an index: a finite form, or an auxiliary and a participle."""
        words = self._lexicon
        low = tokens[at].lower
        if low in words["auxiliary"]:
            index, pronoun = at + 1, None
            while index < min(last, at + _LEAD + 1):
                if tokens[index].lower in words["participle"]:
                    return Cue(at, index + 1, pronoun)
                if tokens[index].lower in words["pronoun"]:
                    pronoun = index
                elif not any(tokens[index].lower in words[n] for n in ("inversion", "clitic", "stop")):
                    break
                index += 1
        if low not in words["finite"] or (low.endswith("е") and tokens[at].text[0].isupper()):
            return None
        if at + 1 < last and tokens[at + 1].lower in words["inversion"] and at + 2 < last:
            return Cue(at, at + 3, at + 2)
        return Cue(at, at + 1, None)


def attributed(tokens: Sequence[Token], cue: Cue, subject: tuple[int, int] | None) -> Attribution:
    """The attribution that a cue and its subject make."""
    skipped: set[int] = set() if cue.pronoun is None else {cue.pronoun - 1, cue.pronoun}
    words = [
        i for i in range(cue.first, cue.last) if i not in skipped or (tokens[i].text[0].isalnum() and i != cue.pronoun)
    ]
    places: list[Place] = []
    for before, index in zip([None, *words], words, strict=False):
        if places and before == index - 1:
            places[-1] = (places[-1][0], tokens[index].end)
        else:
            places.append((tokens[index].start, tokens[index].end))
    step = f"“{' '.join(tokens[i].text for i in words)}” is a cue."
    end = max(cue.last, subject[1] if subject else 0)
    named = None if subject is None else place(tokens, *subject)
    return Attribution(tuple(places), named, steps=(step,), end=tokens[end - 1].end)
