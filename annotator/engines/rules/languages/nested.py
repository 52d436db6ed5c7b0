"""Quotes inside quotes: “My neighbour said: ‘Leave.’”, in any language.

The inner marks are read as if the outer ones were not there; what stands outside is left to `direct`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.engines.rules.languages.found import Attribution, Found
from annotator.engines.rules.languages.reading import opened
from annotator.spans import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.engines.rules.languages.direct import Grammar
    from annotator.engines.rules.languages.reading import Place, Reading, Sentence

_CONFIDENCE = 0.8  # of inner marks behind a colon


def nested(reading: Reading, grammar: Grammar) -> Iterator[Found]:
    """Quotes whose marks stand inside other marks, behind a colon.

    Args:
        reading: The document.
        grammar: Its language.
    """
    marked = Stretches((*place, place) for place in reading.quotations)
    for place in reading.nested:
        close = marked.near(*place)
        outer = next((other for other in close if other[0] < place[0] and place[1] <= other[1]), None)
        holder = reading.sentence_at(place[0])
        if outer is None or holder is None or not _behind_colon(holder, outer, place):
            continue
        inner = opened(holder, outer, place)
        colon = inner.token_from(place[0]) - 1
        whose = grammar.before(inner, colon, colon=True) or Attribution(())
        yield Found((place,), whose, _CONFIDENCE, "nested")


def _behind_colon(holder: Sentence, outer: Place, inner: Place) -> bool:
    """Whether a colon between the outer marks and the inner ones stands right before these."""
    before = holder.tokens[holder.token_from(inner[0]) - 1]
    return before.text == ":" and outer[0] < before.start < inner[0]
