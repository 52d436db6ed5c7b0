"""The engine that asks a language model, at any OpenAI-compatible endpoint."""

from annotator.engines.llm.engine import LLMEngine
from annotator.engines.llm.patience import Patience
from annotator.engines.llm.planning import Request

__all__ = ["LLMEngine", "Patience", "Request"]
