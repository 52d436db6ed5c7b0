"""Whether rules and language models may stand in for the human coders of PoliClaim, by the alternative annotator test.

It knows the columns of PoliClaim's workbook; the statistics are `annotator.scoring`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.claims_worth import check_worthiness
from annotator.scoring.agreement import cohen_kappa, krippendorff_alpha
from annotator.scoring.alternative import alternative_test
from annotator.views import numbers
from eval.answers import EVEN
from eval.readers.workbook import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

HUMANS = ("label_1", "label_2")
"""Columns of the two coders: 1 verifiable, 0 not."""

MODELS = ("gpt-4", "gpt-3.5", "zephyr", "llama")
"""Columns of the language models that came with the corpus: votes of three prompts, 0 to 3."""

MAJORITY = 1.5
"""Votes above which a model says “verifiable”."""


def stand_ins(workbook: Path) -> str:
    """Agreement of the coders, and each system beside them, as a Markdown table.

    Raises:
        FormatError: The workbook is missing or has other columns.
        ScoringError: It holds fewer than 30 sentences.
    """
    sentences = {str(number): row for number, row in enumerate(rows(workbook))}
    humans = {name: {key: row[name] for key, row in sentences.items()} for name in HUMANS}
    answers = {"rules": {key: _said(check_worthiness(row["SENTENCES"]), EVEN) for key, row in sentences.items()}}
    for model in MODELS:
        answers[model] = {key: _said(float(row[model]), MAJORITY) for key, row in sentences.items()}
    return "\n".join(_lines(humans, answers))


def _said(score: float, edge: float) -> str:
    return "1" if score > edge else "0"


def _lines(humans: Mapping[str, Mapping[str, str]], answers: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    first, second = (humans[name] for name in HUMANS)
    kappa = cohen_kappa([(first[key], second[key]) for key in first])
    alpha = krippendorff_alpha([(first[key], second[key]) for key in first])
    yield (
        f"The two coders agree on {numbers.number(kappa.observed)} of {kappa.units} sentences: κ "
        f"{numbers.number(kappa.value)}, α {numbers.number(alpha.value)}."
    )
    yield ""
    yield "| system | ω: humans it may stand in for | ρ: agrees as well as a human | passes |"
    yield "|---|---|---|---|"
    for name, own in answers.items():
        found = alternative_test(own, humans)
        verdict = "yes" if found.passed else "no"
        yield f"| {name} | {found.winning_rate:.2f} | {found.advantage:.3f} | {verdict} |"
    yield ""
    yield "With two coders the outcome depends on whom one happened to ask; the models' votes came with the corpus."
