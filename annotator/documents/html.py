"""What a web page says: the article's text and metadata, as trafilatura extracts them.

Menus and link lists are its business; what it leaves in is found by `annotator.documents.zones`.
"""

from __future__ import annotations

import codecs
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.documents.columns import language_tag
from annotator.documents.text import Decoded, decode
from annotator.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SHORTEST = "50"  # characters of a news in brief; trafilatura's own limit is 250
_CHARSET_WITHIN = 4096  # bytes; the HTML standard says 1024, pages do not always keep to it
_LANGUAGE = re.compile(r"""<html\b[^>]*?\slang\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """An article taken from a web page.

    Attributes:
        text: Its paragraphs, with a line end between them.
        title: Its headline.
        date: When it was published, ISO 8601.
        author: Who wrote it.
        outlet: The site's name.
        language: BCP-47 tag that the page gives.
        url: Where the page says it stands.
    """

    text: str
    title: str | None = None
    date: str | None = None
    author: str | None = None
    outlet: str | None = None
    language: str | None = None
    url: str | None = None


def decode_page(raw: bytes, *, encoding: str | None = None, path: Path | None = None) -> Decoded:
    """The markup of a page, in the encoding that it names itself, else as any text.

    Raises:
        DocumentError: The bytes are no text, or their encoding cannot be found out.
    """
    return decode(raw, encoding=encoding or _declared(raw), path=path)


def extract(markup: str, *, path: Path | None = None) -> Page:
    """The article that a page holds.

    Raises:
        DocumentError: The page holds none.
    """
    found = _extracted(markup)
    if found is None or not (found.text or "").strip():
        raise DocumentError("no article was found in this page; save its text as .txt", path=path)
    language = _LANGUAGE.search(markup)
    return Page(
        text=found.text,
        title=found.title,
        date=found.date,
        author=found.author,
        outlet=found.sitename,
        language=language_tag(language[1]) if language else None,
        url=found.url,
    )


def _extracted(markup: str) -> Any:
    """What trafilatura finds; where it gives up and joins the whole page into one line, it is asked for less."""
    import trafilatura  # noqa: PLC0415  # half a second, and only web pages need it
    from trafilatura.settings import use_config  # noqa: PLC0415  # with trafilatura, only for web pages

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else its complaints about a page go to stderr
    found: Any = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False)
    if found is None or "\n" in (found.text or ""):
        return found
    short = use_config()
    short.set("DEFAULT", "MIN_EXTRACTED_SIZE", _SHORTEST)
    again: Any = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False, config=short)
    return again if again is not None and "\n" in (again.text or "") else found


def _declared(raw: bytes) -> str | None:
    """The encoding that a page names, unless a byte order mark or the bytes themselves say otherwise."""
    named = _CHARSET.search(raw, 0, _CHARSET_WITHIN)
    if named is None or raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    name = named[1].decode("ascii", "replace")
    try:
        raw.decode(name)
    except (LookupError, UnicodeError):
        return None
    return name
