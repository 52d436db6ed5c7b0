"""“It has a digit” as the answer to what is worth checking: the baseline that costs nothing.

It knows digits. Its answers map to ours by being there or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import SettingsError
from eval.readers import tables
from eval.suite import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.readers.questions import Question


def answer(name: str, kind: Kind) -> Callable[[Question], str]:
    """A sentence with a digit is worth checking, any other is not.

    Raises:
        SettingsError: Something else is asked.
    """
    if kind is not Kind.CHECK_WORTHINESS:
        raise SettingsError(f"{name} answers questions of check-worthiness only", variable="--engine")
    return lambda question: tables.WORTHY if any(map(str.isdigit, question.text)) else tables.UNWORTHY
