"""What a codebook calls the acts that frames express, and the cues that its own acts add.

The shipped labels are the lexicon's; labels of another codebook are found by name, by cue, or by shared polarity.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.engines.rules.polarity import bases
from annotator.engines.rules.stances_frames import Frame, Place, frames, frames_by_second
from annotator.schema import Polarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from annotator.codebook import Codebook

_NEIGHBOURS: Mapping[str, tuple[str, ...]] = {
    "condemn": ("criticize", "oppose", "reject"),
    "criticize": ("condemn", "oppose", "accuse"),
    "accuse": ("criticize", "condemn", "oppose"),
    "oppose": ("reject", "criticize", "condemn"),
    "reject": ("oppose", "criticize", "condemn"),
    "warn": ("express-concern", "criticize", "oppose"),
    "threaten": ("warn", "oppose", "condemn"),
    "express-concern": ("warn", "criticize", "oppose"),
    "mock": ("criticize", "condemn", "oppose"),
    "support": ("agree", "praise", "welcome"),
    "praise": ("support", "welcome", "thank"),
    "welcome": ("praise", "support", "agree"),
    "defend": ("support", "praise"),
    "agree": ("support", "welcome"),
    "offer": ("support", "promise", "agree"),
    "thank": ("praise", "support", "welcome"),
    "demand": ("call-for", "support", "oppose"),
    "call-for": ("demand", "support", "oppose"),
    "promise": ("support", "agree", "oppose"),
    "act": ("support", "oppose"),
    "state": (),
}
"""Act → acts that may stand for it in a codebook without it, the nearest first."""

_POLARITIES = {1: Polarity.FAVOR, -1: Polarity.AGAINST, 0: Polarity.NEUTRAL}


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of one codebook.

    Attributes:
        polarities: Label → the polarity it always has, or None.
        added: First word of a cue of the codebook's own → frames whose act is a label of the codebook.
    """

    polarities: Mapping[str, Polarity | None]
    added: Mapping[str, tuple[Frame, ...]]

    def label(self, act: str, sign: int) -> str | None:
        """What the codebook calls an act with a polarity (1, -1 or 0); None when no label fits."""
        wanted = _POLARITIES[sign]
        for name in (act, *_NEIGHBOURS.get(act, ())):
            if name in self.polarities and self.polarities[name] in {None, wanted}:
                return name
        named = (name for name, polarity in self.polarities.items() if polarity is wanted)
        fitting = next(named, None)
        return fitting or next((name for name, polarity in self.polarities.items() if polarity is None), None)

    def frames_of(self, word: str, following: Sequence[str]) -> tuple[Frame, ...]:
        """The frames whose cue may start with a small-letter word, the codebook's own first.

        Args:
            word: The token.
            following: The tokens after it, of which a cue's second word may be one.
        """
        by_second = frames_by_second(word)
        if not by_second and not self.added:
            return ()
        known = by_second.get("", ())
        if len(by_second) > bool(known):
            known = (*(frame for second in dict.fromkeys(following) for frame in by_second.get(second, ())), *known)
        if not self.added:
            return known
        own = tuple(frame for first, rows in self.added.items() if _is_form(word, first) for frame in rows)
        return (*own, *known)


def _is_form(word: str, base: str) -> bool:
    return base in bases(word)


def acts_of(codebook: Codebook) -> Acts:
    """Read a codebook's acts; cues that the lexicon already has keep their frames, under the codebook's label."""
    added: dict[str, list[Frame]] = {}
    for act in codebook.acts:
        attitude = {Polarity.FAVOR: 1, Polarity.AGAINST: -1}.get(act.polarity or Polarity.NEUTRAL, 0)
        for cue in act.cues:
            words = tuple(cue.lower().split())
            places: list[Place] = [frame.place for frame in frames().get(words[0], ()) if frame.words == words] or [
                "np"
            ]
            added.setdefault(words[0], []).extend(
                Frame(words, act.name, attitude, 0, attitude, place) for place in dict.fromkeys(places)
            )
    return Acts(
        {act.name: act.polarity for act in codebook.acts}, {first: tuple(rows) for first, rows in added.items()}
    )
