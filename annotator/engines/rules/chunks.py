"""Noun chunks and verb groups over tagged tokens of English.

A chunk is a base noun phrase without what follows its head; longer phrases are built by `phrases`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.lexicon.words import english

if TYPE_CHECKING:
    from annotator.engines.rules.lexicon.words import Tag
    from annotator.engines.rules.tokens import Tokens

_HEADS = frozenset({"NOUN", "NAME", "NUM"})
_STARTS = frozenset({"DET", "POSS", "NUM", "ADJ", "NOUN", "NAME"})
_OPENING = _STARTS | {"PRON"}
_FULL = _HEADS | {"ADJ"}  # a chunk may end with them
_PASSING = frozenset({"ADV", "ING", "MARK", "DET"})  # may stand inside a chunk
_CONTINUES = frozenset({"POSS", "NUM", "ADJ", "NOUN", "NAME"})
_MODIFIERS = frozenset({"DET", "POSS", "ADJ", "NUM"})
_VERBAL = frozenset({"AUX", "MODAL", "NEG", "ADV", "TO"})
_NEGATIVE = frozenset({"not", "n't", "n’t", "never", "cannot", "hardly"})
_BE = frozenset("be am is are was were been being 's ’s 're ’re 'm ’m get gets got getting".split())
_FINITE_AUX = frozenset("am is are was were has have had do does did 's ’s 're ’re 've ’ve 'm ’m".split())
_FINITE = frozenset({"BASE", "PRES", "PAST"})  # classes of a main verb that needs no auxiliary
_TIGHT = frozenset("also never later once long still first just already again".split())
_MAX_NICKNAME = 5  # tokens of a nickname with its marks
_COURTESY = frozenset({"mr.", "mrs.", "ms."})  # they open a phrase of their own
_PARTICLES = frozenset("out up down off away back".split())


class VerbGroup(NamedTuple):
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
    negated: bool = False
    passive: bool = False
    infinitive: bool = False
    modal: str | None = None
    finite: bool = False


def chunk(tags: list[Tag], tokens: Tokens) -> tuple[list[tuple[int, int]], list[int]]:
    """Find the noun chunks.

    Returns:
        First token and one past the last of each chunk, and for each token the index of its chunk or -1.
    """
    chunks: list[tuple[int, int]] = []
    index = [-1] * len(tags)
    for first, last in tokens.bounds:
        end = first
        for at in range(first, last):
            if at < end or tags[at] not in _OPENING:
                continue
            end = _chunk_end(tags, tokens, at, last)
            if end > at:
                index[at:end] = [len(chunks)] * (end - at)
                chunks.append((at, end))
    return chunks, index


def _chunk_end(tags: list[Tag], tokens: Tokens, at: int, last: int) -> int:
    """One past the last token of the chunk that starts here; ``at`` itself when none does."""
    here = tags[at]
    if here == "PRON":
        return at + 1
    if here == "POSS" and tokens.lowers[at][0] in "'’":
        return at
    lowers = tokens.lowers
    end = at + 1
    head = end if here in _FULL else at
    while end < last:
        here = tags[end]
        if here in _CONTINUES:
            if (here == "ADJ" or lowers[end] in _COURTESY) and _starts_anew(tags, end, last):
                break
            end += 1
            head = end if here in _FULL else head
        elif here not in _PASSING:
            break
        elif (nickname := _nickname_end(tags, end, last)) is not None:
            head = end = nickname
        elif _passes(tags, tokens, end, last):
            end += 1
        else:
            break
    return head


def _starts_anew(tags: list[Tag], at: int, last: int) -> bool:
    """Whether a noun phrase that opens with a form of courtesy, or a predicate, starts right behind a head."""
    if tags[at] == "ADJ":
        return tags[at - 1] in _HEADS and not _heads_later(tags, at, last)
    return tags[at - 1] == "NOUN"


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
        return (before in _MODIFIERS and after in _STARTS) or (before in _FULL and after == "NOUN")
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
    last = main + 1
    if (
        last < ceiling
        and lowers[last] in _PARTICLES
        and not (last + 1 < ceiling and tags[last + 1] in {"DET", "POSS", "NAME"})
    ):
        last += 1
    known = english().verbs.get(lowers[main])
    lemma = known[0] if known else lowers[main]
    if first == main:
        return VerbGroup(first, main, last, lemma, finite=tags[main] in _FINITE)
    before, kinds = lowers[first:main], tags[first:main]
    return VerbGroup(
        first=first,
        main=main,
        last=last,
        lemma=lemma,
        negated=not _NEGATIVE.isdisjoint(before),
        passive=tags[main] == "PART" and not _BE.isdisjoint(before),
        infinitive="to" in before,
        modal=before[kinds.index("MODAL")] if "MODAL" in kinds else None,
        finite=_is_finite(tags[first : main + 1], before),
    )


def _is_tight(adverb: str) -> bool:
    """Whether an adverb before the first verb belongs to the group (“also said”, “recently called”)."""
    return adverb in _TIGHT or adverb.endswith("ly")


def _is_finite(tags: list[Tag], before: list[str]) -> bool:
    """Whether a group can carry a clause, by the classes of its tokens and its words before the main verb."""
    if "MODAL" in tags[:-1] or not _FINITE_AUX.isdisjoint(before):
        return True
    return "to" not in before if tags[-1] == "BASE" else tags[-1] in _FINITE
