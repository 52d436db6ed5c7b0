"""VADER and AFINN on questions of polarity and subjectivity: the sentiment of the whole sentence, whoever it is about.

It knows their scores and thresholds: VADER's are its authors' (compound ±.05), AFINN's the sign of the sum. A sentence
with strong sentiment is subjective, from where the training part of CheckThat 2025 tells best.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotator.errors import SettingsError
from annotator.schema import Polarity
from eval.readers import tables
from eval.suite import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.readers.questions import Question

VADER_EDGE = 0.05
"""Compound score from which VADER's authors call a text positive or negative."""

STRONG = {"vader": 0.4, "afinn": 1.0}
"""Distance from 0 above which a sentence is subjective: of .05, .2, .3 … .8 and of 0 … 5 the best on train."""


def answer(name: str, kind: Kind) -> Callable[[Question], str]:
    """A peer as an answerer.

    Raises:
        SettingsError: It is not installed, or does not answer such questions.
    """
    if kind not in {Kind.POLARITY, Kind.PAIRS, Kind.SUBJECTIVITY}:
        raise SettingsError(f"{name} answers questions of polarity and subjectivity only", variable="--engine")
    score = _vader() if name == "vader" else _afinn()
    edge = VADER_EDGE if name == "vader" else 0.0
    if kind is Kind.SUBJECTIVITY:
        return lambda question: tables.SUBJECTIVE if abs(score(question.text)) > STRONG[name] else tables.OBJECTIVE
    return lambda question: label(score(question.text), edge, forced=kind is Kind.PAIRS)


def label(score: float, edge: float, *, forced: bool) -> str:
    """A score as a polarity.

    Args:
        score: Above 0 is positive.
        edge: Distance from 0 within which it is neutral.
        forced: Whether only favor and against are answers; 0 is against then, the more frequent of the two.
    """
    if forced:
        return (Polarity.FAVOR if score > 0 else Polarity.AGAINST).value
    if abs(score) <= edge:
        return Polarity.NEUTRAL.value
    return (Polarity.FAVOR if score > 0 else Polarity.AGAINST).value


def _vader() -> Callable[[str], float]:
    analyzer = _installed("vaderSentiment.vaderSentiment", "vaderSentiment").SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def _afinn() -> Callable[[str], float]:
    scorer = _installed("afinn", "afinn").Afinn()
    return lambda text: float(scorer.score(text))


def _installed(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{package} is not installed: pip install 'annotator[peers]'", variable="--engine"
        ) from error
