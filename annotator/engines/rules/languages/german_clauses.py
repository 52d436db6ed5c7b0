"""German indirect speech by cue: clauses with dass, bare clauses, infinitives, in front, behind, around or after a noun.

Cues and speakers come from `german_verbs`; phrases like “laut X” are left to `german_sources`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.german_moods import clause_is_reported, has_finite, has_infinitive, reported
from annotator.engines.rules.languages.german_phrases import is_capital, phrase, place, starts
from annotator.engines.rules.languages.german_verbs import Hit, attribution, hits
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.reading import Place, Sentence

_CONFIDENCE = {
    "dass": 0.8,
    "question": 0.65,
    "bare": 0.8,
    "plain": 0.45,
    "infinitive": 0.65,
    "colon": 0.5,
    "preposed": 0.75,
    "preposed dass": 0.75,
    "wie": 0.75,
    "noun": 0.55,
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
    "noun": "The noun is followed by what was said.",
}
_REACH = 6  # clauses behind a cue that are looked at
_PLAIN = 5  # words of a bare clause in the indicative
_FRAMES = {"dass": "d", "question": "d", "bare": "b", "plain": "b", "infinitive": "z", "colon": "b"}


class Complement(NamedTuple):
    """What follows a cue: the clause's number and its kind, a key of the confidences."""

    clause: int
    kind: str


def indirect(sentence: Sentence) -> Iterator[Found]:
    """Indirect and mixed quotes of a sentence that a verb or noun introduces."""
    for hit in hits(sentence):
        found = _behind(sentence, hit) or _in_front(sentence, hit)
        if found is not None:
            yield found
    yield from _nouns(sentence)


def _behind(sentence: Sentence, hit: Hit) -> Found | None:
    """Content behind the cue, or around a “wie X sagte”."""
    aside = _aside(sentence, hit)
    if aside is not None:
        return _around(sentence, hit, aside)
    last = max(hit.clause, sentence.clause_of(hit.last))
    complement = _complement(sentence, last, hit.verb.frames)
    if complement is None:
        return None
    start = sentence.tokens[sentence.clauses[complement.clause].first].start
    embedded = hit.is_final or hit.finite == 0
    end = _end(sentence, complement.clause, embedded=embedded)
    return _found(sentence, hit, ((start, end),), complement.kind)


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


def _complement(sentence: Sentence, clause: int, frames: frozenset[str]) -> Complement | None:
    """The first clause behind a cue's that the cue can take."""
    for number in range(clause + 1, min(len(sentence.clauses), clause + 1 + _REACH)):
        for kind in _kinds(sentence, number):
            if kind == "stop":
                return None
            if _FRAMES[kind] in frames:
                return Complement(number, kind)
    return None


def _kinds(sentence: Sentence, number: int) -> Iterator[str]:
    """What a clause can be to a cue, the likeliest first: kinds of content, or “stop”."""
    words = lexicon("de")
    clause = sentence.clauses[number]
    first = sentence.tokens[clause.first]
    if clause.before in {"(", ";"}:
        yield from () if clause.before == "(" else ("stop",)
        return
    if clause.before == ":":
        yield "colon" if not first.shut and clause_is_reported(sentence, clause) else "stop"
        return
    if first.lower in words["that"] or _leads(sentence, number, words["that"]):
        yield "dass"
        return
    bare = _bare(sentence, number)
    if bare and bare != "stop":
        yield bare
    if has_infinitive(sentence, clause, last=True) or _opens_infinitive(sentence, number):
        yield "stop" if first.lower in {"um", "ohne", "statt", "anstatt"} else "infinitive"
    if bare == "stop":
        yield bare


def _opens_infinitive(sentence: Sentence, number: int) -> bool:
    """Whether a clause that is not relative holds an infinitive before its end."""
    clause = sentence.clauses[number]
    first = sentence.tokens[clause.first].lower
    return first not in lexicon("de")["relative"] and has_infinitive(sentence, clause)


def _leads(sentence: Sentence, number: int, words: frozenset[str]) -> bool:
    """Whether a clause opens with “und” or “auch” and then one of the words."""
    clause = sentence.clauses[number]
    second = sentence.tokens[clause.first + 1 : clause.first + 2]
    leads = sentence.tokens[clause.first].lower in {"und", "auch", "sondern", "nur", "erst"}
    return leads and bool(second) and second[0].lower in words


def _bare(sentence: Sentence, number: int) -> str:
    words = lexicon("de")
    clause = sentence.clauses[number]
    tokens = sentence.tokens[clause.first : clause.last]
    first = tokens[0].lower
    is_relative = first in words["relative"] and _is_final(sentence, number)
    if first in words["question"] and first not in {"wie", "was", "wo", "welcher", "welche"}:
        return "question"
    is_so_that = first == "so" and tokens[1:2] and tokens[1].lower in words["that"]
    if (
        is_relative
        or is_so_that
        or first in words["subordinator"] - {"so", "wenn", "falls", "seit", "da", "bis", "ohne"}
    ):
        return ""
    if first in {"wie", "was"} and not clause_is_reported(sentence, clause):
        return "question" if first == "was" else ""
    if clause_is_reported(sentence, clause) or _reported_later(sentence, number):
        return "bare"
    if first in words["coordinator"]:
        return "stop"
    has_verb = any(t.lower in words["auxiliary"] and not t.shut for t in tokens[1:-1])
    return "plain" if has_verb and len(tokens) >= _PLAIN else ""


