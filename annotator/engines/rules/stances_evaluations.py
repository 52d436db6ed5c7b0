"""What somebody calls something: “called the strikes “a serious threat””, in quotes “The blockade is an act of piracy”.

The side is that of the words at the head of the predicate. Verbs that take a side by themselves are left to
`stances_cues`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.phrases import VERBS
from annotator.engines.rules.polarity import bases, valence, valences
from annotator.engines.rules.stances_extents import Goal, skip
from annotator.engines.rules.stances_findings import Finding
from annotator.engines.rules.stances_matching import is_denied
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_reading import Reading

_COPULAS = frozenset("is are was were".split())
_STOPS = frozenset({"STOP", "COLON", "DASH", "SUB", "COMMA"})
_PREDICATES = frozenset({"ADJ", "ADV", "DET", "NOUN", "NAME", "MARK", "PART", "PAST"})  # what “called X” goes on with
_OPINIONS = frozenset("think believe feel consider".split())
_NEEDING_AS = frozenset("describe portray characterize denounce dismiss see view regard".split())
_LONGEST_SUBJECT = 9  # tokens
_LONGEST = 30  # tokens of a predicate
_STRONG = 2.0  # sum of valences from which “X is Y” is a stance
_CLEAR = 1.0  # the same for “called X Y”
_SUBSTITUTES = frozenset("it this that there what who which he she they these those".split())
_POINTING = frozenset("it this that he she".split())  # that may well mean what was spoken of before


def evaluations(reading: Reading) -> Iterator[Finding]:
    """All evaluations, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags):
        if tag in VERBS and is_a(lowers[at], "call"):
            yield from _called(reading, at)
        elif tag == "AUX" and lowers[at] in _COPULAS:
            yield from _predicated(reading, at)


def _called(reading: Reading, at: int) -> Iterator[Finding]:
    """“called X Y”, “described X as Y”."""
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    group = analysis.verb_group(at)
    subject = phrases.subject_of(analysis, group.first) or phrases.governor_subject(analysis, group.first)
    thing = phrases.phrase_after(analysis, skip(analysis, at + 1, ceiling), ceiling)
    opened = reading.opened_by(at)
    if thing is not None and analysis.tokens.lowers[thing.first] == "it" and _is_hard(analysis, thing.last, ceiling):
        return
    if group.passive or group.negated or thing is None or (subject is None and opened is None):
        return
    holder = opened.speaker if opened is not None else reading.holder(subject) if subject is not None else None
    split = _split(reading, thing, ceiling, bare=not _needs_as(analysis.tokens.lowers[at]))
    if holder is None or split is None:
        return
    end = _predicate_end(reading, split[1], ceiling)
    value, confidence, heard = _judgement(reading, split[1], end)
    if value:
        yield Finding(
            holder=holder,
            quote=reading.quote_at(thing.first),
            act=_act(reading, split[1], end, value),
            sign=1 if value > 0 else -1,
            goal=Goal(thing.first, split[0]),
            first=thing.first,
            last=end,
            confidence=confidence,
            steps=(f"“{analysis.tokens.words[at]}” names what “{holder}” thinks of it", heard),
        )


