"""German noun phrases: where one starts and ends, and which of a clause's phrases is its subject.

Capital letters show the nouns, articles the case; verbs and what they take are left to `german_verbs`.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules.languages.lexicons import lexicon
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.languages.reading import Clause, Place, Sentence, Token

_ADJECTIVE_ENDINGS = ("e", "er", "en", "es", "em")
_AGED = ("jährige", "jähriger", "jährigen")
_DEGREE = frozenset("rund etwa fast mehr als nicht näher sehr so ganz neu zuständige ex us eu".split())
_LONGEST_BRACKET = 8  # tokens of an abbreviation or party in brackets
_LONGEST_NAME = 5  # words of a name in marks
_JOINERS = frozenset("& / - – '".split())
_ATTRIBUTES = 3  # prepositional phrases between an article and its noun
_TWO = 2  # capital words of a full name
_SKIPPED_PHRASES = 4  # phrases passed over on the way to a subject behind its verb


@lru_cache(maxsize=1)
def person_endings() -> tuple[str, ...]:
    """Nouns for persons, as endings of compounds."""
    return tuple(lexicon("de")["person_noun"])


@lru_cache(maxsize=1)
def _body_endings() -> tuple[str, ...]:
    return tuple(lexicon("de")["organization_noun"] | lexicon("de")["group_noun"])


def names_somebody(tokens: Sequence[Token]) -> bool:
    """Whether a phrase holds a word for a person or body, or a full name."""
    ends = person_endings() + _body_endings()
    if any(token.lower.endswith(ends) for token in tokens if is_capital(token)):
        return True
    return bool(tokens) and is_capital(tokens[0]) and sum(is_capital(token) for token in tokens) >= _TWO


def is_capital(token: Token) -> bool:
    """Whether a word starts with a capital."""
    return token.text[0].isupper()


@lru_cache(maxsize=1)
def _no_adjectives() -> frozenset[str]:
    """Words that end like adjectives and are none."""
    words = lexicon("de")
    verbs = words["auxiliary"] | words["subjunctive"] | words["subjunctive_two"] | words.finite.keys()
    return frozenset(words["preposition"] | verbs)


def is_adjective(token: Token) -> bool:
    """Whether a small word can stand between article and noun."""
    word = token.lower
    if not token.text[0].islower() or word in _no_adjectives():
        return False
    return word.endswith(_ADJECTIVE_ENDINGS) or word in _DEGREE


def starts(tokens: Sequence[Token], at: int, *, case: str = "nominative") -> bool:
    """Whether a noun phrase in a case can start at a token."""
    words = lexicon("de")
    token = tokens[at]
    if token.lower in words[case] or token.lower in words["pronoun"]:
        return True
    if token.shut:
        return _name_in_marks(tokens, at, len(tokens)) is not None
    if token.lower in words["determiner"]:
        return False
    if not is_capital(token):
        return token.text[0].isdigit() or (is_adjective(token) and token.lower not in words["focus"])
    return not any(token.lower in words[name] for name in ("preposition", "focus", "subordinator", "that", "question"))


def phrase(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """Index after the noun phrase that starts at a token, its attributes and appositions included; None without one."""
    core = _core(tokens, at, last)
    if core is None:
        return None
    if core == at + 1 and tokens[at].lower in lexicon("de")["pronoun"]:
        return core
    end = _attributes(tokens, at, core, last)
    return _apposition(tokens, at, end, last)


def may_end(token: Token) -> bool:
    """Whether a noun phrase can end with a token: a noun or number, a pronoun, a name in marks, a bracket."""
    words = lexicon("de")
    is_noun = is_capital(token) or token.text[0].isdigit() or token.shut or token.text == ")"
    return is_noun or token.lower in words["pronoun"] or token.lower in words["personal"]


def _core(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """Article, adjectives and nouns; a pronoun alone; or an article with a long attribute: “der am Tag gefundene”."""
    end = _simple(tokens, at, last)
    if end is None and at + 1 < last and tokens[at].lower in lexicon("de")["determiner"]:
        return _stretched(tokens, at, last)
    return end


def _stretched(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """An article, a prepositional phrase, and the participle and noun that they frame."""
    end = at + 1
    for _ in range(_ATTRIBUTES):
        if end >= last or tokens[end].lower not in lexicon("de")["preposition"]:
            break
        end = _simple(tokens, end + 1, last) or last
    if end == at + 1 or end + 1 >= last or not tokens[end].lower.endswith(_ADJECTIVE_ENDINGS):
        return None
    return _simple(tokens, end + 1, last)


def _simple(tokens: Sequence[Token], at: int, last: int) -> int | None:
    if at >= last:
        return None
    if tokens[at].lower in lexicon("de")["personal"]:
        return at + 1
    index, has_head = at, False
    while index < last:
        token = tokens[index]
        if token.shut:
            after = _name_in_marks(tokens, index, last)
            if after is None:
                break
            index, has_head = after, True
            continue
        is_article = index == at and token.lower in lexicon("de")["determiner"]
        is_aged = token.text[0].isdigit() and token.lower.endswith(_AGED)  # “der 30-jährige”
        if not is_article and (is_capital(token) or is_aged or _joins(tokens, index, last, has_head=has_head)):
            has_head = True
        elif not _modifies(tokens, index, at, has_head=has_head):
            break
        index += 1
    if has_head:
        return index
    return at + 1 if tokens[at].lower in lexicon("de")["pronoun"] else None


def _name_in_marks(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """Index behind a short name in marks, such as a newspaper's; None for what may be somebody's words."""
    end = at
    while end < last and tokens[end].shut:
        end += 1
    inner = [token for token in tokens[at + 1 : end - 1] if token.text[0].isalnum()]
    capitals = sum(map(is_capital, inner))
    if any(token.lower in lexicon("de")["auxiliary"] for token in inner):
        return None
    return end if inner and len(inner) <= _LONGEST_NAME and 2 * capitals >= len(inner) else None


def _joins(tokens: Sequence[Token], index: int, last: int, *, has_head: bool) -> bool:
    """Whether a token ties two parts of a name: “&”, “van”."""
    token = tokens[index]
    follows = index + 1 < last and is_capital(tokens[index + 1])
    if not (has_head and follows):
        return False
    if token.lower in {"der", "von"}:
        return index > 0 and tokens[index - 1].lower in {"van", "von"}
    return token.text in _JOINERS or (token.lower in lexicon("de")["name_part"] and token.lower not in {"von", "den"})


def _modifies(tokens: Sequence[Token], index: int, first: int, *, has_head: bool) -> bool:
    """Whether a token is an article, adjective or number of the phrase."""
    token = tokens[index]
    if token.text[0].isdigit():
        follows = tokens[index + 1] if index + 1 < len(tokens) else None
        return not has_head or follows is None or not is_capital(follows)
    if index == first and token.lower in lexicon("de")["determiner"]:
        return True
    return not has_head and is_adjective(token)


def _attributes(tokens: Sequence[Token], at: int, end: int, last: int) -> int:
    """Extend a phrase by genitives, “von …”, brackets and coordination."""
    words = lexicon("de")
    is_name = all(is_capital(token) and token.lower not in words["determiner"] for token in tokens[at : at + _TWO])
    while end < last:
        token = tokens[end]
        further: int | None = None
        if token.text == "(":
            further = _bracket(tokens, end, last)
        elif token.lower in words["genitive"] and not (is_name and end - at >= _TWO):
            further = _core(tokens, end, last)
        elif token.lower in words["link"] or (
            token.lower in {"und", "sowie", "oder"} and end + 1 < last and starts(tokens, end + 1)
        ):
            further = _core(tokens, end + 1, last)
        if further is None:
            return end
        end = further
    return end


def _bracket(tokens: Sequence[Token], at: int, last: int) -> int | None:
    closing = next((i for i in range(at, min(last, at + _LONGEST_BRACKET)) if tokens[i].text == ")"), None)
    return None if closing is None else closing + 1


def _apposition(tokens: Sequence[Token], at: int, end: int, last: int) -> int:
    """Extend a phrase by “, a second one that names the same,”."""
    if end + 1 >= last or tokens[end].text != "," or not starts(tokens, end + 1):
        return end
    core = _core(tokens, end + 1, last)
    if core is None or tokens[end + 1].lower in lexicon("de")["pronoun"] - lexicon("de")["determiner"]:
        return end
    second = _attributes(tokens, end + 1, core, last)
    closes = second >= last or tokens[second].text in ",.;:" or tokens[second].shut
    first_names, second_names = names_somebody(tokens[at:end]), names_somebody(tokens[end + 1 : second])
    if not closes or not second_names or not first_names:
        return end
    return second


def place(tokens: Sequence[Token], first: int, last: int) -> Place:
    """Where tokens ``[first, last)`` stand in the text."""
    return tokens[first].start, tokens[last - 1].end


def subject_after(sentence: Sentence, verb: int, last: int) -> tuple[int, int] | None:
    """Token range of the subject behind a finite verb: the first phrase that can be a nominative."""
    tokens, words = sentence.tokens, lexicon("de")
    at = verb + 1
    for _ in range(_SKIPPED_PHRASES):
        while at < last and tokens[at].lower in words["focus"] and not starts(tokens, at):
            at += 1
        if at >= last:
            return None
        if starts(tokens, at):
            end = phrase(tokens, at, len(tokens))
            return None if end is None else (at, end)
        at = _past_other(sentence, at, last)
    return None


def _past_other(sentence: Sentence, at: int, last: int) -> int:
    """Index behind a phrase that is no subject: prepositional, or in another case."""
    tokens, words = sentence.tokens, lexicon("de")
    if tokens[at].lower in words["preposition"]:
        core = _core(tokens, at + 1, last)
        return at + 1 if core is None else _attributes(tokens, at + 1, core, last)
    core = _core(tokens, at, last) if tokens[at].lower in words["determiner"] else None
    return at + 1 if core is None else core


def subject_before(sentence: Sentence, clause: Clause, verb: int) -> tuple[int, int] | None:
    """Token range of the subject in front of a finite verb, if what stands there can be one."""
    tokens, words = sentence.tokens, lexicon("de")
    first = clause.first
    while first < verb and tokens[first].lower in words["focus"] | words["coordinator"] and not tokens[first].shut:
        first += 1
    if first >= verb or tokens[first].lower in words["preposition"] | words["time"] or not starts(tokens, first):
        return None
    end = phrase(tokens, first, verb)
    if end is None:
        return None
    rest = tokens[end:verb]
    if rest and rest[0].lower in words["preposition"] and not any(token.text == "," for token in rest):
        end = verb  # one constituent stands before the verb: “der Sprecher in Berlin sagte”
    return first, end


def subject_across(sentence: Sentence, number: int) -> tuple[int, int] | None:
    """Token range of a subject that appositions and relative clauses part from its verb, in front of a clause."""
    openers = _subject_clauses(sentence)
    at = bisect_left(openers, number) - 1
    if at < 0:
        return None
    clause = sentence.clauses[openers[at]]
    whole = phrase(sentence.tokens, clause.first, len(sentence.tokens))
    return clause.first, whole or phrase(sentence.tokens, clause.first, clause.last) or clause.last


@kept
def _subject_clauses(sentence: Sentence) -> list[int]:
    """Numbers of the clauses that open with a subject whose verb may stand behind what is inserted."""
    return [
        number
        for number, clause in enumerate(sentence.clauses)
        if not (clause.before in {",", "(", ")"} and number > 0)
        and sentence.shut(clause.first, clause.last) < clause.last - clause.first
        and _opens_with_subject(sentence, clause, number)
    ]


def _opens_with_subject(sentence: Sentence, clause: Clause, number: int) -> bool:
    end = phrase(sentence.tokens, clause.first, clause.last) if starts(sentence.tokens, clause.first) else None
    is_relative = sentence.tokens[clause.first].lower in lexicon("de")["relative"] and clause.before == ","
    return end is not None and not (is_relative and number > 0 and end < clause.last)
