"""Workbooks in miniature, for the tests of what reads them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def workbook(path: Path, sheet: str, strings: str = "") -> Path:
    """A workbook of one sheet."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>")
        file.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
    return path


def inline(lines: Iterable[Sequence[str]]) -> str:
    """Rows of a sheet whose cells hold their words themselves."""

    def cell(column: int, row: int, words: str) -> str:
        return f'<c r="{chr(65 + column)}{row}" t="inlineStr"><is><t>{words}</t></is></c>'

    return "".join(
        f'<row r="{row}">{"".join(cell(column, row, words) for column, words in enumerate(line))}</row>'
        for row, line in enumerate(lines, start=1)
    )
