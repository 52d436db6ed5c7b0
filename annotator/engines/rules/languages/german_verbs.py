"""German cues: which verb of a clause introduces speech, with its auxiliary, particle, companions and subject.

What the cue introduces is left to `german_clauses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.found import Attribution
from annotator.engines.rules.languages.german_phrases import (
    phrase,
    place,
    starts,
    subject_across,
    subject_after,
    subject_before,
)
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.schema import Mode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.lexicons import Verb
    from annotator.engines.rules.languages.reading import Clause, Place, Sentence

_REACH = 5  # clauses in which a separable particle may stand behind its verb
_MODALS = frozenset(
    "will wollen wollte wollten kann können konnte konnten muss müssen musste soll sollen darf mag".split()
)
_WINDOW = 4  # tokens of an odd name between “wie” and its verb


class Hit(NamedTuple):
    """A cue verb in its clause.

    Attributes:
        verb: What it takes.
        words: Indices of its tokens, companions left out.
        finite: Index of the finite verb.
        last: Index of the last token of the cue, particle included.
        clause: Number of its clause.
        is_final: Whether the finite verb ends its clause, as in subordinate ones.
        is_passive: Whether it stands in the passive.
    """

    verb: Verb
    words: tuple[int, ...]
    finite: int
    last: int
    clause: int
    is_final: bool
    is_passive: bool


def hits(sentence: Sentence) -> Iterator[Hit]:
    """All cue verbs of a sentence, in text order."""
    words = lexicon("de")
    tokens = sentence.tokens
    for number, clause in enumerate(sentence.clauses):
        for index in range(clause.first, clause.last):
            token = tokens[index]
            if token.shut or (token.text[0].isupper() and index > 0):
                continue
            if token.lower in words.finite:
                hit = _finite(sentence, number, index)
            elif token.lower in words.joined:
                hit = _joined(sentence, number, index)
            elif token.lower in words.participles:
                hit = _participle(sentence, number, index)
            else:
                continue
            if hit is not None and not _is_negated(sentence, hit):
                yield hit


def _finite(sentence: Sentence, number: int, index: int) -> Hit | None:
    clause = sentence.clauses[number]
    token = sentence.tokens[index]
    is_final = _is_final(sentence, clause, index) or _is_aside(sentence, number, index)
    if is_final and token.lower.endswith("n") and _has(sentence, clause, _MODALS):
        return None
    found: list[tuple[int, Hit]] = []
    for verb in lexicon("de").finite[token.lower]:
        particle = _particle(sentence, number, index, verb.particle) if verb.particle else index
        if particle is None or not _accompanied(sentence, number, verb):
            continue
        indices = tuple(sorted({index, particle}))
        candidate = Hit(verb, indices, index, max(index, particle), number, is_final, is_passive=False)
        found.append((2 * bool(verb.companions) + bool(verb.particle), candidate))
    if not found and token.lower in lexicon("de").participles:
        return _participle(sentence, number, index)
    best = max((rank for rank, _ in found), default=0)
    hit = next((hit for rank, hit in found if rank == best), None)
    if hit is not None and not hit.verb.particle and token.lower in lexicon("de").participles:
        return _participle(sentence, number, index) or hit
    return hit


def _is_final(sentence: Sentence, clause: Clause, index: int) -> bool:
    """Whether a finite verb ends its clause because that is subordinate, not because the clause is short."""
    tokens, words = sentence.tokens, lexicon("de")
    last = clause.last
    while last > clause.first and tokens[last - 1].text in ".!?":
        last -= 1
    if index != last - 1 or index == clause.first or tokens[index - 1].lower in words["coordinator"]:
        return False
    first = clause.first
    while first < index and tokens[first].lower in words["focus"] | words["coordinator"]:
        first += 1
    return not (starts(tokens, first) and phrase(tokens, first, index) == index)


def _is_aside(sentence: Sentence, number: int, index: int) -> bool:
    """Whether a verb alone between commas ends a clause with “wie” that an apposition interrupts."""
    clause = sentence.clauses[number]
    if clause.last - clause.first > 1 or index != clause.first or clause.before != ",":
        return False
    near = sentence.clauses[max(0, number - 2) : number]
    return any(sentence.tokens[other.first].lower == "wie" for other in near)


def _joined(sentence: Sentence, number: int, index: int) -> Hit | None:
    """A verb at its clause's end with the particle in front: “mitteilte”."""
    clause = sentence.clauses[number]
    if index != clause.last - 1 and not sentence.tokens[index].lower.endswith(("te", "ten")):
        return None
    if _has(sentence, clause, _MODALS):
        return None
    verb = next((verb for verb in lexicon("de").joined[sentence.tokens[index].lower] if verb.particle), None)
    if verb is None or not _accompanied(sentence, number, verb):
        return None
    return Hit(verb, (index,), index, index, number, is_final=True, is_passive=False)


