"""What stands to the right of an attributing verb: a clause, marked words, an infinitive, a phrase, an object and its name.

One small reader per type, tried in the order of how telling its first token is. Where content ends is left to `extents`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import place
from annotator.engines.rules.extents import clause_end
from annotator.engines.rules.phrases import VERBS, ceiling_of, floor_of, phrase_after, phrase_before

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame

_MAX_ADJUNCT = 22  # tokens between a cue and its “that” or its marks
_MAX_OBJECT = 14  # tokens of an object with what modifies it
_TIMES = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today tonight".split())
_TIME_HEADS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night week month year weekend january february march april may june july august september october november december jan. feb. aug. sept. oct. nov. dec.".split()
)
_IF = frozenset({"if", "whether"})
_FINITE = frozenset({"PAST", "PRES", "MODAL", "AUX", "BASE"})
_ADJUNCT_PREPOSITIONS = frozenset(
    {
        "in",
        "on",
        "at",
        "during",
        "after",
        "before",
        "to",
        "from",
        "with",
        "of",
        "about",
        "by",
        "via",
        "through",
        "for",
        "as",
        "over",
        "near",
        "outside",
        "inside",
        "into",
        "under",
        "against",
        "within",
        "following",
    }
)


@dataclass(frozen=True, slots=True)
class Complement:
    """What a verb takes.

    Attributes:
        name: Type of the complement.
        content: Where it stands.
        addressee: Where the addressee stands, or None.
        preposition: Token of the preposition that belongs to the cue.
        continues: Whether it may be the second part of content that the cue interrupts.
    """

    name: str
    content: tuple[Place, ...]
    addressee: Place | None = None
    preposition: int | None = None
    continues: bool = False

    @property
    def plain(self) -> bool:
        """Whether the verb clearly governs it: no comma stands between."""
        return not self.continues

    @property
    def sure(self) -> bool:
        """Whether it is content even when no subject is found."""
        return self.name in {"that", "quote"}


def complement_of(analysis: Analysis, group: VerbGroup, frame: Frame) -> Complement | None:
    """The complement of a verb, or None."""
    ceiling = ceiling_of(analysis, group.main)
    names = frame.complements
    at = _skip_adverbs(analysis, group.last, ceiling)
    if at >= ceiling:
        return None
    if "predicate" in names or "as" in names:
        found = _predicate(analysis, at, ceiling, names)
        if found is not None:
            return found
    addressee: Place | None = None
    if names & {"whom", "objto"} and not group.passive:
        addressee, at = _addressee(analysis, at, ceiling, names)
    return _clausal(analysis, group, at, ceiling, frame, addressee) or _phrasal(
        analysis, group, ceiling, frame, addressee, at
    )


def bounded(analysis: Analysis, complement: Complement) -> Complement:
    """The complement of a subordinate cue: it ends where a clause follows a comma."""
    first = analysis.token_at(complement.content[0][0])
    if complement.name not in {"that", "clause", "wh"} or first in analysis.opening:
        return complement
    where = place(analysis, first, clause_end(analysis, first, loose=True))
    return complement if where is None else replace(complement, content=(where,))


def _skip_adverbs(analysis: Analysis, at: int, ceiling: int) -> int:
    while at < ceiling and (analysis.tags[at] == "ADV" or analysis.tokens.lowers[at] in _TIMES):
        if _is_there(analysis, at, ceiling):
            break
        at += 1
    return at


def _is_there(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether “there is” starts here."""
    return (
        analysis.tokens.lowers[at] == "there"
        and at + 1 < ceiling
        and (analysis.tags[at + 1] in {"AUX", "MODAL", "PAST"} or analysis.tags[at + 1] == "ADV")
    )


def _addressee(analysis: Analysis, at: int, ceiling: int, names: frozenset[str]) -> tuple[Place | None, int]:
    """The bare object that is spoken to, and the token after it."""
    phrase = phrase_after(analysis, at, ceiling)
    if phrase is None:
        return None, at
    last = analysis.chunks[analysis.chunk_at[at]][1]
    if last < ceiling and analysis.tags[last] in {"PREP", "CONJ"} and phrase.last > last:
        last = phrase.last if analysis.tokens.lowers[last] in {"of", "and", "for", "from"} else last
    if last < ceiling and analysis.tags[last] in {"PAST", "PRES", "MODAL", "AUX", "POSS"} and "whom" not in names:
        return None, at
    return place(analysis, at, last), last


