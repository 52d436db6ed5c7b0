"""What a matcher proposes: a cue with its source and content as offsets, and the frame that licenses it.

Choosing among proposals is left to `ranking`, naming actors to `actors`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.schema import Mode

Place: TypeAlias = tuple[int, int]
"""Start and end in code points of the document's text."""

_TRAILING = frozenset({"COMMA", "COLON", "DASH", "STOP", "CONJ"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed attribution.

    Attributes:
        cue: Where the cue stands.
        content: Where the content stands, in text order.
        source: Where the source is mentioned, or None.
        mode: Speech, writing or thought.
        frame: Name of the frame, a key of `ranking.TIERS`.
        addressee: Where the addressee is mentioned, or None.
        trace: Steps that led here, a sentence each.
        orphaned: Whether its cue stands inside marks, so that it only counts when something holds those marks.
    """

    cue: tuple[Place, ...]
    content: tuple[Place, ...]
    source: Place | None
    mode: Mode
    frame: str
    addressee: Place | None = None
    trace: tuple[str, ...] = ()
    orphaned: bool = False

    @property
    def start(self) -> int:
        """Where the content starts."""
        return self.content[0][0]

    @property
    def end(self) -> int:
        """Where the content ends."""
        return self.content[-1][1]


def place(analysis: Analysis, first: int, last: int) -> Place | None:
    """The characters from one token up to another, without a final comma or period outside marks; None when empty."""
    while last > first and analysis.tags[last - 1] in _TRAILING and not _is_kept(analysis, first, last - 1):
        last -= 1
    if first >= last:
        return None
    return analysis.tokens.starts[first], analysis.tokens.ends[last - 1]


def _is_kept(analysis: Analysis, first: int, last: int) -> bool:
    """Whether a final period stands inside the marks around the whole, or “&” inside a name."""
    if analysis.tags[last] == "STOP":
        return analysis.quoted[last] >= 0 and analysis.quoted[first] == analysis.quoted[last]
    return analysis.tokens.lowers[last] == "&"