def _is_hard(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether “it” only announces an infinitive: “found it difficult to win”."""
    return {"TO", "THAT"} & set(analysis.tags[at : min(ceiling, at + 4)]) != set()


def _judgement(reading: Reading, first: int, last: int) -> tuple[float, float, str]:
    """How a predicate speaks, how sure that is, and why; 0 when it says nothing.

    A figure of speech between marks (“a tax on island life”) without a word that praises is taken to be scorn.
    """
    value = head_value(reading, first, last)
    if abs(value) >= _CLEAR:
        return value, 0.6, _heard(reading, first, last, value)
    is_figure = reading.analysis.tags[first : first + 2] == ["MARK", "DET"]
    if is_figure and first + 2 < last and value <= 0:
        return -_CLEAR, 0.5, "a figure of speech between marks, without a word of praise"
    return 0.0, 0.0, ""


def _needs_as(lower: str) -> bool:
    """Whether a verb takes what it calls something after “as” only: “dismissed the report as nonsense”."""
    return not _NEEDING_AS.isdisjoint(bases(lower))


def _split(reading: Reading, thing: Phrase, ceiling: int, *, bare: bool = True) -> tuple[int, int] | None:
    """One past the last token of what is called, and the first of what it is called."""
    analysis = reading.analysis
    lowers = analysis.tokens.lowers
    chunk_first, chunk_last = analysis.chunks[analysis.chunk_at[thing.first]]
    if bare and chunk_last - chunk_first > 1 and analysis.tags[chunk_last - 1] == "ADJ":
        return chunk_last - 1, chunk_last - 1  # called the plan unfair
    for last in (thing.last, chunk_last):
        if last < ceiling and lowers[last] == "as":
            return last, last + 1
    if not bare:
        return None
    for at in range(thing.first + 1, min(ceiling, thing.last + 1)):
        is_new = analysis.tags[at] == "MARK" or (
            lowers[at] in {"a", "an"} and analysis.tags[at - 1] not in {"PREP", "DET"}
        )
        if is_new and at + 1 < ceiling:
            return at, at
    if thing.last < ceiling and analysis.tags[thing.last] in _PREDICATES:
        return thing.last, thing.last
    return None


def split_of(reading: Reading, first: int, last: int) -> int | None:
    """First token of what something is called, in content that starts with the thing; None when there is none."""
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


def head_value(reading: Reading, first: int, last: int, *, alone: bool = False) -> float:
    """How the head of a predicate speaks, modifiers included; unless ``alone``, of all words when it says nothing."""
    analysis = reading.analysis
    end = first
    while end < last and not (end > first and _ends_head(analysis, end)):
        end += 1
    if any(is_a(word, "insult") for word in analysis.tokens.lowers[first:end]):
        return -_STRONG
    lowers = analysis.tokens.lowers
    if lowers[max(first, end - 2) : end] in (["a", "fine"], ["the", "fine"]):
        return -_CLEAR  # what is to be paid
    if "too" in lowers[first : max(first, end - 1)] and lowers[max(0, first - 1)] != "not":
        return -_STRONG  # “far too generous”
    head = sum(valences(lowers[first:end]))
    return head or (0.0 if alone else sum(valences(analysis.tokens.lowers[first:last])) / 2)


def _ends_head(analysis: Analysis, at: int) -> bool:
    """Whether a predicate's head is over: a complement, a clause or a participle follows."""
    return analysis.tags[at] in {"PREP", "TO", "WH", "THAT"} or (
        analysis.tags[at] == "ING" and analysis.chunk_at[at] < 0
    )


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
    if quote is None or quote.speaker is None or is_denied(reading, at):
        return
    if quote.mode is Mode.THOUGHT and not any(_is_opinion(piece.text) for piece in quote.cue):
        return
    analysis = reading.analysis
    if any(analysis.tokens.lowers[back] == "if" for back in range(max(phrases.floor_of(analysis, at), at - 5), at)):
        return
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
    value = head_value(reading, start, end, alone=True)
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
        confidence=0.4 if analysis.tags[subject.first] != "PRON" else 0.3,
        steps=("the speaker says what it is", _heard(reading, start, end, value)),
    )


def _is_opinion(cue: str) -> bool:
    """Whether a cue of thought gives an opinion, not a fear or knowledge."""
    return any(not _OPINIONS.isdisjoint(bases(word)) for word in cue.lower().split())


def _judges(reading: Reading, subject: Phrase, start: int) -> bool:
    """Whether a clause can judge its subject: a noun phrase, and after the copula no verb of its own."""
    analysis = reading.analysis
    word = analysis.tokens.lowers[subject.first]
    follows = analysis.tags[start]
    is_pronoun = word in _SUBSTITUTES | FIRST and (
        subject.last - subject.first == 1 or analysis.tags[subject.first] == "PRON"
    )
    is_empty = is_pronoun and (word not in _POINTING or {"TO", "THAT", "WH"} & set(analysis.tags[start : start + 8]))
    feels = any(is_a(lower, "upset") or is_a(lower, "glad") for lower in analysis.tokens.lowers[start : start + 2])
    is_inner = subject.first > 0 and analysis.tags[subject.first - 1] in {
        "PREP",
        "TO",
    }  # “what he said in Springfield was”
    return (
        not is_empty
        and not feels
        and not is_inner
        and follows not in {"PART", "ING", "TO", "AUX", "PREP", "PRON", "NUM", "THAT", "WH"}
    )
