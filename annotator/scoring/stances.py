"""How well stances were found: who stands which way on what, as triples of holder, target and polarity.

It knows when two targets are the same and which triples go together. Actors are identified by
`annotator.scoring.names`; what went wrong is left to `annotator.scoring.diagnosis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from annotator.schema import Polarity
from annotator.scoring.assignment import Edge, optimal
from annotator.scoring.formulas import Average, Ratio
from annotator.scoring.measures import Measure, detection, share
from annotator.scoring.names import NOBODY
from annotator.scoring.similarity import same_label
from annotator.spans import iou, ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.schema import Actor, Annotation, Stance, Target
    from annotator.scoring.corpus import DocumentPair
    from annotator.scoring.formulas import Formula
    from annotator.scoring.grounded import Batch
    from annotator.scoring.measures import Slice
    from annotator.scoring.names import Codes
    from annotator.scoring.scheme import Scheme
    from annotator.scoring.table import Tally

POLARITY_WEIGHT = 1e-2
"""What a common polarity adds to a pair's weight of 1: more pairs come first, then the right polarity."""

EVIDENCE_WEIGHT = 1e-4
"""What common evidence adds: it decides between pairs that are equal otherwise."""


class StancePair(NamedTuple):
    """A gold stance and the prediction that goes with it, as indexes, with the overlap of their evidence."""

    gold: int
    predicted: int
    iou: float


@dataclass(frozen=True, slots=True)
class StanceMatches:
    """The stances of a document, matched.

    Attributes:
        gold: What there is to be found, in canonical order.
        predicted: What was found, in canonical order.
        relaxed: Pairs with the same holder and target.
        strict: Pairs with the same holder, target and polarity, aligned by themselves.
        swapped: Pairs that the relaxed alignment leaves alone, in which holder and target have changed places.
        holders: Number of each stance's holder, for gold and for predictions.
        same_target: Whether gold stance and prediction, by index, have the same target.
        swapped_ends: Whether the holder of one is the target of the other, both ways.
    """

    gold: tuple[Stance, ...]
    predicted: tuple[Stance, ...]
    relaxed: tuple[StancePair, ...]
    strict: tuple[StancePair, ...]
    swapped: tuple[StancePair, ...]
    holders: tuple[tuple[int, ...], tuple[int, ...]]
    same_target: Callable[[int, int], bool]
    swapped_ends: Callable[[int, int], bool]


def match_stances(batch: Batch, scheme: Scheme) -> list[StanceMatches]:
    """Match the stances of each document of a batch."""
    return [_match(pair, codes, scheme) for pair, codes in zip(batch.pairs, batch.actors, strict=True)]


def _match(pair: DocumentPair, codes: Codes, scheme: Scheme) -> StanceMatches:
    gold, predicted = (_canonical(side, scheme) for side in (pair.gold, pair.predicted))
    compare = _Comparison(pair, codes, scheme)
    overlap = {
        (i, j): iou(ranges(one.evidence), ranges(other.evidence))
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if compare.same_holder(one, other) and compare.same_target(one.target, other.target)
    }
    same = {key for key in overlap if gold[key[0]].polarity is predicted[key[1]].polarity}
    relaxed = _aligned(overlap, {key: POLARITY_WEIGHT * (key in same) for key in overlap})
    strict = _aligned({key: overlap[key] for key in same}, {})
    free = ({pair.gold for pair in relaxed}, {pair.predicted for pair in relaxed})
    crossed = {
        (i, j): iou(ranges(one.evidence), ranges(other.evidence))
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if i not in free[0] and j not in free[1] and compare.swapped(one, other)
    }
    return StanceMatches(
        gold,
        predicted,
        relaxed,
        strict,
        _aligned(crossed, {}),
        (
            tuple(codes.gold[stance.holder] for stance in gold),
            tuple(codes.predicted[stance.holder] for stance in predicted),
        ),
        lambda i, j: compare.same_target(gold[i].target, predicted[j].target),
        lambda i, j: compare.swapped(gold[i], predicted[j]),
    )


