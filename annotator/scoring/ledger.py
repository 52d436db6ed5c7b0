"""Collects what went wrong while a corpus is scored batch by batch.

It knows how to add up and put in order. How a case is judged is left to `annotator.scoring.diagnosis` and
`annotator.scoring.stance_diagnosis`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.scoring.cases import Case, CaseCounts, Category, Culprit, Diagnosis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_CULPRITS = 50
"""How many speakers or targets are listed."""


@dataclass(slots=True)
class Ledger:
    """Cases, confusions and culprits so far.

    Attributes:
        cases: All that are not correct.
        correct: Record type → pairs that are.
        confusions: What → (gold label, predicted label) → pairs.
        asked: What → name → how often it was found in gold.
        failed: What → name → how often it was got wrong.
        rejections: Record type and reason code → count.
    """

    cases: list[Case] = field(default_factory=list[Case])
    correct: Counter[str] = field(default_factory=Counter[str])
    confusions: defaultdict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    asked: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failed: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rejections: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def confuse(self, what: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Count pairs of a gold and a predicted label."""
        self.confusions[what].update(pairs)

    def closed(self) -> Diagnosis:
        """All of it, in an order that does not depend on that of the documents."""
        return Diagnosis(
            taxonomy=self._taxonomy(),
            cases=tuple(sorted(self.cases, key=_place)),
            confusions={what: dict(sorted(cells.items())) for what, cells in sorted(self.confusions.items())},
            culprits={what: self._culprits(what) for what in sorted(self.asked)},
            rejections=dict(sorted(self.rejections.items())),
        )

    def _taxonomy(self) -> Mapping[str, Mapping[Category, CaseCounts]]:
        """Most frequent category first."""
        counts: defaultdict[str, dict[Category, CaseCounts]] = defaultdict(dict)
        for part, number in (+self.correct).items():
            counts[part][Category.CORRECT] = CaseCounts(pairs=number)
        concerned = Counter(
            (case.part, case.category, case.gold is None, case.predicted is None) for case in self.cases
        )
        for (part, category, no_gold, no_prediction), number in concerned.items():
            known = counts[part].get(category, CaseCounts())
            both = not (no_gold or no_prediction)
            counts[part][category] = known + CaseCounts(number * both, number * no_prediction, number * no_gold)
        return {
            part: dict(sorted(categories.items(), key=lambda entry: (-entry[1].total, entry[0])))
            for part, categories in sorted(counts.items())
        }

    def _culprits(self, what: str) -> tuple[Culprit, ...]:
        failed, asked = self.failed[what], self.asked[what]
        ranked = sorted(asked, key=lambda name: (-failed[name], name))
        return tuple(Culprit(name, failed[name], asked[name]) for name in ranked[:MOST_CULPRITS])


def _place(case: Case) -> tuple[str, str, tuple[tuple[int, int], ...], str, str, str]:
    side = case.gold or case.predicted
    characters = side.characters if side else ()
    ids = [each.id if each else "" for each in (case.gold, case.predicted)]
    return case.document, case.part, characters, case.category, ids[0], ids[1]
