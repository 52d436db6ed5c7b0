"""Where words take a side: a cue with its frame, who takes it, what of, and how negation and mood change it.

What the object is called is left to `stances_targets`; evaluations (“called T a threat”) to `stances_evaluations`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.stances_extents import Goal, clause_end, conjuncts, ended
from annotator.engines.rules.stances_findings import NEUTRAL, Finding
from annotator.engines.rules.stances_fitting import COMMITTING, fits
from annotator.engines.rules.stances_holders import agent_of, antecedent, holder_of, is_reduced, subject_of
from annotator.engines.rules.stances_matching import cues, goals_of
from annotator.engines.rules.stances_mood import governor, is_purpose, is_unreal
from annotator.engines.rules.stances_objects import lemma_is, reason_after
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_matching import Cue
    from annotator.engines.rules.stances_reading import Reading

_DENIED = frozenset({"oppose", "reject"})  # “did not oppose” is a position
_REFUSABLE = frozenset({"support", "agree", "offer"})  # “did not support” is one too
_FELT = frozenset("like love trust respect admire appreciate".split())  # and so is “did not like”
_FOR_WHAT = frozenset({"praise", "thank", "criticize", "condemn", "accuse"})  # acts whose “for” says why
_WIDEST_SUBJECT = 12  # tokens of a subject that is shown as evidence
_PLAIN, _BY_SPEAKER = 0.6, 0.5  # shares of findings that are right, with a subject and without
_CONDITIONAL = frozenset({"support", "agree", "welcome", "act", "offer"})  # acts that a condition makes mixed
_NEAR = 4  # tokens after an object within which a condition or a reservation starts
_RESERVATIONS = frozenset(
    {"in principle", "in part", "with reservations", "with reluctance", "reluctantly", "grudgingly", "partly"}
)


def findings(reading: Reading, acts: Acts) -> Iterator[Finding]:
    """All stances that verbs and predicates with a frame express, in text order."""
    for cue in cues(reading, acts):
        yield from _of_cue(reading, cue)


def _of_cue(reading: Reading, cue: Cue) -> Iterator[Finding]:
    """The stances of one cue."""
    if cue.group.infinitive and not _is_told(reading, cue):
        return
    if is_unreal(reading, cue):
        return
    passive = cue.group.passive or is_reduced(reading, cue)
    subject = antecedent(reading, cue) if passive and not cue.group.passive else subject_of(reading, cue)
    goals = _passive_goals(reading, cue, subject) if passive else _active_goals(reading, cue)
    holder = agent_of(reading, cue) if passive else holder_of(reading, cue, subject)
    sign = NEUTRAL if _is_neither(reading, cue) else _sign(cue)
    if holder is None or sign is None or not goals:
        return
    for goal in _each(reading, cue, _with_reason(reading, cue, _without_place(reading, cue, goals))):
        if fits(reading, cue, goal):
            yield _finding(reading, cue, goal, holder, sign, None if passive else subject)


def _each(reading: Reading, cue: Cue, goals: list[Goal]) -> list[Goal]:
    """Goals with those in a row apart, unless they are known as a group."""
    if cue.frame.place != "np" or cue.group.passive:
        return goals
    analysis = reading.analysis
    goals = [_unless_none(reading, goal) for goal in goals]
    parts = [part for goal in goals for part in conjuncts(analysis, goal, cue.ceiling)]
    return [*parts, *_coordinated(reading, cue, parts[-1])]


def _unless_none(reading: Reading, goal: Goal) -> Goal:
    """“want no part in it” is against it."""
    is_none = goal.last - goal.first > 1 and reading.analysis.tokens.lowers[goal.first] == "no"
    return replace(goal, first=goal.first + 1, sign=-goal.sign, step="“no” turns it around") if is_none else goal


def _coordinated(reading: Reading, cue: Cue, goal: Goal) -> list[Goal]:
    """What stands after the cue's preposition once more: “called for an inquiry and for his resignation”."""
    analysis = reading.analysis
    again = goal.last + 1
    is_again = again < cue.ceiling and len(cue.frame.words) > 1 and analysis.tokens.lowers[again] == cue.frame.words[-1]
    if not is_again or analysis.tags[goal.last] != "CONJ":
        return []
    return goals_of(reading, cue.frame, again + 1, cue.ceiling)


