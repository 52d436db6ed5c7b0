"""Memory: a run's does not grow with its corpus. Only when soaking, because it takes minutes."""

from __future__ import annotations

import pytest

from tests.bench.runs import SMALL, WHOLE, memory


@pytest.mark.soak
def test_memory_is_flat_between_a_thousand_and_a_hundred_thousand_documents() -> None:
    """Within a fifth, with the rules engine, in processes of their own."""
    assert memory(WHOLE) < 1.2 * memory(SMALL)
