"""What the commands about runs share: options, the corpus, and an engine as ``run.json`` remembers it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from pydantic import JsonValue, TypeAdapter, ValidationError

from annotator.cli.engines import Choice
from annotator.cli.piped import beside
from annotator.documents import Columns, stream
from annotator.documents.source import is_pipe
from annotator.errors import RunError, SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from annotator.documents import Unreadable
    from annotator.schema import Document

Corpus: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="CORPUS...", help="Files, folders or globs: text, HTML, JSONL, CSV, Parquet; - for stdin."),
]


def of_run(value: str) -> Path:
    """The directory of a run, which is no file."""
    if Path(value).is_file():
        message = f"RUN {value}: this is a file; give the directory that `annotator run -o` made"
        raise SettingsError(message, variable="RUN")
    return Path(value)


RunDirectory: TypeAlias = Annotated[Path, typer.Argument(metavar="RUN", parser=of_run, help="Directory of a run.")]


def named(value: str) -> Path:
    """A directory that was named; an empty word, as of an unset variable, would be the current one."""
    if not value.strip():
        message = "--output: the name of the directory is empty; name one, or give . for the current directory"
        raise SettingsError(message, variable="--output")
    if Path(value).is_file():
        raise SettingsError(f"--output {value}: this is a file; name a directory", variable="--output")
    return Path(value)


NewRun: TypeAlias = Annotated[
    Path,
    typer.Option(
        "-o", "--output", metavar="DIR", parser=named, help="Directory of the run; the same one goes on with it."
    ),
]
Concurrency: TypeAlias = Annotated[
    int, typer.Option("--concurrency", min=1, max=10_000, metavar="N", help="Requests in flight at once.")
]
PerMinute: TypeAlias = Annotated[
    float | None,
    typer.Option("--rpm", min=0.001, metavar="N", help="Requests a minute; without it, as the endpoint says."),
]
TokensPerMinute: TypeAlias = Annotated[
    float | None, typer.Option("--tpm", min=1, metavar="N", help="Input tokens a minute.")
]
MaxCost: TypeAlias = Annotated[
    float | None, typer.Option("--max-cost", min=0, metavar="USD", help="Stop when the run has cost so much.")
]
MaxTokens: TypeAlias = Annotated[
    int | None, typer.Option("--max-tokens", min=0, metavar="N", help="Stop when the run has used so many tokens.")
]
MaxCalls: TypeAlias = Annotated[
    int | None, typer.Option("--max-calls", min=0, metavar="N", help="Stop when the run has made so many calls.")
]
Workers: TypeAlias = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="Processes, for the rules engine or --distributed.")
]
BatchApi: TypeAlias = Annotated[
    bool, typer.Option("--batch-api", help="Ask by OpenAI's Batch API: half the price, an answer within a day a round.")
]
Poll: TypeAlias = Annotated[
    float, typer.Option("--poll", min=0.1, metavar="S", help="Seconds between looks at the state of a batch.")
]
OnDaft: TypeAlias = Annotated[
    bool, typer.Option("--distributed", help="Work on Daft with so many --workers; needs the extra [daft].")
]
Ray: TypeAlias = Annotated[
    str | None,
    typer.Option("--ray", metavar="ADDRESS", help="For --distributed: a Ray cluster instead of this machine."),
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=0, metavar="N", help="Take the first N documents.")
]
Sample: TypeAlias = Annotated[
    int | None,
    typer.Option("--sample", min=0, metavar="N", help="Take N documents at random, the same ones each time."),
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", metavar="S", help="Another seed, another sample.")]
ShardOf: TypeAlias = Annotated[
    str | None, typer.Option("--shard", metavar="I/N", help="Take the I-th of N equal parts, one for each machine.")
]
NoCache: TypeAlias = Annotated[
    bool, typer.Option("--no-cache", help="Buy every answer anew, also for equal documents.")
]
Force: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--force", help="Go on although configuration or corpus are others than before; what is there is kept."
    ),
]
Metrics: TypeAlias = Annotated[
    Path | None, typer.Option("--metrics", metavar="FILE", help="Keep the run's numbers there as Prometheus text.")
]
Log: TypeAlias = Annotated[
    Path | None, typer.Option("--log", metavar="FILE", help="Log there as JSON lines, without words of articles.")
]
Otel: TypeAlias = Annotated[bool, typer.Option("--otel", help="Send OpenTelemetry spans, if an SDK is set up.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("-q", "--quiet", help="Print nothing but errors.")]
TextColumn: TypeAlias = Annotated[str, typer.Option("--text-column", help="Column that holds the article.")]
IdColumn: TypeAlias = Annotated[str, typer.Option("--id-column", help="Column that names the document.")]
TitleColumn: TypeAlias = Annotated[str, typer.Option("--title-column", help="Column of the title.")]
DateColumn: TypeAlias = Annotated[str, typer.Option("--date-column", help="Column of the date.")]
OutletColumn: TypeAlias = Annotated[str, typer.Option("--outlet-column", help="Column of the outlet.")]
AuthorColumn: TypeAlias = Annotated[str, typer.Option("--author-column", help="Column of the author.")]
LanguageColumn: TypeAlias = Annotated[str, typer.Option("--language-column", help="Column of the language.")]
Encoding: TypeAlias = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of the files, such as cp1252.")
]

_COUNTED_BYTES = 64 << 20
"""Corpora up to this size are read once beforehand, to know how many documents there are."""


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus as the user named it; it can be read again and again, but for pipes."""

    paths: tuple[str, ...]
    columns: Columns = field(default_factory=Columns)
    encoding: str | None = None

    def read(self) -> Iterator[Document | Unreadable]:
        """The documents from the beginning.

        Raises:
            DocumentError: A path leads nowhere, or a table lacks its text.
        """
        return stream(self.paths, columns=self.columns, encoding=self.encoding)

    def arriving(self) -> Iterator[Document | Unreadable] | AsyncIterator[Document | Unreadable]:
        """As `read`, but a pipe is waited for beside the event loop."""
        documents = self.read()
        return documents if self.pipe is None else beside(documents)

    @property
    def pipe(self) -> str | None:
        """The first path that can be read only once."""
        return next(filter(is_pipe, self.paths), None)

    def count(self) -> int | None:
        """How many documents there are; None when finding out would take long, or take them away."""
        if self.pipe is not None or sum(map(_size, self.paths)) > _COUNTED_BYTES:
            return None
        return sum(1 for _ in self.read())


