"""What German words around quotation marks say: whose words they hold, or that they hold a name.

Which marks to ask about is left to `direct`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution
from annotator.engines.rules.languages.german_phrases import (
    is_capital,
    names_somebody,
    phrase,
    place,
    starts,
    subject_after,
)
from annotator.engines.rules.languages.german_speakers import attribution
from annotator.engines.rules.languages.german_verbs import hits, hits_backwards
from annotator.engines.rules.languages.lexicons import lexicon

if TYPE_CHECKING:
    from annotator.engines.rules.languages.reading import Place, Sentence

_MOSTLY = 0.75  # share of capital words from which marks hold a name
_SHORT = 4  # words below which marks behind a noun hold a name


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
        before = next((hit for hit in hits_backwards(sentence) if hit.finite < at), None)
        if before is not None:
            return attribution(sentence, before)
        if not colon:
            behind = next((hit for hit in hits(sentence) if hit.finite > at), None)
            return None if behind is None else attribution(sentence, behind)
        return _announced(sentence, at)

    def inside(self, sentence: Sentence, first: int, last: int) -> tuple[Attribution, tuple[Place, ...]] | None:
        """German closes the marks before an aside."""
        del sentence, first, last
        return None

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
        return before is not None and is_capital(before) and first > 1 and len(inner) < _SHORT


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
    if clause.before == "(":
        return None  # an explanation in brackets
    return Attribution(cue, None if end is None else place(tokens, first, end), steps=steps, end=tokens[colon].end)
