"""What a stance's target is called, what kind it is, and which actor behind it the words name.

Where the target stands has been found by `stances_objects`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.engines.drafts import DraftTarget, Fragment
from annotator.engines.rules.phrases import Phrase, ceiling_of, floor_of
from annotator.engines.rules.stances_extents import Goal, clause_end
from annotator.engines.rules.stances_words import is_a
from annotator.schema import TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.stances_findings import Finding
    from annotator.engines.rules.stances_reading import Reading

_MARKS = re.compile(r"[“”„«»\"]|''|``|(?<!\w)['‘]|['’](?!\w)")
_LEADING = re.compile(r"^(?:(?:the|a|an|this|that|these|those|such|any|all|both|some) )+", re.IGNORECASE)
_PRONOUN = re.compile(r"^(his|her|their|its|our|my) ", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_OBJECT_PRONOUNS = frozenset("him her them us you me he she they we i".split())
_NEUTER = frozenset("it this that these those".split())
_OF_OTHERS = frozenset({"demand", "call-for", "criticize", "condemn", "mock", "reject", "oppose"})
"""Acts whose “his” or “her” means somebody else."""
_JOINT = frozenset({"cooperate", "work", "collaborate", "partner", "help"})


@dataclass(frozen=True, slots=True)
class Named:
    """A target with what stands behind it.

    Attributes:
        target: As a draft.
        behind: Actors that the words name as owners or authors of the target.
        owners: Those of them that stand in the possessive: “Iran's right”.
    """

    target: DraftTarget
    behind: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


def named(reading: Reading, finding: Finding, before: Named | None) -> Named | None:
    """Call a target by its name.

    Args:
        reading: The document.
        finding: The stance.
        before: The target of the stance before, for “it”; None when it is too far away.

    Returns:
        The target, or None when the words do not say what it is.
    """
    goal = finding.goal
    lowers = reading.analysis.tokens.lowers
    if goal.is_implied:
        return before
    if finding.act == "offer" and not goal.is_action and not _JOINT.isdisjoint(lowers[finding.first : goal.first]):
        return _cooperation(reading, finding)
    if goal.last - goal.first == 1 and lowers[goal.first] in _OBJECT_PRONOUNS | _NEUTER:
        return _of_pronoun(reading, finding, before)
    if goal.is_action:
        label = label_of(reading, goal.first, goal.last)
        return Named(DraftTarget(label, TargetKind.POLICY, mentions=(fragment(reading, goal.first, goal.last),)))
    return _not_own(reading, finding, _of_phrase(reading, goal))


def _of_pronoun(reading: Reading, finding: Finding, before: Named | None) -> Named | None:
    """Whom or what “him”, “them” or “it” means."""
    goal = finding.goal
    lower = reading.analysis.tokens.lowers[goal.first]
    if lower in _NEUTER:
        disputed = _claim_before(reading, goal.first) if finding.act == "reject" else None
        return _pointed(reading, goal, disputed or before or _of_thing_before(reading, goal.first))
    actor = reading.actor(Phrase(goal.first, goal.last, goal.first))
    if actor == finding.holder and lower in {"him", "her"} and not reading.is_marked(goal.first):
        actor = reading.other_person(goal.first, finding.holder)
    if actor is not None:
        return _of_actor(reading, goal, actor)
    return _pointed(reading, goal, before) if lower == "them" else None


def _not_own(reading: Reading, finding: Finding, found: Named | None) -> Named | None:
    """A target of “his” or “her” that is the holder's own only when the holder speaks well of it."""
    own = f"{finding.holder}'s "
    lower = reading.analysis.tokens.lowers[finding.goal.first]
    if found is None or lower not in {"his", "her"} or finding.act not in _OF_OTHERS:
        return found
    if not found.target.label.startswith(own) or reading.is_marked(finding.goal.first):
        return found
    other = reading.other_person(finding.goal.first, finding.holder)
    rest = found.target.label.removeprefix(own)
    return replace(found, target=replace(found.target, label=f"{other}'s {rest}" if other else rest))


