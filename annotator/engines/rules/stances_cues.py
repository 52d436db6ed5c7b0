"""Where words take a side: a cue with its frame, who takes it, what of, and how negation and mood change it.

What the object is called is left to `stances_targets`; evaluations (“called T a threat”) to `stances_evaluations`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.claims_kinds import is_cue
from annotator.engines.rules.phrases import VERBS, Phrase
from annotator.engines.rules.stances_frames import DEED
from annotator.engines.rules.stances_objects import (
    Goal,
    after,
    clause_end,
    infinitive,
    lemma_is,
    reason_after,
    skip,
    told,
)
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

NEUTRAL = 0
"""Sign of a stance that says that no side is taken."""

_COMMITTING = frozenset(
    {"offer", "promise", "agree", "call-for", "demand"}
)  # what a speaker says “we” will do is the speaker's
_DENIED = frozenset({"oppose", "reject"})  # “did not oppose” is a position
_REFUSABLE = frozenset({"support", "agree", "offer"})  # “did not support” is one too
_UNLESS_STANCED = frozenset(
    "threaten refuse decline plan intend aim hope want seek ask be suggest".split()
)  # their infinitives say little by themselves
_FOR_WHAT = frozenset({"praise", "thank", "criticize", "condemn", "accuse"})  # acts whose “for” says why
_PASSIVE = frozenset("is are was were be been being 's ’s 're ’re get gets got".split())
_HYPOTHETICAL = frozenset("if whether unless".split())
_FINITE_OR_ING = VERBS | {"AUX", "OTHER"}
_WITHIN = 4  # tokens after a cue's first word among which its second one stands
_WIDEST_SUBJECT = 12  # tokens of a subject that is shown as evidence
_LOOK_FOR_BY = 4  # tokens after a participle within which “by” stands


@dataclass(frozen=True, slots=True)
class Finding:
    """Somebody takes a side on something.

    Attributes:
        holder: Name of an actor, or words that describe one.
        quote: The quote that says so, or None for the article's words.
        act: Act of the lexicon.
        sign: 1 in favor, -1 against, 0 neither.
        goal: What of.
        first: First token of the evidence.
        last: One past its last token.
        confidence: Probability that it is right; tiers set by hand and rounded to what development texts show.
        steps: What was seen, a sentence each.
        is_behavioral: Whether a deed shows it.
        condition: Tokens of the condition that it stands under.
    """

    holder: str
    quote: DraftQuote | None
    act: str
    sign: int
    goal: Goal
    first: int
    last: int
    confidence: float
    steps: tuple[str, ...]
    is_behavioral: bool = False
    condition: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Cue:
    """A cue in its clause."""

    at: int
    end: int
    frame: Frame
    group: VerbGroup
    ceiling: int
    negated: bool


def findings(reading: Reading, acts: Acts) -> Iterator[Finding]:
    """All stances that verbs and predicates with a frame express, in text order."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    for at, tag in enumerate(tags):
        if tag in _FINITE_OR_ING or _is_back(reading, at):
            frames = acts.frames_of(lowers[at], lowers[at + 1 : at + 1 + _WITHIN])
            cue = _cue(reading, at, frames) if frames else None
            if cue is not None:
                yield from _of_cue(reading, cue)


