"""A coarse word class for each token of English, from a lexicon, suffixes and the words beside it.

It is a rough light for the matchers, not a tagger to publish figures about; chunks and verb groups are in `chunks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.forms import INSIDE, OPENING
from annotator.engines.rules.function_words import (
    WEEKDAYS,
    clitic,
    determiner_or_pronoun,
    owner_or_object,
    plural_owner,
    preposition,
    that_or_pronoun,
    weekday,
)
from annotator.engines.rules.memo import Memo
from annotator.engines.rules.verb_forms import participle_or_adjective, past_or_participle, verb_or_noun

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

    Reader = Callable[[Tokens, list[Tag], int, int, int], Tag]

_TITLED_SHARE = 0.6  # of a sentence's longer words in capitals: a headline in title case
_FUNCTION_LENGTH = 3  # title case leaves words up to this length small
_NOTHING: Tag = "OTHER"
_MAX_SENTENCE = 400  # tokens; what is longer is a table or a list, and would take more than linear time
_MIN_TITLED = 4  # words in a headline
_READERS: Mapping[Tag, Reader] = {
    "BASE": verb_or_noun,
    "PRES": verb_or_noun,
    "PAST": past_or_participle,
    "ING": participle_or_adjective,
    "PART": participle_or_adjective,
    "THAT": that_or_pronoun,
    "DET": determiner_or_pronoun,
}
_READERS_OF_WORDS: Mapping[Tag, Mapping[str, Reader]] = {
    "AUX": dict.fromkeys(("'s", "’s"), clitic),
    "NAME": dict.fromkeys(WEEKDAYS, weekday),
    "POSS": dict.fromkeys(("her", "his"), owner_or_object),
    "MARK": dict.fromkeys(("'", "’"), plural_owner),
    "PREP": dict.fromkeys(("outside", "inside"), preposition),
}
"""Classes of which only some words depend on their neighbours."""


def tag(tokens: Tokens) -> list[Tag]:
    """The class of each token, one per row of ``tokens``; a sentence too long to be one has no classes."""
    tags: list[Tag] = []
    for first, last in tokens.bounds:
        words = tokens.words[first:last]
        if len(words) > _MAX_SENTENCE:
            tags.extend(_NOTHING for _ in words)
            continue
        titled = _is_titled(words)
        tags += OPENING.of(words if titled else words[:1])
        tags += INSIDE.of(() if titled else words[1:])
        _in_context(tokens, tags, first, last)
    return tags


def _is_titled(words: list[str]) -> bool:
    """Whether a sentence is set in title case."""
    capitals = _CAPITALS.of(words)
    long = len(words) - capitals.count(None)
    return long >= _MIN_TITLED and capitals.count(True) >= _TITLED_SHARE * long


def _has_capital(word: str) -> bool | None:
    """Whether a longer word starts with a capital; None for a short one, and for what is no word."""
    return word[0].isupper() if len(word) > _FUNCTION_LENGTH and word[0].isalpha() else None


_CAPITALS = Memo(_has_capital)


def _in_context(tokens: Tokens, tags: list[Tag], first: int, last: int) -> None:
    """Settle what depends on neighbours, from left to right."""
    lowers = tokens.lowers
    for at in range(first, last):
        kind = tags[at]
        reader = _READERS.get(kind)
        if reader is None and kind in _READERS_OF_WORDS:
            reader = _READERS_OF_WORDS[kind].get(lowers[at])
        if reader is not None:
            tags[at] = reader(tokens, tags, at, first, last)