def _participle(sentence: Sentence, number: int, index: int) -> Hit | None:
    """A participle with its auxiliary, before it or right behind."""
    words, tokens = lexicon("de"), sentence.tokens
    clause = sentence.clauses[number]
    auxiliaries = words["perfect"] | words["passive"]
    verb = next((v for v in words.participles[tokens[index].lower] if _accompanied(sentence, number, v)), None)
    if verb is None:
        return None
    behind = index + 1
    while behind < clause.last and tokens[behind].lower in {"worden", "werden"}:
        behind += 1
    if behind < clause.last and tokens[behind].lower in auxiliaries:
        auxiliary, is_final = behind, True
    else:
        before = range(index - 1, _frame_start(sentence, number) - 1, -1)
        auxiliary = next((i for i in before if tokens[i].lower in auxiliaries and not tokens[i].shut), -1)
        is_final = False
    if auxiliary < 0:
        return None
    is_passive = tokens[auxiliary].lower in words["passive"] and tokens[auxiliary].lower not in {"habe", "hat"}
    last = max(index, auxiliary)
    return Hit(verb, tuple(sorted((index, auxiliary))), auxiliary, last, number, is_final, is_passive)


def _frame_start(sentence: Sentence, number: int) -> int:
    """First token of the clause, or of the one before when only an apposition parts the two."""
    clause = sentence.clauses[number]
    if clause.before in {",", ")"} and number:
        return sentence.clauses[max(0, number - 2)].first
    return clause.first


def _particle(sentence: Sentence, number: int, index: int, particle: str) -> int | None:
    """Index of a separable particle: at the end of this or a near clause, or right in front (“bekannt gab”)."""
    tokens = sentence.tokens
    if index > 0 and tokens[index - 1].lower == particle:
        return index - 1
    for clause in sentence.clauses[number : number + _REACH]:
        last = clause.last - 1
        while last > clause.first and tokens[last].text in ".!?":
            last -= 1
        if last > index and tokens[last].lower == particle:
            return last
        inner = (i for i in range(max(index + 1, clause.first), last) if tokens[i].lower == particle)
        for i in inner:
            if tokens[i + 1].lower in {"und", "dass", "sowie"} or tokens[i + 1].shut:
                return i
    return None


def _accompanied(sentence: Sentence, number: int, verb: Verb) -> bool:
    """Whether a verb that needs a companion has it in its clause, or in the one behind an apposition."""
    if not verb.companions:
        return True
    clause = sentence.clauses[number]
    if _has(sentence, clause, verb.companions):
        return True
    return any(_has(sentence, other, verb.companions) for other in sentence.clauses[number + 1 : number + 2])


def _has(sentence: Sentence, clause: Clause, words: frozenset[str]) -> bool:
    return any(t.lower in words for t in sentence.tokens[clause.first : clause.last] if not t.shut)


