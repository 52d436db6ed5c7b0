"""Who can take a side without being a known actor: “nine in ten villagers”, “Innkeeper Hana Doke”, “nurses at Kron”.

Known actors and pronouns are resolved by `stances_reading`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.lexicon import names
from annotator.engines.rules.stances_pronouns import titled
from annotator.engines.rules.stances_words import is_a
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase

_AGENT = re.compile(
    r"(?:ists?|ians?|m[ae]n|wom[ae]n|eers?|(?<!pap)(?<!numb)(?<!lett)(?<!ord)(?<!matt)(?<!pow)ers|ators)$"
)
"""Nouns that are made for those who do something: “geologists”, “shopkeepers”."""
_HEAD_END = re.compile(r" (?:of|for|by|in|from|at|on|with|who|that|to) ")  # words after a description's head noun
_OF = frozenset({"of"})
_BELONGING = frozenset("of for at from in near".split())  # link a description with what it goes on with: “nurses at …”
_SHORTEST_NAME = 2  # tokens


def is_alive(cast: Cast, name: str) -> bool:
    """Whether an actor can take sides: no unnamed event, plan or thing that a text lets speak."""
    actor = cast.actor(name)
    if actor is None or actor.kind is not ActorKind.UNNAMED:
        return True
    head = _HEAD_END.split(name.lower(), maxsplit=1)[0].rpartition(" ")[2]
    is_thing = is_a(head, "lifeless") or is_a(head, "event") or is_a(head, "policy")
    return not is_thing or is_a(head, "paper") or is_a(head, "human")


def described(analysis: Analysis, cast: Cast, phrase: Phrase) -> str | None:
    """The words of a phrase that describes somebody who can take sides; None for other phrases."""
    index = analysis.chunk_at[phrase.head]
    if index < 0:
        return None
    first, last = analysis.chunks[index]
    if analysis.tags[first] == "PRON" or analysis.tokens.lowers[first] in {"this", "that"}:
        return None
    several = _several(analysis, first, last, phrase.last)
    if several is not None:
        return several
    comma = last if last < phrase.last and analysis.tags[last] == "COMMA" else -1
    if comma >= 0 and analysis.tags[last - 1] != "NAME" and analysis.tags[comma + 1] == "NAME":
        first, last = analysis.chunks[analysis.chunk_at[comma + 1]]  # “his partner, Mara Lind,”
    return _one(analysis, cast, first, last, phrase.last)


def subject_before(analysis: Analysis, cast: Cast, token: int) -> str | None:
    """Who “it” or “they” means that opens a sentence, when the sentence before opens with somebody described."""
    sentence = analysis.tokens.sentence[token]
    if sentence == 0 or token != analysis.tokens.bounds[sentence][0]:
        return None
    first, last = analysis.tokens.bounds[sentence - 1]
    phrase = phrases.phrase_after(analysis, first, last)
    name = described(analysis, cast, phrase) if phrase is not None else None
    if phrase is None or name is None or analysis.tags[phrase.last - 1] == "NAME":
        return None
    is_plural = analysis.tokens.lowers[analysis.chunks[analysis.chunk_at[phrase.head]][1] - 1].endswith("s")
    return name if is_plural == (analysis.tokens.lowers[token] == "they") else None


def _several(analysis: Analysis, first: int, last: int, end: int) -> str | None:
    """A part or a row of people, in its words: “nine in ten villagers”, “parents, teachers and pupils”."""
    tags, lowers = analysis.tags, analysis.tokens.lowers
    if last >= end:
        return None
    is_part = lowers[last] in {"of", "in", "than"} and not {"NOUN", "NAME"} & set(tags[first:last])
    is_row = "CONJ" in tags[last:end] and set(tags[last:end]).isdisjoint({"PREP", "TO", "PAST", "PART", "AUX"})
    if not (is_part or is_row) or analysis.chunk_at[end - 1] < 0 or not is_a(lowers[end - 1], "human"):
        return None
    return analysis.words(first, end) if is_part or is_a(lowers[last - 1], "human") else None


def _one(analysis: Analysis, cast: Cast, first: int, last: int, phrase_last: int) -> str | None:
    """A chunk that describes somebody who can take sides, with what belongs to it; None for others."""
    head = analysis.tokens.lowers[last - 1]
    if last - first == 1 and head in names.classes()["title"]:
        return titled(cast, head) or analysis.words(first, last)
    is_noun = last - first == 1 and is_a(head, "human")  # which opens a sentence: “Workers at …”
    is_name = analysis.tags[last - 1] == "NAME" and not is_noun and head not in names.classes()["not-name"]
    if not is_name and not _is_human(head):
        return None
    first = _without_title(analysis, first, last) if is_name else first
    has_more = last < phrase_last and analysis.tokens.lowers[last] in (_OF if is_name else _BELONGING)
    return analysis.words(first, phrase_last if has_more else last)


def _is_human(head: str) -> bool:
    """Whether a small-letter noun means people or a body of them."""
    known = names.classes()["role"] | names.classes()["organization"]
    return is_a(head, "human") or head in known or _AGENT.search(head) is not None


def _without_title(analysis: Analysis, first: int, last: int) -> int:
    """First token of a person's name after what the person is: “Innkeeper Hana Doke”."""
    lowers, tags = analysis.tokens.lowers, analysis.tags
    known = names.classes()["title"] | names.classes()["role"]
    while last - first > _SHORTEST_NAME and tags[first] != "DET":
        if tags[first] != "NUM" and lowers[first] not in known and not is_a(lowers[first], "human"):
            break
        first += 1
    return first
