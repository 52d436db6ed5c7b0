"""Claims about spans and sets of characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.spans import Span, Stretches, iou, joined, ranges, shared, size

TEXT = "abcdefghijklmnopqrstuvwxyz" * 2


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    """Several spans of TEXT, in any order."""
    starts = draw(st.lists(st.integers(0, len(TEXT) - 1), max_size=6))
    return [Span.of(TEXT, start, draw(st.integers(start + 1, len(TEXT)))) for start in starts]


def characters(found: list[Span]) -> set[int]:
    """The offsets that spans hold, the slow way."""
    return {offset for span in found for offset in range(span.start, span.end)}


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        pytest.param(3, 3, "", id="nothing"),
        pytest.param(4, 3, "", id="the end before the start"),
        pytest.param(0, 3, "ab", id="a text of another length"),
        pytest.param(-1, 1, "ab", id="a negative start"),
    ],
)
def test_an_impossible_span_cannot_be_built(start: int, end: int, text: str) -> None:
    """A span checks itself."""
    with pytest.raises(ValueError, match=r"span|greater"):
        Span(start=start, end=end, text=text)


def test_offsets_count_code_points() -> None:
    """An emoji is one character, whatever its encoding takes."""
    assert Span.of("🙂🙂 “Hi”", 3, 7).text == "“Hi”"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (2, 1), (-2, -1)])
def test_a_span_of_a_text_checks_its_offsets(start: int, end: int) -> None:
    """Python's slices would take them, and count from the end."""
    with pytest.raises(ValueError, match=r"span|greater"):
        Span.of("abc", start, end)


def test_a_span_past_the_end_is_refused() -> None:
    """Offsets must lie inside the text."""
    with pytest.raises(ValueError, match="ends past the text's 3 characters"):
        Span.of("abc", 1, 4)


@given(spans(), spans())
def test_sets_of_characters_agree_with_pythons_sets(left: list[Span], right: list[Span]) -> None:
    """Size, intersection and IoU are those of the sets of offsets."""
    a, b = characters(left), characters(right)
    assert size(ranges(left)) == len(a)
    assert shared(ranges(left), ranges(right)) == len(a & b)
    assert iou(ranges(left), ranges(right)) == pytest.approx(len(a & b) / len(a | b) if a & b else 0)


@given(spans())
def test_ranges_do_not_depend_on_order(found: list[Span]) -> None:
    """A set of characters has one canonical form."""
    assert ranges(found) == ranges(found[::-1])


def test_spans_that_only_white_space_separates_become_one() -> None:
    """Sentences copied one by one are one stretch; a word between keeps them apart."""
    text = "One. \n Two. X Three."
    pieces = [Span.of(text, 14, 20), Span.of(text, 0, 4), Span.of(text, 7, 11)]
    assert [span.text for span in joined(text, pieces)] == ["One. \n Two.", "Three."]


PLACES = st.tuples(st.integers(0, 4000), st.integers(0, 1500)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(PLACES, max_size=30), PLACES)
def test_all_stretches_that_touch_a_place_are_near_it(places: list[tuple[int, int]], here: tuple[int, int]) -> None:
    """Nothing that takes or touches a part of a place is missed, and all is found once and in order."""
    kept = Stretches((start, end, index) for index, (start, end) in enumerate(places))
    near = kept.near(*here)
    touching = {index for index, (start, end) in enumerate(places) if start <= here[1] and here[0] <= end}
    assert touching <= set(near)
    assert near == sorted(set(near))


def test_what_stands_far_away_is_not_near() -> None:
    """Of a thousand stretches of a long text a handful is looked at."""
    kept = Stretches((start, start + 80, start) for start in range(0, 100_000, 100))
    assert len(kept.near(50_000, 50_100)) < 12
