"""German sentences that are reported without a cue of their own: in the subjunctive, or pointed at by “Das sagte X”.

Quotes with a cue are found before; whose words a continuation holds is resolved by the package.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found, touch
from annotator.engines.rules.languages.german_moods import main_clause_is_reported, reported
from annotator.engines.rules.languages.german_verbs import attribution, hits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.reading import Reading, Sentence

_CONTINUED = 0.85  # confidence of a sentence in the subjunctive behind an attributed one
_UNANCHORED = 0.55  # of one without a quote before it
_POINTED = 0.6  # of the sentence in front of “das berichtete X”
_NEAR = 2  # sentences within which a quote can be continued


def pointed(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """“Das berichtete X.”: the sentence before is the content."""
    taken = {quote.attribution.cue for quote in found}
    for number, sentence in enumerate(reading.sentences[1:], 1):
        if sentence.opens or sentence.tokens[0].lower not in {"das", "dies"}:
            continue
        hit = next((hit for hit in hits(sentence) if hit.finite == 1 and "b" in hit.verb.frames), None)
        if hit is None or sentence.clauses[-1].first > hit.finite:
            continue
        whose = attribution(sentence, hit)
        before = reading.sentences[number - 1]
        quoted = any(touch(quote.content, ((before.start, before.end),)) for quote in found)
        if whose.cue not in taken and whose.speaker is not None and not quoted:
            step = f"“{sentence.tokens[0].text}” points back to the sentence before, which is the content."
            full = replace(whose, steps=(*whose.steps, step))
            yield Found(((before.start, before.stop),), full, _POINTED, "pointed")


def continued(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """Sentences in the subjunctive of reported speech that have no cue of their own, neighbours joined."""
    run: list[Sentence] = []
    anchored = False
    last_quoted = -_NEAR - 1
    starts_of = sorted((quote.start, quote.end) for quote in found)
    for number, sentence in enumerate(reading.sentences):
        quoted = any(start < sentence.end and sentence.start < end for start, end in starts_of)
        near = number - last_quoted <= _NEAR or bool(run)
        if not quoted and main_clause_is_reported(sentence, near=near):
            anchored = near if not run else anchored
            run.append(sentence)
            continue
        if run:
            yield _run(run, anchored=anchored)
            run, anchored = [], False
        if quoted:
            last_quoted = number
    if run:
        yield _run(run, anchored=anchored)


def _run(run: Sequence[Sentence], *, anchored: bool) -> Found:
    step = (
        "The sentence stands in the subjunctive of reported speech and has no cue: it continues what was said before."
    )
    content = ((_reported_from(run[0]), run[-1].stop),)
    sure = _CONTINUED if anchored else _UNANCHORED
    return Found(content, Attribution((), steps=(step,)), sure, "continued", continues=True)


def _reported_from(sentence: Sentence) -> int:
    """Where reported speech begins: behind a semicolon or colon when only what follows is in the subjunctive."""
    at = 0
    for clause in sentence.clauses:
        if clause.before in {";", ":"} and clause.first:
            later = sentence.tokens[clause.first :]
            if not reported(sentence.tokens[: clause.first]) and reported(later):
                at = clause.first
    return sentence.tokens[at].start
