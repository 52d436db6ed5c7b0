"""A grammar made of word lists, for French, Spanish, Russian and, with empty lists, for any other language.

It finds cues and speakers around marks and behind “that”; German, whose clauses need more, has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.reading import words as count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.engines.rules.languages.lexicons import Lexicon
    from annotator.engines.rules.languages.reading import Place, Reading, Sentence, Token

_DASHES = frozenset("—–-")
_PHRASE_ENDS = frozenset(',;:.!?…()[]«»“”„"—–')
_BEFORE_ASIDE = frozenset(",!?…")
_LONGEST = 16  # tokens of a speaker's phrase
_LEAD = 4  # small words in front of a cue verb
_SKIPPED = 5  # words passed over between verb and subject
_ASIDE = 24  # tokens of an aside inside marks
_FULL = 2  # capital words of a full name
_THAT = 0.7  # confidence of a “that” clause
_SOURCE = 0.7  # of “according to”
_DIALOGUE = 0.8  # of a line that opens with a dash
_NAME_SHARE = 0.75  # of capital words, from which marks hold a name


class _Cue(NamedTuple):
    """A cue verb: index ranges of its tokens, the subject pronoun tied to it, and the index behind it."""

    first: int
    last: int
    pronoun: int | None


class LexicalGrammar:
    """What the words around marks say in a language that is known by lists."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases = tuple(tuple(phrase.split("_")) for phrase in lexicon["source_phrase"])
        blocked = ("stop", "preposition", "that", "finite", "auxiliary", "clitic", "manner", "relative")
        self._stops = frozenset().union(*(lexicon[name] for name in blocked)) - lexicon["determiner"] - lexicon["link"]
        self._person = tuple(lexicon["person_noun"])

    def behind(self, sentence: Sentence, at: int) -> Attribution | None:
        """“a déclaré X”, “dijo X”, “сказал X”, “selon X”, or “X said”."""
        return self._behind(sentence.tokens, at, len(sentence.tokens))

    def before(self, sentence: Sentence, at: int, *, colon: bool) -> Attribution | None:
        """“X a déclaré :”, or a bare name in front of a colon."""
        tokens = sentence.tokens
        for index in range(at - 1, -1, -1):
            if tokens[index].shut:
                continue
            source = self._source(tokens, index, at)
            if source is not None:
                return source
            cue = self._cue(tokens, index, at)
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
        """Capital words only, or few words."""
        inner = [token for token in sentence.tokens[first + 1 : last - 1] if token.text[0].isalnum()]
        return sum(token.text[0].isupper() for token in inner) >= _NAME_SHARE * len(inner)

    def dialogue(self, reading: Reading) -> Iterator[Found]:
        """Lines that open with a dash and hold an aside: “— A, — сказал он.”."""
        for number, sentence in enumerate(reading.sentences):
            tokens = sentence.tokens
            if not sentence.opens or tokens[0].text not in _DASHES or len(tokens) < _LEAD:
                continue
            for index in range(2, len(tokens)):
                if tokens[index].text not in _DASHES or tokens[index].shut:
                    continue
                found = self._aside(tokens, index + 1, len(tokens), dashed=True)
                if found is not None:
                    content = _pieces(tokens, (1, len(tokens)), index, found[1])
                    yield Found((*content, *_rest_of_line(reading, number)), found[0], _DIALOGUE, "dialogue")
                    break

    def indirect(self, reading: Reading) -> Iterator[Found]:
        """“X a déclaré que S”, and sentences with “selon X”."""
        for sentence in reading.sentences:
            yield from self._that(sentence)
            yield from self._according(sentence)

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

    def _cue_near(self, tokens: Sequence[Token], that: int) -> _Cue | None:
        """The cue verb that a “that” belongs to: no other mark than a comma stands between."""
        for index in range(that - 1, max(-1, that - _LONGEST), -1):
            if tokens[index].text in _PHRASE_ENDS and (tokens[index].text != "," or index < that - 1):
                return None
            cue = self._cue(tokens, index, that)
            if cue is not None:
                return cue
        return None

    def _according(self, sentence: Sentence) -> Iterator[Found]:
        tokens = sentence.tokens
        for index in range(len(tokens)):
            whose = None if tokens[index].shut else self._source(tokens, index, len(tokens))
            if whose is None:
                continue
            behind = next((i for i, token in enumerate(tokens) if token.start >= whose.end), len(tokens))
            content: list[Place] = []
            if index > 1 and tokens[index - 1].text == ",":
                content.append((tokens[0].start, tokens[index - 2].end))
            if behind + 1 < len(tokens) and tokens[behind].text == "," and (index == 0 or content):
                content.append((tokens[behind + 1].start, sentence.stop))
            if content and content[-1][0] < content[-1][1] and count_words(tokens) > _SKIPPED:
                yield Found(tuple(content), whose, _SOURCE, "source")
                return

    def _aside(self, tokens: Sequence[Token], start: int, last: int, *, dashed: bool) -> tuple[Attribution, int] | None:
        """An attribution that fills the stretch up to a comma, period or dash, with the index behind it."""
        lead = self._lead(tokens, start, last)
        cue = None if lead is None else self._cue(tokens, lead, last)
        if (
            cue is None
            or cue.first != lead
            or not (dashed or cue.pronoun is not None or self._inverted(tokens, cue, last))
        ):
            return None
        whose = self._behind(tokens, start, last)
        if whose is None or whose.speaker is None:
            return None
        end = next((i for i in range(cue.last, last) if tokens[i].start >= whose.end), last)
        while end < last and tokens[end].text not in _PHRASE_ENDS:
            end += 1
        closes = end >= last or tokens[end].text in ",." or tokens[end].text in _DASHES
        return (whose, end) if closes else None

    def _inverted(self, tokens: Sequence[Token], cue: _Cue, last: int) -> bool:
        """Whether a capital name, or an article and a noun, stands right behind the verb and ends at a mark."""
        end = self._phrase(tokens, cue.last, last)
        return end is not None and end < last and tokens[end].text in ",." and self._is_somebody(tokens[cue.last : end])

    def _is_somebody(self, tokens: Sequence[Token]) -> bool:
        return any(token.text[0].isupper() or token.lower in self._person for token in tokens)

    def _behind(self, tokens: Sequence[Token], at: int, last: int) -> Attribution | None:
        source = self._source(tokens, at, last)
        if source is not None:
            return source
        start = self._lead(tokens, at, last)
        cue = None if start is None else self._cue(tokens, start, last)
        if cue is not None and cue.first == start:
            return self._attribution(tokens, cue, last, behind=True)
        end = self._phrase(tokens, at, last)
        if end is None or end >= last:
            return None
        start = self._lead(tokens, end, last)
        cue = None if start is None else self._cue(tokens, start, last)
        if cue is None or cue.first != start:
            return None
        return _whose(tokens, cue, (at, end))

    def _lead(self, tokens: Sequence[Token], at: int, last: int) -> int | None:
        """Index of the first word of a verb behind small words like “comme” or “lo”."""
        words = self._lexicon
        for index in range(at, min(last, at + _LEAD)):
            if tokens[index].lower in words["auxiliary"] or tokens[index].lower in words["finite"]:
                return index
            if not any(tokens[index].lower in words[name] for name in ("clitic", "manner", "stop")):
                return None
        return None

    def _cue(self, tokens: Sequence[Token], at: int, last: int) -> _Cue | None:
        """The cue verb whose first word stands at an index: a finite form, or an auxiliary and a participle."""
        words = self._lexicon
        low = tokens[at].lower
        if low in words["auxiliary"]:
            index, pronoun = at + 1, None
            while index < min(last, at + _LEAD + 1):
                if tokens[index].lower in words["participle"]:
                    return _Cue(at, index + 1, pronoun)
                if tokens[index].lower in words["pronoun"]:
                    pronoun = index
                elif not any(tokens[index].lower in words[n] for n in ("inversion", "clitic", "stop")):
                    break
                index += 1
        if low not in words["finite"] or (low.endswith("е") and tokens[at].text[0].isupper()):
            return None
        if at + 1 < last and tokens[at + 1].lower in words["inversion"] and at + 2 < last:
            return _Cue(at, at + 3, at + 2)
        return _Cue(at, at + 1, None)

    def _attribution(self, tokens: Sequence[Token], cue: _Cue, last: int, *, behind: bool = False) -> Attribution:
        if cue.pronoun is not None:
            return _whose(tokens, cue, (cue.pronoun, cue.pronoun + 1))
        if not behind:
            subject = self._in_front(tokens, cue.first)
            if subject is not None:
                return _whose(tokens, cue, subject)
        return _whose(tokens, cue, self._after(tokens, cue.last, last))

    def _after(self, tokens: Sequence[Token], at: int, last: int) -> tuple[int, int] | None:
        """The subject behind a verb, times and places passed over."""
        for index in range(at, min(last, at + _SKIPPED + 1)):
            if tokens[index].text in _PHRASE_ENDS and tokens[index].text != ",":
                return None
            end = self._phrase(tokens, index, last)
            after_place = index > at and tokens[index - 1].lower in self._lexicon["preposition"]
            if end is not None and not after_place and self._is_subject(tokens[index:end]):
                return index, end
        return None

    def _is_subject(self, tokens: Sequence[Token]) -> bool:
        words = self._lexicon
        if tokens[0].lower in words["pronoun"]:
            return True
        nouns = words["person_noun"] | words["organization_noun"] | words["government_noun"] | words["group_noun"]
        return any(token.text[0].isupper() or token.lower in nouns for token in tokens)

    def _in_front(self, tokens: Sequence[Token], verb: int) -> tuple[int, int] | None:
        """The subject in front of a verb: the phrase that ends there, appositions and asides passed over."""
        end = verb
        while end > 0 and any(tokens[end - 1].lower in self._lexicon[n] for n in ("clitic", "manner")):
            end -= 1
        if end > 0 and tokens[end - 1].lower in self._lexicon["relative"]:
            return end - 1, end
        first = _clause_start(tokens, end)
        found = next((i for i in range(first, end) if self._phrase(tokens, i, end) == end), None)
        if found is not None and self._is_subject(tokens[found:end]):
            return self._whole(tokens, found, end)
        if end > 0 and tokens[end - 1].text == ",":
            start = _sentence_start(tokens, end)
            whole = self._phrase(tokens, start, end)
            if whole is not None and self._is_subject(tokens[start:whole]):
                return start, whole
        return None

    def _whole(self, tokens: Sequence[Token], first: int, end: int) -> tuple[int, int]:
        """Extend an apposition in front of a verb to the phrase that it explains."""
        if first > 1 and tokens[first - 1].text == ",":
            start = _clause_start(tokens, first - 1)
            whole = self._phrase(tokens, start, end)
            if whole == end:
                return start, end
        return first, end

    def _phrase(self, tokens: Sequence[Token], at: int, last: int) -> int | None:
        """Index behind the noun phrase that starts at a token, with an apposition between commas."""
        if at >= last:
            return None
        if tokens[at].lower in self._lexicon["pronoun"] | self._lexicon["object_pronoun"]:
            return at + 1
        end = self._core(tokens, at, last)
        if end == at:
            return None
        return self._apposition(tokens, at, end, last)

    def _core(self, tokens: Sequence[Token], at: int, last: int) -> int:
        end = at
        while end < min(last, at + _LONGEST):
            token = tokens[end]
            is_link = token.lower in self._lexicon["link"] and end > at
            if token.text in _PHRASE_ENDS or not (token.text[0].isalnum() or token.text[0] in "'’&"):
                break
            if not is_link and token.lower in self._stops and not (token.text[0].isupper() and end > at):
                break
            end += 1
        while end > at and tokens[end - 1].lower in self._lexicon["link"] | self._lexicon["determiner"]:
            end -= 1
        return end

    def _apposition(self, tokens: Sequence[Token], at: int, end: int, last: int) -> int:
        if end + 1 >= last or tokens[end].text != ",":
            return end
        second = self._core(tokens, end + 1, last)
        closes = second > end + 1 and (second >= last or tokens[second].text in _PHRASE_ENDS)
        both = (tokens[at:end], tokens[end + 1 : second])
        names = [sum(token.text[0].isupper() for token in part) >= _FULL for part in both]
        titles = [any(token.lower in self._person for token in part) for part in both]
        return second if closes and ((names[0] and titles[1]) or (titles[0] and names[1])) else end

    def _source(self, tokens: Sequence[Token], at: int, last: int) -> Attribution | None:
        """“selon X”, “según X”, “по словам X”."""
        for phrase in self._phrases:
            behind = at + len(phrase)
            if behind < last and tuple(token.lower for token in tokens[at:behind]) == phrase:
                end = self._phrase(tokens, behind, last)
                if end is None:
                    return None
                cue = ((tokens[at].start, tokens[behind - 1].end),)
                step = f"“{' '.join(phrase)}” names the source."
                return Attribution(cue, _place(tokens, behind, end), steps=(step,), end=tokens[end - 1].end)
        return None

    def _announced(self, tokens: Sequence[Token], colon: int) -> Attribution | None:
        """A phrase in front of a colon, without a verb that the lists hold."""
        cue = ((tokens[colon].start, tokens[colon].end),) if colon < len(tokens) else ()
        first = _clause_start(tokens, colon)
        end = self._phrase(tokens, first, colon)
        step = "A colon in front of the marks makes the phrase before it the speaker."
        if end != colon or not self._is_subject(tokens[first:colon]):
            return Attribution(cue, None, steps=("A colon stands in front of the marks.",), end=tokens[colon].end)
        return Attribution(cue, _place(tokens, first, end), steps=(step,), end=tokens[colon].end)


