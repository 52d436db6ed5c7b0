"""A process that works for a run ends when it is told to, and with the process of the run, also by ``kill -9``.

It knows processes only; what they work on is the pool's and the distributed worker's.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LOOK_S = 0.5
"""Seconds between looks at who the parent is, where nothing tells of its end."""


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, whatever it is doing then."""
    Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def end_with_pipe(reader: Connection) -> None:
    """The same as soon as the other end of a pipe is closed, as it also is when the process that holds it is gone."""
    Thread(target=_listen, args=(reader,), name="parent", daemon=True).start()


def _listen(reader: Connection) -> None:
    reader.poll(None)
    os._exit(1)


def _watch(parent: int) -> None:
    """Wait for the end of the parent; one that is not Python's own is asked for, which tells nothing on Windows."""
    started = multiprocessing.parent_process()
    if started is not None:
        started.join()
    else:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
    os._exit(1)
