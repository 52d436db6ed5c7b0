"""A claim as a sentence that stands alone: marks and “that” gone, pronoun and short mention named, mood put straight.

It only rewrites what it can resolve; everything else stays in the article's words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from annotator.engines.rules.claims_kinds import is_cue
from annotator.engines.rules.lexicon.words import english, third_person_of
from annotator.engines.rules.phrases import Phrase, ceiling_of, phrase_after
from annotator.engines.rules.stances_reading import FIRST
from annotator.engines.rules.stances_targets import label_of
from annotator.schema import ActorKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.engines.rules.claims_units import Unit
    from annotator.engines.rules.stances_reading import Reading

_MARKS = re.compile(r"[“”„«»\"]|''|``|(?<!\w)['‘](?=\w)|(?<=\w[.,!?])['’](?!\w)|(?<=[a-z])['’]$")
_CONTRACTIONS = {
    "'m": "is",
    "’m": "is",
    "'re": "is",
    "’re": "is",
    "'ve": "has",
    "’ve": "has",
    "am": "is",
    "are": "is",
    "have": "has",
    "do": "does",
    "were": "was",
}
_SUBJECTS = frozenset("i he she they it we".split())
_OWNERS = frozenset("my our his her their its your".split())
_DEICTIC = frozenset("such these those this".split())
_MEANT = _SUBJECTS | _OWNERS | _DEICTIC | {"you", "the", "would"}
_ONLY_SUBJECTS = frozenset("he she they it his her their its the".split())  # they stay unless they are in the subject
_BEFORE_HEADS = frozenset({"MARK", "ADV", "COMMA", "DET", "POSS", "ADJ"})


def meant(reading: Reading) -> list[int]:
    """Tokens of a document that may stand for something else: marks, pronouns, parts of names and the like."""
    tags, tokens = reading.analysis.tags, reading.analysis.tokens
    found = {at for at, lower in enumerate(tokens.lowers) if lower in _MEANT}
    found.update([at for at, tag in enumerate(tags) if tag == "MARK"])
    found.update([at for start in reading.named if tokens.starts[at := reading.analysis.token_at(start)] == start])
    return sorted(found)


def proposition(reading: Reading, unit: Unit, meant: Sequence[int]) -> str:
    """The unit in words that stand alone, with a capital and a period; empty when nothing is left.

    Args:
        reading: The document.
        unit: A stretch of it.
        meant: Tokens of the document that may stand for something else.
    """
    words = _words(reading, unit, meant)
    if unit.subject is not None:
        words = f"{_subject_text(reading, unit.subject)} {words}"
    return sentence(words)


def relation(reading: Reading, unit: Unit, subject: Phrase) -> str:
    """An apposition as a sentence: “Orsa, a close ally of Dorn,” as “Orsa is a close ally of Dorn”."""
    return sentence(f"{_subject_text(reading, subject)} is {reading.analysis.words(subject.last + 1, unit.last)}")


def sentence(words: str) -> str:
    """Words with single spaces, a capital and a period; empty when there is no letter."""
    text = " ".join(words.split()).strip(" ,;:—–-").rstrip(".!").strip()
    return text[:1].upper() + text[1:] + "." if any(map(str.isalpha, text)) else ""


def _words(reading: Reading, unit: Unit, meant: Sequence[int]) -> str:
    """The text of a unit with pronouns and short mentions replaced and marks left out."""
    analysis = reading.analysis
    lowers, tags, text = analysis.tokens.lowers, analysis.tags, analysis.text
    starts, ends = analysis.tokens.starts, analysis.tokens.ends
    backshifted = unit.quote is not None and not reading.is_marked(unit.first) and _is_past(unit)
    at = _start(reading, unit)
    found: list[str] = []
    copied, is_subject = starts[at], True
    for here in meant[bisect_left(meant, at) : bisect_left(meant, unit.last)]:
        if here < at:
            continue  # it has been replaced together with what stands before it
        if not is_subject and lowers[here] in _ONLY_SUBJECTS and starts[here] not in reading.named:
            continue
        is_subject = is_subject and all(map(_leads, tags[at:here], lowers[at:here]))
        at = here
        change = _change(reading, here, unit.last, is_subject=is_subject, backshifted=backshifted)
        if change is not None:
            found += [text[copied : starts[here]], change[0]]
            at = change[1]
            copied = ends[at - 1]
            is_subject = is_subject and _leads(tags[at - 1], lowers[at - 1])
    return "".join((*found, text[copied : ends[unit.last - 1]]))


def _leads(tag: str, lower: str) -> bool:
    """Whether a token may stand before the subject's head."""
    return tag in _BEFORE_HEADS and lower != "to"


