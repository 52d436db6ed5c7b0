"""Where documents come from: files, folders, globs, pipes and standard input, by format and compression.

It opens and lists, and refuses what is missing; what the bytes mean is left to the module of each format.
"""

from __future__ import annotations

import bz2
import glob
import gzip
import io
import lzma
import os
import re
import select
import stat
import sys
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from annotator.documents.folders import files_below, matching
from annotator.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = Path("-")
"""Stands for standard input."""
HEAD = 4096
"""Bytes enough to tell what a stream holds."""


class Format(StrEnum):
    """What a file holds: one document (text, html), or rows that are documents each."""

    TEXT = "text"
    HTML = "html"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"

    @property
    def one_document(self) -> bool:
        """Whether the whole file is a single document."""
        return self in {Format.TEXT, Format.HTML}


_FORMATS = {
    **dict.fromkeys((".txt", ".text", ".md", ".markdown"), Format.TEXT),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format.HTML),
    **dict.fromkeys((".jsonl", ".ndjson"), Format.JSONL),
    **dict.fromkeys((".tsv", ".tab"), Format.TSV),
    **dict.fromkeys((".parquet", ".pq"), Format.PARQUET),
    ".json": Format.JSON,
    ".csv": Format.CSV,
}
_HEAD_LINES = 2  # enough too, so that a slow pipe is not waited for
_BUFFER = 65_536
_DESCRIPTORS = re.compile(r"/dev/(stdin|fd/\d+)|/proc/(self|\d+)/fd/\d+")
"""Paths that stand for what another program writes, as a shell's <(…) does."""


def _open_zstd(source: Path | IO[bytes]) -> IO[bytes]:
    try:
        zstd: Any = import_module("compression.zstd")
    except ImportError:
        raise DocumentError("Python reads .zst from version 3.14 on; compress it with gzip instead") from None
    return io.BufferedReader(zstd.ZstdFile(source))


class _Begun(io.RawIOBase):
    """A stream from its beginning, although its head was read already.

    Args:
        head: What was read.
        rest: Where the rest comes from.
        owned: What is closed with it.
    """

    def __init__(self, head: bytes, rest: IO[bytes], *owned: IO[bytes]) -> None:
        self._head = head
        self._rest = rest
        self._owned = owned

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]  # Buffer, from 3.12 on
        found = self._head[: len(buffer)] or _some(self._rest, len(buffer))
        self._head = self._head[len(found) :]
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        for stream in self._owned:
            stream.close()
        super().close()


