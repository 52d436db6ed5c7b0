"""What a search for stances finds: somebody takes a side on a stretch of the text.

It is not yet a draft: the stretch is not named, nor the act put into a codebook's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.engines.drafts import DraftQuote
    from annotator.engines.rules.stances_extents import Goal

NEUTRAL = 0
"""Sign of a stance that says that no side is taken."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Somebody takes a side on something.

    Attributes:
        holder: Name of an actor, or words that describe one.
        quote: The quote that says so, or None for the article's words.
        act: Act of the lexicon.
        sign: 1 in favor, -1 against, 0 neither.
        goal: What of.
        first: First token of the evidence.
        last: One past its last token.
        confidence: Probability that it is right; tiers set by hand and rounded to what development texts show.
        steps: What was seen, a sentence each.
        is_behavioral: Whether a deed shows it.
        condition: Tokens of the condition that it stands under.
        is_reserved: Whether it is taken in part only (“in principle”).
    """

    holder: str
    quote: DraftQuote | None
    act: str
    sign: int
    goal: Goal
    first: int
    last: int
    confidence: float
    steps: tuple[str, ...]
    is_behavioral: bool = False
    condition: tuple[int, int] | None = None
    is_reserved: bool = False

    @property
    def is_mixed(self) -> bool:
        """Whether it is for its target as such, but not without more."""
        return self.condition is not None or self.is_reserved
