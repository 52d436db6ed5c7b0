"""The narrow question: how does a holder, or the text itself, stand toward one given target?

Sentences that name the target are scored by `polarity_model`; who does what to whom is added by frames. Finding names
is left to `judge_names`, finding out what an article is about to `stances`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING, Final

from annotator.engines.base import Judgement
from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.judge_names import Names
from annotator.engines.rules.polarity import NEGATORS
from annotator.engines.rules.polarity_features import is_quoted, role, seen
from annotator.engines.rules.polarity_model import Odds, odds, weightiest
from annotator.engines.rules.stances_frames import DEED, frames_of
from annotator.schema import Polarity
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.codebook import Codebook
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.stances_frames import Frame
    from annotator.schema import Document

SAID_OF_TARGET: Final = 1.2
"""What a frame of a speech act with the target as its object adds to the log odds; set by hand on development data."""
DONE_TO_TARGET: Final = 0.6
"""The same for a deed."""
BY_HOLDER: Final = 0.8
"""The same for a frame with the holder as its subject and an object that is not the target."""
ELSEWHERE: Final = 0.5
"""The same for any other frame of the sentence."""
LEANING: Final = 0.1
"""Log odds added when a holder is asked for: a text that speaks ill of T reports more often than its holders do."""

_NEUTRAL_WEIGHT = 0.3  # of sentences that name the target but not the holder
_STEEPNESS = 0.55  # turns the log odds of a holder's stance into a probability; set by hand so that it is calibrated
_FURTHEST = 3  # tokens before a cue in which a negator turns it around
_VERBAL = frozenset({"BASE", "PRES", "PAST", "PART", "ING", "AUX", "OTHER"})
_NOMINAL = frozenset({"NOUN", "NAME", "BASE", "PRES", "ADJ", "OTHER"})  # a tagger takes some nouns for verbs
_PLACELESS = "it"  # stands for a target that the sentence does not name


@dataclass(frozen=True, slots=True)
class Sight:
    """A sentence that bears on the question.

    Attributes:
        words: Its tokens.
        start: Its first code point.
        end: Code point after its last.
        targets: Tokens of the target's mentions, first and one past the last.
        holders: The same for the holder.
        before: Text of the sentence before its first target.
    """

    words: tuple[str, ...]
    tags: tuple[str, ...]
    start: int
    end: int
    targets: tuple[tuple[int, int], ...]
    holders: tuple[tuple[int, int], ...]
    before: str = ""


def judge(
    document: Document,
    target: Span | str,
    holder: Span | str | None = None,
    codebook: Codebook | None = None,
) -> Judgement:
    """Say how a holder stands toward a target.

    Args:
        document: The text; boilerplate is not read.
        target: A place in it, or a name.
        holder: A place or a name; None asks how the text itself speaks of the target.
        codebook: Its closed targets lend their aliases to a target or holder of that name.

    Returns:
        The polarity with its probability and the sentences that decide it. Without a holder the probability is that of
        the class among three; with one, favor against against.
    """
    sights = _sights(analyze(document), target, holder, codebook)
    telling = _telling(sights)
    if not telling:
        return Judgement(Polarity.NEUTRAL, 0.5, trace=("the text names neither the target nor the holder",))
    evidence = tuple(Span.of(document.text, sight.start, sight.end) for sight, _ in telling[:3])
    if holder is None:
        return _of_text(telling, evidence)
    return _of_holder(telling, evidence)


def _sights(
    analysis: Analysis, target: Span | str, holder: Span | str | None, codebook: Codebook | None
) -> tuple[Sight, ...]:
    listed = {closed.name: closed.aliases for closed in codebook.targets} if codebook is not None else {}
    targets, holders = _places(analysis, target, listed), _places(analysis, holder, listed)
    sights: list[Sight] = []
    for index, sentence in enumerate(analysis.sentences):
        first, last = analysis.tokens.bounds[index]
        if first < last:
            here = targets.get(index, ())
            at = analysis.tokens.starts[first + here[0][0]] if here else sentence.end
            sights.append(
                Sight(
                    words=tuple(analysis.tokens.words[first:last]),
                    tags=tuple(analysis.tags[first:last]),
                    start=sentence.start,
                    end=sentence.end,
                    targets=here,
                    holders=holders.get(index, ()),
                    before=analysis.text[sentence.start : at],
                )
            )
    return tuple(sights)


def _places(
    analysis: Analysis, who: Span | str | None, listed: Mapping[str, Sequence[str]]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Sentence → token ranges, counted from the sentence's first token."""
    if who is None:
        return {}
    if isinstance(who, Span):
        return _places_of_span(analysis, who)
    names = Names({who: tuple(listed.get(who, ()))})
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for index, (first, last) in enumerate(analysis.tokens.bounds):
        mentions = names.find(analysis.tokens.words[first:last])
        if mentions:
            found[index] = tuple((mention.first, mention.last) for mention in mentions)
    return found


def _places_of_span(analysis: Analysis, span: Span) -> dict[int, tuple[tuple[int, int], ...]]:
    at = max(0, analysis.token_at(span.start))
    if not analysis.tokens.words:
        return {}
    index = analysis.tokens.sentence[at]
    first, last = analysis.tokens.bounds[index]
    inside = [
        t for t in range(first, last) if analysis.tokens.starts[t] < span.end and analysis.tokens.ends[t] > span.start
    ]
    return {index: ((inside[0] - first, inside[-1] + 1 - first),)} if inside else {}


def _telling(sights: Sequence[Sight]) -> list[tuple[Sight, float]]:
    """Sentences with their weights: those with target and holder first; without any, those with one of them, or all."""
    both = [(sight, 1.0) for sight in sights if sight.targets and sight.holders]
    some = [(sight, _NEUTRAL_WEIGHT if both else 1.0) for sight in sights if sight.targets and not sight.holders]
    if both or some:
        return both + some
    held = [(sight, 1.0) for sight in sights if sight.holders]
    return held or [(sight, 1.0) for sight in sights]


