"""How far what a stance is about reaches: with the limit that belongs to it, without the time, past “an end to”.

Which place of a cue it fills is left to `stances_objects`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.phrases import Phrase
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

_SKIPPED = frozenset({"ADV", "MARK"})
_ENDS = frozenset({"COMMA", "STOP", "COLON", "DASH", "SUB", "OPEN", "CLOSE"})
_ENDED_BY = frozenset("of to on from against in over".split())
_LONGEST_ACTION = 14  # tokens of a verb phrase that is a target
_CIRCUMSTANCES = frozenset("over amid despite following".split())  # prepositions that end what a stance is about
_WHERE = frozenset("in on at during after before from to".split())
_LIMITS = frozenset("before after until per without during into toward towards".split())
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december today yesterday tomorrow last next"
    " night week month year morning afternoon evening decade midnight noon midday dawn dusk".split()
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A stretch that a stance is about.

    Attributes:
        first: Its first token.
        last: One past its last token.
        sign: -1 when it is to end, so that who wants that is against it.
        is_action: Whether it is a verb phrase.
        is_aside: Whether it is somebody who gains by the deed, beside the deed itself.
        is_implied: Whether no words name it: it is what was spoken of just before.
        step: What was seen.
    """

    first: int
    last: int
    sign: int = 1
    is_action: bool = False
    is_aside: bool = False
    is_implied: bool = False
    step: str = ""


def skip(analysis: Analysis, at: int, ceiling: int) -> int:
    """The first token from ``at`` on that is no adverb and no mark."""
    while at < ceiling and analysis.tags[at] in _SKIPPED:
        at += 1
    return at


def clause_end(analysis: Analysis, at: int, ceiling: int) -> int:
    """One past the last token of the clause that goes on from ``at``, at most the length of an action."""
    end = at
    while end < min(ceiling, at + _LONGEST_ACTION) and analysis.tags[end] not in _ENDS:
        if end > at and analysis.tags[end] == "CONJ" and analysis.tags[end + 1 : end + 2] in (["PAST"], ["PRES"]):
            break  # “to resign and said”
        end += 1
    while end > at + 1 and analysis.tags[end - 1] in {"CONJ", "MARK", "PREP"}:
        end -= 1
    return end


def without_time(analysis: Analysis, phrase: Phrase | None) -> Phrase | None:
    """A phrase without the time that ends its first chunk: “two more launches next year”; None for a time alone."""
    if phrase is None:
        return None
    last = analysis.chunks[analysis.chunk_at[phrase.first]][1]
    if analysis.tokens.lowers[last - 1] not in _TIMES:
        return phrase
    cut = last - 1
    while cut > phrase.first and analysis.tokens.lowers[cut - 1] in _TIMES | {"this", "that"}:
        cut -= 1
    return Phrase(phrase.first, cut, phrase.head) if analysis.tags[cut - 1] == "NOUN" and cut > phrase.first else None


def is_amount(analysis: Analysis, at: int) -> bool:
    """Whether a chunk is a figure alone: “demanded €2.6bn”."""
    return all(analysis.tags[token] == "NUM" for token in range(*analysis.chunks[analysis.chunk_at[at]]))


def complete(analysis: Analysis, goal: Goal, ceiling: int) -> Goal:
    """A goal without where and when it was said, and with what completes its noun: “the right to strike”."""
    is_part = goal.first + 1 < ceiling and analysis.tokens.lowers[goal.first + 1] == "of"  # “half of the bill”
    if analysis.tags[goal.first] == "PRON" and not is_part:
        return replace(goal, last=goal.first + 1)
    last = _without_occasion(analysis, goal, _with_adjectives(analysis, goal, ceiling))
    if last + 1 < ceiling and analysis.tokens.lowers[last] == "right" and analysis.tags[last + 1] == "TO":
        last += 1  # “Iran's legitimate right to …”, where “right” may look like an adjective
    last = _with_limit(analysis, _with_to(analysis, goal.first, last, ceiling), ceiling)
    return replace(goal, last=_with_clause(analysis, last, ceiling))


def _without_occasion(analysis: Analysis, goal: Goal, last: int) -> int:
    """One past a phrase without the time, place or medium that ends it: “on Monday”, “in an interview”."""
    lowers = analysis.tokens.lowers
    is_bare = analysis.tags[last - 1] == "NUM" or lowers[last - 1] == "one"
    if last - goal.first > 2 and is_bare and analysis.tags[last - 2] == "PREP":  # noqa: PLR2004  # “on one” condition
        last -= 2
    for at in range(goal.first + 1, last - 1):
        if analysis.tags[at] != "PREP":
            continue
        head = lowers[analysis.chunks[analysis.chunk_at[at + 1]][1] - 1] if analysis.chunk_at[at + 1] >= 0 else ""
        if (
            lowers[at] in _CIRCUMSTANCES
            or lowers[at + 1] in _TIMES
            or head in _TIMES
            or (lowers[at] in _WHERE and is_a(head, "occasion"))
        ):
            return at
    return last


