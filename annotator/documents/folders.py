"""Files below folders and those that patterns match, in order of names; loops of links are not walked round.

It lists; which files hold documents, and what is in them, is left to `annotator.documents.source`.
"""

from __future__ import annotations

import fnmatch
import glob
import os
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Above = frozenset[tuple[int, int]]
"""What tells the folders above a place from others."""


def files_below(folder: Path, above: _Above = frozenset()) -> Iterator[Path]:
    """A folder's own files and those below it in one order of names; hidden ones, pipes and devices are passed by.

    Raises:
        DocumentError: A folder may not be read.
    """
    inside = _inside(folder, above)
    for entry in () if inside is None else _visible(folder):
        if _is_folder(entry):
            yield from files_below(folder / entry.name, inside or above)
        elif _is_file(entry):
            yield folder / entry.name


def matching(pattern: str) -> Iterator[str]:
    """What a pattern matches, ``**`` folders below folders too; hidden names only where it says so.

    Raises:
        DocumentError: A folder may not be read.
    """
    parts = pattern.split(os.sep)  # noqa: PTH206  # a slash at the end means something
    if parts[0] == "":
        return _matching(os.sep, [each for each in parts[1:-1] if each] + parts[-1:], frozenset())
    return _matching("", parts, frozenset())


def _matching(folder: str, parts: Sequence[str], above: _Above) -> Iterator[str]:
    first, rest = parts[0], parts[1:]
    if first == "**":
        yield from _at_any_depth(folder, rest, above)
        return
    if glob.has_magic(first):
        names = [entry.name for entry in _visible(Path(folder), hidden=first.startswith("."))]
        found = [os.path.join(folder, name) for name in fnmatch.filter(names, first)]  # noqa: PTH118  # as it was given
    else:
        found = [os.path.join(folder, first)]  # noqa: PTH118  # as above
    for path in found:
        if not rest and os.path.lexists(path):
            yield path
        elif rest and Path(path).is_dir():
            yield from _matching(path, rest, above)


def _at_any_depth(folder: str, rest: Sequence[str], above: _Above) -> Iterator[str]:
    inside = _inside(Path(folder), above)
    if inside is None:
        return
    if rest:
        yield from _matching(folder, rest, above)
    for entry in _visible(Path(folder)):
        path = os.path.join(folder, entry.name)  # noqa: PTH118  # as it was given
        if _is_folder(entry):
            yield from _at_any_depth(path, rest, inside)
        elif not rest:
            yield path


def _inside(folder: Path, above: _Above) -> _Above | None:
    """The folders above what a folder holds; None when it is one of those above itself, so that a link leads round."""
    found = folder.stat()
    mine = (found.st_dev, found.st_ino)
    return None if mine in above else above | {mine}


def _visible(folder: Path, *, hidden: bool = False) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if hidden or not entry.name.startswith(".")]
    except PermissionError as error:
        raise DocumentError(
            "the folder may not be read; change its permissions, or leave it out", path=folder
        ) from error
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link that leads nowhere, which is to be said."""
    if entry.is_symlink():
        return Path(entry.path).is_file() or not Path(entry.path).exists()
    return entry.is_file()
