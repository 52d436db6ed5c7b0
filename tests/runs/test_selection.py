"""Selection: which documents are taken, the same ones every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import SettingsError
from annotator.runs.selection import Selection, Shard

if TYPE_CHECKING:
    from collections.abc import Iterator


async def taken(selection: Selection, size: int) -> list[int]:
    """Positions that a selection takes of a corpus."""
    return [position async for position, _ in selection.of(range(size))]


async def test_everything_is_taken_in_order_by_default() -> None:
    """No rule leaves nothing out."""
    assert await taken(Selection(), 5) == [0, 1, 2, 3, 4]


async def test_a_limit_reads_no_further_than_it_must() -> None:
    """A corpus without end can be limited."""
    read: list[int] = []

    def endless() -> Iterator[int]:
        while True:
            read.append(len(read))
            yield read[-1]

    assert [position async for position, _ in Selection(limit=3).of(endless())] == [0, 1, 2]
    assert len(read) == 3


@given(size=st.integers(0, 60), sample=st.integers(0, 80), seed=st.integers(0, 5))
async def test_a_sample_has_its_size_and_the_order_of_the_corpus(size: int, sample: int, seed: int) -> None:
    """As many as asked for, or all, ascending, and the same again."""
    first = await taken(Selection(sample=sample, seed=seed), size)
    assert (len(first), first) == (min(sample, size), sorted(set(first)))
    assert await taken(Selection(sample=sample, seed=seed), size) == first


@given(
    size=st.integers(0, 60),
    limit=st.none() | st.integers(0, 80),
    sample=st.none() | st.integers(0, 80),
    shard=st.none() | st.builds(Shard, number=st.integers(1, 3), of=st.integers(3, 5)),
)
async def test_how_many_it_will_take_is_known_before(
    size: int, limit: int | None, sample: int | None, shard: Shard | None
) -> None:
    """Of a corpus whose length is known, exactly."""
    selection = Selection(limit, sample, 1, shard)
    assert selection.size(size) == len(await taken(selection, size))


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), None),
        (Selection(limit=7), 7),
        (Selection(sample=7), 7),
        (Selection(limit=7, shard=Shard(1, 2)), 4),
        (Selection(sample=7, shard=Shard(1, 2)), None),
    ],
)
def test_of_an_unknown_number_it_takes_as_many_as_it_asks_for(selection: Selection, expected: int | None) -> None:
    """As of a pipe, if it asks for a number at all."""
    assert selection.size(None) == expected


async def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    """So a pilot can be grown without losing what was coded."""
    small, large = await taken(Selection(sample=10), 200), await taken(Selection(sample=40), 200)
    assert set(small) < set(large)


async def test_another_seed_draws_other_documents() -> None:
    """The seed decides."""
    assert await taken(Selection(sample=10, seed=1), 200) != await taken(Selection(sample=10, seed=2), 200)


@given(size=st.integers(0, 50), of=st.integers(1, 9))
async def test_shards_are_equal_parts_that_make_up_the_whole(size: int, of: int) -> None:
    """Every document lies in exactly one shard, and no shard has two more than another."""
    shards = [await taken(Selection(shard=Shard(number, of)), size) for number in range(1, of + 1)]
    assert sorted(position for shard in shards for position in shard) == list(range(size))
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/0", "-1/2", ""])
def test_what_is_no_shard_is_refused(text: str) -> None:
    """The message shows how one is written."""
    with pytest.raises(SettingsError, match="such as 3/8"):
        Shard.parse(text)


@pytest.mark.parametrize(("number", "of"), [(0, 3), (4, 3), (-1, 2), (0, 0)])
def test_a_shard_that_would_hold_nothing_cannot_be_made(number: int, of: int) -> None:
    """A run over it would end well without a document."""
    with pytest.raises(SettingsError, match="such as 3/8"):
        Shard(number, of)


def test_a_number_of_documents_below_0_is_refused() -> None:
    """By the name of the option."""
    with pytest.raises(SettingsError, match="--limit -1"):
        Selection(limit=-1)
    with pytest.raises(SettingsError, match="--sample -2"):
        Selection(sample=-2)


def test_a_shard_is_written_as_it_is_read_and_knows_the_others() -> None:
    """As run.json and messages have it."""
    assert (str(Shard.parse("02/3")), [str(each) for each in Shard(2, 3).all()]) == ("2/3", ["1/3", "2/3", "3/3"])


def test_a_selection_is_described_by_what_is_set() -> None:
    """As run.json has it."""
    assert Selection(10, 5, 7, Shard.parse("2/3")).described() == {"limit": 10, "sample": 5, "seed": 7, "shard": "2/3"}
