"""Direct quotes of any language: words in marks, and who says them by the words before, behind or inside.

What a cue and a speaker look like is asked of a grammar; indirect speech is left to each language.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from annotator.engines.rules.languages.found import Attribution, Found, covers
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.engines.rules.languages.reading import Place, Reading, Sentence

_ATTRIBUTED = 0.9  # confidence of marks with a verb and a speaker
_COLON = 0.9  # of marks behind a colon with a speaker
_NAMELESS = 0.7  # of marks with a cue and no speaker
_ALONE = 0.55  # of a sentence in marks without any attribution
_LOOSE = 0.45  # of some words in marks without a cue
_FRAGMENT = 0.6  # of a few words in marks in a sentence with a cue
_MARKS = 2  # tokens of a pair of marks that holds nothing
_SPEECH = 5  # words from which marks hold speech rather than a name
_CLAUSE_MARKS = frozenset(".!?…")


class Grammar(Protocol):
    """What the matcher must know of a language."""

    def behind(self, sentence: Sentence, at: int) -> Attribution | None:
        """The attribution that starts at a token behind a quotation: “said X”."""
        ...

    def before(self, sentence: Sentence, at: int, *, colon: bool) -> Attribution | None:
        """The attribution in front of a quotation or colon that stands at a token."""
        ...

    def inside(self, sentence: Sentence, first: int, last: int) -> tuple[Attribution, tuple[Place, ...]] | None:
        """An aside inside the marks of tokens ``[first, last)`` and the pieces of content around it."""
        ...

    def names(self, sentence: Sentence, first: int, last: int) -> bool:
        """Whether marked tokens are a title, name or nickname in their sentence rather than words of somebody."""
        ...


@dataclass(slots=True)
class _State:
    found: list[Found] = field(default_factory=list[Found])
    last: int | None = None  # index of the quote that the next sentence may go on with
    sentence: int = -2  # index of the sentence that the quote ended in


def direct(reading: Reading, grammar: Grammar, others: Iterable[Found] = ()) -> list[Found]:
    """Find the quotes that stand in marks.

    Args:
        reading: The document.
        grammar: Its language.
        others: Indirect and mixed quotes that were found before; a quotation inside one is left to it.

    Returns:
        The quotes in text order.
    """
    state = _State()
    taken = Stretches((*place, place) for found in others for place in found.content)
    for number, sentence in enumerate(reading.sentences):
        for place in sentence.quotations:
            first, last = map(sentence.token_from, place)
            if last - first > 1 and not covers(taken.near(*place), (place,)):
                _add(state, reading, number, (first, last), grammar)
    return state.found


def _add(state: _State, reading: Reading, number: int, at: tuple[int, int], grammar: Grammar) -> None:
    sentence = reading.sentences[number]
    place = (sentence.tokens[at[0]].start, sentence.tokens[at[1] - 1].end)
    aside = grammar.inside(sentence, *at)
    if aside is not None:
        _keep(state, number, Found(aside[1], aside[0], _ATTRIBUTED, "aside"))
        return
    speech = _is_speech(sentence, *at) or _is_sentence(sentence, *at)
    whose = _attribution(reading, number, at, grammar, speech=speech)
    if whose is not None and whose.speaker is not None and covers((whose.speaker,), (place,)):
        return
    if whose is not None and (whose.speaker is not None or speech or not grammar.names(sentence, *at)):
        sure = _ATTRIBUTED if whose.speaker is not None else _NAMELESS
        _keep(state, number, Found((place,), whose, sure, "marks"))
    elif _goes_on(state, sentence, number, at[0], speech=speech):
        assert state.last is not None  # noqa: S101  # _goes_on saw it
        state.found[state.last] = state.found[state.last].also(place)
        state.sentence = number
    elif not grammar.names(sentence, *at):
        _keep_alone(state, number, _without_cue(sentence, at, grammar, speech=speech))


def _keep(state: _State, number: int, found: Found) -> None:
    """Take a quote in, or join it to the one with the same cue."""
    for index in range(len(state.found) - 1, max(-1, len(state.found) - 4), -1):
        if found.attribution.cue and state.found[index].attribution.cue == found.attribution.cue:
            state.found[index] = state.found[index].also(*found.content)
            state.last, state.sentence = index, number
            return
    state.found.append(found)
    state.last, state.sentence = len(state.found) - 1, number


def _is_speech(sentence: Sentence, first: int, last: int) -> bool:
    """Whether marks hold a sentence rather than some words of one."""
    if last - first <= _MARKS:
        return False
    ends = sentence.tokens[last - 2].text[-1] in _CLAUSE_MARKS
    return sentence.words(first + 1, last - 1) >= _SPEECH or (ends and sentence.tokens[first + 1].text[0].isupper())


def _is_sentence(sentence: Sentence, first: int, last: int) -> bool:
    """Whether marks hold all of a sentence that opens with a capital."""
    alone = sentence.words(0, first) == 0 and sentence.words(last, len(sentence.tokens)) == 0
    return alone and last - first > _MARKS and sentence.tokens[first + 1].text[0].isupper()


def _attribution(
    reading: Reading, number: int, at: tuple[int, int], grammar: Grammar, *, speech: bool
) -> Attribution | None:
    """The attribution behind, in front of, or in the sentence before a quotation."""
    sentence = reading.sentences[number]
    tokens = sentence.tokens
    if at[0] and tokens[at[0] - 1].text == ":":
        found = grammar.before(sentence, at[0] - 1, colon=True)
        if found is not None:
            return found
    behind = at[1]
    while behind < len(tokens) and tokens[behind].text in ",–—-":
        behind += 1
    if behind < len(tokens) and (behind > at[1] or tokens[at[1] - 2].text in "?!…" or speech):
        found = grammar.behind(sentence, behind)
        if found is not None:
            return found
    if at[0] == 0 and number and speech:
        previous = reading.sentences[number - 1]
        if previous.tokens and previous.tokens[-1].text == ":":
            return grammar.before(previous, len(previous.tokens) - 1, colon=True)
    return None


def _goes_on(state: _State, sentence: Sentence, number: int, first: int, *, speech: bool) -> bool:
    """Whether a quotation takes up the one before it: behind its cue, or as the next sentence."""
    if state.last is None or not speech:
        return False
    if state.sentence == number:
        return True
    before = state.found[state.last].attribution
    opens = all(sentence.tokens[i].text in "—–-" for i in range(first))
    follows = opens and state.sentence == number - 1 and not sentence.opens
    return follows and before.end > state.found[state.last].end


def _keep_alone(state: _State, number: int, found: Found | None) -> None:
    if found is not None:
        _keep(state, number, found)


def _without_cue(sentence: Sentence, at: tuple[int, int], grammar: Grammar, *, speech: bool) -> Found | None:
    """Marks without attribution around them: a sentence of the last speaker, or words with a cue farther off."""
    tokens = sentence.tokens
    place = (tokens[at[0]].start, tokens[at[1] - 1].end)
    whole = speech and at[0] == 0 and sentence.words(at[1], len(tokens)) == 0
    whose = None if whole else grammar.before(sentence, at[0], colon=False)
    if whose is None:
        step = "Words in marks without an attribution: their speaker is taken from the text before."
        alone = Attribution((), steps=(step,))
        return Found((place,), alone, _ALONE if whole else _LOOSE, "marks alone", continues=whole) if speech else None
    if whose.speaker is not None and covers((whose.speaker,), (place,)):
        return None
    steps = (*whose.steps, "The words in marks are the content.")
    return Found((place,), replace(whose, steps=steps), _FRAGMENT, "words in marks")
