"""Phrases that an attributing verb takes: noun phrases, what follows a preposition, an object with what it is called.

Each reader gives the frame's name, the first token of the content and the preposition that belongs to the cue. Clauses
are left to `complements`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.phrases import VERBS, is_time, phrase_after
from annotator.engines.rules.sites import over_adverbs

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.engines.rules.sites import Site

Found: TypeAlias = tuple[str, int, int | None]
"""Frame, first token of the content, token of the preposition."""

_MAX_OBJECT = 14  # tokens of an object with what modifies it
_NAMES = frozenset({"ADJ", "DET", "ADV", "PART"})
_ENDS = frozenset({"COMMA", "COLON", "PAST", "PRES", "MODAL", "AUX", "THAT"})


def predicate(site: Site) -> Found | None:
    """“called the plan “reckless””, “described him as a friend”, “what he called “a mess””."""
    if site.takes("predicate") and site.at in site.analysis.opening:
        return "predicate", site.at, None
    if site.tag == "THAT" and site.at + 1 in site.analysis.opening and not site.takes("that"):
        return "predicate", site.at, None  # “calls that “a fib””
    phrase = phrase_after(site.analysis, site.at, site.ceiling)
    if phrase is None or phrase.last >= site.ceiling:
        return None
    if site.takes("as") and "as" in site.analysis.tokens.lowers[site.at : phrase.last + 1]:
        return "as", site.at, None
    named = site.takes("predicate") and (_is_named(site, phrase.last) or _is_marked(site, phrase.last))
    return ("predicate", site.at, None) if named else None


def _is_named(site: Site, last: int) -> bool:
    """Whether an adjective, marks or another noun phrase stand right after the object."""
    analysis = site.analysis
    for end in (site.chunk_end or last, last):
        index = analysis.chunk_at[end]
        starts = index >= 0 and analysis.chunks[index][0] == end
        if starts or end in analysis.opening or analysis.tags[end] in _NAMES:
            return True
    return False


def _is_marked(site: Site, last: int) -> bool:
    """Whether marks open in the object or in what modifies it."""
    for here in range(site.at, min(site.ceiling, last + _MAX_OBJECT)):
        if here in site.analysis.opening:
            return True
        if site.analysis.tags[here] in _ENDS:
            return False
    return False


def _preposition(site: Site) -> Found | None:
    """“called for X”."""
    after = over_adverbs(site)
    found = after.lower in site.frame.prepositions and after.at + 1 < site.ceiling
    return ("preposition", after.at + 1, after.at) if found else None


def _object_preposition(site: Site) -> Found | None:
    """“accused Y of X”, “criticized Y for X”: object and charge are content."""
    if not site.frame.prepositions & {"of", "for"} or site.takes("as"):
        return None
    first = site.group.last
    phrase = phrase_after(site.analysis, first, site.ceiling)
    links = range(first, min(phrase.last + 1, site.ceiling - 1)) if phrase is not None else ()
    wanted = site.frame.prepositions & {"of", "for"}
    return (
        ("object-preposition", first, None) if any(site.analysis.tokens.lowers[at] in wanted for at in links) else None
    )


def _noun(site: Site) -> Found | None:
    """“demanded an apology”."""
    bare = site.moved(site.group.last)
    found = not site.group.passive and bare.chunk_end is not None
    found = found and not is_time(site.analysis, bare.at)
    return ("noun", bare.at, None) if found else None


def _marked(site: Site) -> Found | None:
    """“denounced the “rigged” vote”: a noun phrase that holds marks."""
    first = site.moved(site.group.last)
    opens = first.chunk_end is not None or first.at in site.analysis.opening
    if site.group.passive or not opens:
        return None
    end = clause_end(site.analysis, first.at, loose=True)
    mark = next((at for at in range(first.at, end) if at in site.analysis.opening), None)
    if mark is None or any(site.analysis.tags[at] in VERBS for at in range(first.at, mark)):
        return None
    return "marked", first.at, None


_PHRASAL: tuple[tuple[str, Callable[[Site], Found | None]], ...] = (
    ("prep:", _preposition),
    ("prep:", _object_preposition),
    ("noun", _noun),
    ("marked", _marked),
)
"""How the names of complements start, with their readers, in the order of how telling they are."""


@lru_cache(maxsize=1024)
def phrasal_readers(complements: frozenset[str]) -> tuple[Callable[[Site], Found | None], ...]:
    """The readers of the phrases that a verb takes, in the order of how telling they are."""
    return tuple(reader for start, reader in _PHRASAL if any(name.startswith(start) for name in complements))
