"""Runs engines over suites and scores them: one result per suite and engine, each number with its interval.

It knows the steps. Reading is left to `eval.readers`, answering to `eval.answers`, scoring to `annotator.scoring`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.schema import Document, Mode
from annotator.scoring import Resampling, Scheme, ceiling, score
from annotator.scoring.classification import LabelCase, classify
from eval import confidence
from eval.answers import answer
from eval.engines import annotate
from eval.peers.quotes import annotate as textacy
from eval.suite import Kind, Suite
from eval.triples import score_triples
from eval.views import viewed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from annotator.records import Record
    from annotator.scoring import Scores
    from annotator.scoring.calibration import Outcome
    from annotator.scoring.ceiling import Ceiling
    from annotator.scoring.scores import Metric
    from annotator.scoring.table import CountTable
    from eval.conventions import Types


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """How an engine did on a suite.

    Attributes:
        suite: Which one.
        engine: Who answered.
        documents: How many documents or clusters were scored.
        cases: Articles, or questions.
        seconds: What answering took, reading and scoring left out.
        metrics: The numbers.
        table: Counts per document, for paired differences.
        scores: The whole scores, when whole articles were annotated.
        records: The annotated articles with gold, likewise.
        ceilings: The engine beside several coders, where a suite has them.
        views: Numbers of the suite's views.
        confidence: What counts as right → stated confidence and outcome of each answer.
    """

    suite: Suite
    engine: str
    documents: int
    cases: int
    seconds: float
    metrics: tuple[Metric, ...]
    table: CountTable
    scores: Scores | None = None
    records: tuple[Record, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    views: tuple[Metric, ...] = ()
    confidence: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict[str, "tuple[Outcome, ...]"])


def run(
    suite: Suite, engine: str, data: Path, split: str | None = None, resampling: Resampling | None = None
) -> Result:
    """Run an engine over a suite.

    Args:
        suite: Which one.
        engine: “rules”, or a peer.
        data: Folder that holds the corpora.
        split: Instead of the suite's own.
        resampling: How intervals are made.

    Raises:
        AnnotatorError: The corpus is not there or not of its layout, or the engine cannot answer.
    """
    resampling = resampling or Resampling()
    suite = suite.of_split(split)
    reader = import_module(f"eval.readers.{suite.reader}")
    place = (data / suite.folder, suite, suite.split)
    if suite.kind is Kind.RECORDS:
        return _records(suite, engine, reader, place, resampling)
    if suite.kind is Kind.TRIPLES:
        return _triples(suite, engine, reader.articles(*place), resampling)
    return _questions(suite, engine, reader.questions(*place), resampling)


def scheme_of(suite: Suite, resampling: Resampling, slices: tuple[str, ...] = ("kind",)) -> Scheme:
    """By which rules the articles of a suite are scored."""
    scheme = Scheme(resampling=replace(resampling, cluster=suite.cluster), slices=slices)
    coverage = suite.coverage()
    return scheme if coverage is None else replace(scheme, coverage=coverage)


def _records(suite: Suite, engine: str, reader: Any, place: tuple[Any, ...], resampling: Resampling) -> Result:
    gold: list[Record] = reader.records(*place)
    scheme = scheme_of(suite, resampling)
    began = time.perf_counter()
    predicted = predictions(gold, engine)
    seconds = time.perf_counter() - began
    if not suite.tells_modes:
        predicted = [without_modes(each) for each in predicted]
    scores = score(gold, predicted, scheme, name=engine)
    types: Types = reader.types(*place) if any(view.types for view in suite.views) else {}
    views = viewed(suite, gold, predicted, types, scheme, scores.table)
    documents = len(scores.documents)
    return Result(
        suite,
        engine,
        documents,
        documents,
        seconds,
        scores.metrics,
        views.table,
        scores,
        tuple(gold),
        _ceilings(reader.coders(*place), predicted, scheme) if suite.coders else (),
        views.metrics,
        confidence.of_records(gold, predicted, scores),
    )


def predictions(gold: Sequence[Record], engine: str) -> list[Record]:
    """What an engine, or a peer that finds quotes, finds in the articles."""
    documents = [each.document for each in gold if isinstance(each.document, Document)]
    return textacy(documents) if engine == "textacy" else annotate(documents, engine)


def without_modes(record: Record) -> Record:
    """The same quotes, all of one mode, for gold that does not tell modes apart."""
    quotes = tuple(quote.model_copy(update={"mode": Mode.SPEECH}) for quote in record.annotation.quotes)
    return record.model_copy(update={"annotation": record.annotation.model_copy(update={"quotes": quotes})})


def _ceilings(coders: dict[str, dict[str, Record]], predicted: Sequence[Record], scheme: Scheme) -> tuple[Ceiling, ...]:
    """The engine beside the coders, on the articles that two or more of them annotated."""
    several = {article: own for article, own in coders.items() if len(own) > 1}
    by_coder: dict[str, list[Record]] = {}
    for own in several.values():
        for coder, record in own.items():
            by_coder.setdefault(coder, []).append(record)
    shared = [record for record in predicted if record.document.id in several]
    return ceiling(shared, by_coder, scheme) if several else ()


def _questions(suite: Suite, engine: str, questions: Sequence[Any], resampling: Resampling) -> Result:
    answered = answer(suite, engine)
    began = time.perf_counter()
    cases = [LabelCase(each.document, each.gold, *answered(each)) for each in questions]
    seconds = time.perf_counter() - began
    found = classify(cases, resampling, suite.average)
    stated = {"labels": found.outcomes} if found.outcomes else {}
    return Result(suite, engine, len(found.table), len(cases), seconds, found.metrics, found.table, confidence=stated)


def _triples(suite: Suite, engine: str, articles: Sequence[Any], resampling: Resampling) -> Result:
    found = score_triples(articles, engine, replace(resampling, cluster=suite.cluster))
    stated = {"triples": found.outcomes}
    return Result(
        suite, engine, found.clusters, found.sentences, found.seconds, found.metrics, found.table, confidence=stated
    )