def _is_told(reading: Reading, cue: Cue) -> bool:
    """Whether an infinitive says by itself what its subject does."""
    return _is_marked_start(reading, cue) or governor(reading, cue) is not None or is_purpose(reading, cue)


def _is_marked_start(reading: Reading, cue: Cue) -> bool:
    """Whether an infinitive opens a quotation of its own; others belong to the verb that governs them."""
    return False if cue.group.first == 0 else reading.analysis.tags[cue.group.first - 1] == "STOP"


def _active_goals(reading: Reading, cue: Cue) -> list[Goal]:
    return goals_of(reading, cue.frame, cue.end, cue.ceiling, at=cue.at)


def _passive_goals(reading: Reading, cue: Cue, subject: Phrase | None) -> list[Goal]:
    """The subject of a passive; before a reduced relative, the phrase that it belongs to."""
    if subject is not None and not cue.group.passive:
        return [Goal(subject.first, subject.last)]
    return [ended(reading.analysis, subject, cue.at)] if subject is not None else []


def _is_neither(reading: Reading, cue: Cue) -> bool:
    """“neither supports nor opposes T”."""
    return cue.group.first > 0 and reading.analysis.tokens.lowers[cue.group.first - 1] in {"neither", "nor"}


def _sign(cue: Cue) -> int | None:
    """The side after negation; None when the words take none."""
    attitude, act = cue.frame.attitude, cue.frame.act
    if not cue.negated:
        return attitude
    if attitude < 0:
        return NEUTRAL if act in _DENIED else None
    is_refusal = act in _REFUSABLE or cue.frame.words[0] in _FELT
    return -1 if attitude > 0 and is_refusal and not _is_yet_to_come(cue) else None


def _is_yet_to_come(cue: Cue) -> bool:
    """“has not endorsed”: what was not done so far may still be done."""
    if cue.frame.words == ("endorse",):
        return cue.group.modal is None
    return cue.frame.words[0] in {"sign", "agree", "accept", "join"} and cue.has_perfect


def _without_place(reading: Reading, cue: Cue, goals: list[Goal]) -> list[Goal]:
    """The goals of a signature without where it was given: “a package of documents in the capital”."""
    if not lemma_is(reading.analysis.tokens.lowers[cue.at], "sign"):
        return goals
    lowers = reading.analysis.tokens.lowers
    cut = (
        next((at for at in range(g.first + 1, g.last) if lowers[at] in {"in", "at", "during"}), g.last) for g in goals
    )
    return [replace(goal, last=last) for goal, last in zip(goals, cut, strict=True)]


def _with_reason(reading: Reading, cue: Cue, goals: list[Goal]) -> list[Goal]:
    """The goals, and what a critic or admirer finds fault with or praises in them."""
    if cue.frame.place == "of":
        return [replace(goal, last=_before_of(reading, goal)) for goal in goals]
    if cue.frame.place not in {"np", "for"} or cue.frame.act in COMMITTING or goals[0].first == goals[0].last:
        return goals
    analysis = reading.analysis
    index = analysis.chunk_at[goals[0].first]
    narrowed = analysis.chunks[index] if index >= 0 else (goals[0].first, goals[0].last)
    blames = lemma_is(analysis.tokens.lowers[cue.at], "blame")  # for what it is said to have led to
    reason = reason_after(analysis, goals[0], cue.ceiling) if not blames else None
    if reason is not None and cue.frame.act not in _FOR_WHAT and analysis.tokens.lowers[narrowed[1]] == "for":
        return goals  # “oppose plans for a wind farm”
    is_followed = narrowed[1] < cue.ceiling and analysis.tokens.lowers[narrowed[1]] == "for"
    if reason is None and not (is_followed and cue.frame.act in _FOR_WHAT):
        return goals
    who = Goal(*narrowed, sign=goals[0].sign, step=goals[0].step)
    return [reason, who] if reason is not None else [who]


def _before_of(reading: Reading, goal: Goal) -> int:
    """One past whom somebody is accused, without what of."""
    analysis = reading.analysis
    index = analysis.chunk_at[goal.first]
    return analysis.chunks[index][1] if index >= 0 else goal.last


