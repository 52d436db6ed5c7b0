"""Noun chunks and verb groups over tagged tokens of English.

A chunk is a base noun phrase without what follows its head; longer phrases are built by `phrases`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import english

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_HEADS = frozenset({"NOUN", "NAME", "NUM"})
_STARTS = frozenset({"DET", "POSS", "NUM", "ADJ", "NOUN", "NAME"})
_CONTINUES = frozenset({"POSS", "NUM", "ADJ", "NOUN", "NAME"})
_MODIFIERS = frozenset({"DET", "POSS", "ADJ", "NUM"})
_VERBAL = frozenset({"AUX", "MODAL", "NEG", "ADV", "TO"})
_VERBS = frozenset({"BASE", "PRES", "PAST", "PART", "ING"})
_NEGATIVE = frozenset({"not", "n't", "n’t", "never", "cannot", "hardly"})
_BE = frozenset("be am is are was were been being 's ’s 're ’re 'm ’m get gets got getting".split())
_FINITE_AUX = frozenset("am is are was were has have had do does did 's ’s 're ’re 've ’ve 'm ’m".split())
_MAX_NICKNAME = 5  # tokens of a nickname with its marks
_COURTESY = frozenset({"mr.", "mrs.", "ms."})  # they open a phrase of their own
_PARTICLES = frozenset("out up down off away back".split())


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A main verb with its auxiliaries.

    Attributes:
        first: First token, auxiliary or “to” included.
        main: The main verb's token.
        last: One past the last token, a particle included.
        lemma: Of the main verb.
        negated: Whether “not”, “n't” or “never” stands among its auxiliaries.
        passive: Whether a form of be or get stands before a participle.
        infinitive: Whether it starts with “to”.
        modal: The modal auxiliary in small letters, if there is one.
        finite: Whether it can carry a clause.
    """

    first: int
    main: int
    last: int
    lemma: str
    negated: bool
    passive: bool
    infinitive: bool
    modal: str | None
    finite: bool


def chunk(tags: list[Tag], tokens: Tokens) -> tuple[list[tuple[int, int]], list[int]]:
    """Find the noun chunks.

    Returns:
        First token and one past the last of each chunk, and for each token the index of its chunk or -1.
    """
    chunks: list[tuple[int, int]] = []
    index = [-1] * len(tags)
    for first, last in tokens.bounds:
        at = first
        while at < last:
            end = _chunk_end(tags, tokens, at, last)
            if end > at:
                index[at:end] = [len(chunks)] * (end - at)
                chunks.append((at, end))
            at = max(end, at + 1)
    return chunks, index


def _chunk_end(tags: list[Tag], tokens: Tokens, at: int, last: int) -> int:
    """One past the last token of the chunk that starts here; ``at`` itself when none does."""
    if tags[at] == "PRON":
        return at + 1
    if tags[at] not in _STARTS or (tags[at] == "POSS" and tokens.lowers[at][0] in "'’"):
        return at
    end = at + 1
    head = end if tags[at] in _HEADS or tags[at] == "ADJ" else at
    while end < last:
        if tokens.lowers[end] in _COURTESY and tags[end - 1] == "NOUN":
            break
        if tags[end] == "ADJ" and tags[end - 1] in _HEADS and not _heads_later(tags, end, last):
            break
        nickname = _nickname_end(tags, end, last)
        if nickname is not None:
            head = end = nickname
        elif tags[end] in _CONTINUES:
            end += 1
            head = end if tags[end - 1] in _HEADS or tags[end - 1] == "ADJ" else head
        elif _passes(tags, tokens, end, last):
            end += 1
        else:
            break
    return head


def _heads_later(tags: list[Tag], at: int, last: int) -> bool:
    """Whether a noun follows an adjective: “the plan unfair” has none, “party conservative leaders” has."""
    while at < last and tags[at] == "ADJ":
        at += 1
    return at < last and tags[at] in _HEADS


def _nickname_end(tags: list[Tag], at: int, last: int) -> int | None:
    """Where “Dwayne “The Rock” Johnson” goes on after the nickname that opens at a mark."""
    if tags[at] != "MARK" or tags[at - 1] != "NAME":
        return None
    close = next((here for here in range(at + 1, min(last, at + _MAX_NICKNAME)) if tags[here] == "MARK"), None)
    return close + 1 if close is not None and close > at + 1 and tags[close + 1 : close + 2] == ["NAME"] else None


def _passes(tags: list[Tag], tokens: Tokens, at: int, last: int) -> bool:
    """Whether a token that heads no chunk may stand inside one: “a very old man”, “the “rigged” system”."""
    if at + 1 >= last:
        return False
    before, here, after = tags[at - 1], tags[at], tags[at + 1]
    if here == "ADV":
        return before in _MODIFIERS and after in {"ADJ", "NOUN"} and tokens.lowers[at - 1][0] not in "'’"
    if here == "ING":
        return before in _MODIFIERS and after in {"NOUN", "NAME"}
    if here == "MARK":
        return (before in _MODIFIERS and after in _STARTS) or (before in _HEADS | {"ADJ"} and after == "NOUN")
    return here == "DET" and before == "DET" and after in _CONTINUES


def verb_group(tags: list[Tag], tokens: Tokens, main: int) -> VerbGroup:
    """The verb group around a main verb, within its sentence."""
    lowers = tokens.lowers
    floor, ceiling = tokens.bounds[tokens.sentence[main]]
    first = main
    while first > floor and tags[first - 1] in _VERBAL:
        first -= 1
    while first < main and tags[first] == "ADV" and not _is_tight(lowers[first]):
        first += 1
    before = lowers[first:main]
    last = main + 1
    if (
        last < ceiling
        and lowers[last] in _PARTICLES
        and not (last + 1 < ceiling and tags[last + 1] in {"DET", "POSS", "NAME"})
    ):
        last += 1
    known = english().verbs.get(lowers[main])
    return VerbGroup(
        first=first,
        main=main,
        last=last,
        lemma=known[0] if known else lowers[main],
        negated=any(word in _NEGATIVE for word in before),
        passive=tags[main] == "PART" and any(word in _BE for word in before),
        infinitive="to" in before,
        modal=next((word for word, kind in zip(before, tags[first:main], strict=True) if kind == "MODAL"), None),
        finite=_is_finite(tags, tokens, first, main),
    )


def _is_tight(adverb: str) -> bool:
    """Whether an adverb before the first verb belongs to the group (“also said”, “recently called”)."""
    return adverb in {
        "also",
        "never",
        "later",
        "once",
        "long",
        "still",
        "first",
        "just",
        "already",
        "again",
    } or adverb.endswith("ly")


def _is_finite(tags: list[Tag], tokens: Tokens, first: int, main: int) -> bool:
    if any(tags[at] == "MODAL" or tokens.lowers[at] in _FINITE_AUX for at in range(first, main)):
        return True
    if tags[main] == "BASE":
        return "to" not in tokens.lowers[first:main]
    return tags[main] in {"PRES", "PAST"}
