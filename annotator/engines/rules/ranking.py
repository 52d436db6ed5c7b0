"""Choosing among candidates that overlap, and how far each frame is to be trusted.

The tiers are set by hand from what a frame shows: marks next to a reporting verb prove more than a bare noun phrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.engines.rules.candidates import Candidate

TIERS: dict[str, float] = {
    "tail-quote": 0.95,
    "tail-quote-split": 0.95,
    "quote": 0.9,
    "quote-nonfinite": 0.9,
    "colon": 0.85,
    "that": 0.85,
    "tail-clause-split": 0.85,
    "predicate-nonfinite": 0.85,
    "noun-agent": 0.85,
    "clause": 0.85,
    "according": 0.85,
    "that-nonfinite": 0.8,
    "finding": 0.8,
    "noun-governed-phrase": 0.8,
    "dash": 0.85,
    "turn": 0.75,
    "tail-clause": 0.75,
    "clause-nonfinite": 0.75,
    "preposition": 0.75,
    "small": 0.7,
    "wh": 0.7,
    "wh-nonfinite": 0.7,
    "predicate": 0.7,
    "as": 0.7,
    "as-nonfinite": 0.7,
    "noun-governed": 0.7,
    "noun-owned": 0.7,
    "marked": 0.7,
    "objto-content": 0.7,
    "gerund": 0.7,
    "passive-wh": 0.7,
    "to": 0.65,
    "to-nonfinite": 0.65,
    "noun": 0.65,
    "preposition-nonfinite": 0.65,
    "object-preposition": 0.65,
    "noun-nonfinite": 0.6,
    "passive-that": 0.6,
    "passive-raised": 0.6,
    "adjective": 0.6,
}
"""Frame → probability that its candidate is right: marks and “that” prove most, a bare phrase least."""
_Extent: TypeAlias = "tuple[int, int, Candidate]"  # where its content starts and ends, and a candidate
_OTHER = 0.5  # a frame without a tier of its own


def confidence(candidate: Candidate) -> float:
    """Probability that a candidate is right, by its frame."""
    return TIERS.get(candidate.frame, _OTHER)


def choose(candidates: Iterable[Candidate]) -> list[tuple[Candidate, int | None]]:
    """Keep candidates that do not contradict each other.

    Returns:
        The kept ones in text order, each with the index of the one that holds it, if one does.
    """
    kept: list[_Extent] = []
    places: Stretches[_Extent] = Stretches()
    extents = [(candidate.start, candidate.end, candidate) for candidate in candidates]
    for extent in sorted(extents, key=lambda extent: (-confidence(extent[2]), extent[0])):
        if not _is_barred(extent, places):
            kept.append(extent)
            places.add(extent[0], extent[1], extent)
    kept.sort(key=lambda extent: (extent[0], -extent[1]))
    held = list(_parents(kept))
    kept = [extent for extent, parent in zip(kept, held, strict=True) if parent is not None or not extent[2].orphaned]
    parents = held if len(kept) == len(held) else _parents(kept)
    return [(extent[2], parent) for extent, parent in zip(kept, parents, strict=True)]


def _is_barred(new: _Extent, kept: Stretches[_Extent]) -> bool:
    """Whether a candidate contradicts one that is kept."""
    start, end, candidate = new
    near = [other for first, last, other in kept.near(start, end) if first < end and start < last]
    return any(_clash(candidate, other) for other in near)


def _clash(new: Candidate, old: Candidate) -> bool:
    """Whether two overlap without one holding the other with its cue."""
    if not any(a < d and c < b for a, b in new.content for c, d in old.content):
        return False
    return not (_holds(old, new) or _holds(new, old))


def _holds(outer: Candidate, inner: Candidate) -> bool:
    """Whether one content holds the other's content and cue."""
    places = (*inner.content, *inner.cue)
    return all(any(a <= c and d <= b for a, b in outer.content) for c, d in places)


def _parents(kept: Sequence[_Extent]) -> Iterator[int | None]:
    """For each candidate the index of the narrowest one that holds it, of candidates in text order."""
    places = Stretches((extent[0], extent[1], (index, extent)) for index, extent in enumerate(kept))
    for start, end, candidate in kept:
        holders = [
            (last - first, index)
            for index, (first, last, other) in places.near(start, start)
            if first <= start and end <= last and other is not candidate and _holds(other, candidate)
        ]
        yield min(holders)[1] if holders else None
