"""The pool: several processes give what one gives, and one that dies takes only its document along."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from annotator.engines.rules.engine import RulesEngine
from annotator.runs import Run
from annotator.runs.pool import Pool
from annotator.schema import Document

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.engines.drafts import Draft


class Deadly(RulesEngine):
    """Rules that kill their process on a word."""

    async def draft(self, document: Document) -> Draft:
        """Die or draft."""
        if "poison" in document.text:
            os._exit(9)
        return await super().draft(document)


def texts(size: int) -> list[Document]:
    """Documents of their own."""
    return [Document(id=f"d{number}", text=f"“Number {number},” Dorn said.") for number in range(size)]


async def found(directory: Path, documents: list[Document], pool: Pool | None) -> list[tuple[str, str | None, int]]:
    """Ids, errors and numbers of quotes."""
    engine = Deadly()
    with Run.open(directory, engine=engine, annotate=pool, window=pool.window if pool else None, cache=False) as run:
        async for _ in run.annotate(documents):
            pass
        return [
            (result.id, result.error, len(result.annotation.quotes) if result.annotation else -1)
            for result in run.results()
        ]


async def test_two_processes_find_what_one_finds_and_a_deadly_document_fails_alone(tmp_path: Path) -> None:
    """Twelve documents, one of which kills whoever reads it: eleven are annotated, as without a pool."""
    documents = texts(12)
    expected = await found(tmp_path / "one", documents, None)
    documents[5] = Document(id="d5", text="“This is poison,” Dorn said.")
    pool = Pool(partial(Deadly), 2)
    try:
        results = await found(tmp_path / "two", documents, pool)
    finally:
        pool.close()
    assert results[5] == ("d5", "DiedOfIt", -1)
    assert results[:5] + results[6:] == expected[:5] + expected[6:]