def _is_back(reading: Reading, at: int) -> bool:
    """Whether “back” is a verb: “will back the plan”."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    return lowers[at] == "back" and at > 0 and tags[at - 1] in {"MODAL", "TO"}


def _cue(reading: Reading, at: int, frames: tuple[Frame, ...]) -> _Cue | None:
    """The longest cue at a token, with the frame whose place is filled."""
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    fitting: list[tuple[Frame, int, bool]] = []
    for frame in frames:
        end, negated = (0, False) if frame.place == "noun" else _match(reading, at, frame, ceiling)
        if end:
            fitting.append((frame, end, negated))
    for frame, end, negated in sorted(fitting, key=lambda row: (-len(row[0].words), _ORDER[row[0].place])):
        if frame.act != DEED and _goals(reading, frame, end, ceiling, analysis.tags[at] == "PART"):
            group = analysis.verb_group(at)
            turned = negated or group.negated or _is_negated(reading, group.first) or _is_denied(reading, at)
            return _Cue(at, end, frame, group, ceiling, turned)
    return None


def _is_denied(reading: Reading, at: int) -> bool:
    """Whether a cue stands in what somebody denies."""
    quote = reading.quote_at(at)
    return quote is not None and is_cue(" ".join(piece.text for piece in quote.cue), "denying")


_ORDER = {"to": 0, "addressee": 1, "of": 2, "for": 3, "np": 4}


def _match(reading: Reading, at: int, frame: Frame, ceiling: int) -> tuple[int, bool]:
    """One past the last token of a cue that starts at a token, 0 when it does not stand there; and whether it is negated."""  # noqa: E501
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    here, negated = at + 1, False
    for word in frame.words[1:]:
        while here < ceiling and lowers[here] != word and tags[here] in {"ADV", "MARK", "NEG"}:
            negated = negated or tags[here] == "NEG"
            here += 1
        if here >= ceiling or lowers[here] != word:
            return 0, False
        here += 1
    return here, negated


def _is_negated(reading: Reading, first: int) -> bool:
    """Whether “no longer” stands before a verb group, or “no”, “neither” or “nobody” starts its subject."""
    lowers = reading.analysis.tokens.lowers
    if first > 1 and lowers[first - 1] == "longer" and lowers[first - 2] == "no":
        return True
    subject = phrases.subject_of(reading.analysis, first)
    return subject is not None and lowers[subject.first] in {"no", "neither", "nobody", "none"}


def _goals(reading: Reading, frame: Frame, end: int, ceiling: int, is_participle: bool) -> list[Goal]:  # noqa: FBT001  # a fact about the word
    """What the words after a cue are about, by the frame's place; a participle's object may stand before it."""
    analysis = reading.analysis
    match frame.place:
        case "to":
            return infinitive(analysis, end, ceiling, far=frame.words == ("vote",))
        case "addressee":
            return told(analysis, end, ceiling)
        case "of" | "for":
            found = after(analysis, end, ceiling)
            return found if found and _followed_by(reading, found[0], frame.place) else []
        case _:
            return after(analysis, end, ceiling) or ([Goal(end, end)] if is_participle else [])


def _followed_by(reading: Reading, goal: Goal, word: str) -> bool:
    analysis = reading.analysis
    index = analysis.chunk_at[goal.first]
    if index < 0:
        return False
    last = analysis.chunks[index][1]
    return last < len(analysis.tags) and analysis.tokens.lowers[last] == word


def _of_cue(reading: Reading, cue: _Cue) -> Iterator[Finding]:
    """The stances of one cue."""
    if _is_hypothetical(reading, cue) or (cue.group.infinitive and not _is_marked_start(reading, cue)):
        return
    passive = cue.group.passive or _is_reduced(reading, cue)
    subject = _subject(reading, cue)
    goals = _passive_goals(subject) if passive else _goals(reading, cue.frame, cue.end, cue.ceiling, False)  # noqa: FBT003
    holder = _agent(reading, cue) if passive else _holder(reading, cue, subject)
    sign = _sign(cue)
    if holder is None or sign is None or not goals:
        return
    for goal in _with_reason(reading, cue, goals):
        if _says_something(reading, cue, goal):
            yield _finding(reading, cue, goal, holder, sign, None if passive else subject)


def _is_marked_start(reading: Reading, cue: _Cue) -> bool:
    """Whether an infinitive opens a quotation of its own; others belong to the verb that governs them."""
    return False if cue.group.first == 0 else reading.analysis.tags[cue.group.first - 1] == "STOP"


def _is_hypothetical(reading: Reading, cue: _Cue) -> bool:
    """Whether the clause is a condition or an indirect question."""
    lowers = reading.analysis.tokens.lowers
    floor = phrases.floor_of(reading.analysis, cue.at)
    subject = phrases.subject_of(reading.analysis, cue.group.first)
    start = subject.first if subject is not None else cue.group.first
    return any(lowers[at] in _HYPOTHETICAL for at in range(max(floor, start - 2), start))


def _is_reduced(reading: Reading, cue: _Cue) -> bool:
    """“a plan opposed by farmers”."""
    lowers = reading.analysis.tokens.lowers
    return reading.analysis.tags[cue.at] == "PART" and cue.end < cue.ceiling and lowers[cue.end] == "by"


def _subject(reading: Reading, cue: _Cue) -> Phrase | None:
    analysis = reading.analysis
    first = cue.group.first
    if first > 1 and analysis.tokens.lowers[first - 2 : first] == ["no", "longer"]:
        return phrases.subject_of(analysis, first - 2)
    found = phrases.subject_of(analysis, first)
    if found is None and cue.group.first > phrases.floor_of(analysis, cue.at):
        if analysis.tags[cue.at] in {"ING", "PART"} or analysis.tags[cue.group.first - 1] in {"COMMA", "CONJ"}:
            found = phrases.governor_subject(analysis, cue.group.first)
        elif analysis.tags[cue.group.first - 1] == "MARK":  # Belarus was “ready to …”
            found = phrases.phrase_before(analysis, cue.group.first - 2, phrases.floor_of(analysis, cue.at))
    return found


def _passive_goals(subject: Phrase | None) -> list[Goal]:
    return [Goal(subject.first, subject.last)] if subject is not None else []


def _agent(reading: Reading, cue: _Cue) -> str | None:
    """Whom “by” names; in a quote without it, the speaker, when something must or should be done."""
    lowers = reading.analysis.tokens.lowers
    for at in range(cue.end, min(cue.ceiling, cue.end + _LOOK_FOR_BY)):
        if lowers[at] == "by":
            phrase = phrases.phrase_after(reading.analysis, skip(reading.analysis, at + 1, cue.ceiling), cue.ceiling)
            return reading.holder(phrase) if phrase is not None else None
    quote = reading.quote_at(cue.at)
    return quote.speaker if quote is not None and cue.group.modal in {"must", "should"} else None


def _holder(reading: Reading, cue: _Cue, subject: Phrase | None) -> str | None:
    """Who takes the side: the subject; in a quote the speaker, for “we”, for no subject, and for what is promised."""
    quote = reading.quote_at(cue.at)
    if quote is not None and quote.speaker is not None:
        if subject is None or reading.analysis.tokens.lowers[subject.first] in FIRST:
            return quote.speaker
        if cue.frame.act in _COMMITTING and not reading.is_marked(subject.first) and not reading.is_person(subject):
            return quote.speaker
    if subject is None or (quote is not None and quote.speaker is None):
        return None
    return reading.holder(subject)


def _sign(cue: _Cue) -> int | None:
    """The side after negation; None when the words take none."""
    attitude, act = cue.frame.attitude, cue.frame.act
    if not cue.negated:
        return attitude
    if attitude < 0:
        return NEUTRAL if act in _DENIED else None
    return -1 if attitude > 0 and act in _REFUSABLE else None


def _with_reason(reading: Reading, cue: _Cue, goals: list[Goal]) -> list[Goal]:
    """The goals, and what a critic or admirer finds fault with or praises in them."""
    if cue.frame.place not in {"np", "for"} or cue.frame.act in _COMMITTING or goals[0].first == goals[0].last:
        return goals
    analysis = reading.analysis
    index = analysis.chunk_at[goals[0].first]
    narrowed = analysis.chunks[index] if index >= 0 else (goals[0].first, goals[0].last)
    reason = reason_after(analysis, goals[0], cue.ceiling)
    is_followed = narrowed[1] < cue.ceiling and analysis.tokens.lowers[narrowed[1]] == "for"
    if reason is None and not (is_followed and cue.frame.act in _FOR_WHAT):
        return goals
    who = Goal(*narrowed, sign=goals[0].sign, step=goals[0].step)
    return [reason, who] if reason is not None else [who]


def _says_something(reading: Reading, cue: _Cue, goal: Goal) -> bool:
    """Whether the object fits: a plan to do just anything is no stance, and only papers can be signed."""
    lowers = reading.analysis.tokens.lowers
    if goal.first >= goal.last:
        return False
    if cue.frame.place == "to" and cue.frame.words[0] in _UNLESS_STANCED:
        return not goal.is_action and (goal.sign > 0 or cue.frame.act != "reject")  # “refused to condemn” takes no side
    if lemma_is(lowers[cue.at], "deny") and any(is_a(lowers[at], "deed") for at in range(goal.first, goal.last)):
        return False
    if lemma_is(lowers[cue.at], "sign") and len(cue.frame.words) == 1:
        return any(is_a(lowers[at], "signed") for at in range(goal.first, goal.last))
    return True


def _finding(  # noqa: PLR0913, PLR0917  # the parts of one finding
    reading: Reading, cue: _Cue, goal: Goal, holder: str, sign: int, subject: Phrase | None
) -> Finding:
    act = "state" if sign == NEUTRAL else "oppose" if sign != cue.frame.attitude else cue.frame.act
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
        is_behavioral=cue.frame.act == "act",
        condition=_condition(reading, goal, cue) if sign > 0 else None,
    )


def quote_of(reading: Reading, cue: int, goal: int) -> DraftQuote | None:
    """The quote that holds a cue, or that the cue itself opens: “accused X of …”."""
    quote = reading.quote_at(cue)
    if quote is not None:
        return quote
    opened = reading.quote_at(goal)
    at = reading.analysis.tokens.starts[cue]
    return opened if opened is not None and any(piece.at == at for piece in opened.cue) else None


def _charge_end(reading: Reading, cue: _Cue, goal: Goal) -> int:
    """One past the deed that somebody is accused of; 0 for other frames."""
    return clause_end(reading.analysis, goal.last, cue.ceiling) if cue.frame.place == "of" else 0


def _role(reading: Reading, cue: _Cue, subject: Phrase | None) -> str:
    if subject is None:
        return "the agent or the speaker"
    return (
        "the speaker"
        if reading.analysis.tokens.lowers[subject.first] in FIRST
        else f"the subject of “{cue.group.lemma}”"
    )


def _confidence(reading: Reading, cue: _Cue, goal: Goal, subject: Phrase | None) -> float:
    """A tier: plain subject and object first, then what takes more steps."""
    tier = 0.75 if subject is not None else 0.6
    tier -= 0.1 * goal.is_action
    tier -= 0.1 * (cue.group.modal in {"may", "might", "could", "would"} and reading.quote_at(cue.at) is None)
    tier -= 0.1 * (cue.frame.place in {"to", "addressee"})
    return round(tier, 2)


def _condition(reading: Reading, goal: Goal, cue: _Cue) -> tuple[int, int] | None:
    """The condition after the object: “on one condition: that …”, “if …”, “provided that …”."""
    lowers, tags = reading.analysis.tokens.lowers, reading.analysis.tags
    for at in range(goal.last, min(cue.ceiling, goal.last + 4)):
        if is_a(lowers[at], "condition") and lowers[at] != "only":
            end = at
            while end < cue.ceiling and tags[end] not in {"STOP", "DASH"}:
                end += 1
            return (at, end)
    return None
