"""A coarse word class for each token of English, from a lexicon, suffixes and the words beside it.

It is a rough light for the matchers, not a tagger to publish figures about; chunks and verb groups are in `chunks`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import BASE, PART, PAST, PRES, english

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_PUNCTUATION: dict[str, Tag] = {
    ",": "COMMA", ".": "STOP", "!": "STOP", "?": "STOP", "…": "STOP", "...": "STOP", ":": "COLON", ";": "COLON",
    "—": "DASH", "–": "DASH", "--": "DASH", "-": "DASH", "―": "DASH", "|": "DASH", "/": "DASH",
    "(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE", "&": "CONJ", "+": "CONJ", "%": "NOUN", "$": "NUM",
    "“": "MARK", "”": "MARK", '"': "MARK", "''": "MARK", "``": "MARK", "„": "MARK", "«": "MARK", "»": "MARK",
    "‘": "MARK", "’": "MARK", "'": "MARK",
}  # fmt: skip
_NOMINAL_BEFORE = frozenset({"DET", "POSS", "ADJ", "NUM"})
_NOUN_AFTER = frozenset({"DET", "POSS", "ADJ", "NUM", "PREP", "ING", "BASE", "PRES", "PAST"})
_STARTS = frozenset({None, "MARK", "CONJ", "THAT", "WH", "SUB", "COMMA", "COLON", "DASH"})
_SKIPPED = frozenset({"ADV", "NEG"})
_OBJECT_AFTER = frozenset({"DET", "POSS", "PRON", "THAT", "WH", "NAME", "MARK", "NUM", "TO"})
_TITLED_SHARE = 0.6  # of a sentence's longer words in capitals: a headline in title case
_FUNCTION_LENGTH = 3  # title case leaves words up to this length small
_MIN_TITLED = 4  # words in a headline
_ADJECTIVE_ENDINGS = (
    "ous",
    "ful",
    "less",
    "able",
    "ible",
    "ical",
    "ish",
    "ive",
    "ese",
    "ian",
    "ary",
    "tic",
    "nal",
    "ral",
)
_NOUN_ENDINGS = ("ness", "ment", "tion", "sion", "ship", "ism", "ist", "ers", "ors", "ity", "ies", "ance", "ence")

_PLURALS = frozenset({"some", "many", "most", "few", "others", "both", "all"})
_OWNED = frozenset({"NOUN", "NAME", "ADJ", "NUM", "MARK", "ADV", "BASE", "PRES", "PAST", "PART", "ING"})
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_LY_NOUNS = frozenset("tally rally family ally reply supply anomaly assembly monopoly bully folly jelly belly".split())

_HAVE_BE = frozenset(
    "be am is are was were been being have has had having 's ’s 're ’re 've ’ve 'm ’m get gets got getting"
    " gotten".split()
)
_DO = frozenset({"do", "does", "did"})
_BE = frozenset("be am is are was were been being 's ’s 're ’re 'm ’m".split())


def tag(tokens: Tokens) -> list[Tag]:
    """The class of each token, one per row of ``tokens``."""
    tags: list[Tag] = []
    for first, last in tokens.bounds:
        titled = _is_titled(tokens.words, first, last)
        tags.extend(
            _out_of_context(tokens.words[at], tokens.lowers[at], opens=at == first or titled)
            for at in range(first, last)
        )
        _in_context(tokens, tags, first, last)
    return tags


def _is_titled(words: list[str], first: int, last: int) -> bool:
    """Whether a sentence is set in title case."""
    long = [word for word in words[first:last] if len(word) > _FUNCTION_LENGTH and word[0].isalpha()]
    return len(long) >= _MIN_TITLED and sum(word[0].isupper() for word in long) >= _TITLED_SHARE * len(long)


@lru_cache(maxsize=8192)
def _out_of_context(word: str, lower: str, *, opens: bool) -> Tag:
    """The likeliest class of a word form; verb forms that may be nouns are verbs here."""
    known = _PUNCTUATION.get(word)
    if known is not None:
        return known
    if word[0].isdigit() or word[0] in "$€£#":
        return "NUM"
    found = english().classes.get(lower)
    if word[0].isupper() and not opens and len(word) > 1:
        return _capitalized(word, found)
    verb = english().verbs.get(lower)
    if found is not None and (verb is None or found not in {"ADJ", "NOUN"}):
        return found
    return _of_bits(verb[1]) if verb is not None else _unknown(word, lower)


def _capitalized(word: str, found: Tag | None) -> Tag:
    """The class of a word with a capital inside a sentence: a name, unless it is a function word."""
    content = found is None or found in {"NOUN", "ADJ", "ADV", "NUM"}
    return "NAME" if content or word in {"US", "IT"} else found or "NAME"


def _unknown(word: str, lower: str) -> Tag:
    if word[0] == "@" or (word[0].isupper() and not lower.endswith("ly")):
        return "NAME"
    return _by_suffix(lower) if word[0].isalnum() else "OTHER"


def _of_bits(bits: int) -> Tag:
    if bits & PAST:
        return "PAST"
    if bits & BASE:
        return "BASE"
    return "PRES" if bits & PRES else "PART" if bits & PART else "ING"


def _by_suffix(lower: str) -> Tag:
    """A guess for an unknown word in small letters."""
    if lower.endswith("ly") and lower not in _LY_NOUNS:
        return "ADV"
    if lower.endswith("ed") and "-" not in lower and len(lower) > len("shed"):
        return "PAST"
    if lower.endswith("ing") and "-" not in lower and len(lower) > len("thing"):
        return "ING"
    if lower.endswith(_NOUN_ENDINGS):
        return "NOUN"
    return "ADJ" if lower.endswith(_ADJECTIVE_ENDINGS) or "-" in lower else "NOUN"


def _in_context(tokens: Tokens, tags: list[Tag], first: int, last: int) -> None:
    """Settle what depends on neighbours, from left to right."""
    for at in range(first, last):
        known = tags[at]
        if known in _VERBAL_READERS:
            tags[at] = _VERBAL_READERS[known](tokens, tags, at, first, last)
        elif known in _OTHER_READERS:
            tags[at] = _OTHER_READERS[known](tokens, tags, at, first, last)


def _before(tags: list[Tag], at: int, first: int) -> Tag | None:
    """The class before, adverbs and negation skipped, and a mark that opens between auxiliary and participle."""
    at -= 1
    while at >= first and tags[at] in _SKIPPED:
        at -= 1
    if at > first and tags[at] == "MARK" and tags[at - 1] == "AUX":
        at -= 1
    return tags[at] if at >= first else None


def _verb_or_noun(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Settle a base or -s form: a verb or a noun."""
    known = tags[at]
    before = _before(tags, at, first)
    after = _next(tags, at, last)
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
    after = _next(tags, at, last)
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


