"""The connections that requests leave over: aiohttp's, which take a fifth of the time that httpx2's take.

The openai client brings both; which of them it is given is decided here, what is asked is `transport`'s.
"""

from __future__ import annotations

from urllib.request import getproxies

import httpx2

_MOST = 1_000_000
"""Connections at a time: how many there are is decided by who asks, and what is not said is 100."""


def http_client(timeout_s: float) -> httpx2.AsyncClient:
    """A client with connections of aiohttp; behind a proxy of the environment with httpx2's, which know all proxies.

    Args:
        timeout_s: Seconds for one answer.
    """
    from openai import DefaultAioHttpClient, DefaultAsyncHttpxClient  # noqa: PLC0415  # slow to import

    made = DefaultAsyncHttpxClient if getproxies() else DefaultAioHttpClient
    return made(limits=httpx2.Limits(max_connections=_MOST, max_keepalive_connections=_MOST), timeout=timeout_s)
