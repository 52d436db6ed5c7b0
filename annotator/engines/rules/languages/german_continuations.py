"""German sentences that are reported without a cue of their own: in the subjunctive, or pointed at by “Das sagte X”.

Quotes with a cue are found before; whose words a continuation holds is resolved by the package.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found, by_place, touch
from annotator.engines.rules.languages.german_moods import main_clause_is_reported, reported
from annotator.engines.rules.languages.german_phrases import names_somebody, phrase, place, starts
from annotator.engines.rules.languages.german_speakers import attribution
from annotator.engines.rules.languages.german_verbs import hits
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.reading import Place, Reading, Sentence

_CONTINUED = 0.85  # confidence of a sentence in the subjunctive behind an attributed one
_UNANCHORED = 0.55  # of one without a quote before it
_POINTED = 0.6  # of the sentence in front of “das berichtete X”
_NEAR = 2  # sentences within which a quote can be continued


def pointed(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """“Das berichtete X.”: the sentence before is the content."""
    taken = {quote.attribution.cue for quote in found}
    quotes = by_place(found)
    for number, sentence in enumerate(reading.sentences[1:], 1):
        if sentence.opens or sentence.tokens[0].lower not in {"das", "dies"}:
            continue
        hit = next((hit for hit in hits(sentence) if hit.finite == 1 and "b" in hit.verb.frames), None)
        if hit is None or sentence.clauses[-1].first > hit.finite:
            continue
        whose = attribution(sentence, hit)
        before = reading.sentences[number - 1]
        place = before.start, before.end
        quoted = any(touch(quote.content, (place,)) for _, quote in quotes.near(*place))
        if whose.cue not in taken and whose.speaker is not None and not quoted:
            step = f"“{sentence.tokens[0].text}” points back to the sentence before, which is the content."
            full = replace(whose, steps=(*whose.steps, step))
            yield Found(((before.start, before.stop),), full, _POINTED, "pointed")


def continued(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """Sentences in the subjunctive of reported speech that have no cue of their own, neighbours joined."""
    run: list[Sentence] = []
    before: Sentence | None = None  # what stands in front of the run, when it is no quote
    last_quoted, anchored = -_NEAR - 1, False
    quotes = by_place(found)
    for number, sentence in enumerate(reading.sentences):
        close = quotes.near(sentence.start, sentence.end)
        quoted = any(quote.start < sentence.end and sentence.start < quote.end for _, quote in close)
        near = number - last_quoted <= _NEAR
        if not quoted and main_clause_is_reported(sentence, near=near or bool(run)):
            if not run:
                anchored = near
                before = reading.sentences[number - 1] if number and last_quoted != number - 1 else None
            run.append(sentence)
            continue
        if run:
            yield _run(run, before, anchored=anchored)
            run = []
        last_quoted = number if quoted else last_quoted
    if run:
        yield _run(run, before, anchored=anchored)


def _run(run: Sequence[Sentence], before: Sentence | None, *, anchored: bool) -> Found:
    step = (
        "The sentence stands in the subjunctive of reported speech and has no cue: it continues what was said before."
    )
    content = ((_reported_from(run[0]), run[-1].stop),)
    speaker = None if before is None else _subject(before)
    sure = _CONTINUED if anchored else _UNANCHORED
    return Found(content, Attribution((), speaker, steps=(step,)), sure, "continued", continues=True)


def _subject(sentence: Sentence) -> Place | None:
    """The subject of a sentence that names somebody who may speak in the next one."""
    hit = next(iter(hits(sentence)), None)
    if hit is not None:
        return attribution(sentence, hit).speaker
    tokens, words = sentence.tokens, lexicon("de")
    first = 0
    while first < len(tokens) - 1 and tokens[first].lower in words["focus"] | words["coordinator"]:
        first += 1
    end = phrase(tokens, first, len(tokens)) if starts(tokens, first) else None
    if end is None:
        return None
    is_pronoun = tokens[first].lower in words["pronoun_m"] | words["pronoun_f"]
    return place(tokens, first, end) if is_pronoun or names_somebody(tokens[first:end]) else None


def _reported_from(sentence: Sentence) -> int:
    """Where reported speech begins: behind a semicolon or colon when only what follows is in the subjunctive."""
    at = 0
    for clause in sentence.clauses:
        if clause.before in {";", ":"} and clause.first:
            later = sentence.tokens[clause.first :]
            if not reported(sentence.tokens[: clause.first]) and reported(later):
                at = clause.first
    return sentence.tokens[at].start