def _whose(tokens: Sequence[Token], cue: _Cue, subject: tuple[int, int] | None) -> Attribution:
    skipped = set() if cue.pronoun is None else {cue.pronoun - 1, cue.pronoun}
    kept = [
        i for i in range(cue.first, cue.last) if i not in skipped or tokens[i].text[0].isalnum() and i != cue.pronoun
    ]
    places: list[Place] = []
    for index in kept:
        if places and kept[kept.index(index) - 1] == index - 1:
            places[-1] = (places[-1][0], tokens[index].end)
        else:
            places.append((tokens[index].start, tokens[index].end))
    step = f"“{' '.join(tokens[i].text for i in kept)}” is a cue."
    end = max(cue.last, subject[1] if subject else 0)
    named = None if subject is None else _place(tokens, *subject)
    return Attribution(tuple(places), named, steps=(step,), end=tokens[end - 1].end)


def _place(tokens: Sequence[Token], first: int, last: int) -> Place:
    return tokens[first].start, tokens[last - 1].end


def _clause_start(tokens: Sequence[Token], end: int) -> int:
    """Index behind the last mark in front of an index."""
    first = end
    while first > 0 and (tokens[first - 1].text not in _PHRASE_ENDS) and not tokens[first - 1].shut:
        first -= 1
    return first


def _sentence_start(tokens: Sequence[Token], end: int) -> int:
    first = end
    while first > 0 and tokens[first - 1].text not in ":;—–" and not tokens[first - 1].shut:
        first -= 1
    return first


def _rest_of_line(reading: Reading, number: int) -> tuple[Place, ...]:
    """The sentences behind a dialogue's aside up to the end of its line, as one place."""
    rest: list[Sentence] = []
    for sentence in reading.sentences[number + 1 :]:
        if sentence.opens:
            break
        rest.append(sentence)
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
    pieces = [(tokens[first].start, tokens[left - 1].end)]
    if right < last and any(token.text[0].isalnum() for token in tokens[right:last]):
        pieces.append((tokens[right].start, tokens[last - 1].end))
    return tuple(pieces)
