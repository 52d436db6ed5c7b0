"""Choosing among attributions that overlap."""

from __future__ import annotations

from annotator.engines.rules.candidates import Candidate
from annotator.engines.rules.ranking import choose, confidence
from annotator.schema import Mode


def candidate(frame: str, content: tuple[int, int], cue: tuple[int, int], *, orphaned: bool = False) -> Candidate:
    """A candidate of speech without a source."""
    return Candidate((cue,), (content,), None, Mode.SPEECH, frame, orphaned=orphaned)


def test_the_better_frame_wins() -> None:
    """Of two that cross, the one with the more telling frame is kept."""
    marked, bare = candidate("tail-quote", (0, 20), (21, 25)), candidate("noun", (10, 30), (5, 9))
    assert choose([bare, marked]) == [(marked, None)]


def test_a_child_is_kept_with_its_parent() -> None:
    """One whose words and cue both stand inside another's is its child."""
    outer, inner = candidate("tail-quote", (0, 40), (41, 45)), candidate("that", (15, 30), (10, 14))
    assert choose([inner, outer]) == [(outer, None), (inner, 0)]


def test_the_narrowest_parent_counts() -> None:
    """In a chain of three each hangs on the next wider one."""
    first = candidate("tail-quote", (0, 60), (61, 65))
    second = candidate("that", (10, 50), (5, 9))
    third = candidate("clause", (25, 40), (20, 24))
    assert choose([third, first, second]) == [(first, None), (second, 0), (third, 1)]


def test_an_orphan_needs_a_parent() -> None:
    """A cue inside marks counts only when something holds the marks."""
    assert choose([candidate("that", (15, 30), (10, 14), orphaned=True)]) == []


def test_an_unknown_frame_is_trusted_least() -> None:
    """A frame without a tier has an even chance."""
    assert confidence(candidate("new", (0, 5), (6, 8))) == 0.5
