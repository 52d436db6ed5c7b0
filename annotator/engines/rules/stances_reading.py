"""One document as stances read it: whose words stand where, whom a phrase means, what a short mention stands for.

Cues and objects are found by `stances_cues` and `stances_objects`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.engines.rules import phrases
from annotator.engines.rules.lexicon import names
from annotator.engines.rules.phrases import Phrase
from annotator.engines.rules.polarity import bases
from annotator.engines.rules.stances_people import described, is_alive, subject_before
from annotator.engines.rules.stances_pronouns import (
    group_before,
    most_named,
    pair_before,
    person_before,
    spoken_for,
)
from annotator.engines.rules.stances_words import is_a
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.actors import Cast
    from annotator.engines.rules.analysis import Analysis

FIRST = frozenset("i we me us my our mine ours".split())
"""Pronouns that mean the speaker."""
SECOND = frozenset("you your yours".split())
"""Pronouns that mean whom the speaker speaks to."""

_THIRD = frozenset("he she they it his her their its him them".split())
_PERSONAL = frozenset("he she his her him".split())
_RELATIVE = frozenset("who which that whom".split())
_DEICTIC = frozenset("such these those this that the both".split())
_LEADERS = frozenset("leaders presidents ministers premiers heads chancellors".split())
_COMPLETING = frozenset("of on against for to with between by".split())
_LOOKBACK = 4  # sentences back to which a short mention may refer


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its cast and quotes.

    Attributes:
        analysis: Tokens, chunks and marks.
        cast: Who appears.
        quotes: What is attributed to whom.
        owner: For each token the index of the innermost quote whose content holds it, or -1.
        named: Start of a mention of a person → its end and the person's name.
        cued: Token of a cue → index of the quote that it opens.
    """

    analysis: Analysis
    cast: Cast
    quotes: tuple[DraftQuote, ...]
    owner: tuple[int, ...]
    named: Mapping[int, tuple[int, str]]
    cued: Mapping[int, int] = field(default_factory=dict[int, int])

    def quote_at(self, token: int) -> DraftQuote | None:
        """The quote that a token belongs to, or None."""
        index = self.owner[token]
        return self.quotes[index] if index >= 0 else None

    def opened_by(self, token: int) -> DraftQuote | None:
        """The quote whose cue a token belongs to, or None."""
        index = self.cued.get(token)
        return self.quotes[index] if index is not None else None

    def is_marked(self, token: int) -> bool:
        """Whether a token stands between quotation marks."""
        return self.analysis.quoted[token] >= 0

    def actor(self, phrase: Phrase) -> str | None:
        """The actor that a phrase means, pronouns resolved; None when it is none."""
        analysis = self.analysis
        first, last = phrase.first, phrase.last
        lower = analysis.tokens.lowers[first]
        if last - first == 1 and lower in FIRST | SECOND | _THIRD:
            return self._pronoun(lower, first)
        if lower in _RELATIVE and last - first == 1:
            before = self._antecedent(first)
            return self.actor(before) if before is not None else None
        return self._named(phrase)

    def _antecedent(self, token: int) -> Phrase | None:
        """What a relative pronoun refers to."""
        analysis = self.analysis
        floor = phrases.floor_of(analysis, token)
        at = token - 1
        while at > floor and analysis.tags[at] in {"COMMA", "CLOSE"}:
            at -= 1
        before = phrases.phrase_before(analysis, at, floor) if at >= floor else None
        return Phrase(before.head, before.last, before.head) if before is not None else None

    def _named(self, phrase: Phrase) -> str | None:
        """The actor that the head of a phrase mentions, or that is mentioned by all of it."""
        analysis = self.analysis
        index = analysis.chunk_at[phrase.head]
        first, last = analysis.chunks[index] if index >= 0 else (phrase.first, phrase.last)
        starts, ends = analysis.tokens.starts, analysis.tokens.ends
        last = min(max(last, self._name_end(first, last)), phrase.last)
        joint = self._joint(phrase) or self._apposed(phrase)
        if joint is not None:
            return joint
        name = self.cast.actor_at(starts[first], ends[last - 1]) if first < last else None
        return name if name is not None and self._ends_with(name, first, last) else None

    def _apposed(self, phrase: Phrase) -> str | None:
        """The actor that a description is apposed to: “His counterpart, Yara Lund,”; “her partner, the Rail party,”."""
        tags, tokens = self.analysis.tags, self.analysis.tokens
        if tags[phrase.head] not in {"DET", "POSS", "NOUN", "ADJ"}:
            return None
        comma = next((at for at in range(phrase.head, phrase.last - 1) if tags[at] == "COMMA"), None)
        if comma is None or "CONJ" in tags[phrase.head : comma]:
            return None
        last = next((at for at in range(comma + 1, phrase.last) if tags[at] == "COMMA"), phrase.last)
        inside = self._ends_with_actor(comma + 1, last)
        return inside if inside is not None and tokens.starts[comma] < tokens.starts[last - 1] else None

    def _ends_with_actor(self, first: int, last: int) -> str | None:
        """The actor that the chunk at a place mentions."""
        index = self.analysis.chunk_at[first]
        end = min(last, self.analysis.chunks[index][1]) if index >= 0 else first
        name = self.cast.actor_at(self.analysis.tokens.starts[first], self.analysis.tokens.ends[end - 1])
        return name if end > first and name is not None and self._ends_with(name, first, end) else None

    def _name_end(self, first: int, last: int) -> int:
        """One past the name that starts in a chunk and goes on after it: “Bank of England”; 0 when none does."""
        starts, ends = self.analysis.tokens.starts[first], self.analysis.tokens.ends[last - 1]
        beyond = [end for _, end, _ in self.cast.starting(starts, ends) if ends < end]
        return self.analysis.token_at(max(beyond) - 1) + 1 if beyond else 0

    def _joint(self, phrase: Phrase) -> str | None:
        """The group that “X and Y”, or “the leaders of X and Y”, means, if there is one in the cast."""
        lowers = self.analysis.tokens.lowers[phrase.first : phrase.last]
        if "and" not in lowers:
            return None
        start, end = self.analysis.tokens.starts[phrase.first], self.analysis.tokens.ends[phrase.last - 1]
        inside = {name for _, last, name in self.cast.starting(start, end) if last <= end}
        if len(self.cast.groups_of_persons) == 1 and not _LEADERS.isdisjoint(lowers):
            return self.cast.groups_of_persons[0]
        return self.cast.groups.get(frozenset(inside))

    def is_person(self, phrase: Phrase) -> bool:
        """Whether a phrase means one known person."""
        name = self.actor(phrase)
        return name is not None and self._is_person(name)

    def _is_person(self, name: str) -> bool:
        actor = self.cast.actor(name)
        return actor is not None and actor.kind is ActorKind.PERSON

    def _ends_with(self, name: str, first: int, last: int) -> bool:
        """Whether a mention of the actor reaches the end of the chunk: “Iran”, not “Iran's nuclear facilities”."""
        start, stop = self.analysis.tokens.starts[first], self.analysis.tokens.ends[last - 1]
        return any(known == name and end == stop for _, end, known in self.cast.starting(start, stop))

    def _pronoun(self, lower: str, token: int) -> str | None:
        quote = self.quote_at(token)
        if lower in FIRST:
            return quote.speaker if quote else None
        if lower in SECOND:
            return quote.addressee if quote else None
        if quote is not None and self.is_marked(token):
            return None
        if quote is not None and quote.speaker is not None and self._may_be(lower, quote.speaker):
            return spoken_for(quote.speaker) if lower == "it" else quote.speaker
        return self._in_narrative(lower, token, is_quoted=quote is not None)

    def _in_narrative(self, lower: str, token: int, *, is_quoted: bool) -> str | None:
        """Whom a pronoun means by the sentences before it."""
        if lower in _PERSONAL:
            return person_before(self.analysis, self.cast, token)
        if is_quoted or lower not in {"it", "they"}:
            return None
        return group_before(self.analysis, self.cast, token) or subject_before(self.analysis, self.cast, token)

    def _may_be(self, lower: str, speaker: str) -> bool:
        """Whether a pronoun in somebody's unmarked words may mean that speaker: he and she a person, it no person."""
        if lower in {"them", "him"}:
            return False
        if lower in {"it", "its"}:
            is_firm = lower == "it" and speaker.isalpha()  # one word may as well name a firm
            return is_firm or not self._is_person(speaker)
        return lower not in _PERSONAL or self._is_person(speaker) or self._is_somebody(speaker)

    def _is_somebody(self, name: str) -> bool:
        """Whether a description means one human being: “the premier”, “a farmer”."""
        actor, head = self.cast.actor(name), name.lower().partition(" of ")[0].rpartition(" ")[2]
        is_single = not head.endswith("s") and head in names.classes()["title"] | names.classes()["role"]
        return actor is not None and actor.kind is ActorKind.UNNAMED and is_single

    def other_person(self, token: int, holder: str) -> str | None:
        """The person whom “him” or “her” means in what somebody says or does: not that somebody."""
        near = person_before(self.analysis, self.cast, token, besides=holder)
        return near or most_named(self.analysis, self.cast, token, besides=holder)

    def holder(self, phrase: Phrase) -> str | None:
        """The actor that a subject means, or its words when they describe somebody who can take sides."""
        known = self.actor(phrase)
        if known is not None:
            return known if is_alive(self.cast, known) else None
        analysis = self.analysis
        lower = analysis.tokens.lowers[phrase.first]
        if lower in _RELATIVE and phrase.last - phrase.first == 1:
            before = self._antecedent(phrase.first)
            return self.holder(before) if before is not None else None
        if lower == "both" and analysis.chunk_at[phrase.head] >= 0 and phrase.last - phrase.first == 1:
            return pair_before(analysis, self.cast, phrase.first)
        return described(analysis, self.cast, phrase)

    def fuller(self, first: int, last: int) -> Phrase | None:
        """An earlier phrase that says more about a definite phrase's meaning: “US strikes on …” for “the strikes on …”.

        Args:
            first: First token of the phrase, its determiner.
            last: One past its last token.

        Returns:
            The earlier phrase, its head the noun that both share, or the noun that a word like “measures” stands for.
        """
        analysis = self.analysis
        index = analysis.chunk_at[first]
        if index < 0 or analysis.tokens.lowers[first] not in _DEICTIC:
            return None
        head = analysis.chunks[index][1] - 1
        if head - first > 1:  # it says itself which one
            return None
        points = analysis.tokens.lowers[first] != "the"
        generic = points and is_a(analysis.tokens.lowers[head], "generic") and head + 1 == last
        stop = analysis.tokens.bounds[max(0, analysis.tokens.sentence[first] - _LOOKBACK)][0]
        wanted = frozenset(bases(analysis.tokens.lowers[head]))
        initial = analysis.tokens.lowers[head][0]
        lowers, tags = analysis.tokens.lowers, analysis.tags
        for at in range(first - 1, stop, -1):
            if lowers[at][:1] == initial and self._is_same(at, wanted):
                return self._grown(at)
            if generic and tags[at] == "NOUN" and is_a(lowers[at], "policy") and not is_a(lowers[at], "generic"):
                return self._grown(at)
        return None

    def _is_same(self, at: int, wanted: frozenset[str]) -> bool:
        """Whether a token is a wanted noun with more before it."""
        lowers, before = self.analysis.tokens.lowers, self.analysis.tags[at - 1]
        has_more = before in {"NAME", "ADJ", "NOUN"} or (before == "POSS" and lowers[at - 1][0] in "'’")
        return has_more and not wanted.isdisjoint(bases(lowers[at]))

    def _grown(self, head: int) -> Phrase:
        """A noun with its modifiers and what follows it by preposition."""
        analysis = self.analysis
        first, floor = head, phrases.floor_of(analysis, head)
        while first > floor and analysis.tags[first - 1] in {"NAME", "ADJ", "NUM", "POSS", "NOUN", "DET"}:
            first -= 1
            if analysis.tags[first] == "DET":
                break
        last, ceiling = head + 1, phrases.ceiling_of(analysis, head)
        if last + 1 < ceiling and analysis.tags[last] == "PREP" and analysis.tokens.lowers[last] in _COMPLETING:
            after = phrases.phrase_after(analysis, last + 1, ceiling)
            last = after.last if after is not None else last
        return Phrase(first, last, head)


