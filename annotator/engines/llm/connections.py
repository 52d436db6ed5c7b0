"""The connections that requests leave over: aiohttp's, which take a fifth of the time that httpx2's take.

The openai client brings both; which of them it is given is decided here, what is asked is `transport`'s.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies

import httpx2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import Omit

_MOST = 1_000_000
"""Connections at a time: how many there are is decided by who asks, and what is not said is 100."""


def http_client(timeout_s: float) -> httpx2.AsyncClient:
    """A client with connections of aiohttp; behind a proxy of the environment with httpx2's, which know all proxies.

    Args:
        timeout_s: Seconds for one answer.
    """
    from openai import DefaultAsyncHttpxClient  # noqa: PLC0415  # slow to import

    made = DefaultAsyncHttpxClient if getproxies() else _aiohttp_client()
    return made(limits=httpx2.Limits(max_connections=_MOST, max_keepalive_connections=_MOST), timeout=timeout_s)


@cache
def _aiohttp_client() -> type[httpx2.AsyncClient]:
    from openai import DefaultAioHttpClient  # noqa: PLC0415  # slow to import

    class Client(DefaultAioHttpClient):
        """Reads an address once: all requests of a run go to the same one."""

        def build_request(self, method: str, url: httpx2.URL | str, **rest: Any) -> httpx2.Request:
            return super().build_request(method, _address(url), **rest)

    return Client


@lru_cache(maxsize=64)
def _address(url: httpx2.URL | str) -> httpx2.URL:
    return httpx2.URL(url)


@cache
def unsaid() -> Mapping[str, Omit]:
    """Headers that the openai client would send and no endpoint needs: they tell of this machine, and take time."""
    from openai import Omit  # noqa: PLC0415  # as above

    names = "Lang Package-Version OS Arch Runtime Runtime-Version Async Retry-Count Read-Timeout".split()
    return {f"X-Stainless-{name}": Omit() for name in names}
