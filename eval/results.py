"""Results as JSON and as the table of figures in the README.

It knows how results are written down. How they come about is left to `eval.run`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from annotator.errors import FormatError
from annotator.files import whole_file
from annotator.scoring.calibration import calibration
from annotator.scoring.uncertainty import Interval
from annotator.views import numbers
from annotator.views.report import Report
from annotator.views.report_page import page
from eval import confidence, goals
from eval.differences import differences
from eval.headlines import all_numbers, headline, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pydantic import JsonValue

    from annotator.scoring.scores import Metric
    from eval.differences import PeerDifference
    from eval.run import Result

BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
"""Between these lines of a README stands the table."""

HEAD = 2
"""Lines of a Markdown table before its first row."""


def as_dict(result: Result) -> dict[str, JsonValue]:
    """A result as JSON: every number, no text."""
    return {
        "suite": result.suite.name,
        "engine": result.engine,
        "transfer": result.suite.transfer,
        "documents": result.documents,
        "cases": result.cases,
        "seconds": round(result.seconds, 3),
        "metrics": [metric.as_dict() for metric in all_numbers(result)],
        "confidence": {what: calibration(outcomes).as_dict() for what, outcomes in result.confidence.items()},
        "ceilings": [each.as_dict() for each in result.ceilings],
    }


def write(results: Sequence[Result], folder: Path) -> None:
    """Write results.json, and a page for each suite of whole articles.

    Raises:
        FormatError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "results.json") as stream:
        stream.write(json.dumps([as_dict(each) for each in results], ensure_ascii=False, indent=1) + "\n")
    for result in results:
        if result.scores is not None:
            documents = {record.document.id: record.document for record in result.records}
            with whole_file(folder / f"{result.suite.name}.{result.engine}.html") as stream:
                stream.write(page(Report((result.scores,), documents, gold=result.suite.name)))


def tables(results: Sequence[Result]) -> Iterator[str]:
    """All tables of some results as Markdown, those that would be empty left out."""
    for title, written in (
        ("Goals", goals.table(goals.reached(results))),
        ("Numbers", table(results)),
        ("Can confidence be believed?", confidence.table(results)),
        ("Beside peers", differences_table(differences(results))),
    ):
        if len(written.splitlines()) > HEAD:
            yield f"### {title}\n\n{written}"


def table(results: Iterable[Result]) -> str:
    """The headline numbers as Markdown, a line for each."""
    lines = ["| suite | engine | measure | value | 95 % interval | n |", "|---|---|---|---|---|---|"]
    for result in results:
        name = f"{result.suite.name}{' (transfer)' if result.suite.transfer else ''}"
        lines += [f"| {name} | {result.engine} | {_cells(metric)} |" for metric in headline(result)]
        lines += [
            f"| {name} | {result.engine} | {each.measure.name}: share of human agreement "
            f"({numbers.number(each.humans.value)}) | {_value(each.share)} | {numbers.count(each.share.support)} |"
            for each in result.ceilings
        ]
    return "\n".join(lines)


def _cells(metric: Metric) -> str:
    return f"{name_of(metric.measure)} | {_value(metric)} | {numbers.count(metric.support)}"


def _value(metric: Metric) -> str:
    interval = metric.interval
    reach = f"{interval.low:.3f}–{interval.high:.3f}" if isinstance(interval, Interval) else numbers.UNDEFINED
    return f"{numbers.number(metric.value)} | {reach}"


def differences_table(found: Iterable[PeerDifference]) -> str:
    """Differences to peers as Markdown."""
    lines = ["| suite | measure | difference | value | 95 % interval | p |", "|---|---|---|---|---|---|"]
    for each in found:
        interval = each.interval
        reach = (
            f"{numbers.difference(interval.low)} to {numbers.difference(interval.high)}"
            if isinstance(interval, Interval)
            else numbers.UNDEFINED
        )
        lines.append(
            f"| {each.suite} | {each.measure} | {each.engine} − {each.peer} | {numbers.difference(each.value)} "
            f"| {reach} | {numbers.probability(each.p)} |"
        )
    return "\n".join(lines)


def replace_figures(path: Path, figures: str) -> None:
    """Put figures between the markers of a README.

    Raises:
        FormatError: The markers are not there.
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise FormatError(f"the markers {BEGIN} and {END} are not in it", path=path)
    with whole_file(path) as stream:
        stream.write(f"{before}{BEGIN}\n\n{figures}\n\n{END}{after}")
