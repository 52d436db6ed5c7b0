"""Claims about the main job: one document, many documents, and notebooks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from annotator import codebook
from annotator.engines.base import ALL_TASKS, Identity, Judgement
from annotator.engines.drafts import Draft, DraftQuote, Fragment
from annotator.errors import ModelUnavailable, SettingsError
from annotator.pipeline import Annotator, Failure
from annotator.schema import Annotation, Document, Polarity, Usage, ZoneKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from annotator.engines.base import Task
    from annotator.spans import Span


class Scripted:
    """An engine that quotes the first word, slowly for some documents, and fails for those that say so."""

    identity = Identity(engine="scripted", engine_version="7", model="m", prompts={"p": "0"}, parameters={"t": 1})
    tasks: frozenset[Task] = ALL_TASKS

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.seen: list[Document] = []

    async def draft(self, document: Document) -> Draft:
        """Quote the first word."""
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.seen.append(document)
        await asyncio.sleep(0.02 if "slow" in document.text else 0)
        self.under_way -= 1
        if "broken" in document.text:
            msg = "the endpoint is down"
            raise ModelUnavailable(msg, model="m")
        if "stumble" in document.text:
            raise KeyError(document.text)
        quote = DraftQuote("1", (Fragment(document.text.split(maxsplit=1)[0]),))
        return Draft(quotes=(quote,), usage=Usage(calls=1), served_model="m-1", notes=("a note",))

    async def judge(self, document: Document, target: Span | str, holder: Span | str | None = None) -> Judgement:
        """Favor, always."""
        del document, target, holder
        return Judgement(Polarity.FAVOR, 1.0)


def documents(*texts: str) -> list[Document]:
    """Documents numbered from 0."""
    return [Document(id=str(number), text=text, language="en") for number, text in enumerate(texts)]


async def collected(results: AsyncIterator[Annotation | Failure]) -> list[Annotation | Failure]:
    """All results."""
    return [result async for result in results]


def test_provenance_says_what_made_the_annotation() -> None:
    """Engine, models, digests, usage, notes and time are in the record."""
    made = datetime(2026, 5, 1, tzinfo=UTC)
    provenance = Annotator(Scripted(), clock=lambda: made).annotate("Yes to all of it.").provenance
    assert (provenance.engine, provenance.engine_version, provenance.model, provenance.served_model) == (
        "scripted",
        "7",
        "m",
        "m-1",
    )
    assert (provenance.prompts, provenance.parameters, provenance.notes) == ({"p": "0"}, {"t": 1}, ("a note",))
    assert (provenance.usage.calls, provenance.created_at) == (1, made)
    assert provenance.codebook_digest == codebook.default().digest
    assert provenance.latency_s is not None


def test_results_keep_the_order_and_failures_are_values() -> None:
    """A slow document holds nobody else's place, and a broken one stops nothing."""
    texts = ("slow a", "b", "broken c", "d", "slow e", "f")
    results = asyncio.run(collected(Annotator(Scripted()).annotate_many(documents(*texts), concurrency=3)))
    names = [each.document.id if isinstance(each, Failure) else each.document_id for each in results]
    assert names == ["0", "1", "2", "3", "4", "5"]
    assert [str(each.error) for each in results if isinstance(each, Failure)] == ["the endpoint is down"]


def test_a_bug_is_a_failure_of_its_document_and_its_words_are_kept_out() -> None:
    """An engine that stumbles over one text takes no other along; what it says may hold the article's words."""
    results = asyncio.run(collected(Annotator(Scripted()).annotate_many(documents("a", "stumble secret", "c"))))
    said = [str(each.error) if isinstance(each, Failure) else each.document_id for each in results]
    assert (said[0], said[2]) == ("0", "2")
    assert "a bug at test_pipeline.py" in said[1]
    assert "secret" not in said[1]


def test_what_was_under_way_when_reading_broke_comes_first() -> None:
    """The documents before the broken one are paid for."""

    def corpus() -> Iterator[Document]:
        yield from documents("slow a", "b", "slow c")
        message = "the file ends here"
        raise OSError(message)

    async def all_of_it() -> None:
        results = Annotator(Scripted()).annotate_many(corpus())
        for number in range(3):
            result = await anext(results)
            assert isinstance(result, Annotation)
            assert result.document_id == str(number)
        with pytest.raises(OSError, match="the file ends here"):
            await anext(results)

    asyncio.run(all_of_it())


def test_concurrency_is_bounded_and_reading_is_lazy() -> None:
    """No more than so many documents are under way, and no more than twice as many are held."""
    engine, read = Scripted(), 0

    def corpus() -> Iterator[Document]:
        nonlocal read
        for document in documents(*["slow x"] * 20):
            read += 1
            yield document

    async def first() -> None:
        results = Annotator(engine).annotate_many(corpus(), concurrency=3)
        await anext(results)
        assert read <= 7
        await collected(results)

    asyncio.run(first())
    assert (engine.most, len(engine.seen)) == (3, 20)


def test_waiting_works_inside_a_running_loop() -> None:
    """A notebook, whose loop runs already, can call the plain method."""

    async def notebook() -> Annotation:
        return Annotator(Scripted()).annotate("Yes to all of it.")

    assert asyncio.run(notebook()).quotes[0].content[0].text == "Yes"


def test_zones_and_language_are_found_before_an_engine_reads() -> None:
    """The engine sees a document whose boilerplate is known; given zones and language stay."""
    engine = Scripted()
    text = "The mayor opened the long bridge on Monday.\nYou may also like\nTen cats that look like mayors\n"
    Annotator(engine).annotate(Document(id="a", text=text))
    assert engine.seen[0].language == "en"
    assert [zone.kind for zone in engine.seen[0].zones][-1] is ZoneKind.BOILERPLATE
    ready = engine.seen[0]
    assert Annotator.prepare(ready) == ready


def test_an_engine_nobody_knows_is_named() -> None:
    """A typo gives one sentence."""
    with pytest.raises(SettingsError, match="there is no engine 'rulez'"):
        Annotator("rulez")


def test_judging_goes_through_the_engine() -> None:
    """The narrow question has an answer too."""
    assert Annotator(Scripted()).judge("Dorn loves the dam.", "the dam") == Judgement(Polarity.FAVOR, 1.0)
