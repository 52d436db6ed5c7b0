"""Who of a closed list stands how toward whom of it, sentence by sentence: the path of codebooks with closed targets.

Pronouns and titles are resolved within the list only. Stances toward whatever else a text speaks of are found by
`stances`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from annotator.engines.rules import actors, phrases
from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.judge import Sight, certainty, cues, frame_tilt, mean_odds, sign
from annotator.engines.rules.judge_names import Mention, Names
from annotator.engines.rules.polarity_features import role
from annotator.engines.rules.quotes import find_quotes
from annotator.engines.rules.stances_frames import DEED
from annotator.engines.rules.stances_words import is_a
from annotator.schema import Polarity
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.engines.rules.analysis import Analysis
    from annotator.schema import Document

FROM_SPEAKER: Final = 0.15
"""Log odds, in either direction, from which what a speaker says of a target counts as a stance."""
FROM_SUBJECT: Final = 1.4
"""The same for the first of two names in a sentence without a speaker."""

_ASKING = frozenset({"call-for", "demand", "promise", "threaten", "agree", "offer"})
"""Acts whose object among names is asked or dealt with, not judged."""
_FRAMED, _FRAMED_BY_SPEAKER, _DONE = 0.45, 0.35, 0.7
_TONE, _TONE_OF_SUBJECT = 0.28, 0.2
"""Shares of such triples that are right, rounded from development stories; a tone's is of the certainty of its side."""
_SINGULAR = frozenset("he she him his her himself herself".split())
_FIRST = frozenset("i me my we us our mine ours myself ourselves".split())
_PLURAL = frozenset("they them their".split())
_TITLES = frozenset(
    "president senator governor mayor congressman congresswoman minister chancellor secretary speaker judge chairman"
    " leader premier nominee candidate".split()
)


class Triple(NamedTuple):
    """A holder's stance toward a target, both of the list, in one sentence.

    Attributes:
        holder: Name of the list.
        polarity: Favor or against.
        target: Name of the list.
        sentence: The sentence that shows it.
        confidence: Probability that holder, polarity and target are right.
        trace: Steps that led here, a sentence each.
    """

    holder: str
    polarity: Polarity
    target: str
    sentence: Span
    confidence: float
    trace: tuple[str, ...]


