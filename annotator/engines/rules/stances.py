"""Stances of a document as drafts: who is for or against what, with the words that prove it.

Cues, evaluations and targets are found by the modules named `stances_…`; a codebook with a closed list of targets is
served by `stances_closed`. Which actors there are is decided before, by `actors`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from annotator import codebook as codebooks
from annotator.engines.drafts import Discard, DraftStance, DraftTarget, Fragment
from annotator.engines.rules.stances_acts import acts_of
from annotator.engines.rules.stances_adjectives import adjectives
from annotator.engines.rules.stances_closed import closed_stances
from annotator.engines.rules.stances_cues import findings
from annotator.engines.rules.stances_deeds import deeds
from annotator.engines.rules.stances_evaluations import evaluations
from annotator.engines.rules.stances_findings import NEUTRAL
from annotator.engines.rules.stances_headlines import headline_stances
from annotator.engines.rules.stances_nouns import nominal_stances
from annotator.engines.rules.stances_reading import read
from annotator.engines.rules.stances_receptions import receptions
from annotator.engines.rules.stances_targets import condition_of, named
from annotator.engines.rules.stances_triples import Triple, triples
from annotator.engines.rules.stances_verdicts import verdicts
from annotator.engines.rules.stances_words import is_a
from annotator.errors import CodebookError
from annotator.schema import Explicitness, Polarity, TargetKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.codebook import Codebook
    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.stances_acts import Acts
    from annotator.engines.rules.stances_findings import Finding
    from annotator.engines.rules.stances_reading import Reading
    from annotator.engines.rules.stances_targets import Named

__all__ = ["Triple", "draft_stances", "triples"]

_DERIVED = 0.6  # share of a stance's confidence that the actor behind its target gets
_POLARITIES = {1: Polarity.FAVOR, -1: Polarity.AGAINST, NEUTRAL: Polarity.NEUTRAL}
_HEAD_AMONG = 4  # first words of a label among which its head is looked for
_NEAR = 1  # sentences back to which “it” may refer
_FAR = 8  # the same for a feeling about nothing that is named
_BLAMING = frozenset(
    {"condemn", "criticize", "accuse", "mock", "praise", "thank", "warn", "defend", "offer", "welcome"}
)
"""Acts that fall on any actor named before an event; others only on whom it belongs to: who backs the Iran deal backs
not Iran."""
_PROPOSING = frozenset({"call-for", "demand", "promise", "offer", "threaten"})  # acts that bring up something new


class Proposed(NamedTuple):
    """What a search for stances yields.

    Attributes:
        stances: In text order.
        discards: What was found, but the codebook has no label for.
    """

    stances: tuple[DraftStance, ...] = ()
    discards: tuple[Discard, ...] = ()


def draft_stances(
    analysis: Analysis, cast: Cast, quotes: Sequence[DraftQuote], codebook: Codebook | None = None
) -> Proposed:
    """Propose the stances of a document.

    Args:
        analysis: The document, boilerplate left out.
        cast: Its actors.
        quotes: What is attributed to whom.
        codebook: Names acts and polarities, and may close the list of targets; the shipped one when None.

    Returns:
        Drafts in text order, each pair of holder and target with one polarity once; with what has no label.
    """
    book = codebook if codebook is not None else codebooks.default()
    acts = acts_of(book)  # pyright: ignore[reportArgumentType]  # frozen records hash; pyright does not see it
    reading = read(analysis, cast, quotes)
    found = sorted(
        (
            *findings(reading, acts),
            *evaluations(reading),
            *verdicts(reading),
            *deeds(reading),
            *headline_stances(reading, acts),
            *nominal_stances(reading),
            *receptions(reading),
            *adjectives(reading),
        ),
        key=lambda finding: finding.first,
    )
    if book.targets:
        proposed = list(closed_stances(reading, book, acts, found))
    else:
        proposed = list(_open_stances(reading, book, acts, found))
    discards = tuple(one for one in proposed if isinstance(one, Discard))
    return Proposed(_numbered(_merged(one for one in proposed if isinstance(one, DraftStance))), discards)


def _open_stances(
    reading: Reading, book: Codebook, acts: Acts, found: Sequence[Finding]
) -> Iterator[DraftStance | Discard]:
    """A stance for each finding, and one for each actor behind its target."""
    spoken_of = _SpokenOf()
    for finding in found:
        sentence = reading.analysis.tokens.sentence[finding.goal.first]
        target = named(reading, finding, spoken_of.before(sentence, is_implied=finding.goal.is_implied))
        if target is None or target.target.actor == finding.holder or not target.target.label:
            continue
        spoken_of.note(sentence, finding, target)
        yield from _of_finding(reading, book, acts, finding, target)


class _SpokenOf:
    """What stances were last about: anything, for “it”; what was judged, for a feeling about nothing that is named."""

    def __init__(self) -> None:
        self._any: tuple[int, Named] | None = None
        self._judged: tuple[int, Named] | None = None

    def before(self, sentence: int, *, is_implied: bool) -> Named | None:
        """What a sentence may refer to."""
        for last, reach in ((self._any, 0 if is_implied else _NEAR), (self._judged, _FAR)):
            if last is not None and sentence - last[0] <= reach:
                return last[1]
        return None

    def note(self, sentence: int, finding: Finding, target: Named) -> None:
        """Keep a target; an actor only when there is nothing else, people never: “it” means none of them."""
        if target.target.actor is None and is_a(target.target.label.lower().rpartition(" ")[2], "human"):
            return
        if target.target.kind is not TargetKind.ACTOR or self._any is None:
            self._any = (sentence, target)
        is_new = finding.act in _PROPOSING and finding.goal.sign > 0
        if target.target.kind is not TargetKind.ACTOR and not is_new:
            self._judged = (sentence, target)


def _of_finding(
    reading: Reading, book: Codebook, acts: Acts, finding: Finding, target: Named
) -> Iterator[DraftStance | Discard]:
    polarity = Polarity.MIXED if finding.is_mixed else _POLARITIES[finding.sign]
    stance = draft(reading, book, acts, finding, target.target, polarity)
    yield stance
    if isinstance(stance, Discard):
        return
    if finding.condition is not None:
        label = f"{target.target.label} {condition_of(reading, *finding.condition)}"
        narrowed = DraftTarget(label, TargetKind.POLICY, mentions=target.target.mentions)
        yield draft(reading, book, acts, finding, narrowed, Polarity.FAVOR)
        return
    for actor in _fallen_on(finding, target):
        behind = DraftTarget(actor, TargetKind.ACTOR, actor=actor)
        if actor != finding.holder and finding.sign != NEUTRAL:
            yield draft(reading, book, acts, finding, behind, polarity, derived=True)


def _fallen_on(finding: Finding, target: Named) -> tuple[str, ...]:
    """The actors behind a target whom a stance falls on too; a call for somebody's resignation is not for them."""
    if finding.act in _BLAMING:
        return target.behind
    return target.owners if finding.act not in {"call-for", "demand"} else ()


