"""Waiting for what a pipe brings, beside the event loop: a slow writer stops no other work, and Ctrl-C is heard.

It knows threads; what is read is `annotator.documents`'.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

Thing = TypeVar("Thing")
_END = object()


async def beside(things: Iterator[Thing]) -> AsyncGenerator[Thing]:
    """What an iterator holds, each thing taken when it is asked for, in a thread of its own.

    Raises:
        Exception: What the iterator raised.
    """
    loop, asked = asyncio.get_running_loop(), SimpleQueue[asyncio.Future[Any] | None]()
    Thread(target=_bring, args=(things, asked, loop), daemon=True).start()  # one that waits for ever keeps nobody
    try:
        while True:
            coming: asyncio.Future[Any] = loop.create_future()
            asked.put(coming)
            thing = await coming
            if thing is _END:
                return
            yield thing
    finally:
        asked.put(None)


def _bring(
    things: Iterator[Any], asked: SimpleQueue[asyncio.Future[Any] | None], loop: asyncio.AbstractEventLoop
) -> None:
    while (coming := asked.get()) is not None:
        thing: Any = _END
        error: BaseException | None = None
        try:
            thing = next(things, _END)
        except BaseException as caught:  # noqa: BLE001  # raised again where it is waited for
            error = caught
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_hand, coming, thing, error)


def _hand(coming: asyncio.Future[Any], thing: Any, error: BaseException | None) -> None:
    if coming.done():
        return
    if error is None:
        coming.set_result(thing)
    else:
        coming.set_exception(error)