def _pointed(reading: Reading, goal: Goal, named_before: Named | None) -> Named | None:
    """What a pronoun stands for, mentioned by the pronoun."""
    if named_before is None:
        return None
    return replace(
        named_before, target=replace(named_before.target, mentions=(fragment(reading, goal.first, goal.last),))
    )


def _claim_before(reading: Reading, at: int) -> Named | None:
    """What “disputes this” means when the sentence before ends in what somebody says."""
    analysis = reading.analysis
    floor = floor_of(analysis, at)
    quote = reading.quote_at(floor - 2) if floor > 1 else None  # before the period
    if quote is None or analysis.tokens.lowers[at] not in {"this", "that"}:
        return None
    said = quote.content[-1]
    words = _MARKS.sub("", said.text).strip(" ,.")
    label = f"claim that {words.removeprefix('that ')}"
    return Named(DraftTarget(label, TargetKind.CLAIM, mentions=(said,)))


def _of_thing_before(reading: Reading, at: int) -> Named | None:
    """The nearest event or policy named before “it” in the same sentence."""
    analysis = reading.analysis
    first = bisect_left(analysis.chunks, (floor_of(analysis, at),))
    before = analysis.chunks[first : max(first, analysis.chunk_at[at])]
    things = [chunk for chunk in before if kind_of(analysis.tokens.lowers[chunk[1] - 1]) is not TargetKind.TOPIC]
    definite = [chunk for chunk in things if analysis.tokens.lowers[chunk[0]] == "the"]
    best = definite or things
    return _of_phrase(reading, Goal(*best[-1])) if best else None


def _of_actor(reading: Reading, goal: Goal, actor: str) -> Named:
    mention = fragment(reading, goal.first, goal.last)
    return Named(DraftTarget(actor, TargetKind.ACTOR, actor=actor, mentions=(mention,)))


def _of_phrase(reading: Reading, goal: Goal) -> Named | None:
    analysis = reading.analysis
    index = analysis.chunk_at[goal.first]
    chunk_end = analysis.chunks[index][1] if index >= 0 else goal.last
    last = min(chunk_end, goal.last)
    actor = reading.actor(Phrase(goal.first, goal.last, goal.first))
    if actor is not None and _is_whole(reading, goal, last):
        return _of_actor(reading, goal, actor)
    fuller = reading.fuller(goal.first, goal.last)
    label = label_of(reading, *((fuller.first, fuller.last) if fuller is not None else (goal.first, goal.last)))
    if not label or label.lower() in _NEUTER:
        return None
    behind = _behind(reading, goal.first, last - 1)
    behind += _behind(reading, fuller.first, fuller.head) if fuller is not None else ()
    to = next((at for at in range(goal.first, goal.last) if analysis.tags[at] == "TO"), last)
    kind = kind_of(analysis.tokens.lowers[to - 1]) if actor is None else TargetKind.TOPIC
    target = DraftTarget(label, kind, mentions=(fragment(reading, goal.first, goal.last),))
    owners = _owners(reading, goal.first, last - 1)
    return Named(target, tuple(name for name in behind if name != label), tuple(owners))


def _is_whole(reading: Reading, goal: Goal, chunk_last: int) -> bool:
    """Whether the phrase is the actor alone, or with others, rather than something about it."""
    analysis = reading.analysis
    return (
        chunk_last >= goal.last
        or analysis.tags[chunk_last] in {"CONJ", "OPEN", "COMMA"}
        or (analysis.tags[chunk_last] == "PREP" and analysis.tokens.lowers[chunk_last] != "of")
    )


def _behind(reading: Reading, first: int, head: int) -> tuple[str, ...]:
    """Actors named before the head of a phrase: “US strikes”, “Iran's right”."""
    analysis = reading.analysis
    if is_a(analysis.tokens.lowers[head], "human"):
        return ()
    begin, end = analysis.tokens.starts[first], analysis.tokens.starts[head]
    return tuple(dict.fromkeys(name for _, last, name in reading.cast.starting(begin, end) if last <= end))


def _owners(reading: Reading, first: int, head: int) -> Iterator[str]:
    """Actors named in the possessive before the head of a phrase."""
    analysis = reading.analysis
    for at in range(first + 1, head):
        if analysis.tags[at] == "POSS" and analysis.tokens.lowers[at][0] in "'’":
            yield from _behind(reading, first, at)


