"""Stance triples among a closed list, sentence by sentence: who stands how toward whom, counted as sets.

It knows articles with listed entities and the rules engine's function for them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from annotator.engines.rules.stances_triples import triples
from annotator.errors import SettingsError
from annotator.schema import Document
from annotator.scoring.calibration import Outcome
from annotator.scoring.catalogue import metrics
from annotator.scoring.coverage import Coverage
from annotator.scoring.measures import Measure, detection, share
from annotator.scoring.table import Chunk, CountTable, Tally, assembled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from annotator.scoring import Resampling
    from annotator.scoring.scores import Metric
    from eval.readers.questions import Article

    Said: TypeAlias = tuple[str, str, str]
    """Holder, polarity and target."""
    Found: TypeAlias = Sequence[Sequence[dict[Said, float]]]
    """Article → sentence → triple → confidence."""

PART = "triples"
TOTALS = (f"{PART}:predicted", f"{PART}:gold")


@dataclass(frozen=True, slots=True, eq=False)
class TripleScores:
    """How well triples were found.

    Attributes:
        metrics: Precision, recall and F1 of triples and of pairs, and the polarity of pairs that were found.
        table: Counts per article.
        clusters: How many stories there are.
        sentences: How many sentences were read.
        seconds: What reading took.
        outcomes: Confidence of each triple, and whether the gold has it.
    """

    metrics: tuple[Metric, ...]
    table: CountTable
    clusters: int
    sentences: int
    seconds: float
    outcomes: tuple[Outcome, ...]


def score_triples(articles: Sequence[Article], engine: str, resampling: Resampling) -> TripleScores:
    """Find triples in articles and score them; the same triple counts once per sentence.

    Raises:
        SettingsError: Only the rules engine finds triples.
    """
    if engine != "rules":
        raise SettingsError(f"{engine!r} finds no triples: use rules", variable="--engine")
    began = time.perf_counter()
    found = [predicted(article) for article in articles]
    seconds = time.perf_counter() - began
    table = _counted(articles, found)
    numbers = metrics(table, _measures(), Coverage(parts=frozenset()), resampling)
    clusters = len({article.cluster for article in articles})
    sentences = sum(len(each.sentences) for each in articles)
    return TripleScores(numbers, table, clusters, sentences, seconds, tuple(sorted(_outcomes(articles, found))))


def predicted(article: Article) -> list[dict[Said, float]]:
    """The triples that the rules engine finds in each sentence of an article, with their confidence."""
    by_sentence: list[dict[Said, float]] = [{} for _ in article.sentences]
    for triple in triples(Document(id=article.id, text=article.text, language="en"), article.entities):
        for place, sentence in enumerate(article.sentences):
            if triple.sentence.start < sentence.end and sentence.start < triple.sentence.end:
                key = (triple.holder, triple.polarity.value, triple.target)
                by_sentence[place][key] = max(triple.confidence, by_sentence[place].get(key, 0.0))
                break
    return by_sentence


def _outcomes(articles: Sequence[Article], found: Found) -> Iterator[Outcome]:
    for article, sentences in zip(articles, found, strict=True):
        for sentence, said in zip(article.sentences, sentences, strict=True):
            yield from (Outcome(confidence, triple in sentence.triples) for triple, confidence in said.items())


def _counted(articles: Sequence[Article], found: Found) -> CountTable:
    tally = Tally(len(articles))
    for row, (article, sets) in enumerate(zip(articles, found, strict=True)):
        for sentence, stated in zip(article.sentences, sets, strict=True):
            said = frozenset(stated)
            pairs, gold_pairs = _pairs(said), _pairs(sentence.triples)
            tally.put(row, f"{PART}:gold", len(sentence.triples))
            tally.put(row, f"{PART}:predicted", len(said))
            tally.put(row, f"{PART}:right", len(said & sentence.triples))
            tally.put(row, f"{PART}.pairs:gold", len(gold_pairs))
            tally.put(row, f"{PART}.pairs:predicted", len(pairs))
            tally.put(row, f"{PART}.pairs", len(pairs & gold_pairs))
            tally.put(row, f"{PART}.pairs:right", len(_pairs(said & sentence.triples)))
    names = [article.id for article in articles]
    return assembled([Chunk(names, tally, {"story": [article.cluster for article in articles]})])


def _pairs(found: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    return {(holder, target) for holder, _, target in found}


def _measures() -> list[Measure]:
    return [
        *detection(PART, "triple", "", (f"{PART}:right", *TOTALS), None),
        *detection(PART, "pair", "", (f"{PART}.pairs", f"{PART}.pairs:predicted", f"{PART}.pairs:gold"), None),
        share((PART, "polarity", "accuracy", "pair"), f"{PART}.pairs:right", f"{PART}.pairs"),
    ]
