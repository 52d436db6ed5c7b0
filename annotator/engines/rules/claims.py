"""Claims of a document as drafts: who asserts what, of which kind, how sure, and how much it is worth checking.

Units, kinds, wording and worth are known by the modules named `claims_…`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator import codebook as codebooks
from annotator.engines.drafts import DraftClaim, Fragment
from annotator.engines.rules import phrases
from annotator.engines.rules.claims_kinds import CHECKABLE, certainty_of, is_cue, kind_of, label_of, says
from annotator.engines.rules.claims_units import Unit, is_bare, is_order, is_question, units
from annotator.engines.rules.claims_wording import due, is_first_person, meant, named_as, proposition, relation, vowed
from annotator.engines.rules.claims_worth import check_worthiness, subjectivity
from annotator.engines.rules.stances_evaluations import split_of
from annotator.engines.rules.stances_reading import read
from annotator.engines.rules.stances_targets import fragment
from annotator.engines.rules.stances_words import is_a

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.codebook import Codebook
    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.stances_reading import Reading

__all__ = ["check_worthiness", "draft_claims", "subjectivity"]

_NAMED, _SAID, _ASKED, _TOLD = 0.85, 0.8, 0.7, 0.65
"""Shares of claims whose words are right: what something is called, said, asked or vowed, told by the article itself;
set between what the two halves of the gold show."""
_UNCHECKED = 0.4  # share of its worth that a claim keeps when it is no fact
_WORTH_TELLING = (
    0.2  # check-worthiness below which a short sentence of the article sets a scene (“Then came the flood”)
)
_SHORT = 12  # tokens
_FEWEST_LETTERS = 8  # of a proposition


class _Worded(NamedTuple):
    """A unit in words: the proposition, its kind, how it was made, and how sure that is."""

    unit: Unit
    text: str
    kind: str
    step: str
    confidence: float


def draft_claims(
    analysis: Analysis, cast: Cast, quotes: Sequence[DraftQuote], codebook: Codebook | None = None
) -> tuple[DraftClaim, ...]:
    """Propose the claims of a document.

    Args:
        analysis: The document, boilerplate left out.
        cast: Its actors.
        quotes: What is attributed to whom.
        codebook: Names the kinds; the shipped one when None.

    Returns:
        Drafts in text order; questions and bare orders are none.
    """
    book = codebook if codebook is not None else codebooks.default()
    reading = read(analysis, cast, quotes)
    short = meant(reading)
    worded = [one for unit in units(reading) if (one := _word(reading, unit, short)) is not None]
    worded.sort(key=_place)
    return tuple(_numbered(reading, book, worded))


def _place(one: _Worded) -> tuple[int, int]:
    return one.unit.first, one.unit.last


def _numbered(reading: Reading, book: Codebook, worded: Sequence[_Worded]) -> Iterator[DraftClaim]:
    seen: set[tuple[str, str | None]] = set()
    labels = {kind: label_of(kind, book) for kind in {one.kind for one in worded}}
    for one in worded:
        said = (one.text.lower(), one.unit.quote.speaker if one.unit.quote is not None else None)
        if said not in seen:
            seen.add(said)
            yield _draft(reading, labels[one.kind], one, f"c{len(seen)}")


def _word(reading: Reading, unit: Unit, short: Sequence[int]) -> _Worded | None:
    """The unit in words, or None when it asserts nothing; ``short`` are tokens that may stand for something else."""
    if is_question(reading, unit):
        return None
    if unit.quote is not None:
        special = _of_cue(reading, unit)
        if special is not None:
            return special
        if is_bare(reading, unit) or is_order(reading, unit):
            return None
    apposed = unit.subject if unit.subject is not None and unit.subject.first == unit.first else None
    text = relation(reading, unit, apposed) if apposed is not None else proposition(reading, unit, short)
    if len(text) < _FEWEST_LETTERS or (unit.quote is None and not _is_told(reading, unit, text)):
        return None
    kind = kind_of(text, by_actor=False)
    if kind == "prediction" and _is_by_actor(reading, unit):
        kind = kind_of(text, by_actor=True)
    step = f"what {unit.quote.speaker or 'somebody'} says" if unit.quote is not None else "the article's own words"
    return _Worded(unit, text, kind, step, _SAID if unit.quote is not None else _TOLD)


def _is_told(reading: Reading, unit: Unit, text: str) -> bool:
    """Whether the article's own words tell something: no order to the reader, no refusal to comment, no mark-up."""
    if is_order(reading, unit) or says(text, "mute") or "</" in text:
        return False
    if kind_of(text, by_actor=False) != "factual" or unit.last - unit.first > _SHORT:
        return True
    return check_worthiness(text) >= _WORTH_TELLING or _names(reading, unit) > 1


