"""Who said what about whom in the news: quotes, claims and stances, each pinned to the characters that prove it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.codebook import Codebook
    from annotator.engines.llm import LLMEngine
    from annotator.engines.rules.engine import RulesEngine
    from annotator.errors import AnnotatorError
    from annotator.pipeline import Annotator, Failure
    from annotator.records import Record
    from annotator.schema import Annotation, Document
    from annotator.spans import Span

__all__ = [
    "Annotation",
    "Annotator",
    "AnnotatorError",
    "Codebook",
    "Document",
    "Failure",
    "LLMEngine",
    "Record",
    "RulesEngine",
    "Span",
]

_HOMES = {
    "Annotation": "annotator.schema",
    "Annotator": "annotator.pipeline",
    "AnnotatorError": "annotator.errors",
    "Codebook": "annotator.codebook",
    "Document": "annotator.schema",
    "Failure": "annotator.pipeline",
    "LLMEngine": "annotator.engines.llm",
    "Record": "annotator.records",
    "RulesEngine": "annotator.engines.rules.engine",
    "Span": "annotator.spans",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing annotator itself costs nothing."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  # as below

        return version("annotator")
    if name not in _HOMES:
        msg = f"module 'annotator' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415  # only when something is asked for

    return getattr(import_module(_HOMES[name]), name)
