"""Records that stand on characters (quotes, claims), matched and counted for a batch of documents at once.

It knows columns of records, their alignments and which of their roles are right. What the roles are is left to
`annotator.scoring.quotes` and `annotator.scoring.claims`, what went wrong to `annotator.scoring.diagnosis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from annotator.schema import Claim, Quote
from annotator.scoring.names import actor_codes
from annotator.scoring.ragged import Ragged, RaggedBuilder, covered, merged, paired_iou, stride_of, upto
from annotator.spans import ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from annotator.scoring.corpus import DocumentPair
    from annotator.scoring.criteria import Criterion
    from annotator.scoring.matching import Alignment, Overlaps
    from annotator.scoring.names import Codes
    from annotator.scoring.ragged import Whole
    from annotator.scoring.table import Tally
    from annotator.spans import Span

R = TypeVar("R", Quote, Claim)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some documents of a corpus, to be scored together.

    Attributes:
        pairs: Gold and predicted annotation of each document.
        actors: Numbers of each document's actors; the same number is the same actor.
    """

    pairs: Sequence[DocumentPair]
    actors: Sequence[Codes]

    @classmethod
    def of(cls, pairs: Sequence[DocumentPair]) -> Batch:
        """Identify the actors of each document."""
        return cls(pairs, [actor_codes(pair.gold.actors, pair.predicted.actors) for pair in pairs])


@dataclass(frozen=True, slots=True, eq=False)
class Columns(Generic[R]):
    """Records of one kind of a batch of documents, gold or predicted.

    Attributes:
        records: All of them, document after document.
        document: Row of each one's document in the batch.
        characters: Where each one's content or evidence stands.
        label: Code of each one's kind.
        spans: What a record stands on.
    """

    records: Sequence[R]
    document: Whole
    characters: Ragged
    label: Whole
    spans: Callable[[R], Sequence[Span]]

    def key(self, index: int) -> Any:
        """Characters, kind and id."""
        record = self.records[index]
        return ranges(self.spans(record)), record.kind, record.id

    def __len__(self) -> int:
        return len(self.records)


@dataclass(frozen=True, slots=True, eq=False)
class Matches(Generic[R]):
    """The matched records of a batch.

    Attributes:
        gold: What there is to be found.
        predicted: What was found.
        overlaps: Which share characters.
        alignments: Name of a criterion → the alignment by it.
        criterion: The criterion that counts.
        right: Role → for each pair of the alignment that counts, how right it is, 0 to 1.
    """

    gold: Columns[R]
    predicted: Columns[R]
    overlaps: Overlaps
    alignments: Mapping[str, Alignment]
    criterion: Criterion
    right: Mapping[str, NDArray[Any]]

    @property
    def main(self) -> Alignment:
        """The alignment that counts."""
        return self.alignments[self.criterion.name]


def columns(found: Iterable[Sequence[R]], spans: Callable[[R], Sequence[Span]], codes: dict[str, int]) -> Columns[R]:
    """Put the records of several documents in columns; ``codes`` numbers the kinds and is filled with new ones."""
    records: list[R] = []
    sizes: list[int] = []
    for document in found:
        records += document
        sizes.append(len(document))
    label = np.array([codes.setdefault(record.kind, len(codes)) for record in records], dtype=np.int64)
    return Columns(records, np.repeat(upto(len(sizes)), sizes), ragged(map(spans, records)), label, spans)


def ragged(roles: Iterable[Sequence[Span]]) -> Ragged:
    """The characters of a role of many records."""
    return RaggedBuilder().extend(roles).done()


def same_characters(gold: Ragged, predicted: Ragged, alignment: Alignment, criterion: Criterion) -> NDArray[np.bool_]:
    """For each pair whether a role stands on the same characters by a criterion; two absent roles do."""
    overlap = paired_iou(gold.take(alignment.gold), predicted.take(alignment.predicted))
    return (overlap >= criterion.least) & (overlap > 0)


def tally_matches(names: tuple[str, str], matches: Matches[R], tally: Tally) -> None:
    """Count detection, characters and roles of matched records.

    Args:
        names: Record type and what it stands on: ``("quotes", "content")``.
        matches: The matched records.
        tally: Where the counts go.
    """
    part, aspect = names
    gold, predicted = matches.gold, matches.predicted
    tally.count(f"{part}:gold", gold.document)
    tally.count(f"{part}:predicted", predicted.document)
    for name, alignment in matches.alignments.items():
        tally.count(f"{part}.{aspect}@{name}", gold.document[alignment.gold])
    rows = gold.document[matches.main.gold]
    for role, right in matches.right.items():
        tally.count(f"{part}.{role}", rows, right.astype(np.float64))
    _tally_characters(part, matches, tally)


def _tally_characters(part: str, matches: Matches[R], tally: Tally) -> None:
    stride = stride_of(matches.gold.characters, matches.predicted.characters)
    gold = matches.gold.characters.shifted(matches.gold.document, stride)
    predicted = matches.predicted.characters.shifted(matches.predicted.document, stride)
    groups = np.concatenate((matches.gold.document, matches.predicted.document))
    there = covered(gold, matches.gold.document, tally.rows)
    said = covered(predicted, matches.predicted.document, tally.rows)
    both = there + said - covered(merged(gold, predicted), groups, tally.rows)
    for name, numbers in (("gold", there), ("predicted", said), ("right", both)):
        tally.add(f"{part}.characters:{name}", numbers.astype(np.float64))


def tally_strata(
    names: tuple[str, str], matches: Matches[R], strata: Mapping[str, tuple[Sequence[str], Sequence[str]]], tally: Tally
) -> None:
    """Count detection and roles apart for each value of some properties.

    Args:
        names: Record type and what it stands on.
        matches: The matched records.
        strata: Property → its value for each gold record and for each prediction.
        tally: Where the counts go.
    """
    for dimension, values in strata.items():
        for value in sorted(set(values[0]).union(values[1])):
            inside = [np.array([each == value for each in side], dtype=np.bool_) for side in values]
            _tally_stratum(names, matches, (inside[0], inside[1]), f"[{dimension}={value}]", tally)


def _tally_stratum(
    names: tuple[str, str],
    matches: Matches[R],
    inside: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    suffix: str,
    tally: Tally,
) -> None:
    part, aspect = names
    sides = (("gold", matches.gold, inside[0]), ("predicted", matches.predicted, inside[1]))
    for side, records, mask in sides:
        tally.count(f"{part}:{side}{suffix}", records.document[mask])
        for name, alignment in matches.alignments.items():
            items = alignment.gold if side == "gold" else alignment.predicted
            tally.count(f"{part}.{aspect}@{name}:{side}{suffix}", records.document[items[mask[items]]])
        items = matches.main.gold if side == "gold" else matches.main.predicted
        chosen = mask[items]
        for role, right in matches.right.items():
            rows = records.document[items[chosen]]
            tally.count(f"{part}.{role}:{side}{suffix}", rows, right[chosen].astype(np.float64))
