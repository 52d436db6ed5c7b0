"""What an attributing verb takes to its right: a clause, marked words, an infinitive, a phrase, an object with a name.

Clausal types are read here in the order of how telling they are, phrases by `objects`; ends are found by `extents`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import place
from annotator.engines.rules.clauses import is_clause, is_small_clause
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.objects import phrasal_readers, predicate
from annotator.engines.rules.phrases import floor_of, phrase_after, phrase_before
from annotator.engines.rules.sites import over_addressee, over_adjuncts, over_times, site_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame
    from annotator.engines.rules.sites import Site

_OBJECTS = frozenset({"noun", "marked"})  # frames whose content is the bare object, which is nobody spoken to then
_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX"})


@dataclass(frozen=True, slots=True)
class Complement:
    """What a verb takes.

    Attributes:
        name: Type of the complement.
        content: Where it stands.
        addressee: Where the addressee stands, or None.
        preposition: Token of the preposition that belongs to the cue.
        continues: Whether a comma before it makes it, perhaps, the second part of content that the cue interrupts.
    """

    name: str
    content: tuple[Place, ...]
    addressee: Place | None = None
    preposition: int | None = None
    continues: bool = False

    @property
    def sure(self) -> bool:
        """Whether it is content even when no subject is found."""
        return self.name in {"that", "quote"}


def complement_of(analysis: Analysis, group: VerbGroup, frame: Frame) -> Complement | None:
    """The complement of a verb, or None."""
    site = site_of(analysis, group, frame)
    if not site.tag:
        return None
    if site.takes("predicate", "as") and (found := predicate(site)) is not None:
        return _phrase(site, *found)
    if site.takes("whom", "objto") and not group.passive:
        site = over_addressee(site)
    if site.lower in site.frame.prepositions:
        return _phrasal(site)
    return _introduced(site) or _clausal(over_times(site)) or _phrasal(site)


def _introduced(site: Site) -> Complement | None:
    """Content that “that” or an opening mark introduces."""
    start = over_adjuncts(site) if site.takes("quote", "that") else None
    if start is None:
        return None
    if start.at in site.analysis.opening and site.takes("quote"):
        return _quoted(start)
    return _clause("that", start) if start.tag == "THAT" and site.takes("that") else None


def _clausal(site: Site) -> Complement | None:
    if not site.tag:
        return None
    for reader in _readers_of(site.frame.complements):
        found = reader(site)
        if found is not None:
            return found
    return None


def _phrasal(site: Site) -> Complement | None:
    for reader in phrasal_readers(site.frame.complements):
        found = reader(site)
        if found is not None:
            return _phrase(site._replace(addressee=None) if found[0] in _OBJECTS else site, *found)
    return None


def _wh(site: Site) -> Complement | None:
    """“asked whether”, “explained how”."""
    return _clause("wh", site) if _is_question(site) else None


def _is_question(site: Site) -> bool:
    return site.tag == "WH" or site.lower in {"if", "whether", "who", "whom", "whose"}


def _infinitive(site: Site) -> Complement | None:
    """“vowed to win”, and with an addressee “urged them to vote”."""
    if not (site.takes("to") or (site.takes("objto") and (site.addressee is not None or site.group.passive))):
        return None
    first = site.at + 1 if site.tag == "NEG" else site.at
    after = site.moved(first + 1).tag
    if site.moved(first).tag == "TO" and after in {"BASE", "AUX", "ADV", "NEG", "MARK"}:
        return _phrase(site, "to", site.at)
    return None


def _object_infinitive(site: Site) -> Complement | None:
    """“wants Congress to act”: object and infinitive are content."""
    phrase = phrase_after(site.analysis, site.at, site.ceiling)
    found = phrase is not None and site.moved(phrase.last).tag == "TO"
    return _phrase(site, "objto-content", site.at) if found else None


def _extracted(site: Site) -> Complement | None:
    """“emails, which she said were private”: the relative word and what the verb governs are content."""
    analysis, group = site.analysis, site.group
    if site.tag not in _FINITE:
        return None
    subject = phrase_before(analysis, group.first - 1, floor_of(analysis, group.first))
    if subject is None or subject.first == 0:
        return None
    before = subject.first - 1
    if analysis.tokens.lowers[before] not in {"which", "that", "who", "whom", "what"}:
        return None
    relative = place(analysis, before, before + 1)
    rest = place(analysis, site.at, _relative_end(site))
    return None if relative is None or rest is None else Complement("extracted", (relative, rest))


def _relative_end(site: Site) -> int:
    """Where a relative clause ends: at a comma before the verb of the clause around it, or as other clauses do."""
    tags = site.analysis.tags
    end = clause_end(site.analysis, site.at)
    return next((at for at in range(site.at, end - 1) if tags[at] == "COMMA" and tags[at + 1] in _FINITE), end)


def _bare(site: Site) -> Complement | None:
    """“said the plan had failed”."""
    return _clause("clause", site) if is_clause(site.analysis, site.at, site.ceiling) else None


def _small(site: Site) -> Complement | None:
    """“showed Clinton leading”; a bare noun phrase is a finding, which only polls and records make."""
    if site.chunk_end is None:
        return None
    if is_small_clause(site.analysis, site.at, site.ceiling):
        return _clause("small", site)
    return None if site.group.passive else _clause("finding", site)


def _gerund(site: Site) -> Complement | None:
    """“denied taking bribes”."""
    return _phrase(site, "gerund", site.at) if _is_gerund(site) else None


def _is_gerund(site: Site) -> bool:
    return site.tag == "ING" or (site.tag == "AUX" and site.lower in {"having", "being"})


_CLAUSAL: tuple[tuple[frozenset[str], Callable[[Site], Complement | None]], ...] = (
    (frozenset({"wh"}), _wh),
    (frozenset({"to", "objto"}), _infinitive),
    (frozenset({"objto-content"}), _object_infinitive),
    (frozenset({"clause"}), _extracted),
    (frozenset({"clause"}), _bare),
    (frozenset({"small"}), _small),
    (frozenset({"gerund"}), _gerund),
)
"""Complements with their readers, in the order of how telling they are."""


@lru_cache(maxsize=1024)
def _readers_of(complements: frozenset[str]) -> tuple[Callable[[Site], Complement | None], ...]:
    """The readers of what a verb takes."""
    return tuple(reader for names, reader in _CLAUSAL if not complements.isdisjoint(names))


def _quoted(site: Site) -> Complement | None:
    """Marked content, with what follows it in the clause when the marks hold only its beginning."""
    analysis = site.analysis
    quotation = analysis.quotations[analysis.opening[site.at]]
    after = site.moved(analysis.token_at(quotation.end - 1) + 1).tag
    if after not in {"", "COMMA", "STOP", "COLON", "DASH"} and not _is_full(analysis.text, quotation.inner):
        return _clause("quote", site)
    return Complement("quote", ((quotation.start, quotation.end),), site.addressee, continues=site.comma)


def _is_full(text: str, inner: Place) -> bool:
    """Whether marked words end in punctuation, so that nothing after them belongs to them."""
    return inner[1] > inner[0] and text[inner[1] - 1] in ".,!?…"


def _clause(name: str, site: Site) -> Complement | None:
    where = place(site.analysis, site.at, clause_end(site.analysis, site.at))
    return None if where is None else Complement(name, (where,), site.addressee, continues=site.comma)


def _phrase(site: Site, name: str, first: int, preposition: int | None = None) -> Complement | None:
    where = place(site.analysis, first, clause_end(site.analysis, first, loose=True))
    return None if where is None else Complement(name, (where,), site.addressee, preposition)


def bounded(analysis: Analysis, complement: Complement) -> Complement:
    """The complement of a subordinate cue: it ends where a clause follows a comma."""
    first = analysis.token_at(complement.content[0][0])
    if complement.name not in {"that", "clause", "wh"} or first in analysis.opening:
        return complement
    where = place(analysis, first, clause_end(analysis, first, loose=True))
    return complement if where is None else replace(complement, content=(where,))
