"""What became of each stance: one category for each, so that the categories add up to the counts of strict triples.

It knows matched stances. Quotes and claims are left to `annotator.scoring.diagnosis`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.scoring.assignment import Edge, optimal
from annotator.scoring.cases import Case, Category, Side
from annotator.scoring.conduct import leaks
from annotator.scoring.diagnosis import attempts, boilerplate, context_of, names_of, text_of
from annotator.spans import iou, ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.schema import Stance
    from annotator.scoring.corpus import DocumentPair
    from annotator.scoring.grounded import Batch
    from annotator.scoring.ledger import Ledger
    from annotator.scoring.stances import StanceMatches

SAME_POLARITY = 1e-2
"""What a common polarity adds to the weight of a pair that is wrong in something else."""


def diagnose_stances(documents: list[StanceMatches], batch: Batch, ledger: Ledger) -> None:
    """Enter what became of each stance of a batch into a ledger."""
    for pair, matches in zip(batch.pairs, documents, strict=True):
        ledger.correct["stances"] += len(matches.strict)
        ledger.cases += _Document(pair, matches).cases()
        ledger.confuse(
            "stances.polarity",
            (
                (matches.gold[each.gold].polarity, matches.predicted[each.predicted].polarity)
                for each in matches.relaxed
            ),
        )
        _record_targets(matches, ledger)


def _record_targets(matches: StanceMatches, ledger: Ledger) -> None:
    """Count for each target of the gold how often its stance was not found."""
    right = {each.gold for each in matches.strict}
    for i, stance in enumerate(matches.gold):
        ledger.asked["stances.target"][stance.target.label] += 1
        ledger.failed["stances.target"][stance.target.label] += i not in right


class _Document:
    """The stances of one document, while they find their category."""

    def __init__(self, pair: DocumentPair, matches: StanceMatches) -> None:
        self.pair = pair
        self.matches = matches
        self.gold = set(range(len(matches.gold))) - {each.gold for each in matches.strict}
        self.predicted = set(range(len(matches.predicted))) - {each.predicted for each in matches.strict}
        self.names = names_of(pair.gold), names_of(pair.predicted)

    def cases(self) -> Iterator[Case]:
        """Pairs that are wrong in one thing, the nearest first; then what is left."""
        steps: list[tuple[Category, Callable[[int, int], bool]]] = [
            (Category.WRONG_POLARITY, lambda i, j: self._same_holder(i, j) and self.matches.same_target(i, j)),
            (Category.WRONG_DIRECTION, self.matches.swapped_ends),
            (Category.WRONG_HOLDER, self.matches.same_target),
            (Category.WRONG_TARGET, lambda i, j: self._same_holder(i, j) and self._overlap(i, j) > 0),
        ]
        for category, admits in steps:
            for i, j in self._paired(admits):
                yield self._case(category, i, j)
        for j in sorted(self.predicted):
            yield self._case(self._said(j), None, j)
        for i in sorted(self.gold):
            text = text_of(self.matches.gold[i].evidence)
            attempted = attempts(self.pair.predicted, "stance", text)
            yield self._case(Category.NOT_VERBATIM if attempted else Category.MISSED, i, None)

    def _paired(self, admits: Callable[[int, int], bool]) -> list[tuple[int, int]]:
        """Align what is left by a relation, and take it out."""
        edges = [
            Edge(i, j, 1 + SAME_POLARITY * self._same_polarity(i, j) + SAME_POLARITY**2 * self._overlap(i, j))
            for i in sorted(self.gold)
            for j in sorted(self.predicted)
            if admits(i, j)
        ]
        pairs = [(edge.row, edge.column) for edge in optimal(edges)]
        self.gold -= {i for i, _ in pairs}
        self.predicted -= {j for _, j in pairs}
        return pairs

    def _same_holder(self, i: int, j: int) -> bool:
        gold, predicted = self.matches.holders
        return gold[i] == predicted[j]

    def _same_polarity(self, i: int, j: int) -> bool:
        return self.matches.gold[i].polarity is self.matches.predicted[j].polarity

    def _overlap(self, i: int, j: int) -> float:
        return iou(ranges(self.matches.gold[i].evidence), ranges(self.matches.predicted[j].evidence))

    def _said(self, j: int) -> Category:
        if leaks(self.matches.predicted[j].evidence, boilerplate(self.pair)):
            return Category.LEAK
        taken = (each.gold for each in self.matches.strict)
        again = any(self._same_holder(i, j) and self.matches.same_target(i, j) for i in taken)
        return Category.DUPLICATE if again else Category.SPURIOUS

    def _case(self, category: Category, i: int | None, j: int | None) -> Case:
        gold = None if i is None else _side(self.matches.gold[i], self.names[0])
        predicted = None if j is None else _side(self.matches.predicted[j], self.names[1])
        context = context_of(self.pair.document, gold, predicted)
        return Case(self.pair.gold.document_id, "stances", category, gold, predicted, context)


def _side(stance: Stance, names: dict[str | None, str]) -> Side:
    return Side(
        stance.id, ranges(stance.evidence), names.get(stance.holder), stance.polarity.value, stance.target.label
    )
