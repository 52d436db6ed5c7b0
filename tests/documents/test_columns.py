"""Tests of `annotator.documents.columns`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from annotator.documents.columns import Columns, Row, as_document, as_json, language_tag
from annotator.errors import DocumentError
from annotator.schema import Document


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(date(2025, 8, 20), "2025-08-20", id="a day"),
        pytest.param(datetime(2025, 8, 20, 10, tzinfo=UTC), "2025-08-20T10:00:00+00:00", id="a moment"),
        pytest.param(Decimal("0.5"), 0.5, id="a decimal"),
        pytest.param(float("inf"), None, id="infinity"),
        pytest.param({"a": (1, float("nan"))}, {"a": [1, None]}, id="nested"),
        pytest.param(b"x", "b'x'", id="bytes"),
        pytest.param(True, True, id="a truth value"),
    ],
)
def test_cells_become_json(value: Any, expected: Any) -> None:
    """Whatever a typed table holds can be kept as metadata."""
    assert as_json(value) == expected


@pytest.mark.parametrize(
    ("name", "tag"),
    [("en", "en"), ("pt_BR", "pt-BR"), (" de-AT ", "de-AT"), ("English", None), ("", None), (None, None)],
)
def test_language_tags_are_told_from_names(name: str | None, tag: str | None) -> None:
    """Only what could be a BCP-47 tag is one."""
    assert language_tag(name) == tag


def test_moment_of_publication_is_a_date() -> None:
    """A typed date column is ISO 8601 in the document."""
    row = Row(1, None, {"text": "A", "date": datetime(2025, 8, 20, 10, tzinfo=UTC)})
    assert as_document(row, Columns(), default_id="a") == Document(id="a", text="A", date="2025-08-20T10:00:00+00:00")


def test_metadata_column_is_unpacked() -> None:
    """A mapping named metadata is the document's metadata, not nested in it."""
    row = Row(1, 1, {"text": "A", "page": 1, "metadata": {"desk": "B"}})
    assert as_document(row, Columns(), default_id="a").metadata == {"page": 1, "desk": "B"}


def test_broken_record_names_the_field() -> None:
    """A record that breaks the schema says where."""
    row = Row(1, 3, {"document": {"id": "", "text": "A"}, "annotation": {}})
    with pytest.raises(DocumentError) as caught:
        as_document(row, Columns(), default_id="a")
    assert str(caught.value).startswith("3: the row is no document (id: String should have at least 1 character)")