@dataclass(slots=True)
class _Memory:
    """Whom the sentences before were about."""

    speaker: str | None = None
    person: str | None = None
    group: str | None = None
    titles: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class _Scene:
    """A sentence with all mentions of the list, pronouns included."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    first: int
    span: Span
    mentions: tuple[Mention, ...]
    speaker: str | None


def triples(document: Document, entities: Sequence[str] | Mapping[str, Sequence[str]]) -> tuple[Triple, ...]:
    """Propose stances among a closed list of entities.

    Args:
        document: The text; boilerplate is not read.
        entities: Names, or names with their aliases.

    Returns:
        At most one triple for each sentence and ordered pair, in text order.
    """
    listed = entities if isinstance(entities, dict) else dict.fromkeys(entities, ())
    names = Names(listed)
    analysis = analyze(document)
    memory = _Memory()
    speakers = _speakers(analysis, names)
    found: list[Triple] = []
    for index in range(len(analysis.sentences)):
        scene = _scene(analysis, index, names, memory, speakers.get(index))
        found += _of_scene(scene)
        _remember(memory, scene, names)
    return tuple(found)


def _speakers(analysis: Analysis, names: Names) -> dict[int, str]:
    """Sentence → whoever of the list is quoted in it, where the quotes and the cast of the text tell."""
    attributions = find_quotes(analysis)
    cast = actors.cast(analysis, attributions)
    found: dict[int, str] = {}
    for (candidate, parent), speaker in zip(attributions, cast.speakers, strict=True):
        mentions = names.find(speaker.split()) if speaker is not None and parent is None else []
        if mentions and can_speak(mentions[0].name):
            for start, end in candidate.content:
                first, last = analysis.token_at(start), analysis.token_at(end - 1)
                for index in range(analysis.tokens.sentence[first], analysis.tokens.sentence[last] + 1):
                    found.setdefault(index, mentions[0].name)
    return found


def _scene(analysis: Analysis, index: int, names: Names, memory: _Memory, quoted: str | None) -> _Scene:
    first, last = analysis.tokens.bounds[index]
    sentence = analysis.sentences[index]
    words = tuple(analysis.tokens.words[first:last])
    named = names.find(words)
    _learn_titles(memory, words, named)
    speaker = quoted or _speaker(analysis, (first, last), named, memory)
    mentions = sorted(
        (*named, *_pronouns(analysis, (first, last), named, names, memory, speaker)), key=lambda m: m.first
    )
    span = Span.of(analysis.text, sentence.start, sentence.end)
    return _Scene(words, tuple(analysis.tags[first:last]), first, span, tuple(mentions), speaker)


def _learn_titles(memory: _Memory, words: Sequence[str], named: Iterable[Mention]) -> None:
    """“President Obama” makes “the president” mean him from here on."""
    for mention in named:
        if mention.first > 0 and words[mention.first - 1].lower() in _TITLES:
            memory.titles[words[mention.first - 1].lower()] = mention.name


def _pronouns(  # noqa: PLR0913, PLR0917  # a window of the text, and who is named in it
    analysis: Analysis,
    bounds: tuple[int, int],
    named: Sequence[Mention],
    names: Names,
    memory: _Memory,
    speaker: str | None,
) -> list[Mention]:
    """Pronouns and bare titles as mentions."""
    first, last = bounds
    found: list[Mention] = []
    for at in range(first, last):
        lower = analysis.tokens.lowers[at]
        name = None
        if lower in _FIRST:
            name = speaker if analysis.quoted[at] >= 0 else None
        elif lower in _SINGULAR:
            name = _nearest_person(at - first, named, names, memory)
        elif lower in _PLURAL:
            name = memory.group
        elif lower in memory.titles and at > first and analysis.tokens.lowers[at - 1] in {"the", "mr."}:
            name = memory.titles[lower]
        if name is not None and not any(m.first <= at - first < m.last for m in named):
            found.append(Mention(name, at - first, at - first + 1))
    return found


def _nearest_person(at: int, named: Sequence[Mention], names: Names, memory: _Memory) -> str | None:
    before = [m.name for m in named if m.last <= at and m.name in names.persons]
    return before[0] if before else memory.person


def _speaker(analysis: Analysis, bounds: tuple[int, int], named: Sequence[Mention], memory: _Memory) -> str | None:
    """Whose words a sentence gives: the subject of its reporting verb, or the last speaker when it is all quoted."""
    first, last = bounds
    forms = phrases.cue_forms()
    for at in range(first, last):
        if analysis.tokens.lowers[at] in forms and analysis.tags[at] in phrases.VERBS and analysis.quoted[at] < 0:
            group = analysis.verb_group(at)
            is_inverted = at > first and analysis.tags[at - 1] in {"COMMA", "MARK", "STOP"}
            phrase = phrases.subject_of(analysis, group.first)
            if phrase is None and is_inverted:
                phrase = phrases.phrase_after(analysis, at + 1, last)
            if phrase is not None:
                name = _name_in(analysis, phrase.first, phrase.last, first, named, memory)
                if name is not None and can_speak(name):
                    return name
    all_quoted = first < last and analysis.quoted[first] >= 0 and analysis.quoted[max(first, last - 2)] >= 0
    return memory.speaker if all_quoted else None


def can_speak(name: str) -> bool:
    """Whether a name of the list looks like that of somebody, rather than of a topic."""
    return name[:1].isupper() or is_a(name.rpartition(" ")[2].lower(), "human")


def _name_in(  # noqa: PLR0913, PLR0917  # a window of the text, and who is named in it  # a stretch of a sentence, what is known of it and of those before
    analysis: Analysis, start: int, end: int, first: int, named: Sequence[Mention], memory: _Memory
) -> str | None:
    """Whom a phrase names or refers to."""
    inside = [m.name for m in named if start <= m.first + first < end]
    if inside:
        return inside[0]
    lowers = analysis.tokens.lowers[start:end]
    if len(lowers) == 1 and lowers[0] in _SINGULAR:
        return memory.person
    if len(lowers) == 1 and lowers[0] in _PLURAL:
        return memory.group
    return next((memory.titles[word] for word in lowers if word in memory.titles), None)


def _remember(memory: _Memory, scene: _Scene, names: Names) -> None:
    if scene.speaker is not None:
        memory.speaker = scene.speaker
    persons = [m.name for m in scene.mentions if m.name in names.persons]
    groups = [m.name for m in scene.mentions if m.name not in names.persons and can_speak(m.name)]
    if scene.speaker in names.persons:
        memory.person = scene.speaker
    elif persons:
        memory.person = persons[0]
    if groups:
        memory.group = groups[0]


def _of_scene(scene: _Scene) -> list[Triple]:
    """One triple for each ordered pair, the surest one."""
    best: dict[tuple[str, str], Triple] = {}
    for triple in (*_by_frames(scene), *_by_tone(scene)):
        pair = (triple.holder, triple.target)
        if triple.holder != triple.target and (pair not in best or triple.confidence > best[pair].confidence):
            best[pair] = triple
    return list(best.values())


def _by_frames(scene: _Scene) -> list[Triple]:
    """“A blasted B”: subject and object of a frame that takes a side."""
    lowers = tuple(word.lower() for word in scene.words)
    found: list[Triple] = []
    for at, frame in cues(_sight(scene, ())):
        if not frame.attitude or frame.act in _ASKING:
            continue
        subjects = [m for m in scene.mentions if role(lowers, at, frame, m.last - 1) == "subject"]
        objects = [m for m in scene.mentions if role(lowers, at, frame, m.first) == "object"]
        holder = subjects[-1].name if subjects else scene.speaker
        polarity = Polarity.FAVOR if frame.attitude * sign(lowers, at) > 0 else Polarity.AGAINST
        if holder is None:
            continue
        steps = (f"“{' '.join(frame.words)}” has {holder} as its subject", f"it is a {_kind(frame.act)}")
        sure = (_FRAMED if subjects else _FRAMED_BY_SPEAKER) * (_DONE if frame.act == DEED else 1.0)
        found += [Triple(holder, polarity, m.name, scene.span, sure, steps) for m in objects[:2]]
    return found


def _kind(act: str) -> str:
    return "deed" if act == DEED else f"speech act: {act}"


def _by_tone(scene: _Scene) -> list[Triple]:
    """What the speaker, else the first name of the sentence, is said to say of the others."""
    holder = scene.speaker or next((m.name for m in scene.mentions if can_speak(m.name)), None)
    if holder is None:
        return []
    least = FROM_SPEAKER if scene.speaker else FROM_SUBJECT
    found: list[Triple] = []
    for name in dict.fromkeys(m.name for m in scene.mentions if m.name != holder):
        sight = _sight(scene, [m for m in scene.mentions if m.name == name])
        tilt = mean_odds([(sight, 1.0)]).tilt + frame_tilt(sight)
        if abs(tilt) >= least:
            polarity = Polarity.FAVOR if tilt > 0 else Polarity.AGAINST
            reason = f"{'the speaker' if scene.speaker else 'the subject'} is {holder}; log odds {tilt:.1f}"
            found.append(
                Triple(
                    holder,
                    polarity,
                    name,
                    scene.span,
                    certainty(tilt) * (_TONE if scene.speaker else _TONE_OF_SUBJECT),
                    (reason,),
                )
            )
    return found


def _sight(scene: _Scene, targets: Sequence[Mention]) -> Sight:
    return Sight(
        words=scene.words,
        tags=scene.tags,
        start=scene.span.start,
        end=scene.span.end,
        targets=tuple((m.first, m.last) for m in targets),
        holders=(),
    )
