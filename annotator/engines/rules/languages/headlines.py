"""Headlines of any language that attribute with a colon: “Berger: The plan is dead”.

Only names that the document knows as a person's count, since a colon also parts a topic or place from the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.schema import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.names import Names
    from annotator.engines.rules.languages.reading import Reading

_CONFIDENCE = 0.6  # of what stands behind a name and a colon in a headline


def headlines(reading: Reading, names: Names) -> Iterator[Found]:
    """Content without marks behind a person's name and a colon.

    Args:
        reading: The document; its zones say what is a headline.
        names: The names that the document introduces.
    """
    for sentence in reading.sentences:
        tokens, clauses = sentence.tokens, sentence.clauses
        if sentence.kind is not ZoneKind.HEADLINE or len(clauses) < 2 or clauses[1].before != ":":  # noqa: PLR2004  # a name, a colon, the rest
            continue
        front = tokens[clauses[0].first : clauses[0].last]
        behind = tokens[clauses[1].first]
        if behind.shut or not names.is_person(front):
            continue
        colon = tokens[clauses[0].last]
        step = "In a headline, a person's name and a colon attribute what follows."
        speaker = (front[0].start, front[-1].end)
        whose = Attribution(((colon.start, colon.end),), speaker, steps=(step,), end=colon.end)
        yield Found(((behind.start, sentence.stop),), whose, _CONFIDENCE, "headline")
