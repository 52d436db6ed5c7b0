"""Which documents to label by hand: a stratified random draw that remembers how likely each document was to be drawn.

It knows ids and strata. What the labels are then used for is left to `annotator.scoring.estimates`.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import ScoringError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document to label.

    Attributes:
        document: Its id.
        stratum: Its stratum, “” without any.
        probability: How likely it was to be drawn.
    """

    document: str
    stratum: str
    probability: float


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw of documents.

    Attributes:
        drawn: By stratum, then id.
        strata: Stratum → documents drawn and documents there are.
        seed: Of the random numbers.
    """

    drawn: tuple[Drawn, ...]
    strata: Mapping[str, tuple[int, int]]
    seed: int

    @property
    def probabilities(self) -> dict[str, float]:
        """Document id → how likely it was to be drawn."""
        return {each.document: each.probability for each in self.drawn}


def draw(strata: Mapping[str, str], size: int, *, seed: int = 0) -> Sample:
    """Draw documents without replacement, from each stratum in proportion to its size and at least one.

    The draw depends on ids, strata and seed, not on the order of the documents.

    Args:
        strata: Document id → stratum (“” for all, when there is to be one).
        size: How many documents to draw.
        seed: Of the random numbers.

    Raises:
        ScoringError: More documents are wanted than there are, or fewer than there are strata.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for document in sorted(strata):
        members[strata[document]].append(document)
    if not len(members) <= size <= len(strata):
        raise ScoringError(
            f"{size} documents cannot be drawn from {len(strata)} in {len(members)} strata: "
            f"ask for {len(members)} to {len(strata)}"
        )
    shares = allocate({stratum: len(documents) for stratum, documents in members.items()}, size)
    generator = random.Random(seed)  # noqa: S311  # a sample to label, not a secret
    drawn: list[Drawn] = []
    for stratum, documents in sorted(members.items()):
        picked = sorted(generator.sample(documents, shares[stratum]))
        drawn += [Drawn(document, stratum, shares[stratum] / len(documents)) for document in picked]
    counts = {stratum: (shares[stratum], len(documents)) for stratum, documents in sorted(members.items())}
    return Sample(tuple(drawn), counts, seed)


def allocate(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Divide a total in proportion to sizes, largest remainders first, at least 1 and at most the size for each."""
    everything = sum(sizes.values())
    shares = {name: max(1, total * size // everything) for name, size in sizes.items()}
    while sum(shares.values()) != total:
        step = 1 if sum(shares.values()) < total else -1
        open_to = [name for name in sizes if (shares[name] < sizes[name] if step > 0 else shares[name] > 1)]
        gap = {name: total * sizes[name] / everything - shares[name] for name in open_to}
        chosen = min(open_to, key=lambda name: (-step * gap[name], name))
        shares[chosen] += step
    return shares
