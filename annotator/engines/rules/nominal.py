"""Nouns that attribute: “Trump's claim that …”, “the accusation by X that …”, “his response was that …”.

Verbs are left to `verbal`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.lexicon import cues, words
from annotator.engines.rules.phrases import Phrase, ceiling_of, governor_subject, phrase_after
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.lexicon.cues import Frame

_NOUNS = frozenset({"NOUN", "BASE", "PRES"})  # a verb form may be a noun after all
_VOICING = frozenset(
    {"express", "voice", "raise", "air", "renew", "repeat", "reiterate", "share", "level", "issue", "make"}
)
_FINITE = frozenset({"PAST", "PRES", "AUX", "MODAL"})
_GROUP = frozenset({"AUX", "MODAL", "NEG", "ADV", "TO"})
_OPENERS = frozenset({"COMMA", "CONJ", "THAT", "WH", "SUB", "DASH"})  # a second verb after one of them is no main verb
_COPULAS = frozenset({"is", "was", "'s", "’s"})
_ANSWERS = frozenset(
    {
        "response",
        "answer",
        "message",
        "point",
        "argument",
        "question",
        "conclusion",
        "view",
        "belief",
        "hope",
        "fear",
        "goal",
        "position",
        "theory",
        "reply",
    }
)
_THOUGHTS = frozenset(
    {
        "belief",
        "fear",
        "hope",
        "concern",
        "worry",
        "doubt",
        "desire",
        "wish",
        "suspicion",
        "thought",
        "conviction",
        "sense",
        "feeling",
        "impression",
        "expectation",
        "intention",
        "view",
    }
)


def nominal(analysis: Analysis) -> Iterator[Candidate]:
    """One candidate for each noun that attributes something."""
    forms, tags, lowers = _forms(), analysis.tags, analysis.tokens.lowers
    for at in [at for at, lower in enumerate(lowers) if lower in forms]:
        found = _of_noun(analysis, at, _frame_of(lowers[at])) if tags[at] in _NOUNS else None
        if found is not None:
            yield found


@lru_cache(maxsize=1)
def _forms() -> frozenset[str]:
    """Small-letter forms of all nouns that attribute something, or may after a copula."""
    nouns = cues.english().nouns
    forms = {form for noun in nouns for form in (noun, f"{noun}s", f"{noun[:-1]}ies")}
    return _ANSWERS.union(form for form in forms if _frame_of(form) is not None)


def _frame_of(lower: str) -> Frame | None:
    nouns = cues.english().nouns
    return nouns.get(lower) or nouns.get(_singular(lower))


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word.removesuffix("s")


def _of_noun(analysis: Analysis, at: int, frame: Frame | None) -> Candidate | None:
    ceiling = ceiling_of(analysis, at)
    owner = _owner(analysis, at)
    start, agent = _complement(analysis, at, ceiling, frame, owned=owner is not None)
    if start is None or start == len(analysis.tags):
        return None
    source = agent or owner or governor_subject(analysis, _chunk_first(analysis, at))
    if source is None:
        return None
    end = clause_end(analysis, start, loose=analysis.tags[start] != "THAT")
    where = place(analysis, start, _before_main_verb(analysis, at, start, end))
    if where is None:
        return None
    lower = analysis.tokens.lowers[at]
    return Candidate(
        cue=((analysis.tokens.starts[at], analysis.tokens.ends[at]),),
        content=(where,),
        source=place(analysis, source.first, source.last) if source else None,
        mode=Mode.THOUGHT if lower in _THOUGHTS or _singular(lower) in _THOUGHTS else Mode.SPEECH,
        frame=f"noun-{'owned' if owner else 'agent' if agent else 'governed'}"
        + ("" if analysis.tags[start] == "THAT" else "-phrase"),
        trace=(f"the noun “{lower}” takes a complement",),
    )


def _before_main_verb(analysis: Analysis, noun: int, start: int, end: int) -> int:
    """Where the content of a noun in subject position ends: “Trump's claim that the vote was rigged | drew fire”."""
    floor = analysis.tokens.bounds[analysis.tokens.sentence[noun]][0]
    if any(analysis.tags[at] in _FINITE for at in range(floor, noun)):
        return end
    own = next((at for at in range(start, end) if analysis.tags[at] in _FINITE), end)
    for at in range(own + 1, end):
        if analysis.tags[at] in _OPENERS:
            return end
        if analysis.tags[at] in _FINITE and analysis.tags[at - 1] not in _GROUP:
            return at
    return end


def _chunk_first(analysis: Analysis, at: int) -> int:
    index = analysis.chunk_at[at]
    return analysis.chunks[index][0] if index >= 0 else at


def _owner(analysis: Analysis, at: int) -> Phrase | None:
    """The possessor: “Trump's claim”, “his claim”; without the possessive ending."""
    first = _chunk_first(analysis, at)
    for here in range(at - 1, first - 1, -1):
        if analysis.tags[here] == "POSS":
            if analysis.tokens.lowers[here] in {"'s", "’s", "'", "’"}:
                return Phrase(first, here, first)
            return Phrase(here, here + 1, here)
    return None


def _complement(
    analysis: Analysis, at: int, ceiling: int, frame: Frame | None, *, owned: bool
) -> tuple[int | None, Phrase | None]:
    """First token of the content, and the phrase after “by” or “from”."""
    here = at + 1
    agent = None
    if here < ceiling and analysis.tokens.lowers[here] in {"by", "from", "among", "of"} and frame is not None:
        phrase = phrase_after(analysis, here + 1, ceiling)
        if phrase is not None:
            agent, here = phrase, phrase.last
    if here >= ceiling:
        return None, None
    if analysis.tokens.lowers[here] in _COPULAS and owned and here + 1 < ceiling:
        return (here + 1, agent) if analysis.tags[here + 1] == "THAT" or here + 1 in analysis.opening else (None, None)
    if frame is None:
        return None, None
    kind = analysis.tags[here]
    if kind == "THAT" and "that" in frame.complements:
        return (here, agent) if _is_clause_after(analysis, here, ceiling) else (None, None)
    if analysis.tokens.lowers[here] in frame.prepositions and agent is None and _is_voiced(analysis, at):
        return here + 1, agent
    return None, None


def _is_voiced(analysis: Analysis, at: int) -> bool:
    """Whether the noun is the object of a verb of voicing: “expressed concern about”, “raised questions about”."""
    before = _chunk_first(analysis, at) - 1
    known = words.english().verbs.get(analysis.tokens.lowers[before]) if before >= 0 else None
    return known is not None and known[0] in _VOICING


def _is_clause_after(analysis: Analysis, that: int, ceiling: int) -> bool:
    """Whether “that” opens a content clause, not a relative one: a subject of its own follows."""
    at = that + 1
    if at < ceiling and analysis.tags[at] in {"PAST", "PRES", "MODAL", "AUX"}:
        return False
    return at < ceiling and (
        analysis.chunk_at[at] >= 0 or at in analysis.opening or analysis.tags[at] in {"ADV", "PREP", "SUB", "ING"}
    )
