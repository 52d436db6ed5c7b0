"""German content that is a noun phrase: “bezeichnete X als …”, “sprach von …”, “forderte …”, and words in marks.

Clauses and infinitives are left to `german_clauses`; whole quotations in marks to `direct`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.german_phrases import phrase, starts
from annotator.engines.rules.languages.german_speakers import attribution
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.engines.rules.languages.german_verbs import Hit
    from annotator.engines.rules.languages.reading import Place, Sentence

_AS = 0.5  # confidence of “bezeichnete X als Y”
_NOUN = 0.6  # of “forderte X”
_SHORTEST = 1  # words of a noun phrase that is content


def objects(sentence: Sentence, cues: Iterable[Hit]) -> Iterator[Found]:
    """Quotes of a sentence whose content is a noun phrase."""
    for hit in cues:
        if "o" in hit.verb.frames:
            found = _described(sentence, hit)
        elif "n" in hit.verb.frames and not hit.is_final:
            found = _demanded(sentence, hit)
        else:
            continue
        if found is not None:
            yield found


def _described(sentence: Sentence, hit: Hit) -> Found | None:
    """“X als Y” behind “bezeichnete”; “X „Y“” behind “nannte”."""
    whose = attribution(sentence, hit)
    tokens = sentence.tokens
    start, stop = _rest(sentence, hit, whose)
    has_as = sentence.find("als", start, stop) is not None
    if not has_as and not (hit.verb.lemma == "nennen" and sentence.shut(start, stop)):
        return None
    while not has_as and not tokens[stop - 1].shut:
        stop -= 1
    step = "What somebody is called, with “als” or in marks, is content."
    return _found(whose, (tokens[start].start, tokens[stop - 1].end), _AS, "object", step)


def _demanded(sentence: Sentence, hit: Hit) -> Found | None:
    """The object of “forderte”, or of “sprach von”."""
    whose = attribution(sentence, hit)
    tokens = sentence.tokens
    start, stop = _rest(sentence, hit, whose)
    if start >= stop or hit.is_passive or _is_followed(sentence, hit):
        return None
    while start < stop and tokens[start].lower in lexicon("de")["focus"]:
        start += 1
    first = tokens[start].lower if start < stop else ""
    if hit.verb.companions and first not in hit.verb.companions:
        near = (i for i in range(start, stop) if tokens[i].lower in hit.verb.companions and not tokens[i].shut)
        start = next(near, stop)
    if not hit.verb.companions and not (starts(tokens, start) or first in lexicon("de")["determiner"]):
        return None
    if hit.verb.companions and start < stop:
        cue = tuple(sorted({*whose.cue, (tokens[start].start, tokens[start].end)}))
        whose, start = replace(whose, cue=cue), start + 1
    rest = tokens[start:stop]
    is_phrase = phrase(tokens, start, stop) is not None or any(t.shut for t in rest)
    if len(rest) < _SHORTEST or not is_phrase:
        return None
    step = f"The object of “{hit.verb.lemma}” is content."
    return _found(whose, (rest[0].start, rest[-1].end), _NOUN, "noun phrase", step)


def _is_followed(sentence: Sentence, hit: Hit) -> bool:
    """Whether a clause with its own verb of content follows, which is then the content."""
    clauses = sentence.clauses
    number = sentence.clause_of(hit.last)
    if number + 1 >= len(clauses):
        return False
    first = sentence.tokens[clauses[number + 1].first].lower
    return first in lexicon("de")["that"] or clauses[number + 1].before == ":"


def _rest(sentence: Sentence, hit: Hit, whose: Attribution) -> tuple[int, int]:
    """Tokens of the clause behind verb and subject, a participle or particle at its end left out."""
    tokens = sentence.tokens
    clause = sentence.clauses[hit.clause]
    start = hit.finite + 1
    while whose.speaker is not None and start < clause.last and tokens[start].start < whose.speaker[1]:
        if tokens[start].start < whose.speaker[0] and not _passable(sentence, start):
            break
        start += 1
    while start < clause.last and tokens[start].lower in lexicon("de")["focus"]:
        start += 1
    stop = clause.last
    while stop > start and (tokens[stop - 1].text in ".!?" or stop - 1 in hit.words):
        stop -= 1
    return start, stop


def _passable(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    return token.text[0].islower() or not token.shut


def _found(whose: Attribution, content: Place, confidence: float, construction: str, step: str) -> Found | None:
    if whose.speaker is not None and whose.speaker[0] < content[1] and content[0] < whose.speaker[1]:
        return None
    steps = (*whose.steps, step)
    full = Attribution(whose.cue, whose.speaker, whose.addressee, whose.mode, steps, whose.end)
    return Found((content,), full, confidence - (0 if whose.speaker else 0.1), construction)
