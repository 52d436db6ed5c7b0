"""What a sentence shows about how it speaks of one target in it: words by place, valence around it, its part in deeds.

Names are masked, so that no model can learn whom to dislike. Weighing the features is left to `polarity_model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon.words import PART, english
from annotator.engines.rules.polarity import NEGATORS, valence, valences
from annotator.engines.rules.stances_frames import frames_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.stances_frames import Frame

TARGET, NAME, NUMBER = "TGT", "NAME", "NUM"
"""What stands in the place of a target, of any other name and of a number."""

_NEAR = 6  # tokens on either side whose side is told
_TIGHT = 3  # tokens on either side whose exact distance is told
_VALENCE_NEAR = 5  # tokens on either side that count as near for valence
_LINK = 4  # tokens that may stand between a deed and its subject or object
_HALF = 3.0  # tokens at which the weight of a valence is halved
_CLAUSE_ENDS = frozenset(',;:—–“”"')
_LINK_ENDS = frozenset(',;.“”"')
_BE = frozenset("is was are were be been being 's ’s 're ’re 'm ’m am get gets got".split())
_SAID = frozenset("said says told added asked wrote tweeted replied".split())
_POSSESSIVE = frozenset({"'s", "’s", "’", "'"})
_PRONOUNS = frozenset("he she they it his her their him them i my you we our me us".split())


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence with one target in it.

    Attributes:
        words: Small-letter tokens; the target is one token, names and numbers are masked.
        at: Index of the target.
        mention: Small-letter words of the target.
        is_quoted: Whether the target stands inside quotation marks.
    """

    words: tuple[str, ...]
    at: int
    mention: tuple[str, ...]
    is_quoted: bool = False


def seen(words: Sequence[str], first: int, last: int, *, is_quoted: bool = False) -> Seen:
    """Mask a sentence for a target that spans the tokens ``[first, last)``."""
    masked = [mask(word, is_first=index == 0) for index, word in enumerate(words)]
    mention = tuple(word.lower() for word in words[first:last])
    return Seen((*masked[:first], TARGET, *masked[last:]), first, mention, is_quoted)


def is_quoted(before: str) -> bool:
    """Whether a quotation is open at the end of the part of a sentence that stands before a target."""
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def mask(word: str, *, is_first: bool) -> str:
    """A token in small letters; a name that says nothing good or bad, or a number, as a place holder."""
    lower = word.lower()
    if word[0].isdigit():
        return NUMBER
    is_name = word[0].isupper() and word != "I" and not is_first
    return NAME if is_name and not valence(lower) else lower


def features(sight: Seen) -> dict[str, float]:
    """Feature name → value."""
    found: dict[str, float] = {}
    for name, value in (*_words(sight), *_valence(sight), *_mention(sight), *_deeds(sight)):
        found[name] = found.get(name, 0.0) + value
    return found


def _words(sight: Seen) -> Iterator[tuple[str, float]]:
    words, at = sight.words, sight.at
    for index, word in enumerate(words):
        away = index - at
        if away == 0:
            continue
        yield "u:" + word, 1.0
        if abs(away) <= _NEAR:
            yield ("l:" if away < 0 else "r:") + word, 1.0
        if abs(away) <= _TIGHT:
            yield f"{away}:{word}", 1.0
    for index in range(max(0, at - _TIGHT), min(len(words) - 1, at + _TIGHT)):
        yield "g:" + " ".join(words[index : index + 2]), 1.0
        if index + 2 < len(words):
            yield "g:" + " ".join(words[index : index + 3]), 1.0