def read(analysis: Analysis, cast: Cast, quotes: Sequence[DraftQuote]) -> Reading:
    """Find out which quote each token belongs to; an inner quote wins over the outer one."""
    owner = [-1] * len(analysis.tokens)
    widths = [1 << 30] * len(analysis.tokens)
    starts, ends = analysis.tokens.starts, analysis.tokens.ends
    for index, quote in enumerate(quotes):
        width = sum(len(fragment.text) for fragment in quote.content)
        for fragment in quote.content:
            if fragment.at is None:
                continue
            first = bisect_right(ends, fragment.at)
            last = bisect_left(starts, fragment.at + len(fragment.text))
            for token in range(first, last):
                if width < widths[token]:
                    owner[token], widths[token] = index, width
    persons = {one.name for one in cast.actors if one.kind is ActorKind.PERSON}
    named = {start: (end, name) for start, end, name in cast.mentions if name in persons}
    return Reading(analysis, cast, tuple(quotes), tuple(owner), named, _cued(analysis, quotes))


def _cued(analysis: Analysis, quotes: Sequence[DraftQuote]) -> dict[int, int]:
    """Token of a cue → index of the quote that it opens."""
    found: dict[int, int] = {}
    for index, quote in enumerate(quotes):
        for piece in quote.cue:
            if piece.at is not None:
                first, last = analysis.token_at(piece.at), analysis.token_at(piece.at + len(piece.text) - 1)
                found.update(dict.fromkeys(range(first, last + 1), index))
    return found
