"""``python -m tests.bench`` (or ``poe bench``) runs every benchmark; names choose some."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    known = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    for name in sys.argv[1:] or known:
        import_module(f"tests.bench.{name}").main()
