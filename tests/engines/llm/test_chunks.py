"""Claims about chunks: whole sentences, in order, each once, no longer than allowed, about equally long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.documents import sentences
from annotator.engines.llm.chunks import CONTEXT_SENTENCES, halves, pack
from annotator.engines.llm.spending import estimated_tokens


def text(lengths: list[int]) -> str:
    """Sentences of so many characters, one a line."""
    return "\n".join("A" + "b" * length + "." for length in lengths)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(10, 300))
def test_every_sentence_is_in_one_chunk(lengths: list[int], most: int) -> None:
    """In order and once; a chunk is longer than allowed only when it is one sentence."""
    whole = text(lengths)
    split = sentences.split(whole)
    packed = pack(whole, split, most)
    assert [sentence for chunk in packed for sentence in chunk.own] == list(split)
    for chunk in packed:
        tokens = sum(estimated_tokens(whole[s.start : s.end]) for s in chunk.own)
        assert tokens <= most or len(chunk.own) == 1


def test_chunks_are_about_equally_long() -> None:
    """Not four full ones and a rest of one sentence."""
    whole = text([38] * 41)
    assert [len(chunk.own) for chunk in pack(whole, sentences.split(whole), 100)] == [9, 9, 9, 9, 5]


def test_a_short_article_is_one_chunk_without_context() -> None:
    """And it is no part of anything."""
    whole = text([10, 10])
    split = sentences.split(whole)
    (chunk,) = pack(whole, split, 100)
    assert (chunk.own, chunk.context, chunk.is_part_of(split)) == (split, (), False)


def test_later_chunks_show_what_comes_before() -> None:
    """A few sentences, in order, and none for the first."""
    whole = text([40] * 30)
    split = sentences.split(whole)
    first, second, *_ = pack(whole, split, 120)
    assert first.context == ()
    assert second.shown[: len(second.context)] == first.own[-CONTEXT_SENTENCES:]
    assert second.is_part_of(split)
    assert second.holds(second.own[0].start)
    assert not second.holds(first.own[-1].start)


@given(st.integers(2, 30))
def test_halves_hold_the_same_sentences(count: int) -> None:
    """In two chunks that differ by one sentence at most, down to single sentences."""
    whole = text([5] * count)
    split = sentences.split(whole)
    (chunk,) = pack(whole, split, 10_000)
    first, second = halves(chunk, split)
    assert first.own + second.own == split
    assert 0 <= len(first.own) - len(second.own) <= 1


def test_a_single_sentence_cannot_be_halved() -> None:
    """It stays one chunk."""
    whole = text([5, 5])
    split = sentences.split(whole)
    (chunk,) = pack(whole, split, 10_000)
    last = halves(chunk, split)[1]
    assert halves(last, split) == [last]


def test_nothing_makes_no_chunk() -> None:
    """An article without sentences."""
    assert pack("", (), 100) == []
