"""Values and records that are made by the hundred for each article, for as little time as Python allows.

Python makes a frozen dataclass in three times the time of another, because each field goes around the guard; pydantic
makes a record in half as much time again as its core takes, because a function written in Python calls it. What is
here leaves the guard to type checkers, and calls the core directly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

from pydantic import BaseModel, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = TypeVar("Value")
Record = TypeVar("Record", bound=BaseModel)
_set = object.__setattr__  # a frozen record refuses any other


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(made: type[Value]) -> type[Value]:
    """Make a dataclass whose values compare, and hash, by their fields; only type checkers refuse an assignment."""
    return dataclass(unsafe_hash=True)(made)


def maker(model: type[Record]) -> Callable[[Mapping[str, Any]], Record]:
    """What makes records of a model from their fields by name, checked as the class itself checks them."""
    make: Callable[..., Any] = TypeAdapter(model).validator.validate_python
    return make


def as_is(model: type[Record], fields: dict[str, object]) -> Record:
    """A record of fields that are known to be right, all of them given; nothing is checked.

    It does what `BaseModel.model_construct` does, without its look for defaults, aliases and private attributes.
    """
    record = model.__new__(model)
    _set(record, "__dict__", fields)
    _set(record, "__pydantic_fields_set__", set(fields))
    _set(record, "__pydantic_extra__", None)
    _set(record, "__pydantic_private__", None)
    return record
