"""The commands estimate and sample: what share of a corpus is so, and which documents to label to know it better.

It knows options and printing; estimates and draws are `annotator.scoring`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from annotator.cli.evaluation import AsJson, Cluster, Gold, Seed
from annotator.errors import FormatError, SettingsError

if TYPE_CHECKING:
    from annotator.records import Record
    from annotator.scoring.estimates import Estimate

PROBABILITY, STRATUM, SEED = "inclusion_probability", "sampling_stratum", "sampling_seed"
"""Keys of a document's metadata that a draw writes and an estimate reads."""


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("estimate")(estimate)
    app.command("sample")(sample)


def estimate(  # noqa: PLR0913  # the options of the command
    *,
    gold: Gold,
    predicted: Annotated[
        Path, typer.Option("--predicted", metavar="FILE", help="Predictions for the whole corpus, as JSONL.")
    ],
    of: Annotated[
        str,
        typer.Option("--of", metavar="EXPRESSION", help="Which records: 'polarity=against & target~sanctions'."),
    ],
    by: Annotated[
        str | None, typer.Option("--by", metavar="PROPERTY", help="Apart for each value of it, such as outlet.")
    ] = None,
    quantity: Annotated[
        str,
        typer.Option(
            "--quantity",
            metavar="share|count|documents",
            help="Share of all records of the type, number per document, or share of documents with one.",
        ),
    ] = "share",
    cluster: Cluster = None,
    width: Annotated[
        float | None, typer.Option("--width", help="How many gold labels an interval of this width would take.")
    ] = None,
    level: Annotated[float, typer.Option("--level", help="Coverage of the intervals.")] = 0.95,
    as_json: AsJson = False,
) -> None:
    """Estimate a share, corrected by gold labels: naive, gold only, PPI++ and DSL side by side."""
    from annotator.cli import gold as sources  # noqa: PLC0415  # numpy loads when there is work
    from annotator.scoring import estimate as estimated  # noqa: PLC0415  # as above
    from annotator.scoring.quantities import Labels, Quantity, Question  # noqa: PLC0415  # as above
    from annotator.scoring.selection import parse_selection  # noqa: PLC0415  # as above

    if quantity not in set(Quantity):
        raise SettingsError(f"--quantity takes {', '.join(Quantity)}, not {quantity!r}", variable="--quantity")
    question = Question(parse_selection(of), Quantity(quantity), by, cluster, level)
    labelled = sources.read(gold)
    found = estimated(question, sources.read([predicted]), Labels(tuple(labelled), _probabilities(labelled)))
    if as_json:
        typer.echo(json.dumps({value: [each.as_dict() for each in own] for value, own in found.items()}, indent=1))
        return
    for value, own in found.items():
        _print(f"{quantity} of {of}" + (f", {by} {value}" if by else ""), own, width)


def _probabilities(gold: list[Record]) -> dict[str, float]:
    """How likely each gold document was to be drawn, as `annotator sample` wrote it."""
    found: dict[str, float] = {}
    for record in gold:
        value = record.document.metadata.get(PROBABILITY)
        if isinstance(value, int | float):
            found[record.document.id] = float(value)
    return found


def _print(title: str, estimates: tuple[Estimate, ...], width: float | None) -> None:
    from annotator.cli.scores import table  # noqa: PLC0415  # as above
    from annotator.cli.tables import console  # noqa: PLC0415  # as above
    from annotator.views import numbers  # noqa: PLC0415  # as above

    columns = ["", "estimate", "labelled", "documents", *([f"labels for width {width:g}"] if width else ()), ""]
    rows = table(title, *columns)
    for each in estimates:
        value = " ".join(filter(None, (numbers.number(each.value), numbers.bounds(each.interval))))
        needed = [_count(each.labels_for(width))] if width else []
        reason = each.reason or getattr(each.interval, "reason", "")
        rows.add_row(each.method.value, value, str(each.labelled), str(each.documents), *needed, reason)
    console().print(rows)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def sample(
    corpus: Annotated[Path, typer.Argument(metavar="FILE", help="JSONL: records, or documents with id and text.")],
    *,
    size: Annotated[int, typer.Option("-n", "--size", min=1, help="How many documents to draw.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where the drawn lines go.")],
    stratify: Annotated[
        str | None, typer.Option("--stratify", metavar="PROPERTY", help="Draw from each value in proportion.")
    ] = None,
    seed: Seed = 0,
) -> None:
    """Draw documents to label by hand, and write how likely each was to be drawn."""
    from annotator.files import whole_file  # noqa: PLC0415  # as above
    from annotator.scoring.sampling import draw  # noqa: PLC0415  # as above

    lines = dict(_lines(corpus))
    drawn = draw({name: _stratum(line, stratify) for name, line in lines.items()}, size, seed=seed)
    with whole_file(output) as stream:
        for each in drawn.drawn:
            line = lines[each.document]
            holder = _document(line)
            holder["metadata"] = {
                **(_object(holder.get("metadata")) or {}),
                PROBABILITY: each.probability,
                STRATUM: each.stratum,
                SEED: seed,
            }
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    shares = ", ".join(f"{stratum or 'all'} {took} of {has}" for stratum, (took, has) in drawn.strata.items())
    typer.echo(f"wrote {output}: {shares}")


def _lines(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Document id and parsed line, of each line."""
    seen: set[str] = set()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"cannot be read: {error}", path=path) from error
    for number, raw in enumerate(text.split("\n"), start=1):
        if not raw.strip():
            continue
        line = _parsed(raw)
        name = None if line is None else _document(line).get("id")
        if line is None or not isinstance(name, str) or not name:
            raise FormatError(f"line {number} is no JSON object with an id", path=path)
        if name in seen:
            raise FormatError(f"line {number} holds document {name!r} a second time", path=path)
        seen.add(name)
        yield name, line


def _parsed(raw: str) -> dict[str, object] | None:
    try:
        return _object(json.loads(raw))
    except ValueError:
        return None


def _document(line: dict[str, object]) -> dict[str, object]:
    """The document of a line: the line itself, or what a record holds."""
    return _object(line.get("document")) or line


def _object(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _stratum(line: dict[str, object], name: str | None) -> str:
    if name is None:
        return ""
    document = _document(line)
    metadata = _object(document.get("metadata")) or {}
    value = document.get(name, metadata.get(name))
    return "unknown" if value is None or value == "" else str(value)
