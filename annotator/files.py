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


_STANDING = (Path("/dev"), Path("/dev/fd"), Path("/proc/self/fd"))
"""Where a file stands for something else, such as what standard output leads to."""


@contextmanager
def whole_file(path: Path) -> Generator[IO[str]]:
    """A UTF-8 text stream that becomes the file ``path`` when the block ends well, and leaves nothing behind when not.

    A pipe or a device cannot be made anew and is written to as it is; of a link, what it leads to is written.

    Raises:
        FormatError: The place cannot be written to.
    """
    if path.is_dir():
        msg = "cannot be written: it is a folder; name a file"
        raise FormatError(msg, path=path)
    if path.parent in _STANDING or (path.exists() and not path.is_file()):
        with _as_it_is(path) as stream:
            yield stream
        return
    target = path.resolve() if path.is_symlink() else path
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=target.parent)
    except OSError as error:
        msg = f"cannot be written: {error.strerror}"
        raise FormatError(msg, path=path) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        msg = f"cannot be written: {error.strerror}"
        raise FormatError(msg, path=path) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


@contextmanager
def _as_it_is(path: Path) -> Generator[IO[str]]:
    try:
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
    except OSError as error:
        msg = f"cannot be written: {error.strerror}"
        raise FormatError(msg, path=path) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
