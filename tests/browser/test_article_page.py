"""Claims about the article page in a real browser: marks cover the recorded characters, and hostile text stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.schema import Document
from annotator.views.article import page
from tests.hostile import HOSTILE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PIECES = """() => [...document.querySelector("article").childNodes].map(
    (node) => [node.textContent, (node.dataset?.roles ?? "").split(" ").filter(Boolean)])"""


@pytest.fixture
def shown(tab: Page, tmp_path: Path) -> Page:
    """The hostile article's page, open."""
    file = tmp_path / "page.html"
    file.write_text(page([HOSTILE]), encoding="utf-8", newline="")
    tab.goto(file.as_uri())
    return tab


def test_the_browser_holds_exactly_the_text(shown: Page) -> None:
    """Character by character, carriage returns and combining characters included."""
    assert isinstance(HOSTILE.document, Document)
    assert "".join(piece for piece, _ in shown.evaluate(PIECES)) == HOSTILE.document.text


def test_marks_cover_exactly_the_recorded_characters(shown: Page) -> None:
    """For each record and role, the marked code points are those of its spans, after emoji and where marks overlap."""
    covered: dict[str, set[int]] = {}
    at = 0
    for piece, roles in shown.evaluate(PIECES):
        for role in roles:
            covered.setdefault(role, set()).update(range(at, at + len(piece)))
        at += len(piece)
    annotation = HOSTILE.annotation
    roles = {f"{quote.id}:content": quote.content for quote in annotation.quotes}
    roles |= {f"{quote.id}:cue": quote.cue for quote in annotation.quotes if quote.cue}
    roles |= {f"{quote.id}:speaker": quote.speaker_mentions for quote in annotation.quotes if quote.speaker_mentions}
    roles |= {f"{claim.id}:claim": claim.evidence for claim in annotation.claims}
    roles |= {f"{stance.id}:stance": stance.evidence for stance in annotation.stances}
    wanted = {role: {i for span in spans for i in range(span.start, span.end)} for role, spans in roles.items()}
    assert covered == wanted


def test_hostile_text_adds_nothing_to_the_page(shown: Page) -> None:
    """No element, handler or script comes from the article; the tab fixture sees to dialogs and errors."""
    assert (
        shown.evaluate("document.querySelectorAll('img, b b, iframe, [onerror], [onmouseover], article script').length")
        == 0
    )
    assert shown.evaluate("document.scripts.length") == 1
    assert shown.title().startswith('"><script>alert(6)</script>')


def test_a_mark_opens_its_entry_by_mouse_and_by_keyboard(shown: Page) -> None:
    """A click and Enter do the same, and hovering lights all pieces of an item up."""
    entry = 'details[data-item="q-1"]'
    mark = shown.locator('article [role="button"][data-roles~="q-1:content"]').first
    mark.click()
    assert shown.evaluate(f"document.querySelector('{entry}').open")
    shown.evaluate(f"document.querySelector('{entry}').open = false")
    mark.press("Enter")
    assert shown.evaluate(f"document.querySelector('{entry}').open")
    shown.locator(entry).hover()
    assert (
        shown.evaluate("[...document.querySelectorAll('article .lit')].map((m) => m.textContent).join('')").count(
            "again"
        )
        == 2
    )


def test_colors_follow_the_readers_scheme(shown: Page) -> None:
    """Dark on light by day, light on dark by night, and paper is white."""
    ink = "getComputedStyle(document.body).color"
    shown.emulate_media(color_scheme="light")
    light = shown.evaluate(ink)
    shown.emulate_media(color_scheme="dark")
    assert (light, shown.evaluate(ink)) == ("rgb(29, 29, 31)", "rgb(233, 231, 226)")
    shown.emulate_media(media="print")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
