"""Where the cues of frames stand: the words of a cue, what fills its place, and whether it is negated.

Who takes the side is left to `stances_cues`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.claims_kinds import is_cue
from annotator.engines.rules.phrases import VERBS
from annotator.engines.rules.polarity import bases
from annotator.engines.rules.stances_extents import Goal
from annotator.engines.rules.stances_frames import DEED
from annotator.engines.rules.stances_objects import after, effect, feared, infinitive, relativized, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_frames import Frame
    from annotator.engines.rules.stances_reading import Reading

_FINITE_OR_ING = VERBS | {"AUX", "OTHER"}
_WITHIN = 5  # tokens after a cue's first word among which its second one stands
_TIGHT = frozenset({"ADV", "MARK", "NEG"})  # may stand between any two words of a cue
_BEFORE_NOUN = _TIGHT | {"DET", "POSS", "ADJ"}  # and before a noun in one: “threw his full weight behind”
_COUNTED = _TIGHT | {"NUM", "TO", "CONJ"}  # and after “voted”: “11 to 9 against”
_HAVE = frozenset("has have had 've ’ve".split())
_DOUBTING = frozenset("dismiss deny reject refute dispute rebut debunk".split())
_WISHING = frozenset("want need like love prefer expect hate trust".split())  # “wants the council to act”
_PLACED = _TIGHT | {"PREP", "DET", "ADJ", "NOUN", "NAME", "NUM"}  # and after “marched”: “through the capital against”
_GAPS = {"vote": _COUNTED, **dict.fromkeys(("march", "demonstrate", "rally", "protest"), _PLACED)}
_ASKING = frozenset({"call-for", "demand"})
_WIDEST_GAP = 4  # tokens between two words of a cue
_REFLEXIVE = frozenset("himself herself itself themselves myself ourselves".split())
_PARTICLES = frozenset("down out off aside back up through".split())  # may follow their object: “voted the plan down”


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in its clause.

    Attributes:
        at: Its first token.
        end: One past its last token.
        frame: What it means.
        group: The verb group around its first token.
        ceiling: One past the sentence's last token.
        negated: Whether it is negated or denied.
        has_perfect: Whether a form of “have” stands among its auxiliaries.
    """

    at: int
    end: int
    frame: Frame
    group: VerbGroup
    ceiling: int
    negated: bool
    has_perfect: bool = False


def _is_back(reading: Reading, at: int) -> bool:
    """Whether “back” is a verb: “will back the plan”."""
    if at == 0 or reading.analysis.tokens.lowers[at] != "back":
        return False
    return reading.analysis.tags[phrases.before_adverbs(reading.analysis, at - 1)] in {"MODAL", "TO"}


def cues(reading: Reading, acts: Acts) -> Iterator[Cue]:
    """The longest cue at each token that opens one, in text order."""
    analysis = reading.analysis
    for at, (tag, lower) in enumerate(zip(analysis.tags, analysis.tokens.lowers, strict=True)):
        if tag in _FINITE_OR_ING or lower == "back":
            cue = cue_at(reading, acts, at)
            if cue is not None:
                yield cue


def cue_at(reading: Reading, acts: Acts, at: int) -> Cue | None:
    """The longest cue at a token, with the frame whose place is filled; None when the token opens none."""
    analysis = reading.analysis
    if analysis.tags[at] not in _FINITE_OR_ING and not _is_back(reading, at):
        return None
    lowers = analysis.tokens.lowers
    frames = acts.frames_of(lowers[at], lowers[at + 1 : at + 1 + _WITHIN])
    return _filled(reading, at, frames) if frames else None


def _filled(reading: Reading, at: int, frames: tuple[Frame, ...]) -> Cue | None:
    """The first frame, longest cue first, whose place is filled."""
    analysis = reading.analysis
    ceiling = phrases.ceiling_of(analysis, at)
    fitting: list[tuple[Frame, int, bool]] = []
    for frame in frames:
        end, negated = (0, False) if frame.place == "noun" else _match(reading, at, frame, ceiling)
        if end:
            fitting.append((frame, end, negated))
        elif _is_parted(reading, at, frame, ceiling):
            fitting.append((frame, at + 1, False))
    for frame, end, negated in sorted(fitting, key=lambda row: (-len(row[0].words), _ORDER[row[0].place])):
        if frame.act != DEED and goals_of(reading, frame, end, ceiling, at=at):
            group = analysis.verb_group(at)
            turned = negated or group.negated or _is_negated(reading, group.first) or is_denied(reading, at)
            perfect = not _HAVE.isdisjoint(analysis.tokens.lowers[group.first : at])
            return Cue(at, end, frame, group, ceiling, turned, perfect)
    return None


def is_denied(reading: Reading, at: int) -> bool:
    """Whether a cue stands in what somebody denies."""
    quote = reading.quote_at(at)
    return quote is not None and denies(quote)


def denies(quote: DraftQuote) -> bool:
    """Whether a quote's cue denies what it attributes."""
    return _denies(" ".join(piece.text for piece in quote.cue))


@lru_cache(maxsize=4096)
def _denies(cue: str) -> bool:
    """Whether a cue denies what it attributes."""
    return is_cue(cue, "denying") or any(not _DOUBTING.isdisjoint(bases(word)) for word in cue.lower().split())


_ORDER = {"to": 0, "addressee": 1, "of": 2, "for": 3, "about": 4, "clause": 5, "np": 6}