def _size(path: str) -> int:
    """Bytes of a file or folder; of what cannot be measured, more than will be counted."""
    found = Path(path)
    try:
        if found.is_dir():
            return sum(each.stat().st_size for each in found.rglob("*") if each.is_file())
        return found.stat().st_size
    except OSError:
        return _COUNTED_BYTES + 1


def remembered(choice: Choice, source: Source | None) -> dict[str, JsonValue]:
    """What ``run.json`` keeps of the command line; it never holds a key, because no option does."""
    engine = {**asdict(choice), "codebook": None if choice.codebook is None else str(choice.codebook.resolve())}
    corpus = None if source is None else asdict(source)
    plain: dict[str, JsonValue] = json.loads(json.dumps({"engine": engine, "corpus": corpus}))
    return plain


def recalled(options: Mapping[str, JsonValue], run: Path) -> Choice:
    """The engine of a run that the command line made.

    Raises:
        RunError: The run was made in Python or by another version, and nothing is known of its engine's making.
    """
    engine = options.get("engine")
    if engine is None:
        message = "it was not made by `annotator run`, so its engine is not known; retry it in Python with Run.retry"
        raise RunError(message, run=run)
    try:
        kept = TypeAdapter(dict[str, JsonValue]).validate_python(engine)
        if not kept.keys() <= {each.name for each in fields(Choice)}:
            raise _otherwise(run)
        return TypeAdapter(Choice).validate_python(kept)
    except ValidationError as error:
        raise _otherwise(run) from error


def _otherwise(run: Path) -> RunError:
    message = (
        "what run.json says of its engine is not as this annotator writes it; use the one that made the run, or retry"
        " it in Python with Run.retry"
    )
    return RunError(message, run=run)
