"""Who answers questions about sentences: the rules engine's narrow functions, and peers that others wrote.

It knows one function for each kind of question and each answerer. How answers are scored is left to `eval.run`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from annotator.engines.rules.claims_worth import check_worthiness, subjectivity
from annotator.engines.rules.judge import judge
from annotator.engines.rules.stances_triples import triples
from annotator.errors import SettingsError
from annotator.schema import Document, Polarity
from eval.readers import directed, tables
from eval.suite import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eval.readers.questions import Question
    from eval.suite import Suite

    Answer: TypeAlias = Callable[[Question], "Said"]

EVEN = 0.5
"""Score from which a sentence has a property."""

PEERS: Mapping[str, str] = {
    "vader": "eval.peers.sentiment",
    "afinn": "eval.peers.sentiment",
    "digit": "eval.peers.digit",
}
"""Answerers that are not ours → their module."""


class Said(NamedTuple):
    """An answer: a label, and the probability that it is right where the answerer states one."""

    label: str
    confidence: float | None = None


def answer(suite: Suite, engine: str) -> Answer:
    """Who answers the questions of a suite.

    Raises:
        SettingsError: Nobody of that name answers such questions.
    """
    if engine in PEERS:
        module = import_module(PEERS[engine])
        named: Callable[[Question], str] = module.answer(engine, suite.kind)
        return lambda question: Said(named(question))
    if engine != "rules" or suite.kind not in RULES:
        raise SettingsError(f"{engine!r} does not answer the questions of {suite.name}", variable="--engine")
    return RULES[suite.kind](suite)


def _polarity(suite: Suite) -> Answer:
    pairs = suite.kind is Kind.PAIRS

    def answered(question: Question) -> Said:
        document = Document(id="sentence", text=question.text, language="en")
        found = judge(document, question.target or "", question.holder)
        mixed = found.polarity is Polarity.MIXED and not pairs
        return Said(Polarity.NEUTRAL.value if mixed else found.polarity.value, found.confidence)

    return answered


def _directed(suite: Suite) -> Answer:
    del suite

    def answered(question: Question) -> Said:
        first, second = str(question.holder), str(question.target)
        found = triples(Document(id="sentence", text=question.text, language="en"), (first, second))
        if not found:
            return Said(directed.LABELS[0])
        best = max(found, key=lambda triple: triple.confidence)
        holder, target = ("first", "second") if best.holder == first else ("second", "first")
        return Said(f"{holder} {best.polarity.value} {target}", best.confidence)

    return answered


def _subjectivity(suite: Suite) -> Answer:
    del suite
    return lambda question: _scored(subjectivity(question.text), tables.SUBJECTIVE, tables.OBJECTIVE)


def _worthiness(suite: Suite) -> Answer:
    policlaim = suite.name == "policlaim"
    yes, no = (tables.VERIFIABLE, tables.UNVERIFIABLE) if policlaim else (tables.WORTHY, tables.UNWORTHY)
    return lambda question: _scored(check_worthiness(question.text), yes, no)


def _scored(score: float, yes: str, no: str) -> Said:
    """A score, 0 to 1, as an answer; how far it is from even is its confidence."""
    return Said(yes, score) if score >= EVEN else Said(no, 1 - score)


RULES: Mapping[Kind, Callable[[Suite], Answer]] = {
    Kind.POLARITY: _polarity,
    Kind.PAIRS: _polarity,
    Kind.DIRECTED: _directed,
    Kind.SUBJECTIVITY: _subjectivity,
    Kind.CHECK_WORTHINESS: _worthiness,
}
"""Kind of question → how the rules engine answers it."""
