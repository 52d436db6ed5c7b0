"""The command agree: how far coders agree, and an engine beside them.

It knows options and printing; agreement is `annotator.scoring`'s.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.evaluation import AsJson, Cluster, CriterionName, Draws, Seed, scheme_of, unique_names
from annotator.errors import ScoringError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.records import Record
    from annotator.scoring import Scheme
    from annotator.scoring.alternative import AlternativeTest
    from annotator.scoring.ceiling import Ceiling
    from annotator.scoring.coders import CoderAgreement


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("agree")(agree)


def agree(  # noqa: PLR0913  # the options of the command
    coders: Annotated[
        list[Path], typer.Argument(metavar="CODER...", help="One file or folder per coder: JSONL or Label Studio JSON.")
    ],
    *,
    engine: Annotated[
        Path | None, typer.Option("--engine", metavar="FILE", help="An engine's JSONL, to hold beside the coders.")
    ] = None,
    epsilon: Annotated[
        float, typer.Option("--epsilon", help="Advantage that the alternative annotator test grants the engine.")
    ] = 0.2,
    criterion: CriterionName = "iou:0.5",
    cluster: Cluster = None,
    draws: Draws = 2000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Measure the agreement of coders; with an engine, what share of it the engine reaches."""
    from annotator.cli import gold  # noqa: PLC0415  # numpy loads when there is work
    from annotator.scoring import agree as measured  # noqa: PLC0415  # as above

    scheme = scheme_of(criterion, "", cluster, draws, seed)
    names = unique_names(dict.fromkeys(coders))
    own = {names[path]: gold.read([path]) for path in coders}
    found = measured(own, scheme)
    beside = None if engine is None else _Beside(gold.read([engine]), own, scheme, epsilon)
    if as_json:
        typer.echo(json.dumps(_as_dict(found, beside), ensure_ascii=False, indent=1))
    else:
        _print(found, beside)


class _Beside:
    """An engine beside the coders: share of the human ceiling, and the alternative annotator test or its refusal."""

    def __init__(
        self, system: Sequence[Record], coders: Mapping[str, Sequence[Record]], scheme: Scheme, epsilon: float
    ) -> None:
        from annotator.scoring import ceiling  # noqa: PLC0415  # as above
        from annotator.scoring.ceiling import stand_in  # noqa: PLC0415  # as above

        self.ceilings: tuple[Ceiling, ...] = ceiling(system, coders, scheme)
        self.tests: dict[str, AlternativeTest | str] = {}
        for each in self.ceilings:
            if each.measure.statistic == "f1":
                try:
                    self.tests[each.measure.name] = stand_in(system, coders, each.measure, scheme, epsilon=epsilon)
                except ScoringError as refusal:
                    self.tests[each.measure.name] = str(refusal)


def _as_dict(found: CoderAgreement, beside: _Beside | None) -> dict[str, Any]:
    if beside is None:
        return {"agreement": found.as_dict(), "ceiling": None, "alternative_test": None}
    tests = {
        name: {"refused": test} if isinstance(test, str) else test.as_dict() for name, test in beside.tests.items()
    }
    ceilings = [each.as_dict() for each in beside.ceilings]
    return {"agreement": found.as_dict(), "ceiling": ceilings, "alternative_test": tests}


def _print(found: CoderAgreement, beside: _Beside | None) -> None:
    from annotator.cli.scores import table  # noqa: PLC0415  # as above
    from annotator.cli.tables import console  # noqa: PLC0415  # as above
    from annotator.views import numbers  # noqa: PLC0415  # as above

    out = console()
    means = table(f"agreement of {', '.join(found.coders)}, mean over pairs", "", "value", "n")
    for metric in found.means:
        means.add_row(metric.name, numbers.with_bounds(metric), numbers.count(metric.support))
    chance = table("beyond chance", "", "value", "observed", "n")
    for part, alpha in found.alphas.items():
        chance.add_row(
            f"{part}: token α", numbers.number(alpha.value), numbers.number(alpha.observed), f"{alpha.units:,}"
        )
    for pair in found.pairs:
        for what, kappa in pair.kappas.items():
            chance.add_row(
                f"{what}: κ of {pair.first} and {pair.second}",
                numbers.number(kappa.value),
                numbers.number(kappa.observed),
                f"{kappa.units:,}",
            )
    out.print(means, chance)
    if beside is not None:
        _print_beside(beside)


def _print_beside(beside: _Beside) -> None:
    from annotator.cli.scores import table  # noqa: PLC0415  # as above
    from annotator.cli.tables import console  # noqa: PLC0415  # as above
    from annotator.views import numbers  # noqa: PLC0415  # as above

    out = console()
    shares = table("the engine beside the humans", "", "humans", "engine", "share of the human ceiling")
    for each in beside.ceilings:
        shares.add_row(each.measure.name, *map(numbers.with_bounds, (each.humans, each.system, each.share)))
    out.print(shares)
    for name, test in beside.tests.items():
        if isinstance(test, str):
            typer.echo(f"alternative annotator test on {name}: refused, {test}")
            continue
        word = "may stand in for the humans" if test.passed else "may not stand in for the humans"
        rates = f"ω {test.winning_rate:.2f}, ρ {test.advantage:.2f}, ε {test.epsilon:g}"
        typer.echo(f"alternative annotator test on {name}: the engine {word} ({rates})")
        for warning in test.warnings:
            typer.echo(f"  {warning}")
