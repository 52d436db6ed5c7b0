"""An evaluation report as a value: the scored systems, how they compare, and the documents that errors are shown in.

It knows what belongs to a report and its JSON twin. The page is `annotator.views.report_page`'s, the Markdown summary
`annotator.views.summary`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue

    from annotator.scoring.comparison import Comparison
    from annotator.scoring.corpus import AnyDocument
    from annotator.scoring.scores import Scores

VERSION = 1
"""Grows when a reader of report.json could misread the new one."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What an evaluation found out.

    Attributes:
        systems: At least one.
        documents: Id → document, for the sentences around errors; those that are missing or textless show offsets.
        comparison: How the systems differ, when there are several.
        gold: What the report calls the gold standard.
    """

    systems: tuple[Scores, ...]
    documents: Mapping[str, AnyDocument] = field(default_factory=dict[str, "AnyDocument"])
    comparison: Comparison | None = None
    gold: str = "gold"

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON; it holds names, offsets and numbers, and no sentence of any document."""
        return {
            "version": VERSION,
            "gold": self.gold,
            "systems": [scores.as_dict() for scores in self.systems],
            "comparison": None if self.comparison is None else self.comparison.as_dict(),
        }