def _past_or_participle(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
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
    after = _next(tags, at, last)
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


def _participle_or_adjective(_: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    before = tags[at - 1] if at > first else None
    after = tags[at + 1] if at + 1 < last else None
    if before in {"DET", "POSS", "ADJ"}:
        return "ADJ" if after in {"NOUN", "NAME", "ADJ"} else "NOUN" if tags[at] == "ING" else "ADJ"
    return tags[at]


def _clitic(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """Tell the possessive “’s” from “is” and “has”."""
    if tokens.lowers[at] not in {"'s", "’s"} or at == first:
        return "AUX"
    if tags[at - 1] in {"NOUN", "NAME", "NUM", "ADJ"} or tokens.words[at - 1][-1] == ".":
        after = _next(tags, at, last)
        return "AUX" if after in {"DET", "THAT", "TO", "ING", "NEG", "WH", "PREP"} else "POSS"
    return "AUX"


def _owner_or_object(tokens: Tokens, tags: list[Tag], at: int, _: int, last: int) -> Tag:
    """“her plan” and “described her”."""
    if tokens.lowers[at] not in {"her", "his"} or _next(tags, at, last) in _OWNED:
        return "POSS"
    return "PRON"


def _that(_: Tokens, tags: list[Tag], at: int, _first: int, last: int) -> Tag:
    """“that” before a pause is a pronoun."""
    return "PRON" if _next(tags, at, last) in {None, "STOP", "COMMA", "CONJ"} else "THAT"


def _preposition(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """“Outside experts” opens with an adjective."""
    adjective = at == first and tokens.lowers[at] in {"outside", "inside"} and _next(tags, at, last) == "NOUN"
    return "ADJ" if adjective else "PREP"


def _plural_owner(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """The apostrophe that ends a plural possessor: “the Islanders' Union”."""
    if at == first or tokens.words[at] not in {"'", "’"}:
        return tags[at]
    joined = tokens.ends[at - 1] == tokens.starts[at]
    owner = joined and tokens.lowers[at - 1].endswith("s") and tags[at - 1] in {"NOUN", "NAME", "PRES"}
    return "POSS" if owner and _next(tags, at, last) in {"NOUN", "NAME", "ADJ"} else "MARK"


def _weekday(tokens: Tokens, tags: list[Tag], at: int, first: int, last: int) -> Tag:
    """“Monday” is an adverb, but not in “Super Tuesday” and “Monday's vote”."""
    if tokens.lowers[at] not in _WEEKDAYS:
        return tags[at]
    named = at > first and tags[at - 1] == "NAME"
    return "NAME" if named or _next(tags, at, last) in {"POSS", "NAME", "AUX"} else "ADV"


def _next(tags: list[Tag], at: int, last: int) -> Tag | None:
    return tags[at + 1] if at + 1 < last else None


def _determiner_or_pronoun(tokens: Tokens, tags: list[Tag], at: int, _: int, last: int) -> Tag:
    """“those who” and “many say” have no noun: the determiner is the head."""
    if tokens.lowers[at] in {"the", "a", "an", "every", "no"} or at + 1 >= last:
        return "DET" if tokens.lowers[at] in {"the", "a", "an", "every", "no"} else "PRON"
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


_VERBAL_READERS = {
    "BASE": _verb_or_noun,
    "PRES": _verb_or_noun,
    "PAST": _past_or_participle,
    "ING": _participle_or_adjective,
    "PART": _participle_or_adjective,
    "AUX": _clitic,
}
_OTHER_READERS = {
    "NAME": _weekday,
    "POSS": _owner_or_object,
    "MARK": _plural_owner,
    "THAT": _that,
    "PREP": _preposition,
    "DET": _determiner_or_pronoun,
}
