"""Merging: shards of one corpus become the run that one machine would have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.errors import RunError
from annotator.runs import Run, Selection, Shard
from annotator.runs.merge import merge
from annotator.schema import Document
from tests.runs.scripted import Ending, ScriptedEngine, corpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from annotator.engines.base import Calls


def maker(*, model: str = "scripted", good: bool = True) -> Callable[[Calls], ScriptedEngine]:
    """An engine whose answers are good or not."""
    return lambda calls: ScriptedEngine(calls, lambda _text, _time: Ending(valid=good), model=model)


async def part(
    path: Path, documents: list[Document], shard: str | None = None, *, model: str = "scripted", good: bool = True
) -> Path:
    """A run over a part."""
    selection = Selection(shard=None if shard is None else Shard.parse(shard))
    with Run.open(path, engine=maker(model=model, good=good), selection=selection, cache=False) as run:
        async for _ in run.annotate(documents):
            pass
    return path


async def test_shards_make_up_the_whole(tmp_path: Path) -> None:
    """Documents in corpus order, attempts of all, and the merged run can be gone on with without a shard."""
    parts = [await part(tmp_path / f"s{number}", corpus(10), f"{number}/3") for number in (1, 2, 3)]
    assert merge(parts, tmp_path / "all") == 10
    with Run.read(tmp_path / "all") as run:
        assert [result.id for result in run.results()] == [f"d{number}" for number in range(10)]
        assert run.store.usage().calls == 10
    with Run.open(tmp_path / "all", engine=maker(), cache=False) as run:
        assert all([result.resumed async for result in run.annotate(corpus(10))])


async def test_an_annotation_wins_over_a_failure_in_either_order(tmp_path: Path) -> None:
    """The same document failed on one machine and was annotated on another."""
    failed = await part(tmp_path / "failed", corpus(1), good=False)
    done = await part(tmp_path / "done", corpus(1))
    for number, order in enumerate(([failed, done], [done, failed])):
        merge(order, tmp_path / f"all{number}")
        with Run.read(tmp_path / f"all{number}") as run:
            assert [result.failed for result in run.results()] == [False]


async def test_parts_that_do_not_fit_are_refused_with_the_difference(tmp_path: Path) -> None:
    """Another model, another corpus, a target that is taken: each is a sentence."""
    one = await part(tmp_path / "one", corpus(2))
    model = await part(tmp_path / "model", corpus(2), model="other")
    other = await part(tmp_path / "other", [Document(id="x", text="“Other.”")])
    with pytest.raises(RunError, match="model: 'scripted' here, 'other' now"):
        merge([one, model], tmp_path / "all")
    with pytest.raises(RunError, match="document 1 is 'x' here and 'd0' in another part"):
        merge([one, other], tmp_path / "mixed")
    with pytest.raises(RunError, match="there is a run already"):
        merge([one], one)
    with pytest.raises(RunError, match="no run here"):
        merge([tmp_path / "nowhere"], tmp_path / "all")


async def test_a_merge_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """A damaged part, a place that is a file: a sentence each, no directory, and mended parts are merged there."""
    good = await part(tmp_path / "good", corpus(10), "1/2")
    bad = await part(tmp_path / "bad", corpus(10), "2/2")
    whole = (bad / "run.sqlite").read_bytes()
    (bad / "run.sqlite").write_bytes(whole[:9000])
    with pytest.raises(RunError, match="damaged"):
        merge([good, bad], tmp_path / "all")
    assert not (tmp_path / "all").exists()
    (bad / "run.sqlite").write_bytes(whole)
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot be written to"):
        merge([good, bad], tmp_path / "file")
    assert merge([good, bad], tmp_path / "all") == 10
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["lock.sqlite", "run.json", "run.sqlite"]


async def test_a_part_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    """Its calls would count as paid twice."""
    one = await part(tmp_path / "one", corpus(2))
    with pytest.raises(RunError, match="named more than once"):
        merge([one, tmp_path / "." / "one"], tmp_path / "all")