_DECOMPRESSORS: dict[str, Callable[[Any], Any]] = {  # path or stream → IO[bytes], as each module declares it
    ".gz": gzip.open,
    ".bz2": bz2.open,
    ".xz": lzma.open,
    ".zst": _open_zstd,
}
_MAGIC = ((b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"), (b"\xfd7zXZ\x00", ".xz"), (b"\x28\xb5\x2f\xfd", ".zst"))

BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What reading from a file may raise, compressed or not."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read documents from.

    Attributes:
        path: The file, or `STDIN`.
        format: What it holds; None when its name does not say it.
        name: What ids are made from: the file's name without suffixes, led by its folders below the one that was given.
        opened: The bytes, if somebody has begun to look into them.
    """

    path: Path
    format: Format | None
    name: str
    opened: IO[bytes] | None = None

    @property
    def compressed(self) -> bool:
        """Whether its name says so."""
        return self.path.suffix.lower() in _DECOMPRESSORS

    @property
    def one_document(self) -> bool:
        """Whether it is known to be a single document."""
        return self.format is not None and self.format.one_document

    @property
    def piped(self) -> bool:
        """Whether it can be read only once, from its beginning to its end."""
        return is_pipe(self.path)


def is_pipe(path: str | os.PathLike[str]) -> bool:
    """Whether what stands there can be read only once: standard input, a named pipe, a shell's ``<(…)``."""
    name = os.fspath(path)
    if name == str(STDIN) or _DESCRIPTORS.fullmatch(name):
        return True
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116  # a string that may be a pattern is no path yet
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISSOCK(mode)


def identity(pipe: Path) -> tuple[int, int] | Path:
    """What tells a pipe from others, by whatever path it is reached; the path itself when nothing else does."""
    try:
        found = os.fstat(_standard_input().fileno()) if pipe == STDIN else pipe.stat()
    except OSError:
        return pipe
    return found.st_dev, found.st_ino


def as_source(path: Path, *, form: Format | None = None, root: Path | None = None) -> Source:
    """A file as a source; ``root`` is the folder that was searched for it, if it was not named itself."""
    if path == STDIN or path.as_posix() == "/dev/stdin":
        return Source(path, form, "stdin")
    if _DESCRIPTORS.fullmatch(path.as_posix()):
        return Source(path, form, "pipe")  # its number is another one each time
    name, suffix = _stem(path.name)
    if root is not None:
        name = (path.relative_to(root).parent / name).as_posix()
    name = name.encode("utf-8", "replace").decode()  # bytes of a name that are no UTF-8 are no text either
    return Source(path, form or _FORMATS.get(suffix), name)


def find(paths: list[str | os.PathLike[str]], *, form: Format | None = None) -> Iterator[Source]:
    """All files that some paths name, lazily: files as given, folders searched in order of names, globs expanded.

    Files in folders whose suffix is none of ours are passed by.

    Raises:
        DocumentError: A path does not exist, or leads to no file that could hold documents. It is raised on the
            call for paths that do not exist, and for an empty folder when its turn comes.
    """
    for path in paths:
        _refuse_missing(os.fspath(path))
    return (source for path in paths for source in _expand(os.fspath(path), form))


def open_source(source: Source) -> IO[bytes]:
    """The bytes of a source, decompressed.

    Raises:
        DocumentError: The file cannot be opened.
    """
    if source.opened:
        return source.opened
    lent = _standard_input() if source.path == STDIN else None
    try:
        if lent is not None or source.format is None:
            return _unwrapped(lent or source.path.open("rb", buffering=0), lent=lent is not None)
        decompressor = _DECOMPRESSORS.get(source.path.suffix.lower())
        return decompressor(source.path) if decompressor else source.path.open("rb")
    except DocumentError as error:
        raise DocumentError(str(error), path=source.path) from error
    except BROKEN as error:
        raise unreadable(error, source.path) from error


def unreadable(error: Exception, path: Path, line: int | None = None) -> DocumentError:
    """What is wrong with a file, said so that it can be mended."""
    if isinstance(error, FileNotFoundError):
        message = "there is no such file; check the path"
    elif isinstance(error, PermissionError):
        message = "the file may not be read; change its permissions"
    elif isinstance(error, IsADirectoryError):
        message = "this is a folder; name a file in it, or use `annotator run` for all of them"
    elif isinstance(error, OSError) and error.errno is not None:
        message = f"the file cannot be read ({error.strerror}); check the disk and the path"
    elif isinstance(error, UnicodeError):
        message = "the bytes here do not fit the encoding of the file; mend them, or name the right one with --encoding"
    else:
        message = "the compressed file is damaged or cut off; fetch or compress it again"
    return DocumentError(message, path=path, line=line)


def head_of(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, left unread when the stream can do that, else empty."""
    peek: Callable[[int], bytes] | None = getattr(stream, "peek", None)
    return peek(HEAD)[:HEAD] if peek else b""


def _unwrapped(stream: IO[bytes], *, lent: bool = False) -> IO[bytes]:
    """What a stream holds from its beginning, unpacked if its first bytes say that it is compressed.

    Args:
        stream: The stream, not buffered.
        lent: Whether it is to be left open.
    """
    owned = () if lent else (stream,)
    with ExitStack() as undo:
        for each in owned:
            undo.callback(each.close)
        head = _begin(stream)
        whole = io.BufferedReader(_Begun(head, stream, *owned), _BUFFER)
        suffix = next((suffix for magic, suffix in _MAGIC if head.startswith(magic)), None)
        if suffix is not None:
            undo.callback(whole.close)
            unpacked: IO[bytes] = _DECOMPRESSORS[suffix](whole)
            whole = io.BufferedReader(_Begun(_begin(unpacked), unpacked, unpacked, whole), _BUFFER)
        undo.pop_all()
    return whole


def _begin(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream, taken off it: two lines, or as many as are enough."""
    head = b""
    while len(head) < HEAD and head.count(b"\n") < _HEAD_LINES and (more := _some(stream, HEAD)):
        head += more
    return head


def _some(stream: IO[bytes], count: int) -> bytes:
    """What a stream has now, at most so many bytes; empty only at its end."""
    read: Callable[[int], bytes | None] = getattr(stream, "read1", stream.read)
    while (found := read(count)) is None:  # whoever wrote to it before may have left it so that it does not wait
        select.select([stream], [], [])
    return found


def _standard_input() -> IO[bytes]:
    """Standard input without its buffer, whose lock a thread that waits for input would keep to the end.

    Raises:
        DocumentError: There is none.
    """
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]  # a closed one is None
        raise DocumentError("standard input is closed; pipe a corpus in, or name a file", path=STDIN)
    return getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)


def _stem(name: str) -> tuple[str, str]:
    """A file's name without its suffixes, and the suffix of its format."""
    stem, suffix = Path(name).stem, Path(name).suffix
    if suffix.lower() in _DECOMPRESSORS:
        stem, suffix = Path(stem).stem, Path(stem).suffix
    return stem, suffix.lower()


def _refuse_missing(path: str) -> None:
    if not path:
        raise DocumentError("the name of a file is empty; name one, or give . for the current folder")
    if path == str(STDIN) or os.path.lexists(path):
        return
    if not glob.has_magic(path):
        raise unreadable(FileNotFoundError(), Path(path))
    if next(matching(path), None) is None:
        raise DocumentError("no file matches this pattern; check it, and quote it in the shell", path=Path(path))


def _expand(path: str, form: Format | None) -> Iterator[Source]:
    if not os.path.lexists(path) and glob.has_magic(path):
        yield from _matches(path, form)
    elif Path(path).is_dir():
        yield from _in_folder(Path(path), form)
    else:
        yield as_source(Path(path), form=form)


def _matches(pattern: str, form: Format | None) -> Iterator[Source]:
    """Files that a pattern matches; those of a folder that it matches only if it does not also reach into it."""
    fixed = pattern[: glob.escape(pattern).index("[")]  # escaping puts the first magic character into brackets
    root = Path(fixed) if fixed.endswith(os.sep) else Path(fixed).parent
    for match in map(Path, sorted(set(matching(pattern)))):
        if not match.is_dir():
            yield as_source(match, form=form, root=root)
        elif "**" not in pattern:
            yield from (as_source(path, form=form, root=root) for path in _files(match))


def _in_folder(root: Path, form: Format | None) -> Iterator[Source]:
    empty = True
    for path in _files(root):
        empty = False
        yield as_source(path, form=form, root=root)
    if empty:
        known = " ".join(sorted(_FORMATS))
        raise DocumentError(f"the folder holds no file that could be read; known are {known}", path=root)


def _files(folder: Path) -> Iterator[Path]:
    """Files of known formats below a folder."""
    return (path for path in files_below(folder) if _stem(path.name)[1] in _FORMATS)
