"""Which stretches of a document each assert something: sentences of quotes, and clauses of the article's own words.

How a stretch becomes a sentence that stands alone is left to `claims_wording`.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules import phrases
from annotator.engines.rules.claims_kinds import is_cue, says
from annotator.schema import Mode, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.phrases import Phrase
    from annotator.engines.rules.stances_reading import Reading

_FINITE = frozenset({"PRES", "PAST", "MODAL", "AUX"})
_TOLD_BY_ARTICLE = frozenset({ZoneKind.BODY, ZoneKind.STANDFIRST})
_FEWEST_WORDS = 4  # of a clause in the article's own words
_FEWEST_SAID = 3  # tokens of a clause that somebody says
_CUTS = frozenset({",", "and", "but", ";"})  # where a clause may end inside a sentence
_SPLICED = frozenset("it he she they we i this".split())  # pronouns that open a clause after a mere comma
_COORDINATING = frozenset({"and", "but"})
_HANGING = frozenset({"WH", "THAT", "SUB"})
_CONCEDING = frozenset("although though whereas".split())
_MOST_QUOTED = 0.25  # share of a sentence that may be attributed when the article still says the rest
_NO_CONTENT = frozenset({"TO", "WH", "SUB"})


class Unit(NamedTuple):
    """A stretch that asserts one thing.

    Attributes:
        first: Its first token.
        last: One past its last token.
        quote: The quote that it belongs to, or None.
        subject: The subject that a coordinate clause shares with the one before, or None when it has its own.
        cue: The words of the quote's cue; empty without a quote or a cue.
    """

    first: int
    last: int
    quote: DraftQuote | None = None
    subject: Phrase | None = None
    cue: str = ""


def units(reading: Reading) -> Iterator[Unit]:
    """All units, those of quotes first."""
    for index, quote in enumerate(reading.quotes):
        if quote.mode is not Mode.THOUGHT:
            yield from _of_quote(reading, index, quote)
    yield from _of_article(reading)


def _of_quote(reading: Reading, index: int, quote: DraftQuote) -> Iterator[Unit]:
    """The sentences of a quote; a stretch that an inner quote owns is left to it."""
    analysis = reading.analysis
    cue = " ".join([piece.text for piece in quote.cue])
    for piece in quote.content:
        if piece.at is None:
            continue
        first, end = max(0, analysis.token_at(piece.at)), piece.at + len(piece.text)
        last = analysis.token_at(end - 1) + 1
        for start, stop in _by_sentence(reading, first, last):
            if index in reading.owner[start:stop]:
                for part in _sentences_within(reading, start, stop):
                    yield Unit(*part, quote, cue=cue)


def _sentences_within(reading: Reading, first: int, last: int) -> Iterator[tuple[int, int]]:
    """What somebody says in one sentence, cut where “and”, “but”, a semicolon or a comma opens a clause of its own."""
    analysis = reading.analysis
    start = first
    cuts = [at for at, lower in enumerate(analysis.tokens.lowers[first + 1 : last - 1], first + 1) if lower in _CUTS]
    for at in cuts:
        if at - start >= _FEWEST_SAID and _opens_own(reading, at, last) and has_verb(reading, start, at):
            yield start, at - (analysis.tags[at - 1] == "COMMA" and analysis.tags[at] == "CONJ")
            start = at + 1
    yield start, last


def _opens_own(reading: Reading, at: int, last: int) -> bool:
    """Whether a conjunction, semicolon or comma stands before a clause with a subject and verb of its own."""
    analysis = reading.analysis
    lower, tag = analysis.tokens.lowers[at], analysis.tags[at]
    if tag == "COMMA":
        is_splice = analysis.tokens.lowers[at + 1] in _SPLICED
        return is_splice and _opens_clause(reading, at, last) == "own" and not _depends(reading, at)
    if lower not in {"and", "but", ";"}:
        return False
    return _opens_clause(reading, at, last) == "own" and not _depends(reading, at)


def _depends(reading: Reading, at: int) -> bool:
    """Whether the sentence up to a place hangs on a condition, which then holds for both parts."""
    analysis = reading.analysis
    floor = phrases.floor_of(analysis, at)
    return any(analysis.tags[here] in {"SUB", "WH"} for here in range(floor, at))


def _by_sentence(reading: Reading, first: int, last: int) -> Iterator[tuple[int, int]]:
    at = first
    while at < last:
        stop = min(last, phrases.ceiling_of(reading.analysis, at))
        yield at, stop
        at = stop


def _of_article(reading: Reading) -> Iterator[Unit]:
    """Clauses of sentences that the article itself asserts."""
    analysis = reading.analysis
    said = {index for index, quote in enumerate(reading.quotes) if quote.mode is not Mode.THOUGHT}
    cues = _cues(reading)
    for index, (first, last) in enumerate(analysis.tokens.bounds):
        if analysis.sentences[index].kind not in _TOLD_BY_ARTICLE or last - first < _FEWEST_WORDS:
            continue
        owners = reading.owner[first:last]
        attributed = 0 if said.isdisjoint(owners) else sum([owner in said for owner in owners])
        yield from _relations(reading, first, last)
        if attributed <= _MOST_QUOTED * (last - first) and not _has_cue(reading, cues, first, last):
            yield from clauses(reading, first, last)


def _relations(reading: Reading, first: int, last: int) -> Iterator[Unit]:
    """“Orsa, a close ally of President Dorn,”: what an apposition says about two who are named."""
    analysis = reading.analysis
    tags, lowers = analysis.tags, analysis.tokens.lowers
    for comma in _commas(analysis, first + 1, last - _FEWEST_SAID):
        if tags[comma - 1] != "NAME" or lowers[comma + 1] not in {"a", "an"}:
            continue
        end = next((at for at in range(comma + 1, last) if tags[at] in {"COMMA", "STOP"}), last)
        of = next((at for at in range(comma + 1, end) if lowers[at] == "of"), end)
        if tags[end : end + 1] == ["COMMA"] and "NAME" in tags[of:end] and of < end:
            subject = phrases.phrase_before(analysis, comma - 1, first)
            if subject is not None and subject.first == first:
                yield Unit(first, end, subject=subject)


def _commas(analysis: Analysis, first: int, last: int) -> list[int]:
    tags = analysis.tags[first:last] if first < last else []
    return [at for at, kind in enumerate(tags, first) if kind == "COMMA"]


def _cues(reading: Reading) -> list[tuple[int, Mode]]:
    """Where cues stand that name nothing, with the mode of their quotes, in text order."""
    return sorted(
        (piece.at, quote.mode)
        for quote in reading.quotes
        for piece in quote.cue
        if piece.at is not None and not is_cue(piece.text, "naming")
    )


def _has_cue(reading: Reading, cues: Sequence[tuple[int, Mode]], first: int, last: int) -> bool:
    """Whether a sentence only introduces a quote: its main verb is the cue of one."""
    start, end = reading.analysis.tokens.starts[first], reading.analysis.tokens.ends[last - 1]
    here = cues[bisect_left(cues, (start,)) : bisect_left(cues, (end,))]
    return any(not (mode is Mode.THOUGHT and _is_embedded(reading, first, at)) for at, mode in here)


def _is_embedded(reading: Reading, first: int, offset: int) -> bool:
    """Whether a clause that hangs on another holds an offset: “no details on how they intend to …”."""
    return any(reading.analysis.tags[at] in _HANGING for at in range(first, reading.analysis.token_at(offset)))


def clauses(reading: Reading, first: int, last: int) -> Iterator[Unit]:
    """A sentence cut at “and” and “but” before a finite verb or a clause of its own."""
    analysis = reading.analysis
    start, subject = first, None
    main = _main_clause_end(reading, first, last)
    if main:
        yield Unit(first, main)
    lowers = analysis.tokens.lowers[first + 1 : last - 1]
    for at in [at for at, lower in enumerate(lowers, first + 1) if lower in _COORDINATING]:
        if analysis.tags[at] != "CONJ" or analysis.quoted[at] >= 0:
            continue
        kind = _opens_clause(reading, at, last)
        if kind is None or at - start < _FEWEST_WORDS or not has_verb(reading, start, at):
            continue
        yield Unit(start, at, subject=subject)
        subject = (subject or _first_subject(reading, start, at)) if kind == "shared" else None
        start = at + 1
    if last - start >= _FEWEST_WORDS and has_verb(reading, start, last):
        yield Unit(start, last, subject=subject)


def _main_clause_end(reading: Reading, first: int, last: int) -> int:
    """One past a main clause before “, although …” or “, limiting …”, which says something by itself; 0 without one."""
    analysis = reading.analysis
    for comma in _commas(analysis, first + _FEWEST_WORDS, last - _FEWEST_SAID):
        if analysis.quoted[comma] >= 0:
            continue
        concedes = analysis.tokens.lowers[comma + 1] in _CONCEDING
        results = analysis.tags[comma + 1] == "ING" and says(analysis.tokens.lowers[comma + 1], "causal")
        if (concedes or results) and has_verb(reading, first, comma):
            return comma
    return 0


def _opens_clause(reading: Reading, at: int, last: int) -> str | None:
    """“shared” when a verb follows a conjunction, “own” when a subject with a verb does, else None."""
    analysis = reading.analysis
    here = at + 1
    while here < last and analysis.tags[here] == "ADV":
        here += 1
    if here >= last:
        return None
    if analysis.tags[here] in _FINITE:
        return "shared"
    phrase = phrases.phrase_after(analysis, here, last)
    verb = phrase.last if phrase is not None else last
    while verb < last and analysis.tags[verb] == "ADV":
        verb += 1
    return "own" if verb < last and analysis.tags[verb] in _FINITE else None


def _first_subject(reading: Reading, first: int, last: int) -> Phrase | None:
    """The subject of the first finite verb of a stretch."""
    analysis = reading.analysis
    for at in range(first, last):
        if analysis.tags[at] in _FINITE:
            group_first = at
            while group_first > first and analysis.tags[group_first - 1] in {"ADV", "NEG"}:
                group_first -= 1
            return phrases.subject_of(analysis, group_first)
    return None


def has_verb(reading: Reading, first: int, last: int) -> bool:
    """Whether a stretch has a finite verb."""
    tags = reading.analysis.tags[first:last]
    if not _FINITE.isdisjoint(tags):
        return True
    return any(tag == "BASE" and before != "TO" for before, tag in pairwise(tags))


def is_question(reading: Reading, unit: Unit) -> bool:
    """Whether a unit asks."""
    return "?" in reading.analysis.tokens.words[max(unit.first, unit.last - 3) : unit.last]


def is_order(reading: Reading, unit: Unit) -> bool:
    """Whether a unit starts with a bare verb: “Show us the receipts”."""
    at = unit.first
    while at < unit.last and reading.analysis.tags[at] in {"MARK", "ADV"}:
        at += 1
    return at < unit.last and reading.analysis.tags[at] == "BASE"


def opens_with(reading: Reading, unit: Unit) -> str:
    """Class of the first token that is no mark and no “that”."""
    tags = reading.analysis.tags
    at = unit.first
    while at < unit.last - 1 and tags[at] in {"MARK", "THAT", "COMMA"}:
        at += 1
    return tags[at]


def is_bare(reading: Reading, unit: Unit) -> bool:
    """Whether a unit of a quote is no clause: an infinitive, an indirect question or a noun phrase."""
    return opens_with(reading, unit) in _NO_CONTENT or not has_verb(reading, unit.first, unit.last)
