"""Which predictions were right, with the confidence that they stated: what calibration is made of.

It knows matched records. Bins and curves are left to `annotator.scoring.calibration`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.calibration import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.schema import Claim, Quote, Stance
    from annotator.scoring.grounded import Matches, R
    from annotator.scoring.stances import StanceMatches


@dataclass(slots=True)
class Outcomes:
    """Collects outcomes by record type; predictions without a confidence are not in it."""

    found: defaultdict[str, list[Outcome]] = field(default_factory=lambda: defaultdict[str, list[Outcome]](list))

    def add_matches(self, part: str, role: str, matches: Matches[R]) -> None:
        """Note for each prediction whether it was found, and the role that says who it is right."""
        right = np.zeros(len(matches.predicted), dtype=np.bool_)
        who = matches.right.get(role)
        right[matches.main.predicted] = True if who is None else who.astype(np.bool_)
        self._add(part, matches.predicted.records, right.tolist())

    def add_stances(self, matches: StanceMatches) -> None:
        """Note for each predicted stance whether it is a strict triple of the gold."""
        strict = {pair.predicted for pair in matches.strict}
        self._add("stances", matches.predicted, [j in strict for j in range(len(matches.predicted))])

    def _add(self, part: str, records: Iterable[Quote | Claim | Stance], right: Iterable[bool]) -> None:
        for record, fine in zip(records, right, strict=True):
            confidence = record.confidence
            if confidence is None:
                continue
            if not isfinite(confidence):
                raise ScoringError(f"{record.id} has a confidence of {confidence}: leave it out or mend the engine")
            self.found[part].append(Outcome(confidence, fine))

    def closed(self) -> Mapping[str, tuple[Outcome, ...]]:
        """Record type → outcomes, lowest confidence first."""
        return {part: tuple(sorted(outcomes)) for part, outcomes in sorted(self.found.items())}
