"""Verb forms in their sentence: verb or noun, past or participle, participle or adjective.

Each reader looks at the classes beside a token, those to its left settled already. Function words are left to
`function_words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import BASE, PART, PAST, english

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_NOMINAL_BEFORE = frozenset({"DET", "POSS", "ADJ", "NUM"})
_NOUN_AFTER = frozenset({"DET", "POSS", "ADJ", "NUM", "PREP", "ING", "BASE", "PRES", "PAST"})
_STARTS = frozenset({None, "MARK", "CONJ", "THAT", "WH", "SUB", "COMMA", "COLON", "DASH"})
_SKIPPED = frozenset({"ADV", "NEG"})
_OBJECT_AFTER = frozenset({"DET", "POSS", "PRON", "THAT", "WH", "NAME", "MARK", "NUM", "TO"})
_HAVE_BE = frozenset(
    "be am is are was were been being have has had having 's ’s 're ’re 've ’ve 'm ’m get gets got getting"
    " gotten".split()
)
_DO = frozenset({"do", "does", "did"})


def next_class(tags: list[Tag], at: int, last: int) -> Tag | None:
    """The class after a token, or None at the end of the sentence."""
    return tags[at + 1] if at + 1 < last else None


def _before(tags: list[Tag], at: int, first: int) -> Tag | None:
    """The class before, adverbs and negation skipped, and a mark that opens between auxiliary and participle."""
    at -= 1
    while at >= first and tags[at] in _SKIPPED:
        at -= 1
    if at > first and tags[at] == "MARK" and tags[at - 1] == "AUX":
        at -= 1
    return tags[at] if at >= first else None


def verb_or_noun(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Settle a base or -s form: a verb or a noun."""
    known = tags[at]
    before = _before(tags, at, first)
    after = next_class(tags, at, last)
    if before in {"TO", "MODAL"}:
        return "BASE" if known == "BASE" else "NOUN"
    if before in {"AUX", "DET", "NOUN", "ADJ", "POSS"} and english().classes.get(tokens.lowers[at]) == "ADJ":
        return "ADJ"
    if before == "AUX":
        return _after_auxiliary(tokens, tags, at, first)
    if before == "PRON" or (at > first and tokens.lowers[at - 1] in {"the", "a", "an"}):
        return known if before == "PRON" else "NOUN"
    if english().verbs[tokens.lowers[at]][0] not in english().nouns:
        return "NOUN" if before in {"DET", "POSS"} and known == "BASE" and after not in _OBJECT_AFTER else known
    return _of_ambiguous(tokens, tags, at, first, last)


def _of_ambiguous(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Settle a form that is as often a noun, by what stands beside it."""
    known = tags[at]
    before = _before(tags, at, first)
    after = next_class(tags, at, last)
    if before in _NOUN_AFTER:
        return "NOUN"
    if before in _STARTS:
        return _verb_at_start(tokens, at, known, before, after)
    if tokens.words[at][0].isupper() and not _small_before(tokens, at, first):
        return known if after in _OBJECT_AFTER or after == "PREP" else "NOUN"
    if known == "PRES":
        named = before == "NAME" and after in {"PREP", "STOP", "ADV"}
        return "PRES" if named or after in _OBJECT_AFTER else "NOUN"
    plural = tokens.lowers[at - 1].endswith("s")
    clause = after == "NOUN" and tags[at + 2 : at + 3] in (["MODAL"], ["AUX"]) and at + 2 < last
    return "BASE" if plural and (clause or after in _OBJECT_AFTER) else "NOUN"


def _small_before(tokens: Tokens, at: int, first: int) -> bool:
    return at > first and tokens.words[at - 1][0].islower()


def _after_auxiliary(tokens: Tokens, tags: list[Tag], at: int, first: int) -> Tag:
    """“does claim” is a verb, “has claims” and “are reports” are nouns."""
    back = at - 1
    while back > first and tags[back] in _SKIPPED:
        back -= 1
    if tokens.lowers[back] in _DO and tags[at] == "BASE":
        return "BASE"
    _, bits = english().verbs[tokens.lowers[at]]
    if bits & PART:
        return "PART"
    return "NOUN"


def _verb_at_start(tokens: Tokens, at: int, known: Tag, before: Tag | None, after: Tag | None) -> Tag:
    """Where a clause or coordinate begins: a verb when an object follows."""
    if known == "PRES":
        if before == "MARK":
            return "PRES" if after in {"NAME", "DET", "PRON", "NOUN"} else "NOUN"
        return "PRES" if after in _OBJECT_AFTER and before in {"CONJ", "COMMA", "WH", "THAT", "DASH"} else "NOUN"
    if before in {"CONJ", "WH", "THAT"}:
        return "BASE" if after in _OBJECT_AFTER else "NOUN"
    return "BASE" if after in {"DET", "POSS", "PRON"} and tokens.words[at][0].islower() is False else "NOUN"


def past_or_participle(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Settle an -ed form or an irregular past: past, participle, adjective, base or noun."""
    verb = english().verbs.get(tokens.lowers[at])
    bits = verb[1] if verb else PAST | PART
    before = _before(tags, at, first)
    auxiliary = _last_auxiliary(tokens, tags, at, first) if before == "AUX" else ""
    if bits & BASE and (before in {"TO", "MODAL"} or auxiliary in _DO):
        return "BASE"
    if not bits & PART:
        return "PAST"
    if auxiliary:
        return "PART" if auxiliary in _HAVE_BE else "PAST"
    return _without_auxiliary(tokens, tags, at, last, before, base=bool(bits & BASE))


def _without_auxiliary(  # noqa: PLR0913  # all that stands around the word
    tokens: Tokens, tags: list[Tag], at: int, last: int, before: Tag | None, *, base: bool
) -> Tag:
    after = next_class(tags, at, last)
    if base and before in _NOMINAL_BEFORE:
        return "NOUN"
    if before in {"DET", "POSS"}:
        return "ADJ"
    if before in {"ADJ", "NUM", "PREP"}:
        otherwise: Tag = "PAST" if before == "ADJ" else "PART"  # “a senior official said”: the adjective is the head
        return "ADJ" if after in {"NOUN", "NAME", "ADJ", "ING", "CONJ", "COMMA"} else otherwise
    return "PART" if after == "PREP" and tokens.lowers[at + 1] == "by" else "PAST"


def _last_auxiliary(tokens: Tokens, tags: list[Tag], at: int, first: int) -> str:
    at -= 1
    while at > first and (tags[at] in _SKIPPED or tags[at] == "MARK"):
        at -= 1
    return tokens.lowers[at]


def participle_or_adjective(_: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Settle an -ing form or a sole participle: noun or adjective after a determiner."""
    before = tags[at - 1] if at > first else None
    after = tags[at + 1] if at + 1 < last else None
    if before in {"DET", "POSS", "ADJ"}:
        return "ADJ" if after in {"NOUN", "NAME", "ADJ"} else "NOUN" if tags[at] == "ING" else "ADJ"
    return tags[at]