def _clausal(
    analysis: Analysis, group: VerbGroup, at: int, ceiling: int, frame: Frame, addressee: Place | None
) -> Complement | None:
    names = frame.complements
    start, through_comma = _start(analysis, at, ceiling)
    if start is not None and start in analysis.opening and "quote" in names:
        return _quoted(analysis, start, ceiling, addressee, continues=through_comma)
    if start is not None and analysis.tags[start] == "THAT" and "that" in names:
        return _clause("that", analysis, start, addressee, continues=through_comma)
    at = _skip_time(analysis, at, ceiling)
    if at >= ceiling:
        return None
    if "wh" in names and (analysis.tags[at] == "WH" or analysis.tokens.lowers[at] in _IF):
        return _clause("wh", analysis, at, addressee)
    if "to" in names or ("objto" in names and addressee is not None):
        found = _infinitive(analysis, at, ceiling, addressee)
        if found is not None:
            return found
    if "objto-content" in names and (found := _object_infinitive(analysis, at, ceiling)) is not None:
        return found
    if "clause" in names and (found := _extracted(analysis, group, at)) is not None:
        return found
    if "clause" in names and _is_clause(analysis, at, ceiling):
        return _clause("clause", analysis, at, addressee)
    if "small" in names and _is_small(analysis, at, ceiling):
        return _clause("small", analysis, at, addressee)
    if "small" in names and analysis.chunk_at[at] >= 0 and not group.passive:
        return _clause("finding", analysis, at, addressee)
    if "gerund" in names and analysis.tags[at] == "ING":
        return _loose("gerund", analysis, at, addressee)
    return None


def _extracted(analysis: Analysis, group: VerbGroup, at: int) -> Complement | None:
    """“emails, which she said were private”: the relative word and what the verb governs are content."""
    if analysis.tags[at] not in {"PAST", "PRES", "MODAL", "AUX"}:
        return None
    subject = phrase_before(analysis, group.first - 1, floor_of(analysis, group.first))
    if subject is None or subject.first == 0:
        return None
    before = subject.first - 1
    if analysis.tokens.lowers[before] not in {"which", "that", "who", "whom", "what"}:
        return None
    relative = place(analysis, before, before + 1)
    rest = place(analysis, at, clause_end(analysis, at))
    return None if relative is None or rest is None else Complement("extracted", (relative, rest))


def _start(analysis: Analysis, at: int, ceiling: int) -> tuple[int | None, bool]:
    """The token of “that” or of an opening mark that a cue reaches over adjuncts, and whether a comma was crossed."""
    tags = analysis.tags
    stop = min(ceiling, at + _MAX_ADJUNCT)
    comma = False
    while at < stop:
        kind = tags[at]
        if at in analysis.opening or kind == "THAT":
            return at, comma
        if kind == "COMMA" or analysis.tokens.lowers[at] == ":":
            comma = comma or kind == "COMMA"
            if at + 1 < stop and (at + 1 in analysis.opening or tags[at + 1] == "THAT"):
                return at + 1, comma
            if kind == "COLON" or at + 1 >= stop or tags[at + 1] not in {"PREP"}:
                return None, comma
            at += 1
        elif kind == "ADV" or analysis.tokens.lowers[at] in _TIMES:
            at += 1
        elif kind == "PREP" and analysis.tokens.lowers[at] in _ADJUNCT_PREPOSITIONS:
            at = _after_phrase(analysis, at + 1, stop)
        elif analysis.chunk_at[at] >= 0 and _is_time(analysis, at):
            at = analysis.chunks[analysis.chunk_at[at]][1]
        else:
            return None, comma
    return None, comma


def _after_phrase(analysis: Analysis, at: int, stop: int) -> int:
    phrase = phrase_after(analysis, at, stop)
    return phrase.last if phrase is not None else at


def _is_time(analysis: Analysis, at: int) -> bool:
    """Whether a chunk is a time: “Thursday night”, “last week”."""
    first, last = analysis.chunks[analysis.chunk_at[at]]
    return first == at and analysis.tokens.lowers[last - 1] in _TIME_HEADS


def _skip_time(analysis: Analysis, at: int, ceiling: int) -> int:
    """Over adverbs, times and “on Tuesday”, “in an interview” before a bare clause."""
    while at < ceiling:
        if _is_there(analysis, at, ceiling):
            break
        if analysis.tags[at] == "ADV" or analysis.tokens.lowers[at] in _TIMES:
            at += 1
        elif analysis.chunk_at[at] >= 0 and _is_time(analysis, at) and not _verb_follows(analysis, at, ceiling):
            at = analysis.chunks[analysis.chunk_at[at]][1]
        elif (
            analysis.tags[at] == "PREP"
            and at + 1 < ceiling
            and analysis.chunk_at[at + 1] >= 0
            and not _verb_follows(analysis, at + 1, ceiling)
        ):
            at = analysis.chunks[analysis.chunk_at[at + 1]][1]
        else:
            break
    return at


