"""Stances toward a codebook's closed list of targets, found by name and alias.

What was found toward a listed target is kept under its name; what a speaker says around one is judged by its tone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.drafts import Discard, DraftStance, DraftTarget, Fragment
from annotator.engines.rules.judge import Sight, certainty, frame_tilt, mean_odds
from annotator.engines.rules.judge_names import Names
from annotator.schema import Explicitness, Polarity, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.codebook import ClosedTarget, Codebook
    from annotator.engines.rules.judge_names import Mention
    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_findings import Finding
    from annotator.engines.rules.stances_reading import Reading

_FROM_TONE = 0.5  # log odds from which the tone of a speaker counts as a stance
_BY_TONE = 0.7  # share of the judge's certainty that is left when the act itself is not stated


def closed_stances(
    reading: Reading, book: Codebook, acts: Acts, found: Sequence[Finding]
) -> Iterator[DraftStance | Discard]:
    """All stances toward listed targets, sentence by sentence."""
    listed = {target.name: target for target in book.targets}
    names = Names({target.name: target.aliases for target in book.targets})
    analysis = reading.analysis
    by_sentence: dict[int, list[Finding]] = {}
    for finding in found:
        by_sentence.setdefault(analysis.tokens.sentence[finding.goal.first], []).append(finding)
    for index, (first, last) in enumerate(analysis.tokens.bounds):
        mentions = names.find(analysis.tokens.words[first:last])
        here = by_sentence.get(index, ())
        for mention in mentions:
            target = listed[mention.name]
            stated = [f for f in here if f.goal.first < mention.last + first and mention.first + first < f.goal.last]
            yield from _stated(reading, book, acts, target, stated)
            if not stated:
                yield from _by_tone(reading, book, acts, target, (index, mention))


def _stated(
    reading: Reading, book: Codebook, acts: Acts, target: ClosedTarget, stated: Sequence[Finding]
) -> Iterator[DraftStance | Discard]:
    from annotator.engines.rules.stances import draft  # noqa: PLC0415  # the two families share one way to write a draft

    for finding in stated:
        polarity = {1: Polarity.FAVOR, -1: Polarity.AGAINST, 0: Polarity.NEUTRAL}[finding.sign]
        polarity = Polarity.MIXED if finding.is_mixed else polarity
        stance = draft(reading, book, acts, finding, _target(target, finding.holder), polarity)
        yield stance


def _target(target: ClosedTarget, holder: str | None) -> DraftTarget:
    actor = target.name if target.kind is TargetKind.ACTOR and target.name != holder else None
    return DraftTarget(target.name, target.kind, actor=actor)


def _by_tone(
    reading: Reading, book: Codebook, acts: Acts, target: ClosedTarget, place: tuple[int, Mention]
) -> Iterator[DraftStance | Discard]:
    """What a speaker says around a listed target."""
    index, mention = place
    analysis = reading.analysis
    first, last = analysis.tokens.bounds[index]
    quote = reading.quote_at(first + mention.first)
    if quote is None or quote.speaker is None or quote.speaker == target.name:
        return
    sentence = analysis.sentences[index]
    words, tags = tuple(analysis.tokens.words[first:last]), tuple(analysis.tags[first:last])
    sight = Sight(words, tags, sentence.start, sentence.end, ((mention.first, mention.last),), ())
    tilt = mean_odds([(sight, 1.0)]).tilt + frame_tilt(sight)
    if abs(tilt) < _FROM_TONE:
        return
    polarity = Polarity.FAVOR if tilt > 0 else Polarity.AGAINST
    act, sign = ("support", 1) if tilt > 0 else ("criticize", -1)
    trace = (f"“{mention.name}” stands in words of “{quote.speaker}”", f"their tone has log odds {tilt:.1f}")
    yield _of_tone(
        book,
        polarity,
        DraftStance(
            key="",
            target=_target(target, quote.speaker),
            polarity="",
            act=acts.label(act, sign) or "",
            evidence=_evidence(reading, quote.content, index),
            holder=quote.speaker,
            explicitness=Explicitness.IMPLICIT,
            quote=quote.key,
            confidence=round(certainty(tilt) * _BY_TONE, 2),
            trace=trace,
        ),
    )


def _of_tone(book: Codebook, polarity: Polarity, stance: DraftStance) -> DraftStance | Discard:
    """A stance under the codebook's name for its polarity; a discard when it names that or the act by nothing."""
    from annotator.engines.rules.stances import scale_label  # noqa: PLC0415  # the two families share their labels

    label = scale_label(book, polarity)
    if label is not None and stance.act:
        return replace(stance, polarity=label)
    lacks = "an act" if label is not None else f"polarity “{polarity}”"
    return Discard(
        "stance",
        "unknown-label",
        f"the codebook has no label for {lacks} of what the tone says",
        fragment=stance.evidence[0].text,
        payload={"holder": stance.holder, "target": stance.target.label, "polarity": str(polarity)},
    )


def _evidence(reading: Reading, content: Sequence[Fragment], index: int) -> tuple[Fragment, ...]:
    """The content of a quote within one sentence, else the sentence."""
    sentence = reading.analysis.sentences[index]
    text = reading.analysis.text
    pieces: list[Fragment] = []
    for piece in content:
        if piece.at is not None:
            start, end = max(piece.at, sentence.start), min(piece.at + len(piece.text), sentence.end)
            if start < end:
                pieces.append(replace(piece, text=text[start:end], at=start, sentence=sentence.number))
    return tuple(pieces) or (Fragment(text[sentence.start : sentence.end], sentence.number, sentence.start),)
