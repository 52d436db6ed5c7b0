"""Verbs that attribute: which token is a cue, what stands to its right, and what stands to its left.

The right side is read by `complements`, the left side by `tails`; this module joins both into one candidate per cue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.candidates import Candidate, place
from annotator.engines.rules.complements import Complement, bounded, complement_of
from annotator.engines.rules.lexicon import cues
from annotator.engines.rules.passives import agent_of, passive_rest
from annotator.engines.rules.phrases import VERBS, ceiling_of, cue_forms, floor_of, governor_subject, subject_of
from annotator.engines.rules.tails import Tail, tail_of
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.analysis import Analysis
    from annotator.engines.rules.candidates import Place
    from annotator.engines.rules.chunks import VerbGroup
    from annotator.engines.rules.lexicon.cues import Frame
    from annotator.engines.rules.phrases import Phrase

_SUBORDINATING = frozenset({"when", "while", "after", "before", "if", "although", "though", "because", "since", "as"})
_RECORDS = frozenset(
    "poll polls survey surveys study studies data report reports analysis numbers results records record"
    " documents document emails email research figures statistics filings".split()
)
_SPEAKING = frozenset({"say", "comment", "answer", "discuss", "respond", "confirm", "speak", "elaborate"})
_OWN = frozenset({"i", "you", "we", "it", "this", "that"})


def verbal(analysis: Analysis) -> Iterator[Candidate]:
    """One candidate for each verb that attributes something."""
    forms = cue_forms()
    for main in [at for at, lower in enumerate(analysis.tokens.lowers) if lower in forms]:
        found = _of_verb(analysis, main) if analysis.tags[main] in VERBS else None
        if found is not None:
            yield found


def _of_verb(analysis: Analysis, main: int) -> Candidate | None:
    group = analysis.verb_group(main)
    verbs = cues.english().verbs
    after = main + 1
    frame = verbs.get(f"{group.lemma}_{analysis.tokens.lowers[after]}") if after < ceiling_of(analysis, main) else None
    if frame is not None:
        group = group._replace(last=after + 1)
    else:
        frame = verbs.get(group.lemma)
    if frame is None or _is_idle(analysis, group, frame):
        return None
    if group.passive:
        return _passive(analysis, group, frame)
    return _active(analysis, group, frame)


def _is_idle(analysis: Analysis, group: VerbGroup, frame: Frame) -> bool:
    """Whether a verb attributes nothing here: a negated report, or a participle that only modifies a noun."""
    modifies = analysis.tags[group.main] == "PART" and group.first == group.main
    return (group.negated and frame.mode is not Mode.THOUGHT) or (modifies and "predicate" not in frame.complements)


def _active(analysis: Analysis, group: VerbGroup, frame: Frame) -> Candidate | None:
    tail = tail_of(analysis, group, frame)
    complement = complement_of(analysis, group, frame)
    if tail is not None and (complement is None or tail.quoted or complement.continues):
        return _with_tail(analysis, group, frame, tail, complement)
    subject = _subject(analysis, group) if complement is not None else None
    if complement is None or not _is_attributed(analysis, group, frame, complement, subject):
        return None
    if subject is None or _is_subordinate(analysis, subject):
        complement = bounded(analysis, complement)
    return _candidate(analysis, group, frame, subject, complement)


def _is_attributed(
    analysis: Analysis, group: VerbGroup, frame: Frame, complement: Complement, subject: Phrase | None
) -> bool:
    """Whether subject, verb and complement together say that somebody says or thinks something."""
    if complement.name == "to" and _is_refusal_to_speak(analysis, group, complement):
        return False
    if complement.name == "finding" and not _is_record(analysis, subject):
        return False
    if subject is None and not complement.sure:
        return False
    return frame.mode is not Mode.THOUGHT or not _is_own(analysis, group, subject)


def _subject(analysis: Analysis, group: VerbGroup) -> Phrase | None:
    """Who does what the verb says; for “, adding” and “to say” whoever does what governs it."""
    tag = analysis.tags[group.main]
    if tag == "ING" and not any(analysis.tags[at] == "AUX" for at in range(group.first, group.main)):
        return governor_subject(analysis, group.first)
    if group.infinitive:
        return governor_subject(analysis, group.first)
    return subject_of(analysis, group.first)


def _is_refusal_to_speak(analysis: Analysis, group: VerbGroup, complement: Complement) -> bool:
    """“refused to say”, “refused to comment”: nothing is attributed."""
    first = analysis.token_at(complement.content[0][0])
    return group.lemma == "refuse" and bool(_SPEAKING.intersection(analysis.tokens.lowers[first : first + 2]))


def _is_record(analysis: Analysis, subject: Phrase | None) -> bool:
    """Whether a subject is a poll, a study or a document, which says what it shows."""
    if subject is None or analysis.chunk_at[subject.head] < 0:
        return False
    last = analysis.chunks[analysis.chunk_at[subject.head]][1] - 1
    return analysis.tokens.lowers[last] in _RECORDS


def _is_subordinate(analysis: Analysis, subject: Phrase) -> bool:
    """Whether “when” or “while” opens the cue's clause, so that its content ends before the main clause."""
    before = subject.first - 1
    return before >= floor_of(analysis, subject.first) and analysis.tokens.lowers[before] in _SUBORDINATING


