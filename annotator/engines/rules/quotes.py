"""All attributions of a document: every matcher is asked, ranking chooses.

Names of actors are left to `actors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.according import according
from annotator.engines.rules.colons import colons
from annotator.engines.rules.continuations import continued
from annotator.engines.rules.nominal import nominal
from annotator.engines.rules.ranking import choose
from annotator.engines.rules.verbal import verbal

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate


def find_quotes(analysis: Analysis) -> list[tuple[Candidate, int | None]]:
    """The attributions in text order, each with the index of the one that holds it, if one does."""
    return choose(continued(analysis, [*verbal(analysis), *according(analysis), *colons(analysis), *nominal(analysis)]))
