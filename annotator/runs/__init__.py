"""Runs: a corpus annotated into a directory, with nothing lost and nothing paid twice."""

from __future__ import annotations

from annotator.runs.limits import Limits
from annotator.runs.result import Result
from annotator.runs.run import Run
from annotator.runs.selection import Selection, Shard

__all__ = ["Limits", "Result", "Run", "Selection", "Shard"]
