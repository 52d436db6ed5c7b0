"""How far content reaches: from where a complement starts to where its clause ends.

The rules speak of commas, conjunctions and other cues to the right. What starts a complement is left to the matchers.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from annotator.engines.rules.lexicon import cues
from annotator.engines.rules.phrases import ceiling_of, cue_forms
from annotator.schema import Mode

if TYPE_CHECKING:
    from annotator.engines.rules.analysis import Analysis

_CUTTING = frozenset({"while", "whereas", "despite", "even", "compared", "according"})
_CUT_CLASSES = frozenset({"COMMA", "DASH", "CONJ", "COLON"})
_CUT_WORDS = frozenset({"according", "when", "while", "before", "after", "by", "in"})
_TIME_CUTS = frozenset({"when", "after", "before"})
_CUE_CUTS = frozenset(
    "adding saying noting arguing calling telling insisting claiming suggesting citing warning asking describing"
    " pointing referring accusing urging declaring explaining vowing promising predicting stressing emphasizing"
    " asserting writing tweeting recalling".split()
)
_MAX_BEFORE_VERB = 4  # tokens between “and” and its verb
_PLAIN_MODES = frozenset({"PAST", "PRES"})


def clause_end(analysis: Analysis, first: int, *, loose: bool = False) -> int:
    """One past the last token of a clause that is content.

    Args:
        analysis: The document.
        first: Token where the content starts.
        loose: Whether the content is a phrase rather than a clause: a comma with a clause or participle ends it.

    Returns:
        A token between ``first`` and the end of its sentence, or of the marks around it.
    """
    ceiling = ceiling_of(analysis, first)
    inside = analysis.quoted[first] if first not in analysis.opening else -1
    tags, lowers = analysis.tags, analysis.tokens.lowers
    at = first
    while at < ceiling:
        quotation = analysis.opening.get(at)
        if (
            quotation is not None
            and at > first
            and analysis.quotations[quotation].end > analysis.tokens.ends[ceiling - 1]
        ):
            return _after_quotation(analysis, at, len(analysis.tokens))
        if quotation is not None:
            at = _after_quotation(analysis, at, ceiling)
            if at + 1 < ceiling and tags[at - 2] == "COMMA" and _cuts_after_comma(analysis, at, ceiling, loose=loose):
                return at
            continue
        if inside >= 0 and (analysis.quoted[at] != inside or analysis.closing.get(at) == inside):
            return at
        may_cut = at > first and (tags[at] in _CUT_CLASSES or lowers[at] in _CUT_WORDS)
        if may_cut and _cuts(analysis, at, ceiling, loose=loose) and not _goes_on(analysis, first, at):
            return at
        at += 1
    return ceiling


def _after_quotation(analysis: Analysis, at: int, ceiling: int) -> int:
    """The token after the quotation that opens at ``at``, at most ``ceiling``."""
    end = analysis.quotations[analysis.opening[at]].end
    return bisect_left(analysis.tokens.starts, end, at, max(at, ceiling))


def _cuts(analysis: Analysis, at: int, ceiling: int, *, loose: bool) -> bool:
    """Whether content ends before the token at ``at``."""
    kind = analysis.tags[at]
    word = analysis.tokens.lowers[at]
    if at + 1 >= ceiling:
        return False
    if kind == "DASH" and analysis.tokens.lowers[at + 1] in {"a", "an"}:
        return True
    if kind in {"COMMA", "DASH"}:
        return _cuts_after_comma(analysis, at + 1, ceiling, loose=loose)
    if kind == "CONJ":
        return _cuts_at_conjunction(analysis, at, ceiling) or (loose and _verb_coordinates(analysis, at + 1, ceiling))
    return word == "according" or (loose and _cuts_phrase(analysis, at, word))


def _goes_on(analysis: Analysis, first: int, at: int) -> bool:
    """Whether the verb after “and” shares the content's tense, not the cue's: “says he spoke and asked”."""
    if analysis.tags[at] != "CONJ":
        return False
    near = range(at + 1, min(at + _MAX_BEFORE_VERB, len(analysis.tags)))
    verb = next((here for here in near if analysis.tags[here] in _PLAIN_MODES), None)
    if verb is None:
        return False
    own = next((here for here in range(first, at) if analysis.tags[here] in _PLAIN_MODES), None)
    cue = next((here for here in range(first - 1, -1, -1) if analysis.tags[here] in _PLAIN_MODES), None)
    if own is None or cue is None or (verb > at + 1 and analysis.chunk_at[at + 1] >= 0):
        return False
    return analysis.tags[verb] == analysis.tags[own] != analysis.tags[cue]


def _cuts_phrase(analysis: Analysis, at: int, word: str) -> bool:
    """Whether a phrase ends at a colon, at “when” or at “before leaving”."""
    if word in {"when", "while"} or analysis.tags[at] == "COLON":
        return True
    return word in {"before", "after", "by", "in"} and analysis.tags[at + 1] == "ING"


def _cuts_after_comma(analysis: Analysis, at: int, ceiling: int, *, loose: bool) -> bool:
    word = analysis.tokens.lowers[at]
    if word in {"who", "which"}:
        return not _is_closed(analysis, at, ceiling)
    if word in _CUTTING or word in _CUE_CUTS or (word == "as" and analysis.tags[at + 1 : at + 2] == ["AUX"]):
        return True
    if word == "but":
        return goes_elsewhere(analysis, at + 1, ceiling)
    if word in {"and", "or"} and at + 1 < ceiling:
        return _cuts_at_conjunction(analysis, at, ceiling)
    if not loose:
        return _is_tag(analysis, at, ceiling)
    return (
        analysis.tags[at] in {"ING", "SUB", "PAST", "PRES"} or word in _TIME_CUTS or _is_clause(analysis, at, ceiling)
    )


def _is_closed(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a relative clause is followed by a comma and the verb of the clause around it."""
    comma = next((here for here in range(at, ceiling) if analysis.tags[here] == "COMMA"), ceiling)
    after = comma + 2 if comma + 1 in analysis.opening else comma + 1
    return after < ceiling and analysis.tags[after] in {"PAST", "PRES", "MODAL", "AUX"}