def _finding(  # noqa: PLR0913, PLR0917  # the parts of one finding
    reading: Reading, cue: Cue, goal: Goal, holder: str, sign: int, subject: Phrase | None
) -> Finding:
    announced = cue.frame.act == "act" and cue.group.modal is not None
    act = _act(cue, sign, announced=announced)
    threat = cue.frame.act == "threaten" and cue.frame.place == "to"
    side = -1 if threat else sign * goal.sign
    first = subject.first if subject is not None and cue.at - subject.first <= _WIDEST_SUBJECT else cue.group.first
    quote = quote_of(reading, cue.at, goal.first)
    words = reading.analysis.words(cue.at, cue.end)
    steps = [
        f"cue “{words}”, frame {cue.frame.act} with {cue.frame.place}",
        f"holder “{holder}” is " + _role(reading, cue, subject),
    ]
    steps += ["negated"] if cue.negated else []
    steps += [goal.step] if goal.step else []
    return Finding(
        holder=holder,
        quote=quote,
        act=act,
        sign=side,
        goal=goal,
        first=min(first, goal.first),
        last=max(cue.end, goal.last, _charge_end(reading, cue, goal)),
        confidence=_confidence(reading, cue, goal, subject),
        steps=tuple(steps),
        is_behavioral=cue.frame.act == "act" and not announced,
        condition=_condition(reading, goal, cue) if sign > 0 and act in _CONDITIONAL else None,
        is_reserved=sign > 0 and _is_reserved(reading, goal, cue),
    )


def _act(cue: Cue, sign: int, *, announced: bool) -> str:
    """The act after negation; a deed that is only announced is a position."""
    if sign == NEUTRAL:
        return "state"
    if sign != cue.frame.attitude:
        return "oppose"
    if announced:
        return "support" if sign > 0 else "oppose"
    return cue.frame.act


def quote_of(reading: Reading, cue: int, goal: int) -> DraftQuote | None:
    """The quote that holds a cue, or that the cue itself opens: “accused X of …”."""
    quote = reading.quote_at(cue)
    if quote is not None:
        return quote
    opened = reading.quote_at(goal)
    at = reading.analysis.tokens.starts[cue]
    return opened if opened is not None and any(piece.at == at for piece in opened.cue) else None


def _charge_end(reading: Reading, cue: Cue, goal: Goal) -> int:
    """One past the deed that somebody is accused of; 0 for other frames."""
    return clause_end(reading.analysis, goal.last, cue.ceiling) if cue.frame.place == "of" else 0


def _role(reading: Reading, cue: Cue, subject: Phrase | None) -> str:
    if subject is None:
        return "the agent or the speaker"
    return (
        "the speaker"
        if reading.analysis.tokens.lowers[subject.first] in FIRST
        else f"the subject of “{cue.group.lemma}”"
    )


def _confidence(reading: Reading, cue: Cue, goal: Goal, subject: Phrase | None) -> float:
    """A tier: plain subject and object first, then what takes more steps; set between the two halves of the gold."""
    tier = _PLAIN if subject is not None else _BY_SPEAKER
    tier -= 0.25 * goal.is_action
    tier -= 0.1 * (cue.group.modal in {"may", "might", "could", "would"} and reading.quote_at(cue.at) is None)
    tier -= 0.1 * (cue.frame.place in {"to", "addressee"})
    return round(tier, 2)


def _condition(reading: Reading, goal: Goal, cue: Cue) -> tuple[int, int] | None:
    """The condition after the object: “on one condition: that …”, “if …”, “provided that …”."""
    lowers, tags = reading.analysis.tokens.lowers, reading.analysis.tags
    for at in range(goal.last, min(cue.ceiling, goal.last + _NEAR)):
        if is_a(lowers[at], "condition") and lowers[at] != "only":
            end = at
            while end < cue.ceiling and tags[end] not in {"STOP", "DASH", "COMMA"}:
                end += 1
            return (at, end)
    return None


def _is_reserved(reading: Reading, goal: Goal, cue: Cue) -> bool:
    """Whether the side is taken halfway: “welcomed the plan “in principle””, “reluctantly backed it”."""
    lowers = reading.analysis.tokens.lowers
    after = [word for word in lowers[goal.last : min(cue.ceiling, goal.last + _NEAR + 1)] if word.isalpha()]
    said = {" ".join(after[:2]), " ".join(after[:1]), *lowers[max(0, cue.at - 1) : cue.at]}
    return not said.isdisjoint(_RESERVATIONS)
