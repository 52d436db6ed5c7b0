"""What became of each quote and claim: one category for each, so that the categories add up to the counts.

It knows matched records that stand on characters. Stances are left to `annotator.scoring.stance_diagnosis`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple

import numpy as np

from annotator.schema import Document, ZoneKind
from annotator.scoring.cases import Case, Category, Side
from annotator.scoring.conduct import leaks
from annotator.scoring.contexts import around
from annotator.scoring.criteria import LENIENT
from annotator.scoring.grounded import R
from annotator.scoring.names import plain_name
from annotator.scoring.ragged import plain
from annotator.scoring.similarity import TOKEN_F1
from annotator.spans import ranges, shared, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

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
    writer = _Writer[R].of(subject, matches, batch)
    for at in plain(np.flatnonzero(~fine)):
        i, j = int(main.gold[at]), int(main.predicted[at])
        ledger.cases.append(writer.case(writer.found(j, who_right=bool(who[at])), i, j))
    ledger.cases += _unfound(writer)
    gold, predicted = matches.gold.records, matches.predicted.records
    pairs = zip(plain(main.gold), plain(main.predicted), strict=True)
    ledger.confuse(f"{subject.part}.kind", ((gold[i].kind, predicted[j].kind) for i, j in pairs))
    if subject.role in right:
        _record_culprits(writer, who, ledger)


def _record_culprits(writer: _Writer[R], right: NDArray[np.bool_], ledger: Ledger) -> None:
    what = f"{writer.subject.part}.{writer.subject.role}"
    gold = writer.matches.main.gold
    ledger.asked[what].update(filter(None, map(writer.gold.name, plain(gold))))
    ledger.failed[what].update(filter(None, map(writer.gold.name, plain(gold[~right]))))


@dataclass(frozen=True, slots=True)
class _Half(Generic[R]):
    """The gold records of a batch, or the predicted ones, ready to be written into cases.

    Attributes:
        records: All of them, document after document.
        rows: Row of each one's document.
        spans: What a record stands on.
        who: Actor id of its speaker or claimant.
        names: For each document, actor id → name.
    """

    records: Sequence[R]
    rows: list[int]
    spans: Callable[[R], Sequence[Span]]
    who: Callable[[R], str | None]
    names: list[dict[str | None, str]]

    @classmethod
    def of(cls, columns: Columns[R], who: Callable[[R], str | None], annotations: Iterable[Annotation]) -> _Half[R]:
        names = [names_of(annotation) for annotation in annotations]
        return cls(columns.records, plain(columns.document), columns.spans, who, names)

    def stretch(self, index: int) -> Sequence[Span]:
        """What a record stands on."""
        return self.spans(self.records[index])

    def characters(self, index: int) -> Ranges:
        spans = self.stretch(index)
        return ((spans[0].start, spans[0].end),) if len(spans) == 1 else ranges(spans)

    def name(self, index: int) -> str | None:
        """Name of a record's actor."""
        return self.names[self.rows[index]].get(self.who(self.records[index]))

    def side(self, index: int) -> Side:
        record = self.records[index]
        return Side(record.id, self.characters(index), self.name(index), str(record.kind))