def _is_final(sentence: Sentence, number: int) -> bool:
    """Whether a clause has its finite verb at the end, like a relative clause, rather than second."""
    words = lexicon("de")
    clause = sentence.clauses[number]
    tokens = sentence.tokens[clause.first : clause.last]
    while len(tokens) > 1 and tokens[-1].text in ".!?":
        tokens = tokens[:-1]
    finite = words["auxiliary"] | words["subjunctive"] | words["subjunctive_two"]
    second = phrase(sentence.tokens, clause.first, clause.last)
    if second == clause.first + len(tokens) - 1:
        return False
    inner = tokens[1:-1]
    return not (any(token.lower in finite and not token.shut for token in inner) or reported(tokens[:-1]))


def _reported_later(sentence: Sentence, number: int) -> bool:
    """Whether the clause is a subject or condition whose verb comes after an inserted clause, in the subjunctive."""
    clauses = sentence.clauses
    if number + 2 >= len(clauses) + 0 or sentence.tokens[clauses[number].first].lower in lexicon("de")["relative"]:
        conditional = sentence.tokens[clauses[number].first].lower in {"wenn", "falls", "sollte", "da"}
        return conditional and number + 1 < len(clauses) and clause_is_reported(sentence, clauses[number + 1])
    later = clauses[number + 2]
    return reported(sentence.tokens[later.first : later.first + 2])


def _end(sentence: Sentence, clause: int, *, embedded: bool) -> int:
    """Where content ends that starts in a clause: with the sentence, at a semicolon, or where the main clause goes on."""
    words = lexicon("de")
    for number in range(clause + 1, len(sentence.clauses)):
        here, before = sentence.clauses[number], sentence.clauses[number - 1]
        first = sentence.tokens[here.first].lower
        opener = sentence.tokens[before.first].lower
        resumes = here.before == "," and first in words["auxiliary"] - words["subjunctive"]
        if here.before == ";" or (embedded and resumes and opener not in words["subordinator"]):
            return sentence.tokens[before.last - 1].end
    return sentence.stop


def _in_front(sentence: Sentence, hit: Hit) -> Found | None:
    """Content in front of a cue that stands verb first: “S, sagte X.”"""
    clause = sentence.clauses[hit.clause]
    if hit.finite != clause.first or clause.before != "," or hit.clause == 0 or not hit.verb.frames & frozenset("db"):
        return None
    tokens = sentence.tokens
    before = tokens[: clause.first - 1]
    if not before or sum(token.shut for token in before) > len(before) // 2:
        return None
    first = 1 if before[0].lower in lexicon("de")["coordinator"] else 0
    whose = attribution(sentence, hit)
    is_dass = before[first].lower in lexicon("de")["that"]
    if (whose.speaker is not None and whose.speaker[0] < tokens[hit.finite].start) or not (
        is_dass or _is_said(sentence, hit.clause)
    ):
        return None
    kind = "preposed dass" if is_dass else "preposed"
    content: tuple[Place, ...] = ((before[first].start, before[-1].end),)
    rest = _resumed(sentence, hit, whose)
    return _found(sentence, hit, (*content, *rest), kind)


def _is_said(sentence: Sentence, last: int) -> bool:
    """Whether the clauses in front of a cue can be content: one of them is a main clause or reported."""
    words = lexicon("de")
    subordinate = words["subordinator"] | words["question"]
    for number, clause in enumerate(sentence.clauses[:last]):
        first = sentence.tokens[clause.first].lower
        if first in subordinate - {"so", "damit", "während"} or (number and first in words["relative"]):
            continue
        if has_finite(sentence, clause) or clause_is_reported(sentence, clause):
            return True
    return False


def _resumed(sentence: Sentence, hit: Hit, whose: Attribution) -> tuple[Place, ...]:
    """The content behind an inserted “, sagte X,”."""
    for clause in sentence.clauses[hit.clause + 1 :]:
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


def _nouns(sentence: Sentence) -> Iterator[Found]:
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
        if not _reaches_end(sentence, index, clause.last):
            continue
        kind = next(_kinds(sentence, number + 1), "")
        if kind in {"dass", "bare", "infinitive"}:
            start = tokens[sentence.clauses[number + 1].first].start
            whose = _noun_attribution(sentence, number, index)
            yield Found(((start, _end(sentence, number + 1, embedded=True)),), whose, _CONFIDENCE["noun"], "noun")


def _reaches_end(sentence: Sentence, index: int, last: int) -> bool:
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
    step = f"The noun “{tokens[index].text}” announces speech. " + _STEPS["noun"]
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
