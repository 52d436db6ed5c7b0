"""Claims about values: what they are when they run; that nobody assigns to one is for the type checkers."""

from __future__ import annotations

from dataclasses import field, replace

import pytest
from pydantic import ValidationError

from annotator.schema import Quote, QuoteKind, Target, TargetKind
from annotator.spans import Span
from annotator.values import as_is, maker, value


@value
class _Place:
    """A value with a default."""

    start: int
    names: tuple[str, ...] = field(default=())


def test_values_are_what_their_fields_are() -> None:
    """Equal ones are one in a set, and a changed one is another."""
    assert len({_Place(1), _Place(1, ()), replace(_Place(2), start=1)}) == 1
    assert _Place(1) != _Place(1, ("Dorn",))
    assert repr(_Place(1)) == "_Place(start=1, names=())"


def test_type_checkers_take_them_for_frozen() -> None:
    """The ignored error is the proof: without it, mypy would say that the comment is not needed."""
    place = _Place(1)
    place.start = 2  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert place == _Place(2), "nothing guards them when they run"


def test_a_maker_makes_what_the_class_makes() -> None:
    """Defaults, fields that were set and checks included."""
    said = (Span.of("“No,” he said.", 0, 5),)
    made = maker(Quote)({"id": "q-1", "kind": "direct", "content": said})
    plain = Quote(id="q-1", kind=QuoteKind.DIRECT, content=said)
    assert (made, made.model_fields_set) == (plain, plain.model_fields_set)
    assert made.model_dump_json() == plain.model_dump_json()


@pytest.mark.parametrize("wrong", [{"label": ""}, {"label": "x", "kind": "dam"}, {"label": "x", "extra": 1}, {}])
def test_a_maker_refuses_what_the_class_refuses(wrong: dict[str, object]) -> None:
    """Each field is checked, missing and unknown ones too."""
    with pytest.raises(ValidationError):
        maker(Target)({"kind": TargetKind.TOPIC, **wrong})


def test_a_record_as_it_is_cannot_be_told_from_a_checked_one() -> None:
    """Equality, hash, fields, copies, JSON, and the guard against assignments."""
    made, plain = as_is(Span, {"start": 0, "end": 2, "text": "No"}), Span(start=0, end=2, text="No")
    assert (made, hash(made), repr(made)) == (plain, hash(plain), repr(plain))
    assert (made.model_fields_set, made.model_dump_json()) == (plain.model_fields_set, plain.model_dump_json())
    assert made.model_copy(update={"end": 3}) == plain.model_copy(update={"end": 3})
    with pytest.raises(ValidationError, match="frozen"):
        made.start = 1  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
