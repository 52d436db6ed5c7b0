"""Options that choose an engine, the same for every command, and the engine made from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from annotator import codebook as codebooks
from annotator.engines.base import ALL_TASKS, TIMEOUT_S, Task
from annotator.errors import SettingsError

if TYPE_CHECKING:
    from annotator.codebook import Codebook
    from annotator.engines.base import Calls, Engine

EngineName: TypeAlias = Annotated[
    str, typer.Option("--engine", metavar="rules|llm", help="Who reads: the embedded rules, or a language model.")
]
Model: TypeAlias = Annotated[
    str | None, typer.Option("--model", metavar="PROVIDER/MODEL", help="For --engine llm, such as openai/gpt-5-mini.")
]
BaseUrl: TypeAlias = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="Any OpenAI-compatible endpoint, a local one too.")
]
CodebookFile: TypeAlias = Annotated[
    Path | None, typer.Option("--codebook", metavar="FILE", help="Your own codebook instead of the shipped one.")
]
Tasks: TypeAlias = Annotated[
    str, typer.Option("--tasks", metavar="LIST", help="What to look for: quotes, claims, stances, with commas.")
]
Mode: TypeAlias = Annotated[
    str, typer.Option("--mode", metavar="joint|staged", help="For --engine llm: one call, or one call a task.")
]
Samples: TypeAlias = Annotated[
    int,
    typer.Option(
        "--samples", min=1, max=100, metavar="N", help="For --engine llm: ask N times; agreement is confidence."
    ),
]
Timeout: TypeAlias = Annotated[
    float, typer.Option("--timeout", min=0.1, metavar="S", help="For --engine llm: seconds to wait for one answer.")
]


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine as the user chose it.

    Attributes:
        name: “rules” or “llm”.
        model: For “llm”, ``provider/model``.
        base_url: For “llm”, the endpoint.
        codebook: File of the user's codebook.
        tasks: Names with commas.
        mode: For “llm”, “joint” or “staged”.
        samples: For “llm”, answers per question.
        timeout_s: For “llm”, seconds to wait for one answer; it changes no answer.
    """

    name: str = "rules"
    model: str | None = None
    base_url: str | None = None
    codebook: Path | None = None
    tasks: str = "quotes,claims,stances"
    mode: str = "joint"
    samples: int = 1
    timeout_s: float = TIMEOUT_S

    @property
    def asks(self) -> bool:
        """Whether it asks a model."""
        return self.name == "llm"

    def read_codebook(self) -> Codebook:
        """The labels in force.

        Raises:
            CodebookError: The user's file breaks a rule.
        """
        return codebooks.default() if self.codebook is None else codebooks.load(self.codebook)

    def build(self, calls: Calls | None = None, *, offline: bool = False, client: Any = None) -> Engine:
        """The engine.

        Args:
            calls: How a run watches and steers model calls.
            offline: For plans: no key is needed, and nothing can be sent.
            client: An openai client instead of the engine's own.

        Raises:
            SettingsError: An option is wrong or missing.
            CodebookError: The user's codebook breaks a rule.
        """
        tasks = _tasks(self.tasks)
        if self.name == "rules":
            if self.model or self.base_url:
                msg = "--model and --base-url need --engine llm; without it the rules engine runs and nothing is billed"
                raise SettingsError(msg, variable="--engine")
            from annotator.engines.rules.engine import RulesEngine  # noqa: PLC0415  # only the engine that is used

            return RulesEngine(codebook=self.read_codebook(), tasks=tasks)
        if not self.asks:
            msg = f"there is no engine {self.name!r}; use rules or llm"
            raise SettingsError(msg, variable="--engine")
        return self._language_model(tasks, {"calls": calls, "offline": offline, "client": client})

    def _language_model(self, tasks: frozenset[Task], more: dict[str, Any]) -> Engine:
        if self.mode not in {"joint", "staged"}:
            msg = f"there is no mode {self.mode!r}; use joint or staged"
            raise SettingsError(msg, variable="--mode")
        if self.model is None:
            msg = "--engine llm needs --model, such as --model openai/gpt-5-mini"
            raise SettingsError(msg, variable="--model")
        from annotator.engines.llm import LLMEngine  # noqa: PLC0415  # openai and instructor take a second to import

        return LLMEngine(
            model=self.model,
            base_url=self.base_url,
            codebook=self.read_codebook(),
            tasks=tasks,
            mode=self.mode,
            samples=self.samples,
            timeout_s=self.timeout_s,
            **more,
        )


def _tasks(names: str) -> frozenset[Task]:
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    unknown = wanted - {task.value for task in ALL_TASKS}
    if unknown or not wanted:
        msg = f"--tasks takes quotes, claims and stances, with commas between, not {names!r}"
        raise SettingsError(msg, variable="--tasks")
    return frozenset(Task(name) for name in wanted)