def draft(  # noqa: PLR0913, PLR0917  # what was found, and what it is read with
    reading: Reading,
    book: Codebook,
    acts: Acts,
    finding: Finding,
    target: DraftTarget,
    polarity: Polarity,
    *,
    derived: bool = False,
) -> DraftStance | Discard:
    """One stance in the codebook's words; a discard when the codebook has no word for its act or polarity."""
    act = acts.label(finding.act, finding.sign)
    label = scale_label(book, polarity)
    if act is None or label is None:
        return _without_label(reading, finding, target, polarity, has_act=act is not None)
    derived = derived or finding.goal.is_aside
    steps = (
        *finding.steps,
        f"target “{target.label}”",
        *(("derived: it stands behind the target",) if derived else ()),
    )
    return DraftStance(
        key="",
        target=target,
        polarity=label,
        act=act,
        evidence=evidence(reading, finding),
        holder=finding.holder,
        explicitness=Explicitness.BEHAVIORAL if finding.is_behavioral else Explicitness.EXPLICIT,
        quote=finding.quote.key if finding.quote is not None else None,
        derived=derived,
        confidence=round(finding.confidence * (_DERIVED if derived else 1.0), 2),
        trace=steps,
    )


def _without_label(
    reading: Reading, finding: Finding, target: DraftTarget, polarity: Polarity, *, has_act: bool
) -> Discard:
    """What is recorded of a stance that the codebook cannot name."""
    lacks = f"polarity “{polarity}”" if has_act else f"act “{finding.act}” with polarity “{polarity}”"
    return Discard(
        "stance",
        "unknown-label",
        f"the codebook has no label for {lacks}",
        fragment=evidence(reading, finding)[0].text,
        payload={"holder": finding.holder, "target": target.label, "act": finding.act, "polarity": str(polarity)},
    )


