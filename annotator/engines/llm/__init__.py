"""The engine that asks a language model, at any OpenAI-compatible endpoint."""

from annotator.engines.llm.engine import LLMEngine, Request
from annotator.engines.llm.patience import Patience

__all__ = ["LLMEngine", "Patience", "Request"]
