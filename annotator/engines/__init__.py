"""Engines: each maps a document to a draft."""
