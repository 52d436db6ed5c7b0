"""German indirect speech that a verb introduces: the content stands behind it, in front of it, or around it.

What a clause can be to its cue is asked of `german_complements`; nouns and phrases like “laut X” are left to others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.german_complements import complement, content_end
from annotator.engines.rules.languages.german_moods import clause_is_reported, has_finite
from annotator.engines.rules.languages.german_speakers import attribution
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.engines.rules.languages.german_verbs import Hit
    from annotator.engines.rules.languages.reading import Place, Sentence

_CONFIDENCE = {
    "dass": 0.85,
    "question": 0.65,
    "bare": 0.9,
    "plain": 0.45,
    "infinitive": 0.8,
    "colon": 0.5,
    "preposed": 0.85,
    "preposed dass": 0.8,
    "wie": 0.9,
}
_STEPS = {
    "dass": "A clause with “dass” or “ob” follows: it is the content.",
    "question": "An indirect question follows: it is the content.",
    "bare": "A clause without conjunction follows, in the subjunctive of reported speech: it is the content.",
    "plain": "A clause without conjunction follows, in the indicative: it is probably the content.",
    "infinitive": "An infinitive with “zu” follows: it is the content.",
    "colon": "A colon and a clause without marks follow: it is the content.",
    "preposed": "The cue stands behind a clause, verb first: that clause is the content.",
    "preposed dass": "A clause with “dass” stands in front of the cue: it is the content.",
    "wie": "“wie” makes the cue an aside: the clause around it is the content.",
}


def indirect(sentence: Sentence, cues: Iterable[Hit]) -> Iterator[Found]:
    """Indirect and mixed quotes of a sentence that a verb introduces."""
    for hit in cues:
        found = _behind(sentence, hit) or _in_front(sentence, hit)
        if found is not None:
            yield found


def _behind(sentence: Sentence, hit: Hit) -> Found | None:
    """Content behind the cue, or around a “wie X sagte”."""
    aside = _aside(sentence, hit)
    if aside is not None:
        return _around(sentence, hit, aside)
    last = max(hit.clause, sentence.clause_of(hit.last))
    follows = complement(sentence, last, hit.verb.frames)
    if follows is None:
        return None
    start = sentence.tokens[sentence.clauses[follows.clause].first].start
    embedded = hit.is_final or hit.finite == 0
    end = content_end(sentence, follows.clause, embedded=embedded)
    return _found(sentence, hit, ((start, end),), follows.kind)


def _found(sentence: Sentence, hit: Hit, content: tuple[Place, ...], kind: str) -> Found | None:
    whose = attribution(sentence, hit)
    if not content or any(end <= start for start, end in content):
        return None
    steps = (*whose.steps, _STEPS[kind])
    whose = Attribution(whose.cue, _outside(whose.speaker, content), whose.addressee, whose.mode, steps, whose.end)
    confidence = _CONFIDENCE[kind] - (0.1 if whose.speaker is None else 0)
    return Found(content, whose, round(confidence, 2), kind)


def _outside(speaker: Place | None, content: tuple[Place, ...]) -> Place | None:
    """The speaker, cut where the content begins; None when it lies inside the content."""
    if speaker is None:
        return None
    for start, end in content:
        if start <= speaker[0] < end:
            return None
        if speaker[0] < start < speaker[1]:
            return speaker[0], start
    return speaker


def _in_front(sentence: Sentence, hit: Hit) -> Found | None:
    """Content in front of a cue that stands verb first, as in “S, sagte X”."""
    clause = sentence.clauses[hit.clause]
    if hit.finite != clause.first or clause.before != "," or hit.clause == 0 or not hit.verb.frames & frozenset("db"):
        return None
    tokens = sentence.tokens
    last = clause.first - 1
    if last < 1 or sentence.shut(0, last) > last // 2:
        return None
    first = 1 if tokens[0].lower in lexicon("de")["coordinator"] else 0
    whose = attribution(sentence, hit)
    is_dass = tokens[first].lower in lexicon("de")["that"]
    if (whose.speaker is not None and whose.speaker[0] < tokens[hit.finite].start) or not (
        is_dass or _is_said(sentence, hit.clause)
    ):
        return None
    kind = "preposed dass" if is_dass else "preposed"
    content: tuple[Place, ...] = ((tokens[first].start, tokens[last - 1].end),)
    rest = _resumed(sentence, hit, whose)
    return _found(sentence, hit, (*content, *rest), kind)


def _is_said(sentence: Sentence, last: int) -> bool:
    """Whether the clauses in front of a cue can be content: one of them is a main clause or reported."""
    return _first_said(sentence) < last


@kept
def _first_said(sentence: Sentence) -> int:
    """Number of the first clause that is a main clause or reported; how many there are when none is."""
    words = lexicon("de")
    subordinate = (words["subordinator"] | words["question"]) - {"so", "damit", "während"}
    for number, clause in enumerate(sentence.clauses):
        first = sentence.tokens[clause.first].lower
        if first in subordinate or (number and first in words["relative"]):
            continue
        if has_finite(sentence, clause) or clause_is_reported(sentence, clause):
            return number
    return len(sentence.clauses)


def _resumed(sentence: Sentence, hit: Hit, whose: Attribution) -> tuple[Place, ...]:
    """The content behind an inserted “, sagte X,”."""
    for number in range(hit.clause + 1, len(sentence.clauses)):
        clause = sentence.clauses[number]
        first = sentence.tokens[clause.first]
        if first.start < whose.end or clause.before != ",":
            continue
        words = lexicon("de")
        if first.lower in words["relative"] or first.shut:
            return ()
        return ((first.start, sentence.stop),)
    return ()


def _aside(sentence: Sentence, hit: Hit) -> int | None:
    """Number of the clause whose “wie” makes the cue an aside; appositions may part the two."""
    for number in range(hit.clause, max(-1, hit.clause - 3), -1):
        clause = sentence.clauses[number]
        first = sentence.tokens[clause.first].lower
        follows = sentence.tokens[min(clause.first + 1, len(sentence.tokens) - 1)].lower
        if first == "wie" or (first == "so" and follows == "wie"):
            return number if follows not in {"viel", "viele", "sehr"} else None
        parted = number == hit.clause or not has_finite(sentence, clause)
        if not hit.is_final or clause.before != "," or not parted:
            return None
    return None


def _around(sentence: Sentence, hit: Hit, aside: int) -> Found | None:
    """Content around “wie X sagte”: behind it, in front of it, or both."""
    clauses, tokens = sentence.clauses, sentence.tokens
    first = clauses[aside]
    last = hit.clause
    while last + 1 < len(clauses) and clauses[last].last <= hit.last:
        last += 1
    content: list[Place] = []
    if first.first > 0:
        content.append((tokens[0].start, tokens[first.first - 2].end))
    behind = clauses[last].last
    if behind + 1 < len(tokens) and tokens[behind].text in ",:" and tokens[behind + 1].start < sentence.stop:
        if tokens[behind].text == ":" and tokens[behind + 1].shut:
            return None
        content.append((tokens[behind + 1].start, sentence.stop))
    return _found(sentence, hit, tuple(content), "wie")
