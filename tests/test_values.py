"""Claims about values: what they are when they run; that nobody assigns to one is for the type checkers."""

from __future__ import annotations

from dataclasses import field, replace

from annotator.values import value


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
