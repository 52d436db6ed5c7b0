"""Open files: as many as requests need, or as many requests as files allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.runs.descriptors import room_for

if TYPE_CHECKING:
    from collections.abc import Callable

resource = pytest.importorskip("resource", reason="Windows has no such limit")


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], list[int]]:
    """Limits of a system, soft and hard; the list holds the soft one, which may be raised."""

    def set_to(soft: int, hard: int) -> list[int]:
        now = [soft]

        def found(_kind: int) -> tuple[int, int]:
            return now[0], hard

        def change(_kind: int, limits: tuple[int, int]) -> None:
            assert limits[1] == hard
            now[0] = limits[0]

        monkeypatch.setattr(resource, "getrlimit", found)
        monkeypatch.setattr(resource, "setrlimit", change)
        return now

    return set_to


@pytest.mark.parametrize(
    ("soft", "hard", "asked", "granted", "after"),
    [
        pytest.param(1024, 4096, 64, 64, 1024, id="enough as it is"),
        pytest.param(256, 4096, 256, 256, 416, id="raised as far as needed"),
        pytest.param(256, 1000, 2000, 723, 1000, id="raised as far as it goes"),
        pytest.param(100, 100, 256, 3, 100, id="hardly any"),
        pytest.param(20, 20, 256, 1, 20, id="one at least"),
    ],
)
def test_the_limit_is_raised_or_requests_are_fewer(
    limited: Callable[[int, int], list[int]], soft: int, hard: int, asked: int, granted: int, after: int
) -> None:
    """Never lowered, and never beyond what the system allows."""
    now = limited(soft, hard)
    assert (room_for(asked), now) == (granted, [after])


def test_a_system_without_limit_is_left_alone(limited: Callable[[int, int], list[int]]) -> None:
    """Infinity is a number below zero on some systems."""
    now = limited(resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    assert (room_for(5000), now) == (5000, [resource.RLIM_INFINITY])
