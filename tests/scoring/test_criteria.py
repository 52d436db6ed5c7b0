"""Claims of `annotator.scoring.criteria`."""

from __future__ import annotations

import pytest

from annotator.errors import ScoringError
from annotator.scoring.criteria import EXACT, HALF, LENIENT, Criterion


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lenient", LENIENT),
        ("exact", EXACT),
        ("iou:0.5", HALF),
        (" IoU:0.50 ", HALF),
        ("iou:1", Criterion("iou:1", 1.0)),
    ],
)
def test_a_criterion_is_read_from_its_name(text: str, expected: Criterion) -> None:
    """Names are read whatever their case and spacing, and a name written out is read back."""
    assert Criterion.parse(text) == expected
    assert Criterion.parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text", ["", "strict", "iou", "iou:", "iou:0", "iou:-1", "iou:1.1", "iou:nan", "exact:1", "0.5"]
)
def test_what_is_no_criterion_is_refused(text: str) -> None:
    """Anything else is refused with a sentence that shows what to write."""
    with pytest.raises(ScoringError, match="criterion"):
        Criterion.parse(text)


@pytest.mark.parametrize(
    ("criterion", "iou", "admitted"),
    [
        (LENIENT, 0.0, False),
        (LENIENT, 1e-9, True),
        (HALF, 0.5, True),
        (HALF, 0.4999, False),
        (EXACT, 1.0, True),
        (EXACT, 0.9999, False),
    ],
)
def test_the_threshold_itself_counts_but_nothing_in_common_never_does(
    criterion: Criterion, iou: float, *, admitted: bool
) -> None:
    """An overlap equal to the threshold counts; no overlap counts under no criterion."""
    assert criterion.admits(iou) is admitted
