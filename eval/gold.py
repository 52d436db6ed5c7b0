"""Gold sets: folders of articles `<id>.txt` with their labels `<id>.yaml`, compiled into one `gold.jsonl`.

It knows files, documents and zones; the source format is `eval.labels`', records are made by `eval.compilation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import codebook, records
from annotator.errors import RecordError
from annotator.schema import Document, Zone, ZoneKind
from annotator.spans import Span, ranges
from eval import labels
from eval.compilation import Compilation
from eval.lookup import Lookup

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.codebook import Codebook
    from eval.labels import Labels

FILE = "gold.jsonl"
"""The compiled records of a set."""


def sets(root: Path) -> list[Path]:
    """The sets below a folder, which may be a set itself, in order of path."""
    return sorted({path.parent for path in root.rglob("*.yaml")})


def compile_set(directory: Path, book: Codebook | None = None) -> list[records.Record]:
    """The records of a set of labelled articles, in order of id.

    Args:
        directory: Holds `<id>.txt` and `<id>.yaml` for each article.
        book: Whose labels may be used; the shipped codebook by default.

    Raises:
        RecordError: An article breaks the format or its labels do not fit its text; the message names file and line.
    """
    return [compile_article(path, book or codebook.default()) for path in sorted(directory.glob("*.yaml"))]


def write_set(directory: Path) -> int:
    """Compile a set into its `gold.jsonl`.

    Returns:
        How many articles it holds.

    Raises:
        RecordError: As for `compile_set`; the file is left as it was.
    """
    return records.write(directory / FILE, compile_set(directory))


def compile_article(path: Path, book: Codebook) -> records.Record:
    """The record of one labelled article, given its YAML file.

    Raises:
        RecordError: As for `compile_set`.
    """
    written = labels.parse(_decoded(path), path)
    lookup = Lookup(_decoded(path.with_suffix(".txt")), path)
    document = _document(path.stem, written, lookup)
    return records.Record(document=document, annotation=Compilation(document, written, lookup, book).annotation())


def _decoded(path: Path) -> str:
    """A file's text with its line breaks as they are."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RecordError(f"the file cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise RecordError("the file is not UTF-8", path=path) from error


def _document(name: str, written: Labels, lookup: Lookup) -> Document:
    return Document(
        id=name,
        text=lookup.text,
        title=written.title,
        date=written.date,
        outlet=written.outlet,
        author=written.author,
        language=written.language,
        zones=tuple(_zones(written, lookup)),
        metadata={**written.metadata, "split": written.split, "cases": list(written.cases)},
    )


def _zones(written: Labels, lookup: Lookup) -> list[Zone]:
    """The zones that are given, and the body as what they leave."""
    given = [
        Zone(kind=kind, span=span, rule="gold")
        for kind, fragments in written.zones.items()
        for span in lookup.spans(fragments)
    ]
    edges = [0, *(edge for pair in ranges(zone.span for zone in given) for edge in pair), len(lookup.text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    stretches = (_stripped(lookup.text, start, end) for start, end in gaps)
    body = [Zone(kind=ZoneKind.BODY, span=span, rule="gold") for span in stretches if span is not None]
    return sorted([*given, *body], key=lambda zone: zone.span.start)


def _stripped(text: str, start: int, end: int) -> Span | None:
    """A stretch without the white space around it, or None when nothing else is there."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span.of(text, start, end) if start < end else None
