"""A coarse word class for each token of English, from a lexicon, suffixes and the words beside it.

It is a rough light for the matchers, not a tagger to publish figures about; chunks and verb groups are in `chunks`.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

from annotator.engines.rules.forms import INSIDE, OPENING
from annotator.engines.rules.function_words import (
    DETERMINERS,
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
from annotator.engines.rules.tokens import LOWERS
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
    words = tokens.words
    known: list[Any] = []
    for row in _KNOWN.of(words):
        known += row
    tags, longer, capitals, unsettled = (known[cell::_CELLS] for cell in range(_CELLS))
    for first, last in tokens.bounds:
        if last - first > _MAX_SENTENCE:
            tags[first:last] = [_NOTHING] * (last - first)
            continue
        titled = _is_titled(sum(longer[first:last]), sum(capitals[first:last]))
        opened = last if titled else first + 1
        tags[first:opened] = OPENING.of(words[first:opened])
        for at in compress(range(first, last), unsettled[first:last]):
            reader = _reader_of(tags[at], tokens.lowers[at])
            if reader is not None:
                tags[at] = reader(tokens, tags, at, first, last)
    return tags


def _is_titled(longer: int, capitals: int) -> bool:
    """Whether a sentence is set in title case, by how many longer words it has, and how many of them with a capital."""
    return longer >= _MIN_TITLED and capitals >= _TITLED_SHARE * longer


def _reader_of(kind: Tag, lower: str) -> Reader | None:
    """Who settles a word of a class by its neighbours; None when they change nothing."""
    reader = _READERS.get(kind)
    return reader if reader is not None or kind not in _READERS_OF_WORDS else _READERS_OF_WORDS[kind].get(lower)


def _known(word: str) -> tuple[Tag, bool, bool, bool]:
    """A word's class inside a sentence, whether it is longer, has a capital too, and may change beside others."""
    lower = LOWERS[word]
    kinds: set[Tag] = {INSIDE[word], OPENING[word]}
    longer = len(word) > _FUNCTION_LENGTH and word[0].isalpha()
    unsettled = lower not in DETERMINERS and any(_reader_of(kind, lower) is not None for kind in kinds)
    return INSIDE[word], longer, longer and word[0].isupper(), unsettled


_KNOWN = Memo(_known)
_CELLS = 4  # that are known about each word
