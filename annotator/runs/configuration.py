"""What a run was set up with, as its ``run.json``: enough to continue it, to retry it and to say how another differs.

It knows which differences matter for the answers; the rows of the run are the store's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel, Field, JsonValue, ValidationError

from annotator.errors import RunError
from annotator.files import whole_file
from annotator.schema import Frozen, digest

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.engines.base import Identity

FILE = "run.json"
FORMAT = 2
"""Grows when an older annotator could misread the directory."""


class Setup(Frozen):
    """All that decides what a run's answers are."""

    engine: str
    """“rules” or “llm”."""
    engine_version: str
    """Version of that engine."""
    package_version: str
    """Version of annotator."""
    model: str | None = None
    """The model that is asked."""
    prompts: Mapping[str, str] = Field(default_factory=dict[str, str])
    """Template file name → sha256 of its source."""
    schema_digest: str | None = None
    """sha256 of the response schema."""
    codebook_digest: str | None = None
    """sha256 of the codebook."""
    parameters: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Everything else that could change an answer."""
    selection: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Which documents of the corpus: limit, sample, seed, shard."""

    @classmethod
    def of(cls, identity: Identity, selection: Mapping[str, JsonValue] | None = None) -> Setup:
        """The setup of an engine over a selection of documents."""
        return cls(
            engine=identity.engine,
            engine_version=identity.engine_version,
            package_version=version("annotator"),
            model=identity.model,
            prompts=dict(identity.prompts),
            schema_digest=identity.schema_digest,
            codebook_digest=identity.codebook_digest,
            parameters=dict(identity.parameters),
            selection=dict(selection or {}),
        )

    @property
    def digest(self) -> str:
        """sha256 of what decides the answer to one document; the selection only decides which documents."""
        return digest(self.model_dump(mode="json", exclude={"selection"}))

    def differences(self, other: Setup, *, there: str = "now") -> tuple[str, ...]:
        """What another setup has otherwise, a phrase each, such as “model: 'a' here, 'b' now”.

        Args:
            other: The other setup.
            there: The word for where or when it holds.
        """
        mine, others = dict(_flat(self.model_dump(mode="json"))), dict(_flat(other.model_dump(mode="json")))
        names = sorted(mine.keys() | others.keys())
        return tuple(
            f"{name}: {_shown(mine.get(name))} here, {_shown(others.get(name))} {there}"
            for name in names
            if mine.get(name) != others.get(name)
        )


class Configuration(Frozen):
    """The content of ``run.json``."""

    format: int = FORMAT
    """Version of the directory's layout."""
    created_at: datetime
    """When the run was set up, with time zone."""
    setup: Setup
    """What decides the answers."""
    earlier: tuple[Setup, ...] = ()
    """What it was set up with before, oldest first, if it was forced to go on otherwise; their answers are kept."""
    options: Mapping[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """What the command line needs to build corpus and engine again; no key is ever among them."""

    @classmethod
    def new(cls, setup: Setup, options: Mapping[str, JsonValue] | None = None) -> Configuration:
        """A configuration made now."""
        return cls(created_at=datetime.now(UTC), setup=setup, options=dict(options or {}))

    def changed(self, setup: Setup, options: Mapping[str, JsonValue]) -> Configuration:
        """The configuration after it was forced to another setup."""
        earlier = tuple(each for each in (*self.earlier, self.setup) if each.digest != setup.digest)
        return self.model_copy(update={"setup": setup, "options": dict(options), "earlier": earlier})


class _Layout(BaseModel):
    """What every ``run.json`` says, of whatever layout."""

    format: int


def write(run: Path, configuration: Configuration) -> None:
    """Write ``run.json``, whole or not at all.

    Raises:
        FormatError: The place cannot be written to.
    """
    with whole_file(run / FILE) as stream:
        json.dump(configuration.model_dump(mode="json"), stream, indent=2, ensure_ascii=False)
        stream.write("\n")


def read(run: Path) -> Configuration:
    """The configuration of an existing run.

    Raises:
        RunError: There is none, or it is damaged or of another version.
    """
    try:
        source = (run / FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RunError(f"no run here: {FILE} is missing", run=run) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{FILE} cannot be read ({error}); nothing was changed", run=run) from error
    return _parsed(source, run)


def _parsed(source: str, run: Path) -> Configuration:
    _refuse_other_layout(source, run)
    try:
        return Configuration.model_validate_json(source)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the file"
        message = f"{FILE} is damaged ({where}: {first['msg']}); nothing was changed, restore it or start another run"
        raise RunError(message, run=run) from error


def _refuse_other_layout(source: str, run: Path) -> None:
    """Before anything else is looked at: what another layout holds would be taken for damage."""
    with suppress(ValidationError):
        layout = _Layout.model_validate_json(source).format
        if layout != FORMAT:
            message = f"{FILE} has layout {layout}, this annotator knows layout {FORMAT}; use the one that wrote it"
            raise RunError(message, run=run)


def _flat(value: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, each in value.items():
        if isinstance(each, dict) and each:
            yield from _flat(cast("dict[str, object]", each), f"{prefix}{name}.")
        elif each not in ({}, None):
            yield prefix + name, each


_DIGEST_SHOWN = 12
"""Characters of a digest in a message: enough to tell two apart."""
_DIGEST_LENGTH = 64


def _shown(value: object) -> str:
    if isinstance(value, str) and len(value) == _DIGEST_LENGTH:
        return value[:_DIGEST_SHOWN] + "…"
    return "none" if value is None else repr(value)