def _with_adjectives(analysis: Analysis, goal: Goal, ceiling: int) -> int:
    """One past a phrase that goes on after a comma between adjectives, or a gerund: “new, deep tax cuts”."""
    last = goal.last
    is_compound = last + 1 < ceiling and analysis.tags[last : last + 2] == ["ING", "NOUN"]
    if is_compound and analysis.tags[last - 1] in {"NOUN", "NAME", "ADJ"} and analysis.chunk_at[last + 1] >= 0:
        return analysis.chunks[analysis.chunk_at[last + 1]][1]  # “every Zika funding measure”
    while last + 1 < ceiling and analysis.tags[last - 1] == "ADJ" and analysis.tags[last] in {"COMMA", "CONJ"}:
        follows = analysis.chunk_at[last + 1]
        if analysis.tags[last + 1] not in {"ADJ", "NOUN"} or follows < 0:
            break
        last = analysis.chunks[follows][1]
    return last


def _with_clause(analysis: Analysis, last: int, ceiling: int) -> int:
    """One past the infinitive of a plan or decision, or the “that” clause of a claim."""
    if last >= ceiling:
        return last
    head = analysis.tokens.lowers[last - 1]
    if analysis.tags[last] == "TO" and (is_a(head, "policy") or is_a(head, "intent")):
        return clause_end(analysis, last, ceiling)
    if analysis.tokens.lowers[last] == "that" and is_a(head, "claim"):
        return clause_end(analysis, last, ceiling)
    return last


def _with_to(analysis: Analysis, first: int, last: int, ceiling: int) -> int:
    """One past the phrase that a noun takes with “to”: “an early end to the ban”; ``last`` for other nouns."""
    if not (
        last + 1 < ceiling and analysis.tags[last] == "TO" and is_a(analysis.tokens.lowers[last - 1], "ender-noun")
    ):
        return last
    inner = phrases.phrase_after(analysis, last + 1, ceiling)
    return inner.last if inner is not None and last > first else last


def _with_limit(analysis: Analysis, last: int, ceiling: int) -> int:
    """One past a limit that belongs to what a goal is: “a tax rise before the election”, “two drivers per bus”."""
    while last + 1 < ceiling and analysis.tokens.lowers[last] in _LIMITS:
        phrase = phrases.phrase_after(analysis, last + 1, ceiling)
        if phrase is None or analysis.tags[last + 1] == "PRON" or _is_time(analysis, phrase):
            break
        last = phrase.last
    return last


def conjuncts(analysis: Analysis, goal: Goal, ceiling: int) -> list[Goal]:
    """A goal, or each of several that stand in a row with a determiner or a name each: “the nurses and the doctors”."""
    if goal.is_action or goal.first >= goal.last or analysis.chunk_at[goal.first] < 0:
        return [goal]
    parts = [analysis.chunks[analysis.chunk_at[goal.first]]]
    opening = _opening(analysis, goal.first)
    while opening and (start := _next_conjunct(analysis, parts[-1][1], ceiling)) is not None:
        if _opening(analysis, start) != opening:
            break
        parts.append(analysis.chunks[analysis.chunk_at[start]])
    is_closed = len(parts) > 1 and "CONJ" in analysis.tags[parts[0][1] : parts[-1][0]]
    if not is_closed or parts[-1][1] < min(goal.last, ceiling):
        return [goal]
    return [replace(goal, first=first, last=last) for first, last in parts]


def _opening(analysis: Analysis, at: int) -> str:
    """What kind of phrase starts at a token: a name, one with a determiner, or “” for others."""
    tag = analysis.tags[at]
    last = analysis.chunks[analysis.chunk_at[at]][1]
    if tag in {"DET", "POSS"}:
        return "DET"
    return "NAME" if tag == "NAME" and analysis.tags[last - 1] == "NAME" else ""


def _next_conjunct(analysis: Analysis, at: int, ceiling: int) -> int | None:
    """The first token of the noun phrase after “and”, “, and” or a comma; None when there is none."""
    start = at
    while start < min(ceiling, at + 2) and analysis.tags[start] in {"COMMA", "CONJ"}:
        start += 1
    return start if at < start < ceiling and analysis.chunk_at[start] >= 0 else None


def _is_time(analysis: Analysis, phrase: Phrase) -> bool:
    """Whether a phrase is, or ends in, a time: “until midnight”."""
    first_end = analysis.chunks[analysis.chunk_at[phrase.first]][1]
    return not _TIMES.isdisjoint({analysis.tokens.lowers[first_end - 1], analysis.tokens.lowers[phrase.last - 1]})


def ended(analysis: Analysis, phrase: Phrase, ceiling: int) -> Goal:
    """A phrase as a goal; for “an end to T”, T turned around."""
    index = analysis.chunk_at[phrase.first]
    if index < 0:
        return Goal(phrase.first, phrase.last)
    last = analysis.chunks[index][1]
    head = last - 1
    lowers = analysis.tokens.lowers
    if not is_a(lowers[head], "ender-noun"):
        return Goal(phrase.first, phrase.last)
    if last + 1 < ceiling and lowers[last] in _ENDED_BY:
        inner = phrases.phrase_after(analysis, skip(analysis, last + 1, ceiling), ceiling)
        if inner is not None:
            return Goal(inner.first, inner.last, -1, step=f"“{lowers[head]} {lowers[last]}” turns it around")
    return Goal(phrase.first, phrase.last)
