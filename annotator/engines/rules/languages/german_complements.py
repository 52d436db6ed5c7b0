"""What a German clause can be to the cue in front of it: content of a kind, and where that content ends.

Which cue stands there and who speaks is left to `german_clauses` and `german_nouns`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.german_moods import clause_is_reported, has_infinitive, reported
from annotator.engines.rules.languages.german_phrases import phrase
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.reading import Sentence

_REACH = 6  # clauses behind a cue that are looked at
_PLAIN = 5  # words of a bare clause in the indicative
_FRAMES = {"dass": "d", "question": "d", "bare": "b", "plain": "b", "infinitive": "z", "colon": "b"}
_CONDITIONS = frozenset({"so", "wenn", "falls", "seit", "da", "bis", "ohne"})  # open a condition, or a main clause


class Complement(NamedTuple):
    """What follows a cue: the clause's number and its kind, a key of the confidences."""

    clause: int
    kind: str


def complement(sentence: Sentence, clause: int, frames: frozenset[str]) -> Complement | None:
    """The first clause behind a cue's that the cue can take."""
    for number in range(clause + 1, min(len(sentence.clauses), clause + 1 + _REACH)):
        for kind in kinds(sentence, number):
            if kind == "stop":
                return None
            if _FRAMES[kind] in frames:
                return Complement(number, kind)
    return None


def kinds(sentence: Sentence, number: int) -> Iterator[str]:
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
    """Whether a clause without conjunction can be content: a kind, “stop”, or nothing."""
    words = lexicon("de")
    clause = sentence.clauses[number]
    tokens = sentence.tokens[clause.first : clause.last]
    first = tokens[0].lower
    if first in words["question"] and first not in {"wie", "was", "wo", "welcher", "welche"}:
        return "question"
    if _is_subordinate(sentence, number):
        return ""
    is_reported = clause_is_reported(sentence, clause)
    if first in {"wie", "was"} and not is_reported:
        return "question" if first == "was" else ""
    if is_reported or _reported_later(sentence, number):
        return "bare"
    return "stop" if first in words["coordinator"] else _plain(sentence, number)


def _is_subordinate(sentence: Sentence, number: int) -> bool:
    """Whether a clause depends on the one before it: relative, or with a conjunction."""
    words = lexicon("de")
    clause = sentence.clauses[number]
    tokens = sentence.tokens[clause.first : clause.last]
    first = tokens[0].lower
    if first == "so" and len(tokens) > 1 and tokens[1].lower in words["that"]:
        return True
    if first in words["relative"] and _is_final(sentence, number):
        return True
    return first in words["subordinator"] - _CONDITIONS


def _plain(sentence: Sentence, number: int) -> str:
    clause = sentence.clauses[number]
    tokens = sentence.tokens[clause.first : clause.last]
    has_verb = any(token.lower in lexicon("de")["auxiliary"] and not token.shut for token in tokens[1:-1])
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
    if number + 2 >= len(clauses) or sentence.tokens[clauses[number].first].lower in lexicon("de")["relative"]:
        conditional = sentence.tokens[clauses[number].first].lower in {"wenn", "falls", "sollte", "da"}
        return conditional and number + 1 < len(clauses) and clause_is_reported(sentence, clauses[number + 1])
    later = clauses[number + 2]
    return reported(sentence.tokens[later.first : later.first + 2])


def content_end(sentence: Sentence, clause: int, *, embedded: bool) -> int:
    """Where content ends that starts in a clause.

    Args:
        sentence: Where it stands.
        clause: Number of its first clause.
        embedded: Whether a main clause may go on behind it, since its cue stands in a subordinate one.

    Returns:
        The code point behind it: the sentence's end, a semicolon, or the comma before the main clause goes on.
    """
    ends = _ends(sentence, embedded=embedded)
    at = bisect_right(ends, clause)
    return sentence.tokens[sentence.clauses[ends[at] - 1].last - 1].end if at < len(ends) else sentence.stop


@kept
def _ends(sentence: Sentence, *, embedded: bool) -> list[int]:
    """Numbers of the clauses in front of which content ends."""
    return [
        number
        for number, clause in enumerate(sentence.clauses)
        if number and (clause.before == ";" or (embedded and clause.before == "," and _goes_on(sentence, number)))
    ]


def _goes_on(sentence: Sentence, number: int) -> bool:
    """Whether a main clause goes on with a clause: its verb or the verb's particle stands there."""
    words = lexicon("de")
    here, before = sentence.clauses[number], sentence.clauses[number - 1]
    first = sentence.tokens[here.first].lower
    resumes = first in words["auxiliary"] and first not in words["subjunctive"]
    particle = number + 1 == len(sentence.clauses) and sentence.words(here.first, here.last) == 1
    return particle or (resumes and sentence.tokens[before.first].lower not in words["subordinator"])
