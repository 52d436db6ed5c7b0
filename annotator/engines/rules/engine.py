"""The rules engine: a document in, a draft out, without a model, a key or a download.

It asks one matcher family after the other and writes their results down as a draft; grounding is left to `annotator.resolve`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.base import ALL_TASKS, Identity, Task
from annotator.engines.drafts import Draft, DraftQuote, Fragment
from annotator.engines.rules.analysis import analyze
from annotator.engines.rules.quotes import find_quotes
from annotator.engines.rules.ranking import confidence

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Candidate, Place
    from annotator.schema import Document

VERSION = "1"
"""Grows with every change of a rule or a lexicon that can change an answer."""


class RulesEngine:
    """Deterministic annotation by lexicons and rules."""

    def __init__(self, tasks: frozenset[Task] = ALL_TASKS) -> None:
        self._tasks = tasks

    @property
    def identity(self) -> Identity:
        """What could change the answer."""
        return Identity(engine="rules", engine_version=VERSION)

    @property
    def tasks(self) -> frozenset[Task]:
        """What it looks for."""
        return self._tasks

    async def draft(self, document: Document) -> Draft:
        """Propose what the document holds."""
        analysis = analyze(document)
        found = find_quotes(analysis)
        quotes = tuple(_draft(analysis, index, candidate, parent) for index, (candidate, parent) in enumerate(found))
        return Draft(quotes=quotes)


def _draft(analysis: Analysis, index: int, candidate: Candidate, parent: int | None) -> DraftQuote:
    def fragments(places: tuple[Place, ...]) -> tuple[Fragment, ...]:
        return tuple(Fragment(analysis.text[start:end], at=start) for start, end in places)

    return DraftQuote(
        key=f"q{index + 1}",
        content=fragments(candidate.content),
        cue=fragments(candidate.cue),
        speaker_mentions=fragments((candidate.source,) if candidate.source else ()),
        mode=candidate.mode,
        parent=None if parent is None else f"q{parent + 1}",
        confidence=confidence(candidate),
        trace=(candidate.frame, *candidate.trace),
    )
