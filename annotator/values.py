"""Values that are made by the hundred for each article: dataclasses that type checkers take for frozen.

Python makes a frozen dataclass in three times the time of another, because each field goes around the guard. These have
no guard when they run; an assignment to one is refused when types are checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(made: type[Value]) -> type[Value]:
    """Make a dataclass whose values compare, and hash, by their fields."""
    return dataclass(unsafe_hash=True)(made)
