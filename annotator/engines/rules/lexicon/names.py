"""Given names, titles, kinds of organisation, and countries with their adjectives and metonyms, as data.

Which words of a text form a name is left to `annotator.engines.rules.names`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


def _lines(name: str) -> list[str]:
    text = files("annotator.engines.rules.lexicon").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def classes() -> dict[str, frozenset[str]]:
    """Class → small-letter words."""
    rows = (line.partition(": ") for line in _lines("en_names.txt"))
    return {name: frozenset(words.split()) for name, _, words in rows}


@lru_cache(maxsize=1)
def places() -> dict[str, str]:
    """Name, capital or metonym as written → country."""
    found: dict[str, str] = {}
    for line in _lines("en_places.txt"):
        country, _, metonyms = (part.strip() for part in line.split("|"))
        found[country] = country
        found.update((metonym.strip(), country) for metonym in metonyms.split(",") if metonym.strip())
    return found


@lru_cache(maxsize=1)
def nationalities() -> dict[str, str]:
    """Small-letter adjective or people → country."""
    found: dict[str, str] = {}
    for line in _lines("en_places.txt"):
        country, adjectives, _ = (part.strip() for part in line.split("|"))
        found.update(dict.fromkeys(adjectives.split(), country))
    return found
