"""The first sheet of an .xlsx workbook as rows by column title, read with the standard library only.

It knows the few parts of the format that a plain table uses: shared strings, inline strings and numbers.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from annotator.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_COLUMN = re.compile(r"[A-Z]+")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows below the first, as title → value; empty cells are “”.

    Raises:
        FormatError: The file is no such workbook.
    """
    try:
        with zipfile.ZipFile(path) as workbook:
            words = _strings(workbook)
            sheet = _parsed(workbook, "xl/worksheets/sheet1.xml")
    except (OSError, KeyError, zipfile.BadZipFile, ET.ParseError) as error:
        raise FormatError(f"this is no workbook: {error}", path=path) from error
    table = (_cells(row, words) for row in sheet.iter(f"{_MAIN}row"))
    titles = next(table, dict[str, str]())
    for cells in table:
        if cells:
            yield {title: cells.get(column, "") for column, title in titles.items()}


def _parsed(workbook: zipfile.ZipFile, part: str) -> ET.Element:
    return ET.fromstring(workbook.read(part))  # noqa: S314  # a corpus file that the user names, not a stranger's


def _strings(workbook: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in workbook.namelist():
        return []
    shared = _parsed(workbook, "xl/sharedStrings.xml")
    return ["".join(part.text or "" for part in entry.iter(f"{_MAIN}t")) for entry in shared.iter(f"{_MAIN}si")]


def _cells(row: ET.Element, words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        column = _COLUMN.match(cell.get("r") or "")
        value = cell.find(f"{_MAIN}v")
        if column is None:
            continue
        if cell.get("t") == "inlineStr":
            found[column[0]] = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        elif value is not None and value.text is not None:
            found[column[0]] = words[int(value.text)] if cell.get("t") == "s" else value.text
    return found
