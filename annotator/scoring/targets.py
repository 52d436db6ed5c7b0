"""How well stances were found target by target.

It knows matched stances and adds them up by target; over all targets together they are counted by
`annotator.scoring.stances`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.schema import Polarity
from annotator.scoring.counts import Counts
from annotator.scoring.names import fold

if TYPE_CHECKING:
    from pydantic import JsonValue

    from annotator.schema import Stance
    from annotator.scoring.stances import StanceMatches


@dataclass(frozen=True, slots=True)
class TargetScores:
    """The strict triples with one target.

    Attributes:
        label: The target, folded; a prediction counts for the target of the gold stance that it is paired with.
        counts: All of them.
        by_polarity: Those of each polarity that occurs.
    """

    label: str
    counts: Counts
    by_polarity: dict[Polarity, Counts]

    @property
    def favg(self) -> float | None:
        """Mean F1 of favor and against (SemEval-2016 task 6); None unless both occur."""
        f1 = [self.by_polarity.get(each, Counts()).f1 for each in (Polarity.FAVOR, Polarity.AGAINST)]
        return None if None in f1 else sum(each or 0.0 for each in f1) / len(f1)

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "label": self.label,
            "gold": self.counts.gold,
            "predicted": self.counts.predicted,
            "right": self.counts.tp,
            "f1": self.counts.f1,
            "favg": self.favg,
        }


@dataclass(slots=True)
class Targets:
    """Collects the counts of each target and polarity."""

    counts: defaultdict[tuple[str, Polarity], Counts] = field(
        default_factory=lambda: defaultdict[tuple[str, Polarity], Counts](Counts)
    )

    def add(self, matches: StanceMatches) -> None:
        """Count the stances of a document."""
        partner = {pair.predicted: matches.gold[pair.gold] for pair in (*matches.relaxed, *matches.strict)}
        for stance in matches.gold:
            self._add(stance, stance.polarity, Counts(gold=1))
        for j, stance in enumerate(matches.predicted):
            self._add(partner.get(j, stance), stance.polarity, Counts(predicted=1))
        for pair in matches.strict:
            stance = matches.gold[pair.gold]
            self._add(stance, stance.polarity, Counts(tp=1))

    def _add(self, stance: Stance, polarity: Polarity, counts: Counts) -> None:
        self.counts[fold(stance.target.label), polarity] += counts

    def closed(self) -> tuple[TargetScores, ...]:
        """All targets, those with most gold stances first."""
        by_label: defaultdict[str, dict[Polarity, Counts]] = defaultdict(dict)
        for (label, polarity), counts in sorted(self.counts.items()):
            by_label[label][polarity] = counts
        found = [TargetScores(label, sum(own.values(), start=Counts()), own) for label, own in by_label.items()]
        return tuple(sorted(found, key=lambda each: (-each.counts.gold, each.label)))
