"""German cues: which verb of a clause introduces speech, with its auxiliary, particle and companions.

Who speaks is left to `german_speakers`, what the cue introduces to `german_clauses`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.languages.german_phrases import phrase, starts
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.engines.rules.languages.reading import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.lexicons import Verb
    from annotator.engines.rules.languages.reading import Clause, Sentence

_REACH = 5  # clauses in which a separable particle may stand behind its verb
_MODALS = frozenset(
    "will wollen wollte wollten kann können konnte konnten muss müssen musste soll sollen darf mag".split()
)


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


@kept
def hits(sentence: Sentence) -> tuple[Hit, ...]:
    """All cue verbs of a sentence, in text order."""
    return tuple(hit for number in _clauses(sentence) for hit in hits_of(sentence, number))


def hits_backwards(sentence: Sentence) -> Iterator[Hit]:
    """The cue verbs of a sentence from its end on, as far as they are asked for."""
    for number in reversed(_clauses(sentence)):
        yield from reversed(hits_of(sentence, number))


@kept
def _clauses(sentence: Sentence) -> list[int]:
    """Numbers of the clauses in which the form of a cue verb stands."""
    words = lexicon("de")
    forms = (words.finite, words.joined, words.participles)
    tokens = sentence.tokens
    found = (
        sentence.clause_of(index)
        for index, token in enumerate(tokens)
        if not token.shut and any(token.lower in form for form in forms)
    )
    return sorted(set(found))


@kept
def hits_of(sentence: Sentence, number: int) -> tuple[Hit, ...]:
    """The cue verbs of a clause, in text order."""
    return tuple(_hits(sentence, number))


def _hits(sentence: Sentence, number: int) -> Iterator[Hit]:
    words = lexicon("de")
    tokens = sentence.tokens
    clause = sentence.clauses[number]
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
