"""What became of each quote and claim: one category for each, so that the categories add up to the counts.

It knows matched records that stand on characters. Stances are left to `annotator.scoring.stance_diagnosis`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, NamedTuple

import numpy as np

from annotator.schema import Document, ZoneKind
from annotator.scoring.cases import Case, Category, Side
from annotator.scoring.conduct import leaks
from annotator.scoring.contexts import around
from annotator.scoring.criteria import LENIENT
from annotator.scoring.grounded import R
from annotator.scoring.names import fold
from annotator.scoring.ragged import plain
from annotator.scoring.similarity import TOKEN_F1
from annotator.spans import ranges, shared, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from annotator.schema import Annotation
    from annotator.scoring.corpus import AnyDocument, DocumentPair
    from annotator.scoring.grounded import Batch, Columns, Matches
    from annotator.scoring.ledger import Ledger
    from annotator.spans import Ranges, Span

INVENTED = 0.5
"""Likeness of a rejected fragment to a gold text from which it counts as an attempt at it."""


class Subject(NamedTuple, Generic[R]):
    """Which records are judged.

    Attributes:
        part: Record type: “quotes” or “claims”.
        rejected: Kind of its rejections: “quote” or “claim”.
        role: The role that says who it is: “speaker” or “claimant”.
        who: Actor id of that role.
    """

    part: str
    rejected: str
    role: str
    who: Callable[[R], str | None]


def diagnose(subject: Subject[R], matches: Matches[R], batch: Batch, ledger: Ledger) -> None:
    """Enter what became of each record of a batch into a ledger."""
    main, right = matches.main, matches.right
    who = right.get(subject.role, np.ones(len(main.gold))).astype(np.bool_)
    fine = who & right["kind"].astype(np.bool_)
    ledger.correct[subject.part] += int(fine.sum())
    writer = _Writer(subject, matches, batch)
    for at in plain(np.flatnonzero(~fine)):
        i, j = int(main.gold[at]), int(main.predicted[at])
        ledger.cases.append(writer.case(writer.found(i, j, who_right=bool(who[at])), i, j))
    ledger.cases += _unfound(writer)
    gold, predicted = matches.gold.records, matches.predicted.records
    pairs = zip(plain(main.gold), plain(main.predicted), strict=True)
    ledger.confuse(f"{subject.part}.kind", ((gold[i].kind, predicted[j].kind) for i, j in pairs))
    if subject.role in right:
        _record_culprits(writer, [bool(each) for each in who], ledger)


def _record_culprits(writer: _Writer[R], right: Sequence[bool], ledger: Ledger) -> None:
    what = f"{writer.subject.part}.{writer.subject.role}"
    for i, fine in zip(plain(writer.matches.main.gold), right, strict=True):
        name = writer.name(i, gold=True)
        if name is not None:
            ledger.asked[what][name] += 1
            ledger.failed[what][name] += not fine


@dataclass(slots=True)
class _Writer(Generic[R]):
    """Writes cases of one record type of a batch."""

    subject: Subject[R]
    matches: Matches[R]
    batch: Batch
    names: dict[tuple[int, bool], dict[str | None, str]] = field(
        default_factory=dict[tuple[int, bool], dict[str | None, str]]
    )

    def columns(self, *, gold: bool) -> Columns[R]:
        return self.matches.gold if gold else self.matches.predicted

    def row(self, index: int, *, gold: bool) -> int:
        """Row of a record's document."""
        return int(self.columns(gold=gold).document[index])

    def characters(self, index: int, *, gold: bool) -> Ranges:
        return ranges(self.spans(index, gold=gold))

    def spans(self, index: int, *, gold: bool) -> Sequence[Span]:
        columns = self.columns(gold=gold)
        return columns.spans(columns.records[index])

    def name(self, index: int, *, gold: bool) -> str | None:
        """Name of a record's actor."""
        columns = self.columns(gold=gold)
        row = int(columns.document[index])
        if (row, gold) not in self.names:
            pair = self.batch.pairs[row]
            self.names[row, gold] = names_of(pair.gold if gold else pair.predicted)
        return self.names[row, gold].get(self.subject.who(columns.records[index]))

    def found(self, i: int, j: int, *, who_right: bool) -> Category:
        """What is wrong with a pair that meets the criterion."""
        if who_right:
            return Category.WRONG_KIND
        unresolved = self.subject.who(self.matches.predicted.records[j]) is None
        del i
        return Category.SPEAKER_UNRESOLVED if unresolved else Category.WRONG_SPEAKER

    def case(self, category: Category, i: int | None, j: int | None) -> Case:
        """A case of a gold record, a prediction, or both, by index."""
        row = self.row(j, gold=False) if i is None and j is not None else self.row(i or 0, gold=True)
        gold = None if i is None else self._side(i, gold=True)
        predicted = None if j is None else self._side(j, gold=False)
        pair = self.batch.pairs[row]
        context = context_of(pair.document, gold, predicted)
        return Case(pair.gold.document_id, self.subject.part, category, gold, predicted, context)

    def _side(self, index: int, *, gold: bool) -> Side:
        record = self.columns(gold=gold).records[index]
        characters = self.characters(index, gold=gold)
        return Side(record.id, characters, self.name(index, gold=gold), str(record.kind))


def names_of(annotation: Annotation) -> dict[str | None, str]:
    """Actor id → name."""
    return {actor.id: actor.name for actor in annotation.actors}


