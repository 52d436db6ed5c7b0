"""The collector: at leisure within a run, and as it was afterwards."""

from __future__ import annotations

import gc

from annotator.runs.garbage import seldom_collected


def test_the_collector_is_as_it_was_after_the_block() -> None:
    """Within it, what was there before is left alone; Python 3.12 begins with a few frozen objects of its own."""
    threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
    with seldom_collected():
        within = gc.get_threshold(), gc.get_freeze_count()
    assert within[0][0] > threshold[0]
    assert within[1] > frozen
    assert gc.get_threshold() == threshold
    assert gc.get_freeze_count() <= frozen
