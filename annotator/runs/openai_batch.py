"""OpenAI's Batch API, at half the price: submit, remember, poll and collect, in as many rounds as answers need.

A batch is remembered before anything waits for it, so that a run can be stopped at any moment and goes on with the same
command. Which requests there are is found out by `annotator.runs.batch_calls`.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.engines.base import Attempt
from annotator.engines.llm.spending import priced, tokens_of
from annotator.errors import AuthenticationFailed, ModelUnavailable, RunError
from annotator.runs import batch_rows
from annotator.runs.batch_files import ENDPOINT, Filled, Line, Spool, lines
from annotator.runs.plan import BATCH_SHARE
from annotator.schema import NOTHING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from openai import AsyncOpenAI
    from openai.types import Batch

    from annotator.documents import Unreadable
    from annotator.engines.llm.providers import Endpoint
    from annotator.runs.result import Result
    from annotator.runs.run import Run
    from annotator.schema import Document

_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
_STEP_S = 0.2
_WAITS_S = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each further try to make a batch."""
_WITHOUT = "check the base URL, or leave out --batch-api"
T = TypeVar("T")
_SUBMITTING = "submitting:"
"""Stands for the id of a batch that may or may not have been made when the process died."""


@dataclass(frozen=True, slots=True)
class Batching:
    """How batches are dealt with.

    Attributes:
        client: Talks to the Batch API.
        endpoint: For the price of an answer.
        spool: Where requests are written down.
        poll_s: Seconds between looks at the state of a batch.
        say: Takes a sentence for the user.
    """

    client: AsyncOpenAI
    endpoint: Endpoint
    spool: Spool
    poll_s: float = 60.0
    say: Callable[[str], object] = lambda _line: None


def annotate(
    run: Run, corpus: Callable[[], Iterable[Document | Unreadable]], batching: Batching
) -> AsyncGenerator[Result]:
    """Annotate a corpus by batches; each round reads it again and sends what is still missing.

    Raises:
        AnnotatorError: As `_rounds`.
    """
    return _rounds(run, lambda _waiting: run.annotate(corpus()), batching)


def retry(run: Run, batching: Batching) -> AsyncGenerator[Result]:
    """Annotate by batches the documents that failed.

    Raises:
        AnnotatorError: As `_rounds`.
    """
    return _rounds(run, run.retry, batching)


async def _rounds(
    run: Run, session: Callable[[AbstractSet[int] | None], AsyncGenerator[Result]], batching: Batching
) -> AsyncGenerator[Result]:
    """Round after round: what can be annotated, and then batches of what lacks an answer.

    Args:
        run: The run.
        session: Annotates; it is told the positions that waited for the last batches, None at first.
        batching: How batches are dealt with.

    Raises:
        RunError: A batch was refused, or the disk does not go along.
        AuthenticationFailed: The endpoint does not accept the key.
        ModelUnavailable: The endpoint cannot be reached; batches that were submitted are remembered.
    """
    round_number = 1 + max((number for (number,) in run.store.query("SELECT round FROM batches")), default=0)
    batching.spool.begin(round_number)
    await _find_lost(run, batching)
    known: set[int] = set()
    waiting: AbstractSet[int] | None = None
    try:
        while await _collected(run, batching):
            async with aclosing(session(waiting)) as results:
                async for result in results:
                    if result.position not in known:
                        known.add(result.position)
                        yield result
            waiting = batching.spool.waiting
            filled = [] if run.draining else batching.spool.take()
            for each in filled:
                await _submit(run, batching, each, round_number)
            if not filled:
                return
            round_number += 1
    finally:
        batching.spool.clear()


async def _submit(run: Run, batching: Batching, filled: Filled, round_number: int) -> None:
    with _told(run, batching):
        with filled.path.open("rb") as stream:
            uploaded = _real(await batching.client.files.create(file=stream, purpose="batch"))
        placeholder = _SUBMITTING + uploaded.id
        now = datetime.now(UTC).isoformat(timespec="seconds")
        row = (placeholder, uploaded.id, round_number, len(filled.requests), now)
        batch_rows.remember(run.store, row, filled.requests)
        made = await _created(batching, uploaded.id)
    batch_rows.rename(run.store, placeholder, made.id)
    batching.say(f"batch {made.id}: {len(filled.requests):,} requests submitted in round {round_number}")


async def _created(batching: Batching, file: str) -> Batch:
    """Make a batch of a file, exactly one: when the answer is lost on the way, it is looked for before another try."""
    import openai  # noqa: PLC0415  # slow to import

    create = partial(batching.client.with_options(max_retries=0).batches.create, input_file_id=file)
    for wait_s in _WAITS_S:
        with suppress(openai.APIConnectionError, openai.InternalServerError, openai.RateLimitError):
            return _real(await create(endpoint=ENDPOINT, completion_window="24h"))
        await asyncio.sleep(wait_s)
        if (made := (await _by_file(batching)).get(file)) is not None:
            return made
    return _real(await create(endpoint=ENDPOINT, completion_window="24h"))


async def _by_file(batching: Batching) -> dict[str, Batch]:
    """The provider's latest batches by the file that each was made of."""
    return {each.input_file_id: each async for each in await batching.client.batches.list(limit=100)}


