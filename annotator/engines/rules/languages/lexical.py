"""A grammar made of word lists, for French, Spanish, Russian and, with empty lists, for any other language.

It finds cues and speakers around marks and behind “that”; German, whose clauses need more, has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.lexical_cues import Cue, Cues, attributed
from annotator.engines.rules.languages.lexical_phrases import PHRASE_ENDS, Phrases, clause_start, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Reading, Sentence, Token

_DASHES = frozenset("—–-")
_BEFORE_ASIDE = frozenset(",!?…")
_REACH = 16  # tokens between a cue and its “that”
_LINE = 4  # tokens of the shortest line of dialogue
_SHORTEST = 5  # words of the shortest sentence with a source
_ASIDE = 24  # tokens of an aside inside marks
_THAT = 0.7  # confidence of a “that” clause
_PREPOSED = 0.7  # of a clause in front of its cue
_SOURCE = 0.7  # of “according to”
_DIALOGUE = 0.8  # of a line that opens with a dash
_NAME_SHARE = 0.75  # of capital words, from which marks hold a name


class LexicalGrammar:
    """What the words around marks say in a language that is known by lists."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases = Phrases(lexicon)
        self._cues = Cues(lexicon, self._phrases)

    def behind(self, sentence: Sentence, at: int) -> Attribution | None:
        """“a déclaré X”, “dijo X”, “сказал X”, “selon X”, or “X said”."""
        return self._behind(sentence.tokens, at, len(sentence.tokens))

    def before(self, sentence: Sentence, at: int, *, colon: bool) -> Attribution | None:
        """“X a déclaré :”, or a bare name in front of a colon."""
        tokens = sentence.tokens
        for index in self._cues.places(sentence, at):
            source = self._cues.source(tokens, index, at)
            if source is not None:
                return source
            cue = self._cues.cue(tokens, index, at)
            if cue is not None:
                return self._attribution(tokens, cue, at)
        return self._announced(tokens, at) if colon else None

    def inside(self, sentence: Sentence, first: int, last: int) -> tuple[Attribution, tuple[Place, ...]] | None:
        """“A, a-t-il dit, B” or “A, — сказал он, — B” within one pair of marks."""
        tokens = sentence.tokens
        for index in range(first + 2, last - 2):
            if tokens[index].text not in _BEFORE_ASIDE and tokens[index].text not in _DASHES:
                continue
            start = index + 1
            while start < last - 1 and tokens[start].text in _DASHES:
                start += 1
            dashed = start > index + 1 or tokens[index].text in _DASHES
            found = self._aside(tokens, start, min(last - 1, start + _ASIDE), dashed=dashed)
            if found is not None:
                return found[0], _pieces(tokens, (first, last), index, found[1])
        return None

    def names(self, sentence: Sentence, first: int, last: int) -> bool:
        """Capital words, for the most part."""
        inner = [token for token in sentence.tokens[first + 1 : last - 1] if token.text[0].isalnum()]
        return sum(token.text[0].isupper() for token in inner) >= _NAME_SHARE * len(inner)

    def dialogue(self, reading: Reading) -> Iterator[Found]:
        """Lines that open with a dash and hold an aside: “— A, — сказал он.”."""
        for number, sentence in enumerate(reading.sentences):
            tokens = sentence.tokens
            if not sentence.opens or tokens[0].text not in _DASHES or len(tokens) < _LINE:
                continue
            for index in range(2, len(tokens)):
                dashed = tokens[index].text in _DASHES
                if tokens[index].shut or not (dashed or tokens[index].text in _BEFORE_ASIDE):
                    continue
                found = self._aside(tokens, index + 1, len(tokens), dashed=dashed)
                if found is not None:
                    content = (*_pieces(tokens, (1, len(tokens)), index, found[1]), *_rest_of_line(reading, number))
                    if content:
                        yield Found(content, found[0], _DIALOGUE, "dialogue")
                    break

    def indirect(self, reading: Reading) -> Iterator[Found]:
        """“X a déclaré que S”, and sentences with “selon X”."""
        for sentence in reading.sentences:
            found = [*self._that(sentence), *self._according(sentence), *self._preposed(sentence)]
            yield from found[:1]
            yield from self._called(sentence) if not found else ()

    def _that(self, sentence: Sentence) -> Iterator[Found]:
        tokens = sentence.tokens
        for index in range(1, len(tokens) - 2):
            if tokens[index].shut or tokens[index].lower not in self._lexicon["that"]:
                continue
            cue = self._cue_near(tokens, index)
            if cue is None:
                continue
            whose = self._attribution(tokens, cue, index)
            if whose.speaker is None:
                continue
            steps = (*whose.steps, f"“{tokens[index].text}” opens the clause that is the content.")
            content = ((tokens[index].start, sentence.stop),)
            yield Found(content, Attribution(whose.cue, whose.speaker, whose.addressee, steps=steps), _THAT, "that")
            return

    def _cue_near(self, tokens: Sequence[Token], that: int) -> Cue | None:
        """The cue verb that a “that” belongs to: no other mark than a comma stands between."""
        for index in range(that - 1, max(-1, that - _REACH), -1):
            if tokens[index].text in PHRASE_ENDS and (tokens[index].text != "," or index < that - 1):
                return None
            cue = self._cues.cue(tokens, index, that)
            if cue is not None:
                negated = index > 0 and tokens[index - 1].lower in self._lexicon["negation"]
                return None if negated else cue
        return None

    def _preposed(self, sentence: Sentence) -> Iterator[Found]:
        """“S, a annoncé X.”: the clause in front of an inverted verb."""
        tokens = sentence.tokens
        marks = sentence.token_from(sentence.quotations[0][0]) if sentence.quotations else len(tokens)
        for index in range(_SHORTEST, min(marks + 1, len(tokens) - 1)):
            if tokens[index].text != ",":
                continue
            if tokens[0].text in _DASHES:
                return  # a line of dialogue
            cue = self._cues.cue(tokens, index + 1, len(tokens))
            subject = None if cue is None else self._phrases.subject_after(tokens, cue.last, len(tokens))
            if cue is None or subject is None or cue.pronoun is not None or not self._closes(tokens, subject[1]):
                continue
            whose = attributed(tokens, cue, subject)
            first = _behind_dateline(tokens, index)
            content = ((tokens[first].start, tokens[index - 1].end),)
            yield Found(content, whose, _PREPOSED, "preposed")
            return

    def _closes(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a sentence ends, or only times and places follow."""
        return at >= len(tokens) or tokens[at].text == "." or tokens[at].lower in self._lexicon["preposition"]

    def _called(self, sentence: Sentence) -> Iterator[Found]:
        """“X calificó la medida de «precipitada»”: whom or what it is said of, with the words in marks."""
        tokens = sentence.tokens
        for index in range(len(tokens) - 1):
            if tokens[index].shut or tokens[index].lower not in self._lexicon["calling"]:
                continue
            whose = self._attribution(tokens, Cue(index, index + 1, None), index + 1)
            marked = [i for i in range(index + 1, min(len(tokens), index + _REACH)) if tokens[i].shut]
            between = tokens[index + 1 : marked[0]] if marked else ()
            if not marked or whose.speaker is None or any(token.text in PHRASE_ENDS for token in between):
                continue
            last = next((i for i in range(marked[0], len(tokens)) if not tokens[i].shut), len(tokens))
            start = index + 1 + (tokens[index + 1].lower in self._lexicon["object_marker"])
            yield Found(((tokens[start].start, tokens[last - 1].end),), whose, _THAT, "object")

    def _according(self, sentence: Sentence) -> Iterator[Found]:
        tokens = sentence.tokens
        for index in range(len(tokens)):
            whose = None if tokens[index].shut else self._cues.source(tokens, index, len(tokens))
            if whose is None:
                continue
            behind = sentence.token_from(whose.end)
            if behind < len(tokens) and tokens[behind].lower in self._lexicon["preposition"]:
                near = range(behind, min(len(tokens), behind + _SHORTEST + 1))
                behind = next((i for i in near if tokens[i].text == ","), behind)
            content: list[Place] = []
            if index > 1 and tokens[index - 1].text == ",":
                content.append((tokens[0].start, tokens[index - 2].end))
            if behind + 1 < len(tokens) and tokens[behind].text == "," and (index == 0 or content):
                content.append((tokens[behind + 1].start, sentence.stop))
            if content and content[-1][0] < content[-1][1] and sentence.words(0, len(tokens)) > _SHORTEST:
                yield Found(tuple(content), whose, _SOURCE, "source")
                return

    def _aside(self, tokens: Sequence[Token], start: int, last: int, *, dashed: bool) -> tuple[Attribution, int] | None:
        """An attribution that fills the stretch up to a comma, period or dash, with the index behind it."""
        lead = self._cues.lead(tokens, start, last)
        cue = None if lead is None else self._cues.cue(tokens, lead, last)
        if cue is None or cue.first != lead:
            return None
        if not dashed and cue.pronoun is None and not self._inverted(tokens, cue, last):
            return None
        whose = self._behind(tokens, start, last)
        if whose is None or whose.speaker is None:
            return None
        end = next((i for i in range(cue.last, last) if tokens[i].start >= whose.end), last)
        while end < last and tokens[end].text not in PHRASE_ENDS:
            end += 1
        closes = end >= last or tokens[end].text in ",." or tokens[end].text in _DASHES
        return (whose, end) if closes else None

    def _inverted(self, tokens: Sequence[Token], cue: Cue, last: int) -> bool:
        """Whether a capital name, or an article and a noun, stands right behind the verb and ends at a mark."""
        end = self._phrases.phrase(tokens, cue.last, last)
        return end is not None and end < last and tokens[end].text in ",." and self._is_somebody(tokens[cue.last : end])

    def _is_somebody(self, tokens: Sequence[Token]) -> bool:
        return any(token.text[0].isupper() or token.lower in self._lexicon["person_noun"] for token in tokens)

    def _behind(self, tokens: Sequence[Token], at: int, last: int) -> Attribution | None:
        source = self._cues.source(tokens, at, last)
        if source is not None:
            return source
        start = self._cues.lead(tokens, at, last)
        cue = None if start is None else self._cues.cue(tokens, start, last)
        if cue is not None and cue.first == start:
            return self._attribution(tokens, cue, last, behind=True)
        end = self._phrases.phrase(tokens, at, last)
        if end is None or end >= last:
            return None
        start = self._cues.lead(tokens, end, last)
        cue = None if start is None else self._cues.cue(tokens, start, last)
        if cue is None or cue.first != start:
            return None
        return attributed(tokens, cue, (at, end))

    def _attribution(self, tokens: Sequence[Token], cue: Cue, last: int, *, behind: bool = False) -> Attribution:
        if cue.pronoun is not None:
            return attributed(tokens, cue, (cue.pronoun, cue.pronoun + 1))
        if not behind:
            subject = self._phrases.subject_before(tokens, cue.first)
            subject = subject or self._phrases.subject_shared(tokens, cue.first)
            if subject is not None:
                return attributed(tokens, cue, subject)
        return attributed(tokens, cue, self._phrases.subject_after(tokens, cue.last, last))

    def _announced(self, tokens: Sequence[Token], colon: int) -> Attribution | None:
        """A phrase in front of a colon, without a verb that the lists hold."""
        cue = ((tokens[colon].start, tokens[colon].end),) if colon < len(tokens) else ()
        first = clause_start(tokens, colon)
        end = self._phrases.phrase(tokens, first, colon)
        step = "A colon in front of the marks makes the phrase before it the speaker."
        if end is None or not self._phrases.is_subject(tokens[first:end]):
            return Attribution(cue, None, steps=("A colon stands in front of the marks.",), end=tokens[colon].end)
        return Attribution(cue, place(tokens, first, end), steps=(step,), end=tokens[colon].end)


def _behind_dateline(tokens: Sequence[Token], last: int) -> int:
    """Index behind “PLACE, 4 mars (Agence) -” at a sentence's start."""
    dashes = (i for i in range(1, min(last, _REACH)) if tokens[i].text in _DASHES and tokens[i - 1].text in ").")
    found = next(dashes, None)
    return 0 if found is None else found + 1


def _rest_of_line(reading: Reading, number: int) -> tuple[Place, ...]:
    """The sentences behind a dialogue's aside up to the end of its line, as one place."""
    rest: list[Sentence] = []
    for later in range(number + 1, len(reading.sentences)):
        if reading.sentences[later].opens:
            break
        rest.append(reading.sentences[later])
    if not rest:
        return ()
    first = next((token for token in rest[0].tokens if token.text not in _DASHES), rest[0].tokens[0])
    return ((first.start, rest[-1].end),)


def _pieces(tokens: Sequence[Token], outer: tuple[int, int], aside: int, end: int) -> tuple[Place, ...]:
    """The content in front of and behind an aside, its commas and dashes left out."""
    first, last = outer
    left = aside
    while left > first and tokens[left - 1].text in {",", *_DASHES}:
        left -= 1
    if tokens[aside].text in "!?…":
        left = aside + 1
    right = end
    while right < last and (tokens[right].text in {",", "."} or tokens[right].text in _DASHES):
        right += 1
    pieces = [(tokens[first].start, tokens[left - 1].end)] if left > first else []
    if right < last and any(token.text[0].isalnum() for token in tokens[right:last]):
        pieces.append((tokens[right].start, tokens[last - 1].end))
    return tuple(pieces)
