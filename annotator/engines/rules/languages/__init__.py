"""Quotes in languages other than English: one entry, lexicons as data, a shared matcher for words in marks.

German has indirect speech too, French, Spanish and Russian have “that” clauses; any other language gets words in marks
only, and the notes say so. Claims and stances are left to the English engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.drafts import DraftActor, DraftQuote, Fragment
from annotator.engines.rules.languages import german
from annotator.engines.rules.languages.direct import direct
from annotator.engines.rules.languages.found import Found, by_place, covers
from annotator.engines.rules.languages.german_marks import GermanGrammar
from annotator.engines.rules.languages.headlines import headlines
from annotator.engines.rules.languages.lexical import LexicalGrammar
from annotator.engines.rules.languages.lexicons import LANGUAGES, Lexicon, lexicon
from annotator.engines.rules.languages.names import Names
from annotator.engines.rules.languages.nested import nested
from annotator.engines.rules.languages.reading import read
from annotator.engines.rules.languages.speakers import Speakers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.languages.reading import Place, Reading
    from annotator.schema import Document
    from annotator.spans import Stretches

_NAMES = {"de": "German", "es": "Spanish", "fr": "French", "ru": "Russian"}


class LanguageDraft(NamedTuple):
    """Quotes and actors of a document that is not in English, with what a reader should know."""

    quotes: tuple[DraftQuote, ...]
    actors: tuple[DraftActor, ...]
    notes: tuple[str, ...]


def draft_quotes(document: Document, language: str) -> LanguageDraft:
    """Find the quotes and speakers of a document.

    Args:
        document: Its zones are set; boilerplate is not read.
        language: BCP-47 tag of a language other than English.

    Returns:
        Quotes in text order; fragments carry their offsets in code points.
    """
    code = language.partition("-")[0].lower()
    reading = read(document, code)
    names = Names(reading, _lexicon(code))
    grammar = GermanGrammar() if code == "de" else LexicalGrammar(_lexicon(code))
    everywhere = (*headlines(reading, names), *nested(reading, grammar))
    found = sorted([*_find(reading), *everywhere], key=lambda quote: (quote.start, -quote.end))
    speakers = Speakers(reading, _lexicon(code), names)
    quotes = tuple(_drafts(reading, found, speakers))
    return LanguageDraft(quotes, speakers.actors(), (_note(code),))


def _find(reading: Reading) -> list[Found]:
    if reading.language == "de":
        return german.find(reading)
    grammar = LexicalGrammar(_lexicon(reading.language))
    spoken = list(grammar.indirect(reading))
    lines = list(grammar.dialogue(reading))
    marked = direct(reading, grammar, [*spoken, *lines])
    return sorted([*spoken, *lines, *marked], key=lambda found: found.start)


def _lexicon(code: str) -> Lexicon:
    return lexicon(code) if code in LANGUAGES else Lexicon(code, {})


def _note(code: str) -> str:
    if code == "de":
        return "German is read for quotes and speakers; claims and stances are not looked for."
    if code in _NAMES:
        return f"{_NAMES[code]} is read for quotes in marks and “that” clauses; claims and stances are not looked for."
    which = "The language is not known" if code == "und" else f"The language “{code}” is not supported"
    return f"{which}: only words in quotation marks are found, mostly without speakers."


def _drafts(reading: Reading, found: Sequence[Found], speakers: Speakers) -> list[DraftQuote]:
    """Name speakers in text order; a quote without one of its own may continue the one before."""
    drafts: list[DraftQuote] = []
    places = by_place(found)
    last: Place | None = None
    for number, quote in enumerate(found):
        place = quote.attribution.speaker or (last if quote.continues else None)
        drafts.append(_draft(reading, places, (number, quote), place, speakers))
        last = place or last
    return drafts


def _draft(
    reading: Reading,
    found: Stretches[tuple[int, Found]],
    numbered: tuple[int, Found],
    speaker: Place | None,
    speakers: Speakers,
) -> DraftQuote:
    number, quote = numbered
    whose = quote.attribution
    addressee = whose.addressee
    return DraftQuote(
        key=f"q{number + 1}",
        content=_fragments(reading, quote.content),
        cue=_fragments(reading, whose.cue),
        speaker=None if speaker is None else speakers.resolve(speaker),
        speaker_mentions=_fragments(reading, () if speaker is None else (speaker,)),
        addressee=None if addressee is None else speakers.resolve(addressee),
        addressee_mentions=_fragments(reading, () if addressee is None else (addressee,)),
        mode=whose.mode,
        parent=_parent(found, quote),
        confidence=round(quote.confidence, 2),
        trace=(*whose.steps, f"Pattern “{quote.construction}”."),
    )


def _fragments(reading: Reading, places: Sequence[Place]) -> tuple[Fragment, ...]:
    return tuple(Fragment(reading.text[start:end], reading.number(start), start) for start, end in places)


def _parent(found: Stretches[tuple[int, Found]], quote: Found) -> str | None:
    """Key of the smallest quote whose content holds this one and its cue."""
    around = [
        (sum(end - start for start, end in other.content), number)
        for number, other in found.near(quote.start, quote.start)
        if other.content != quote.content and covers(other.content, (*quote.content, *quote.attribution.cue))
    ]
    return f"q{min(around)[1] + 1}" if around else None
