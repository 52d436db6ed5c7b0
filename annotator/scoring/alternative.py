"""The alternative annotator test: may a system stand in for one of several human coders?

Calderon, Reichart and Dror (2025), “The Alternative Annotator Test for LLM-as-a-Judge”. It knows scores of agreement;
how agreement between two annotations is scored is left to its callers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, TypeVar

from annotator.errors import ScoringError
from annotator.scoring.distributions import t_below
from annotator.scoring.significance import benjamini_yekutieli

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

T = TypeVar("T")

LEAST_ITEMS = 30
"""Below this many items per coder the t-test does not hold."""

LEAST_HUMANS = 2
"""A human can only be compared with other humans."""

ENOUGH_HUMANS = 3
"""With fewer the test depends on whom one happened to ask."""

FALSE_DISCOVERIES = 0.05
"""q of the Benjamini–Yekutieli correction."""

PASSING = 0.5
"""The system passes when it beats at least this share of the humans."""

DEFAULT_EPSILON = 0.2
"""Advantage granted to the system for being cheaper: the paper's value against experts (.15 trained, .1 lay coders)."""


@dataclass(frozen=True, slots=True)
class Rival:
    """The system against one human.

    Attributes:
        human: Who.
        items: Items on which both can be compared with another human.
        system_wins: ρ^f: share of items on which the system agrees with the others at least as well as the human.
        human_wins: ρ^h: share of items on which the human agrees with the others at least as well as the system.
        p: Of “the human is better by ε or more”.
        adjusted: p after Benjamini and Yekutieli.
        rejected: Whether the system may stand in for this human.
    """

    human: str
    items: int
    system_wins: float
    human_wins: float
    p: float
    adjusted: float
    rejected: bool


@dataclass(frozen=True, slots=True)
class AlternativeTest:
    """The outcome of the test.

    Attributes:
        rivals: The system against each human, by name.
        epsilon: The advantage that the system was granted.
        warnings: What a reader must know, a sentence each.
    """

    rivals: tuple[Rival, ...]
    epsilon: float
    warnings: tuple[str, ...]

    @property
    def winning_rate(self) -> float:
        """ω: share of humans for whom the system may stand in."""
        return fmean(rival.rejected for rival in self.rivals)

    @property
    def advantage(self) -> float:
        """ρ: mean chance that the system agrees with the others at least as well as a human does."""
        return fmean(rival.system_wins for rival in self.rivals)

    @property
    def passed(self) -> bool:
        """Whether ω is at least one half."""
        return self.winning_rate >= PASSING

    def as_dict(self) -> dict[str, JsonValue]:
        """As JSON."""
        return {
            "winning_rate": self.winning_rate,
            "advantage": self.advantage,
            "passed": self.passed,
            "epsilon": self.epsilon,
            "warnings": list(self.warnings),
            "rivals": [
                {
                    "human": rival.human,
                    "items": rival.items,
                    "system_wins": rival.system_wins,
                    "human_wins": rival.human_wins,
                    "p": rival.p,
                    "adjusted": rival.adjusted,
                    "rejected": rival.rejected,
                }
                for rival in self.rivals
            ],
        }


def alternative_test(
    system: Mapping[str, T],
    humans: Mapping[str, Mapping[str, T]],
    *,
    agreement: Callable[[T, T], float] = lambda one, other: float(one == other),
    epsilon: float = DEFAULT_EPSILON,
) -> AlternativeTest:
    """Test whether a system may stand in for the humans who labelled the same items.

    For human j and item i, S(h_j) and S(f) are the mean agreement of the human's and of the system's answer with those
    of the other humans. H₀ that the human wins by ε or more is tested by a one-sided paired t-test.

    Args:
        system: Item → the system's answer.
        humans: Human → item → answer.
        agreement: How well two answers agree; more is better.
        epsilon: Advantage granted to the system for being cheaper.

    Raises:
        ScoringError: Fewer than two humans, or one of them has fewer than 30 items in common with another human and the
            system.
    """
    if len(humans) < LEAST_HUMANS:
        raise ScoringError(
            f"the alternative annotator test takes {LEAST_HUMANS} humans or more: there is {len(humans)}"
        )
    compared = {name: _compared(name, system, humans, agreement) for name in sorted(humans)}
    tests = [_tested(name, scores, epsilon) for name, scores in compared.items()]
    adjusted = benjamini_yekutieli([rival.p for rival in tests])
    rivals = tuple(_judged(rival, each) for rival, each in zip(tests, adjusted, strict=True))
    few = f"with {len(humans)} humans the outcome depends on whom one happened to ask: ask {ENOUGH_HUMANS} or more"
    return AlternativeTest(rivals, epsilon, () if len(humans) >= ENOUGH_HUMANS else (few,))


def _compared(
    name: str, system: Mapping[str, T], humans: Mapping[str, Mapping[str, T]], agreement: Callable[[T, T], float]
) -> list[tuple[float, float]]:
    """For each item how well the human and the system agree with the other humans."""
    found: list[tuple[float, float]] = []
    for item, answer in sorted(humans[name].items()):
        others = [labels[item] for other, labels in humans.items() if other != name and item in labels]
        if others and item in system:
            human = fmean(agreement(answer, each) for each in others)
            found.append((human, fmean(agreement(system[item], each) for each in others)))
    if len(found) < LEAST_ITEMS:
        raise ScoringError(
            f"{name!r} has {len(found)} items in common with another human and the system: "
            f"the alternative annotator test takes {LEAST_ITEMS}"
        )
    return found


def _tested(name: str, scores: list[tuple[float, float]], epsilon: float) -> Rival:
    human_wins = [float(human >= system) for human, system in scores]
    system_wins = [float(system >= human) for human, system in scores]
    gaps = [one - other for one, other in zip(human_wins, system_wins, strict=True)]
    p = _below(gaps, epsilon)
    return Rival(name, len(scores), fmean(system_wins), fmean(human_wins), p, p, rejected=False)


def _below(gaps: list[float], epsilon: float) -> float:
    """One-sided p of “the mean is ε or more”; certain when all values are the same."""
    spread = stdev(gaps)
    if not spread:
        return float(fmean(gaps) >= epsilon)
    return t_below((fmean(gaps) - epsilon) / (spread / sqrt(len(gaps))), len(gaps) - 1)


def _judged(rival: Rival, adjusted: float) -> Rival:
    return Rival(
        rival.human,
        rival.items,
        rival.system_wins,
        rival.human_wins,
        rival.p,
        adjusted,
        rejected=adjusted <= FALSE_DISCOVERIES,
    )