@dataclass(frozen=True, slots=True)
class _Writer(Generic[R]):
    """Writes cases of one record type of a batch."""

    subject: Subject[R]
    matches: Matches[R]
    batch: Batch
    gold: _Half[R]
    predicted: _Half[R]

    @classmethod
    def of(cls, subject: Subject[R], matches: Matches[R], batch: Batch) -> _Writer[R]:
        gold = _Half[R].of(matches.gold, subject.who, (pair.gold for pair in batch.pairs))
        predicted = _Half[R].of(matches.predicted, subject.who, (pair.predicted for pair in batch.pairs))
        return cls(subject, matches, batch, gold, predicted)

    def found(self, j: int, *, who_right: bool) -> Category:
        """What is wrong with a pair that meets the criterion."""
        if who_right:
            return Category.WRONG_KIND
        unresolved = self.subject.who(self.predicted.records[j]) is None
        return Category.SPEAKER_UNRESOLVED if unresolved else Category.WRONG_SPEAKER

    def case(self, category: Category, i: int | None, j: int | None) -> Case:
        """A case of a gold record, a prediction, or both, by index."""
        gold = None if i is None else self.gold.side(i)
        predicted = None if j is None else self.predicted.side(j)
        pair = self.document_of(i, j)
        context = context_of(pair.document, gold, predicted)
        return Case(pair.gold.document_id, self.subject.part, category, gold, predicted, context)

    def document_of(self, i: int | None, j: int | None) -> DocumentPair:
        """The document of a gold record or else of a prediction, by index."""
        row = self.gold.rows[i] if i is not None else self.predicted.rows[j or 0]
        return self.batch.pairs[row]


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
    if any(other in neighbours.lonely_predicted for other in neighbours.of_gold.get(i, ())):
        return Category.SPLIT
    if any(other in neighbours.lonely_gold for other, _ in neighbours.of_predicted.get(j, ())):
        return Category.MERGED
    gold, predicted = writer.gold.characters(i), writer.predicted.characters(j)
    both = shared(gold, predicted)
    if both == size(predicted):
        return Category.BOUNDARY_SHORT
    return Category.BOUNDARY_LONG if both == size(gold) else Category.BOUNDARY_SHIFTED


def _said(writer: _Writer[R], neighbours: _Neighbours, j: int) -> Category:
    """What is wrong with a prediction that has no gold record for itself."""
    if leaks(writer.predicted.stretch(j), boilerplate(writer.document_of(None, j))):
        return Category.LEAK
    touched = neighbours.of_predicted.get(j, [])
    if not touched:
        return Category.SPURIOUS
    if len(touched) > 1:
        return Category.MERGED
    gold, overlap = touched[0]
    predicted = writer.predicted.characters(j)
    inside = 2 * shared(writer.gold.characters(gold), predicted) > size(predicted)
    return Category.SPLIT if inside and not writer.matches.criterion.admits(overlap) else Category.DUPLICATE


def _unsaid(writer: _Writer[R], neighbours: _Neighbours, i: int) -> Category:
    """What became of a gold record that has no prediction for itself."""
    if i in neighbours.of_gold:
        return Category.MERGED
    predicted = writer.document_of(i, None).predicted
    attempted = attempts(predicted, writer.subject.rejected, text_of(writer.gold.stretch(i)))
    return Category.NOT_VERBATIM if attempted else Category.MISSED


def text_of(spans: Sequence[Span]) -> str:
    """The words that spans stand on; empty when the text is withheld."""
    return " ".join(span.text for span in spans)


def attempts(annotation: Annotation, kind: str, text: str) -> bool:
    """Whether a rejected proposal looks like an attempt at some text."""
    fragments = (each.fragment for each in annotation.rejected if each.kind == kind)
    return any(fragment and text and TOKEN_F1(text, fragment) >= INVENTED for fragment in fragments)


def _misplaced(writer: _Writer[R], neighbours: _Neighbours) -> dict[int, int]:
    """Prediction → gold record with the same words elsewhere, each used once, in canonical order."""
    sides = (
        (writer.gold, neighbours.lonely_gold - neighbours.of_gold.keys(), writer.matches.gold),
        (
            writer.predicted,
            neighbours.lonely_predicted - neighbours.of_predicted.keys(),
            writer.matches.predicted,
        ),
    )
    gold, predicted = (_by_words(half, lonely) for half, lonely, _ in sides)
    found: dict[int, int] = {}
    for words in gold.keys() & predicted.keys():
        ordered = [sorted(own[words], key=side[2].key) for own, side in zip((gold, predicted), sides, strict=True)]
        found.update(zip(ordered[1], ordered[0], strict=False))
    return found


def _by_words(half: _Half[R], indexes: Iterable[int]) -> dict[tuple[int, str], list[int]]:
    """Document and words → the records with them; records whose words are withheld are in none."""
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index in indexes:
        stretch = half.stretch(index)
        if stretch[0].text:
            found[half.rows[index], plain_name(text_of(stretch))].append(index)
    return found