def _valence(sight: Seen) -> Iterator[tuple[str, float]]:
    """Good and bad words: all, near ones, those of the clause, by distance, by side."""
    words, at = sight.words, sight.at
    left, right = _clause(words, at)
    sums = {name: [0.0, 0.0] for name in ("all", "near", "clause", "distance", "left", "right")}
    for index, value in enumerate(valences(words)):
        if value == 0 or index == at:
            continue
        side, size, away = int(value > 0), abs(value), abs(index - at)
        sums["all"][side] += size
        sums["distance"][side] += size / (1 + away / _HALF)
        sums["left" if index < at else "right"][side] += size
        if away <= _VALENCE_NEAR:
            sums["near"][side] += size
        if left <= index <= right:
            sums["clause"][side] += size
    for name, (bad, good) in sums.items():
        yield f"v:{name}-", bad**0.5
        yield f"v:{name}+", good**0.5
        yield f"v:{name}", (good - bad) / (1 + good + bad)
    if not any(sums["all"]):
        yield "v:none", 1.0


def _clause(words: Sequence[str], at: int) -> tuple[int, int]:
    """First and last token of the stretch around the target that no comma or mark cuts."""
    left = right = at
    while left > 0 and words[left - 1] not in _CLAUSE_ENDS:
        left -= 1
    while right < len(words) - 1 and words[right + 1] not in _CLAUSE_ENDS:
        right += 1
    return left, right


def _mention(sight: Seen) -> Iterator[tuple[str, float]]:
    words, at = sight.words, sight.at
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    yield "m:place", at / len(words)
    yield "m:length", len(words) / 40
    yield "m:words", len(sight.mention) / 3
    if len(sight.mention) == 1 and sight.mention[0] in _PRONOUNS:
        yield "m:" + sight.mention[0], 1.0
        yield "m:pronoun", 1.0
    else:
        yield "m:valence", float(sum(valence(word) for word in sight.mention))
    facts = {
        "quoted": sight.is_quoted,
        "quotation": "“" in words or '"' in words,
        "question": "?" in words,
        "said": before in _SAID or after in _SAID,
        "first": at == 0,
        "last": at >= len(words) - 2,
        "possessive": after in _POSSESSIVE,
        "by": before == "by",
    }
    yield from (("m:" + name, 1.0) for name, holds in facts.items() if holds)


def _deeds(sight: Seen) -> Iterator[tuple[str, float]]:
    """What the target does, or is done to it."""
    for index in range(len(sight.words)):
        frame = match(sight.words, index) if index != sight.at else None
        part = role(sight.words, index, frame, sight.at) if frame is not None else None
        if frame is not None and part is not None:
            turned = "!" if any(before in NEGATORS for before in sight.words[max(0, index - 3) : index]) else ""
            name = f"f:{turned}{part}:"
            yield name + frame.act, 1.0
            yield name + frame.words[0], 1.0
            yield f"{name}{frame.attitude}{frame.subject}{frame.object}", 1.0
            yield name + "attitude", float(frame.attitude)
            yield name + "look", float(frame.subject if part == "subject" else frame.object)


def match(words: Sequence[str], index: int) -> Frame | None:
    """The frame with the longest cue that stands at a small-letter token."""
    for frame in frames_of(words[index]):
        if tuple(words[index + 1 : index + len(frame.words)]) == frame.words[1:]:
            return frame
    return None


def role(words: Sequence[str], index: int, frame: Frame, at: int) -> str | None:
    """Whether the token ``at`` is subject or object of the cue at ``index``; None when too far, or neither."""
    end = index + len(frame.words)
    between = words[at + 1 : index] if at < index else words[end:at]
    if (index <= at < end) or len(between) > _LINK or any(word in _LINK_ENDS for word in between):
        return None
    passive = words[index] not in _BE and any(word in _BE for word in words[max(0, index - 3) : index])
    if at < index:
        return "object" if passive and is_participle(words[index]) else "subject"
    if passive and is_participle(words[index]):
        return "subject" if "by" in between else None
    return "object"


def is_participle(word: str) -> bool:
    """Whether a small-letter form may be a past participle."""
    known = english().verbs.get(word)
    return bool(known[1] & PART) if known is not None else word.endswith("ed")
