"""What went wrong, as values: exclusive categories, cases with their place, confusions, and who is concerned most.

It knows values and how they are written down as JSON. How a case is judged is left to `annotator.scoring.diagnosis` and
`annotator.scoring.stance_diagnosis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from annotator.spans import Ranges


class Category(StrEnum):
    """What became of a gold item, a prediction, or a pair of them; each belongs to exactly one case.

    The first block are pairs that meet the criterion, so their number is the true positives; the second are pairs that
    do not; then come predictions alone, then gold items alone (“split” and “merged” occur in all three of these).
    """

    CORRECT = "correct"
    WRONG_SPEAKER = "wrong speaker"
    SPEAKER_UNRESOLVED = "speaker unresolved"
    WRONG_KIND = "wrong kind"

    BOUNDARY_SHORT = "boundary short"
    BOUNDARY_LONG = "boundary long"
    BOUNDARY_SHIFTED = "boundary shifted"
    SPLIT = "split"
    MERGED = "merged"
    WRONG_PLACE = "right text at the wrong place"
    WRONG_POLARITY = "wrong polarity"
    WRONG_DIRECTION = "holder and target swapped"
    WRONG_HOLDER = "wrong holder"
    WRONG_TARGET = "wrong target"

    LEAK = "boilerplate leak"
    DUPLICATE = "duplicate"
    SPURIOUS = "spurious"

    NOT_VERBATIM = "not verbatim"
    MISSED = "missed"


FOUND = frozenset({Category.CORRECT, Category.WRONG_SPEAKER, Category.SPEAKER_UNRESOLVED, Category.WRONG_KIND})
"""The categories that count as true positives."""


@dataclass(frozen=True, slots=True)
class Side:
    """The gold item or the prediction of a case.

    Attributes:
        id: Its id within the annotation.
        characters: Where its content or evidence stands.
        who: Name of its speaker, claimant or holder; None when there is none.
        label: Its kind, or a stance's polarity.
        target: What a stance is about.
    """

    id: str
    characters: Ranges
    who: str | None
    label: str
    target: str | None = None

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        spans: list[JsonValue] = [[start, end] for start, end in self.characters]
        return {"id": self.id, "spans": spans, "who": self.who, "label": self.label, "target": self.target}


@dataclass(frozen=True, slots=True)
class Case:
    """One error with its place.

    Attributes:
        document: Id of the document.
        part: Record type.
        category: What went wrong.
        gold: The gold item, if one is concerned.
        predicted: The prediction, if one is concerned.
        context: Offsets of the sentences around it; None when the text is not there.
    """

    document: str
    part: str
    category: Category
    gold: Side | None
    predicted: Side | None
    context: tuple[int, int] | None = None

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "document": self.document,
            "part": self.part,
            "category": self.category.value,
            "gold": None if self.gold is None else self.gold.as_dict(),
            "predicted": None if self.predicted is None else self.predicted.as_dict(),
            "context": None if self.context is None else list(self.context),
        }


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases of a category concern both sides, gold alone, and predictions alone."""

    pairs: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.pairs + self.gold + self.predicted

    def __add__(self, other: CaseCounts) -> CaseCounts:
        """The counts of both together."""
        return CaseCounts(self.pairs + other.pairs, self.gold + other.gold, self.predicted + other.predicted)


@dataclass(frozen=True, slots=True)
class Culprit:
    """A speaker, claimant, holder or target, and how often it was got wrong.

    Attributes:
        name: Its name in the gold.
        wrong: Gold items with it of which it was wrong although the item was found.
        total: Gold items with it that were found.
    """

    name: str
    wrong: int
    total: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What went wrong in a corpus.

    Attributes:
        taxonomy: Record type → category → how many cases; the sums over gold and predictions are the counts.
        cases: All cases that are not correct, by document, record type and place.
        confusions: What (“quotes.kind”, “stances.polarity”) → (gold label, predicted label) → matched pairs.
        culprits: What (“quotes.speaker”, “stances.target”) → who went wrong most, most often first.
        rejections: Record type and reason code → proposals that did not hold.
    """

    taxonomy: Mapping[str, Mapping[Category, CaseCounts]]
    cases: tuple[Case, ...]
    confusions: Mapping[str, Mapping[tuple[str, str], int]]
    culprits: Mapping[str, tuple[Culprit, ...]]
    rejections: Mapping[tuple[str, str], int]

    def sums(self, part: str) -> CaseCounts:
        """All cases of a record type; gold items are ``pairs + gold``, predictions ``pairs + predicted``."""
        counts = self.taxonomy.get(part, {}).values()
        return CaseCounts(
            sum(each.pairs for each in counts),
            sum(each.gold for each in counts),
            sum(each.predicted for each in counts),
        )

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "taxonomy": {part: _taxonomy(counts) for part, counts in self.taxonomy.items()},
            "cases": [case.as_dict() for case in self.cases],
            "confusions": {name: _confusion(cells) for name, cells in self.confusions.items()},
            "culprits": {
                name: [{"name": each.name, "wrong": each.wrong, "total": each.total} for each in culprits]
                for name, culprits in self.culprits.items()
            },
            "rejections": [
                {"part": part, "code": code, "count": count} for (part, code), count in self.rejections.items()
            ],
        }


def _taxonomy(counts: Mapping[Category, CaseCounts]) -> dict[str, JsonValue]:
    return {
        category.value: {"pairs": each.pairs, "gold": each.gold, "predicted": each.predicted}
        for category, each in counts.items()
    }


def _confusion(cells: Mapping[tuple[str, str], int]) -> list[JsonValue]:
    return [{"gold": gold, "predicted": predicted, "count": count} for (gold, predicted), count in cells.items()]
