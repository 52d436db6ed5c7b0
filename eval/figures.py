"""All figures of the README in one go: every suite with the rules engine, the peers where they can answer.

It knows which peers answer which suites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval.results import tables
from eval.run import run
from eval.stand_ins import stand_ins
from eval.suite import Kind, every

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eval.suite import Suite

SENTIMENT = frozenset({"vader", "afinn"})
"""Peers that answer questions of polarity and subjectivity."""

BY_SUITE = {"polnear-dev": frozenset({"textacy"}), "check-worthiness": frozenset({"digit"})}
"""Suite → peers that answer it alone."""

INSTALLED = ("digit",)
"""Peers that need nothing installed."""

ABSENT = "directed-sentiment"
"""The suite whose corpus was not at hand when figures were made."""


def figures(data: Path, peers: Sequence[str]) -> str:
    """The tables of figures and differences.

    Args:
        data: Folder that holds the corpora.
        peers: Names of peers that are installed.

    Raises:
        AnnotatorError: A corpus is missing, or a peer is not installed.
    """
    suites = [suite for suite in every() if suite.name != ABSENT]
    found = [run(suite, name, data) for suite in suites for name in ("rules", *_peers(suite, (*peers, *INSTALLED)))]
    (speeches,) = (suite for suite in suites if suite.name == "policlaim")
    blocks = [
        *tables(found),
        "### May they stand in for human coders? (PoliClaim, alternative annotator test, ε .2)",
        stand_ins(data / speeches.folder / speeches.layout),
    ]
    return "\n\n".join(blocks)


def _peers(suite: Suite, peers: Sequence[str]) -> list[str]:
    asked = SENTIMENT if suite.kind in {Kind.POLARITY, Kind.PAIRS, Kind.SUBJECTIVITY} else frozenset[str]()
    asked = BY_SUITE.get(suite.name, asked)
    return [name for name in peers if name in asked]
