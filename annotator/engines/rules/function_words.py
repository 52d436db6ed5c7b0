"""Function words, weekdays and apostrophes in their sentence: “that”, “her”, “'s”, “those”, “Monday”.

Each reader looks at the classes beside a token. Verb forms are left to `verb_forms`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import english
from annotator.engines.rules.verb_forms import next_class

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_PLURALS = frozenset({"some", "many", "most", "few", "others", "both", "all"})
_OWNED = frozenset({"NOUN", "NAME", "ADJ", "NUM", "MARK", "ADV", "BASE", "PRES", "PAST", "PART", "ING"})
DETERMINERS = frozenset({"the", "a", "an", "every", "no"})
"""Small-letter determiners that never stand for a noun."""
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
"""Small-letter names of days."""


def clitic(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Tell the possessive “’s” from “is” and “has”."""
    if tokens.lowers[at] not in {"'s", "’s"} or at == first:
        return "AUX"
    if tags[at - 1] in {"NOUN", "NAME", "NUM", "ADJ"} or tokens.words[at - 1][-1] == ".":
        after = next_class(tags, at, last)
        return "AUX" if after in {"DET", "THAT", "TO", "ING", "NEG", "WH", "PREP"} else "POSS"
    return "AUX"


def owner_or_object(tokens: Tokens, tags: list[Tag], at: int, _: int, last: int) -> Tag:
    """“her plan” and “described her”."""
    if tokens.lowers[at] not in {"her", "his"} or next_class(tags, at, last) in _OWNED:
        return "POSS"
    return "PRON"


def that_or_pronoun(_: Tokens, tags: list[Tag], at: int, _first: int, last: int) -> Tag:
    """“that” before a pause is a pronoun."""
    return "PRON" if next_class(tags, at, last) in {None, "STOP", "COMMA", "CONJ"} else "THAT"


def preposition(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """“Outside experts” opens with an adjective."""
    adjective = at == first and tokens.lowers[at] in {"outside", "inside"} and next_class(tags, at, last) == "NOUN"
    return "ADJ" if adjective else "PREP"


def plural_owner(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """The apostrophe that ends a plural possessor: “the Islanders' Union”."""
    if at == first or tokens.words[at] not in {"'", "’"}:
        return tags[at]
    joined = tokens.ends[at - 1] == tokens.starts[at]
    owner = joined and tokens.lowers[at - 1].endswith("s") and tags[at - 1] in {"NOUN", "NAME", "PRES"}
    return "POSS" if owner and next_class(tags, at, last) in {"NOUN", "NAME", "ADJ"} else "MARK"


def weekday(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """“Monday” is an adverb, but not in “Super Tuesday” and “Monday's vote”."""
    if tokens.lowers[at] not in WEEKDAYS:
        return tags[at]
    named = at > first and tags[at - 1] == "NAME"
    return "NAME" if named or next_class(tags, at, last) in {"POSS", "NAME", "AUX"} else "ADV"


def determiner_or_pronoun(tokens: Tokens, tags: list[Tag], at: int, _: int, last: int) -> Tag:
    """“those who” and “many say” have no noun: the determiner is the head."""
    if tokens.lowers[at] in DETERMINERS or at + 1 >= last:
        return "DET" if tokens.lowers[at] in DETERMINERS else "PRON"
    after = "WH" if tokens.lowers[at + 1] == "who" else tags[at + 1]
    if tokens.lowers[at] in {"both", "all", "each"} and at and tags[at - 1] in {"AUX", "MODAL", "PRON", "NOUN", "NAME"}:
        return "ADV"
    verb = english().verbs.get(tokens.lowers[at + 1])
    if verb is not None and verb[0] in english().nouns and at + 2 < last and tags[at + 2] in {"NOUN", "PAST", "MODAL"}:
        return "DET"
    if after in {"AUX", "MODAL", "PREP", "COMMA", "STOP", "WH", "MARK", "TO", "CONJ", "COLON", "NEG"}:
        return "PRON"
    if verb is None or after not in {"PAST", "PRES", "BASE"} or not tokens.words[at + 1][0].islower():
        return "DET"
    plural_noun = after == "PRES" and verb[0] in english().nouns  # “both sides”: a verb would have no -s
    acts = verb[0] not in english().nouns or (tokens.lowers[at] in _PLURALS and not plural_noun)
    return "PRON" if acts else "DET"