def _is_negated(sentence: Sentence, hit: Hit) -> bool:
    """Whether the cue is denied: “sagte nicht, ob” reports nothing."""
    clause = sentence.clauses[hit.clause]
    tokens = sentence.tokens
    for index in range(max(clause.first, hit.finite - 3), min(clause.last, hit.last + 8)):
        if tokens[index].lower == "nicht" and tokens[min(index + 1, len(tokens) - 1)].lower not in {"nur", "mehr"}:
            return index + 1 >= clause.last or index + 1 == hit.last or index + 1 == hit.finite
    return False


def attribution(sentence: Sentence, hit: Hit) -> Attribution:
    """Cue, speaker and addressee of a cue verb."""
    speaker = _speaker(sentence, hit)
    tokens = sentence.tokens
    if speaker is not None and tokens[speaker[0]].lower == "es":
        speaker = None
    cue = tuple((tokens[i].start, tokens[i].end) for i in hit.words)
    named = None if speaker is None else place(tokens, *speaker)
    mode = Mode.THOUGHT if hit.verb.is_thought else Mode.WRITING if hit.verb.is_writing else Mode.SPEECH
    words = " … ".join(tokens[i].text for i in hit.words)
    step = f"The cue “{words}” is a form of “{hit.verb.lemma}”"
    step += "." if named is None else " and its subject names the speaker."
    ends = [hit.last + 1, *([speaker[1]] if speaker else [])]
    last = max(end for end in ends)
    return Attribution(cue, named, _addressee(sentence, hit, speaker), mode, (step,), tokens[last - 1].end)


def _speaker(sentence: Sentence, hit: Hit) -> tuple[int, int] | None:
    """Token range of whoever the cue's clause makes speak."""
    clause = _unbracketed(sentence, sentence.clause_of(hit.finite))
    if hit.is_passive:
        return _agent(sentence, clause)
    if hit.verb.lemma == "heißen":
        return _document(sentence, clause)
    return _subject_of_final(sentence, hit, clause) if hit.is_final else _subject(sentence, hit, clause)


def _subject(sentence: Sentence, hit: Hit, clause: Clause) -> tuple[int, int] | None:
    """The subject of a main clause: in front of its verb, across appositions, behind, or shared with a verb before."""
    if hit.finite > clause.first and sentence.tokens[hit.finite - 1].lower in lexicon("de")["coordinator"]:
        return _coordinated(sentence, hit)
    if hit.finite == clause.first and clause.before == "," and hit.clause:
        across = subject_across(sentence, hit.clause)
        if across is not None and _is_parted(sentence, hit.clause, across):
            return across
        return subject_after(sentence, hit.finite, clause.last) or across
    before = subject_before(sentence, clause, hit.finite)
    if before is not None and not _pronoun_behind(sentence, hit.finite):
        return before
    return subject_after(sentence, hit.finite, clause.last) or before


def _unbracketed(sentence: Sentence, number: int) -> Clause:
    """A clause, joined to what stands in front of a bracket: “Berger (SPD) sagte”."""
    clause = sentence.clauses[number]
    if clause.before != ")" or number < 2:  # noqa: PLR2004  # a clause and a bracket in front
        return clause
    front = sentence.clauses[number - 2]
    return front._replace(last=clause.last)


def _is_parted(sentence: Sentence, number: int, subject: tuple[int, int]) -> bool:
    """Whether only appositions, brackets and relative clauses stand between a subject and its verb."""
    words = lexicon("de")
    for clause in sentence.clauses[sentence.clause_of(subject[0]) + 1 : number]:
        is_relative = sentence.tokens[clause.first].lower in words["relative"]
        if clause.first >= subject[1] and not is_relative and clause.before != "(":
            return False
    first = sentence.clauses[sentence.clause_of(subject[0])]
    return subject[1] >= first.last


def _pronoun_behind(sentence: Sentence, finite: int) -> bool:
    """Whether a pronoun stands right behind the verb and must be its subject: “Das sagte er”."""
    behind = sentence.tokens[finite + 1 : finite + 2]
    return bool(behind) and behind[0].lower in {"er", "sie", "man", "wir", "ich"}