def _match(reading: Reading, at: int, frame: Frame, ceiling: int) -> tuple[int, bool]:
    """One past the last token of a cue, 0 when it does not stand at a token; and whether a negator stands in it."""
    tags, lowers = reading.analysis.tags, reading.analysis.tokens.lowers
    here, negated = at + 1, False
    final = len(frame.words) - 1
    for number, word in enumerate(frame.words[1:], start=1):
        gap = _BEFORE_NOUN if number < final else _GAPS.get(frame.words[0], _TIGHT)
        stop = min(ceiling, here + _WIDEST_GAP)
        while here < stop and lowers[here] != word and (tags[here] in gap or lowers[here] in _REFLEXIVE):
            negated = negated or tags[here] == "NEG" or lowers[here] == "no"
            here += 1
        if here >= ceiling or lowers[here] != word:
            return 0, False
        here += 1
    return here, negated


def _is_parted(reading: Reading, at: int, frame: Frame, ceiling: int) -> bool:
    """Whether the object stands between a verb and its particle: “voted the plan down”, “turned it down”."""
    if len(frame.words) != 2 or frame.words[1] not in _PARTICLES or frame.place != "np":  # noqa: PLR2004  # verb and particle
        return False
    is_object = at + 1 < ceiling and reading.analysis.tags[at + 1] in {"DET", "POSS", "NAME", "PRON"}
    index = reading.analysis.chunk_at[at + 1] if is_object else -1
    last = reading.analysis.chunks[index][1] if index >= 0 else ceiling
    return last < ceiling and reading.analysis.tokens.lowers[last] == frame.words[1]


def _is_negated(reading: Reading, first: int) -> bool:
    """Whether “no longer” stands before a verb group, or “no”, “neither” or “nobody” starts its subject."""
    lowers = reading.analysis.tokens.lowers
    if first > 1 and lowers[first - 1] == "longer" and lowers[first - 2] == "no":
        return True
    subject = phrases.subject_of(reading.analysis, first)
    return subject is not None and lowers[subject.first] in {"no", "neither", "nobody", "none"}


def goals_of(reading: Reading, frame: Frame, end: int, ceiling: int, *, at: int | None = None) -> list[Goal]:
    """What the words after a cue are about, by the frame's place.

    Args:
        reading: The document.
        frame: The cue's frame.
        end: One past the cue's last token.
        ceiling: One past the sentence's last token.
        at: The cue's first token, when a participle may have its object before it.
    """
    analysis = reading.analysis
    if frame.place == "np":
        return _wished(reading, frame, end, ceiling) or _of_noun_phrase(reading, frame, end, ceiling, at)
    match frame.place:
        case "to":
            found = infinitive(analysis, end, ceiling, far=frame.words == ("vote",))
        case "addressee":
            found = told(analysis, end, ceiling)
        case "about":
            found = _warned(reading, end, ceiling)
        case "clause":
            found = feared(analysis, end, ceiling)
        case _:
            found = after(analysis, end, ceiling)
            found = found if found and _followed_by(reading, found[0], frame.place) else []
    return found


def _wished(reading: Reading, frame: Frame, end: int, ceiling: int) -> list[Goal]:
    """What is wanted done: “wants the ban lifted”, “wants the council to lift the ban”."""
    if frame.words[0] not in _WISHING:
        return []
    done = _wanted_done(reading, end, ceiling) if frame.words == ("want",) else []
    return done or told(reading.analysis, end, ceiling)


def _of_noun_phrase(reading: Reading, frame: Frame, end: int, ceiling: int, at: int | None) -> list[Goal]:
    """The phrase after a cue, what a relative clause belongs to, or the place of a passive's subject."""
    analysis = reading.analysis
    before = relativized(analysis, at, end, ceiling) if at is not None and frame.words != ("deny",) else None
    if before is not None:
        return [before]
    found = after(analysis, end, ceiling, as_named=frame.attitude < 0)
    if found and frame.act in _ASKING and analysis.tags[found[0].last : found[0].last + 1] == ["TO"]:
        return []  # “call for the wolves to be shot” is not for the wolves
    return found or ([Goal(end, end)] if at is not None and _has_object_before(reading, at, end) else [])


def _wanted_done(reading: Reading, end: int, ceiling: int) -> list[Goal]:
    """“wants the ban lifted”: what is wanted done to something."""
    analysis = reading.analysis
    phrase = phrases.phrase_after(analysis, end, ceiling)
    if phrase is None or phrase.last >= ceiling or analysis.tags[phrase.last] not in {"PAST", "PART"}:
        return []
    sign = effect(analysis.tokens.lowers[phrase.last])
    step = f"it is wanted “{analysis.tokens.words[phrase.last]}”"
    return [Goal(phrase.first, phrase.last, sign, step=step)] if sign else []


def _has_object_before(reading: Reading, at: int, end: int) -> bool:
    """Whether a cue is the participle of a passive, or of a reduced relative: “was opposed”, “opposed by farmers”."""
    analysis = reading.analysis
    if analysis.tags[at] != "PART":
        return False
    return analysis.verb_group(at).passive or (end < len(analysis.tags) and analysis.tokens.lowers[end] == "by")


def _warned(reading: Reading, end: int, ceiling: int) -> list[Goal]:
    """“warned the council about its software”: what follows the preposition after whom is warned."""
    analysis = reading.analysis
    index = analysis.chunk_at[end] if end < ceiling else -1
    last = analysis.chunks[index][1] if index >= 0 else ceiling
    if last < ceiling and analysis.tokens.lowers[last] in {"about", "against", "of"}:
        return after(analysis, last + 1, ceiling, as_named=True)
    return []


def _followed_by(reading: Reading, goal: Goal, word: str) -> bool:
    analysis = reading.analysis
    index = analysis.chunk_at[goal.first]
    if index < 0:
        return False
    last = analysis.chunks[index][1]
    return last < len(analysis.tags) and analysis.tokens.lowers[last] == word
