"""Counts a corpus batch by batch into one table, and keeps the books of what went wrong.

It knows which record types are matched, counted and diagnosed how. Pairing documents and computing numbers is left to
`annotator.scoring.evaluation`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.scoring.actors import tally_actors
from annotator.scoring.claims import NAMES as CLAIMS
from annotator.scoring.claims import match_claims, tally_duplicates
from annotator.scoring.conduct import PARTS, tally_conduct
from annotator.scoring.coverage import Part
from annotator.scoring.diagnosis import Subject, diagnose
from annotator.scoring.grounded import Batch, Matches, R, tally_matches, tally_strata
from annotator.scoring.ledger import Ledger
from annotator.scoring.makers import Makers
from annotator.scoring.outcomes import Outcomes
from annotator.scoring.quotes import NAMES as QUOTES
from annotator.scoring.quotes import match_quotes
from annotator.scoring.ragged import plain
from annotator.scoring.stance_diagnosis import diagnose_stances
from annotator.scoring.stances import match_stances, tally_stance_strata, tally_stances
from annotator.scoring.strata import (
    CLAIM_PROPERTIES,
    ITEM_PROPERTIES,
    QUOTE_PROPERTIES,
    STANCE_PROPERTIES,
    Context,
    document_property,
)
from annotator.scoring.table import Chunk, CountTable, Tally, assembled
from annotator.scoring.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from annotator.schema import Annotation, Claim, Quote
    from annotator.scoring.corpus import DocumentPair
    from annotator.scoring.grounded import Columns
    from annotator.scoring.scheme import Scheme


def _speaker(quote: Quote) -> str | None:
    return quote.speaker


def _claimant(claim: Claim) -> str | None:
    return claim.claimant


QUOTE = Subject("quotes", "quote", "speaker", _speaker)
CLAIM = Subject("claims", "claim", "claimant", _claimant)


@dataclass(slots=True)
class Count:
    """The count of a corpus so far.

    Attributes:
        scheme: By which rules it is counted.
        chunks: Counts of each batch.
        ledger: What went wrong.
        values: Record type and property → the values it has.
        makers: What made the predictions.
        targets: Stances by target.
        outcomes: Which predictions were right, with their confidence.
    """

    scheme: Scheme
    chunks: list[Chunk] = field(default_factory=list[Chunk])
    ledger: Ledger = field(default_factory=Ledger)
    values: defaultdict[tuple[Part, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    makers: Makers = field(default_factory=Makers)
    targets: Targets = field(default_factory=Targets)
    outcomes: Outcomes = field(default_factory=Outcomes)

    def add(self, pairs: Sequence[DocumentPair]) -> None:
        """Match, count and diagnose some documents."""
        batch, tally = Batch.of(pairs), Tally(len(pairs))
        parts = self.scheme.coverage.parts
        steps: Mapping[Part, Callable[[Batch, Tally], None]] = {
            Part.QUOTES: self._add_quotes,
            Part.CLAIMS: self._add_claims,
            Part.STANCES: self._add_stances,
            Part.ACTORS: tally_actors,
        }
        for part in sorted(parts):
            steps[part](batch, tally)
        for row, pair in enumerate(pairs):
            tally_conduct(row, pair.predicted, pair.document, tally)
            self.makers.add(pair.predicted.provenance)
            self._add_rejections(pair.predicted)
        self.chunks.append(Chunk([pair.gold.document_id for pair in pairs], tally, self._groups(pairs)))

    def table(self) -> CountTable:
        """The counts of all documents."""
        return assembled(self.chunks)

    def _add_quotes(self, batch: Batch, tally: Tally) -> None:
        matches = match_quotes(batch, self.scheme)
        tally_matches(QUOTES, matches, tally)
        diagnose(QUOTE, matches, batch, self.ledger)
        self.outcomes.add_matches(QUOTE.part, QUOTE.role, matches)
        self._add_strata(Part.QUOTES, matches, batch, QUOTE_PROPERTIES, tally)

    def _add_claims(self, batch: Batch, tally: Tally) -> None:
        matches = match_claims(batch, self.scheme)
        tally_matches(CLAIMS, matches, tally)
        tally_duplicates(matches.predicted, self.scheme, tally)
        diagnose(CLAIM, matches, batch, self.ledger)
        self.outcomes.add_matches(CLAIM.part, CLAIM.role, matches)
        self._add_strata(Part.CLAIMS, matches, batch, CLAIM_PROPERTIES, tally)

    def _add_stances(self, batch: Batch, tally: Tally) -> None:
        documents = match_stances(batch, self.scheme)
        tally_stances(documents, self.scheme, tally)
        diagnose_stances(documents, batch, self.ledger)
        for matches in documents:
            self.targets.add(matches)
            self.outcomes.add_stances(matches)
        for dimension in self._dimensions(STANCE_PROPERTIES):
            property_of = STANCE_PROPERTIES[dimension]
            for row, (matches, pair) in enumerate(zip(documents, batch.pairs, strict=True)):
                sides = (matches.gold, pair.gold), (matches.predicted, pair.predicted)
                values = [
                    [property_of(Context(annotation, pair.document), stance) for stance in stances]
                    for stances, annotation in sides
                ]
                self.values[Part.STANCES, dimension].update(*values)
                tally_stance_strata(row, matches, dimension, (values[0], values[1]), tally)

    def _add_strata(
        self,
        part: Part,
        matches: Matches[R],
        batch: Batch,
        properties: Mapping[str, Callable[[Context, R], str]],
        tally: Tally,
    ) -> None:
        dimensions = self._dimensions(properties)
        if not dimensions:
            return
        contexts = [
            [Context(annotation, pair.document) for annotation in (pair.gold, pair.predicted)] for pair in batch.pairs
        ]
        strata: dict[str, tuple[list[str], list[str]]] = {}
        for dimension in dimensions:
            gold = _properties(matches.gold, [context[0] for context in contexts], properties[dimension])
            predicted = _properties(matches.predicted, [context[1] for context in contexts], properties[dimension])
            self.values[part, dimension].update(gold, predicted)
            strata[dimension] = (gold, predicted)
        names = QUOTES if part is Part.QUOTES else CLAIMS
        tally_strata(names, matches, strata, tally)

    def _dimensions(self, properties: Mapping[str, object]) -> list[str]:
        return [name for name in self.scheme.slices if name in properties]

    def _add_rejections(self, predicted: Annotation) -> None:
        for rejection in predicted.rejected:
            self.ledger.rejections[PARTS.get(rejection.kind, "actors"), rejection.code] += 1

    def _groups(self, pairs: Sequence[DocumentPair]) -> dict[str, list[str]]:
        """The properties of documents that slices and clusters need."""
        names = [name for name in self.scheme.slices if name not in ITEM_PROPERTIES]
        cluster = self.scheme.resampling.cluster
        names += [cluster] if cluster else []
        return {name: [document_property(pair.document, name) for pair in pairs] for name in dict.fromkeys(names)}


def _properties(records: Columns[R], contexts: list[Context], property_of: Callable[[Context, R], str]) -> list[str]:
    rows = zip(records.records, plain(records.document), strict=True)
    return [str(property_of(contexts[row], record)) for record, row in rows]
