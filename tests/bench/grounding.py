"""What it costs to find a fragment in an article of 10,000 characters, beside the searches that others use.

``python -m tests.bench.grounding`` prints microseconds a fragment and ratios, all measured in one run.
"""

from __future__ import annotations

import difflib
import random
import time
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from annotator.grounding import Text, ground

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH = 10_000
"""Characters of the article."""
FRAGMENTS = 60
"""Fragments a search is given."""
WORDS = (
    "the minister said that a new harbour would not open before spring because ferries were late and nobody paid for "
    "“quiet” streets, Orsa’s bridge — or the tax of 13 percent on every village in the north"
).split()


def article(draw: random.Random) -> str:
    """Words in random order, in sentences."""
    words: list[str] = []
    while sum(map(len, words)) + len(words) < LENGTH:
        words.append(draw.choice(WORDS) + draw.choice(["", "", "", "", ".", ","]))
    return " ".join(words)[:LENGTH]


def fragments(text: str, draw: random.Random) -> list[str]:
    """Stretches of whole words, 40 to 200 characters long."""
    found: list[str] = []
    while len(found) < FRAGMENTS:
        start = draw.randrange(LENGTH - 300)
        words = text[start : start + draw.randrange(60, 220)].split(" ")[1:-1]
        found.append(" ".join(words))
    return found


def _straightened(fragment: str) -> str:
    return fragment.replace("“", '"').replace("”", '"').replace("’", "'").upper()


def _absent(fragment: str) -> str:
    return " ".join(word[::-1] for word in fragment.split())


def microseconds(search: Callable[[str], object], given: list[str]) -> float:
    """Best of five rounds, microseconds a fragment."""
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        for fragment in given:
            search(fragment)
        best = min(best, time.perf_counter() - begun)
    return best / len(given) * 1e6


def _difflib(text: str) -> Callable[[str], object]:
    def search(fragment: str) -> object:
        return difflib.SequenceMatcher(None, text, fragment, autojunk=False).find_longest_match()

    return search


def main() -> None:
    """Measure and print."""
    draw = random.Random(1)
    text = article(draw)
    given = fragments(text, draw)
    ready = Text(text)
    _ = (ready.folded, ready.unmarked)

    def grounded(fragment: str) -> object:
        return ground(fragment, ready)

    def fuzzy(fragment: str) -> object:
        return fuzz.partial_ratio_alignment(fragment, text)

    base = microseconds(text.find, given)
    rows = [
        ("str.find, verbatim", base),
        ("ground, verbatim", microseconds(grounded, given)),
        ("ground, other typography and case", microseconds(grounded, [_straightened(each) for each in given])),
        ("ground, absent", microseconds(grounded, [_absent(each) for each in given])),
        ("rapidfuzz partial alignment, verbatim", microseconds(fuzzy, given)),
        ("rapidfuzz partial alignment, absent", microseconds(fuzzy, [_absent(each) for each in given])),
        ("difflib longest match, verbatim", microseconds(_difflib(text), given[:3])),
    ]
    begun = time.perf_counter()
    _ = Text(text).folded
    rows.append(("folding the article once (each article, when first needed)", (time.perf_counter() - begun) * 1e6))
    print(f"grounding in {LENGTH:,} characters")  # noqa: T201  # a benchmark prints
    for name, cost in rows:
        print(f"  {name:60} {cost:10.1f} µs  {cost / base:8.1f} × str.find")  # noqa: T201  # as above


if __name__ == "__main__":
    main()
