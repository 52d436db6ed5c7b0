"""German phrases that name a source: “laut X”, “nach Angaben von X”, “X zufolge”, “so X”, “wonach”.

The content is the clause around the phrase. Verbs and nouns of saying are left to `german_clauses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.german_moods import has_finite
from annotator.engines.rules.languages.german_phrases import may_end, phrase, place, starts
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.reading import Place, Sentence, Token

_CONFIDENCE = {"laut": 0.8, "nach": 0.8, "zufolge": 0.9, "so": 0.9, "wonach": 0.5, "demnach": 0.7}
_LONGEST_SO = 14  # tokens of the source behind “so”
_LONGEST_SOURCE = 40  # tokens of one before “zufolge” or “wonach”: without a comma, sources of 20 are unheard of
_FIRST_WORDS = 4  # tokens within which a source noun must stand behind “nach”


def sourced(sentence: Sentence) -> Iterator[Found]:
    """Quotes of a sentence whose source stands in a phrase."""
    for index, token in enumerate(sentence.tokens):
        if token.shut:
            continue
        if token.lower in {"laut", "nach", "lt"}:
            found = _preposition(sentence, index)
        elif token.lower == "zufolge":
            found = _postposition(sentence, index)
        elif token.lower == "so":
            found = _so(sentence, index)
        elif token.lower in {"demnach", "danach"}:
            found = _accordingly(sentence, index)
        elif token.lower == "wonach" and index:
            found = _whereby(sentence, index)
        else:
            continue
        if found is not None:
            yield found


def _preposition(sentence: Sentence, index: int) -> Found | None:
    tokens = sentence.tokens
    end = phrase(tokens, index + 1, len(tokens))
    if end is None or (tokens[index].lower == "nach" and not _is_source(sentence, index + 1, end)):
        return None
    return _sourced(sentence, index, (index, end), index + 1, tokens[index].lower[:4])


def _is_source(sentence: Sentence, first: int, last: int) -> bool:
    """Whether the first noun of a phrase, or the end of its compound, is a word for words or findings."""
    nouns = lexicon("de")["source"]
    ends = tuple(nouns)
    near = sentence.tokens[first : min(last, first + _FIRST_WORDS)]
    head = next((token for token in near if token.text[0].isupper() and not token.shut), None)
    return head is not None and (head.lower in nouns or head.lower.endswith(ends))


def _postposition(sentence: Sentence, index: int) -> Found | None:
    tokens = sentence.tokens
    clause = sentence.clauses[sentence.clause_of(index)]
    for first in _fitting(tokens, clause.first, index):
        if starts(tokens, first) or tokens[first].lower in lexicon("de")["dative"]:
            return _sourced(sentence, index, (first, index + 1), first, "zufolge")
    return None


def _fitting(tokens: Sequence[Token], first: int, last: int) -> Iterator[int]:
    """Where, from a token on, the noun phrases start that end in front of another, the longest first."""
    if first < last and may_end(tokens[last - 1]):
        for index in range(max(first, last - _LONGEST_SOURCE), last):
            if phrase(tokens, index, last) == last:
                yield index


def _sourced(sentence: Sentence, cue: int, outer: tuple[int, int], first: int, kind: str) -> Found | None:
    """Content around a source phrase ``outer``, whose noun phrase starts at ``first``."""
    tokens = sentence.tokens
    stop = outer[1] if kind != "zufolge" else outer[1] - 1
    speaker, cues = _split(sentence, cue, first, stop)
    content = _around(sentence, *outer)
    if not content:
        return None
    step = f"“{tokens[cue].text}” names the source of the sentence around it."
    whose = Attribution(cues, speaker, steps=(step,), end=tokens[outer[1] - 1].end)
    return Found(content, whose, _CONFIDENCE.get(kind, 0.8), kind)


def _split(sentence: Sentence, cue: int, first: int, last: int) -> tuple[Place, tuple[Place, ...]]:
    """Speaker and cue: “Angaben” belongs to the cue when an owner follows it, else it is all there is."""
    tokens, words = sentence.tokens, lexicon("de")
    here = (tokens[cue].start, tokens[cue].end)
    for index in range(first, min(last, first + _FIRST_WORDS)):
        if tokens[index].lower in words["source_bare"] and index + 1 < last:
            at = index + 1 + (tokens[index + 1].lower in words["link"])
            if at < last:
                noun = (tokens[index].start, tokens[index].end)
                return place(tokens, at, last), tuple(sorted((here, noun)))
    return place(tokens, first, last), (here,)


def _around(sentence: Sentence, first: int, last: int) -> tuple[Place, ...]:
    """The sentence without the phrase and the commas that part it."""
    tokens = sentence.tokens
    content: list[Place] = []
    start = _restart(sentence, first)
    left = first
    while left > start and tokens[left - 1].text in ",–—(":
        left -= 1
    if left > start:
        content.append((tokens[start].start, tokens[left - 1].end))
    right = last
    while right < len(tokens) and tokens[right].text in ",–—):" and not tokens[right].shut:
        right += 1
    if right < len(tokens) and tokens[right].start < sentence.stop:
        content.append((tokens[right].start, sentence.stop))
    return tuple(content)


def _restart(sentence: Sentence, first: int) -> int:
    """Where the content in front of a phrase begins: with its clause when that stands alone, else with the sentence."""
    start = 0
    words = lexicon("de")
    for number, clause in enumerate(sentence.clauses):
        if clause.first < first < clause.last and number and clause.before in {",", "–"}:
            opener = sentence.tokens[clause.first].lower
            alone = opener in words["relative"] | words["subordinator"] or has_finite(sentence, clause)
            start = clause.first if alone else start
        if clause.first <= first and clause.before in {":", ";"}:
            start = clause.first
    return start


def _so(sentence: Sentence, index: int) -> Found | None:
    """“…, so X.”: the source behind the content."""
    tokens = sentence.tokens
    if index == 0 or not (tokens[index - 1].text in ",–—" or tokens[index - 1].shut) or tokens[index - 1].start < 0:
        return None
    if index + 1 >= len(tokens) or not starts(tokens, index + 1):
        return None
    end = phrase(tokens, index + 1, len(tokens))
    if end is None or end - index > _LONGEST_SO or not _closed(sentence, end):
        return None
    content = _around(sentence, index, end)
    if not content or content[0][0] > tokens[index].start:
        return None
    cue = ((tokens[index].start, tokens[index].end),)
    step = "“so” and a name behind a clause attribute it."
    whose = Attribution(cue, place(tokens, index + 1, end), steps=(step,), end=tokens[end - 1].end)
    return Found(content[:1] if _ends_after(sentence, end) else content, whose, _CONFIDENCE["so"], "so")


def _closed(sentence: Sentence, end: int) -> bool:
    """Whether a source behind “so” is complete: nothing, a mark, an adverb or a place follows."""
    if end >= len(sentence.tokens):
        return True
    token = sentence.tokens[end]
    words = lexicon("de")
    return token.text in ",.;:–—)" or token.shut or token.lower in words["preposition"] | words["focus"]


def _ends_after(sentence: Sentence, end: int) -> bool:
    """Whether what follows the source is an adverb or place up to the end of the sentence."""
    tokens = sentence.tokens
    return end < len(tokens) and tokens[end].text not in ",–—"


def _accordingly(sentence: Sentence, index: int) -> Found | None:
    """“Demnach S”: the source is the one of the sentence before."""
    if index and sentence.tokens[index].lower == "danach":
        return None
    follows = sentence.tokens[index + 1 : index + 2]
    if not follows or not follows[0].text[0].islower():
        return None
    token = sentence.tokens[index]
    if token.lower == "danach" and follows[0].lower not in lexicon("de")["subjunctive"]:
        return None
    step = f"“{token.text}” points back to the source of the sentence before."
    whose = Attribution(((token.start, token.end),), steps=(step,), end=token.end)
    return Found(_around(sentence, index, index + 1), whose, _CONFIDENCE["demnach"], "demnach", continues=True)


def _whereby(sentence: Sentence, index: int) -> Found | None:
    """“…, wonach S”: the phrase in front is the source."""
    tokens = sentence.tokens
    if tokens[index - 1].text != "," or index + 1 >= len(tokens):
        return None
    clause = sentence.clauses[max(0, sentence.clause_of(index) - 1)]
    first = next(_fitting(tokens, clause.first, clause.last), None)
    speaker = None if first is None else place(tokens, first, clause.last)
    cue = ((tokens[index].start, tokens[index].end),)
    step = "“wonach” says that the phrase in front of it is the source."
    content = ((tokens[index + 1].start, sentence.stop),)
    return Found(
        content, Attribution(cue, speaker, steps=(step,), end=tokens[index].end), _CONFIDENCE["wonach"], "wonach"
    )
