"""A coarse word class for each token of English, from a lexicon, suffixes and the words beside it.

It is a rough light for the matchers, not a tagger to publish figures about; chunks and verb groups are in `chunks`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.forms import class_of
from annotator.engines.rules.function_words import (
    clitic,
    determiner_or_pronoun,
    owner_or_object,
    plural_owner,
    preposition,
    that_or_pronoun,
    weekday,
)
from annotator.engines.rules.verb_forms import participle_or_adjective, past_or_participle, verb_or_noun

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_TITLED_SHARE = 0.6  # of a sentence's longer words in capitals: a headline in title case
_FUNCTION_LENGTH = 3  # title case leaves words up to this length small
_NOTHING: Tag = "OTHER"
_MAX_SENTENCE = 400  # tokens; what is longer is a table or a list, and would take more than linear time
_MIN_TITLED = 4  # words in a headline
_READERS = {
    "BASE": verb_or_noun,
    "PRES": verb_or_noun,
    "PAST": past_or_participle,
    "ING": participle_or_adjective,
    "PART": participle_or_adjective,
    "AUX": clitic,
    "NAME": weekday,
    "POSS": owner_or_object,
    "MARK": plural_owner,
    "THAT": that_or_pronoun,
    "PREP": preposition,
    "DET": determiner_or_pronoun,
}


def tag(tokens: Tokens) -> list[Tag]:
    """The class of each token, one per row of ``tokens``; a sentence too long to be one has no classes."""
    tags: list[Tag] = []
    for first, last in tokens.bounds:
        if last - first > _MAX_SENTENCE:
            tags.extend(_NOTHING for _ in range(first, last))
            continue
        titled = _is_titled(tokens.words, first, last)
        tags.extend(
            class_of(tokens.words[at], tokens.lowers[at], opens=at == first or titled) for at in range(first, last)
        )
        _in_context(tokens, tags, first, last)
    return tags


def _is_titled(words: list[str], first: int, last: int) -> bool:
    """Whether a sentence is set in title case."""
    long = [word for word in words[first:last] if len(word) > _FUNCTION_LENGTH and word[0].isalpha()]
    return len(long) >= _MIN_TITLED and sum(word[0].isupper() for word in long) >= _TITLED_SHARE * len(long)


def _in_context(tokens: Tokens, tags: list[Tag], first: int, last: int) -> None:
    """Settle what depends on neighbours, from left to right."""
    for at in range(first, last):
        reader = _READERS.get(tags[at])
        if reader is not None:
            tags[at] = reader(tokens, tags, at, first, last)
