"""Errors as a page shows them: a choice of all classes, each error in its sentence with gold and prediction marked.

It knows cases and texts. What a mark looks like is left to the page; how a case is judged to `annotator.scoring`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from annotator.schema import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from annotator.scoring.cases import Case, Side
    from annotator.scoring.corpus import AnyDocument

MOST_CASES = 400
"""Errors that a page shows in all; report.json has every one."""

MOST_CHARACTERS = 300_000
"""Characters that all shown errors may take in a page, escaped."""

MOST_OF_A_CLASS = 40
"""Errors of one class that a system's list shows at most."""

MARKUP = 90
"""Characters of markup around a piece of an error, about."""

LONGEST = 260
"""Characters of a stretch without a mark boundary; its middle is left out when it is longer."""

LEFT_OUT = " […] "
"""Stands for the middle of a long stretch."""


class Piece(NamedTuple):
    """A stretch of a sentence, and whether gold and prediction cover it."""

    text: str
    gold: bool
    predicted: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An error as it is shown.

    Attributes:
        document: Id of its document.
        part: Record type.
        category: Its class.
        pieces: The sentence; empty when the text is not there.
        gold: What gold says, or “”.
        predicted: What the system says, or “”.
        place: Offsets, for texts that are not there.
        language: Of the document, or “”.
    """

    document: str
    part: str
    category: str
    pieces: tuple[Piece, ...]
    gold: str
    predicted: str
    place: str
    language: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The errors that are shown, most frequent class first, and how many there are in all."""

    shown: tuple[Shown, ...]
    total: int


def select(
    cases: Sequence[Case],
    documents: Mapping[str, AnyDocument],
    most: int = MOST_CASES,
    characters: int = MOST_CHARACTERS,
) -> Selection:
    """Choose errors so that every class is seen, spread evenly over the documents of a class.

    Args:
        cases: All errors of a system.
        documents: Their documents, as far as they are known.
        most: How many may be shown.
        characters: How many characters they may take, escaped.
    """
    found = tuple(shown(case, documents.get(case.document)) for case in _chosen(cases, most))
    taken = sum(map(_characters, found))
    if taken <= characters or most <= 1:
        return Selection(found, len(cases))
    fewer = min(len(found), most) * characters // taken
    return select(cases, documents, max(1, min(fewer, most - 1)), characters)


def _characters(case: Shown) -> int:
    """About what an error takes in the page."""
    words = (case.document, case.gold, case.predicted, case.place, *(piece.text for piece in case.pieces))
    return MARKUP * (3 + len(case.pieces)) + sum(len(escape(word)) for word in words)


def _chosen(cases: Sequence[Case], most: int) -> list[Case]:
    """Errors of all classes, those of the most frequent first."""
    classes: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        classes[case.part, case.category.value].append(case)
    ranked = sorted(classes.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    room = _room([min(len(members), MOST_OF_A_CLASS) for _, members in ranked], most)
    return [case for (_, members), share in zip(ranked, room, strict=True) for case in _spread(members, share)]


def _room(wanted: Sequence[int], most: int) -> list[int]:
    """Share places out so that no class gets more than it wants, and small classes lose nothing to large ones."""
    given = [0] * len(wanted)
    left = most
    while left > 0 and (hungry := [at for at, size in enumerate(wanted) if given[at] < size]):
        each = max(1, left // len(hungry))
        for at in hungry:
            portion = min(each, wanted[at] - given[at], left)
            given[at] += portion
            left -= portion
    return given


def _spread(members: Sequence[Case], count: int) -> list[Case]:
    return [members[at * len(members) // count] for at in range(count)]


def shown(case: Case, document: AnyDocument | None) -> Shown:
    """One error with its sentence."""
    return Shown(
        document=case.document,
        part=case.part,
        category=case.category.value,
        pieces=_pieces(case, document) if isinstance(document, Document) and case.context else (),
        gold=_words(case.gold),
        predicted=_words(case.predicted),
        place="; ".join(_place(name, side) for name, side in (("gold", case.gold), ("predicted", case.predicted))),
        language=(document.language or "") if document is not None else "",
    )


def _place(name: str, side: Side | None) -> str:
    spans = "nothing" if side is None else ", ".join(f"[{start}, {end})" for start, end in side.characters)
    return f"{name} {spans}"


def _words(side: Side | None) -> str:
    if side is None:
        return ""
    who = side.who or "nobody named"
    return f"{who} → {side.target}: {side.label}" if side.target is not None else f"{who}, {side.label}"


def _pieces(case: Case, document: Document) -> tuple[Piece, ...]:
    """The sentence cut at every end of gold and prediction."""
    start, end = case.context or (0, 0)
    gold, predicted = ((side.characters if side else ()) for side in (case.gold, case.predicted))
    edges = {start, end, *(offset for pair in (*gold, *predicted) for offset in pair)}
    cuts = sorted(offset for offset in edges if start <= offset <= end)
    return tuple(
        Piece(_cut(document.text[one:other]), _covers(gold, one), _covers(predicted, one))
        for one, other in pairwise(cuts)
    )


def _covers(characters: Iterable[tuple[int, int]], offset: int) -> bool:
    return any(start <= offset < end for start, end in characters)


def _cut(text: str) -> str:
    """A stretch without its middle when it is too long."""
    half = (LONGEST - len(LEFT_OUT)) // 2
    return text if len(text) <= LONGEST else text[:half] + LEFT_OUT + text[-half:]
