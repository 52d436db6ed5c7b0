"""Merging: shards of one corpus become the run that one machine would have made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from annotator.errors import RunError
from annotator.runs import Run, Selection, Shard
from annotator.runs.export import line
from annotator.runs.merge import merge
from annotator.runs.store import Store
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
    path: Path,
    documents: list[Document],
    shard: str | None = None,
    *,
    model: str = "scripted",
    good: bool = True,
    limit: int | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> Path:
    """A run over a part."""
    selection = Selection(limit, sample, seed, None if shard is None else Shard.parse(shard))
    with Run.open(path, engine=maker(model=model, good=good), selection=selection, cache=False) as run:
        async for _ in run.annotate(documents):
            pass
    return path


async def test_shards_make_up_the_whole(tmp_path: Path) -> None:
    """Documents in corpus order, attempts of all, and the merged run can be gone on with without a shard."""
    parts = [await part(tmp_path / f"s{number}", corpus(10), f"{number}/3") for number in (1, 2, 3)]
    merged = merge(parts, tmp_path / "all")
    assert (merged.documents, merged.whole, merged.ending) == (10, True, "complete")
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
    with pytest.raises(RunError, match="model: 'other' here, 'scripted' there"):
        merge([one, model], tmp_path / "all")
    with pytest.raises(RunError, match="document 1 is 'x' here and 'd0' in another part"):
        merge([one, other], tmp_path / "mixed")
    with pytest.raises(RunError, match="there is a run already"):
        merge([one], one)
    with pytest.raises(RunError, match="no run here"):
        merge([tmp_path / "nowhere"], tmp_path / "all")
    with pytest.raises(RunError, match="nothing to merge"):
        merge([], tmp_path / "all")


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
    assert merge([good, bad], tmp_path / "all").documents == 10
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["lock.sqlite", "run.json", "run.sqlite"]


async def test_a_part_that_is_named_twice_is_refused(tmp_path: Path) -> None:
    """Its calls would count as paid twice."""
    one = await part(tmp_path / "one", corpus(2))
    with pytest.raises(RunError, match="named more than once"):
        merge([one, tmp_path / "." / "one"], tmp_path / "all")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        pytest.param({"shard": "2/2"}, "selection.limit: none here, 6 there", id="another limit"),
        pytest.param({"shard": "2/2", "limit": 6, "sample": 4}, "selection.sample: 4 here, none there", id="a sample"),
        pytest.param({"shard": "2/3", "limit": 6}, "selection.shards: 3 here, 2 there", id="another number of shards"),
        pytest.param({"limit": 6}, "selection.shards: none here, 2 there", id="no shard"),
        pytest.param({"shard": "1/2", "limit": 6}, "it is shard 1/2, as .*one is; name a run for each", id="the same"),
    ],
)
async def test_shards_of_several_selections_are_refused_with_the_difference(
    tmp_path: Path, other: dict[str, Any], says: str
) -> None:
    """Together they would lack documents without anybody noticing; nothing is made."""
    one = await part(tmp_path / "one", corpus(10), "1/2", limit=6)
    two = await part(tmp_path / "two", corpus(10), **other)
    with pytest.raises(RunError, match=says):
        merge([one, two], tmp_path / "all")
    assert not (tmp_path / "all").exists()


async def test_samples_of_several_seeds_are_refused(tmp_path: Path) -> None:
    """They are other documents."""
    one = await part(tmp_path / "one", corpus(10), "1/2", sample=6, seed=1)
    two = await part(tmp_path / "two", corpus(10), "2/2", sample=6, seed=2)
    with pytest.raises(RunError, match=r"selection\.seed: 2 here, 1 there"):
        merge([one, two], tmp_path / "all")


@pytest.mark.parametrize(
    "selected", [pytest.param({"limit": 6}, id="a limit"), pytest.param({"sample": 4, "seed": 3}, id="a sample")]
)
async def test_a_merged_run_keeps_what_its_shards_have_in_common(tmp_path: Path, selected: dict[str, Any]) -> None:
    """It is gone on with as one run over that selection, and without it not at all: the rest would be billed."""
    parts = [await part(tmp_path / f"s{number}", corpus(10), f"{number}/2", **selected) for number in (1, 2)]
    merge(parts, tmp_path / "all")
    with Run.open(tmp_path / "all", engine=maker(), selection=Selection(**selected), cache=False) as run:
        assert all([result.resumed async for result in run.annotate(corpus(10))])
    with pytest.raises(RunError, match="none now"):
        Run.open(tmp_path / "all", engine=maker(), cache=False)


async def test_shards_that_are_missing_are_named_and_kept_in_mind(tmp_path: Path) -> None:
    """By the merged run too, until it is gone on with to its end; merging it further does not make it whole."""
    parts = [await part(tmp_path / f"s{number}", corpus(9), f"{number}/4") for number in (1, 3)]
    merged = merge(parts, tmp_path / "all")
    assert (merged.whole, [str(shard) for shard in merged.missing]) == (False, ["2/4", "4/4"])
    with Run.read(tmp_path / "all") as run:
        assert run.store.unfinished() == "merged without 2/4, 4/4"
    assert not merge([tmp_path / "all"], tmp_path / "again").whole
    await part(tmp_path / "all", corpus(9))
    with Run.read(tmp_path / "all") as run:
        assert (run.store.unfinished(), len(list(run.results()))) == (None, 9)


async def test_a_shard_of_a_shorter_corpus_is_refused(tmp_path: Path) -> None:
    """It came to its end where the other has documents; shards that end within one round are of one corpus."""
    for size in (1, 2, 3, 4, 5):
        parts = [await part(tmp_path / f"{size}-{n}", corpus(size), f"{n}/2") for n in (1, 2)]
        assert merge(parts, tmp_path / f"all-{size}").documents == size
    with pytest.raises(RunError, match=r"ends with document 2, but .*5-1 has a document 5; merge parts of one corpus"):
        merge([tmp_path / "5-1", tmp_path / "3-2"], tmp_path / "all")
    with pytest.raises(RunError, match="ends with document 0, but"):
        merge([tmp_path / "1-2", tmp_path / "5-1"], tmp_path / "all")


@pytest.mark.parametrize("selected", [{}, {"limit": 5}, {"sample": 4}], ids=["all", "limited", "sampled"])
async def test_shards_of_equally_long_corpora_are_told_apart(tmp_path: Path, selected: dict[str, Any]) -> None:
    """By the texts, not by the ids, which may be named after files."""
    named, others = corpus(6), corpus(7)[1:]
    renamed = [each.model_copy(update={"id": f"other-{each.id}"}) for each in named]
    first = await part(tmp_path / "1", named, "1/2", **selected)
    same = await part(tmp_path / "same", renamed, "2/2", **selected)
    other = await part(tmp_path / "other", others, "2/2", **selected)
    with pytest.raises(RunError, match=r"other: the texts of its corpus are others than those of .*1; merge parts of"):
        merge([first, other], tmp_path / "no")
    assert not merge([first, same], tmp_path / "all").missing


async def test_equal_documents_of_several_shards_keep_their_own_names(tmp_path: Path) -> None:
    """One annotation is kept of two that were made of one text; each document is written with its own id."""
    same = [Document(id=f"d{number}", text="“We all say the same.”") for number in range(4)]
    merge([await part(tmp_path / f"s{n}", same, f"{n}/2") for n in (1, 2)], tmp_path / "all")
    with Run.read(tmp_path / "all") as run:
        written = [json.loads(line(done) or "") for done in run.store.finished()]
        assert run.store.usage().calls == 4
    assert [each["annotation"]["document_id"] for each in written] == [f"d{number}" for number in range(4)]
    assert sum(each["annotation"]["provenance"]["usage"]["calls"] for each in written) == 1


async def test_a_part_that_waits_for_batches_is_refused(tmp_path: Path) -> None:
    """The whole could not collect them, and would buy their answers again; once they are collected, it is merged."""
    one = await part(tmp_path / "one", corpus(4))
    store = Store.open(one)
    store.change("INSERT INTO batches VALUES ('batch_1', 'file_1', 1, 4, 'in_progress', 0, '2026-01-01')")
    store.close()
    with pytest.raises(RunError, match="one: requests are still with the provider in batches; collect them first"):
        merge([one], tmp_path / "all")
    store = Store.open(one)
    store.change("UPDATE batches SET collected = 1")
    store.close()
    assert merge([one], tmp_path / "all").documents == 4
