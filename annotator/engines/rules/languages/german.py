"""German: direct, indirect and free indirect quotes of a document, as places with their cues.

It puts the German matchers in order; names and overlaps are left to the package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.direct import direct
from annotator.engines.rules.languages.found import Found, covers, touch
from annotator.engines.rules.languages.german_clauses import indirect
from annotator.engines.rules.languages.german_continuations import continued, pointed
from annotator.engines.rules.languages.german_marks import GermanGrammar
from annotator.engines.rules.languages.german_nouns import announced
from annotator.engines.rules.languages.german_objects import objects
from annotator.engines.rules.languages.german_sources import sourced
from annotator.engines.rules.languages.german_verbs import hits
from annotator.spans import Stretches

if TYPE_CHECKING:
    from annotator.engines.rules.languages.reading import Reading, Sentence


def find(reading: Reading) -> list[Found]:
    """All quotes of a German document in text order."""
    spoken = [found for sentence in reading.sentences for found in _spoken(sentence)]
    spoken += list(pointed(reading, spoken))
    marked = direct(reading, GermanGrammar(), spoken)
    openings = frozenset(sentence.start for sentence in reading.sentences)
    sure = [found for found in marked if found.construction == "marks" or found.start in openings]
    unmarked = list(continued(reading, [*spoken, *sure]))
    held = Stretches((*place, place) for found in unmarked for place in found.content)
    free = [found for found in marked if not covers(held.near(found.start, found.end), found.content)]
    return sorted([*spoken, *free, *unmarked], key=lambda found: found.start)


def _spoken(sentence: Sentence) -> list[Found]:
    """Indirect and mixed quotes of a sentence; of those that overlap without nesting the surer one stays."""
    kept: list[Found] = []
    cues = hits(sentence)
    candidates = [*sourced(sentence), *indirect(sentence, cues), *announced(sentence), *objects(sentence, cues)]
    for found in sorted(candidates, key=lambda found: -found.confidence):
        if all(_agree(found, other) for other in kept):
            kept.append(found)
    return kept


def _agree(left: Found, right: Found) -> bool:
    """Whether two quotes can both stand: apart, or one with its cue inside the other."""
    if left.attribution.cue == right.attribution.cue:
        return False
    if not touch(left.content, right.content):
        return not touch(left.content, right.attribution.cue) and not touch(right.content, left.attribution.cue)
    if left.content == right.content:
        return False
    if covers(right.content, left.content):
        return covers(right.content, left.attribution.cue)
    return covers(left.content, right.content) and covers(left.content, right.attribution.cue)
