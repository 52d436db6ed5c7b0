"""Where gold and predictions come from on the command line: JSONL files, folders of them, Label Studio exports.

It knows files. What is done with the records is left to the commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import records
from annotator.documents.source import is_pipe
from annotator.errors import RecordError
from annotator.formats import label_studio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from annotator.records import Record
    from annotator.schema import Document

PATTERN = "*.jsonl"
"""Files that are read from a folder."""


def read(paths: Iterable[Path], texts: Mapping[str, Document] | None = None) -> list[Record]:
    """The records of files and folders.

    Args:
        paths: JSONL files, folders that are searched for them, or JSON exports of Label Studio.
        texts: Documents by id, for exports that hold a document's id but not all of its metadata.

    Raises:
        RecordError: A path is missing, a folder holds no JSONL file, or a line is no record.
        FormatError: A Label Studio export cannot be read.
    """
    return [record for path in paths for record in _records(path, texts or {})]


def _records(path: Path, texts: Mapping[str, Document]) -> list[Record]:
    if path.is_dir():
        files = sorted(path.rglob(PATTERN))
        if not files:
            raise RecordError(f"the folder holds no {PATTERN} file", path=path)
        return [record for file in files for record in records.read(file)]
    if not is_pipe(path) and label_studio.is_export(path):  # what is looked into comes out of a pipe only once
        return label_studio.read(path, texts)
    return list(records.read(path))