def _names(reading: Reading, unit: Unit) -> int:
    """How many names stand in a unit."""
    tags, chunks = reading.analysis.tags, reading.analysis.chunks
    indexes = {reading.analysis.chunk_at[at] for at in range(unit.first, unit.last)} - {-1}
    return sum("NAME" in tags[slice(*chunks[index])] for index in indexes)


def _of_cue(reading: Reading, unit: Unit) -> _Worded | None:
    """Content that only its cue makes a proposition of: called X Y, called for X, vowed to X."""
    cue = unit.cue
    if is_cue(cue, "naming"):
        split = split_of(reading, unit.first, unit.last)
        if split is not None:
            return _Worded(unit, named_as(reading, unit, split), "evaluation", f"what it is called, by “{cue}”", _NAMED)
    if not is_bare(reading, unit):
        return None
    wanted = due(reading, unit)
    if wanted is not None:
        return _Worded(unit, wanted, "normative", f"what is asked for, by “{cue}”", _ASKED)
    promised = vowed(reading, unit)
    return (
        _Worded(unit, promised, "commitment", f"what is promised, by “{cue}”", _ASKED) if promised is not None else None
    )


def _is_by_actor(reading: Reading, unit: Unit) -> bool:
    """Whether the subject of a unit is somebody who can commit to something."""
    if is_first_person(reading, unit):
        return True
    analysis = reading.analysis
    at = unit.first
    while at < unit.last - 1 and analysis.tags[at] in {"MARK", "THAT", "CONJ", "ADV"}:
        at += 1
    phrase = unit.subject or phrases.phrase_after(analysis, at, unit.last)
    if phrase is None:
        return False
    if reading.actor(phrase) is not None:
        return True
    index = analysis.chunk_at[phrase.first]
    if index < 0:
        return False
    head = analysis.chunks[index][1] - 1
    return analysis.tags[head] == "NAME" or is_a(analysis.tokens.lowers[head], "human")


def _evidence(reading: Reading, unit: Unit) -> Fragment:
    """The text of a unit; of a quote with its marks, of the article without the period."""
    analysis = reading.analysis
    if unit.quote is None:
        return fragment(reading, unit.first, unit.last)
    sentence = analysis.sentences[analysis.tokens.sentence[unit.first]].number
    return Fragment(analysis.words(unit.first, unit.last), sentence, analysis.tokens.starts[unit.first])


def _draft(reading: Reading, label: str, one: _Worded, key: str) -> DraftClaim:
    quote = one.unit.quote
    worth = check_worthiness(one.text) * (1.0 if one.kind in CHECKABLE else _UNCHECKED)
    return DraftClaim(
        key=key,
        proposition=one.text,
        evidence=(_evidence(reading, one.unit),),
        kind=label,
        claimant=quote.speaker if quote is not None else None,
        quote=quote.key if quote is not None else None,
        verifiable=one.kind in CHECKABLE,
        check_worthiness=round(worth, 2),
        certainty=certainty_of(one.text),
        negated=is_cue(one.unit.cue, "denying"),
        confidence=one.confidence,
        trace=(one.step, f"kind {one.kind}", f"worth {worth:.2f}"),
    )
