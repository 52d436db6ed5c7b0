"""Every error that annotator raises on purpose, as one tree.

Each carries its facts as attributes and reads as one sentence that names the place and the remedy; anything outside
this tree is a bug.

AnnotatorError
├── SettingsError           an environment variable or option is missing or wrong
├── DocumentError           a text could not be read
├── CodebookError           a codebook breaks its own rules
├── PromptError             a template and its variables do not fit
├── ModelError              a model did not give an answer
│   ├── ModelUnavailable    transport: refused, reset, timed out, rate limited, 5xx
│   ├── AuthenticationFailed  the endpoint does not accept the key
│   ├── Refused             the model declined
│   ├── ContentFiltered     the provider cut the answer off
│   ├── Truncated           the answer was longer than the model may write
│   └── InvalidResponse     re-asks are used up and the answer still breaks the schema
├── GroundingError          a fragment cannot be looked for at all
├── RecordError             a record breaks an invariant of the schema
├── RunError                a run cannot be opened or resumed
├── BudgetExceeded          a limit on money, tokens or calls was reached
├── FormatError             an exchange format cannot hold or give what was asked
└── ScoringError            a score would mislead or cannot be computed
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.schema import Usage


class AnnotatorError(Exception):
    """Root of all errors that a caller may catch."""


class _PlacedError(AnnotatorError):
    """An error with a place in a file; the place leads its message."""

    def __init__(self, message: str, *, path: Path | None = None, line: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line) if part is not None)
        place = place.encode("utf-8", "backslashreplace").decode()  # a file's name may hold bytes that are no text
        super().__init__(f"{place}: {message}" if place else message)
        self.path = path
        self.line = line


class SettingsError(AnnotatorError):
    """A setting is missing or wrong.

    Attributes:
        variable: Name of the environment variable or option.
    """

    def __init__(self, message: str, *, variable: str | None = None) -> None:
        super().__init__(message)
        self.variable = variable


class DocumentError(_PlacedError):
    """A document could not be read.

    Attributes:
        path: The file, or None for text that came from elsewhere.
        line: Line in the file, from 1.
    """


class CodebookError(_PlacedError):
    """A codebook breaks its own rules.

    Attributes:
        path: The codebook's file, if it has one.
        line: Line in the file, from 1.
    """


class PromptError(AnnotatorError):
    """A template could not be rendered.

    Attributes:
        template: File name of the template.
    """

    def __init__(self, message: str, *, template: str) -> None:
        super().__init__(f"{template}: {message}")
        self.template = template


class ModelError(AnnotatorError):
    """A model gave no usable answer.

    Attributes:
        model: The model that was asked.
        retryable: Whether the same call may succeed later.
        usage: What the attempts cost all the same.
        last_reply: The last raw reply, for the record; never part of the message.
    """

    retryable = False

    def __init__(self, message: str, *, model: str, usage: Usage | None = None, last_reply: str | None = None) -> None:
        super().__init__(message)
        self.model = model
        self.usage = usage
        self.last_reply = last_reply


class ModelUnavailable(ModelError):
    """The endpoint could not be reached, or answered 429 or 5xx, until the transport retries were used up."""

    retryable = True


class AuthenticationFailed(ModelError):
    """The endpoint does not accept the key; asking again is useless."""


class Refused(ModelError):
    """The model declined to answer."""


class ContentFiltered(ModelError):
    """The provider's filter stopped the answer."""


class Truncated(ModelError):
    """The answer reached the model's length limit, and the document cannot be split further."""


class InvalidResponse(ModelError):
    """The answer still broke the schema after the last re-ask.

    Attributes:
        attempts: Calls made, the first included.
    """

    def __init__(
        self, message: str, *, model: str, attempts: int, usage: Usage | None = None, last_reply: str | None = None
    ) -> None:
        super().__init__(message, model=model, usage=usage, last_reply=last_reply)
        self.attempts = attempts


class GroundingError(AnnotatorError):
    """A fragment cannot be looked for, because it holds no letter or digit."""


class RecordError(_PlacedError):
    """A record breaks an invariant of the schema.

    Attributes:
        path: The file, if the record came from one.
        line: Line in the file, from 1.
    """


class RunError(AnnotatorError):
    """A run cannot be opened, continued or merged.

    Attributes:
        run: The run's directory.
    """

    def __init__(self, message: str, *, run: Path) -> None:
        super().__init__(f"{run}: {message}")
        self.run = run


class BudgetExceeded(AnnotatorError):
    """A budget was reached; what was done until then is saved.

    Attributes:
        budget: Which one: “cost”, “tokens” or “calls”.
        limit: Its value, in US dollars, tokens or calls.
    """

    def __init__(self, message: str, *, budget: str, limit: float) -> None:
        super().__init__(message)
        self.budget = budget
        self.limit = limit


class FormatError(AnnotatorError):
    """An exchange format cannot hold or give what was asked.

    Attributes:
        path: The file, if there is one.
    """

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


class ScoringError(AnnotatorError):
    """A score would mislead or cannot be computed; the message says why and what would help."""


def sentence(error: Exception) -> str:
    """What to say of a failure; of a bug only where it happened, because its words may hold the article's."""
    if isinstance(error, AnnotatorError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a bug{place} ({type(error).__name__}); please report it, the document can be retried alone"
