"""Commands about single documents: annotate, explain, judge, view and schema."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli import engines, tables
from annotator.cli.engines import Choice
from annotator.cli.piped import beside
from annotator.cli.progress import Tally, tally
from annotator.documents import Columns, Unreadable, read, stream, told_apart
from annotator.documents.source import is_pipe
from annotator.engines.base import TIMEOUT_S
from annotator.errors import AnnotatorError, DocumentError, RecordError, SettingsError
from annotator.files import whole_file
from annotator.records import Record, json_schema, serialise
from annotator.records import read as read_records

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator

    from annotator.engines.base import Judgement
    from annotator.pipeline import Annotator
    from annotator.schema import Annotation, Document

Output = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write records as JSONL.")]
Page = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page, for a single document.")]
Language = Annotated[str | None, typer.Option("--language", metavar="TAG", help="Language of the text, such as en.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of the file, such as cp1252.")
]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("annotate")(annotate)
    app.command("explain")(explain)
    app.command("judge")(judge)
    app.command("view")(view)
    app.command("schema")(schema)


def annotate(  # noqa: PLR0913  # the options of the main command
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Text, Markdown, HTML, JSONL, CSV or Parquet; - for standard input."),
    ],
    *,
    output: Output = None,
    html: Page = None,
    engine: engines.EngineName = "rules",
    model: engines.Model = None,
    base_url: engines.BaseUrl = None,
    codebook: engines.CodebookFile = None,
    tasks: engines.Tasks = "quotes,claims,stances",
    mode: engines.Mode = "joint",
    samples: engines.Samples = 1,
    timeout: engines.Timeout = TIMEOUT_S,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, help="Documents under way at once.")] = 8,
    language: Language = None,
    encoding: Encoding = None,
    text_column: Annotated[str, typer.Option("--text-column", help="Column that holds the article.")] = "text",
    id_column: Annotated[str, typer.Option("--id-column", help="Column that names the document.")] = "id",
    title_column: Annotated[str, typer.Option("--title-column", help="Column of the title.")] = "title",
    date_column: Annotated[str, typer.Option("--date-column", help="Column of the date.")] = "date",
    outlet_column: Annotated[str, typer.Option("--outlet-column", help="Column of the outlet.")] = "outlet",
    author_column: Annotated[str, typer.Option("--author-column", help="Column of the author.")] = "author",
    language_column: Annotated[str, typer.Option("--language-column", help="Column of the language.")] = "language",
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Share labels: leave out the text and all words of spans.")
    ] = False,
    thoughts: Annotated[
        bool, typer.Option("--thoughts", help="Show quotes of mode thought in the tables too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print records as JSONL instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Find quotes, claims and stances in articles and print them."""
    choice = Choice(engine, model, base_url, codebook, tasks, mode, samples, timeout)
    annotator = _annotator(choice)
    columns = Columns(text_column, id_column, title_column, date_column, outlet_column, author_column, language_column)
    documents = _in(language, stream(files, columns=columns, encoding=encoding))
    arriving = beside(documents) if any(map(is_pipe, files)) else documents
    if html is not None and len(files) > 1:
        msg = "--html writes one page for one document; give one file, or use -o and `annotator view`"
        raise SettingsError(msg, variable="--html")
    with ExitStack() as stack:
        count = stack.enter_context(tally(quiet=quiet))
        sinks: list[Callable[[Record], object]] = []
        if output is not None:
            stream_out = stack.enter_context(whole_file(output))
            sinks.append(lambda record: stream_out.write(serialise(record) + "\n"))
        if as_json:
            sinks.append(lambda record: typer.echo(serialise(record)))
        elif not quiet:
            out = count.console if count.console.is_terminal and not count.console.stderr else tables.console()
            sinks.append(lambda record: tables.print_annotation(record.annotation, thoughts=thoughts, to=out))
        kept: list[Record] = []
        if html is not None:
            sinks.append(kept.append)
        if no_text:
            sinks = [_textless(sink) for sink in sinks]
        asyncio.run(_annotate_and_close(annotator, arriving, sinks, concurrency, count))
    if html is not None and kept:
        _write_page(kept, html)
    _last_words(count, quiet=quiet)


def _last_words(count: Tally, *, quiet: bool) -> None:
    """What is to be said of the corpus.

    Raises:
        DocumentError: It holds no document.
        Exit: A document failed.
    """
    if not count.done and not count.failed:
        raise DocumentError(tables.NO_DOCUMENT)
    if count.told_apart and not quiet:
        typer.echo(f"annotator: ids that came before: {count.told_apart:,}, {tables.TOLD_APART}", err=True)
    if count.failed:
        raise typer.Exit(1)


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The article.")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An id, or q3, c1, s2 as the tables number them.")],
    *,
    codebook: engines.CodebookFile = None,
    language: Language = None,
    encoding: Encoding = None,
) -> None:
    """Say which cue, which frame and which steps made the rules engine find an item."""
    annotator = _annotator(Choice(codebook=codebook))
    document = _document(file, language, encoding)
    annotation, resolution = asyncio.run(annotator.resolve_async(document))
    record = _item(annotation, item)
    typer.echo(f"{item}: {' … '.join(span.text for span in getattr(record, 'content', None) or record.evidence)}")
    for number, step in enumerate(resolution.origins[record.id].trace, start=1):
        typer.echo(f"{number}. {step}")