async def _find_lost(run: Run, batching: Batching) -> None:
    """Find the batches that were being made when an earlier session died; those that were not are forgotten."""
    lost = run.store.query("SELECT id, input_file FROM batches WHERE id LIKE ?", _SUBMITTING + "%")
    if not lost:
        return
    with _told(run, batching):
        made = await _by_file(batching)
    for placeholder, input_file in lost:
        if input_file in made:
            batch_rows.rename(run.store, placeholder, made[input_file].id)
        else:
            batch_rows.forget(run.store, placeholder)


async def _collected(run: Run, batching: Batching) -> bool:
    """Wait until all batches have ended and keep their answers; whether that was not interrupted."""
    while waiting := run.store.query("SELECT id FROM batches WHERE NOT collected ORDER BY submitted_at"):
        for (batch,) in waiting:
            await _look(run, batching, batch)
        if run.draining:
            batching.say("batches go on at the provider; give the same command again to collect them")
            return False
        if run.store.query("SELECT 1 FROM batches WHERE NOT collected LIMIT 1"):
            await _patience(run, batching.poll_s)
    return True


async def _patience(run: Run, seconds: float) -> None:
    """Wait, but not after Ctrl-C."""
    for _ in range(round(seconds / _STEP_S) or 1):
        if run.draining:
            return
        await asyncio.sleep(min(seconds, _STEP_S))


async def _look(run: Run, batching: Batching, batch: str) -> None:
    """See how far a batch is, and keep its answers when it has ended."""
    with _told(run, batching):
        found = _real(await batching.client.batches.retrieve(batch))
    run.store.change("UPDATE batches SET state = ? WHERE id = ?", found.status, batch)
    if found.status not in _ENDED:
        return
    if found.status == "failed":
        batch_rows.forget(run.store, batch)
        raise RunError(
            f"batch {batch} was refused{_why(found)}; see to it and give the same command again", run=run.path
        )
    with _told(run, batching):
        await _download(batching, [found.output_file_id, found.error_file_id])  # both, however it ended
        kept = batch_rows.keep(run.store, batch, _answers(batching))
    run.admission.ledger.spent = run.store.usage()
    batching.say(f"batch {batch}: {found.status}, {kept:,} answers")


class _Nonsense(Exception):
    """What came is none of the Batch API's."""


async def _download(batching: Batching, files: Sequence[str | None]) -> None:
    """Bring files of answers onto the disk, one after the other; they are too large to be held."""
    with batching.spool.answers.open("wb") as out:
        for file in files:
            if file is None:
                continue
            async with batching.client.files.with_streaming_response.content(file) as response:
                begun = out.tell()
                async for piece in response.iter_bytes():
                    out.write(piece)
            if out.tell() > begun:
                out.write(b"\n")


def _answers(batching: Batching) -> Iterator[tuple[str, Attempt]]:
    """The answers that were brought, by their custom ids.

    Raises:
        _Nonsense: A page of a gateway came in their place, which must not count as a batch without answers.
    """
    number = 0
    with batching.spool.answers.open("rb") as stream:
        for line in lines(stream):
            number += 1
            yield line.custom_id, _attempt(line, batching.endpoint)
        if not number and stream.tell():
            raise _Nonsense


def _attempt(line: Line, endpoint: Endpoint) -> Attempt:
    """A line as an attempt, priced as a batch is."""
    if line.body is None:
        return Attempt(line.custom_id, None, NOTHING, 0.0, "BatchError", line.status)
    usage = priced(tokens_of(line.body.get("usage")), endpoint)
    half = None if usage.cost is None else usage.cost * BATCH_SHARE
    raw = json.dumps(line.body, ensure_ascii=False)
    return Attempt(line.custom_id, raw, usage.model_copy(update={"cost": half}), 0.0, None, line.status)


def _real(answer: T) -> T:
    """An answer that is an object; the client passes a web page on as a text.

    Raises:
        _Nonsense: It is none.
    """
    if isinstance(answer, str):
        raise _Nonsense
    return answer


def _why(found: Any) -> str:
    data = found.errors.data if found.errors is not None else None
    return f" ({data[0].message})" if data else ""


@contextmanager
def _told(run: Run, batching: Batching) -> Generator[None]:
    """Turn an error of the client into ours; nothing that was remembered is lost by it."""
    import openai  # noqa: PLC0415  # slow to import

    model = batching.endpoint.model
    try:
        yield
    except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
        message = f"{batching.endpoint.url} does not accept the key; set the right one and give the same command again"
        raise AuthenticationFailed(message, model=model) from error
    except openai.NotFoundError as error:
        message = f"{batching.endpoint.url} has no Batch API, or lost the batch (HTTP 404); {_WITHOUT}"
        raise RunError(message, run=run.path) from error
    except openai.APIStatusError as error:
        message = f"the Batch API answered {error.status_code}; what was submitted is remembered, try again later"
        raise RunError(message, run=run.path) from error
    except _Nonsense as error:
        message = f"{batching.endpoint.url} answered with something that is no Batch API's; what was submitted is"
        raise RunError(f"{message} remembered, check the base URL or try again later", run=run.path) from error
    except openai.APIError as error:
        message = f"{batching.endpoint.url} cannot be reached; what was submitted is remembered, try again later"
        raise ModelUnavailable(message, model=model) from error
