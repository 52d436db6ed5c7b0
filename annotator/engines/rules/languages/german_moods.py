"""The German subjunctive of reported speech: which words of a clause show it, and how surely.

Who is reported is left to the matchers of clauses and continuations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.german_phrases import phrase
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.languages.reading import Clause, Sentence, Token

_SUBJECTS = frozenset("er sie es man dies das dieser diese dort dazu damit dabei daran darauf hier sich".split())
_SHORTEST = 4  # letters of a verb in -e that the lexicon does not list
_AMBIGUOUS = ("te", "ste", "nne", "weise", "ive", "live")  # past tenses, superlatives, adverbs
_FIRST_PERSON = frozenset({"ich", "wir"})


def reported(tokens: Sequence[Token]) -> bool:
    """Whether some word outside marks is a subjunctive of reported speech (“sei”, “könne”, “stagniere”)."""
    return any(_is_subjunctive(tokens, i) for i in range(len(tokens)))


def unreal(tokens: Sequence[Token]) -> bool:
    """Whether some word is of the other subjunctive, which stands in where the first one is not distinct (“hätten”)."""
    forms = lexicon("de")["subjunctive_two"]
    return any(token.lower in forms and not token.shut for token in tokens)


def _is_subjunctive(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    words = lexicon("de")
    if token.shut or not token.text[0].islower() or token.lower in words["no_subjunctive"]:
        return False
    before = tokens[at - 1] if at else None
    if token.lower in words["subjunctive"]:
        if token.lower in {"sei", "seien", "könne", "müsse", "dürfe", "möge", "wisse"}:
            return True
        return not (before is not None and before.lower in _FIRST_PERSON) and not _before_noun(tokens, at)
    return _looks_subjunctive(tokens, at, before)


def _looks_subjunctive(tokens: Sequence[Token], at: int, before: Token | None) -> bool:
    """A verb in -e that no list holds: behind a noun or pronoun and before no noun, or at the clause's end."""
    token = tokens[at]
    if len(token.lower) < _SHORTEST or not token.lower.endswith("e") or token.lower.endswith(_AMBIGUOUS):
        return False
    words = lexicon("de")
    if token.lower in words["coordinator"] | words["preposition"] | words["determiner"] | words["focus"] | {"wie"}:
        return False
    if before is None or before.lower in words["determiner"] - _SUBJECTS:
        return False
    if not (before.text[0].isupper() or before.lower in _SUBJECTS):
        return False
    return not _before_noun(tokens, at)


def _before_noun(tokens: Sequence[Token], at: int) -> bool:
    """Whether a noun follows, so that the word may be an adjective."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.text[0].isupper() and tokens[at].lower not in lexicon("de")["subjunctive"]


@kept
def clause_is_reported(sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause stands in either subjunctive."""
    tokens = sentence.tokens[clause.first : clause.last]
    return reported(tokens) or unreal(tokens)


def main_clause_is_reported(sentence: Sentence, *, near: bool) -> bool:
    """Whether the first clause that is not subordinate stands in a subjunctive of reported speech.

    Args:
        sentence: Where to look.
        near: Whether a quote stands before, so that plural forms like “hätten” can be reported too.
    """
    words = lexicon("de")
    subordinate = words["subordinator"] | words["that"] | words["question"]
    for number, clause in enumerate(sentence.clauses):
        first = sentence.tokens[clause.first].lower
        if clause.before in {"(", "–", "—"} or (number and (first in subordinate or first in words["relative"])):
            continue
        if number == 0 and first in subordinate - {"so", "damit", "während", "wobei"}:
            continue
        tokens = sentence.tokens[clause.first : clause.last]
        if reported(tokens) or (near and any(t.lower in words["subjunctive_plural"] and not t.shut for t in tokens)):
            return True
    return False


@kept
def has_finite(sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause that opens like a main clause has its verb second: behind one phrase comes a small word."""
    tokens, words = sentence.tokens, lexicon("de")
    at = clause.first
    while at < clause.last and tokens[at].lower in words["focus"] | words["coordinator"] and not tokens[at].shut:
        at += 1
    if at < clause.last and tokens[at].lower in words["preposition"]:
        at += 1
        if at < clause.last and clause.before == "," and tokens[at].lower in words["relative"]:
            return False
    end = phrase(tokens, at, clause.last)
    if end is None:
        return at > clause.first and at < clause.last and tokens[at].text[0].islower()
    while end < clause.last and tokens[end].lower in words["preposition"] and not tokens[end].shut:
        end = phrase(tokens, end + 1, clause.last) or end + 1
    return end < clause.last and tokens[end].text[0].islower() and not tokens[end].shut


@kept
def has_infinitive(sentence: Sentence, clause: Clause, *, last: bool = False) -> bool:
    """Whether a clause holds an infinitive with “zu”, or ends with one."""
    tokens = sentence.tokens
    end = clause.last
    while end > clause.first and tokens[end - 1].text in ".!?":
        end -= 1
    for index in range(max(clause.first, end - 2) if last else clause.first, end):
        token = tokens[index]
        if token.shut or not token.text[0].islower():
            continue
        if token.lower == "zu" and index + 1 < clause.last:
            after = tokens[index + 1]
            is_verb = after.text[0].islower() and after.lower.endswith("n") and len(after.lower) >= _SHORTEST - 1
            if is_verb and not (index + 2 < clause.last and tokens[index + 2].text[0].isupper()):
                return True
        elif token.lower.endswith("n") and _infix(token.lower):
            return True
    return False


def _infix(word: str) -> bool:
    """“einzurichten”: a separable particle, “zu”, an infinitive."""
    at = word.rfind("zu")
    return at > 0 and word[:at] in _PARTICLES and len(word) - at - 2 >= _SHORTEST


_PARTICLES = frozenset(
    "ab an auf aus bei ein fest fort frei her heraus herbei hin hinzu los mit nach nieder über um unter vor voran"
    " vorbei weg weiter wieder zurück zusammen bereit bekannt entgegen durch da dar teil statt sicher klar kennen bevor"
    " hervor herunter herab hinaus voraus heran auseinander aufrecht".split()
)