def _item(annotation: Annotation, name: str) -> Any:
    lists = {"q": annotation.quotes, "c": annotation.claims, "s": annotation.stances}
    records = lists.get(name[:1], ())
    if name[1:].isdigit() and 0 < int(name[1:]) <= len(records):
        return records[int(name[1:]) - 1]
    found = next((record for record in records if record.id == name), None)
    if found is None:
        has = ", ".join(f"{len(each)} {letter}…" for letter, each in lists.items())
        msg = f"there is no item {name!r}; the article has {has}, numbered from 1 as in q1"
        raise SettingsError(msg, variable="ITEM")
    return found


def judge(  # noqa: PLR0913  # engine options
    file: Annotated[str, typer.Argument(metavar="FILE", help="The article.")],
    *,
    target: Annotated[str, typer.Option("--target", help="Whom or what the stance is about, as the text names it.")],
    holder: Annotated[str | None, typer.Option("--holder", help="Whose stance; without it, the text's.")] = None,
    engine: engines.EngineName = "rules",
    model: engines.Model = None,
    base_url: engines.BaseUrl = None,
    codebook: engines.CodebookFile = None,
    language: Language = None,
    encoding: Encoding = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say how one holder stands toward one target: favor, against, neutral or mixed."""
    annotator = _annotator(Choice(engine, model, base_url, codebook))
    judgement = asyncio.run(_judge_and_close(annotator, _document(file, language, encoding), target, holder))
    if as_json:
        evidence = [span.model_dump() for span in judgement.evidence]
        answer = {"polarity": judgement.polarity, "confidence": judgement.confidence, "evidence": evidence}
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(f"{holder or 'the text'} → {target}: {judgement.polarity} (confidence {judgement.confidence:.2f})")
    for line in (*(f"evidence: {span.text}" for span in judgement.evidence), *judgement.trace):
        typer.echo(f"  {line}")


async def _judge_and_close(annotator: Annotator, document: Document, target: str, holder: str | None) -> Judgement:
    try:
        return await annotator.judge_async(document, target, holder)
    finally:
        await annotator.close()


def view(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Records as JSONL, from `annotator annotate -o`.")],
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="The page; FILE.html if not given.")
    ] = None,
    document: Annotated[str | None, typer.Option("--document", metavar="ID", help="Show this document only.")] = None,
) -> None:
    """Write a page that shows the article with everything marked in place."""
    records = [record for record in read_records(file) if document in {None, record.document.id}]
    if not records:
        msg = f"it holds no document {document!r}" if document else "it holds no record"
        raise RecordError(msg, path=file)
    page = output or file.with_suffix(".html")
    _write_page(records, page)
    typer.echo(f"wrote {page}")


def schema() -> None:
    """Print the JSON Schema of a line of annotator's JSONL."""
    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _annotator(choice: Choice) -> Annotator:
    from annotator.pipeline import Annotator  # noqa: PLC0415  # imported when there is work, so that --help is quick

    return Annotator(choice.build(), codebook=choice.read_codebook())


def _document(file: str, language: str | None, encoding: str | None) -> Document:
    document = read(file, encoding=encoding)
    return document.model_copy(update={"language": language}) if language else document


def _in(language: str | None, documents: Iterator[Document | Unreadable]) -> Iterator[Document | Unreadable]:
    for document in documents:
        if language is None or isinstance(document, Unreadable):
            yield document
        else:
            yield document.model_copy(update={"language": language})


def _textless(sink: Callable[[Record], object]) -> Callable[[Record], object]:
    return lambda record: sink(record.without_text())


async def _annotate_and_close(
    annotator: Annotator,
    documents: Iterable[Document | Unreadable] | AsyncIterable[Document | Unreadable],
    sinks: list[Callable[[Record], object]],
    concurrency: int,
    count: Tally,
) -> None:
    try:
        await _annotate_all(annotator, documents, sinks, concurrency, count)
    finally:
        await annotator.close()


async def _annotate_all(
    annotator: Annotator,
    documents: Iterable[Document | Unreadable] | AsyncIterable[Document | Unreadable],
    sinks: list[Callable[[Record], object]],
    concurrency: int,
    count: Tally,
) -> None:
    """Annotate and hand each record to the sinks."""
    from annotator.pipeline import Failure  # noqa: PLC0415  # as in _annotator
    from annotator.pipeline import stream as each_of  # noqa: PLC0415  # as above

    waiting = dict[str, "Document"]()

    async def readable() -> AsyncIterator[Document]:
        async for document in each_of(documents):
            if isinstance(document, Unreadable):
                count.add(failed=True)
                _complain(document.error)
            else:
                count.told_apart += told_apart(document)
                ready = annotator.prepare(document)
                waiting[ready.id] = ready
                yield ready

    async for result in annotator.annotate_many(readable(), concurrency=concurrency):
        count.add(failed=isinstance(result, Failure))
        if isinstance(result, Failure):
            waiting.pop(result.document.id)
            _complain(result.error, result.document.id)
            continue
        record = Record(document=waiting.pop(result.document_id), annotation=result)
        for sink in sinks:
            sink(record)


def _complain(error: AnnotatorError, document: str | None = None) -> None:
    line = f"{document}: {error}" if document else str(error)
    typer.echo(f"annotator: {tables.printable(line)}", err=True)


def _write_page(records: list[Record], path: Path) -> None:
    from annotator.views.article import page  # noqa: PLC0415  # templates load only when a page is written

    with whole_file(path) as out:
        out.write(page(records))
