"""Who speaks in the clause of a German cue, and to whom: subjects, agents of passives, texts that “heißt es” quotes.

Which verb is a cue is found by `german_verbs`; whom the words refer to by `speakers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution
from annotator.engines.rules.languages.german_phrases import (
    phrase,
    place,
    subject_across,
    subject_after,
    subject_before,
)
from annotator.engines.rules.languages.lexicons import lexicon
from annotator.schema import Mode

if TYPE_CHECKING:
    from annotator.engines.rules.languages.german_verbs import Hit
    from annotator.engines.rules.languages.reading import Clause, Place, Sentence

_WINDOW = 4  # tokens of an odd name between “wie” and its verb


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
    index = sentence.find("gegenüber", hit.finite + 1, clause.last - 1)
    if index is not None:
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
