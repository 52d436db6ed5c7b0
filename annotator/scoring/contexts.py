"""Which sentences to show around a case, as offsets into the text.

A rough cut at sentence ends, for display only; sentences that prompts number are `annotator.documents`' concern.
"""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*\s+|\n+")
"""The end of a sentence with the white space after it."""

WIDEST = 400
"""Characters shown on either side at most."""


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets of the sentences that hold ``[start, end)``, white space at the ends left out."""
    floor, ceiling = max(0, start - WIDEST), min(len(text), end + WIDEST)
    before = [match.end() for match in _END.finditer(text, floor, start) if match.end() <= start]
    first = before[-1] if before else floor
    after = _END.search(text, max(end - 1, first), ceiling)
    last = after.end() if after else ceiling
    shown = text[first:last]
    return first + len(shown) - len(shown.lstrip()), last - (len(shown) - len(shown.rstrip()))
