"""Claims about the gate: what passes, what is a regression, what cannot be compared, and how floors are lowered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import FormatError, ScoringError
from annotator.scoring import Scheme
from annotator.scoring.coders import headlines
from eval import baseline as baselines
from eval.baseline import Baseline, State
from eval.gate import Outcome, renewed, verdict
from eval.readers.gold import records as read
from eval.suite import chosen

if TYPE_CHECKING:
    from pathlib import Path

MEASURES = tuple(measure for measure in headlines(Scheme()) if measure.name == "quotes.content.f1@iou:0.5")
FOUND = "quotes.content@iou:0.5"


def state(*found: int, must_pass: tuple[str, ...] = ("minsk quotes q1",), **fields: Any) -> State:
    """Documents with ten gold quotes and ten predictions, of which some are right."""
    counts = {
        f"d{n:02}": {"quotes:gold": 10.0, "quotes:predicted": 10.0, FOUND: float(right)}
        for n, right in enumerate(found)
    }
    known = Baseline(
        engine="rules",
        gold="0" * 64,
        codebook="1" * 64,
        prompts={},
        criterion="iou:0.5",
        counts=counts,
        must_pass=must_pass,
    )
    return State(known.model_copy(update=fields), MEASURES)


EQUAL = (8,) * 20


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        pytest.param(EQUAL, Outcome.PASS, id="nothing changed"),
        pytest.param((9,) * 20, Outcome.PASS, id="all better"),
        pytest.param((7,) * 20, Outcome.REGRESSION, id="all worse by a tenth"),
        pytest.param((7, *EQUAL[1:]), Outcome.PASS, id="one item of two hundred lost is within the tolerance"),
        pytest.param((3, 3, 3, *EQUAL[3:]), Outcome.REGRESSION, id="three documents much worse"),
        pytest.param((14, 2) * 10, Outcome.REGRESSION, id="the same mean, but nobody knows on other documents"),
    ],
)
def test_a_change_is_judged_by_its_lower_bound(after: tuple[int, ...], outcome: Outcome) -> None:
    """Not by its value: a change that other documents could turn into a loss beyond the tolerance fails."""
    found = verdict(state(*EQUAL).baseline, state(*after))
    assert found.outcome is outcome
    assert bool(found.reasons) is (outcome is Outcome.REGRESSION)


def test_a_lost_must_pass_item_fails_whatever_the_scores() -> None:
    """All scores are better and one item broke."""
    found = verdict(state(*EQUAL).baseline, state(*(9,) * 20, must_pass=()))
    assert (found.outcome, found.lost) == (Outcome.REGRESSION, ("minsk quotes q1",))


@pytest.mark.parametrize("field", ["engine", "gold", "codebook", "criterion"])
def test_other_conditions_cannot_be_compared(field: str) -> None:
    """The verdict names what differs; a changed prompt is what the gate is for, so that is compared."""
    changed: dict[str, Any] = {field: "another"}
    found = verdict(state(*EQUAL).baseline, state(*EQUAL, **changed))
    assert found.outcome is Outcome.NOT_COMPARABLE
    assert found.reasons == (f"the {field} is not that of the baseline: look at the scores, then use --update",)
    assert verdict(state(*EQUAL).baseline, state(*EQUAL, prompts={"quotes": "2"})).outcome is Outcome.PASS


def test_the_verdict_and_the_exit_code_are_one_thing() -> None:
    """0 pass, 1 regression, 2 not comparable; without a baseline nothing is comparable."""
    assert [int(each) for each in (Outcome.PASS, Outcome.REGRESSION, Outcome.NOT_COMPARABLE)] == [0, 1, 2]
    assert verdict(None, state(*EQUAL)).outcome == 2


def test_a_measure_that_became_undefined_is_a_regression() -> None:
    """A system that finds nothing where nothing is counted any more is not as good as before."""
    empty = state(*EQUAL)
    gone = empty.baseline.model_copy(update={"counts": {name: dict[str, float]() for name in empty.baseline.counts}})
    assert verdict(empty.baseline, replace(empty, baseline=gone)).outcome is Outcome.REGRESSION


def test_a_floor_is_lowered_with_a_reason_only_and_the_reason_stays() -> None:
    """Without one it is refused; with one it is recorded with values and lost items, also after the next update."""
    before, after = state(*EQUAL), state(*(7,) * 20, must_pass=())
    with pytest.raises(ScoringError, match=r"quotes\.content\.f1@iou:0\.5, item minsk quotes q1: say why"):
        renewed(before.baseline, after, None)
    lowered = renewed(before.baseline, after, "the codebook is stricter")
    (entry,) = lowered.allowed
    assert entry.reason == "the codebook is stricter"
    assert entry.lowered == {"quotes.content.f1@iou:0.5": (0.8, 0.7)}
    assert entry.lost == ("minsk quotes q1",)
    assert renewed(lowered, state(*EQUAL), None).allowed == (entry,)


def test_a_baseline_reads_as_it_was_written(tmp_path: Path) -> None:
    """None when there is no file, an error when it is no baseline."""
    path = tmp_path / "baseline.json"
    assert baselines.read(path) is None
    baselines.write(path, state(*EQUAL).baseline)
    assert baselines.read(path) == state(*EQUAL).baseline
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(FormatError, match="this is no baseline"):
        baselines.read(path)


def test_the_digest_of_gold_knows_labels_and_not_their_order(tmp_path: Path) -> None:
    """One label less is another gold; the order of files and the date of labelling are not."""
    (suite,) = chosen("gold-open")
    gold = read(tmp_path, suite, "")
    digest = baselines.gold_digest(gold)
    assert baselines.gold_digest(gold[::-1]) == digest
    fewer = gold[0].annotation.model_copy(update={"stances": gold[0].annotation.stances[1:]})
    assert baselines.gold_digest([gold[0].model_copy(update={"annotation": fewer}), *gold[1:]]) != digest
