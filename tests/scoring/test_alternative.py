"""Claims of `annotator.scoring.alternative`."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from annotator.errors import ScoringError
from annotator.scoring.alternative import alternative_test
from tests.scoring import oracles

Answers = dict[str, str]


def answers(seed: int, accuracy: float, items: int = 40) -> Answers:
    """Labels that are the true one with some probability; the truth is the item's number modulo 3."""
    random = Random(seed)
    return {
        f"i{number}": str(number % 3 if random.random() < accuracy else random.randint(0, 2)) for number in range(items)
    }


HUMANS = {"anna": answers(1, 0.7), "boris": answers(2, 0.7), "clara": answers(3, 0.6)}


def by_hand(system: Answers, humans: dict[str, Answers], epsilon: float) -> dict[str, tuple[float, float]]:
    """System's wins and p-value against each human, as the paper writes it, with scipy."""
    found: dict[str, tuple[float, float]] = {}
    for name, own in humans.items():
        others = [labels for other, labels in humans.items() if other != name]
        human = np.array([np.mean([own[item] == each[item] for each in others]) for item in own])
        machine = np.array([np.mean([system[item] == each[item] for each in others]) for item in own])
        gaps = (human >= machine).astype(float) - (machine >= human).astype(float)
        found[name] = (float((machine >= human).mean()), oracles.smaller_mean_p(gaps, epsilon))
    return found


@pytest.mark.parametrize("accuracy", [0.2, 0.6, 0.95])
def test_the_test_is_that_of_the_paper(accuracy: float) -> None:
    """Winning rate, advantage and p-values, for a bad, a middling and a good system."""
    system = answers(9, accuracy)
    found = alternative_test(system, HUMANS)
    expected = by_hand(system, HUMANS, 0.2)
    adjusted = oracles.false_discoveries([expected[name][1] for name in sorted(HUMANS)], "by")
    assert [rival.human for rival in found.rivals] == ["anna", "boris", "clara"]
    for rival, own in zip(found.rivals, adjusted, strict=True):
        assert (rival.system_wins, rival.p) == pytest.approx(expected[rival.human])
        assert rival.adjusted == pytest.approx(own)
        assert rival.rejected is (own <= 0.05)
    assert found.advantage == pytest.approx(np.mean([wins for wins, _ in expected.values()]))
    rate = np.mean([own <= 0.05 for own in adjusted])
    assert found.winning_rate == rate
    assert found.passed is bool(rate >= 0.5)


def test_a_perfect_system_passes_and_a_useless_one_does_not() -> None:
    """The truth itself may stand in for coders who are right two times in three; a constant may not."""
    assert alternative_test(answers(0, 1.0), HUMANS).passed
    assert not alternative_test(dict.fromkeys(HUMANS["anna"], "x"), HUMANS).passed


def test_copies_of_one_coder_are_decided_without_a_spread() -> None:
    """When nobody differs anywhere the t-test has no variance: the system then wins by the advantage it is granted."""
    own = answers(1, 0.7)
    found = alternative_test(own, {"a": own, "b": own, "c": own})
    assert [(rival.p, rival.rejected) for rival in found.rivals] == [(0.0, True)] * 3
    assert not alternative_test(own, {"a": own, "b": own, "c": own}, epsilon=0.0).passed


@pytest.mark.parametrize(
    ("humans", "words"),
    [
        pytest.param({"anna": answers(1, 0.7)}, "takes 2 humans or more: there is 1", id="one human"),
        pytest.param({}, "takes 2 humans or more: there is 0", id="no human"),
        pytest.param(
            {"anna": answers(1, 0.7, 29), "boris": answers(2, 0.7, 40)}, "'anna' has 29 items in common", id="29 items"
        ),
    ],
)
def test_too_little_to_tell_is_refused(humans: dict[str, Answers], words: str) -> None:
    """Under two humans or thirty items there is no number, only a sentence."""
    with pytest.raises(ScoringError, match=words):
        alternative_test(answers(9, 0.9), humans)


def test_two_humans_are_a_warning() -> None:
    """The test runs, and says what it rests on."""
    two = {name: HUMANS[name] for name in ("anna", "boris")}
    assert alternative_test(answers(9, 0.9), two).warnings == (
        "with 2 humans the outcome depends on whom one happened to ask: ask 3 or more",
    )
    assert alternative_test(answers(9, 0.9), HUMANS).warnings == ()


def test_any_agreement_will_do() -> None:
    """Numbers that are compared by distance instead of equality."""
    humans = {name: {item: float(label) for item, label in own.items()} for name, own in HUMANS.items()}
    system = {item: float(label) for item, label in answers(9, 0.95).items()}
    found = alternative_test(system, humans, agreement=lambda one, other: -abs(one - other))
    assert found.as_dict()["passed"] is True


def test_who_is_listed_first_does_not_matter() -> None:
    """Humans in another order give the same outcome."""
    turned = dict(reversed(HUMANS.items()))
    assert alternative_test(answers(9, 0.6), HUMANS) == alternative_test(answers(9, 0.6), turned)
