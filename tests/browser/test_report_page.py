"""Claims about the evaluation page in a real browser: filters, hostile text, dark mode and print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.records import Record
from annotator.schema import Document
from annotator.scoring import Scheme, score
from annotator.views.report import Report
from annotator.views.report_page import page
from tests.builders import annotation
from tests.hostile import HOSTILE
from tests.views.test_report import article

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COUNT = "[...document.querySelectorAll('li.case')].filter((each) => each.checkVisibility()).length"


@pytest.fixture
def shown(tab: Page, tmp_path: Path) -> Page:
    """The report on an ordinary and on the hostile article, open; the system found what gold says is not there."""
    assert isinstance(HOSTILE.document, Document)
    empty = Record(document=HOSTILE.document, annotation=annotation(HOSTILE.document))
    gold, predicted = [article(0, gold=True), empty], [article(0, gold=False), HOSTILE]
    documents = {each.document.id: each.document for each in gold}
    file = tmp_path / "index.html"
    scores = score(gold, predicted, Scheme(), name="</h1><script>alert(9)</script>")
    file.write_text(page(Report((scores,), documents)), encoding="utf-8", newline="")
    tab.goto(file.as_uri())
    return tab


def test_filters_show_what_they_say(shown: Page) -> None:
    """Each option's number is the number of errors that it leaves, and the page says it aloud."""
    every = shown.evaluate(COUNT)
    assert every > 10
    for name in ("part", "category", "document"):
        for option in shown.locator(f"select[name={name}] option").all()[1:]:
            label, value = option.text_content() or "", option.get_attribute("value")
            shown.select_option(f"select[name={name}]", value=value)
            expected = int(label.rpartition("(")[2].rstrip(")"))
            assert shown.evaluate(COUNT) == expected
            assert shown.text_content("output") == f"{expected} shown"
        shown.select_option(f"select[name={name}]", value="")
    assert shown.evaluate(COUNT) == every


def test_filters_combine(shown: Page) -> None:
    """A part that a document has no errors of leaves nothing."""
    shown.select_option("select[name=document]", label="document-with-a-long-name-00000 (10)")
    shown.select_option("select[name=part]", value="0")
    assert shown.evaluate(COUNT) == 10


def test_hostile_names_and_texts_add_nothing(shown: Page) -> None:
    """Names of systems, documents and targets are text; the tab fixture sees to dialogs, requests and errors."""
    assert shown.evaluate("document.scripts.length") == 1
    assert shown.evaluate("document.querySelectorAll('img, iframe, b b, [onerror], [onmouseover]').length") == 0
    assert shown.text_content("h1 ") == "</h1><script>alert(9)</script> against gold"


def test_a_mark_holds_the_characters_of_gold_and_prediction(shown: Page) -> None:
    """The first error of the ordinary article: gold is the clause, the prediction two words of it."""
    case = shown.locator("li.case", has_text="document-with-a-long-name-00000").first
    assert "".join(case.locator(".g").all_text_contents()) == (
        "that the bridge over the river would be closed on Monday morning"
    )
    assert "".join(case.locator(".p").all_text_contents()) == "the bridge"


def test_the_page_follows_scheme_and_paper(shown: Page) -> None:
    """Dark by night, white on paper, and no controls there."""
    ground = "getComputedStyle(document.body).backgroundColor"
    shown.emulate_media(color_scheme="dark")
    assert shown.evaluate(ground) == "rgb(23, 24, 27)"
    shown.emulate_media(media="print", color_scheme="light")
    assert shown.evaluate(ground) == "rgb(255, 255, 255)"
    assert shown.evaluate("getComputedStyle(document.querySelector('.filters')).display") == "none"


def test_nothing_is_wider_than_a_small_window(shown: Page) -> None:
    """Wide tables scroll within themselves, the page does not."""
    shown.set_viewport_size({"width": 420, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 420