def _change(reading: Reading, at: int, last: int, *, is_subject: bool, backshifted: bool) -> tuple[str, int] | None:
    """What stands for a token in a proposition, and the first token after what it replaces; None when it stays."""
    lower = reading.analysis.tokens.lowers[at]
    if reading.analysis.tags[at] == "MARK":
        return ("", at + 1) if _is_mark(reading, at) else None
    if lower == "would" and backshifted:
        return (_mood(reading, at), at + 1)
    replaced = _replaced(reading, at, is_subject=is_subject)
    if replaced is None or lower not in {"i", "we"} or not _is_one(reading, replaced[0]):
        return replaced
    verb, until = _agreeing(reading, replaced[1], last)
    return (replaced[0] + verb, until)


def _is_mark(reading: Reading, at: int) -> bool:
    """Whether a token is a quotation mark, rather than the apostrophe of a plural possessor."""
    tokens = reading.analysis.tokens
    if reading.analysis.tags[at] != "MARK":
        return False
    return (
        tokens.words[at] not in {"'", "’"}
        or at == 0
        or tokens.starts[at] != tokens.ends[at - 1]
        or reading.is_marked(at)
    )


def _start(reading: Reading, unit: Unit) -> int:
    at = unit.first
    while at < unit.last - 1 and reading.analysis.tags[at] in {"MARK", "COMMA", "DASH", "COLON"}:
        at += 1
    is_that = reading.analysis.tokens.lowers[at] == "that" and unit.quote is not None and not reading.is_marked(at)
    if is_that or (reading.analysis.tags[at] == "CONJ" and unit.last - at > 1):
        at += 1
    return at


def _replaced(reading: Reading, at: int, *, is_subject: bool) -> tuple[str, int] | None:
    """Words that say more than the token at a place, and the first token after what they replace."""
    analysis = reading.analysis
    lower = analysis.tokens.lowers[at]
    if lower in _SUBJECTS and (is_subject or lower in {"i", "we"}):
        name = reading.actor(Phrase(at, at + 1, at))
        return (name, at + 1) if name is not None else None
    if lower in _OWNERS and (is_subject or lower in {"your", "my", "our"}):
        name = _owner(reading, at, lower)
        return (f"{name}'s", at + 1) if name is not None else None
    if lower == "you":
        name = reading.actor(Phrase(at, at + 1, at))
        return (name, at + 1) if name is not None else None
    person = _person(reading, at)
    if person is not None:
        return person
    if lower in _DEICTIC or (lower == "the" and is_subject):
        return _in_full(reading, at)
    return None


def _owner(reading: Reading, at: int, lower: str) -> str | None:
    """Whom a possessive means."""
    if lower == "its":
        quote = reading.quote_at(at)
        return quote.speaker if quote is not None and not reading.is_marked(at) else None
    return reading.actor(Phrase(at, at + 1, at))


def _person(reading: Reading, at: int) -> tuple[str, int] | None:
    """The full name of a person whom the text calls by a part of it, or by a description."""
    analysis = reading.analysis
    start = analysis.tokens.starts[at]
    known = reading.named.get(start)
    if known is None or (at > 0 and analysis.tags[at - 1] in {"NAME", "ADJ"}):
        return None
    end, name = known
    words = analysis.text[start:end]
    is_part = words != name and words in name
    return (name, analysis.token_at(end - 1) + 1) if is_part or words.lower().startswith("the ") else None


def _is_one(reading: Reading, name: str) -> bool:
    """Whether an actor takes a verb in the singular: one person, body or government."""
    actor = reading.cast.actor(name)
    return actor is not None and not actor.members and actor.kind is not ActorKind.GROUP