def _canonical(annotation: Annotation, scheme: Scheme) -> tuple[Stance, ...]:
    kept = [stance for stance in annotation.stances if scheme.coverage.stance(stance)]
    return tuple(sorted(kept, key=lambda each: (ranges(each.evidence), each.target.label, each.polarity, each.id)))


def _aligned(overlap: dict[tuple[int, int], float], bonus: dict[tuple[int, int], float]) -> tuple[StancePair, ...]:
    edges = [Edge(*key, 1 + bonus.get(key, 0) + EVIDENCE_WEIGHT * both) for key, both in overlap.items()]
    return tuple(StancePair(edge.row, edge.column, overlap[edge.row, edge.column]) for edge in optimal(edges))


class _Comparison:
    """Holders and targets of a document's two annotations, compared."""

    def __init__(self, pair: DocumentPair, codes: Codes, scheme: Scheme) -> None:
        self.codes = codes
        self.criterion = scheme.criterion
        self.gold_actors = {actor.id: actor for actor in pair.gold.actors}
        self.predicted_actors = {actor.id: actor for actor in pair.predicted.actors}
        self.gold_claims = {claim.id: claim for claim in pair.gold.claims}
        self.predicted_claims = {claim.id: claim for claim in pair.predicted.claims}

    def same_holder(self, gold: Stance, predicted: Stance) -> bool:
        """Whether both are held by the same actor, or both by the article."""
        return self.codes.gold[gold.holder] == self.codes.predicted[predicted.holder]

    def same_target(self, gold: Target, predicted: Target) -> bool:
        """Whether two targets are the same thing.

        Two actors are compared as actors, two claims by their evidence; anything else by label, by an actor's names, or
        by standing on the same characters.
        """
        if gold.actor is not None and predicted.actor is not None:
            return self.codes.gold[gold.actor] == self.codes.predicted[predicted.actor]
        if same_label(gold.label, predicted.label) or self._same_mentions(gold, predicted):
            return True
        if gold.claim is not None and predicted.claim is not None:
            one, other = self.gold_claims[gold.claim], self.predicted_claims[predicted.claim]
            return self.criterion.admits(iou(ranges(one.evidence), ranges(other.evidence)))
        return _named(gold, self.gold_actors, predicted) or _named(predicted, self.predicted_actors, gold)

    def _same_mentions(self, gold: Target, predicted: Target) -> bool:
        return self.criterion.admits(iou(ranges(gold.mentions), ranges(predicted.mentions)))

    def swapped(self, gold: Stance, predicted: Stance) -> bool:
        """Whether the prediction's holder is the gold target and its target the gold holder."""
        holder = self.codes.predicted[predicted.holder]
        target = self.codes.predicted[predicted.target.actor]
        return (
            NOBODY not in (holder, target)
            and holder == self.codes.gold[gold.target.actor]
            and target == self.codes.gold[gold.holder]
        )


def _named(target: Target, actors: dict[str, Actor], other: Target) -> bool:
    """Whether a target that is an actor has a name that is the other target's label."""
    actor = actors.get(target.actor or "")
    return actor is not None and any(same_label(name, other.label) for name in (actor.name, *actor.aliases))


def tally_stances(documents: Sequence[StanceMatches], scheme: Scheme, tally: Tally) -> None:
    """Count the triples of each document, strict and relaxed, and their polarities."""
    for row, matches in enumerate(documents):
        if not matches.gold and not matches.predicted:
            continue
        tally.put(row, "stances:gold", len(matches.gold))
        tally.put(row, "stances:predicted", len(matches.predicted))
        tally.put(row, "stances.triple@strict", len(matches.strict))
        tally.put(row, "stances.triple@relaxed", len(matches.relaxed))
        tally.put(row, "stances.direction", len(matches.swapped))
        _tally_polarities(row, matches, tally)
        _tally_pairs(row, matches, scheme, tally)


