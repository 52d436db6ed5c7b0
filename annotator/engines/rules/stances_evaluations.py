"""What somebody calls something: “called the strikes “a serious threat””, and in quotes “The blockade is an act of piracy”.

The side is that of the words at the head of the predicate. Verbs that take a side by themselves are found by `stances_cues`.
"""  # noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.phrases import VERBS
from annotator.engines.rules.polarity import valence, valences
from annotator.engines.rules.stances_cues import Finding
from annotator.engines.rules.stances_objects import Goal, skip
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_reading import Reading

_COPULAS = frozenset("is are was were 's ’s 're ’re".split())
_STOPS = frozenset({"STOP", "COLON", "DASH", "SUB", "COMMA"})
_LONGEST_SUBJECT = 9  # tokens
_LONGEST = 30  # tokens of a predicate
_STRONG = 2.0  # sum of valences from which “X is Y” is a stance
_CLEAR = 1.0  # the same for “called X Y”
_SUBSTITUTES = frozenset("it this that there what who which he she they".split())


def evaluations(reading: Reading) -> Iterator[Finding]:
    """All evaluations, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags):
        if tag in VERBS and is_a(lowers[at], "call"):
            yield from _called(reading, at)
        elif tag == "AUX" and lowers[at] in _COPULAS:
            yield from _predicated(reading, at)


def _called(reading: Reading, at: int) -> Iterator[Finding]:
    """“called X Y”, “described X as Y”, “X was called Y by Z”."""
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    group = analysis.verb_group(at)
    subject = phrases.subject_of(analysis, group.first) or phrases.governor_subject(analysis, group.first)
    if group.passive or group.negated or subject is None:
        return
    start = skip(analysis, at + 1, ceiling)
    thing = phrases.phrase_after(analysis, start, ceiling)
    holder = reading.holder(subject)
    if thing is None or holder is None:
        return
    split = _split(reading, thing, ceiling)
    if split is None:
        return
    thing_last, predicate = split
    end = _predicate_end(reading, predicate, ceiling)
    value = head_value(reading, predicate, end)
    if abs(value) < _CLEAR:
        return
    yield Finding(
        holder=holder,
        quote=reading.quote_at(thing.first),
        act=_act(reading, predicate, end, value),
        sign=1 if value > 0 else -1,
        goal=Goal(thing.first, thing_last),
        first=thing.first,
        last=end,
        confidence=0.7,
        steps=(
            f"“{analysis.tokens.words[at]}” names what “{holder}” thinks of it",
            _heard(reading, predicate, end, value),
        ),
    )


def _split(reading: Reading, thing: Phrase, ceiling: int) -> tuple[int, int] | None:
    """One past the last token of what is called, and the first of what it is called."""
    analysis = reading.analysis
    lowers = analysis.tokens.lowers
    chunk_last = analysis.chunks[analysis.chunk_at[thing.first]][1]
    for last in (thing.last, chunk_last):
        if last < ceiling and lowers[last] == "as":
            return last, last + 1
    for at in range(thing.first + 1, min(ceiling, thing.last + 1)):
        is_new = analysis.tags[at] == "MARK" or (
            lowers[at] in {"a", "an"} and analysis.tags[at - 1] not in {"PREP", "DET"}
        )
        if is_new and at + 1 < ceiling:
            return at, at
    if thing.last < ceiling and analysis.tags[thing.last] not in _STOPS:
        return thing.last, thing.last
    return None


def split_of(reading: Reading, first: int, last: int) -> int | None:
    """First token of what something is called, in the content of a quote that starts with what is called so; or None."""  # noqa: E501
    thing = phrases.phrase_after(reading.analysis, first, last)
    split = _split(reading, thing, last) if thing is not None else None
    return split[1] if split is not None and split[1] < last else None


def _predicate_end(reading: Reading, at: int, ceiling: int) -> int:
    """One past the predicate: the closing mark, or the end of the clause."""
    analysis = reading.analysis
    end = at
    while end < min(ceiling, at + _LONGEST):
        if end > at and analysis.tags[end] in _STOPS and analysis.quoted[end] < 0:
            break
        end += 1
        if end < ceiling and analysis.quoted[end - 1] >= 0 and analysis.quoted[end] < 0:
            break
    return end


def head_value(reading: Reading, first: int, last: int) -> float:
    """How the head of a predicate speaks, adverbs and modifiers included; of all its words when the head says nothing."""  # noqa: E501
    analysis = reading.analysis
    end = first
    while end < last and not (end > first and analysis.tags[end] in {"PREP", "TO", "WH", "THAT"}):
        end += 1
    if any(is_a(word, "insult") for word in analysis.tokens.lowers[first:end]):
        return -_STRONG
    head = sum(valences(analysis.tokens.lowers[first:end]))
    return head or sum(valences(analysis.tokens.lowers[first:last])) / 2


def _act(reading: Reading, first: int, last: int, value: float) -> str:
    lowers = reading.analysis.tokens.lowers[first:last]
    if value > 0:
        return "praise"
    if any(is_a(word, "insult") for word in lowers):
        return "mock"
    return "condemn" if any(is_a(word, "strong") or valence(word) <= -3 for word in lowers) else "criticize"  # noqa: PLR2004  # the strongest words


def _heard(reading: Reading, first: int, last: int, value: float) -> str:
    words = [word for word in reading.analysis.tokens.lowers[first:last] if valence(word)]
    return f"its words ({', '.join(words[:4])}) speak {'well' if value > 0 else 'ill'} of it"


def _predicated(reading: Reading, at: int) -> Iterator[Finding]:
    """“X is Y” in somebody's words, when Y judges."""
    quote = reading.quote_at(at)
    if quote is None or quote.speaker is None or quote.mode is Mode.THOUGHT:
        return
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    group = analysis.verb_group(at)
    subject = phrases.subject_of(analysis, group.first)
    start = at + 1
    if (
        subject is None
        or start >= ceiling
        or at - subject.first > _LONGEST_SUBJECT
        or not _judges(reading, subject, start)
    ):
        return
    end = _predicate_end(reading, start, ceiling)
    value = head_value(reading, start, end)
    if abs(value) < _STRONG:
        return
    yield Finding(
        holder=quote.speaker,
        quote=quote,
        act=_act(reading, start, end, value),
        sign=1 if value > 0 else -1,
        goal=Goal(subject.first, subject.last),
        first=subject.first,
        last=end,
        confidence=0.5,
        steps=("the speaker says what it is", _heard(reading, start, end, value)),
    )


def _judges(reading: Reading, subject: Phrase, start: int) -> bool:
    """Whether a clause can judge its subject: a noun phrase, and after the copula no verb of its own."""
    analysis = reading.analysis
    word = analysis.tokens.lowers[subject.first]
    follows = analysis.tags[start]
    return word not in _SUBSTITUTES | FIRST and follows not in {"PART", "ING", "TO", "AUX"}
