"""The rules engine: deterministic annotation by lexicons, frames and small matchers."""
