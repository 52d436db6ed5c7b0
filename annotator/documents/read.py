"""One document from one file: plain text, Markdown, or a web page.

The text is kept as it was found; a web page's is what was extracted. Many documents are left to
`annotator.documents.corpus`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.documents.html import decode_page, extract
from annotator.documents.recognition import recognised
from annotator.documents.source import BROKEN, HEAD, Format, Source, as_source, open_source, unreadable
from annotator.documents.text import MAX_BYTES, Decoded, checked, decode
from annotator.errors import DocumentError
from annotator.schema import Document

if TYPE_CHECKING:
    import os

    from pydantic import JsonValue


def read(
    path: str | os.PathLike[str],
    *,
    form: Format | None = None,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read one document.

    Args:
        path: A text, Markdown or HTML file, compressed or not, or ``-`` for standard input.
        form: Its format, whatever its name says.
        encoding: Its encoding, if it is known.
        max_bytes: What its bytes must stay below.

    Returns:
        The document, its id the file's name without suffixes. An encoding other than UTF-8 is noted in its metadata.

    Raises:
        DocumentError: The file is missing, unreadable, too large, empty, no text, or holds many documents.
    """
    source = as_source(Path(path), form=form)
    _refuse_many(source)
    return read_source(source, encoding=encoding, max_bytes=max_bytes)


def read_source(source: Source, *, encoding: str | None = None, max_bytes: int = MAX_BYTES) -> Document:
    """Read the one document of a source; as `read`."""
    path = source.path
    raw = _bytes(source, max_bytes)
    if source.format is None:
        source = replace(source, format=recognised(raw[:HEAD], encoding=encoding))
        _refuse_many(source)
    if source.format is Format.HTML:
        return _web_page(source, decode_page(raw, encoding=encoding, path=path))
    found = decode(raw, encoding=encoding, path=path)
    return Document(id=source.name, text=checked(found.text, path=path), metadata=_metadata(found))


def _refuse_many(source: Source) -> None:
    if source.format is not None and not source.format.one_document:
        message = f"a {source.format} file holds many documents; use `annotator run`, or `stream` in Python"
        raise DocumentError(message, path=source.path)


def _bytes(source: Source, max_bytes: int) -> bytes:
    try:
        with open_source(source) as stream:
            raw = stream.read(max_bytes)
    except BROKEN as error:
        raise unreadable(error, source.path) from error
    if len(raw) >= max_bytes:
        message = f"one document must be smaller than {max_bytes:,} bytes; split it, or make it a corpus (JSONL, CSV)"
        raise DocumentError(message, path=source.path)
    return raw


def _web_page(source: Source, markup: Decoded) -> Document:
    checked(markup.text, path=source.path)
    page = extract(markup.text, path=source.path)
    return Document(
        id=source.name,
        text=checked(page.text, path=source.path),
        title=page.title,
        date=page.date,
        author=page.author,
        outlet=page.outlet,
        language=page.language,
        metadata=_metadata(markup) | ({"url": page.url} if page.url else {}),
    )


def _metadata(found: Decoded) -> dict[str, JsonValue]:
    return {} if found.encoding in {"utf-8", "ascii"} else {"encoding": found.encoding}
