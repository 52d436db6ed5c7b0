"""The command evaluate: predictions against gold, as tables, a page and files; the others of the group are added too.

It knows options and files. Scoring is left to `annotator.scoring`, showing to `annotator.views`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from annotator.errors import ScoringError, SettingsError
from annotator.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from annotator.records import Record
    from annotator.schema import Document
    from annotator.scoring import Scheme, Scores
    from annotator.scoring.corpus import AnyDocument
    from annotator.views.report import Report

Gold: TypeAlias = Annotated[
    list[Path],
    typer.Option(
        "--gold", metavar="PATH", help="Gold: JSONL, a folder of it, or a Label Studio JSON export; may be repeated."
    ),
]
Cluster: TypeAlias = Annotated[
    str | None, typer.Option("--cluster", metavar="PROPERTY", help="Documents that belong together, such as outlet.")
]
CriterionName: TypeAlias = Annotated[
    str, typer.Option("--criterion", metavar="NAME", help="When an item counts as found: exact, iou:0.5 or lenient.")
]
Draws: TypeAlias = Annotated[
    int, typer.Option("--draws", metavar="N", help="Bootstrap resamples, 2000 or more; 0 makes no intervals.")
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", metavar="N", help="Of all random numbers.")]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of tables.")]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    from annotator.cli import agreement, estimating  # noqa: PLC0415  # they use the options that are defined here

    app.command("evaluate")(evaluate)
    agreement.add(app)
    estimating.add(app)


def evaluate(  # noqa: PLR0913  # the options of the command
    *,
    gold: Gold,
    predicted: Annotated[Path, typer.Option("--predicted", metavar="FILE", help="Predictions as JSONL.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="DIR", help="Write index.html, report.json, summary.md.")
    ] = None,
    compare: Annotated[
        list[Path] | None, typer.Option("--compare", metavar="FILE", help="Another system's JSONL; may be repeated.")
    ] = None,
    slices: Annotated[
        str, typer.Option("--slice", metavar="LIST", help="Report apart, with commas: kind,language,outlet,zone …")
    ] = "",
    cluster: Cluster = None,
    criterion: CriterionName = "iou:0.5",
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What the report calls the predictions.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Fail when a document is in only one of gold and predictions.")
    ] = False,
    draws: Draws = 2000,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Score predictions against gold, with intervals, and show every error in its text."""
    scheme = scheme_of(criterion, slices, cluster, draws, seed)
    report = report_of(gold, {predicted: name, **dict.fromkeys(compare or ())}, scheme)
    if complete:
        _require_complete(report.systems)
    if output is not None:
        write_report(report, output)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        _print(report, output)


def scheme_of(criterion: str, slices: str, cluster: str | None, draws: int, seed: int) -> Scheme:
    """The rules of scoring that the options stand for.

    Raises:
        ScoringError: An option makes no sense.
    """
    from annotator.scoring import Criterion, Resampling, Scheme  # noqa: PLC0415  # numpy loads when there is work

    wanted = tuple(dict.fromkeys(each.strip() for each in slices.split(",") if each.strip()))
    return Scheme(
        criterion=Criterion.parse(criterion),
        slices=wanted,
        resampling=Resampling(draws=draws, seed=seed, cluster=cluster),
    )


def report_of(gold: Sequence[Path], files: dict[Path, str | None], scheme: Scheme) -> Report:
    """Score each file against the gold, and compare them when there are several.

    Raises:
        AnnotatorError: A file cannot be read, or gold and predictions do not describe the same texts.
    """
    from annotator.cli import gold as sources  # noqa: PLC0415  # as above
    from annotator.scoring import compare, score  # noqa: PLC0415  # as above
    from annotator.views.report import Report  # noqa: PLC0415  # as above

    predictions = {file: sources.read([file]) for file in files}
    texts = _documents(record for records in predictions.values() for record in records)
    labelled = sources.read(gold, texts)
    names = unique_names(files)
    systems = tuple(score(labelled, records, scheme, name=names[file]) for file, records in predictions.items())
    comparison = compare(systems) if len(systems) > 1 else None
    shown: dict[str, AnyDocument] = {**texts, **_documents(labelled)}
    return Report(systems, shown, comparison, gold=", ".join(path.name for path in gold))


def _documents(records: Iterable[Record]) -> dict[str, Document]:
    """Documents with their text, by id."""
    from annotator.schema import Document  # noqa: PLC0415  # as above

    every = (record.document for record in records)
    return {document.id: document for document in every if isinstance(document, Document)}


def unique_names(files: dict[Path, str | None]) -> dict[Path, str]:
    """A name for each file: as given, else the file's, with its folder where two would be the same.

    Raises:
        SettingsError: Two names are still the same.
    """
    names = {file: given or file.stem for file, given in files.items()}
    often = Counter(names.values())
    names = {
        file: str(file.with_suffix("")) if often[name] > 1 and files[file] is None else name
        for file, name in names.items()
    }
    if len(set(names.values())) < len(names):
        raise SettingsError("two systems have the same name: rename a file, or use --name", variable="--name")
    return names


def _require_complete(systems: Sequence[Scores]) -> None:
    from annotator.scoring.corpus import listed  # noqa: PLC0415  # as above

    for scores in systems:
        sides = (("gold", scores.only_gold), (scores.name, scores.only_predicted))
        missing = [f"only {side} has {listed(identifiers)}" for side, identifiers in sides if identifiers]
        if missing:
            raise ScoringError(f"gold and {scores.name} do not describe the same documents: {'; '.join(missing)}")


def write_report(report: Report, folder: Path) -> None:
    """Write index.html, report.json and summary.md.

    Raises:
        FormatError: The folder cannot be written to.
    """
    from annotator.views.report_page import page  # noqa: PLC0415  # as above
    from annotator.views.summary import summary  # noqa: PLC0415  # as above

    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "index.html": page(report),
        "report.json": json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n",
        "summary.md": summary(report),
    }
    for name, content in files.items():
        with whole_file(folder / name) as stream:
            stream.write(content)


def _print(report: Report, output: Path | None) -> None:
    from annotator.cli.scores import print_comparison, print_scores  # noqa: PLC0415  # as above

    for scores in report.systems:
        print_scores(scores)
    if report.comparison is not None:
        print_comparison(report.comparison)
    if output is not None:
        typer.echo(f"wrote {output / 'index.html'}, report.json and summary.md")