def _in_full(reading: Reading, at: int) -> tuple[str, int] | None:
    """“such measures” as “heavy sanctions”, “the strikes on …” as “the US strikes on …”."""
    analysis = reading.analysis
    index = analysis.chunk_at[at]
    if index < 0 or analysis.chunks[index][0] != at:
        return None
    last = analysis.chunks[index][1]
    fuller = reading.fuller(at, last)
    if fuller is None:
        return None
    lower, phrase_last = analysis.tokens.lowers[at], last
    if lower == "the" and last < len(analysis.tags) and analysis.tags[last] == "PREP":
        grown = phrase_after(analysis, at, ceiling_of(analysis, at))
        phrase_last = grown.last if grown is not None else last
    label = label_of(reading, fuller.first, fuller.last if phrase_last > last else fuller.head + 1)
    return (f"the {label}" if lower in {"the", "this", "these", "those"} else label, phrase_last)


def _subject_text(reading: Reading, subject: Phrase) -> str:
    return reading.actor(subject) or reading.analysis.words(subject.first, subject.last)


def _agreeing(reading: Reading, at: int, last: int) -> tuple[str, int]:
    """The verb after a replaced “I” in the third person, and the first token after it; empty when it stays."""
    analysis = reading.analysis
    lower = analysis.tokens.lowers[at] if at < last else ""
    if lower in _CONTRACTIONS:
        return f" {_CONTRACTIONS[lower]}", at + 1
    if lower and analysis.tags[at] == "BASE" and lower in english().verbs:
        return f" {third_person_of(lower)}", at + 1
    return "", at


def _is_past(unit: Unit) -> bool:
    """Whether the cue of an indirect quote is in the past, so that its “would” was “will”."""
    return any(word.endswith("ed") or word in {"said", "told", "wrote"} for word in unit.cue.lower().split())


def _mood(reading: Reading, at: int) -> str:
    lowers = reading.analysis.tokens.lowers
    conditional = "if" in lowers[slice(*reading.analysis.tokens.bounds[reading.analysis.tokens.sentence[at]])]
    return "will" if lowers[at] == "would" and not conditional else reading.analysis.tokens.words[at]


def named_as(reading: Reading, unit: Unit, split: int) -> str:
    """“called X Y” as “X is Y”.

    Args:
        reading: The document.
        unit: The content of the quote.
        split: First token of Y.
    """
    analysis = reading.analysis
    full = _in_full(reading, unit.first) if analysis.tokens.lowers[unit.first] in _DEICTIC | {"the"} else None
    actor = reading.actor(Phrase(unit.first, split, unit.first))
    if actor is not None and unit.quote is not None and actor == unit.quote.speaker:
        actor = (
            reading.other_person(unit.first, actor) if analysis.tokens.lowers[unit.first] in {"him", "her"} else None
        )
    last = split - 1 if analysis.tokens.lowers[split - 1] == "as" else split
    subject = actor or (full[0] if full is not None else analysis.words(unit.first, last))
    plural = analysis.tokens.lowers[_head(reading, unit.first)].endswith("s") and actor is None
    predicate = _MARKS.sub("", analysis.words(split, unit.last)).strip(" .,;").removeprefix("as ")
    return sentence(f"{_MARKS.sub('', subject).strip()} {'are' if plural else 'is'} {predicate}")


def _head(reading: Reading, first: int) -> int:
    index = reading.analysis.chunk_at[first]
    return reading.analysis.chunks[index][1] - 1 if index >= 0 else first


def due(reading: Reading, unit: Unit) -> str | None:
    """“called for X” as “There should be X.”, “urged Y to do X” as “Y should do X.”; None when the words do not fit."""
    quote = unit.quote
    if quote is None or not is_cue(unit.cue, "demanding"):
        return None
    text = label_of(reading, unit.first, unit.last)
    if text.startswith("to "):
        who = quote.addressee or (quote.addressee_mentions[0].text if quote.addressee_mentions else None)
        return sentence(f"{who} should {text[3:]}") if who is not None else None
    if reading.is_marked(unit.first):
        return None
    return sentence("there should be " + _MARKS.sub("", reading.analysis.words(unit.first, unit.last)))


def vowed(reading: Reading, unit: Unit) -> str | None:
    """“vowed to do X” as “S will do X.”; None when the words do not fit."""
    quote = unit.quote
    if quote is None or quote.speaker is None or not is_cue(unit.cue, "promising"):
        return None
    text = label_of(reading, unit.first, unit.last)
    return sentence(f"{quote.speaker} will {text[3:]}") if text.startswith("to ") else None


def is_first_person(reading: Reading, unit: Unit) -> bool:
    """Whether the speaker is the subject of a unit."""
    at = _start(reading, unit)
    return reading.analysis.tokens.lowers[at] in FIRST
