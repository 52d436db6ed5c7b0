"""German content behind a noun of saying: “die Forderung, …”, “mit der Begründung, dass …”.

Verbs are left to `german_clauses`, phrases like “nach Angaben von X” to `german_sources`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.german_complements import content_end, kinds
from annotator.engines.rules.languages.german_phrases import is_capital, phrase, place, starts
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.reading import Sentence

_CONFIDENCE = 0.5  # of content behind a noun


def announced(sentence: Sentence) -> Iterator[Found]:
    """Content behind a noun of saying: “die Forderung, …”."""
    words = lexicon("de")
    tokens = sentence.tokens
    for number, clause in enumerate(sentence.clauses[:-1]):
        nouns = [
            i
            for i in range(clause.first, clause.last)
            if tokens[i].lower in words["cue_noun"] and is_capital(tokens[i]) and not tokens[i].shut
        ]
        if not nouns or sentence.clauses[number + 1].before != ",":
            continue
        index = nouns[-1]
        if not _reachescontent_end(sentence, index, clause.last):
            continue
        kind = next(kinds(sentence, number + 1), "")
        if kind in {"dass", "bare", "infinitive"}:
            start = tokens[sentence.clauses[number + 1].first].start
            whose = _noun_attribution(sentence, number, index)
            yield Found(((start, content_end(sentence, number + 1, embedded=True)),), whose, _CONFIDENCE, "noun")


def _reachescontent_end(sentence: Sentence, index: int, last: int) -> bool:
    """Whether only attributes or a verb's rest stand between a noun and the comma."""
    if index + 1 == last:
        return True
    end = phrase(sentence.tokens, index, last)
    while end is not None and end < last and sentence.tokens[end].lower in lexicon("de")["preposition"]:
        end = phrase(sentence.tokens, end + 1, last)
    return end == last or (last - index <= 3 and sentence.tokens[last - 1].text[0].islower())  # noqa: PLR2004  # “… zurück,”


def _noun_attribution(sentence: Sentence, number: int, index: int) -> Attribution:
    tokens = sentence.tokens
    clause = sentence.clauses[number]
    step = f"The noun “{tokens[index].text}” announces speech, and the clause behind it is the content."
    cue = ((tokens[index].start, tokens[index].end),)
    genitive = phrase(tokens, index + 1, clause.last) if _owns(sentence, index + 1, clause.last) else None
    if genitive is not None:
        return Attribution(cue, place(tokens, index + 1, genitive), steps=(step,), end=tokens[clause.last - 1].end)
    first = clause.first
    if first < index - 1 and starts(tokens, first):
        end = phrase(tokens, first, index)
        if end is not None and end < index - 1 and tokens[end].text[0].islower():
            return Attribution(cue, place(tokens, first, end), steps=(step,), end=tokens[clause.last - 1].end)
    return Attribution(cue, steps=(step,), end=tokens[clause.last - 1].end)


def _owns(sentence: Sentence, at: int, last: int) -> bool:
    return at < last and sentence.tokens[at].lower in lexicon("de")["genitive"]
