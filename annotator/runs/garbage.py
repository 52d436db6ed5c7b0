"""How often Python looks for cycles of dead objects while calls wait for their answers.

Hundreds of calls in flight keep what they hold alive, and each look goes over all of it to find next to nothing.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

_RARELY = (20_000, 20, 50)
"""New objects before a look, and looks before one at older ones; Python's own are 700, 10 and 10."""


@contextmanager
def seldom_collected() -> Generator[None]:
    """Look rarely within the block, and never at what was there before it, such as modules and lexicons."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