def context_of(document: AnyDocument | None, gold: Side | None, predicted: Side | None) -> tuple[int, int] | None:
    """Offsets of the sentences around a case."""
    characters = [each for side in (gold, predicted) if side is not None for each in side.characters]
    if not isinstance(document, Document) or not characters:
        return None
    return around(document.text, min(start for start, _ in characters), max(end for _, end in characters))


def boilerplate(pair: DocumentPair) -> list[tuple[int, int]]:
    """The stretches of a document that nothing should come from."""
    zones = pair.document.zones if pair.document is not None else ()
    return [(zone.span.start, zone.span.end) for zone in zones if zone.kind is ZoneKind.BOILERPLATE]


class _Neighbours:
    """Who overlaps whom among the records that the criterion left alone, and their next best alignment."""

    def __init__(self, matches: Matches[R]) -> None:
        overlaps, main = matches.overlaps, matches.main
        self.near = overlaps.without(main).align(LENIENT)
        gold = np.isin(overlaps.gold, main.gold, invert=True)
        predicted = np.isin(overlaps.predicted, main.predicted, invert=True)
        self.of_gold: defaultdict[int, list[int]] = defaultdict(list)
        self.of_predicted: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for at in plain(np.flatnonzero(gold | predicted)):
            i, j = int(overlaps.gold[at]), int(overlaps.predicted[at])
            self.of_gold[i].append(j)
            self.of_predicted[j].append((i, float(overlaps.iou[at])))
        self.lonely_gold = set(main.missed) - set(plain(self.near.gold))
        self.lonely_predicted = set(main.spurious) - set(plain(self.near.predicted))


def _unfound(writer: _Writer[R]) -> Iterator[Case]:
    """The cases of all records that are in no pair by the criterion."""
    neighbours = _Neighbours(writer.matches)
    for i, j in zip(plain(neighbours.near.gold), plain(neighbours.near.predicted), strict=True):
        yield writer.case(_near(writer, neighbours, i, j), i, j)
    misplaced = _misplaced(writer, neighbours)
    for j in sorted(neighbours.lonely_predicted):
        if j in misplaced:
            yield writer.case(Category.WRONG_PLACE, misplaced[j], j)
        else:
            yield writer.case(_said(writer, neighbours, j), None, j)
    for i in sorted(neighbours.lonely_gold - set(misplaced.values())):
        yield writer.case(_unsaid(writer, neighbours, i), i, None)


def _near(writer: _Writer[R], neighbours: _Neighbours, i: int, j: int) -> Category:
    """What is wrong with a pair that overlaps too little."""
    if any(other in neighbours.lonely_predicted for other in neighbours.of_gold[i]):
        return Category.SPLIT
    if any(other in neighbours.lonely_gold for other, _ in neighbours.of_predicted[j]):
        return Category.MERGED
    gold, predicted = writer.characters(i, gold=True), writer.characters(j, gold=False)
    both = shared(gold, predicted)
    if both == size(predicted):
        return Category.BOUNDARY_SHORT
    return Category.BOUNDARY_LONG if both == size(gold) else Category.BOUNDARY_SHIFTED


def _said(writer: _Writer[R], neighbours: _Neighbours, j: int) -> Category:
    """What is wrong with a prediction that has no gold record for itself."""
    pair = writer.batch.pairs[writer.row(j, gold=False)]
    if leaks(writer.spans(j, gold=False), boilerplate(pair)):
        return Category.LEAK
    touched = neighbours.of_predicted[j]
    if not touched:
        return Category.SPURIOUS
    if len(touched) > 1:
        return Category.MERGED
    gold, overlap = touched[0]
    predicted = writer.characters(j, gold=False)
    inside = 2 * shared(writer.characters(gold, gold=True), predicted) > size(predicted)
    return Category.SPLIT if inside and not writer.matches.criterion.admits(overlap) else Category.DUPLICATE


def _unsaid(writer: _Writer[R], neighbours: _Neighbours, i: int) -> Category:
    """What became of a gold record that has no prediction for itself."""
    if neighbours.of_gold[i]:
        return Category.MERGED
    pair = writer.batch.pairs[writer.row(i, gold=True)]
    attempted = attempts(pair.predicted, writer.subject.rejected, text_of(writer.spans(i, gold=True)))
    return Category.NOT_VERBATIM if attempted else Category.MISSED


def text_of(spans: Sequence[Span]) -> str:
    """The words that spans stand on; empty when the text is withheld."""
    return " ".join(span.text for span in spans)


def attempts(annotation: Annotation, kind: str, text: str) -> bool:
    """Whether a rejected proposal looks like an attempt at some text."""
    fragments = (each.fragment for each in annotation.rejected if each.kind == kind)
    return any(fragment and text and TOKEN_F1(text, fragment) >= INVENTED for fragment in fragments)


def _misplaced(writer: _Writer[R], neighbours: _Neighbours) -> dict[int, int]:
    """Prediction → gold record with the same words elsewhere, each used once."""
    waiting: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for i in sorted(neighbours.lonely_gold, key=writer.matches.gold.key):
        text = fold(text_of(writer.spans(i, gold=True)))
        if text and not neighbours.of_gold[i]:
            waiting[writer.row(i, gold=True), text].append(i)
    found: dict[int, int] = {}
    for j in sorted(neighbours.lonely_predicted, key=writer.matches.predicted.key):
        place = writer.row(j, gold=False), fold(text_of(writer.spans(j, gold=False)))
        if not neighbours.of_predicted[j] and waiting.get(place):
            found[j] = waiting[place].pop(0)
    return found