def _tally_polarities(row: int, matches: StanceMatches, tally: Tally) -> None:
    for side, stances in (("gold", matches.gold), ("predicted", matches.predicted)):
        for stance in stances:
            tally.put(row, f"stances:{side}[polarity={stance.polarity}]", 1)
    for pair in matches.strict:
        tally.put(row, f"stances.triple@strict[polarity={matches.gold[pair.gold].polarity}]", 1)


def _tally_pairs(row: int, matches: StanceMatches, scheme: Scheme, tally: Tally) -> None:
    """Polarity, act, explicitness and evidence given holder and target."""
    for pair in matches.relaxed:
        one, other = matches.gold[pair.gold], matches.predicted[pair.predicted]
        tally.put(row, f"stances.pair:gold[polarity={one.polarity}]", 1)
        tally.put(row, f"stances.pair:predicted[polarity={other.polarity}]", 1)
        if one.polarity is other.polarity:
            tally.put(row, "stances.polarity", 1)
            tally.put(row, f"stances.pair[polarity={one.polarity}]", 1)
        tally.put(row, "stances.act", one.act == other.act)
        tally.put(row, "stances.explicitness", one.explicitness is other.explicitness)
        tally.put(row, "stances.evidence", scheme.criterion.admits(pair.iou))


def tally_stance_strata(
    row: int, matches: StanceMatches, dimension: str, values: tuple[Sequence[str], Sequence[str]], tally: Tally
) -> None:
    """Count the triples of a document apart by a property, given for each gold stance and each prediction."""
    gold, predicted = values
    for side, own in (("gold", gold), ("predicted", predicted)):
        for each in own:
            tally.put(row, f"stances:{side}[{dimension}={each}]", 1)
    for name, pairs in (("strict", matches.strict), ("relaxed", matches.relaxed)):
        for pair in pairs:
            tally.put(row, f"stances.triple@{name}:gold[{dimension}={gold[pair.gold]}]", 1)
            tally.put(row, f"stances.triple@{name}:predicted[{dimension}={predicted[pair.predicted]}]", 1)


def stance_measures(of: Slice | None = None) -> list[Measure]:
    """All measures of stances; in a slice of items those of triples only.

    FAVG is the mean of the F1 of favor and of against (SemEval-2016 task 6); macro-F1 averages over the polarities that
    the gold has. “pair” judges polarity given holder and target.
    """
    totals = ("stances:predicted", "stances:gold")
    measures: list[Measure] = []
    for condition in ("strict", "relaxed"):
        measures += detection("stances", "triple", condition, (f"stances.triple@{condition}", *totals), of)
    if of is not None:
        return measures
    for condition, columns in (("strict", ("stances.triple@strict", "stances")), ("pair", ("stances.pair",) * 2)):
        measures += _polarity_averages(condition, *columns)
    pairs = "stances.triple@relaxed"
    for aspect in ("polarity", "act", "explicitness", "evidence"):
        measures.append(share(("stances", aspect, "accuracy", "pair"), f"stances.{aspect}", pairs))
    measures.append(share(("stances", "direction", "share", ""), "stances.direction", totals[0]))
    return measures


def _polarity_averages(condition: str, right: str, total: str) -> list[Measure]:
    """FAVG and macro-F1 from the columns of each polarity."""
    support = tuple(f"{total}:gold[polarity={each}]" for each in Polarity)
    parts: dict[Polarity, Formula] = {
        each: Ratio(
            (f"{right}[polarity={each}]",) * 2,
            (f"{total}:predicted[polarity={each}]", f"{total}:gold[polarity={each}]"),
        )
        for each in Polarity
    }
    favg = Average((parts[Polarity.FAVOR], parts[Polarity.AGAINST]))
    both = (f"{total}:gold[polarity=favor]", f"{total}:gold[polarity=against]")
    return [
        Measure("stances", "polarity", "favg", condition, favg, both),
        Measure("stances", "polarity", "macro_f1", condition, Average(tuple(parts.values()), support), support),
    ]
