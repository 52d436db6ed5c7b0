"""How well quotes were found: content, cue, speaker, addressee, kind and mode, each given the match and jointly.

It knows which roles a quote has and when each is right. Matching and counting are left to `annotator.scoring.grounded`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from annotator.scoring.coverage import Role
from annotator.scoring.grounded import Batch, Columns, Matches, columns, ragged, same_characters
from annotator.scoring.matching import Overlaps
from annotator.scoring.measures import Measure, detection, share
from annotator.scoring.ragged import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from annotator.schema import Quote
    from annotator.scoring.matching import Alignment
    from annotator.scoring.measures import Slice
    from annotator.scoring.ragged import Whole
    from annotator.scoring.scheme import Scheme
    from annotator.spans import Span

NAMES = ("quotes", "content")

SPANS: Mapping[Role, Callable[[Quote], Sequence[Span]]] = {
    Role.CUE: lambda quote: quote.cue,
    Role.SPEAKER_MENTION: lambda quote: quote.speaker_mentions,
}
"""Roles that stand on characters."""

ACTORS: Mapping[Role, Callable[[Quote], str | None]] = {
    Role.SPEAKER: lambda quote: quote.speaker,
    Role.ADDRESSEE: lambda quote: quote.addressee,
}
"""Roles that are an actor."""


def content(quote: Quote) -> Sequence[Span]:
    """What a quote stands on."""
    return quote.content


def match_quotes(batch: Batch, scheme: Scheme) -> Matches[Quote]:
    """Align the quotes of a batch by content and judge the roles of those that match."""
    keep = scheme.coverage.quote
    codes: dict[str, int] = {}
    gold = columns(([quote for quote in pair.gold.quotes if keep(quote)] for pair in batch.pairs), content, codes)
    predicted = columns(
        ([quote for quote in pair.predicted.quotes if keep(quote)] for pair in batch.pairs), content, codes
    )
    overlaps = Overlaps.of(gold, predicted)
    alignments = {criterion.name: overlaps.align(criterion) for criterion in scheme.criteria}
    right = _right((gold, predicted), alignments[scheme.criterion.name], batch, scheme)
    return Matches(gold, predicted, overlaps, alignments, scheme.criterion, right)


def _right(
    sides: tuple[Columns[Quote], Columns[Quote]], pairs: Alignment, batch: Batch, scheme: Scheme
) -> dict[str, NDArray[Any]]:
    """Role → for each pair whether it is right."""
    gold, predicted = sides
    right: dict[str, NDArray[Any]] = {"kind": gold.label[pairs.gold] == predicted.label[pairs.predicted]}
    if len(scheme.coverage.modes) > 1:
        right["mode"] = np.array(
            [gold.records[i].mode is predicted.records[j].mode for i, j, _ in pairs.pairs], dtype=np.bool_
        )
    for role in scheme.coverage.roles & SPANS.keys():
        spans = [ragged(map(SPANS[role], side.records)) for side in sides]
        right[role.value] = same_characters(spans[0], spans[1], pairs, scheme.criterion)
    for role in scheme.coverage.roles & ACTORS.keys():
        one, other = (_actors(side, ACTORS[role], batch, predicted=side is predicted) for side in sides)
        right[role.value] = one[pairs.gold] == other[pairs.predicted]
    return right


def _actors(side: Columns[Quote], actor: Callable[[Quote], str | None], batch: Batch, *, predicted: bool) -> Whole:
    """Number of each quote's actor in its document."""
    numbers = [codes.predicted if predicted else codes.gold for codes in batch.actors]
    rows = zip(side.records, plain(side.document), strict=True)
    return np.array([numbers[row][actor(quote)] for quote, row in rows], dtype=np.int64)


def quote_measures(scheme: Scheme, of: Slice | None = None) -> list[Measure]:
    """All measures of quotes, for the whole corpus or for a slice of items.

    Content is found or not at each criterion; a role is scored given the match (accuracy), and jointly: content and
    role both right (precision, recall, F1).
    """
    part, aspect = NAMES
    measures: list[Measure] = []
    totals = (f"{part}:predicted", f"{part}:gold")
    for criterion in scheme.criteria:
        measures += detection(part, aspect, criterion.name, (f"{part}.{aspect}@{criterion}", *totals), of)
    if of is None:
        characters = (f"{part}.characters:right", f"{part}.characters:predicted", f"{part}.characters:gold")
        measures += detection(part, "characters", "", characters, None)
    found = f"{part}.{aspect}@{scheme.criterion}"
    for role in ("speaker", "speaker_mention", "cue", "addressee", "kind", "mode"):
        measures += role_measures((part, role), found, totals, of)
    return measures


def role_measures(names: tuple[str, str], found: str, totals: tuple[str, str], of: Slice | None) -> list[Measure]:
    """Accuracy of a role given the match, and detection with the role.

    Args:
        names: Record type and role.
        found: Column of the matched records.
        totals: Columns of all predicted and all gold records.
        of: The slice, or None.
    """
    part, role = names
    column = f"{part}.{role}"
    above, below = (f"{column}:gold", f"{found}:gold") if of else (column, found)
    given = share((part, role, "accuracy", "match"), above, below, of)
    return [given, *detection(part, role, "joint", (column, *totals), of)]
