"""Tests of `annotator.documents.html`."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.documents.html import Page, decode_page, extract
from annotator.documents.zones import detect
from annotator.errors import DocumentError
from annotator.schema import Document, ZoneKind

PARAGRAPH = "The leaders of Belarus and Iran signed new agreements on Wednesday to boost ties, “so <b>both</b> said”."
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Minsk signs | Daily</title>
<meta property="og:site_name" content="Daily"><meta name="author" content="Jane Doe">
<link rel="canonical" href="https://example.org/minsk">
<meta property="article:published_time" content="2025-08-20T10:00:00Z">
</head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>Minsk signs agreements</h1>
<p>{PARAGRAPH}</p><p>{PARAGRAPH.replace("Wednesday", "Friday")}</p>
<h3>You may also like</h3>
<ul><li><a href="/x">Strictly announces a star</a></li><li><a href="/y">Trump to patrol</a></li></ul>
</article><footer>We use cookies.</footer></body></html>"""


def test_page_becomes_text_and_metadata() -> None:
    """Menus, link lists and footers are left out; what the page says of itself is kept."""
    page = extract(PAGE)
    text = PARAGRAPH.replace("<b>", "").replace("</b>", "")
    assert page == Page(
        text=f"Minsk signs agreements\n{text}\n{text.replace('Wednesday', 'Friday')}",
        title="Minsk signs agreements",
        date="2025-08-20",
        author="Jane Doe",
        outlet="Daily",
        language="en-GB",
        url="https://example.org/minsk",
    )


def test_heading_that_extraction_leaves_in_is_boilerplate() -> None:
    """A heading of a link list that lost its links is cut all the same."""
    text = f"Minsk signs agreements\n{PARAGRAPH}\n{PARAGRAPH}\nYou may also like"
    zones = detect(Document(id="a", text=text, title="Minsk signs agreements")).zones
    assert [(zone.kind, zone.rule) for zone in zones] == [
        (ZoneKind.HEADLINE, "title"),
        (ZoneKind.BODY, "rest"),
        (ZoneKind.BOILERPLATE, "related"),
    ]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        pytest.param('<meta charset="windows-1251">Привет'.encode("cp1251"), "windows-1251", id="named by the page"),
        pytest.param('<meta charset="latin-1">Привет'.encode("utf-8-sig"), "utf-8", id="a mark that knows better"),
        pytest.param('<meta charset="klingon">Привет'.encode(), "utf-8", id="an encoding that nobody knows"),
        pytest.param('<meta charset="ascii">Привет'.encode(), "utf-8", id="an encoding that does not fit"),
    ],
)
def test_page_names_its_encoding(raw: bytes, encoding: str) -> None:
    """The page is believed where it can be right."""
    found = decode_page(raw)
    assert (found.text[-6:], found.encoding) == ("Привет", encoding)


def test_page_without_an_article_is_refused() -> None:
    """A page made by scripts holds nothing to read."""
    with pytest.raises(DocumentError) as caught:
        extract("<html><body><script>load()</script></body></html>", path=Path("a.html"))
    assert str(caught.value) == "a.html: no article was found in this page; save its text as .txt"