def _of_text(telling: Sequence[tuple[Sight, float]], evidence: tuple[Span, ...]) -> Judgement:
    """The three-way answer for the text itself."""
    shares = mean_odds(telling).shares()
    best = max(range(3), key=lambda column: shares[column])
    polarity = (Polarity.AGAINST, Polarity.NEUTRAL, Polarity.FAVOR)[best]
    return Judgement(polarity, shares[best], evidence, _reasons(telling[0][0]))


def _of_holder(telling: Sequence[tuple[Sight, float]], evidence: tuple[Span, ...]) -> Judgement:
    """The two-way answer for a holder; neutral only when the words say so."""
    for sight, _ in telling:
        if (frame := stated_neutral(sight)) is not None:
            reason = f"“{' '.join(frame.words)}” is negated, or says that no side is taken"
            return Judgement(Polarity.NEUTRAL, 0.6, evidence, (reason,))
    weights = sum(weight for _, weight in telling)
    tilt = sum(weight * holder_tilt(sight) for sight, weight in telling) / weights
    polarity = Polarity.FAVOR if tilt > 0 else Polarity.AGAINST
    return Judgement(polarity, certainty(tilt), evidence, _reasons(telling[0][0]))


def certainty(tilt: float) -> float:
    """The probability that the sign of the log odds is right, .5 to 1."""
    return 1 / (1 + exp(-_STEEPNESS * abs(tilt)))


def mean_odds(telling: Sequence[tuple[Sight, float]]) -> Odds:
    """The weighted mean of the scores of all mentions."""
    total, weights = Odds(0.0, 0.0, 0.0), 0.0
    for sight, weight in telling:
        for place in sight.targets or ((len(sight.words), len(sight.words)),):
            total += odds_at(sight, place).times(weight)
            weights += weight
    return total.times(1 / weights)


def odds_at(sight: Sight, place: tuple[int, int]) -> Odds:
    """The scores of one mention; a target that is not named is thought of at the sentence's end."""
    first, last = place
    words = sight.words if first < last else (*sight.words, _PLACELESS)
    return odds(seen(words, first, max(last, first + 1), is_quoted=is_quoted(sight.before)))


def holder_tilt(sight: Sight) -> float:
    """Log odds of favor over against for a holder in one sentence."""
    return mean_odds([(sight, 1.0)]).tilt + frame_tilt(sight) + LEANING


def frame_tilt(sight: Sight) -> float:
    """What the frames of a sentence add: most when the target is their object."""
    lowers = tuple(word.lower() for word in sight.words)
    return sum(
        frame.attitude * sign(lowers, at) * _weight(sight, lowers, at, frame)
        for at, frame in cues(sight)
        if frame.attitude
    )


def cues(sight: Sight) -> list[tuple[int, Frame]]:
    """Where the cues of frames stand; a verb's cue only where the word is a verb."""
    lowers = tuple(word.lower() for word in sight.words)
    found = ((at, frame_at(lowers, sight.tags, at)) for at in range(len(lowers)))
    return [(at, frame) for at, frame in found if frame is not None]


def frame_at(lowers: Sequence[str], tags: Sequence[str], at: int) -> Frame | None:
    """The frame with the longest cue at a token whose class fits it."""
    is_verb = tags[at] in _VERBAL
    for frame in frames_of(lowers[at]):
        fits = (tags[at] in _NOMINAL) if frame.place == "noun" else is_verb
        if fits and tuple(lowers[at + 1 : at + len(frame.words)]) == frame.words[1:]:
            return frame
    return None


def _weight(sight: Sight, lowers: tuple[str, ...], at: int, frame: Frame) -> float:
    if any(role(lowers, at, frame, first) == "object" for first, _ in sight.targets):
        return DONE_TO_TARGET if frame.act == DEED else SAID_OF_TARGET
    if any(role(lowers, at, frame, first) == "subject" for first, _ in sight.targets):
        return 0.0
    if any(role(lowers, at, frame, last - 1) == "subject" for _, last in sight.holders):
        return BY_HOLDER
    return ELSEWHERE


def sign(lowers: Sequence[str], at: int) -> int:
    """-1 when a negator stands right before a cue."""
    return -1 if any(word in NEGATORS for word in lowers[max(0, at - _FURTHEST) : at]) else 1


def stated_neutral(sight: Sight) -> Frame | None:
    """The frame that says that no side is taken on the target: “did not oppose T”, “is neutral on T”."""
    lowers = tuple(word.lower() for word in sight.words)
    for at, frame in cues(sight):
        if not any(role(lowers, at, frame, first) == "object" for first, _ in sight.targets):
            continue
        negated = sign(lowers, at) < 0
        if (frame.attitude == 0 and frame.act == "state") or (negated and frame.act in {"oppose", "reject"}):
            return frame
    return None


def _reasons(sight: Sight) -> tuple[str, ...]:
    """What weighs most in the first sentence, a sentence each."""
    lowers = tuple(word.lower() for word in sight.words)
    hits = [(at, frame) for at, frame in cues(sight) if frame.attitude]
    steps = [
        f"“{' '.join(frame.words)}” takes a side ({frame.act if frame.act != DEED else 'deed'})"
        f"{', negated' if sign(lowers, at) < 0 else ''}"
        for at, frame in hits[:3]
    ]
    if sight.targets:
        first, last = sight.targets[0]
        pulls = weightiest(seen(sight.words, first, last, is_quoted=is_quoted(sight.before)))
        steps.append("words that weigh most around the target: " + ", ".join(pulls))
    return tuple(steps)
