"""The place right of an attributing verb, and how to step over what stands between the verb and its complement.

Adverbs, times, adjuncts and addressees are stepped over here; what the complement is, is left to `complements`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.candidates import place
from annotator.engines.rules.phrases import ceiling_of, is_time, phrase_after

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame

_MAX_ADJUNCT = 22  # tokens between a cue and its “that” or its marks
_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX"})
_ADJUNCT_PREPOSITIONS = frozenset(
    "in on at during after before to from with of about by via through for as over near outside inside into under"
    " against within following".split()
)


class Site(NamedTuple):
    """Where a verb's complement is looked for.

    Attributes:
        analysis: The document.
        group: The verb.
        frame: What the verb takes.
        at: First token of the complement, as far as it is stepped to.
        ceiling: One past the last token of the sentence.
        addressee: Where the addressee stands that was stepped over, or None.
        comma: Whether a comma was stepped over.
    """

    analysis: Analysis
    group: VerbGroup
    frame: Frame
    at: int
    ceiling: int
    addressee: Place | None = None
    comma: bool = False

    def takes(self, *names: str) -> bool:
        """Whether the verb takes one of several complements."""
        return not self.frame.complements.isdisjoint(names)

    @property
    def tag(self) -> str:
        """Class of the first token; empty at the end of the sentence."""
        return self.analysis.tags[self.at] if self.at < self.ceiling else ""

    @property
    def lower(self) -> str:
        """The first token in small letters; empty at the end of the sentence."""
        return self.analysis.tokens.lowers[self.at] if self.at < self.ceiling else ""

    @property
    def chunk_end(self) -> int | None:
        """One past the noun chunk that the first token stands in, or None."""
        index = self.analysis.chunk_at[self.at] if self.at < self.ceiling else -1
        return self.analysis.chunks[index][1] if index >= 0 else None

    def moved(self, at: int) -> Site:
        """The same site from another token on."""
        if at == self.at:
            return self
        return Site(self.analysis, self.group, self.frame, at, self.ceiling, self.addressee, self.comma)


def site_of(analysis: Analysis, group: VerbGroup, frame: Frame) -> Site:
    """The site right of a verb group, adverbs stepped over."""
    site = Site(analysis, group, frame, group.last, ceiling_of(analysis, group.main))
    return over_adverbs(site)


def over_adverbs(site: Site) -> Site:
    """Step over adverbs, but not over “there is”."""
    at = site.at
    while at < site.ceiling and site.analysis.tags[at] == "ADV" and not _is_there(site.analysis, at, site.ceiling):
        at += 1
    return site.moved(at)


def over_addressee(site: Site) -> Site:
    """Step over the bare object that is spoken to."""
    analysis = site.analysis
    phrase = phrase_after(analysis, site.at, site.ceiling)
    last = site.chunk_end
    if phrase is None or last is None:
        return site
    if last < phrase.last and analysis.tokens.lowers[last] in {"of", "and", "for", "from"}:
        last = phrase.last
    if last < site.ceiling and analysis.tags[last] in {*_FINITE, "POSS"} and not site.takes("whom"):
        return site
    return site._replace(at=last, addressee=place(analysis, site.at, last))


def over_times(site: Site) -> Site:
    """Step over adverbs, times and “on Tuesday”, “in an interview” before a bare clause."""
    analysis = site.analysis
    at = site.at
    while at < site.ceiling and not _is_there(analysis, at, site.ceiling):
        first = at + 1 if analysis.tags[at] == "PREP" else at
        if analysis.tags[at] == "ADV":
            at += 1
        elif first > at and first < site.ceiling and analysis.tags[first] == "ADV":
            at = first + 1  # “on Tuesday”
        elif _is_adjunct(analysis, at, first, site.ceiling):
            at = analysis.chunks[analysis.chunk_at[first]][1]
        else:
            break
    return site.moved(at)


def _is_adjunct(analysis: Analysis, at: int, first: int, ceiling: int) -> bool:
    """Whether a time or a prepositional phrase stands here that is no subject."""
    if first >= ceiling or analysis.chunk_at[first] < 0:
        return False
    return (at != first or is_time(analysis, first)) and not verb_follows(analysis, first, ceiling)


def over_adjuncts(site: Site) -> Site | None:
    """Step over adjuncts and commas up to “that” or an opening mark; None when neither is reached."""
    stop = min(site.ceiling, site.at + _MAX_ADJUNCT)
    at: int | None = site.at
    comma = False
    while at is not None and at < stop:
        if _opens_content(site.analysis, at):
            return site._replace(at=at, comma=comma)
        comma = comma or site.analysis.tags[at] == "COMMA"
        at = _next_step(site.analysis, at, stop)
    return None


def _opens_content(analysis: Analysis, at: int) -> bool:
    return at in analysis.opening or analysis.tags[at] == "THAT"


def _next_step(analysis: Analysis, at: int, stop: int) -> int | None:
    """The token after one adverb, adjunct, time, comma or colon; None when something else stands here."""
    kind = analysis.tags[at]
    if kind == "COMMA" or analysis.tokens.lowers[at] == ":":
        adjunct = kind == "COMMA" and at + 1 < stop and analysis.tags[at + 1] == "PREP"
        return at + 1 if adjunct or (at + 1 < stop and _opens_content(analysis, at + 1)) else None
    if kind == "PREP" and analysis.tokens.lowers[at] in _ADJUNCT_PREPOSITIONS:
        phrase = phrase_after(analysis, at + 1, stop)
        return phrase.last if phrase is not None else at + 1
    if analysis.chunk_at[at] >= 0 and is_time(analysis, at):
        return analysis.chunks[analysis.chunk_at[at]][1]
    return at + 1 if kind == "ADV" else None


def verb_follows(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a finite verb stands right after the chunk that starts here."""
    end = analysis.chunks[analysis.chunk_at[at]][1]
    return end < ceiling and analysis.tags[end] in _FINITE


def _is_there(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether “there is” starts here."""
    after = analysis.tags[at + 1] if at + 1 < ceiling else ""
    return analysis.tokens.lowers[at] == "there" and after in {"AUX", "MODAL", "PAST", "ADV"}
