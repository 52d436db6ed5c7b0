"""Resolve: the only way from an engine's draft to records. Every proposal ends as a record or as a rejection."""

from annotator.resolve.drafts import Resolution, resolve
from annotator.resolve.lookup import REASONS

__all__ = ["REASONS", "Resolution", "resolve"]
