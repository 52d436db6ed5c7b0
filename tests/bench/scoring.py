"""What it costs to score 10,000 documents of 10 spans, beside nervaluate on 1,500 of them, and what resampling costs.

``python -m tests.bench.scoring`` prints microseconds a document, ratios, and peak memory, all measured in one run.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nervaluate import Evaluator

from annotator.schema import Actor, ActorKind, Annotation, Provenance, Quote, QuoteKind
from annotator.scoring.coverage import Coverage, Part, Role
from annotator.scoring.evaluation import score
from annotator.scoring.labelled import score_spans
from annotator.scoring.matching import Item
from annotator.scoring.scheme import Scheme
from annotator.scoring.uncertainty import Resampling, bootstrap
from annotator.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from annotator.scoring.scores import Scores

DOCUMENTS = 10_000
THEIRS = 1_500
"""Documents that nervaluate is given."""
SPANS = 10
"""Gold spans of a document."""
LABELS = [kind.value for kind in QuoteKind]
BYTES = 1024
"""Of a unit in ``/proc/self/status``."""

TASKS = ("nothing", "spans", "score")
"""What the peak memory of a process of its own is measured for: importing, labelled spans, whole annotations."""

Labelled = tuple[int, int, str]


def document(number: int) -> tuple[list[Labelled], list[Labelled]]:
    """Gold and predicted spans: four of five found, a third of these a little off, one in ten with another label."""
    draw = random.Random(number)
    gold: list[Labelled] = []
    predicted: list[Labelled] = []
    end = 0
    for _ in range(SPANS):
        start = end + draw.randint(9, 60)
        end = start + draw.randint(30, 200)
        label = draw.choice(LABELS)
        gold.append((start, end, label))
        if draw.random() < 0.8:
            shift = draw.choice([0, 0, 0, 0, 2, -4])
            predicted.append((start + shift, end, draw.choice(LABELS) if draw.random() < 0.1 else label))
        elif draw.random() < 0.5:
            predicted.append((end, end + 4, label))
    return gold, predicted


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of processor time, best of some rounds; other programs do not count."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def items(spans: list[Labelled]) -> list[Item]:
    """Spans as `score_spans` takes them."""
    return [Item(((start, end),), label) for start, end, label in spans]


def dictionaries(spans: list[Labelled]) -> list[dict[str, Any]]:
    """Spans as nervaluate takes them."""
    return [{"start": start, "end": end, "label": label} for start, end, label in spans]


PROVENANCE = Provenance(
    engine="bench", engine_version="1", package_version="1", created_at=datetime(2026, 1, 1, tzinfo=UTC)
)
ACTORS = tuple(Actor(id=f"a{n}", name=f"Actor {n}", kind=ActorKind.PERSON) for n in range(3))


def annotation(number: int, spans: list[Labelled], *, roles: bool) -> Annotation:
    """Spans as the content of quotes, with cue and speaker if wanted."""
    quotes = tuple(
        Quote(
            id=f"q{at}",
            kind=QuoteKind(label),
            content=(Span(start=start, end=end, text=""),),
            cue=(Span(start=start - 3, end=start, text=""),) if roles else (),
            speaker=f"a{end % 3}" if roles else None,
        )
        for at, (start, end, label) in enumerate(spans)
    )
    return Annotation(
        document_id=f"d{number:05}", text_sha256="0" * 64, quotes=quotes, actors=ACTORS, provenance=PROVENANCE
    )


def stream(count: int, side: int, *, roles: bool) -> Iterator[Annotation]:
    """Annotations that are made when they are needed."""
    for number in range(count):
        yield annotation(number, document(number)[side], roles=roles)


def scheme(draws: int = 0) -> Scheme:
    """A gold of quotes that is known beforehand, so that both sides can be streamed."""
    roles = frozenset({Role.SPEAKER, Role.CUE})
    coverage = Coverage(parts=frozenset({Part.QUOTES}), roles=roles)
    return Scheme(resampling=Resampling(draws=draws), coverage=coverage)


def scored(count: int, *, roles: bool) -> tuple[float, Scores]:
    """Seconds and result of scoring annotations that are already there."""
    gold, predicted = (list(stream(count, side, roles=roles)) for side in (0, 1))
    plain = Scheme(resampling=Resampling(draws=0))
    return seconds(lambda: score(gold, predicted, plain)), score(gold, predicted, plain)


def peak(what: str) -> float:
    """Megabytes that a process of its own takes at most."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scoring", what], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def measure_peak(what: str) -> None:
    """Do one thing and print this process's peak in megabytes."""
    if what == "spans":
        gold, predicted = ((items(document(n)[side]) for n in range(DOCUMENTS)) for side in (0, 1))
        score_spans(gold, predicted)
    elif what == "score":
        score(stream(DOCUMENTS, 0, roles=True), stream(DOCUMENTS, 1, roles=True), scheme(2000))
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell the parent's peak
    _say(int(status.split("VmHWM:")[1].split()[0]) * BYTES / 1e6)


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 1 and sys.argv[1] in TASKS:
        measure_peak(sys.argv[1])
        return
    pairs = [document(number) for number in range(DOCUMENTS)]
    reference = _nervaluate(pairs)
    _spans(pairs, reference)
    for name, roles in (("score, quotes: content, kind", False), ("score, and cue and speaker", True)):
        spent, result = scored(DOCUMENTS, roles=roles)
        _line(name, spent / DOCUMENTS, reference)
    quarter, _ = scored(DOCUMENTS // 4, roles=True)
    _say(f"four times the documents take {spent / quarter:.2f} times as long")
    measures = [metric.measure for metric in result.metrics if metric.value is not None]
    resampled = seconds(lambda: bootstrap(result.table, measures, Resampling()), 1)
    _say(f"2,000 resamples of {DOCUMENTS:,} documents, {len(measures)} measures: {resampled:.2f} s")
    _say("peak memory, MB: " + ", ".join(f"{what} {peak(what):.0f}" for what in TASKS))


def _say(line: object) -> None:
    print(line)  # noqa: T201  # a benchmark prints


def _nervaluate(pairs: list[tuple[list[Labelled], list[Labelled]]]) -> float:
    """Seconds a document."""
    gold, predicted = ([dictionaries(pair[side]) for pair in pairs[:THEIRS]] for side in (0, 1))
    spent = seconds(lambda: Evaluator(gold, predicted, tags=LABELS).evaluate()) / THEIRS
    _say(f"{'nervaluate, labelled spans':33} {spent * 1e6:7.1f} µs a document")
    return spent


def _spans(pairs: list[tuple[list[Labelled], list[Labelled]]], reference: float) -> None:
    gold, predicted = ([items(pair[side]) for pair in pairs] for side in (0, 1))
    _line("score_spans, labelled spans", seconds(lambda: score_spans(gold, predicted)) / DOCUMENTS, reference)


def _line(name: str, spent: float, reference: float) -> None:
    _say(f"{name:33} {spent * 1e6:7.1f} µs a document: {reference / spent:.1f} times the documents per second")


if __name__ == "__main__":
    main()
