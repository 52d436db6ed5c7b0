"""Claims about segments: they are the text, and each knows exactly what covers it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.schema import Document, Quote, QuoteKind, Zone, ZoneKind
from annotator.spans import Span
from annotator.views.segments import segments
from tests.builders import annotation

TEXT = "🙂 a “b” c\r\nd é\u0301 f g"


@st.composite
def quotes(draw: st.DrawFn) -> tuple[Quote, ...]:
    """Quotes with arbitrary content, overlapping as they like."""
    found: list[Quote] = []
    for number in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(TEXT) - 1))
        content = Span.of(TEXT, start, draw(st.integers(start + 1, len(TEXT))))
        found.append(Quote(id=f"q-{number}", kind=QuoteKind.DIRECT, content=(content,)))
    return tuple(found)


@given(quotes())
def test_segments_are_the_text_and_know_what_covers_them(found: tuple[Quote, ...]) -> None:
    """Joined they give the text; an owner's segments are exactly the characters of its spans."""
    document = Document(id="a", text=TEXT)
    cut = segments(document, annotation(document, quotes=found))
    assert "".join(segment.text for segment in cut) == TEXT
    for quote in found:
        at = 0
        covered: list[int] = []
        for segment in cut:
            if any(mark.owner == quote.id for mark in segment.marks):
                covered += range(at, at + len(segment.text))
            at += len(segment.text)
        assert covered == list(range(quote.content[0].start, quote.content[0].end))


@given(quotes())
def test_a_keyboard_stops_once_at_each_item(found: tuple[Quote, ...]) -> None:
    """Each record opens in one segment only."""
    document = Document(id="a", text=TEXT)
    opened = [owner for segment in segments(document, annotation(document, quotes=found)) for owner in segment.opens]
    assert sorted(opened) == [quote.id for quote in found]


def test_boilerplate_is_marked_off() -> None:
    """A segment lies in boilerplate or it does not; none lies in both."""
    zone = Zone(kind=ZoneKind.BOILERPLATE, span=Span.of(TEXT, 4, 9))
    document = Document(id="a", text=TEXT, zones=(zone,))
    cut = segments(document, annotation(document))
    assert [(segment.text, segment.boilerplate) for segment in cut] == [
        (TEXT[:4], False),
        (TEXT[4:9], True),
        (TEXT[9:], False),
    ]
