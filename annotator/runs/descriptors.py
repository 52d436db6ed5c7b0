"""How many connections a process may have open: as many as requests want to be out, as far as the system allows.

Systems begin with few (256 or 1024) and let a process ask for more; beyond that, opening any file fails.
"""

from __future__ import annotations

from contextlib import suppress

_OTHERS = 96
"""Files and connections beside those that carry requests: the run's own, and what a library opens for a moment."""


def files_for(requests: int) -> int:
    """How many files a process must be allowed to have open for so many requests at a time."""
    return requests + requests // 4 + _OTHERS  # a connection is sometimes opened before another has closed


def room_for(requests: int) -> int:
    """Ask the system for so many connections at once; how many it grants, at least one.

    Args:
        requests: That are to be out at a time.
    """
    try:
        import resource  # noqa: PLC0415  # Windows has none, and no such limit
    except ImportError:
        return requests
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files_for(requests)
    if resource.RLIM_INFINITY != soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):  # macOS has a second limit, of which it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    fitting = requests if soft == resource.RLIM_INFINITY or soft >= wanted else (soft - _OTHERS) * 4 // 5
    return max(1, min(requests, fitting))
