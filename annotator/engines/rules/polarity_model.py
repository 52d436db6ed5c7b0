"""How probable it is that a sentence speaks ill, neither or well of a target: a linear model read from a table.

The table is made by ``eval/train_polarity.py`` from NewsMTSC's training split (MIT licence). What counts as a feature
is known by `polarity_features`; which sentences speak of whom, by `judge`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from annotator.engines.rules.polarity_features import features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.engines.rules.polarity_features import Seen

_SCALE = 100.0  # the table holds hundredths
_BIAS = "bias"


class Odds(NamedTuple):
    """Scores of the classes; their softmax is calibrated."""

    against: float
    neutral: float
    favor: float

    def __add__(self, other: Odds) -> Odds:  # type: ignore[override]  # sums of scores, not of tuples
        """The sum of the scores, class by class."""
        return Odds(self.against + other.against, self.neutral + other.neutral, self.favor + other.favor)

    def times(self, weight: float) -> Odds:
        """The scores with a weight."""
        return Odds(self.against * weight, self.neutral * weight, self.favor * weight)

    @property
    def tilt(self) -> float:
        """Log odds of favor over against."""
        return self.favor - self.against

    def shares(self) -> tuple[float, float, float]:
        """Probabilities of against, neutral and favor."""
        top = max(self)
        powers = [exp(score - top) for score in self]
        total = sum(powers)
        return powers[0] / total, powers[1] / total, powers[2] / total


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, tuple[int, int, int]]:
    text = files("annotator.engines.rules.lexicon").joinpath("polarity_model.tsv").read_text(encoding="utf-8")
    known: dict[str, tuple[int, int, int]] = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            name, _, numbers = line.partition("\t")
            against, neutral, favor = numbers.split(" ")
            known[name] = int(against), int(neutral), int(favor)
    return known


def odds(sight: Seen) -> Odds:
    """Score a target in a sentence."""
    weights = _weights()
    against, neutral, favor = (float(weight) for weight in weights[_BIAS])
    for name, value in features(sight).items():
        row = weights.get(name)
        if row is not None:
            against += row[0] * value
            neutral += row[1] * value
            favor += row[2] * value
    return Odds(against / _SCALE, neutral / _SCALE, favor / _SCALE)


def weightiest(sight: Seen, count: int = 3) -> tuple[str, ...]:
    """The features that pull hardest between against and favor, for the trace."""
    weights = _weights()
    pulls = {
        name: (weights[name][2] - weights[name][0]) * value
        for name, value in features(sight).items()
        if name in weights
    }
    return tuple(sorted(pulls, key=lambda name: -abs(pulls[name]))[:count])
