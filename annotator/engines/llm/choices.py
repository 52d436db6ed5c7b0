"""How an engine works: the choices that can change an answer, and which of them make sense.

Where the model is asked is `providers`', how long failures are put up with `patience`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import SettingsError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from annotator.engines.base import Task


@dataclass(frozen=True, slots=True)
class Settings:
    """How an engine works; every field can change the answer.

    Attributes:
        tasks: What to look for.
        mode: “joint” asks for everything at once, “staged” for one task after the other.
        samples: Times that everything is asked; with more than one, agreement is the confidence.
        reasks: Times that an answer that is not valid is sent back.
        max_chunk_tokens: Estimated tokens of an article in one request.
        carry: Whether a chunk is told the actors and targets of those before; its request then depends on theirs.
        parameters: Sent along as they are.
    """

    tasks: frozenset[Task]
    mode: str
    samples: int
    reasks: int
    max_chunk_tokens: int
    carry: bool
    parameters: tuple[tuple[str, JsonValue], ...]

    def check(self) -> None:
        """Refuse what makes no sense.

        Raises:
            SettingsError: The message names the setting.
        """
        if self.mode not in {"joint", "staged"}:
            raise SettingsError(f"there is no mode {self.mode!r}; choose joint or staged", variable="mode")
        if not self.tasks:
            raise SettingsError("there is no task; choose some of quotes, claims, stances", variable="tasks")
        for name, least in (("samples", 1), ("reasks", 0), ("max_chunk_tokens", 50)):
            if getattr(self, name) < least:
                raise SettingsError(f"{name} is {getattr(self, name)}; it is at least {least}", variable=name)
