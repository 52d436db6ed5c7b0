"""Writing a file whole or not at all; what is written is left to others."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from annotator.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def whole_file(path: Path) -> Generator[IO[str]]:
    """A UTF-8 text stream that becomes the file ``path`` when the block ends well, and leaves nothing behind when not.

    Raises:
        FormatError: The place cannot be written to.
    """
    if path.is_dir():
        msg = "cannot be written: it is a folder; name a file"
        raise FormatError(msg, path=path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        msg = f"cannot be written: {error.strerror}"
        raise FormatError(msg, path=path) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        msg = f"cannot be written: {error.strerror}"
        raise FormatError(msg, path=path) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