def _coordinated(sentence: Sentence, hit: Hit) -> tuple[int, int] | None:
    """The subject of the sentence, for a second verb after “und”."""
    behind = sentence.tokens[hit.finite + 1 : hit.finite + 2]
    if behind and behind[0].lower in lexicon("de")["personal"]:
        return hit.finite + 1, hit.finite + 2
    first = sentence.clauses[0]
    before = subject_before(sentence, first, min(first.last, hit.finite))
    if before is not None and before[1] < hit.finite:
        return before[0], phrase(sentence.tokens, before[0], hit.finite) or before[1]
    return subject_after(sentence, first.first, hit.finite)


def _subject_of_final(sentence: Sentence, hit: Hit, clause: Clause) -> tuple[int, int] | None:
    """The subject of a verb-final clause: behind its conjunction, or its relative pronoun."""
    tokens, words = sentence.tokens, lexicon("de")
    first = _opener(sentence, hit)
    if tokens[first].lower in words["relative"] and clause.before == ",":
        is_subject = tokens[first].lower in {"der", "die", "das", "welcher", "welche", "welches"}
        has_other = first + 1 < hit.finite and tokens[first + 1].lower in words["pronoun"] | words["nominative"]
        if is_subject and not has_other:
            return first, first + 1
    found = subject_after(sentence, first, hit.finite)
    if found is None and 0 < hit.finite - first - 1 <= _WINDOW and tokens[first + 1].lower not in words["preposition"]:
        return first + 1, hit.finite
    return found


def _opener(sentence: Sentence, hit: Hit) -> int:
    """Index of the word that opens a verb-final clause; appositions may stand between the two."""
    words = lexicon("de")
    openers = words["subordinator"] | words["question"] | words["that"]
    for number in range(hit.clause, max(-1, hit.clause - 3), -1):
        first = sentence.clauses[number].first
        if sentence.tokens[first].lower in openers:
            return first
    return sentence.clauses[hit.clause].first


def _agent(sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """“von X” or “durch X” of a passive."""
    tokens = sentence.tokens
    for index in range(clause.first, clause.last - 1):
        if tokens[index].lower in {"von", "vom", "durch"} and not tokens[index].shut:
            end = phrase(tokens, index + 1, clause.last)
            return None if end is None else (index + 1, end)
    return None


def _document(sentence: Sentence, clause: Clause) -> tuple[int, int] | None:
    """“in einer Mitteilung der Polizei” of “heißt es”: the text that speaks."""
    tokens, words = sentence.tokens, lexicon("de")
    start = sentence.clauses[0].first if clause.before == "," else clause.first
    for index in range(start, clause.last - 1):
        if tokens[index].lower in {"in", "im", "aus", "von", "vom", "bei", "seitens"} and not tokens[index].shut:
            end = phrase(tokens, index + 1, clause.last)
            if end is not None and any(t.lower in words["source"] | words["outlet"] for t in tokens[index + 1 : end]):
                return index + 1, end
            if end is not None and tokens[index].lower in {"von", "vom", "seitens", "aus"}:
                return index + 1, end
    return None


def _addressee(sentence: Sentence, hit: Hit, speaker: tuple[int, int] | None) -> Place | None:
    """“gegenüber X”, or a dative behind the speaker: “sagte er der Zeitung”."""
    tokens, words = sentence.tokens, lexicon("de")
    clause = sentence.clauses[hit.clause]
    for index in range(hit.finite + 1, clause.last - 1):
        if tokens[index].lower == "gegenüber" and not tokens[index].shut:
            end = phrase(tokens, index + 1, clause.last)
            return None if end is None else place(tokens, index + 1, end)
    at = speaker[1] if speaker and speaker[1] > hit.finite else hit.finite + 1
    while at < clause.last and tokens[at].lower in words["focus"]:
        at += 1
    cases = words["dative"] | (words["determiner"] if hit.verb.lemma in words["addressed"] else frozenset[str]())
    if at >= clause.last or tokens[at].lower not in cases:
        return None
    end = phrase(tokens, at, clause.last)
    return None if end is None else place(tokens, at, end)