def _is_own(analysis: Analysis, group: VerbGroup, subject: Phrase | None) -> bool:
    """Whether a thought is the writer's or the reader's own, or nobody's: “I think”, “you know”, “it means”."""
    if subject is None or analysis.quoted[group.main] >= 0:
        return False
    return subject.last - subject.first == 1 and analysis.tokens.lowers[subject.first] in _OWN


def _candidate(
    analysis: Analysis, group: VerbGroup, frame: Frame, subject: Phrase | None, complement: Complement
) -> Candidate | None:
    content = complement.content
    return Candidate(
        cue=_cue(analysis, group, complement),
        content=content,
        source=place(analysis, subject.first, subject.last) if subject else None,
        mode=frame.mode_of(complement.name),
        frame=complement.name + ("" if group.finite else "-nonfinite"),
        addressee=complement.addressee,
        trace=(f"the verb “{group.lemma}” takes a complement of type {complement.name}",),
    )


def _cue(analysis: Analysis, group: VerbGroup, complement: Complement | None) -> tuple[Place, ...]:
    tokens = analysis.tokens
    first = group.first
    while first < group.main and analysis.tags[first] == "ADV":
        first += 1
    main = (tokens.starts[first], tokens.ends[group.last - 1])
    if complement is not None and complement.preposition is not None:
        at = complement.preposition
        if at == group.last:
            return ((main[0], tokens.ends[at]),)
        return (main, (tokens.starts[at], tokens.ends[at]))
    return (main,)


def _with_tail(
    analysis: Analysis, group: VerbGroup, frame: Frame, tail: Tail, complement: Complement | None
) -> Candidate | None:
    after = tail.after if complement is None or not complement.continues else complement.content
    return Candidate(
        cue=_cue(analysis, group, None),
        content=tail.before + after,
        source=place(analysis, tail.source.first, tail.source.last) if tail.source else None,
        mode=frame.mode,
        frame=("tail-quote" if tail.quoted else "tail-clause") + ("-split" if after else ""),
        addressee=complement.addressee if complement else tail.addressee,
        trace=(f"“{group.lemma}” follows its content",),
    )


def _passive(analysis: Analysis, group: VerbGroup, frame: Frame) -> Candidate | None:
    """“was asked whether”, “it was announced that”, “are expected to”, “was described by X as”."""
    complement = complement_of(analysis, group, frame)
    if complement is not None and complement.name in {"that", "wh", "quote"}:
        return Candidate(
            cue=_cue(analysis, group, complement),
            content=complement.content,
            source=agent_of(analysis, group),
            mode=frame.mode,
            frame=f"passive-{complement.name}",
            trace=(f"the passive of “{group.lemma}” takes a complement of type {complement.name}",),
        )
    if complement is not None and complement.name == "to" and "objto" in frame.complements:
        return _told(analysis, group, frame, complement)
    return _raised(analysis, group, frame)


def _told(analysis: Analysis, group: VerbGroup, frame: Frame, complement: Complement) -> Candidate:
    """“Residents were told to leave”: the subject is spoken to."""
    subject = subject_of(analysis, group.first)
    return Candidate(
        cue=_cue(analysis, group, None),
        content=complement.content,
        source=agent_of(analysis, group),
        mode=frame.mode,
        frame="passive-to",
        addressee=place(analysis, subject.first, subject.last) if subject else None,
        trace=(f"the subject of the passive of “{group.lemma}” is spoken to",),
    )


def _raised(analysis: Analysis, group: VerbGroup, frame: Frame) -> Candidate | None:
    """The subject of a passive is content: “She is expected to win”, “He was described by aides as angry”."""
    rest = passive_rest(analysis, group, frame)
    subject = subject_of(analysis, group.first)
    if rest is None or subject is None:
        return None
    before = place(analysis, subject.first, subject.last)
    return Candidate(
        cue=_cue(analysis, group, None),
        content=(rest,) if before is None else (before, rest),
        source=agent_of(analysis, group),
        mode=frame.mode,
        frame="passive-raised",
        trace=(f"the subject of the passive of “{group.lemma}” is content",),
    )