def _verb_follows(analysis: Analysis, at: int, ceiling: int) -> bool:
    end = analysis.chunks[analysis.chunk_at[at]][1]
    return end < ceiling and analysis.tags[end] in {"PAST", "PRES", "MODAL", "AUX"}


def _is_clause(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a clause with subject and finite verb starts here."""
    tags = analysis.tags
    starts = analysis.chunk_at[at] >= 0 or tags[at] in {"ING", "ADV", "SUB", "AUX", "PREP", "DET"}
    if not starts or (tags[at] == "AUX" and not analysis.tokens.lowers[at].endswith("ing")):
        return False
    aside = False
    for here in range(at + 1, ceiling):
        kind = tags[here]
        if kind == "COMMA" and analysis.chunk_at[at] >= 0 and _clause_opens(analysis, here + 1, ceiling):
            return False
        if kind == "COMMA":
            aside = not aside and here + 1 < ceiling and _is_relative(analysis, here + 1)
        if aside:
            continue
        if kind in _FINITE and (kind != "BASE" or tags[here - 1] not in {"TO", "MODAL"}):
            return True
        if kind in {"COLON", "DASH"} or (kind == "COMMA" and _is_aside(analysis, here + 1, ceiling)):
            return False
    return False


def _clause_opens(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a subject with its verb stands after a comma, so that no clause stood before it."""
    return at < ceiling and analysis.chunk_at[at] >= 0 and _verb_follows(analysis, at, ceiling)


def _is_small(analysis: Analysis, at: int, ceiling: int) -> bool:
    """“showed Clinton leading”, “found 43 percent opposed”: a noun phrase with a participle, adjective or preposition."""
    if analysis.chunk_at[at] < 0:
        return False
    end = analysis.chunks[analysis.chunk_at[at]][1]
    if end >= ceiling:
        return False
    return analysis.tags[end] in {"ING", "PART", "ADJ", "ADV"} or analysis.tokens.lowers[end] in {"with", "at", "ahead"}


def _is_relative(analysis: Analysis, at: int) -> bool:
    return analysis.tokens.lowers[at] in {"who", "which", "whom", "whose", "where", "when"}


def _is_aside(analysis: Analysis, at: int, ceiling: int) -> bool:
    return at < ceiling and (analysis.tags[at] in {"ING", "CONJ"} or analysis.tokens.lowers[at] == "adding")


def _clause(
    name: str, analysis: Analysis, at: int, addressee: Place | None, *, continues: bool = False
) -> Complement | None:
    return _complement(name, analysis, at, clause_end(analysis, at), addressee, continues=continues)


def _loose(
    name: str, analysis: Analysis, at: int, addressee: Place | None, preposition: int | None = None
) -> Complement | None:
    return _complement(name, analysis, at, clause_end(analysis, at, loose=True), addressee, preposition)


def _complement(  # noqa: PLR0913  # the parts of a complement
    name: str,
    analysis: Analysis,
    first: int,
    last: int,
    addressee: Place | None = None,
    preposition: int | None = None,
    *,
    continues: bool = False,
) -> Complement | None:
    where = place(analysis, first, last)
    return None if where is None else Complement(name, (where,), addressee, preposition, continues=continues)


def _quoted(
    analysis: Analysis, at: int, ceiling: int, addressee: Place | None, *, continues: bool
) -> Complement | None:
    """Marked content, with what follows it in the clause when the marks hold only its beginning."""
    quotation = analysis.quotations[analysis.opening[at]]
    end = quotation.end
    after = analysis.token_at(end - 1) + 1
    if (
        after < ceiling
        and analysis.tags[after] not in {"COMMA", "STOP", "COLON", "DASH"}
        and not _is_full(analysis.text, quotation.inner)
    ):
        return _clause("quote", analysis, at, addressee, continues=continues)
    return Complement("quote", ((quotation.start, end),), addressee, continues=continues)


def _is_full(text: str, inner: Place) -> bool:
    """Whether marked words end in punctuation, so that nothing after them belongs to them."""
    return inner[1] > inner[0] and text[inner[1] - 1] in ".,!?…"


def _infinitive(analysis: Analysis, at: int, ceiling: int, addressee: Place | None) -> Complement | None:
    start = at
    if analysis.tags[start] == "NEG" and start + 1 < ceiling:
        start += 1
    if (
        analysis.tags[start] != "TO"
        or start + 1 >= ceiling
        or analysis.tags[start + 1] not in {"BASE", "AUX", "ADV", "NEG", "MARK"}
    ):
        return None
    return _loose("to", analysis, at, addressee)


def _object_infinitive(analysis: Analysis, at: int, ceiling: int) -> Complement | None:
    """“wants Congress to act”: object and infinitive are content."""
    phrase = phrase_after(analysis, at, ceiling)
    if phrase is None or phrase.last >= ceiling or analysis.tags[phrase.last] != "TO":
        return None
    return _loose("objto-content", analysis, at, None)


def _predicate(analysis: Analysis, at: int, ceiling: int, names: frozenset[str]) -> Complement | None:
    """“called the plan “reckless””, “described him as a friend”, “what he called “a mess””."""
    if "predicate" in names and at in analysis.opening:
        return _loose("predicate", analysis, at, None)
    phrase = phrase_after(analysis, at, ceiling)
    if phrase is None or phrase.last >= ceiling:
        return None
    if "as" in names and (analysis.tokens.lowers[phrase.last] == "as" or _as_inside(analysis, at, phrase.last)):
        return _loose("as", analysis, at, None)
    if "predicate" in names:
        return _two_objects(analysis, at, phrase.last, ceiling)
    return None


def _as_inside(analysis: Analysis, first: int, last: int) -> bool:
    return "as" in analysis.tokens.lowers[first:last]


def _two_objects(analysis: Analysis, at: int, last: int, ceiling: int) -> Complement | None:
    """An object and what it is called: marked words, an adjective or another noun phrase."""
    first_chunk_end = analysis.chunks[analysis.chunk_at[at]][1]
    for end in (first_chunk_end, last):
        if end < ceiling and (
            end in analysis.opening
            or analysis.tags[end] in {"ADJ", "DET", "ADV", "PART"}
            or (analysis.chunk_at[end] >= 0 and analysis.chunks[analysis.chunk_at[end]][0] == end)
        ):
            return _loose("predicate", analysis, at, None)
    for here in range(at, min(ceiling, last + _MAX_OBJECT)):
        if here in analysis.opening:
            return _loose("predicate", analysis, at, None)
        if analysis.tags[here] in {"COMMA", "COLON", "PAST", "PRES", "MODAL", "AUX", "THAT"}:
            break
    return None


def _phrasal(  # noqa: PLR0913  # the parts of a complement
    analysis: Analysis, group: VerbGroup, ceiling: int, frame: Frame, addressee: Place | None, at: int
) -> Complement | None:
    found = _prepositional(analysis, group, at, ceiling, frame, addressee)
    if found is not None:
        return found
    at = group.last
    if at >= ceiling or group.passive:
        return None
    if "noun" in frame.complements and analysis.chunk_at[at] >= 0:
        return _loose("noun", analysis, at, None)
    if "marked" in frame.complements and (analysis.chunk_at[at] >= 0 or at in analysis.opening):
        return _marked(analysis, at, ceiling)
    return None


def _prepositional(  # noqa: PLR0913  # the parts of a complement
    analysis: Analysis, group: VerbGroup, at: int, ceiling: int, frame: Frame, addressee: Place | None
) -> Complement | None:
    """“called for X”, “accused Y of X”, “criticized Y for X”."""
    if not frame.prepositions:
        return None
    here = _skip_adverbs(analysis, at, ceiling)
    if here + 1 < ceiling and analysis.tokens.lowers[here] in frame.prepositions:
        return _loose("preposition", analysis, here + 1, addressee, here)
    phrase = phrase_after(analysis, group.last, ceiling)
    if phrase is None:
        return None
    for link in range(group.last, min(phrase.last + 1, ceiling - 1)):
        if (
            analysis.tokens.lowers[link] in frame.prepositions
            and analysis.tokens.lowers[link] in {"of", "for"}
            and "as" not in frame.complements
        ):
            return _loose("object-preposition", analysis, group.last, None)
    return None


def _marked(analysis: Analysis, at: int, ceiling: int) -> Complement | None:
    """A noun phrase that holds marks."""
    end = clause_end(analysis, at, loose=True)
    marks = [here for here in range(at, end) if here in analysis.opening]
    if not marks or any(analysis.tags[here] in VERBS for here in range(at, marks[0])):
        return None
    return _complement("marked", analysis, at, end)
