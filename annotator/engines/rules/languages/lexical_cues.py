"""Cues in languages that are known by word lists: finite verbs, auxiliaries with participles, “according to”.

Whose words a cue introduces is left to `lexical`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.found import Attribution
from annotator.engines.rules.languages.lexical_phrases import Phrases, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Token

_LEAD = 4  # small words in front of a cue verb, or between its auxiliary and participle


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
        self._sources = tuple(tuple(phrase.split("_")) for phrase in lexicon["source_phrase"])

    def source(self, tokens: Sequence[Token], at: int, last: int) -> Attribution | None:
        """“selon X”, “según X”, “по словам X”."""
        for phrase in self._sources:
            behind = at + len(phrase)
            if behind < last and tuple(token.lower for token in tokens[at:behind]) == phrase:
                end = self._phrases.phrase(tokens, behind, last)
                if end is None:
                    return None
                cue = ((tokens[at].start, tokens[behind - 1].end),)
                step = f"“{' '.join(phrase)}” names the source."
                return Attribution(cue, place(tokens, behind, end), steps=(step,), end=tokens[end - 1].end)
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
    kept = [
        i for i in range(cue.first, cue.last) if i not in skipped or (tokens[i].text[0].isalnum() and i != cue.pronoun)
    ]
    places: list[Place] = []
    for index in kept:
        if places and kept[kept.index(index) - 1] == index - 1:
            places[-1] = (places[-1][0], tokens[index].end)
        else:
            places.append((tokens[index].start, tokens[index].end))
    step = f"“{' '.join(tokens[i].text for i in kept)}” is a cue."
    end = max(cue.last, subject[1] if subject else 0)
    named = None if subject is None else place(tokens, *subject)
    return Attribution(tuple(places), named, steps=(step,), end=tokens[end - 1].end)
