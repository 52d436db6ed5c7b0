"""Lookup: a fragment stands exactly where it is said to, or is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.errors import RecordError
from annotator.spans import Span
from eval.labels import Fragment
from eval.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "Orsa said no. Dorn said yes. Orsa left."
LOOKUP = Lookup(TEXT, Path("a.yaml"))


def fragment(**parts: object) -> Fragment:
    """A fragment from its written fields."""
    return Fragment.model_validate({key.rstrip("_"): value for key, value in parts.items()})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param({"text": "no"}, (10, 12), id="words that stand once"),
        pytest.param({"text": "said", "in": "Dorn said"}, (19, 23), id="words within wider words"),
        pytest.param({"text": "Orsa", "n": 2}, (29, 33), id="an occurrence by number"),
        pytest.param({"from": "Dorn", "to": "."}, (14, 28), id="a stretch to its last words"),
        pytest.param({"from": "Dorn"}, (14, 39), id="a stretch to the end of the text"),
    ],
)
def test_a_fragment_is_found(written: Mapping[str, object], expected: tuple[int, int]) -> None:
    """Each way of writing a fragment leads to one place."""
    assert LOOKUP.span(Fragment.model_validate(written)) == Span.of(TEXT, *expected)


def test_the_items_passage_comes_first() -> None:
    """Words that stand twice are clear when the item's passage holds them once; others are found everywhere."""
    near = LOOKUP.near("Dorn said yes", 1)
    assert [near.span(fragment(text=words)).start for words in ("said", "left")] == [19, 34]


def test_spans_come_in_text_order() -> None:
    """The order in which a labeller writes fragments does not matter."""
    assert [span.text for span in LOOKUP.spans([fragment(text="yes"), fragment(text="no")])] == ["no", "yes"]


def test_names_are_whole_words() -> None:
    """A name inside a longer word is another word."""
    assert [span.start for span in Lookup("Iran, Iranian, Iran's", Path("a.yaml")).names("Iran")] == [0, 15]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param({"text": "maybe"}, "does not stand in the text", id="absent"),
        pytest.param({"text": "said"}, "stands 2 times", id="ambiguous"),
        pytest.param({"text": "said", "in": "Orsa"}, "stands 2 times", id="wider words that are ambiguous"),
        pytest.param({"text": "yes", "in": "said no"}, "does not stand", id="not within the wider words"),
        pytest.param({"text": "Orsa", "n": 3}, "there is no occurrence 3", id="a number too high"),
        pytest.param({"from": "left", "to": "Dorn"}, "does not stand after 'left'", id="last words before the first"),
    ],
)
def test_anything_else_is_refused(written: Mapping[str, object], reason: str) -> None:
    """There is no nearest match and no first one of several."""
    with pytest.raises(RecordError, match=reason):
        LOOKUP.span(Fragment.model_validate(written))
