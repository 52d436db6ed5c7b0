"""PolNeAR: brat standoff with Source, Cue and Content, one event per attribution, one file per article and annotator.

It knows the layout. Events of Discuss and Discard, and those without content, are left out.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, TypeAlias

from annotator.errors import FormatError
from annotator.schema import Document
from eval.readers.making import Labelled, record
from eval.readers.questions import files, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from annotator.records import Record
    from eval.suite import Suite

    Places: TypeAlias = list[tuple[int, int]]

_LINE = re.compile(r"[TE]\d+\t")  # other lines go on with the words of a span

ATTRIBUTIONS = frozenset({"Attribution", "Attribution-no-source"})


def records(folder: Path, suite: Suite, split: str) -> list[Record]:
    """The gold record of each article; of several annotators the one that comes first by name."""
    return [own[min(own)] for own in coders(folder, suite, split).values()]


def coders(folder: Path, suite: Suite, split: str) -> dict[str, dict[str, Record]]:
    """Article → annotator → record.

    Raises:
        FormatError: A file is missing or is no brat standoff.
    """
    root = folder / suite.layout.format(split=split)
    known = _metadata(folder)
    found: dict[str, dict[str, Record]] = {}
    for path in files(root, "attributions/*.ann"):
        name, _, coder = path.stem.rpartition("_")
        text = read_text(root / "text" / f"{name}.txt")
        document = _document(name, text, known.get(name, {}))
        own = record(document, _quotes(read_text(path), path), coder)
        found.setdefault(name, {})[coder] = own
    return found


def _metadata(folder: Path) -> Mapping[str, Mapping[str, str]]:
    lines = read_text(next(iter(files(folder, "**/metadata.tsv")))).splitlines()
    return {row["filename"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def _document(name: str, text: str, row: Mapping[str, str]) -> Document:
    return Document(
        id=name,
        text=text,
        title=row.get("title") or None,
        date=row.get("publication_date") or None,
        outlet=row.get("publisher") or name.partition("_")[0],
        language="en",
    )


def _quotes(source: str, path: Path) -> Iterator[Labelled]:
    """The attributions of a standoff file."""
    lines = [line.split("\t") for line in source.splitlines() if _LINE.match(line)]
    spans = {line[0]: _places(line, path) for line in lines if line[0].startswith("T")}
    for line in lines:
        if line[0].startswith("E"):
            event = [part.partition(":") for part in line[1].split()]
            if event and event[0][0] in ATTRIBUTIONS:
                yield _labelled(line[0], event, spans)


def _labelled(name: str, event: Iterable[tuple[str, str, str]], spans: Mapping[str, Places]) -> Labelled:
    roles: dict[str, Places] = {}
    for role, _, identifier in event:
        roles.setdefault(role.rstrip("0123456789"), []).extend(spans.get(identifier, ()))
    return Labelled(name, roles.get("Content", []), roles.get("Cue", []), roles.get("Source", []))


def _places(line: list[str], path: Path) -> Places:
    """Offsets of a text bound annotation: ``Content 48 53;60 66``."""
    try:
        pieces = line[1].split(" ", 1)[1].split(";")
        return [(int(start), int(end)) for start, end in (piece.split() for piece in pieces)]
    except (IndexError, ValueError) as error:
        raise FormatError(f"{line[0]} is no brat annotation", path=path) from error