def goes_elsewhere(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether the article goes on after “but”: with a pronoun, a name or a verb of its own."""
    if at >= ceiling:
        return False
    while at + 1 < ceiling and analysis.tags[at] == "ADV":
        at += 1
    return analysis.tags[at] in {"NAME", "PAST", "PRES"} or analysis.tokens.lowers[at] in {"he", "she", "they"}


def _is_clause(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a subject and a finite verb start here."""
    index = analysis.chunk_at[at]
    if index < 0:
        return False
    end = analysis.chunks[index][1]
    return end < ceiling and analysis.tags[end] in {"PAST", "PRES", "MODAL", "AUX"}


def _is_tag(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether “he said” starts here."""
    index = analysis.chunk_at[at]
    if index < 0:
        return False
    end = analysis.chunks[index][1]
    if end < ceiling and analysis.tags[end] == "ADV":
        end += 1
    return (
        end < ceiling
        and analysis.tags[end] in _PLAIN_MODES
        and analysis.tokens.lowers[end] in {"said", "says"}
        and (end + 1 >= ceiling or analysis.tags[end + 1] in {"STOP", "COMMA", "PREP", "ADV"})
    )


def _cuts_at_conjunction(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether another attribution starts after “and”: “and argued that”, “and he said”."""
    lowers, tags = analysis.tokens.lowers, analysis.tags
    if lowers[at] not in {"and", "but", "or"}:
        return False
    next_ = at + 1
    while next_ < ceiling and tags[next_] == "ADV":
        next_ += 1
    if next_ >= ceiling:
        return False
    if analysis.chunk_at[next_] >= 0:
        if tags[next_] not in {"PRON", "NAME"}:
            return False
        next_ = analysis.chunks[analysis.chunk_at[next_]][1]
    if next_ < ceiling and tags[next_] == "ADV":
        next_ += 1
    if next_ + 1 < ceiling and lowers[next_] in {"has", "have", "had"} and tags[next_ + 1] == "PART":
        return _reports(lowers[next_ + 1])
    return next_ < ceiling and tags[next_] in _PLAIN_MODES and _reports(lowers[next_])


def _verb_coordinates(analysis: Analysis, at: int, ceiling: int) -> bool:
    """Whether a finite verb stands after “and”, so that a noun phrase before it cannot go on."""
    while at < ceiling and analysis.tags[at] == "ADV":
        at += 1
    return at < ceiling and analysis.tags[at] in _PLAIN_MODES


def _reports(form: str) -> bool:
    """Whether a verb form reports speech or writing rather than a thought."""
    lemma = cue_forms().get(form)
    frame = cues.english().verbs.get(lemma) if lemma else None
    return frame is not None and frame.mode is not Mode.THOUGHT