def kind_of(head: str) -> TargetKind:
    """What a small-letter head noun is."""
    if is_a(head, "event"):
        return TargetKind.EVENT
    return TargetKind.POLICY if is_a(head, "policy") else TargetKind.TOPIC


def label_of(reading: Reading, first: int, last: int) -> str:
    """The words of a phrase without marks and leading determiner, a possessive pronoun resolved."""
    text = reading.analysis.words(first, last)
    plain = _SPACES.sub(" ", _MARKS.sub("", text)).strip(" ,;:.—–")
    pronoun = _PRONOUN.match(plain)
    if pronoun is not None:
        owner = reading.actor(Phrase(first, first + 1, first)) if not _has_nearer(reading, first) else None
        is_others = owner is not None and (_is_parted(reading, first, owner) or _is_told(reading, first))
        owner = None if is_others else owner
        return f"{owner}'s {plain[pronoun.end() :]}" if owner else plain[pronoun.end() :]
    return _LEADING.sub("", plain)


def _is_parted(reading: Reading, at: int, owner: str) -> bool:
    """Whether somebody else is named between the owner and “its”: “Orsany called on Vessen to withdraw its troops”."""
    tokens = reading.analysis.tokens
    if tokens.lowers[at] not in {"its", "their"}:
        return False
    floor = floor_of(reading.analysis, at)
    near = next((back for back in range(at - 1, floor, -1) if reading.analysis.tags[back] == "NAME"), None)
    return near is not None and tokens.words[near] not in owner


def _is_told(reading: Reading, at: int) -> bool:
    """Whether “their” means whom somebody tells to do it: “advised walkers to keep their dogs on a leash”."""
    analysis = reading.analysis
    to = next((back for back in range(at - 1, max(0, at - 4), -1) if analysis.tags[back] == "TO"), None)
    return to is not None and to > 1 and analysis.chunk_at[to - 1] >= 0


def _has_nearer(reading: Reading, at: int) -> bool:
    """Whether “its” may well mean the phrase right before: “warned the council about its software”."""
    analysis = reading.analysis
    is_neuter = analysis.tokens.lowers[at] in {"its", "their"} and at > 1 and analysis.tags[at - 1] == "PREP"
    return is_neuter and analysis.chunk_at[at - 2] >= 0 and analysis.tags[at - 2] != "PRON"


def condition_of(reading: Reading, first: int, last: int) -> str:
    """A condition in words that can follow a label: “provided that …”, “if …”."""
    words = label_of(reading, first, last)
    rest = words.removeprefix("condition").lstrip(" :,").removeprefix("that ")
    return words if rest == words else f"provided that {rest}"


def fragment(reading: Reading, first: int, last: int) -> Fragment:
    """The text of some tokens, marks at its edges left out."""
    tags, tokens = reading.analysis.tags, reading.analysis.tokens
    while last - first > 1 and tags[first] == "MARK":
        first += 1
    while last - first > 1 and tags[last - 1] in {"MARK", "COMMA", "STOP"} and len(tokens.words[last - 1]) == 1:
        last -= 1
    sentence = reading.analysis.sentences[tokens.sentence[first]].number
    return Fragment(reading.analysis.words(first, last), sentence, tokens.starts[first])


def _cooperation(reading: Reading, finding: Finding) -> Named | None:
    """“ready to cooperate with you on all issues”: cooperation with whom is spoken to."""
    analysis = reading.analysis
    goal = finding.goal
    index = analysis.chunk_at[goal.first]
    last = analysis.chunks[index][1] if index >= 0 else goal.last
    actor = reading.actor(Phrase(goal.first, last, goal.first))
    verb = next(
        (at for at in range(goal.first - 1, finding.first, -1) if analysis.tokens.lowers[at] in _JOINT), goal.first
    )
    who = actor or label_of(reading, goal.first, last)
    mention = fragment(reading, verb, clause_end(analysis, verb, ceiling_of(analysis, verb)))
    target = DraftTarget(f"cooperation with {who}", TargetKind.POLICY, mentions=(mention,))
    return Named(target, (actor,) if actor else ())
