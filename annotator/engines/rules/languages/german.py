"""German: direct, indirect and free indirect quotes of a document, as places with their cues.

It puts the German matchers in order; names and overlaps are left to the package.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.engines.rules.languages.direct import direct
from annotator.engines.rules.languages.found import Attribution, Found, covers, touch
from annotator.engines.rules.languages.german_clauses import indirect
from annotator.engines.rules.languages.german_moods import main_clause_is_reported, reported
from annotator.engines.rules.languages.german_objects import objects
from annotator.engines.rules.languages.german_phrases import (
    is_capital,
    names_somebody,
    phrase,
    place,
    starts,
    subject_after,
)
from annotator.engines.rules.languages.german_sources import sourced
from annotator.engines.rules.languages.german_verbs import attribution, hits
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.reading import Place, Reading, Sentence

_CONTINUED = 0.6  # confidence of a sentence in the subjunctive behind an attributed one
_UNANCHORED = 0.45  # of one without a quote before it
_POINTED = 0.5  # of the sentence in front of “das berichtete X”
_NEAR = 2  # sentences within which a quote can be continued
_MOSTLY = 0.75  # share of capital words from which marks hold a name


def find(reading: Reading) -> list[Found]:
    """All quotes of a German document, not yet chosen among."""
    spoken = [found for sentence in reading.sentences for found in _spoken(sentence)]
    spoken += list(_pointed(reading, spoken))
    marked = direct(reading, GermanGrammar(), spoken)
    sure = [found for found in marked if found.construction == "marks" or found.start in _openings(reading)]
    continued = list(_continued(reading, [*spoken, *sure]))
    held = tuple(place for found in continued for place in found.content)
    free = [found for found in marked if not covers(held, found.content)]
    return sorted([*spoken, *free, *continued], key=lambda found: found.start)


def _openings(reading: Reading) -> frozenset[int]:
    """Where sentences start."""
    return frozenset(sentence.start for sentence in reading.sentences)


def _spoken(sentence: Sentence) -> list[Found]:
    """Indirect and mixed quotes of a sentence; of those that overlap without nesting the surer one stays."""
    kept: list[Found] = []
    candidates = [*sourced(sentence), *indirect(sentence), *objects(sentence)]
    for found in sorted(candidates, key=lambda found: -found.confidence):
        if all(_agree(found, other) for other in kept):
            kept.append(found)
    return kept


def _pointed(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
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


def _agree(left: Found, right: Found) -> bool:
    """Whether two quotes can both stand: apart, or one with its cue inside the other."""
    if left.attribution.cue == right.attribution.cue:
        return False
    if not touch(left.content, right.content):
        return not touch(left.content, right.attribution.cue) and not touch(right.content, left.attribution.cue)
    inner, outer = (left, right) if covers(right.content, left.content) else (right, left)
    if not covers(outer.content, inner.content) or inner.content == outer.content:
        return False
    return covers(outer.content, inner.attribution.cue)


def _continued(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """Sentences in the subjunctive of reported speech that have no cue of their own, neighbours joined."""
    run: list[Sentence] = []
    anchored = False
    last_quoted = -_NEAR - 1
    starts_of = sorted((quote.start, quote.end) for quote in found)
    for number, sentence in enumerate(reading.sentences):
        quoted = any(start < sentence.end and sentence.start < end for start, end in starts_of)
        near = number - last_quoted <= _NEAR or bool(run)
        if not quoted and main_clause_is_reported(sentence, near=near):
            anchored = anchored or near
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


class GermanGrammar:
    """What German words around marks say."""

    def behind(self, sentence: Sentence, at: int) -> Attribution | None:
        """“sagte X”, “hat X gesagt”, “so X”, “wie X sagte”."""
        tokens = sentence.tokens
        if tokens[at].lower == "so" and at + 1 < len(tokens) and starts(tokens, at + 1):
            end = phrase(tokens, at + 1, len(tokens))
            if end is not None:
                step = "“so” and a name stand behind the marks."
                cue = ((tokens[at].start, tokens[at].end),)
                return Attribution(cue, place(tokens, at + 1, end), steps=(step,), end=tokens[end - 1].end)
        clause = sentence.clauses[sentence.clause_of(at)]
        near = {at, at + 1} if tokens[at].lower == "wie" else {at}
        for hit in hits(sentence):
            if hit.finite in near or (tokens[at].lower == "wie" and clause.first <= hit.finite < clause.last):
                return attribution(sentence, hit)
        return None

    def before(self, sentence: Sentence, at: int, *, colon: bool) -> Attribution | None:
        """“X sagte:”, “X:”, or a cue anywhere in front of words in marks."""
        found = [hit for hit in hits(sentence) if hit.finite < at]
        nearest = sentence.clause_of(at - 1) if at else 0
        near = [hit for hit in found if nearest - hit.clause <= 2] or found  # noqa: PLR2004  # an aside may stand between
        if near:
            return attribution(sentence, near[-1])
        if not colon:
            behind = [hit for hit in hits(sentence) if hit.finite > at and "o" in hit.verb.frames | {"o"}]
            return attribution(sentence, behind[0]) if behind else None
        return _announced(sentence, at)

    def inside(self, sentence: Sentence, first: int, last: int) -> tuple[Attribution, tuple[Place, ...]] | None:
        """German closes the marks before an aside."""
        del sentence, first, last

    def names(self, sentence: Sentence, first: int, last: int) -> bool:
        """Behind a noun, or capital words only."""
        tokens = sentence.tokens
        inner = [token for token in tokens[first + 1 : last - 1] if token.text[0].isalnum()]
        if not inner:
            return True
        capitals = sum(is_capital(token) for token in inner)
        if capitals >= _MOSTLY * len(inner):
            return True
        before = tokens[first - 1] if first else None
        return before is not None and is_capital(before) and first > 1 and len(inner) < 4  # noqa: PLR2004  # “die Partei „Die neue Mitte“”


def _announced(sentence: Sentence, colon: int) -> Attribution | None:
    """A speaker in front of a colon without a cue verb: “Ein Zeuge nach dem Unfall:”."""
    tokens = sentence.tokens
    cue = ((tokens[colon].start, tokens[colon].end),)
    clause = sentence.clauses[sentence.clause_of(colon - 1)]
    steps = ("A colon in front of the marks makes the phrase before it the speaker.",)
    first = clause.first
    while first < colon and tokens[first].lower in lexicon("de")["focus"] | lexicon("de")["coordinator"]:
        first += 1
    end = phrase(tokens, first, colon) if first < colon and starts(tokens, first) else None
    if end is not None and names_somebody(tokens[first:end]):
        return Attribution(cue, place(tokens, first, end), steps=steps, end=tokens[colon].end)
    subject = subject_after(sentence, first, colon)
    if subject is not None and names_somebody(tokens[slice(*subject)]):
        return Attribution(cue, place(tokens, *subject), steps=steps, end=tokens[colon].end)
    return Attribution(cue, None if end is None else place(tokens, first, end), steps=steps, end=tokens[colon].end)