def scale_label(book: Codebook, polarity: Polarity) -> str | None:
    """What the codebook's scale calls a polarity, or None."""
    try:
        return book.label_of(polarity)
    except CodebookError:
        return None


def evidence(reading: Reading, finding: Finding) -> tuple[Fragment, ...]:
    """The words that prove a stance: of a quote the content in that sentence, else from holder to target."""
    analysis = reading.analysis
    sentence = analysis.sentences[analysis.tokens.sentence[finding.goal.first]]
    first, last = analysis.tokens.starts[finding.first], analysis.tokens.ends[finding.last - 1]
    pieces: list[Fragment] = []
    for piece in finding.quote.content if finding.quote is not None else ():
        if piece.at is not None and piece.at < last and first < piece.at + len(piece.text):
            start, end = max(piece.at, sentence.start), min(piece.at + len(piece.text), sentence.end)
            if start < end:
                pieces.append(Fragment(analysis.text[start:end], sentence.number, start))
    if pieces:
        return tuple(pieces)
    start = analysis.tokens.starts[finding.first]
    return (Fragment(analysis.words(finding.first, finding.last), sentence.number, start),)


def _merged(proposed: Iterable[DraftStance]) -> list[DraftStance]:
    """One stance for each holder, target and polarity: the surest, with the evidence of all."""
    known: dict[tuple[str | None, str, str], list[DraftStance]] = {}
    for stance in proposed:
        known.setdefault((stance.holder, _gist(stance), stance.polarity), []).append(stance)
    return [_joined(same) if len(same) > 1 else same[0] for same in known.values()]


def _gist(stance: DraftStance) -> str:
    """What makes two targets one: the label; papers signed without a name (“agreements”, “13 documents”) are one."""
    label = stance.target.label.lower()
    is_deed = stance.explicitness is Explicitness.BEHAVIORAL and stance.act == "act"
    words = label.split()
    papers = [word for word in words[:_HEAD_AMONG] if is_a(word, "paper")]
    return "papers" if is_deed and papers and label == stance.target.label else label


def _joined(same: Sequence[DraftStance]) -> DraftStance:
    best = min(same, key=lambda stance: (stance.derived, -(stance.confidence or 0)))
    pieces = dict.fromkeys(piece for stance in same for piece in stance.evidence)
    mentions = dict.fromkeys(piece for stance in same for piece in stance.target.mentions)
    target = replace(best.target, mentions=tuple(sorted(mentions, key=lambda piece: piece.at or 0)))
    return replace(best, target=target, evidence=tuple(sorted(pieces, key=lambda piece: piece.at or 0)))


def _numbered(stances: Sequence[DraftStance]) -> tuple[DraftStance, ...]:
    ordered = sorted(stances, key=lambda stance: stance.evidence[0].at or 0)
    return tuple(replace(stance, key=f"s{index + 1}") for index, stance in enumerate(ordered))
