"""Claims about the article page as text: escaped, self-contained, the same for the same input."""

from __future__ import annotations

import re

import pytest

from annotator.errors import FormatError
from annotator.records import Record
from annotator.views.article import page
from tests.hostile import HOSTILE
from tests.test_schema import DOCUMENT, FULL

RECORD = Record(document=DOCUMENT, annotation=FULL)


def test_the_page_is_the_same_for_the_same_records() -> None:
    """Equal input, equal bytes."""
    assert page([RECORD, RECORD]) == page([RECORD, RECORD])


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """No address to load from stands in it."""
    assert re.findall(r"(?:src|href)=[\"']?(?!#)[^\"'>]*|url\((?!#)|https?:|@import", page([RECORD])) == []


def test_every_text_is_escaped() -> None:
    """A hostile article adds no tag and no template to the page."""
    shown = page([HOSTILE])
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "{{ 7*7 }}" in shown
    assert shown.count("<script>") == 1


def test_a_record_without_text_cannot_be_shown() -> None:
    """The message says what is missing."""
    with pytest.raises(FormatError, match="saved without its text"):
        page([RECORD.without_text()])
