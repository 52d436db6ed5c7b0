"""Claims about confidence: what counts as right, and what the table says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.scoring import Resampling, score
from annotator.scoring.calibration import Outcome
from eval.confidence import of_records, table
from eval.run import Result, run, scheme_of
from eval.suite import chosen
from tests.eval.articles import quote, record

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Dorn said it rains. Reis said it snows. Kell said it hails."
GOLD = record(TEXT, [quote(TEXT, "it rains", speaker="Dorn"), quote(TEXT, "it snows", speaker="Reis")])
PREDICTED = record(
    TEXT,
    [
        quote(TEXT, "it rains", speaker="Dorn", confidence=0.9),
        quote(TEXT, "it snows", speaker="Dorn", confidence=0.8),
        quote(TEXT, "it hails", speaker="Kell", confidence=0.3),
    ],
)


def outcomes() -> Result:
    """The three predictions as a result of polnear-dev."""
    suite = chosen("polnear-dev")[0]
    scores = score([GOLD], [PREDICTED], scheme_of(suite, Resampling(draws=0)))
    found = of_records([GOLD], [PREDICTED], scores)
    return Result(suite, "rules", 1, 1, 0.0, scores.metrics, scores.table, scores, confidence=found)


def test_content_alone_and_content_with_its_source_are_told_apart() -> None:
    """What is found with the wrong source is right for the one and wrong for the other."""
    assert outcomes().confidence == {
        "quotes.content": (Outcome(0.3, right=False), Outcome(0.8, right=True), Outcome(0.9, right=True)),
        "quotes.speaker_mention": (Outcome(0.3, right=False), Outcome(0.8, right=False), Outcome(0.9, right=True)),
    }


def test_a_line_says_what_may_be_accepted() -> None:
    """Content: |0−.3|, |1−.8| and |1−.9| average .2; two thirds are sure, both right; so few keep no promise."""
    line = table([outcomes()]).splitlines()[2]
    assert line == ("| polnear-dev | quotes.content | 0.200 | 0.047 | 0.111 | 67% | 1.000 | nowhere | 0% | 3 |")


def test_whole_articles_give_claims_and_stances_too(tmp_path: Path) -> None:
    """Of our own gold each record type has a line, and quotes are right with their speaker."""
    found = run(chosen("minsk")[0], "rules", tmp_path, resampling=Resampling(draws=0))
    assert set(found.confidence) >= {"quotes.content", "quotes.speaker", "claims", "stances"}
