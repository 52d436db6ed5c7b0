"""By which rules a corpus is scored: a value that every report states.

It knows the choices; what they mean is left to the modules that the choices come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.scoring.coverage import READ_FROM_GOLD, Coverage
from annotator.scoring.criteria import EXACT, HALF, LENIENT, Criterion
from annotator.scoring.similarity import TOKEN_F1, Similarity
from annotator.scoring.uncertainty import Resampling


@dataclass(frozen=True, slots=True)
class Scheme:
    """By which rules a corpus is scored.

    Attributes:
        criterion: When a record counts as found; roles are judged by it too.
        slices: Properties to report apart: of records (kind, mode, speaker, zone, depth, act, explicitness) or of
            documents (language, outlet, author, date, or a key of their metadata).
        resampling: How intervals are made, and by which clusters.
        similarity: How propositions of claims are compared.
        coverage: What the gold labels; by default that is read off the gold.
    """

    criterion: Criterion = HALF
    slices: tuple[str, ...] = ()
    resampling: Resampling = field(default_factory=Resampling)
    similarity: Similarity = TOKEN_F1
    coverage: Coverage = READ_FROM_GOLD

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria that detection is reported at: any overlap, the chosen one, every character."""
        named = {criterion.name: criterion for criterion in (LENIENT, self.criterion, EXACT)}
        return tuple(named.values())
